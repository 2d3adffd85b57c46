// Keys of a product cell, and names entered before the list has loaded.
(() => {
  const { body, shown, cellAt, go, keep } = draftPage;
  const { list, options, isBarred, chosen, close, step, take, search } = draftPage;

  // Such a name waits for the list. Another Enter goes on without it.
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
    if (another) return; // several: leave the list open
    if (one) take(input, one);
    close(input);
    keep(row); // if there is none, the server says so
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
  // True if the key was handled here
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
    go(cellAt(row, "quantity")); // the product sets the text
    return true;
  };

  body.addEventListener("focusin", ({ target }) => {
    if (target.name === "product" && target.ariaInvalid && isName(target.value)) search(target); // show the products that match
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
