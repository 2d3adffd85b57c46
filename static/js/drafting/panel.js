// The panel before sending. It is about one revision, and says so when a newer one exists.
(() => {
  const { editor, waiting, changes } = draftPage;
  const PANEL_AFTER = 1200; // milliseconds without changes before the checks run again
  const READ_IN = 400; // milliseconds until a warning counts as seen
  const known = new Map(); // fingerprint of a warning -> when it was shown
  let timer = 0;
  let latest = 0;

  const panelNow = () => document.getElementById("before");
  const markPanel = () => {
    const panel = panelNow();
    if (!panel) return;
    latest = Math.max(latest, panel.dataset.revision);
    const revision = panel.querySelector("[name=revision]");
    if (revision) revision.value = latest;
    for (const { value } of panel.querySelectorAll("[name=seen]")) if (!known.has(value)) known.set(value, performance.now());
    const isOld = (changes() > 0 || panel.dataset.revision < latest) && !("answer" in panel.dataset);
    if (isOld === "old" in panel.dataset) return;
    panel.toggleAttribute("data-old", isOld);
    const said = document.getElementById("looking");
    said.textContent = isOld ? said.dataset.again : "";
  };
  const isAt = (revision) => {
    latest = Math.max(latest, revision);
    markPanel();
  };
  const justCame = (mark) => performance.now() - known.get(mark) < READ_IN;

  const stay = (event) => event.detail.xhr.getResponseHeader("HX-Redirect") && event.preventDefault(); // signed out
  const look = async () => {
    const panel = panelNow();
    const inIt = panel?.contains(document.activeElement) && !document.activeElement.id; // htmx finds focus by its id
    if (!panel || waiting() || inIt || !("old" in panel.dataset)) return;
    const url = panel.querySelector("form").action.replace(/send\/$/, "review/");
    panel.addEventListener("htmx:beforeOnLoad", stay);
    await htmx.ajax("GET", url, { source: panel, target: panel, swap: "outerHTML" }).catch(() => {});
    const said = document.getElementById("looking");
    if (panel.isConnected && said) said.textContent = said.dataset.missed;
  };
  const reviewAgain = () => {
    panelNow()?.toggleAttribute("data-old", true);
    look();
  };
  const rest = () => {
    clearTimeout(timer);
    timer = setTimeout(look, PANEL_AFTER);
  };

  editor.addEventListener("queue", () => {
    markPanel();
    if (!waiting()) rest();
  });
  document.addEventListener("htmx:load", (event) => event.target.id === "before" && markPanel());
  document.addEventListener("focusout", (event) => event.target.closest?.("#before") && rest());
  document.addEventListener("session-renewed", rest);
  addEventListener("online", rest);
  markPanel();

  Object.assign(draftPage, { panelNow, markPanel, reviewAgain, isAt, justCame, latest: () => latest });
})();
