// Order and numbering of the grid's rows, and the blank row at the end.
(() => {
  const { body, rows, isNew, parseHtml } = draftPage;
  const blank = body.querySelector("[data-new]").outerHTML;
  let blanks = 0;

  // Tab goes from cell to cell; Alt+Enter goes to these buttons
  const skipButtons = (row) => {
    for (const button of row.querySelectorAll("button[name=act]")) button.tabIndex = -1;
  };
  const renumber = () =>
    rows().forEach((row, index) => {
      for (const labelled of row.querySelectorAll("[aria-label]")) {
        const label = labelled.getAttribute("aria-label").replace(/\d+(?!.*\d)/, index + 1);
        if (label !== labelled.getAttribute("aria-label")) labelled.setAttribute("aria-label", label);
      }
      skipButtons(row);
    });
  const keepFocus = (move) => {
    const active = document.activeElement;
    move();
    if (active !== document.activeElement && active?.isConnected) active.focus();
  };
  const reorder = (numbers) => {
    const ordered = numbers.map((number) => document.getElementById(`line-${number}`)).filter(Boolean);
    for (const row of rows()) if (!isNew(row) && !ordered.includes(row)) row.remove();
    ordered.forEach((row, index) => {
      if (body.rows[index] !== row) keepFocus(() => body.insertBefore(row, body.rows[index]));
    });
    renumber();
  };

  const lastBlank = () => rows().filter(isNew).at(-1);
  const addBlank = () => {
    blanks += 1;
    body.append(parseHtml(blank.replaceAll(/(line|form|c)-new/g, `$1-new-${blanks}`)));
    renumber();
  };

  renumber();

  Object.assign(draftPage, { skipButtons, renumber, keepFocus, reorder, lastBlank, addBlank });
})();
