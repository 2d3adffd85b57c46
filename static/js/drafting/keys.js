// Keyboard navigation in the grid, and Alt+S to send.
(() => {
  const { editor, body, rows, cellAt, beside, say, go, keep, move, remove, productTakes } = draftPage;
  const COLUMNS = ["product", "description", "quantity", "unit", "unit_net_price", "discount_percentage"];

  const onward = (input, row) => {
    const next = COLUMNS[COLUMNS.indexOf(input.name) + 1];
    if (next) return go(cellAt(row, next));
    keep(row);
    go(beside(row, 1, "product"));
  };
  const copyAbove = (input, row) => {
    const above = beside(row, -1, input.name);
    if (!above?.value) return;
    input.value = above.value;
    keep(row);
  };
  body.addEventListener("keydown", (event) => {
    const input = event.target;
    if (!input.matches("[data-cell] :is(input, select, textarea)") || event.isComposing) return;
    const row = input.closest("tr");
    if (input.name === "product" && productTakes(event, input, row)) return event.preventDefault();
    const { key, altKey, ctrlKey, shiftKey } = event;
    const by = { ArrowUp: -1, ArrowDown: 1 }[key];
    const hasLines = input.tagName === "TEXTAREA";
    if (by && altKey && shiftKey) move(row, by, input);
    else if (by && !altKey && !ctrlKey && !shiftKey && !hasLines) go(beside(row, by, input.name));
    else if (key === "Enter" && ctrlKey) input.value ? go(beside(row, 1, "product")) : copyAbove(input, row);
    else if (key === "Enter" && !altKey && !shiftKey && !hasLines) onward(input, row);
    else if (key === "Backspace" && ctrlKey && shiftKey) remove(row, input.name);
    else return;
    event.preventDefault();
  });

  document.addEventListener("keydown", (event) => {
    if (event.code !== "KeyS" || !event.altKey || event.ctrlKey || event.shiftKey || event.metaKey) return;
    event.preventDefault();
    if (document.getElementById("send")?.disabled) return say(document.getElementById("outage").textContent);
    document.getElementById("send-form")?.requestSubmit();
  });

  if (rows().length === 1 && !location.hash) go(cellAt(rows()[0], "product"));
  editor.dataset.ready = "";
})();
