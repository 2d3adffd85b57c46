// Going back twice in a hurry: only the last page that was asked for is shown, whichever arrives last.
(() => {
  let latest = null;
  document.addEventListener("htmx:historyCacheMiss", (event) => {
    latest?.abort();
    latest = event.detail.xhr;
  });
})();
