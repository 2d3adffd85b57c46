// Saves input shortly after the last key and when its field is left, one line or form after another.
(() => {
  const { editor, entries, formOf, hidden, cells, control, shownValues, isNew, unsavedValues, announce } = draftPage;
  const { enqueue, post, isRefused, lastBlank, addBlank, applyResponse } = draftPage;
  const TYPING_PAUSE = 1000; // milliseconds after a key
  const timers = new WeakMap(); // entry -> its scheduled save
  let typing = null; // the control that is being typed in; what cannot be read yet has no message until it is left

  // Removes the errors of values that have changed since
  const clearFixedErrors = (entry) => {
    if (!entry.refused) return;
    const before = shownValues(entry);
    for (const cell of cells(entry)) {
      const { name, value } = control(cell);
      if (!(name in entry.refused) || value !== (before[name] ?? "")) continue;
      delete entry.refused[name];
      for (const mark of entry.querySelectorAll(`.l-messages > [data-for="${name}"], [data-cell="${name}"] > [id$=_error] > *`)) mark.remove();
      control(cell).removeAttribute("aria-invalid");
    }
    if (!Object.keys(entry.refused).length) entry.refused = null;
  };
  // All unsaved values. A product that is being typed counts once it is the number of a product in the list
  const readyValues = (entry) => {
    const values = unsavedValues(entry);
    const isListed = () => draftPage.getOptions(typing).some((option) => option.dataset.number === typing.value.trim() && !draftPage.isBarred(option));
    if (typing?.name === "product" && entry.contains(typing) && !isListed()) delete values.product;
    return isNew(entry) && !values.product && !values.description ? {} : values;
  };
  // What to send next: all values that are ready, but values typed over an older revision first
  const buildRequest = (entry) => {
    const all = readyValues(entry);
    const outdated = Object.keys(all).filter((name) => name in (entry.behind ?? {}));
    if (!outdated.length || isNew(entry)) return { sent: all, revision: hidden(entry, "revision").value };
    const revision = Math.min(...outdated.map((name) => entry.behind[name]));
    const sent = Object.fromEntries(outdated.map((name) => [name, all[name]]));
    return { sent, revision, hasMore: outdated.length < Object.keys(all).length };
  };
  const isSaved = (entry) => !Object.keys(unsavedValues(entry)).length;
  const noteRefused = (entry, { status }, sent) => {
    const others = Object.entries(entry.refused ?? {}).filter(([name]) => !(name in sent));
    const invalid = cells(entry).map(control).filter(({ name, ariaInvalid }) => name in sent && ariaInvalid);
    const refused = invalid.length ? invalid.map(({ name }) => [name, sent[name]]) : Object.entries(sent);
    entry.refused = Object.fromEntries([...others, ...(status === 422 ? refused : [])]);
  };
  const saveTyped = (entry) => {
    clearTimeout(timers.get(entry));
    clearFixedErrors(entry);
    if (!Object.keys(readyValues(entry)).length) return;
    if (isNew(entry) && entry === lastBlank()) addBlank();
    enqueue(async () => {
      const { sent, revision, hasMore } = buildRequest(entry);
      if (!entry.isConnected || !Object.keys(sent).length) return;
      const unfinished = typing && entry.contains(typing) ? { typing: typing.name } : {};
      const response = await post(formOf(entry).action, { ...sent, ...unfinished, revision });
      if (!response) {
        const message = isRefused() ? editor.dataset.refused : editor.dataset.notSaved;
        document.getElementById("save-state").textContent = message;
        announce(message);
        return;
      }
      applyResponse(response, entry, sent);
      noteRefused(entry, response, sent);
      for (const name of Object.keys(sent)) delete entry.behind?.[name];
      clearFixedErrors(entry);
      if (hasMore) saveTyped(entry);
    });
  };
  const save = (entry) => {
    if (entry.contains(typing)) typing = null;
    saveTyped(entry);
  };
  const scheduleSave = (entry) => {
    clearTimeout(timers.get(entry));
    timers.set(entry, setTimeout(saveTyped, TYPING_PAUSE, entry));
  };
  const saveAll = () => entries().forEach(saveTyped);
  // An action on a line is queued after the input in it
  const runAction = (row, values, isChange = true) => {
    save(row);
    enqueue(async () => {
      if (isNew(row)) return;
      const response = await post(formOf(row).action, { ...values, revision: hidden(row, "revision").value });
      if (response) applyResponse(response, row);
      else if (!row.isConnected) location.reload();
    }, isChange);
  };

  const entryOf = (target) => target.closest?.("[data-cell]") && target.closest("[data-autosave]");
  document.addEventListener("input", ({ target }) => {
    if (!entryOf(target)) return;
    typing = target;
    scheduleSave(entryOf(target));
  });
  document.addEventListener("change", ({ target }) => entryOf(target) && save(entryOf(target)));
  document.addEventListener("focusout", ({ target }) => {
    const entry = entryOf(target);
    if (!entry?.asTyped || entry.asTyped[target.name] !== target.value) return;
    delete entry.asTyped[target.name];
    target.value = shownValues(entry)[target.name] ?? "";
  });
  document.addEventListener("visibilitychange", () => document.hidden && saveAll());
  document.addEventListener("session-renewed", saveAll);
  addEventListener("online", saveAll);

  Object.assign(draftPage, { clearFixedErrors, isSaved, save, scheduleSave, saveAll, runAction });
})();
