// Elements of the editor. The scripts after this one add to `draftPage` what others use.
const draftPage = (() => {
  const editor = document.getElementById("editor");
  const body = document.getElementById("grid").tBodies[0];

  // A keeper is a line or a form of fields. It knows the values shown, and so which input is not saved yet
  const keepers = () => [...document.querySelectorAll("[data-autosave]")];
  const formOf = (keeper) => (keeper.matches("form") ? keeper : keeper.querySelector("form"));
  const hidden = (keeper, name) => formOf(keeper).querySelector(`input[type=hidden][name=${name}]`);
  const cells = (keeper) => [...keeper.querySelectorAll("[data-cell]")];
  const control = (cell) => cell.querySelector("input, select, textarea");
  const shown = (keeper) => JSON.parse(hidden(keeper, "shown").value);
  const isNew = (keeper) => "new" in keeper.dataset;
  const unkept = (keeper) => {
    const was = shown(keeper);
    const found = {};
    for (const cell of cells(keeper)) {
      const { name, value } = control(cell);
      if (value !== (was[name] ?? "") && keeper.refused?.[name] !== value) found[name] = value;
    }
    if (!isNew(keeper)) return found;
    return found.product || found.description ? { ...found, ...keeper.refused, ...found } : {};
  };

  const rows = () => [...body.rows];
  const cellAt = (row, name) => control(row.querySelector(`[data-cell="${name}"]`));
  const beside = (row, by, name) => {
    const to = rows()[rows().indexOf(row) + by];
    return to && cellAt(to, name);
  };

  const say = (text) => text && (document.getElementById("live").textContent = text);
  const parsed = (text) => {
    const page = document.createElement("template");
    page.innerHTML = text;
    return page.content;
  };
  const go = (target) => {
    target?.focus();
    target?.select?.();
  };

  return { editor, body, keepers, formOf, hidden, cells, control, shown, isNew, unkept, rows, cellAt, beside, say, parsed, go };
})();
