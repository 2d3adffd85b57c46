// Single-letter shortcuts. They press what has the keys in `data-key`: in the row that has the focus, then on the page,
// then in the palette. Never while typing, in a dialog, or with a modifier; data-keys="off" on the root element switches
// them off (WCAG 2.1.4).
(() => {
  const PAUSE = 1500; // milliseconds between the two letters of a shortcut
  let prefix = "";
  let timer = 0;

  const isTyping = (node) => node.isContentEditable || /^(INPUT|SELECT|TEXTAREA)$/.test(node.tagName);
  const announce = (text) => text && (document.getElementById("live").textContent = text);
  const setPrefix = (key) => {
    clearTimeout(timer);
    prefix = key;
    if (key) timer = setTimeout(() => (prefix = ""), PAUSE);
  };

  const find = (keys) => {
    const selector = `[data-key="${keys}"]`;
    const onPage = [...document.querySelectorAll(`main ${selector}`)].find((node) => !node.closest("table"));
    return document.activeElement.closest("tr")?.querySelector(selector) ?? onPage ?? document.querySelector(`#palette ${selector}`);
  };
  const press = (target) => {
    if (target.disabled || target.ariaDisabled === "true") announce(document.getElementById("outage")?.textContent.trim());
    else target.click();
  };
  const focusOnSearch = () => {
    const search = document.querySelector("main [data-key-search]");
    search?.focus();
    search?.select();
    return Boolean(search);
  };

  document.addEventListener("keydown", (event) => {
    const { key, ctrlKey, metaKey, altKey, target } = event;
    if (ctrlKey || metaKey || altKey || event.repeat || event.isComposing || event.defaultPrevented) return;
    if (document.documentElement.dataset.keys === "off" || isTyping(target) || document.querySelector("dialog[open]")) return;
    if (!/^[a-z?/]$/.test(key)) return;
    if (key === "/" && !prefix) return focusOnSearch() && event.preventDefault();
    const found = find(prefix ? `${prefix} ${key}` : key);
    setPrefix(found || prefix || key !== "g" ? "" : key);
    if (!found) return;
    event.preventDefault();
    press(found);
  });
})();
