// Saves input when its field is left, one line or form after another.
(() => {
  const { editor, keepers, formOf, hidden, cells, control, shown, isNew, unkept, say } = draftPage;
  const { then, post, refused, lastBlank, addBlank, lay } = draftPage;

  // Removes the errors of values that have changed since
  const forgive = (keeper) => {
    if (!keeper.refused) return;
    const was = shown(keeper);
    for (const cell of cells(keeper)) {
      const { name, value } = control(cell);
      if (!(name in keeper.refused) || value !== (was[name] ?? "")) continue;
      delete keeper.refused[name];
      for (const mark of cell.querySelectorAll(".mark-line.bad, .mark-line:has([data-theirs]), [id$=_error] > *")) mark.remove();
      control(cell).removeAttribute("aria-invalid");
    }
    if (!Object.keys(keeper.refused).length) keeper.refused = null;
  };
  // What to send next: all unsaved values, but values typed over an older revision first
  const letter = (keeper) => {
    const all = unkept(keeper);
    const late = Object.keys(all).filter((name) => name in (keeper.behind ?? {}));
    if (!late.length || isNew(keeper)) return { sent: all, revision: hidden(keeper, "revision").value };
    const revision = Math.min(...late.map((name) => keeper.behind[name]));
    const sent = Object.fromEntries(late.map((name) => [name, all[name]]));
    return { sent, revision, more: late.length < Object.keys(all).length };
  };
  const isKept = (keeper) => !Object.keys(unkept(keeper)).length;
  const keep = (keeper) => {
    forgive(keeper);
    if (isKept(keeper)) return;
    if (isNew(keeper) && keeper === lastBlank()) addBlank();
    then(async () => {
      const { sent, revision, more } = letter(keeper);
      if (!keeper.isConnected || !Object.keys(sent).length) return;
      const got = await post(formOf(keeper).action, { ...sent, revision });
      if (!got) {
        const words = refused() ? editor.dataset.refused : editor.dataset.unkept;
        document.getElementById("kept").textContent = words;
        say(words);
        return;
      }
      lay(got, keeper, sent);
      const others = Object.entries(keeper.refused ?? {}).filter(([name]) => !(name in sent));
      keeper.refused = { ...Object.fromEntries(others), ...(got.status === 422 ? sent : {}) };
      for (const name of Object.keys(sent)) delete keeper.behind?.[name];
      forgive(keeper);
      if (more) keep(keeper);
    });
  };
  const keepAll = () => keepers().forEach(keep);
  // An action on a line is queued after the input in it
  const act = (row, values) => {
    keep(row);
    then(async () => {
      if (isNew(row)) return;
      const got = await post(formOf(row).action, { ...values, revision: hidden(row, "revision").value });
      if (got) lay(got, row);
      else if (!row.isConnected) location.reload();
    });
  };

  document.addEventListener("change", (event) => {
    const keeper = event.target.closest?.("[data-autosave]");
    if (keeper && event.target.closest("[data-cell]")) keep(keeper);
  });
  document.addEventListener("session-renewed", keepAll);
  addEventListener("online", keepAll);

  Object.assign(draftPage, { forgive, isKept, keep, keepAll, act });
})();
