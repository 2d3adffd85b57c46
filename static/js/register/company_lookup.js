// Fills in the fields of a customer's form that are still empty when the company register has answered.
document.addEventListener("htmx:load", ({ detail: { elt } }) => {
  if (elt.id !== "company-lookup") return;
  for (const { value, dataset } of elt.querySelectorAll("data")) {
    const control = document.getElementById(dataset.control);
    if (!control || control.value.trim()) continue;
    control.value = value;
    control.dispatchEvent(new Event("change", { bubbles: true })); // for what saves input
  }
  document.getElementById("live").textContent = elt.textContent.trim();
});
