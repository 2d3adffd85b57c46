// Says so when this dashboard does not answer. What loads by itself is asked for again; the rest waits for the person.
(() => {
  const RETRY_AFTER = 5000; // milliseconds, without an answer
  const RETRY_AFTER_ERROR = 30000; // milliseconds, after an error of ours
  const REPORT_THEMSELVES = "#outage, #editor"; // they poll and save, and say when that fails

  const loadsItself = (element) => element.getAttribute("hx-trigger")?.startsWith("load");
  const repeat = (element) => {
    if (!element.isConnected) return;
    const again = element.cloneNode(true);
    element.replaceWith(again);
    htmx.process(again);
  };
  const repeatLater = (element, delay) => loadsItself(element) && setTimeout(repeat, delay, element);
  const notice = () => document.querySelector("#alerts > [data-no-answer]");

  document.addEventListener("htmx:sendError", ({ detail: { elt } }) => {
    if (elt.matches(REPORT_THEMSELVES)) return;
    if (!notice()) document.getElementById("alerts").prepend(document.getElementById("no-answer").content.cloneNode(true)); // a sign-in form there stays
    repeatLater(elt, RETRY_AFTER);
  });
  document.addEventListener("htmx:afterRequest", ({ detail: { xhr } }) => xhr?.status && notice()?.remove());
  document.addEventListener("htmx:responseError", ({ detail: { elt, xhr } }) => {
    if (elt.hasAttribute("aria-busy")) elt.setAttribute("aria-busy", "false");
    if (xhr.status >= 500) repeatLater(elt, RETRY_AFTER_ERROR);
  });
})();
