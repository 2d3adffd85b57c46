// Updates the age of the data shown and, during an outage, polls until e-conomic answers again.
(() => {
  const TICK = 1000; // milliseconds
  const ASK = 10000;
  const REST = 60000; // milliseconds between reloads of a page, so that a page that always fails does not reload all day
  const RELOADED = "freshness-reloaded";
  const began = new WeakMap(); // age element -> when its age was 0, by the browser's clock
  const typed = new Set();
  let asking = false;
  let ended = false; // the session has ended: the next request shows the sign-in

  const region = () => document.getElementById("outage");
  const banner = () => document.querySelector("#outage > *");
  const failed = () => document.querySelector("[data-failed]");
  const say = (text) => text && (document.getElementById("live").textContent = text);

  // Ages
  const words = (seconds) => {
    const { now, seconds: s, minutes, hours, days } = document.getElementById("age").dataset;
    const said = (text, count) => text.replace("%(count)s", count);
    if (seconds < 10) return now;
    if (seconds < 60) return said(s, Math.floor(seconds / 10) * 10);
    if (seconds < 3600) return said(minutes, Math.floor(seconds / 60));
    if (seconds < 86400) return said(hours, Math.floor(seconds / 3600));
    return said(days, Math.floor(seconds / 86400));
  };
  const tick = () => {
    for (const time of document.querySelectorAll("time[data-age]")) {
      if (!began.has(time)) began.set(time, Date.now() - time.dataset.age * 1000);
      const text = words((Date.now() - began.get(time)) / 1000);
      if (time.textContent !== text) time.textContent = text;
    }
  };

  // Poll whether e-conomic answers again
  const ask = async () => {
    const place = region();
    if (!place || asking || ended || document.hidden || !(banner() || failed())) return;
    const { since = "", cause = "" } = document.querySelector("[data-cause]")?.dataset ?? {};
    const address = `${place.dataset.pulse}?${new URLSearchParams({ since, cause })}`;
    asking = true;
    try {
      await htmx.ajax("GET", address, { source: place, target: place, swap: "innerHTML" });
    } catch {
      // no connection: try again at the next poll
    }
    asking = false;
  };
  document.addEventListener("htmx:beforeOnLoad", (event) => {
    if (event.detail.elt !== region()) return;
    ended = Boolean(event.detail.xhr.getResponseHeader("HX-Redirect"));
    if (ended || event.detail.xhr.status >= 400) event.preventDefault();
  });

  const stays = () =>
    "stay" in region().dataset ||
    document.querySelector("form[data-recovery], #editor") ||
    [...typed].some((field) => field.isConnected && field.form?.method !== "get");
  const lastReload = () => {
    try {
      const { path, at } = JSON.parse(sessionStorage.getItem(RELOADED) || "{}");
      return path === location.href ? at : 0;
    } catch {
      return Infinity; // no storage: never reload
    }
  };
  let later = false;
  document.addEventListener("economic-back", () => {
    later = !stays() && Date.now() - lastReload() < REST;
    if (later) return;
    if (stays()) {
      for (const part of document.querySelectorAll("[data-failed]")) part.removeAttribute("data-failed");
      return say(region().dataset.back);
    }
    sessionStorage.setItem(RELOADED, JSON.stringify({ path: location.href, at: Date.now() }));
    location.reload();
  });
  document.addEventListener("htmx:beforeSwap", (event) => {
    if (event.detail.elt === region() && later) event.detail.shouldSwap = false;
    later = false;
  });
  document.addEventListener("input", (event) => typed.add(event.target));

  // Enable changes again
  const switchOn = () => {
    if (banner()) return;
    for (const each of document.querySelectorAll("[data-write]")) {
      for (const name of ["data-write", "disabled", "role", "tabindex", "aria-disabled", "aria-describedby"]) each.removeAttribute(name);
      if (!each.dataset.href) continue;
      each.setAttribute("href", each.dataset.href);
      if (!("swaps" in each.dataset)) continue;
      each.setAttribute("hx-get", each.dataset.href);
      htmx.process(each);
    }
  };

  // Refresh the page at its current URL; a failure replaces it
  const refreshing = (element) => element?.matches?.("form.refresh");
  document.addEventListener("htmx:configRequest", ({ detail }) => {
    if (refreshing(detail.elt)) detail.parameters.next = location.pathname + location.search;
  });
  document.addEventListener("htmx:beforeSwap", ({ detail }) => {
    if (!refreshing(detail.requestConfig.elt) || detail.xhr.status < 400) return;
    detail.target = document.getElementById("main");
    detail.swapOverride = "outerHTML";
  });

  document.addEventListener("htmx:afterSettle", ({ detail }) => {
    tick();
    switchOn();
    if (refreshing(detail.requestConfig?.elt) && detail.xhr.status < 400) say(detail.requestConfig.elt.dataset.done);
  });
  document.addEventListener("DOMContentLoaded", () => {
    tick();
    const at = lastReload();
    if (!at || at === Infinity || !region() || banner() || failed()) return;
    sessionStorage.removeItem(RELOADED); // the reload helped
    setTimeout(() => say(region().dataset.back), TICK);
  });
  document.addEventListener("visibilitychange", () => {
    tick();
    ask();
  });
  setInterval(tick, TICK);
  setInterval(ask, ASK);
})();
