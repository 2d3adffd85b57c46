// The product list below a cell: searched while typing, with keyboard selection.
(() => {
  const { editor, body, say } = draftPage;
  const PAUSE = 180; // milliseconds after a key
  let asking = null;
  let pause = 0;

  const list = (input) => input.parentElement.querySelector(".options");
  const options = (input) => [...(list(input)?.querySelectorAll("[role=option]") ?? [])];
  const isBarred = (option) => option.getAttribute("aria-disabled") === "true";
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
  const step = (input, by) => {
    const every = options(input);
    const at = every.indexOf(chosen(input));
    choose(input, every.at((at + by + every.length + (at < 0 && by < 0 ? 1 : 0)) % every.length));
  };
  const take = (input, option) => {
    if (isBarred(option)) {
      say(option.textContent);
      return false;
    }
    input.value = option.dataset.number;
    close(input);
    return true;
  };

  const search = async (input) => {
    clearTimeout(pause);
    asking?.abort();
    asking = new AbortController();
    const typed = input.value;
    const url = `${editor.dataset.products}?${new URLSearchParams({ q: typed })}`;
    try {
      const got = await fetch(url, { headers: { "HX-Request": "true" }, signal: asking.signal });
      const text = got.ok ? await got.text() : "";
      if (!text || input !== document.activeElement || input.value !== typed) return;
      list(input)?.remove();
      input.insertAdjacentHTML("afterend", text);
      input.setAttribute("aria-expanded", "true");
      say(list(input).querySelector("[data-found]")?.textContent);
      const same = options(input).find((option) => option.dataset.number === typed.trim());
      if (same || /^\D/.test(typed.trim())) choose(input, same ?? options(input).find((option) => !isBarred(option)));
    } catch (error) {
      if (error.name !== "AbortError") close(input); // no answer: the number can still be typed
    }
  };

  body.addEventListener("input", ({ target }) => {
    if (target.name !== "product") return;
    close(target);
    if (target.value.trim()) pause = setTimeout(search, PAUSE, target);
  });
  body.addEventListener("focusout", ({ target }) => target.name === "product" && close(target));

  Object.assign(draftPage, { list, options, isBarred, chosen, close, step, take, search });
})();
