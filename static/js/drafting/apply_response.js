// Applies a response to the editor. Newer input is kept, and the focus and the caret stay where they are.
(() => {
  const { editor, body, cells, control, hidden, shownValues, isNew, cellAt, announce, parseHtml, focusOn } = draftPage;
  const { countWaiting, setRevision, lastBlank, reorder, skipButtons } = draftPage;

  let order = null; // of the lines, in the latest response; applied when no request is waiting

  // `entry.asTyped` has saved values whose cell still shows what was typed ("5,0" for "5"), until it is left
  const applyValue = (old, mine, theirs, { sent, before, after, unread }) => {
    const { name, value } = mine;
    const isAsTyped = old.asTyped?.[name] === value;
    const isUntouched = isAsTyped || value === (sent[name] ?? before[name] ?? "");
    if (!isUntouched && (before[name] ?? "") !== (after[name] ?? "") && !(name in sent)) {
      old.behind = { [name]: hidden(old, "revision").value, ...old.behind }; // typed over an older revision
    }
    if (isUntouched) delete old.behind?.[name];
    if (!isUntouched || name === unread || value === theirs.value) return;
    const isInUse = mine === document.activeElement;
    if (isInUse && (name in sent || (isAsTyped && before[name] === after[name]))) {
      old.asTyped = { ...old.asTyped, [name]: value };
      return;
    }
    mine.value = theirs.value;
    if (isInUse) mine.select?.();
  };
  // Returns whether the cell's error still applies, and so stays
  const applyCell = (old, cell, freshCell, values) => {
    const mine = control(cell);
    const theirs = control(freshCell);
    const keepsError = !(mine.name in values.sent) && old.refused?.[mine.name] === mine.value;
    applyValue(old, mine, keepsError ? mine : theirs, values);
    if (keepsError) return true;
    for (const name of ["id", "form", "rows", "aria-label", "aria-invalid", "aria-describedby"]) {
      if (theirs.hasAttribute(name)) mine.setAttribute(name, theirs.getAttribute(name));
      else mine.removeAttribute(name);
    }
    const markText = (from) => from.querySelector(".was")?.textContent;
    const stays = markText(cell) === markText(freshCell) ? "label, .options, .was" : "label, .options";
    for (const other of [...cell.children]) if (other !== mine && !other.matches(stays)) other.remove();
    for (const other of [...freshCell.children]) if (other !== theirs && !other.matches(stays)) cell.append(other);
    return false;
  };
  // A focused button that is replaced passes its focus on, or to the cell that it is about
  const replacePart = (row, part, nodes) => {
    const focused = part.contains(document.activeElement) ? document.activeElement : null;
    part.replaceChildren(...nodes);
    skipButtons(row);
    if (!focused) return;
    const same = focused.value && row.querySelector(`button[value="${focused.value}"]`);
    focusOn(same || cellAt(row, focused.closest("[data-for]")?.dataset.for ?? "unit_net_price"));
  };
  const applyRow = (old, fresh, keptErrors) => {
    const messages = old.querySelector(".l-messages");
    const isKept = (message) => keptErrors.includes(message.dataset.for);
    const freshMessages = [...fresh.querySelector(".l-messages").children].filter((message) => !isKept(message));
    replacePart(old, messages, [...[...messages.children].filter(isKept), ...freshMessages]);
    for (const name of [".l-cost", ".l-margin"]) old.querySelector(name).className = fresh.querySelector(name).className;
    for (const name of [".l-sum", ".l-end", ".l-margin"]) replacePart(old, old.querySelector(name), fresh.querySelector(name).childNodes);
    old.id = fresh.id;
    if (!isNew(fresh)) delete old.dataset.new;
  };
  const applyEntry = (old, fresh, sent, unread) => {
    const values = { sent, unread, before: shownValues(old), after: shownValues(fresh) };
    const keptErrors = cells(fresh)
      .filter((freshCell) => applyCell(old, old.querySelector(`[data-cell="${freshCell.dataset.cell}"]`), freshCell, values))
      .map((freshCell) => freshCell.dataset.cell);
    if (!old.matches("form")) return applyRow(old, fresh, keptErrors);
    for (const name of ["revision", "shown"]) hidden(old, name).value = hidden(fresh, name).value;
  };

  // `entry` is the line or form that `sent` these values; without it, the response is to another action
  const applyResponse = ({ text }, entry = null, sent = {}) => {
    const page = parseHtml(text);
    const has = (selector) => page.querySelector(selector);
    const state = has("#draft-state");
    const asked = () => (entry && isNew(entry) ? entry : null);
    for (const fresh of page.querySelectorAll("[data-autosave]")) {
      let old = document.getElementById(fresh.id);
      if (isNew(fresh) || (!old && asked())) old = asked() ?? lastBlank();
      if (old) applyEntry(old, fresh, old === entry || old.matches("form") ? sent : {}, state?.dataset.unread);
      else body.insertBefore(fresh, body.querySelector("[data-new]"));
    }
    for (const fresh of page.querySelectorAll("[data-replace]")) document.getElementById(fresh.id)?.replaceWith(fresh);
    const summary = has("#details > summary");
    if (summary) document.querySelector("#details > summary").replaceChildren(...summary.childNodes);
    if (has("#undo")) {
      document.getElementById("undo")?.remove();
      document.getElementById("main").append(has("#undo"));
    }
    announce(has("#announcement")?.textContent);
    if (!state) return;
    setRevision(state.dataset.revision);
    order = state.dataset.order.split(" ").filter(Boolean);
  };
  editor.addEventListener("queue", () => {
    if (countWaiting() || !order) return;
    reorder(order);
    order = null;
  });

  Object.assign(draftPage, { applyResponse });
})();
