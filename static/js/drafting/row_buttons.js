// Keys for the buttons of a line: Alt+Enter goes to them, arrows move between them, Escape goes back to the cell.
(() => {
  const { body, cellAt, focusOn } = draftPage;
  const buttonsOf = (row) => [...row.querySelectorAll("button")].filter((button) => button.checkVisibility());
  const cameFrom = new WeakMap(); // line -> the cell

  const focusOnButtons = (row, input) => {
    cameFrom.set(row, input.name);
    buttonsOf(row)[0]?.focus();
  };
  body.addEventListener("keydown", (event) => {
    const row = event.target.matches("button") && event.target.closest("tr");
    if (!row) return;
    const all = buttonsOf(row);
    const by = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (by) all.at((all.indexOf(event.target) + by) % all.length).focus();
    else if (event.key === "Escape") focusOn(cellAt(row, cameFrom.get(row) ?? "product"));
    else return;
    event.preventDefault();
  });

  Object.assign(draftPage, { focusOnButtons });
})();
