// A product's cell: its keys, and a name that is entered before its list has come.
(() => {
  const { body, shown, cellAt, go, keep } = draftPage;
  const { list, options, isBarred, chosen, close, step, take, search } = draftPage;

  // Such a name waits for the list. Enter pressed once more, it goes on without.
  let held = null;
  const isName = (text) => /\p{L}/u.test(text) && (/\s/.test(text) || !/\d/.test(text));
  const mustWait = (input, row) => {
    const typed = input.value.trim();
    if (list(input) || !isName(typed) || typed === (shown(row).product ?? "")) return false;
    return held?.input !== input || held.typed !== input.value;
  };
  const meant = (input) => {
    const typed = input.value.trim().toLowerCase();
    const open = options(input).filter((option) => !isBarred(option));
    const said = (option) => [option.dataset.number, option.children[1].textContent].map((each) => each.toLowerCase());
    const exactly = open.filter((option) => said(option).includes(typed));
    return exactly.length ? exactly : open;
  };
  const awaitList = async (input, row, next) => {
    const mine = { input, typed: input.value };
    held = mine;
    input.setAttribute("aria-busy", "true");
    await search(input);
    input.removeAttribute("aria-busy");
    if (held !== mine) return;
    held = null;
    if (input !== document.activeElement || input.value !== mine.typed) return;
    const [one, another] = meant(input);
    if (another) return; // several: the list stands open
    if (one) take(input, one);
    close(input);
    keep(row); // of none the server says that there is none
    go(cellAt(row, next));
  };

  const listTakes = ({ key, altKey, ctrlKey, shiftKey }, input) => {
    if (key === "ArrowDown" && altKey && !shiftKey) search(input);
    else if (!list(input) || altKey || ctrlKey) return false;
    else if (key === "ArrowDown" || key === "ArrowUp") step(input, key === "ArrowDown" ? 1 : -1);
    else if (key === "Escape") close(input);
    else return false;
    return true;
  };
  // True where the key was for the product alone, and the grid leaves it
  const productTakes = (event, input, row) => {
    if (listTakes(event, input)) return true;
    const { key, altKey, ctrlKey, shiftKey } = event;
    const plain = !ctrlKey && !altKey;
    if ((key !== "Enter" && key !== "Tab") || shiftKey) return false;
    const option = chosen(input);
    if (option && input.value && !take(input, option)) return true;
    if (!option && plain && mustWait(input, row)) {
      awaitList(input, row, key === "Enter" ? "quantity" : "description");
      return true;
    }
    close(input);
    if (!input.value) return false;
    keep(row);
    if (key !== "Enter" || !plain) return false;
    go(cellAt(row, "quantity")); // the product brings its text along
    return true;
  };

  body.addEventListener("focusin", ({ target }) => {
    if (target.name === "product" && target.ariaInvalid && isName(target.value)) search(target); // to choose from
  });
  body.addEventListener("mousedown", (event) => {
    const option = event.target.closest("[role=option]");
    if (!option) return;
    event.preventDefault();
    const row = option.closest("tr");
    const input = cellAt(row, "product");
    if (!take(input, option)) return;
    keep(row);
    go(cellAt(row, "quantity"));
  });

  Object.assign(draftPage, { productTakes });
})();
