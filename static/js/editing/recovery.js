// Saves recovery copies of unsaved input some seconds after typing, and asks before leaving.
(() => {
  const AFTER = 2000; // milliseconds after the last key
  const OURS = new Set(["csrfmiddlewaretoken", "person"]);
  const opened = new WeakMap(); // form -> its fields when opened; null if they were never saved
  const timers = new WeakMap();
  const sending = new WeakSet();

  const forms = () => [...document.querySelectorAll("form[data-recovery]")];

  const typed = (form) => {
    const fields = new URLSearchParams();
    for (const [name, value] of new FormData(form)) {
      const secret = form.querySelector(`input[type=password][name="${CSS.escape(name)}"]`);
      if (!OURS.has(name) && !secret && typeof value === "string") fields.append(name, value);
    }
    return fields.toString();
  };

  const meet = (form) => {
    if (!opened.has(form)) opened.set(form, "unsaved" in form.dataset ? null : typed(form));
  };

  const unsaved = (form) => form.isConnected && !sending.has(form) && opened.has(form) && opened.get(form) !== typed(form);

  const letter = (form) => {
    const body = new URLSearchParams({ address: new URL(form.action).pathname });
    for (const name of OURS) body.append(name, form.elements[name]?.value ?? "");
    if (unsaved(form)) body.append("fields", typed(form));
    return body; // without fields, the copy is deleted
  };

  const alertOnce = (text) => {
    const alerts = document.getElementById("alerts");
    const notice = document.createElement("template");
    notice.innerHTML = text; // our own HTML, and the content security policy blocks scripts in it
    if (!document.getElementById(notice.content.firstElementChild?.id)) alerts.replaceChildren(notice.content);
  };

  const keep = async (form) => {
    if (!form.isConnected || sending.has(form)) return;
    const said = form.querySelector("[data-kept]");
    try {
      const answer = await session.post(form.dataset.recovery, () => letter(form));
      const text = await answer.text();
      if (said) said.textContent = answer.ok ? text : "";
      if (answer.status === 403) alertOnce(text);
    } catch {
      if (said) said.textContent = ""; // no connection: retried after the next key
    }
  };

  const later = (form) => {
    clearTimeout(timers.get(form));
    timers.set(form, setTimeout(keep, AFTER, form));
  };

  const last = () => {
    for (const form of forms()) {
      if (!unsaved(form)) continue;
      clearTimeout(timers.get(form));
      navigator.sendBeacon(form.dataset.recovery, letter(form));
    }
  };

  const edited = (event) => {
    const form = event.target.closest?.("form[data-recovery]");
    if (form) later(form);
  };

  const meetAll = () => forms().forEach(meet);
  document.addEventListener("DOMContentLoaded", meetAll);
  document.addEventListener("htmx:load", meetAll);
  document.addEventListener("input", edited);
  document.addEventListener("change", edited);

  // While submitting, do not ask before leaving and do not send a copy. After a refusal, it is unsaved again.
  document.addEventListener("submit", (event) => {
    clearTimeout(timers.get(event.target));
    if (!event.defaultPrevented) sending.add(event.target);
  });
  document.addEventListener("htmx:beforeSend", ({ target }) => target.matches("form[data-recovery]") && sending.add(target));
  document.addEventListener("htmx:afterRequest", ({ target, detail }) => {
    if (sending.delete(target) && detail.successful) opened.set(target, typed(target));
  });
  addEventListener("pageshow", () => forms().forEach((form) => sending.delete(form)));

  addEventListener("pagehide", last);
  // Back from another tab: a sign-in there gives this page a new token
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") last();
    else forms().filter(unsaved).forEach(keep);
  });

  addEventListener("beforeunload", (event) => {
    if (forms().some(unsaved)) event.preventDefault();
  });

  // Ask before htmx replaces a form with unsaved input.
  document.addEventListener("htmx:confirm", (event) => {
    const { elt, target } = event.detail;
    const lost = forms().find((form) => form !== elt && target?.contains(form) && unsaved(form));
    if (lost && !confirm(lost.dataset.leave)) event.preventDefault();
  });
})();
