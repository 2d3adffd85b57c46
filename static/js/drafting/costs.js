// Shows and hides cost and margin of the lines. The address says which, as it does without this script.
(() => {
  const grid = document.getElementById("grid");

  document.addEventListener("click", (event) => {
    const link = event.target.closest("[data-costs]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    const isShown = grid.classList.toggle("with-costs", link.dataset.costs === "show");
    history.replaceState(history.state, "", link.href);
    document.getElementById(isShown ? "hide-costs" : "show-costs").focus();
  });
})();
