// Shows that a chosen currency is pending until the person decides what happens to the prices.
(() => {
  const { say, panelNow, reviewAgain } = draftPage;
  const select = document.getElementById("f-currency");
  const note = document.getElementById("currency-pending");

  const isPending = () => select.value !== note.dataset.currency;
  const mark = () => {
    note.hidden = !isPending();
    if (isPending()) say(note.querySelector("span").textContent);
    else if (panelNow()?.querySelector("[data-pending]")) reviewAgain();
  };
  const leave = (event) => {
    if (!event.target.closest("[data-leave]")) return;
    event.preventDefault();
    select.value = note.dataset.currency;
    select.closest("details").open = true;
    select.focus();
    mark();
  };

  select.addEventListener("change", mark);
  document.addEventListener("click", leave);
  addEventListener("pageshow", mark); // going back restores the choice without an event
})();
