// The product list below a cell: searched while typing, with keyboard selection.
(() => {
  const { editor, body, announce, scheduleSave } = draftPage;
  const PAUSE = 180; // milliseconds after a key
  let pendingSearch = null;
  let searchTimer = 0;

  const getList = (input) => input.parentElement.querySelector(".options");
  const getOptions = (input) => [...(getList(input)?.querySelectorAll("[role=option]") ?? [])];
  const isBarred = (option) => option.getAttribute("aria-disabled") === "true";
  const getChosen = (input) => getList(input)?.querySelector("[aria-selected=true]");
  const close = (input) => {
    clearTimeout(searchTimer);
    pendingSearch?.abort();
    getList(input)?.remove();
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  };
  const choose = (input, option) => {
    getChosen(input)?.setAttribute("aria-selected", "false");
    if (!option) return;
    option.setAttribute("aria-selected", "true");
    input.setAttribute("aria-activedescendant", option.id);
    option.scrollIntoView({ block: "nearest" });
  };
  const stepBy = (input, by) => {
    const all = getOptions(input);
    const at = all.indexOf(getChosen(input));
    choose(input, all.at((at + by + all.length + (at < 0 && by < 0 ? 1 : 0)) % all.length));
  };
  const takeOption = (input, option) => {
    if (isBarred(option)) {
      announce(option.textContent);
      return false;
    }
    input.value = option.dataset.number;
    close(input);
    return true;
  };

  const search = async (input) => {
    clearTimeout(searchTimer);
    pendingSearch?.abort();
    pendingSearch = new AbortController();
    const typed = input.value;
    const url = `${editor.dataset.products}?${new URLSearchParams({ q: typed })}`;
    try {
      const response = await fetch(url, { headers: { "HX-Request": "true" }, signal: pendingSearch.signal });
      const text = response.ok ? await response.text() : "";
      if (!text || input !== document.activeElement || input.value !== typed) return;
      getList(input)?.remove();
      input.insertAdjacentHTML("afterend", text);
      input.setAttribute("aria-expanded", "true");
      announce(getList(input).querySelector("[data-found]")?.textContent);
      const exact = getOptions(input).find((option) => option.dataset.number === typed.trim());
      if (exact) scheduleSave(input.closest("tr"));
      if (exact || /^\D/.test(typed.trim())) choose(input, exact ?? getOptions(input).find((option) => !isBarred(option)));
    } catch (error) {
      if (error.name !== "AbortError") close(input); // no answer: the number can still be typed
    }
  };

  body.addEventListener("input", ({ target }) => {
    if (target.name !== "product") return;
    close(target);
    if (target.value.trim()) searchTimer = setTimeout(search, PAUSE, target);
  });
  body.addEventListener("focusout", ({ target }) => target.name === "product" && close(target));

  Object.assign(draftPage, { getList, getOptions, isBarred, getChosen, close, stepBy, takeOption, search });
})();
