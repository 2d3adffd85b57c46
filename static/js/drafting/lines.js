// Moves, removes and restores lines, and handles their buttons and links.
(() => {
  const { editor, body, cells, control, shownValues, isNew, rows, cellAt, adjacentCell, focusOn } = draftPage;
  const { enqueue, post, keepFocus, lastBlank, renumber, applyResponse, clearFixedErrors, save, runAction } = draftPage;

  const moveRow = (row, by, focused) => {
    const other = rows()[rows().indexOf(row) + by];
    if (!other || isNew(row) || isNew(other)) return;
    keepFocus(() => (by < 0 ? other.before(row) : other.after(row)));
    focused?.focus();
    renumber();
    runAction(row, { act: by < 0 ? "up" : "down" });
  };
  let removedFrom = "product"; // the cell that gets the focus when the line is restored
  const removeRow = (row, name) => {
    removedFrom = name;
    focusOn(adjacentCell(row, 1, name) ?? adjacentCell(row, -1, name));
    if (isNew(row) && row === lastBlank()) {
      for (const cell of cells(row)) control(cell).value = "";
      return;
    }
    runAction(row, { act: "remove" });
  };
  const restoreRow = (form) => {
    const toast = form.closest("#undo");
    if ("asked" in toast.dataset) return;
    toast.dataset.asked = "";
    enqueue(async () => {
      const response = await post(form.action, { act: "restore" });
      delete toast.dataset.asked;
      if (!response) return;
      applyResponse(response);
      const hasFocus = toast.contains(document.activeElement) || document.activeElement === document.body;
      toast.remove();
      const row = document.getElementById(`line-${form.dataset.line}`);
      if (hasFocus && row) focusOn(cellAt(row, removedFrom));
    });
  };
  const handleButton = (entry, button) => {
    const action = button?.value;
    if (action === "up" || action === "down") return moveRow(entry, action === "up" ? -1 : 1, button);
    if (action === "remove") return removeRow(entry, "product");
    if (action) return runAction(entry, { act: action });
    entry.refused = null; // "Keep my value": send the refused value again
    save(entry);
  };
  document.addEventListener("submit", (event) => {
    const form = event.target;
    const entry = form.closest("[data-autosave]");
    if (!entry && !form.closest("#undo")) return;
    event.preventDefault();
    if (entry) handleButton(entry, event.submitter);
    else restoreRow(form);
  });

  const takeTheirs = (link) => {
    const entry = link.closest("[data-autosave]");
    const cell = link.closest("[data-cell]") ?? entry.querySelector(`[data-cell="${link.dataset.theirs}"]`);
    control(cell).value = shownValues(entry)[cell.dataset.cell] ?? "";
    clearFixedErrors(entry);
    control(cell).focus();
  };
  document.addEventListener("click", (event) => {
    const theirs = event.target.closest("[data-theirs]");
    const link = event.target.closest('a[href^="#f-"], a[href^="#c-"], a[href^="#line-"], a[href="#pasted"]');
    const target = link && document.getElementById(decodeURIComponent(link.hash.slice(1)));
    if (!theirs && !target) return;
    event.preventDefault();
    if (theirs) return takeTheirs(theirs);
    if (target.closest("details")) target.closest("details").open = true;
    focusOn(target.matches("tr") ? cellAt(target, "product") : target);
  });

  Object.assign(draftPage, { moveRow, removeRow });
})();
