// Pastes rows from a spreadsheet. Rows that were not added go to the paste area.
(() => {
  const { editor, body, isNew, announce, enqueue, post, applyResponse, save } = draftPage;

  const getArea = () => document.getElementById("paste-area");
  const getBox = () => document.getElementById("pasted");
  const isTable = (text, input) => {
    const hasTab = text.includes("\t");
    const rowCount = text.split(/\r\n?|\n/).filter((row) => row.trim()).length;
    return hasTab || (input.name !== "description" && rowCount > 1);
  };
  // A cell with line breaks, which spreadsheets copy in quotes
  const unquote = (text) => /^"(?:[^"]|"")*"\s*$/.test(text) && /\n/.test(text) && text.trim().slice(1, -1).replaceAll('""', '"');

  const joinRows = (...texts) => texts.map((text) => text.replace(/[\r\n]+$/, "")).filter(Boolean).join("\n");
  const keepRows = (text) => {
    getBox().value = joinRows(getBox().value, text);
    getArea().open = true;
    document.getElementById("save-state").textContent = editor.dataset.rowsKept;
    announce(editor.dataset.rowsKept);
  };
  // `text` was pasted into a cell after this line; without it, the rows of the paste area are added
  const addRows = (text = "", after = "") =>
    enqueue(async () => {
      const before = getBox().value;
      const focused = document.activeElement;
      const response = await post(editor.dataset.paste, text ? { rows: text, left: before, after } : { rows: before });
      if (!response) return keepRows(text);
      const typed = getBox().value;
      const hasMoved = focused !== document.activeElement;
      applyResponse(response);
      if (typed !== before) getBox().value = joinRows(typed, getBox().value);
      if (hasMoved) return;
      if (getBox().value) getBox().focus();
      else if (!focused.isConnected) getArea().querySelector("summary").focus();
    });

  body.addEventListener("paste", (event) => {
    const input = event.target;
    const row = input.closest("tr");
    const text = event.clipboardData.getData("text/plain");
    if (!row) return;
    if (isTable(text, input)) {
      event.preventDefault();
      save(row);
      addRows(text, isNew(row) ? "" : row.id.replace("line-", ""));
      return;
    }
    const content = input.tagName === "TEXTAREA" && unquote(text);
    if (!content) return;
    event.preventDefault();
    input.setRangeText(content, input.selectionStart, input.selectionEnd, "end");
    input.dispatchEvent(new InputEvent("input", { bubbles: true, inputType: "insertFromPaste" }));
  });
  document.addEventListener("submit", (event) => {
    if (!event.submitter?.matches("[data-add-rows]")) return;
    event.preventDefault();
    addRows();
  });
})();
