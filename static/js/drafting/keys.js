// Keyboard navigation in the grid, Alt+S to send, and Ctrl+S to save at once what is saved a second later anyway.
(() => {
  const { editor, body, rows, cellAt, adjacentCell, announce, focusOn, save, moveRow, removeRow, handleProductKey, focusOnButtons, saveAll } = draftPage;
  const COLUMNS = ["product", "description", "quantity", "unit", "unit_net_price", "discount_percentage", "unit_cost_price"];

  const isComposing = ({ isComposing, keyCode }) => isComposing || keyCode === 229; // keys that belong to an input method

  const isShown = (cell) => cell.checkVisibility(); // costs are optional, and text lines have none
  const shownCell = (row, by, name) => {
    const others = by < 0 ? rows().slice(0, rows().indexOf(row)).reverse() : rows().slice(rows().indexOf(row) + 1);
    return others.map((other) => cellAt(other, name)).find(isShown);
  };
  const moveOn = (input, row) => {
    const next = COLUMNS.slice(COLUMNS.indexOf(input.name) + 1).map((name) => cellAt(row, name)).find(isShown);
    if (next) return focusOn(next);
    save(row);
    focusOn(adjacentCell(row, 1, "product"));
  };
  // Whether an arrow stays in the cell: in a text of several lines it moves between them first
  const hasMoreLines = ({ tagName, value, selectionStart, selectionEnd }, by) => {
    if (tagName !== "TEXTAREA" || selectionEnd - selectionStart === value.length) return false;
    return (by < 0 ? value.slice(0, selectionStart) : value.slice(selectionEnd)).includes("\n");
  };
  const copyFromAbove = (input, row) => {
    const above = adjacentCell(row, -1, input.name);
    if (!above?.value) return;
    input.value = above.value;
    save(row);
  };
  body.addEventListener("keydown", (event) => {
    const input = event.target;
    if (!input.matches("[data-cell] :is(input, select, textarea)") || isComposing(event)) return;
    const row = input.closest("tr");
    if (input.name === "product" && handleProductKey(event, input, row)) return event.preventDefault();
    const { key, altKey, ctrlKey, shiftKey } = event;
    const by = { ArrowUp: -1, ArrowDown: 1 }[key];
    if (by && altKey && shiftKey) moveRow(row, by, input);
    else if (by && !altKey && !ctrlKey && !shiftKey && !hasMoreLines(input, by)) focusOn(shownCell(row, by, input.name));
    else if (key === "Enter" && ctrlKey && !altKey) input.value ? focusOn(adjacentCell(row, 1, "product")) : copyFromAbove(input, row);
    else if (key === "Enter" && altKey) focusOnButtons(row, input);
    else if (key === "Enter" && shiftKey && input.tagName === "TEXTAREA") return; // a line break
    else if (key === "Enter") moveOn(input, row);
    else if (key === "Backspace" && ctrlKey && shiftKey) removeRow(row, input.name);
    else return;
    event.preventDefault();
  });

  document.addEventListener("keydown", (event) => {
    if (event.key === "s" && (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey) {
      event.preventDefault();
      return saveAll();
    }
    if (event.code !== "KeyS" || !event.altKey || event.ctrlKey || event.shiftKey || event.metaKey) return;
    event.preventDefault();
    if (document.getElementById("send")?.disabled) return announce(document.getElementById("outage").textContent);
    document.getElementById("send-form")?.requestSubmit();
  });

  if (rows().length === 1 && !location.hash) focusOn(cellAt(rows()[0], "product"));
  editor.dataset.ready = "";
})();
