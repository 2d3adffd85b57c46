// Saves input when its field is left, one line or form after another.
(() => {
  const { editor, entries, formOf, hidden, cells, control, shownValues, isNew, unsavedValues, announce } = draftPage;
  const { enqueue, post, isRefused, lastBlank, addBlank, applyResponse } = draftPage;

  // Removes the errors of values that have changed since
  const clearFixedErrors = (entry) => {
    if (!entry.refused) return;
    const before = shownValues(entry);
    for (const cell of cells(entry)) {
      const { name, value } = control(cell);
      if (!(name in entry.refused) || value !== (before[name] ?? "")) continue;
      delete entry.refused[name];
      for (const mark of cell.querySelectorAll(".mark-line.bad, .mark-line:has([data-theirs]), [id$=_error] > *")) mark.remove();
      control(cell).removeAttribute("aria-invalid");
    }
    if (!Object.keys(entry.refused).length) entry.refused = null;
  };
  // What to send next: all unsaved values, but values typed over an older revision first
  const buildRequest = (entry) => {
    const all = unsavedValues(entry);
    const outdated = Object.keys(all).filter((name) => name in (entry.behind ?? {}));
    if (!outdated.length || isNew(entry)) return { sent: all, revision: hidden(entry, "revision").value };
    const revision = Math.min(...outdated.map((name) => entry.behind[name]));
    const sent = Object.fromEntries(outdated.map((name) => [name, all[name]]));
    return { sent, revision, hasMore: outdated.length < Object.keys(all).length };
  };
  const isSaved = (entry) => !Object.keys(unsavedValues(entry)).length;
  const save = (entry) => {
    clearFixedErrors(entry);
    if (isSaved(entry)) return;
    if (isNew(entry) && entry === lastBlank()) addBlank();
    enqueue(async () => {
      const { sent, revision, hasMore } = buildRequest(entry);
      if (!entry.isConnected || !Object.keys(sent).length) return;
      const response = await post(formOf(entry).action, { ...sent, revision });
      if (!response) {
        const message = isRefused() ? editor.dataset.refused : editor.dataset.notSaved;
        document.getElementById("save-state").textContent = message;
        announce(message);
        return;
      }
      applyResponse(response, entry, sent);
      const others = Object.entries(entry.refused ?? {}).filter(([name]) => !(name in sent));
      entry.refused = { ...Object.fromEntries(others), ...(response.status === 422 ? sent : {}) };
      for (const name of Object.keys(sent)) delete entry.behind?.[name];
      clearFixedErrors(entry);
      if (hasMore) save(entry);
    });
  };
  const saveAll = () => entries().forEach(save);
  // An action on a line is queued after the input in it
  const runAction = (row, values) => {
    save(row);
    enqueue(async () => {
      if (isNew(row)) return;
      const response = await post(formOf(row).action, { ...values, revision: hidden(row, "revision").value });
      if (response) applyResponse(response, row);
      else if (!row.isConnected) location.reload();
    });
  };

  document.addEventListener("change", (event) => {
    const entry = event.target.closest?.("[data-autosave]");
    if (entry && event.target.closest("[data-cell]")) save(entry);
  });
  document.addEventListener("session-renewed", saveAll);
  addEventListener("online", saveAll);

  Object.assign(draftPage, { clearFixedErrors, isSaved, save, saveAll, runAction });
})();
