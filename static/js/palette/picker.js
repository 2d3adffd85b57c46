// The customers of a new draft: arrows move from the search field through the list and back.
(() => {
  const listStops = () => [...document.querySelectorAll("[data-picker], [data-choice]")];
  document.addEventListener("keydown", (event) => {
    const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!by || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
    const stops = listStops();
    const at = stops.indexOf(event.target);
    if (at < 0) return;
    event.preventDefault();
    stops[at + by]?.focus();
  });
})();
