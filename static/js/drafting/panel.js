// The panel before sending. It is about one revision, and says so when a newer one exists.
(() => {
  const { editor, countWaiting, countChanges } = draftPage;
  const CHECK_DELAY = 1200; // milliseconds without changes before the checks run again
  const READING_TIME = 400; // milliseconds until a warning counts as seen
  const shownAt = new Map(); // fingerprint of a warning -> when it was shown
  let timer = 0;
  let latest = 0;

  const getPanel = () => document.getElementById("before");
  const markIfOld = () => {
    const panel = getPanel();
    if (!panel) return;
    latest = Math.max(latest, panel.dataset.revision);
    const revision = panel.querySelector("[name=revision]");
    if (revision) revision.value = latest;
    for (const { value } of panel.querySelectorAll("[name=seen]")) if (!shownAt.has(value)) shownAt.set(value, performance.now());
    const isOld = (countChanges() > 0 || panel.dataset.revision < latest) && !("answer" in panel.dataset);
    if (isOld === "old" in panel.dataset) return;
    panel.toggleAttribute("data-old", isOld);
    const status = document.getElementById("looking");
    status.textContent = isOld ? status.dataset.again : "";
  };
  const setRevision = (revision) => {
    latest = Math.max(latest, revision);
    markIfOld();
  };
  const isTooNew = (mark) => performance.now() - shownAt.get(mark) < READING_TIME;

  const ignoreRedirect = (event) => event.detail.xhr.getResponseHeader("HX-Redirect") && event.preventDefault(); // signed out
  const runChecks = async () => {
    const panel = getPanel();
    const hasFocus = panel?.contains(document.activeElement) && !document.activeElement.id; // htmx finds focus by its id
    if (!panel || countWaiting() || hasFocus || !("old" in panel.dataset)) return;
    const url = panel.querySelector("form").action.replace(/send\/$/, "review/");
    panel.addEventListener("htmx:beforeOnLoad", ignoreRedirect);
    await htmx.ajax("GET", url, { source: panel, target: panel, swap: "outerHTML" }).catch(() => {});
    const status = document.getElementById("looking");
    if (panel.isConnected && status) status.textContent = status.dataset.missed;
  };
  const reviewAgain = () => {
    getPanel()?.toggleAttribute("data-old", true);
    runChecks();
  };
  const scheduleChecks = () => {
    clearTimeout(timer);
    timer = setTimeout(runChecks, CHECK_DELAY);
  };

  editor.addEventListener("queue", () => {
    markIfOld();
    if (!countWaiting()) scheduleChecks();
  });
  document.addEventListener("htmx:load", (event) => event.target.id === "before" && markIfOld());
  document.addEventListener("focusout", (event) => event.target.closest?.("#before") && scheduleChecks());
  document.addEventListener("session-renewed", scheduleChecks);
  addEventListener("online", scheduleChecks);
  markIfOld();

  Object.assign(draftPage, { getPanel, markIfOld, reviewAgain, setRevision, isTooNew, latestRevision: () => latest });
})();
