// Elements of the editor. The scripts after this one add to `draftPage` what others use.
const draftPage = (() => {
  const editor = document.getElementById("editor");
  const body = document.getElementById("grid").tBodies[0];

  // An entry is a line or a form of fields. It knows the values shown, and so which input is not saved yet
  const entries = () => [...document.querySelectorAll("[data-autosave]")];
  const formOf = (entry) => (entry.matches("form") ? entry : entry.querySelector("form"));
  const hidden = (entry, name) => formOf(entry).querySelector(`input[type=hidden][name=${name}]`);
  const cells = (entry) => [...entry.querySelectorAll("[data-cell]")];
  const control = (cell) => cell.querySelector("input, select, textarea");
  const shownValues = (entry) => JSON.parse(hidden(entry, "shown").value);
  const isNew = (entry) => "new" in entry.dataset;
  const unsavedValues = (entry) => {
    const before = shownValues(entry);
    const values = {};
    for (const cell of cells(entry)) {
      const { name, value } = control(cell);
      if (value === (before[name] ?? "") || [entry.refused?.[name], entry.asTyped?.[name]].includes(value)) continue;
      values[name] = value;
    }
    if (!isNew(entry)) return values;
    return values.product || values.description ? { ...values, ...entry.refused, ...values } : {};
  };

  const rows = () => [...body.rows];
  const cellAt = (row, name) => control(row.querySelector(`[data-cell="${name}"]`));
  const adjacentCell = (row, by, name) => {
    const other = rows()[rows().indexOf(row) + by];
    return other && cellAt(other, name);
  };

  const announce = (text) => text && (document.getElementById("live").textContent = text);
  const parseHtml = (text) => {
    const page = document.createElement("template");
    page.innerHTML = text;
    return page.content;
  };
  const focusOn = (target) => {
    target?.focus();
    target?.select?.();
  };

  return { editor, body, entries, formOf, hidden, cells, control, shownValues, isNew, unsavedValues, rows, cellAt, adjacentCell, announce, parseHtml, focusOn };
})();
