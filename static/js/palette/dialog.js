// The palette: opened by Ctrl+K or from the field in the top bar.
(() => {
  const dialog = document.getElementById("palette");
  if (!dialog) return;
  const { list, input, listVisible, getSelected, select, step, selectEnd, filter, putRecent, putFound, clearFound, listExact } = paletteOptions;
  const RECENT_WAIT = 150; // milliseconds that the list waits for the recent entries, which are above the others
  const note = document.getElementById("palette-note");
  const live = document.getElementById("live");
  const jump = document.getElementById("jump");
  const field = jump?.querySelector("input[name=q]");
  let hasAskedForRecent = false;
  let hasFailed = false;
  let waitingEnter = null; // an Enter that came before the results

  const announce = (text) => (live.textContent = text);
  const showNote = (text) => {
    note.textContent = text;
    note.hidden = !text;
  };

  // Opening an option
  const openOption = (option, inNewTab) => {
    if (option.ariaDisabled === "true") {
      const reason = document.getElementById("outage")?.innerText.trim() ?? "";
      showNote(reason);
      return announce(reason);
    }
    const form = document.getElementById("palette-post");
    if (option.dataset.post) {
      form.action = option.dataset.post;
      form.target = inNewTab ? "_blank" : "";
      form.requestSubmit();
    } else if (inNewTab) window.open(option.href, "_blank", "noopener");
    else option.click();
    if (!inNewTab) dialog.close();
  };
  list.addEventListener("mousedown", (event) => event.preventDefault()); // the focus stays in the field
  list.addEventListener("click", (event) => {
    const option = event.target.closest("[role=option]");
    if (!option) return;
    const isPlain = !event.ctrlKey && !event.metaKey && !event.shiftKey;
    if (option.dataset.post || option.ariaDisabled === "true") {
      event.preventDefault();
      openOption(option, !isPlain);
    } else if (isPlain) dialog.close();
  });

  // Searching
  const describe = (fragment) => {
    const { one, many } = fragment.querySelector("template[data-announcement]").dataset;
    const count = listVisible().length;
    if (!count) return dialog.dataset.none;
    return count === 1 ? one : many.replace("%(count)s", count);
  };
  const show = (fragment) => {
    const failures = [...fragment.querySelectorAll("template[data-missing-part]")].map((part) => part.content.textContent.trim());
    const before = getSelected();
    putFound(fragment);
    list.ariaBusy = "false";
    const exact = listExact();
    if (exact.length === 1 && !list.dataset.moved) select(exact[0]);
    else if (!before || !getSelected()) select(listVisible()[0]);
    const reasons = failures.join(" ");
    const text = describe(fragment);
    showNote([listVisible().length ? "" : text, reasons].filter(Boolean).join(" "));
    announce([text, reasons].filter(Boolean).join(" "));
    const enter = waitingEnter;
    waitingEnter = null;
    const only = exact.length === 1 && !reasons ? exact[0] : listVisible().length === 1 ? listVisible()[0] : null;
    if (enter && only) openOption(only, enter.inNewTab);
  };
  const fail = () => {
    clearFound();
    hasFailed = true;
    list.ariaBusy = "false";
    showNote(dialog.dataset.problem);
    announce(dialog.dataset.problem);
    if (waitingEnter) dialog.querySelector("form").requestSubmit();
  };
  const update = () => {
    const text = input.value.trim();
    hasFailed = false;
    waitingEnter = null;
    delete list.dataset.moved;
    filter(text);
    list.scrollTop = 0;
    select(text ? listVisible()[0] : null);
    if (!paletteSearch.isSearchable(text)) {
      paletteSearch.cancel();
      clearFound();
      list.ariaBusy = "false";
      showNote(text && !listVisible().length ? dialog.dataset.short : "");
      return;
    }
    list.ariaBusy = "true";
    if (!listVisible().length) showNote(dialog.dataset.searching);
    else showNote("");
    paletteSearch.search(text, show, fail);
  };

  // Recent entries come before the list is shown, if they come soon
  const loadRecent = async () => {
    if (hasAskedForRecent) return;
    hasAskedForRecent = true;
    list.dataset.waiting = "";
    const reveal = () => delete list.dataset.waiting;
    const timer = setTimeout(reveal, RECENT_WAIT);
    try {
      putRecent(await paletteSearch.ask(""));
      filter(input.value.trim());
    } catch {
      hasAskedForRecent = false; // the next time it is opened
    }
    clearTimeout(timer);
    reveal();
  };

  const open = (text = "") => {
    if (document.querySelector("dialog[open]")) return;
    dialog.showModal();
    dialog.append(live); // outside of an open dialog nothing is announced
    input.value = text;
    loadRecent();
    update();
  };
  dialog.addEventListener("close", () => {
    paletteSearch.cancel();
    waitingEnter = null;
    announce("");
    document.body.append(live);
  });
  dialog.addEventListener("click", (event) => {
    if (event.target === dialog || event.target.closest("[data-close]")) dialog.close();
  });

  input.addEventListener("input", update);
  dialog.querySelector("form").addEventListener("submit", (event) => {
    if (!hasFailed) event.preventDefault(); // Enter opens the selected option
  });
  const pressEnter = (inNewTab) => {
    if (getSelected()) openOption(getSelected(), inNewTab);
    else if (paletteSearch.isPending()) waitingEnter = { inNewTab };
    else if (hasFailed) dialog.querySelector("form").requestSubmit();
  };
  input.addEventListener("keydown", (event) => {
    if (event.isComposing || event.altKey) return;
    const { key, ctrlKey, metaKey, shiftKey } = event;
    if (key === "Enter" && !shiftKey) pressEnter(ctrlKey || metaKey);
    else if (ctrlKey || metaKey || shiftKey) return;
    else if (key === "ArrowDown" || key === "ArrowUp") step(key === "ArrowDown" ? 1 : -1);
    else if (key === "Home" || key === "End") selectEnd(key === "Home" ? 0 : -1);
    else return;
    if (key !== "Enter") list.dataset.moved = "";
    event.preventDefault();
  });

  document.addEventListener("keydown", (event) => {
    if (event.key.toLowerCase() !== "k" || !(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey) return;
    event.preventDefault();
    if (dialog.open) dialog.close();
    else open();
  });

  // The field in the top bar. What is typed into it goes on in the palette
  const moveToPalette = () => {
    const text = field.value;
    field.value = "";
    open(text);
  };
  if (field) {
    field.addEventListener("click", moveToPalette);
    field.addEventListener("input", (event) => event.isComposing || moveToPalette());
    field.addEventListener("compositionend", moveToPalette);
    jump.addEventListener("submit", (event) => {
      event.preventDefault();
      moveToPalette();
    });
    if (field.value) moveToPalette(); // typed before this script came
  }
})();
