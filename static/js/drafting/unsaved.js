// Shows in the panel before sending what is not part of the draft: refused input, an unfinished line, pasted rows.
(() => {
  const { editor, entries, cells, control, isNew } = draftPage;

  const isRefused = (entry) => Object.keys(entry.refused ?? {}).length > 0;
  // The blank row is no line yet without product or text
  const isUnfinished = (entry) =>
    isNew(entry) && !isRefused(entry) && !entry.contains(document.activeElement) && cells(entry).some((cell) => control(cell).value);
  const findControl = (entry) => entry && (entry.querySelector("[aria-invalid]") ?? control(cells(entry)[0]));

  const update = () => {
    const found = {
      refused: findControl(entries().find(isRefused)),
      unfinished: findControl(entries().find(isUnfinished)),
      rows: document.getElementById("pasted")?.value.trim() && document.getElementById("pasted"),
    };
    for (const item of document.querySelectorAll("#before [data-unsaved]")) {
      const target = found[item.dataset.unsaved];
      item.hidden = !target;
      item.classList.toggle("bad", !item.hidden);
      if (target) item.querySelector("a").setAttribute("href", `#${target.id}`);
    }
  };

  editor.addEventListener("queue", update);
  document.addEventListener("focusout", () => setTimeout(update));
  document.addEventListener("htmx:load", (event) => event.target.id === "before" && update());
  update();

  Object.assign(draftPage, { showUnsaved: update });
})();
