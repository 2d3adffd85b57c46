// Downloads a file with fetch, so that an error is shown on this page.
document.addEventListener("click", async (event) => {
  const link = event.target.closest("a[data-export]");
  if (!link || event.defaultPrevented || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  if (link.getAttribute("aria-disabled") === "true") return; // already downloading
  const live = document.getElementById("live");
  const alerts = document.getElementById("alerts");
  const menu = link.closest("details");
  link.setAttribute("aria-disabled", "true");
  live.textContent = link.dataset.waiting;
  alerts.replaceChildren();
  try {
    const response = await fetch(link.href, { headers: { "HX-Request": "true" } });
    const elsewhere = response.headers.get("HX-Redirect");
    if (elsewhere) return location.assign(elsewhere); // the session ended
    if (!response.ok) {
      alerts.innerHTML = await response.text(); // our own HTML, and the content security policy blocks scripts in it
      alerts.firstElementChild?.focus();
      live.textContent = "";
      return;
    }
    const disposition = response.headers.get("Content-Disposition");
    if (!disposition) return location.assign(link.href); // much to read: a page shows how far it is
    save(await response.blob(), disposition);
    live.textContent = link.dataset.done;
    if (menu) menu.open = false;
    menu?.querySelector("summary").focus();
  } catch {
    location.assign(link.href); // no connection: the browser shows its error
  } finally {
    link.removeAttribute("aria-disabled");
  }

  function save(blob, disposition) {
    const name = disposition.match(/filename\*=utf-8''([^;]+)/i)?.[1] || disposition.match(/filename="([^"]+)"/)?.[1] || "";
    const file = document.createElement("a");
    file.href = URL.createObjectURL(blob);
    file.download = decodeURIComponent(name);
    file.click();
    setTimeout(() => URL.revokeObjectURL(file.href), 60000);
  }
});
