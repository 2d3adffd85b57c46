// Moves, removes, restores and pastes lines, and handles their buttons and links.
(() => {
  const { editor, body, cells, control, shown, isNew, rows, cellAt, beside, go } = draftPage;
  const { then, post, holding, lastBlank, number, lay, forgive, keep, act } = draftPage;

  const move = (row, by, focused) => {
    const other = rows()[rows().indexOf(row) + by];
    if (!other || isNew(row) || isNew(other)) return;
    holding(() => (by < 0 ? other.before(row) : other.after(row)));
    focused?.focus();
    number();
    act(row, { act: by < 0 ? "up" : "down" });
  };
  const remove = (row, name) => {
    go(beside(row, 1, name) ?? beside(row, -1, name));
    if (isNew(row) && row === lastBlank()) {
      for (const cell of cells(row)) control(cell).value = "";
      return;
    }
    act(row, { act: "remove" });
  };
  const restore = (form) => {
    form.closest("#undo").remove();
    then(async () => {
      const got = await post(form.action, { act: "restore" });
      if (got) lay(got);
    });
  };
  const pressed = (keeper, button) => {
    const wanted = button?.value;
    if (wanted === "up" || wanted === "down") return move(keeper, wanted === "up" ? -1 : 1, button);
    if (wanted === "remove") return remove(keeper, "product");
    if (wanted) return act(keeper, { act: wanted });
    keeper.refused = null; // "Keep mine": send the refused value again
    keep(keeper);
  };
  document.addEventListener("submit", (event) => {
    const form = event.target;
    const keeper = form.closest("[data-autosave]");
    if (!keeper && !form.closest("#undo")) return;
    event.preventDefault();
    if (keeper) pressed(keeper, event.submitter);
    else restore(form);
  });

  body.addEventListener("paste", (event) => {
    const text = event.clipboardData.getData("text/plain");
    const row = event.target.closest("tr");
    if (!row || !/[\t]|[^\s].*\n+.*[^\s]/.test(text)) return;
    event.preventDefault();
    keep(row);
    then(async () => {
      const after = isNew(row) ? "" : row.id.replace("line-", "");
      const got = await post(editor.dataset.paste, { rows: text, after });
      if (got) lay(got, lastBlank() === row && got.status === 422 ? row : null);
    });
  });

  const takeTheirs = (link) => {
    const cell = link.closest("[data-cell]");
    const keeper = link.closest("[data-autosave]");
    control(cell).value = shown(keeper)[cell.dataset.cell] ?? "";
    forgive(keeper);
    control(cell).focus();
  };
  document.addEventListener("click", (event) => {
    const theirs = event.target.closest("[data-theirs]");
    const link = event.target.closest('a[href^="#f-"], a[href^="#c-"], a[href^="#line-"], a[href="#pasted"]');
    const place = link && document.getElementById(decodeURIComponent(link.hash.slice(1)));
    if (!theirs && !place) return;
    event.preventDefault();
    if (theirs) return takeTheirs(theirs);
    if (place.closest("details")) place.closest("details").open = true;
    go(place.matches("tr") ? cellAt(place, "product") : place);
  });

  Object.assign(draftPage, { move, remove });
})();
