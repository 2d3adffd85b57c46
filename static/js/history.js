// After going back twice quickly, shows only the page requested last.
(() => {
  let latest = null;
  document.addEventListener("htmx:historyCacheMiss", (event) => {
    latest?.abort();
    latest = event.detail.xhr;
  });
})();
