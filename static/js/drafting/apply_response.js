// Applies a response to the editor. Newer input is kept, and the focus stays where it is.
(() => {
  const { body, cells, control, hidden, shownValues, isNew, announce, parseHtml } = draftPage;
  const { countWaiting, setRevision, lastBlank, reorder } = draftPage;

  const applyCell = (old, cell, freshCell, sent, before, after) => {
    const mine = control(cell);
    const theirs = control(freshCell);
    if (mine.tagName !== theirs.tagName && mine !== document.activeElement) return cell.replaceWith(freshCell);
    const isUntouched = mine.value === (sent[mine.name] ?? before[mine.name] ?? "");
    if (!isUntouched && (before[mine.name] ?? "") !== (after[mine.name] ?? "") && !(mine.name in sent)) {
      old.behind = { [mine.name]: hidden(old, "revision").value, ...old.behind }; // typed over an older revision
    }
    if (isUntouched) delete old.behind?.[mine.name];
    if (!(mine.name in sent) && old.refused?.[mine.name] === mine.value) return; // its error still applies
    if (isUntouched && mine.value !== theirs.value) {
      mine.value = theirs.value;
      if (mine === document.activeElement) mine.select?.();
    }
    for (const name of ["id", "form", "aria-label", "aria-invalid", "aria-describedby"]) {
      if (theirs.hasAttribute(name)) mine.setAttribute(name, theirs.getAttribute(name));
      else mine.removeAttribute(name);
    }
    for (const other of [...cell.children]) if (other !== mine && !other.matches(".options, label")) other.remove();
    for (const other of [...freshCell.children]) if (other !== theirs && !other.matches("label")) cell.append(other);
  };
  const applyEntry = (old, fresh, sent) => {
    const before = shownValues(old);
    const after = shownValues(fresh);
    for (const freshCell of cells(fresh)) {
      applyCell(old, old.querySelector(`[data-cell="${freshCell.dataset.cell}"]`), freshCell, sent, before, after);
    }
    if (old.matches("form")) {
      for (const name of ["revision", "shown"]) hidden(old, name).value = hidden(fresh, name).value;
      return;
    }
    for (const name of [".grip", ".l-sum", ".end"]) {
      const focusedValue = old.querySelector(name).contains(document.activeElement) && document.activeElement.value;
      old.querySelector(name).replaceChildren(...fresh.querySelector(name).childNodes);
      if (focusedValue) old.querySelector(`${name} [value="${focusedValue}"]`)?.focus();
    }
    old.id = fresh.id;
    if (!isNew(fresh)) delete old.dataset.new;
  };

  // `keeper` is the line or form that `sent` these values; without it, the response is to another action
  const applyResponse = ({ status, text }, entry = null, sent = {}) => {
    const page = parseHtml(text);
    const has = (selector) => page.querySelector(selector);
    const asked = () => (entry && isNew(entry) ? entry : null);
    for (const fresh of page.querySelectorAll("[data-autosave]")) {
      let old = document.getElementById(fresh.id);
      if (isNew(fresh) || (!old && asked() && status === 200)) old = asked() ?? lastBlank();
      if (old) applyEntry(old, fresh, old === entry || old.matches("form") ? sent : {});
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
    const state = has("#draft-state");
    if (!state) return;
    setRevision(state.dataset.revision);
    if (countWaiting() <= 1) reorder(state.dataset.order.split(" ").filter(Boolean));
  };

  Object.assign(draftPage, { applyResponse });
})();
