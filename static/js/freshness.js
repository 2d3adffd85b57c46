// Updates the age of the data shown and, during an outage, polls until e-conomic answers again.
(() => {
  const TICK_INTERVAL = 1000; // milliseconds
  const POLL_INTERVAL = 10000;
  const MIN_RELOAD_INTERVAL = 60000; // milliseconds between reloads of a page, so that a page that always fails does not reload all day
  const RELOAD_KEY = "freshness-reloaded";
  const zeroAt = new WeakMap(); // age element -> when its age was 0, by the browser's clock
  const typedFields = new Set();
  let isPolling = false;
  let hasEnded = false; // the session has ended: the next request shows the sign-in

  const region = () => document.getElementById("outage");
  const banner = () => document.querySelector("#outage > *");
  const failed = () => document.querySelector("[data-failed]");
  const announce = (text) => text && (document.getElementById("live").textContent = text);

  // Ages
  const formatAge = (seconds) => {
    const { now, seconds: s, minutes, hours, days } = document.getElementById("data-age").dataset;
    const format = (text, count) => text.replace("%(count)s", count);
    if (seconds < 10) return now;
    if (seconds < 60) return format(s, Math.floor(seconds / 10) * 10);
    if (seconds < 3600) return format(minutes, Math.floor(seconds / 60));
    if (seconds < 86400) return format(hours, Math.floor(seconds / 3600));
    return format(days, Math.floor(seconds / 86400));
  };
  const updateAges = () => {
    for (const time of document.querySelectorAll("time[data-age]")) {
      if (!zeroAt.has(time)) zeroAt.set(time, Date.now() - time.dataset.age * 1000);
      const text = formatAge((Date.now() - zeroAt.get(time)) / 1000);
      if (time.textContent !== text) time.textContent = text;
    }
  };

  // Poll whether e-conomic answers again
  const poll = async () => {
    const area = region();
    if (!area || isPolling || hasEnded || document.hidden || !(banner() || failed())) return;
    const { since = "", cause = "" } = document.querySelector("[data-cause]")?.dataset ?? {};
    const address = `${area.dataset.pulse}?${new URLSearchParams({ since, cause })}`;
    isPolling = true;
    try {
      await htmx.ajax("GET", address, { source: area, target: area, swap: "innerHTML" });
    } catch {
      // no connection: try again at the next poll
    }
    isPolling = false;
  };
  document.addEventListener("htmx:beforeOnLoad", (event) => {
    if (event.detail.elt !== region()) return;
    hasEnded = Boolean(event.detail.xhr.getResponseHeader("HX-Redirect"));
    if (hasEnded || event.detail.xhr.status >= 400) event.preventDefault();
  });

  const mustStay = () =>
    "stay" in region().dataset ||
    document.querySelector("form[data-recovery], #editor") ||
    [...typedFields].some((field) => field.isConnected && field.form?.method !== "get");
  const lastReload = () => {
    try {
      const { path, at } = JSON.parse(sessionStorage.getItem(RELOAD_KEY) || "{}");
      return path === location.pathname ? at : 0;
    } catch {
      return Infinity; // no storage: never reload
    }
  };
  let reloadedRecently = false;
  document.addEventListener("economic-back", () => {
    reloadedRecently = !mustStay() && Date.now() - lastReload() < MIN_RELOAD_INTERVAL;
    if (reloadedRecently) return;
    if (mustStay()) {
      for (const part of document.querySelectorAll("[data-failed]")) part.removeAttribute("data-failed");
      return announce(region().dataset.back);
    }
    sessionStorage.setItem(RELOAD_KEY, JSON.stringify({ path: location.pathname, at: Date.now() }));
    location.reload();
  });
  document.addEventListener("htmx:beforeSwap", (event) => {
    if (event.detail.elt === region() && reloadedRecently) event.detail.shouldSwap = false;
    reloadedRecently = false;
  });
  document.addEventListener("input", (event) => typedFields.add(event.target));

  // Enable changes again
  const enableChanges = () => {
    if (banner()) return;
    for (const control of document.querySelectorAll("[data-write]")) {
      const names = ["data-write", "disabled", "aria-disabled", "aria-describedby"];
      if (control.getAttribute("role") === "link") names.push("role", "tabindex");
      for (const name of names) control.removeAttribute(name);
      if (!control.dataset.href) continue;
      control.setAttribute("href", control.dataset.href);
      if (!("swaps" in control.dataset)) continue;
      control.setAttribute("hx-get", control.dataset.href);
      htmx.process(control);
    }
  };

  // Refresh the page at its current URL; a failure replaces it
  const isRefresh = (element) => element?.matches?.("form.refresh");
  document.addEventListener("htmx:configRequest", ({ detail }) => {
    if (isRefresh(detail.elt)) detail.parameters.next = location.pathname + location.search;
  });
  document.addEventListener("htmx:beforeSwap", ({ detail }) => {
    if (!isRefresh(detail.requestConfig.elt) || detail.xhr.status < 400) return;
    detail.target = document.getElementById("main");
    detail.swapOverride = "outerHTML";
  });

  document.addEventListener("htmx:afterSettle", ({ detail }) => {
    updateAges();
    enableChanges();
    if (isRefresh(detail.requestConfig?.elt) && detail.xhr.status < 400) announce(detail.requestConfig.elt.dataset.done);
  });
  document.addEventListener("DOMContentLoaded", () => {
    updateAges();
    const at = lastReload();
    if (!at || at === Infinity || !region() || banner() || failed()) return;
    sessionStorage.removeItem(RELOAD_KEY); // the reload helped
    setTimeout(() => announce(region().dataset.back), TICK_INTERVAL);
  });
  document.addEventListener("visibilitychange", () => {
    updateAges();
    poll();
  });
  setInterval(updateAges, TICK_INTERVAL);
  setInterval(poll, POLL_INTERVAL);
})();
