// Order and numbering of the grid's rows, and the blank row at the end.
(() => {
  const { body, rows, isNew, parsed } = draftPage;
  const blank = body.querySelector("[data-new]").outerHTML;
  let blanks = 0;

  const number = () =>
    rows().forEach((row, index) => {
      for (const each of row.querySelectorAll("[aria-label]")) {
        const label = each.getAttribute("aria-label").replace(/\d+(?!.*\d)/, index + 1);
        if (label !== each.getAttribute("aria-label")) each.setAttribute("aria-label", label);
      }
      for (const button of row.querySelectorAll("button")) button.tabIndex = -1; // Tab goes from cell to cell
    });
  const holding = (move) => {
    const active = document.activeElement;
    move();
    if (active !== document.activeElement && active?.isConnected) active.focus();
  };
  const order = (numbers) => {
    const wanted = numbers.map((number) => document.getElementById(`line-${number}`)).filter(Boolean);
    for (const row of rows()) if (!isNew(row) && !wanted.includes(row)) row.remove();
    wanted.forEach((row, place) => {
      if (body.rows[place] !== row) holding(() => body.insertBefore(row, body.rows[place]));
    });
    number();
  };

  const lastBlank = () => rows().filter(isNew).at(-1);
  const addBlank = () => {
    blanks += 1;
    body.append(parsed(blank.replaceAll(/(line|form|c)-new/g, `$1-new-${blanks}`)));
    number();
  };

  number();

  Object.assign(draftPage, { number, holding, order, lastBlank, addBlank });
})();
