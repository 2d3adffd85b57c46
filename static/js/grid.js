// The grid of a sheet: its keys, and each change sent by itself, in order, while the person types on.
(() => {
  const sheet = document.getElementById("sheet");
  const grid = document.getElementById("grid");
  if (!sheet || !grid || !grid.querySelector("[data-new]")) return;
  const body = grid.tBodies[0];
  const COLUMNS = ["product", "description", "quantity", "unit", "unit_net_price", "discount_percentage"];
  const PANEL_AFTER = 1200; // milliseconds of rest before what deserves a thought is asked anew
  const READ_IN = 400; // milliseconds that a warning must have stood there before it counts as seen
  const blank = body.querySelector("[data-new]").outerHTML;
  let blanks = 0;

  // What a keeper (a line, or a form of fields) holds, and what of it is not kept yet
  const formOf = (keeper) => (keeper.matches("form") ? keeper : keeper.querySelector("form"));
  const hidden = (keeper, name) => formOf(keeper).querySelector(`input[type=hidden][name=${name}]`);
  const control = (cell) => cell.querySelector("input, select, textarea");
  const cells = (keeper) => [...keeper.querySelectorAll("[data-cell]")];
  const cellAt = (row, name) => control(row.querySelector(`[data-cell="${name}"]`));
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
  const keepers = () => [...document.querySelectorAll("[data-keeper]")];
  const rows = () => [...body.rows];
  const say = (text) => text && (document.getElementById("live").textContent = text);

  // One request at a time, in the order of typing
  let queue = Promise.resolve();
  let waiting = 0;
  let changes = 0; // of those waiting: what will make the panel beside the sheet old
  let answer = null;
  const then = (job, isChange = true) => {
    waiting += 1;
    if (isChange) changes += 1;
    markPanel();
    queue = queue.then(job).catch(() => {}).then(() => {
      waiting -= 1;
      if (isChange) changes -= 1;
      markPanel();
      if (!waiting) rest();
    });
    return queue;
  };
  const post = async (action, values) => {
    answer = null;
    const person = document.querySelector("#sheet input[name=person]")?.value ?? "";
    try {
      await htmx.ajax("POST", action, { source: sheet, target: sheet, swap: "none", values: { person, ...values } });
    } catch {
      answer = null; // not reached
    }
    return answer;
  };
  document.addEventListener("htmx:beforeSwap", (event) => {
    const { xhr, requestConfig } = event.detail;
    if (requestConfig.elt !== sheet) return;
    if (![200, 422].includes(xhr.status)) {
      event.detail.swapOverride = "innerHTML"; // among the alerts: signing in again, or why nothing was done
      if (xhr.status === 401 && document.getElementById("sign-in-again")) event.detail.shouldSwap = false; // in use
      return;
    }
    event.detail.shouldSwap = false;
    event.detail.isError = false;
    answer = { status: xhr.status, text: xhr.responseText };
  });

  // An answer is laid over the page: never over what was typed since, never taking the focus
  const layKeeper = (old, fresh, sent = {}) => {
    const was = shown(old);
    const now = shown(fresh);
    for (const freshCell of cells(fresh)) {
      const cell = old.querySelector(`[data-cell="${freshCell.dataset.cell}"]`);
      const mine = control(cell);
      const theirs = control(freshCell);
      if (mine.tagName !== theirs.tagName && mine !== document.activeElement) {
        cell.replaceWith(freshCell);
        continue;
      }
      const untouched = mine.value === (sent[mine.name] ?? was[mine.name] ?? "");
      if (!untouched && (was[mine.name] ?? "") !== (now[mine.name] ?? "") && !(mine.name in sent)) {
        old.behind = { [mine.name]: hidden(old, "revision").value, ...old.behind }; // typed over something older
      }
      if (untouched) delete old.behind?.[mine.name];
      if (!(mine.name in sent) && old.refused?.[mine.name] === mine.value) continue; // what is said of it still holds
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
  const lay = ({ status, text }, keeper, sent) => {
    const page = document.createElement("template");
    page.innerHTML = text;
    const has = (selector) => page.content.querySelector(selector);
    for (const fresh of page.content.querySelectorAll("[data-keeper]")) {
      let old = document.getElementById(fresh.id);
      if (isNew(fresh) || (!old && keeper && isNew(keeper) && status === 200)) old = keeper && isNew(keeper) ? keeper : lastBlank();
      if (old) layKeeper(old, fresh, old === keeper || old.matches("form") ? sent : {});
      else body.insertBefore(fresh, body.querySelector("[data-new]"));
    }
    for (const fresh of page.content.querySelectorAll("[data-lay]")) document.getElementById(fresh.id)?.replaceWith(fresh);
    const words = has("#details > summary");
    if (words) document.querySelector("#details > summary").replaceChildren(...words.childNodes);
    if (has("#undo")) {
      document.getElementById("undo")?.remove();
      document.getElementById("main").append(has("#undo"));
    }
    say(has("#said")?.textContent);
    const state = has("#sheet-state");
    if (state) {
      latest = Math.max(latest, state.dataset.revision);
      markPanel();
      if (waiting <= 1) order(state.dataset.order.split(" ").filter(Boolean));
    }
  };
  const order = (numbers) => {
    const wanted = numbers.map((number) => document.getElementById(`line-${number}`)).filter(Boolean);
    for (const row of rows()) if (!isNew(row) && !wanted.includes(row)) row.remove();
    wanted.forEach((row, place) => {
      if (body.rows[place] !== row) holding(() => body.insertBefore(row, body.rows[place]));
    });
    number();
  };
  const holding = (move) => {
    const active = document.activeElement;
    move();
    if (active !== document.activeElement && active?.isConnected) active.focus();
  };
  const number = () =>
    rows().forEach((row, index) => {
      for (const each of row.querySelectorAll("[aria-label]")) {
        const label = each.getAttribute("aria-label").replace(/\d+(?!.*\d)/, index + 1);
        if (label !== each.getAttribute("aria-label")) each.setAttribute("aria-label", label);
      }
      for (const button of row.querySelectorAll("button")) button.tabIndex = -1; // Tab goes from cell to cell
    });

  // What was refused and does not stand there any more is not said any longer
  const forgive = (keeper) => {
    if (!keeper.refused) return;
    const was = shown(keeper);
    for (const cell of cells(keeper)) {
      const { name, value } = control(cell);
      if (!(name in keeper.refused) || value !== (was[name] ?? "")) continue;
      delete keeper.refused[name];
      for (const mark of cell.querySelectorAll(".mark-line.bad, .mark-line:has([data-theirs]), [id$=_error] > *")) mark.remove();
      control(cell).removeAttribute("aria-invalid");
    }
    if (!Object.keys(keeper.refused).length) keeper.refused = null;
  };
  // What goes to the server at once: all that is not kept, but first what was typed over something older than the rest
  const letter = (keeper) => {
    const all = unkept(keeper);
    const late = Object.keys(all).filter((name) => name in (keeper.behind ?? {}));
    if (!late.length || isNew(keeper)) return { sent: all, revision: hidden(keeper, "revision").value };
    const revision = Math.min(...late.map((name) => keeper.behind[name]));
    const sent = Object.fromEntries(late.map((name) => [name, all[name]]));
    return { sent, revision, more: late.length < Object.keys(all).length };
  };
  const keep = (keeper) => {
    forgive(keeper);
    if (!Object.keys(unkept(keeper)).length) return;
    if (isNew(keeper) && keeper === lastBlank()) addBlank();
    then(async () => {
      const { sent, revision, more } = letter(keeper);
      if (!keeper.isConnected || !Object.keys(sent).length) return;
      const got = await post(formOf(keeper).action, { ...sent, revision });
      if (!got) {
        document.getElementById("kept").textContent = sheet.dataset.unkept;
        say(sheet.dataset.unkept);
        return;
      }
      lay(got, keeper, sent);
      const others = Object.entries(keeper.refused ?? {}).filter(([name]) => !(name in sent));
      keeper.refused = { ...Object.fromEntries(others), ...(got.status === 422 ? sent : {}) };
      for (const name of Object.keys(sent)) delete keeper.behind?.[name];
      forgive(keeper);
      if (more) keep(keeper);
    });
  };
  const keepAll = () => keepers().forEach(keep);
  const act = (row, values) => {
    keep(row);
    return then(async () => {
      if (isNew(row)) return;
      const got = await post(formOf(row).action, { ...values, revision: hidden(row, "revision").value });
      if (got) lay(got, row, {});
      else if (!row.isConnected) location.reload();
    });
  };

  // The panel beside the sheet: what it says is of one revision, and it says so itself when that is not the latest
  let timer = 0;
  let latest = 0;
  const known = new Map(); // the mark of a warning -> when it came to the eye
  const panelNow = () => document.getElementById("before");
  const markPanel = () => {
    const panel = panelNow();
    if (!panel) return;
    latest = Math.max(latest, panel.dataset.revision);
    const revision = panel.querySelector("[name=revision]");
    if (revision) revision.value = latest;
    for (const { value } of panel.querySelectorAll("[name=seen]")) if (!known.has(value)) known.set(value, performance.now());
    const isOld = (changes > 0 || panel.dataset.revision < latest) && !("answer" in panel.dataset);
    if (isOld === "old" in panel.dataset) return;
    panel.toggleAttribute("data-old", isOld);
    const said = document.getElementById("looking");
    said.textContent = isOld ? said.dataset.again : "";
  };
  const rest = () => {
    clearTimeout(timer);
    timer = setTimeout(look, PANEL_AFTER);
  };
  const stay = (event) => event.detail.xhr.getResponseHeader("HX-Redirect") && event.preventDefault(); // signed out
  const look = async () => {
    const panel = panelNow();
    const inIt = panel?.contains(document.activeElement) && !document.activeElement.id; // htmx finds focus by its id
    if (!panel || waiting || inIt || !("old" in panel.dataset)) return;
    const url = panel.querySelector("form").action.replace(/send\/$/, "before/");
    panel.addEventListener("htmx:beforeOnLoad", stay);
    await htmx.ajax("GET", url, { source: panel, target: panel, swap: "outerHTML" }).catch(() => {});
    const said = document.getElementById("looking");
    if (panel.isConnected && said) said.textContent = said.dataset.missed;
  };
  document.addEventListener("htmx:load", (event) => event.target.id === "before" && markPanel());
  document.addEventListener("focusout", (event) => event.target.closest?.("#before") && rest());

  // Lines
  const lastBlank = () => rows().filter(isNew).at(-1);
  const addBlank = () => {
    blanks += 1;
    const page = document.createElement("template");
    page.innerHTML = blank.replaceAll(/(line|form|c)-new/g, `$1-new-${blanks}`);
    body.append(page.content);
    number();
  };
  const go = (target) => {
    if (!target) return false;
    target.focus();
    target.select?.();
    return true;
  };
  const beside = (row, by, name) => {
    const to = rows()[rows().indexOf(row) + by];
    return to && cellAt(to, name);
  };
  const onward = (row, name) => {
    const next = COLUMNS[COLUMNS.indexOf(name) + 1];
    if (next) return go(cellAt(row, next));
    keep(row);
    return go(beside(row, 1, "product"));
  };
  const move = (row, by, focused) => {
    const other = rows()[rows().indexOf(row) + by];
    if (!other || isNew(row) || isNew(other)) return;
    holding(() => (by < 0 ? other.before(row) : other.after(row)));
    focused?.focus();
    number();
    act(row, { act: by < 0 ? "up" : "down" });
  };
  const remove = (row, name) => {
    go(beside(row, 1, name) ?? beside(row, -1, name));
    if (isNew(row) && row === lastBlank()) {
      for (const cell of cells(row)) control(cell).value = "";
      return;
    }
    act(row, { act: "remove" });
  };
  const copyAbove = (input, row) => {
    const above = beside(row, -1, input.name);
    if (!above?.value) return;
    input.value = above.value;
    keep(row);
  };

  // Products
  let asking = null;
  let pause = 0;
  const list = (input) => input.parentElement.querySelector(".options");
  const chosen = (input) => list(input)?.querySelector("[aria-selected=true]");
  const close = (input) => {
    clearTimeout(pause);
    asking?.abort();
    list(input)?.remove();
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  };
  const choose = (input, option) => {
    chosen(input)?.setAttribute("aria-selected", "false");
    if (!option) return;
    option.setAttribute("aria-selected", "true");
    input.setAttribute("aria-activedescendant", option.id);
    option.scrollIntoView({ block: "nearest" });
  };
  const search = async (input) => {
    asking?.abort();
    asking = new AbortController();
    const typed = input.value;
    const url = `${sheet.dataset.products}?${new URLSearchParams({ q: typed })}`;
    try {
      const got = await fetch(url, { headers: { "HX-Request": "true" }, signal: asking.signal });
      const text = got.ok ? await got.text() : "";
      if (!text || input !== document.activeElement || input.value !== typed) return;
      list(input)?.remove();
      input.insertAdjacentHTML("afterend", text);
      input.setAttribute("aria-expanded", "true");
      const options = [...list(input).querySelectorAll("[role=option]")];
      say(list(input).querySelector("[data-found]")?.textContent);
      const same = options.find((option) => option.dataset.number === typed.trim());
      if (same || /^\D/.test(typed.trim())) choose(input, same ?? options.find((option) => !option.ariaDisabled));
    } catch (error) {
      if (error.name !== "AbortError") close(input); // not reached: the number can be typed all the same
    }
  };
  const take = (input, option) => {
    if (option.getAttribute("aria-disabled") === "true") {
      say(option.textContent);
      return false;
    }
    input.value = option.dataset.number;
    close(input);
    return true;
  };
  // A name, and Enter before its list has come: it waits for the list. Pressed once more, it goes on without.
  let held = null;
  const isName = (text) => /\p{L}/u.test(text) && (/\s/.test(text) || !/\d/.test(text));
  const mustWait = (input, row) => {
    const typed = input.value.trim();
    if (list(input) || !isName(typed) || typed === (shown(row).product ?? "")) return false;
    return held?.input !== input || held.typed !== input.value;
  };
  const awaitList = async (input, row, next) => {
    const mine = { input, typed: input.value };
    held = mine;
    clearTimeout(pause);
    input.setAttribute("aria-busy", "true");
    await search(input);
    input.removeAttribute("aria-busy");
    if (held !== mine) return;
    held = null;
    if (input !== document.activeElement || input.value !== mine.typed) return;
    const options = [...(list(input)?.querySelectorAll("[role=option]:not([aria-disabled])") ?? [])];
    const said = (option) => [option.dataset.number, option.children[1].textContent].map((each) => each.toLowerCase());
    const exactly = options.filter((option) => said(option).includes(mine.typed.trim().toLowerCase()));
    const [meant, another] = exactly.length ? exactly : options;
    if (another) return; // several: the list stands open
    if (meant) take(input, meant);
    close(input);
    keep(row); // of none the server says that there is none
    go(cellAt(row, next));
  };
  const step = (input, by) => {
    const options = [...list(input).querySelectorAll("[role=option]")];
    const at = options.indexOf(chosen(input));
    choose(input, options.at((at + by + options.length + (at < 0 && by < 0 ? 1 : 0)) % options.length));
  };
  const inList = (event, input) => {
    if (event.key === "ArrowDown" && event.altKey && !event.shiftKey) {
      search(input);
      return true;
    }
    if (!list(input) || event.altKey || event.ctrlKey) return false;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") step(input, event.key === "ArrowDown" ? 1 : -1);
    else if (event.key === "Escape") close(input);
    else return false;
    return true;
  };

  // Keys
  body.addEventListener("keydown", (event) => {
    const input = event.target;
    if (!input.matches("[data-cell] :is(input, select, textarea)") || event.isComposing) return;
    const row = input.closest("tr");
    const { key, altKey, ctrlKey, shiftKey } = event;
    const up = key === "ArrowUp";
    const arrow = up || key === "ArrowDown";
    if (input.name === "product") {
      if (inList(event, input)) return event.preventDefault();
      if ((key === "Enter" || key === "Tab") && !shiftKey) {
        const option = chosen(input);
        if (option && input.value && !take(input, option)) return event.preventDefault();
        if (!option && !ctrlKey && !altKey && mustWait(input, row)) {
          event.preventDefault();
          return awaitList(input, row, key === "Enter" ? "quantity" : "description");
        }
        close(input);
        if (input.value) keep(row);
        if (key === "Enter" && !ctrlKey && !altKey && input.value) {
          event.preventDefault();
          return go(cellAt(row, "quantity")); // the product brings its text along
        }
      }
    }
    if (arrow && altKey && shiftKey) move(row, up ? -1 : 1, input);
    else if (arrow && !altKey && !ctrlKey && !shiftKey && input.tagName !== "TEXTAREA") go(beside(row, up ? -1 : 1, input.name));
    else if (key === "Enter" && ctrlKey) input.value ? go(beside(row, 1, "product")) : copyAbove(input, row);
    else if (key === "Enter" && !altKey && !shiftKey && input.tagName !== "TEXTAREA") onward(row, input.name);
    else if (key === "Backspace" && ctrlKey && shiftKey) remove(row, input.name);
    else return;
    event.preventDefault();
  });
  body.addEventListener("input", (event) => {
    const input = event.target;
    if (input.name !== "product") return;
    close(input);
    if (input.value.trim()) pause = setTimeout(search, 180, input);
  });
  body.addEventListener("focusin", ({ target }) => {
    if (target.name === "product" && target.ariaInvalid && isName(target.value)) search(target); // to choose from
  });
  body.addEventListener("focusout", (event) => event.target.name === "product" && close(event.target));
  body.addEventListener("mousedown", (event) => {
    const option = event.target.closest("[role=option]");
    if (!option) return;
    event.preventDefault();
    const input = cellAt(option.closest("tr"), "product");
    if (!take(input, option)) return;
    keep(input.closest("tr"));
    go(cellAt(input.closest("tr"), "quantity"));
  });
  document.addEventListener("keydown", (event) => {
    if (event.code !== "KeyS" || !event.altKey || event.ctrlKey || event.shiftKey || event.metaKey) return;
    event.preventDefault();
    if (document.getElementById("send")?.disabled) return say(document.getElementById("outage").textContent);
    document.getElementById("send-form")?.requestSubmit();
  });

  body.addEventListener("paste", (event) => {
    const text = event.clipboardData.getData("text/plain");
    const row = event.target.closest("tr");
    if (!row || !/[\t]|[^\s].*\n+.*[^\s]/.test(text)) return;
    event.preventDefault();
    keep(row);
    then(async () => {
      const after = isNew(row) ? "" : row.id.replace("line-", "");
      const got = await post(sheet.dataset.paste, { rows: text, after });
      if (got) lay(got, lastBlank() === row && got.status === 422 ? row : null, {});
    });
  });

  // Changes, buttons, sending
  document.addEventListener("change", (event) => {
    const keeper = event.target.closest?.("[data-keeper]");
    if (keeper && event.target.closest("[data-cell]")) keep(keeper);
  });
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.id === "send-form") {
      event.preventDefault();
      return send(form, event.submitter);
    }
    if (form.id === "reprice") {
      event.preventDefault();
      return repriceAll(form);
    }
    if (form.closest("#undo")) {
      event.preventDefault();
      form.closest("#undo").remove();
      return then(async () => {
        const got = await post(form.action, { act: "restore" });
        if (got) lay(got, null, {});
      });
    }
    const keeper = form.closest("[data-keeper]");
    if (!keeper) return;
    event.preventDefault();
    const wanted = event.submitter?.value;
    if (wanted === "up" || wanted === "down") move(keeper, wanted === "up" ? -1 : 1, event.submitter);
    else if (wanted === "remove") remove(keeper, "product");
    else if (wanted) act(keeper, { act: wanted });
    else {
      keeper.refused = null;
      keep(keeper);
    }
  });
  const repriceAll = (form) => {
    keepAll();
    const told = (text) => (document.getElementById("repriced").textContent = text);
    told(form.dataset.asking);
    then(async () => {
      const got = await post(form.action, {});
      if (got) lay(got, null, {});
      else say(told(form.dataset.missed));
    });
  };
  document.addEventListener("click", (event) => {
    const theirs = event.target.closest("[data-theirs]");
    if (theirs) {
      event.preventDefault();
      const cell = theirs.closest("[data-cell]");
      const keeper = theirs.closest("[data-keeper]");
      control(cell).value = shown(keeper)[cell.dataset.cell] ?? "";
      forgive(keeper);
      return control(cell).focus();
    }
    const link = event.target.closest('a[href^="#f-"], a[href^="#c-"], a[href^="#line-"]');
    const place = link && document.getElementById(decodeURIComponent(link.hash.slice(1)));
    if (!place) return;
    event.preventDefault();
    if (place.closest("details")) place.closest("details").open = true;
    go(place.matches("tr") ? cellAt(place, "product") : place);
  });
  let sending = false;
  const send = (form, button) => {
    if (sending) return;
    sending = true;
    const values = {}; // what stood there when it was pressed, but for warnings that nobody can have read by then
    for (const [name, value] of new FormData(form)) {
      if (name === "csrfmiddlewaretoken" || (name === "seen" && performance.now() - known.get(value) < READ_IN)) continue;
      (values[name] ??= []).push(value);
    }
    if (document.activeElement?.closest("[data-keeper]")) {
      const keeper = document.activeElement.closest("[data-keeper]");
      keep(keeper);
    }
    then(async () => {
      const open = keepers().find((keeper) => keeper.refused || Object.keys(unkept(keeper)).length);
      if (open) {
        sending = false;
        return (open.querySelector("[aria-invalid]") ?? control(cells(open)[0])).focus();
      }
      values.revision = latest;
      const got = await post(button?.getAttribute("formaction") ?? form.action, values);
      sending = false;
      if (!got) return;
      const page = document.createElement("template");
      page.innerHTML = got.text;
      const fresh = page.content.querySelector("#before");
      if (!fresh) return;
      panelNow().replaceWith(fresh);
      markPanel();
      lay(got, null, {}); // and beside each field what e-conomic said of it
      document.getElementById("before-title").focus();
    }, false);
  };

  const catchUp = () => {
    keepAll();
    rest();
  };
  document.addEventListener("session-renewed", catchUp);
  addEventListener("online", catchUp);
  addEventListener("beforeunload", (event) => {
    if (!sending && (waiting || keepers().some((keeper) => Object.keys(unkept(keeper)).length))) event.preventDefault();
  });
  number();
  markPanel();
  if (rows().length === 1 && !location.hash) go(cellAt(rows()[0], "product"));
  sheet.dataset.ready = "";
})();
