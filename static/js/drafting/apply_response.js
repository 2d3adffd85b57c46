// Applies a response to the editor. Newer input is kept, and the focus stays where it is.
(() => {
  const { body, cells, control, hidden, shown, isNew, say, parsed } = draftPage;
  const { waiting, isAt, lastBlank, order } = draftPage;

  const layCell = (old, cell, freshCell, sent, was, now) => {
    const mine = control(cell);
    const theirs = control(freshCell);
    if (mine.tagName !== theirs.tagName && mine !== document.activeElement) return cell.replaceWith(freshCell);
    const untouched = mine.value === (sent[mine.name] ?? was[mine.name] ?? "");
    if (!untouched && (was[mine.name] ?? "") !== (now[mine.name] ?? "") && !(mine.name in sent)) {
      old.behind = { [mine.name]: hidden(old, "revision").value, ...old.behind }; // typed over an older revision
    }
    if (untouched) delete old.behind?.[mine.name];
    if (!(mine.name in sent) && old.refused?.[mine.name] === mine.value) return; // its error still applies
    if (untouched && mine.value !== theirs.value) {
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
  const layKeeper = (old, fresh, sent) => {
    const was = shown(old);
    const now = shown(fresh);
    for (const freshCell of cells(fresh)) {
      layCell(old, old.querySelector(`[data-cell="${freshCell.dataset.cell}"]`), freshCell, sent, was, now);
    }
    if (old.matches("form")) {
      for (const name of ["revision", "shown"]) hidden(old, name).value = hidden(fresh, name).value;
      return;
    }
    for (const name of [".grip", ".l-sum", ".end"]) {
      const pressed = old.querySelector(name).contains(document.activeElement) && document.activeElement.value;
      old.querySelector(name).replaceChildren(...fresh.querySelector(name).childNodes);
      if (pressed) old.querySelector(`${name} [value="${pressed}"]`)?.focus();
    }
    old.id = fresh.id;
    if (!isNew(fresh)) delete old.dataset.new;
  };

  // `keeper` is the line or form that `sent` these values; without it, the response is to another action
  const lay = ({ status, text }, keeper = null, sent = {}) => {
    const page = parsed(text);
    const has = (selector) => page.querySelector(selector);
    const asked = () => (keeper && isNew(keeper) ? keeper : null);
    for (const fresh of page.querySelectorAll("[data-autosave]")) {
      let old = document.getElementById(fresh.id);
      if (isNew(fresh) || (!old && asked() && status === 200)) old = asked() ?? lastBlank();
      if (old) layKeeper(old, fresh, old === keeper || old.matches("form") ? sent : {});
      else body.insertBefore(fresh, body.querySelector("[data-new]"));
    }
    for (const fresh of page.querySelectorAll("[data-replace]")) document.getElementById(fresh.id)?.replaceWith(fresh);
    const words = has("#details > summary");
    if (words) document.querySelector("#details > summary").replaceChildren(...words.childNodes);
    if (has("#undo")) {
      document.getElementById("undo")?.remove();
      document.getElementById("main").append(has("#undo"));
    }
    say(has("#said")?.textContent);
    const state = has("#draft-state");
    if (!state) return;
    isAt(state.dataset.revision);
    if (waiting() <= 1) order(state.dataset.order.split(" ").filter(Boolean));
  };

  Object.assign(draftPage, { lay });
})();
