// A row of a list is a link as a whole: a click anywhere in it follows the row's own link, in the same way.
(() => {
  const findLink = (event) => {
    if (event.target.closest("a, button, input, select, textarea, label, summary")) return null;
    return event.target.closest("table.list tbody tr")?.querySelector("th[scope=row] a[href]");
  };

  const follow = (event) => {
    const link = findLink(event);
    if (!link || getSelection().toString()) return; // text that is being marked is to be copied
    const { ctrlKey, metaKey, shiftKey, button } = event;
    link.dispatchEvent(new MouseEvent("click", { bubbles: true, cancelable: true, view: window, ctrlKey: ctrlKey || button === 1, metaKey, shiftKey }));
  };

  document.addEventListener("click", follow);
  document.addEventListener("auxclick", (event) => event.button === 1 && follow(event));
})();
