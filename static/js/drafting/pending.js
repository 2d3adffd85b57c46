// A currency that is chosen counts once it is said what becomes of the prices: until then its field says so.
(() => {
  const { say, panelNow, lookAnew } = draftPage;
  const select = document.getElementById("f-currency");
  const note = document.getElementById("currency-pending");

  const isPending = () => select.value !== note.dataset.currency;
  const mark = () => {
    note.hidden = !isPending();
    if (isPending()) say(note.querySelector("span").textContent);
    else if (panelNow()?.querySelector("[data-pending]")) lookAnew();
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
  addEventListener("pageshow", mark); // a browser that goes back brings the choice back, and no event
})();
