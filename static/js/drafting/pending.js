// Shows that a chosen currency is pending until the person decides what happens to the prices.
(() => {
  const { announce, getPanel, reviewAgain } = draftPage;
  const select = document.getElementById("f-currency");
  const note = document.getElementById("currency-pending");

  const isPending = () => select.value !== note.dataset.currency;
  const update = () => {
    note.hidden = !isPending();
    if (isPending()) announce(note.querySelector("span").textContent);
    else if (getPanel()?.querySelector("[data-pending]")) reviewAgain();
  };
  const revert = (event) => {
    if (!event.target.closest("[data-leave]")) return;
    event.preventDefault();
    select.value = note.dataset.currency;
    select.closest("details").open = true;
    select.focus();
    update();
  };

  select.addEventListener("change", update);
  document.addEventListener("click", revert);
  addEventListener("pageshow", update); // going back restores the choice without an event
})();
