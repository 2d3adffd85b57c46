// The dialog of keyboard shortcuts, in place of their page.
(() => {
  const help = document.getElementById("keyboard-help");
  if (!help) return;
  const showHelp = async (link) => {
    const content = help.querySelector("[data-content]");
    try {
      const response = await fetch(help.dataset.url, { headers: { "HX-Request": "true" } });
      const text = response.ok ? await response.text() : "";
      if (!text.includes('class="shortcuts"')) throw new Error("no shortcuts"); // a sign-in page
      content.innerHTML = text;
    } catch {
      return location.assign(link.href);
    }
    if (!document.querySelector("dialog[open]")) help.showModal();
  };
  help.addEventListener("click", (event) => {
    if (event.target === help || event.target.closest("[data-close]")) help.close();
  });
  document.addEventListener("click", (event) => {
    const link = event.target.closest('[data-key="?"]');
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    document.getElementById("person-menu")?.hidePopover();
    showHelp(link);
  });
})();
