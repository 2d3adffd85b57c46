// Ctrl+S saves a form; Escape or a click elsewhere closes an open menu. What was typed
// into the search box before htmx was ready is searched for.
(() => {
  const open = () => document.querySelectorAll("details.more[open]");

  const save = (event) => {
    const selector = "form[data-recovery]";
    const form = event.target.closest?.(selector) ?? document.querySelector(selector);
    const button = form?.querySelector("button.btn-primary");
    if (!button) return;
    event.preventDefault();
    if (!button.disabled) form.requestSubmit(button);
  };

  document.addEventListener("keydown", (event) => {
    if (event.key === "s" && (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey) save(event);
    if (event.key === "Escape") {
      for (const menu of open()) {
        const inside = menu.contains(document.activeElement);
        menu.open = false;
        if (inside) menu.querySelector("summary").focus();
      }
    }
  });

  document.addEventListener("DOMContentLoaded", () => {
    const search = document.querySelector("[data-key-search]");
    if (search && search.value !== search.defaultValue) search.form.requestSubmit();
  });

  // toggle does not bubble
  document.addEventListener("toggle", (event) => event.target.open && event.target.querySelector("[data-first]")?.focus(), true);

  document.addEventListener("click", (event) => {
    for (const menu of open()) if (!menu.contains(event.target)) menu.open = false;
  });
})();
