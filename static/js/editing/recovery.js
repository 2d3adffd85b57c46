// Saves recovery copies of unsaved input some seconds after typing, and asks before leaving.
(() => {
  const DELAY = 2000; // milliseconds after the last key
  const OWN_FIELDS = new Set(["csrfmiddlewaretoken", "person"]);
  const opened = new WeakMap(); // form -> its fields when opened; null if they were never saved
  const timers = new WeakMap();
  const sending = new WeakSet();

  const forms = () => [...document.querySelectorAll("form[data-recovery]")];

  const serialize = (form) => {
    const fields = new URLSearchParams();
    for (const [name, value] of new FormData(form)) {
      const secret = form.querySelector(`input[type=password][name="${CSS.escape(name)}"]`);
      if (!OWN_FIELDS.has(name) && !secret && typeof value === "string") fields.append(name, value);
    }
    return fields.toString();
  };

  const rememberOpened = (form) => {
    if (!opened.has(form)) opened.set(form, "unsaved" in form.dataset ? null : serialize(form));
  };

  const isUnsaved = (form) => form.isConnected && !sending.has(form) && opened.has(form) && opened.get(form) !== serialize(form);

  const buildRequest = (form) => {
    const body = new URLSearchParams({ address: new URL(form.action).pathname });
    for (const name of OWN_FIELDS) body.append(name, form.elements[name]?.value ?? "");
    if (isUnsaved(form)) body.append("fields", serialize(form));
    return body; // without fields, the copy is deleted
  };

  const alertOnce = (text) => {
    const alerts = document.getElementById("alerts");
    const notice = document.createElement("template");
    notice.innerHTML = text; // our own HTML, and the content security policy blocks scripts in it
    if (!document.getElementById(notice.content.firstElementChild?.id)) alerts.replaceChildren(notice.content);
  };

  const sendCopy = async (form) => {
    if (!form.isConnected || sending.has(form)) return;
    const status = form.querySelector("[data-copy-status]");
    try {
      const response = await session.post(form.dataset.recovery, () => buildRequest(form));
      const text = await response.text();
      if (status) status.textContent = response.headers.get("Content-Type")?.startsWith("text/plain") ? text : "";
      if (response.status === 403) alertOnce(text);
    } catch {
      if (status) status.textContent = ""; // no connection: retried after the next key
    }
  };

  const scheduleCopy = (form) => {
    clearTimeout(timers.get(form));
    timers.set(form, setTimeout(sendCopy, DELAY, form));
  };

  const sendCopiesNow = () => {
    for (const form of forms()) {
      if (!isUnsaved(form)) continue;
      clearTimeout(timers.get(form));
      navigator.sendBeacon(form.dataset.recovery, buildRequest(form));
    }
  };

  const handleInput = (event) => {
    const form = event.target.closest?.("form[data-recovery]");
    if (form) scheduleCopy(form);
  };

  const rememberAll = () => forms().forEach(rememberOpened);
  document.addEventListener("DOMContentLoaded", rememberAll);
  document.addEventListener("htmx:load", rememberAll);
  document.addEventListener("input", handleInput);
  document.addEventListener("change", handleInput);

  // While submitting, do not ask before leaving and do not send a copy. After a refusal, it is unsaved again.
  document.addEventListener("submit", (event) => {
    clearTimeout(timers.get(event.target));
    if (!event.defaultPrevented) sending.add(event.target);
  });
  document.addEventListener("htmx:beforeSend", ({ target }) => target.matches("form[data-recovery]") && sending.add(target));
  document.addEventListener("htmx:afterRequest", ({ target, detail }) => {
    if (sending.delete(target) && detail.successful) opened.set(target, serialize(target));
  });
  addEventListener("pageshow", () => forms().forEach((form) => sending.delete(form)));

  addEventListener("pagehide", sendCopiesNow);
  // Back from another tab: a sign-in there gives this page a new token
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") sendCopiesNow();
    else forms().filter(isUnsaved).forEach(sendCopy);
  });

  addEventListener("beforeunload", (event) => {
    if (forms().some(isUnsaved)) event.preventDefault();
  });

  // Ask before htmx replaces a form with unsaved input.
  document.addEventListener("htmx:confirm", (event) => {
    const { elt, target } = event.detail;
    const unsavedForm = forms().find((form) => form !== elt && target?.contains(form) && isUnsaved(form));
    if (unsavedForm && !confirm(unsavedForm.dataset.leave)) event.preventDefault();
  });
})();
