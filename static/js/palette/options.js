// The options of the palette: which are shown, and which one is selected.
const paletteOptions = (() => {
  const list = document.getElementById("palette-list");
  if (!list) return null;
  const input = document.querySelector("#palette [role=combobox]");
  const [recent, commands, found] = ["recent", "commands", "found"].map((name) => list.querySelector(`[data-part=${name}]`));

  const within = (part) => [...part.querySelectorAll("[role=option]")];
  const listVisible = () => within(list).filter((option) => !option.hidden);
  const getSelected = () => list.querySelector("[aria-selected=true]");
  const select = (option) => {
    getSelected()?.setAttribute("aria-selected", "false");
    if (!option) return input.removeAttribute("aria-activedescendant");
    option.setAttribute("aria-selected", "true");
    input.setAttribute("aria-activedescendant", option.id);
    option.scrollIntoView({ block: "nearest" });
  };
  const step = (by) => {
    const all = listVisible();
    const at = all.indexOf(getSelected());
    select(at < 0 ? all.at(by < 0 ? -1 : 0) : all[(at + by + all.length) % all.length]);
  };
  const selectEnd = (at) => select(listVisible().at(at));

  const hideEmptyGroups = () => {
    for (const group of list.querySelectorAll("[role=group]")) group.hidden = !within(group).some((option) => !option.hidden);
  };
  const getWords = (text) => text.toLowerCase().split(/\s+/).filter(Boolean);
  // Shows the recent entries and commands that match, at once
  const filter = (text) => {
    const words = getWords(text);
    for (const option of within(commands)) {
      const starts = getWords(option.querySelector(".entry-text").textContent);
      option.hidden = !words.every((word) => starts.some((start) => start.startsWith(word)));
    }
    for (const option of within(recent)) {
      const content = option.textContent.toLowerCase();
      option.hidden = !words.every((word) => content.includes(word));
    }
    hideEmptyGroups();
    if (getSelected()?.hidden) select(null);
  };
  // What is already shown as recent is not shown twice, unless it is exactly the number
  const hideDuplicates = () => {
    const recentByUrl = new Map(within(recent).filter((option) => !option.hidden).map((option) => [option.href, option]));
    for (const option of within(found)) {
      const shown = recentByUrl.get(option.href);
      if (shown && "exact" in option.dataset) shown.hidden = true;
      else if (shown) option.hidden = true;
    }
    hideEmptyGroups();
    if (getSelected()?.hidden) select(null);
  };
  const put = (part, fragment) => {
    const selectedUrl = part.contains(getSelected()) ? getSelected().href : null;
    part.replaceChildren(...fragment.querySelectorAll("[role=group]"));
    if (selectedUrl) select(within(part).find((option) => option.href === selectedUrl) ?? null);
  };
  const putRecent = (fragment) => put(recent, fragment);
  const putFound = (fragment) => {
    put(found, fragment);
    hideDuplicates();
  };
  const clearFound = () => {
    const wasSelected = found.contains(getSelected());
    found.replaceChildren();
    if (wasSelected) select(null);
  };
  const listExact = () => within(found).filter((option) => "exact" in option.dataset);

  return { list, input, listVisible, getSelected, select, step, selectEnd, filter, putRecent, putFound, clearFound, listExact };
})();
