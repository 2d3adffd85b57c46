// Keys of a product cell, and names entered before the list has loaded.
(() => {
  const { body, shownValues, cellAt, focusOn, save } = draftPage;
  const { getList, getOptions, isBarred, getChosen, close, stepBy, takeOption, search } = draftPage;

  // Such a name waits for the list. Another Enter goes on without it.
  let pending = null;
  const isName = (text) => /\p{L}/u.test(text) && (/\s/.test(text) || !/\d/.test(text));
  const mustWait = (input, row) => {
    const typedText = input.value.trim();
    if (getList(input) || !isName(typedText) || typedText === (shownValues(row).product ?? "")) return false;
    return pending?.input !== input || pending.typed !== input.value;
  };
  const findMatches = (input) => {
    const typedText = input.value.trim().toLowerCase();
    const available = getOptions(input).filter((option) => !isBarred(option));
    const describe = (option) => [option.dataset.number, option.children[1].textContent].map((text) => text.toLowerCase());
    const exactly = available.filter((option) => describe(option).includes(typedText));
    return exactly.length ? exactly : available;
  };
  const takeWhenListed = async (input, row, next) => {
    const request = { input, typed: input.value };
    pending = request;
    input.setAttribute("aria-busy", "true");
    await search(input);
    input.removeAttribute("aria-busy");
    if (pending !== request) return;
    pending = null;
    if (input !== document.activeElement || input.value !== request.typed) return;
    const [first, second] = findMatches(input);
    if (second) return; // several: leave the list open
    if (first) takeOption(input, first);
    close(input);
    save(row); // if there is none, the server says so
    focusOn(cellAt(row, next));
  };

  const handleListKey = ({ key, altKey, ctrlKey, shiftKey }, input) => {
    if (key === "ArrowDown" && altKey && !shiftKey) search(input);
    else if (!getList(input) || altKey || ctrlKey) return false;
    else if (key === "ArrowDown" || key === "ArrowUp") stepBy(input, key === "ArrowDown" ? 1 : -1);
    else if (key === "Escape") close(input);
    else return false;
    return true;
  };
  // True if the key was handled here
  const handleProductKey = (event, input, row) => {
    if (handleListKey(event, input)) return true;
    const { key, altKey, ctrlKey, shiftKey } = event;
    const plain = !ctrlKey && !altKey;
    if ((key !== "Enter" && key !== "Tab") || shiftKey) return false;
    const option = getChosen(input);
    if (option && input.value && !takeOption(input, option)) return true;
    if (!option && plain && mustWait(input, row)) {
      takeWhenListed(input, row, key === "Enter" ? "quantity" : "description");
      return true;
    }
    close(input);
    if (!input.value) return false;
    save(row);
    if (key !== "Enter" || !plain) return false;
    focusOn(cellAt(row, "quantity")); // the product sets the text
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
    if (!takeOption(input, option)) return;
    save(row);
    focusOn(cellAt(row, "quantity"));
  });

  Object.assign(draftPage, { handleProductKey });
})();
