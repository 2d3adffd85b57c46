// Sends the draft, or reprices its lines, after all input is saved. Asks before leaving with unsaved input.
(() => {
  const { editor, isNew, entries, cells, control, announce, parseHtml, enqueue, post, isRefused, countWaiting, applyResponse, isSaved, save, saveAll } = draftPage;
  const { getPanel, markIfOld, isTooNew, latestRevision } = draftPage;
  let sending = false;

  // The form's values at the click, without warnings that appeared too late to be read
  const collectValues = (form) => {
    const values = {};
    for (const [name, value] of new FormData(form)) {
      if (name === "csrfmiddlewaretoken" || (name === "seen" && isTooNew(value))) continue;
      (values[name] ??= []).push(value);
    }
    return values;
  };
  const showPanel = (response) => {
    const page = parseHtml(response.text);
    const fresh = page.querySelector("#before");
    if (!fresh) return;
    const { id } = document.activeElement;
    getPanel().replaceWith(fresh);
    document.getElementById("send-slot").replaceWith(page.querySelector("#send-slot"));
    markIfOld();
    applyResponse(response); // e-conomic's errors beside their fields
    const reason = document.getElementById("send-reason");
    if (!reason) return document.getElementById("before-title").focus();
    announce(`${editor.dataset.blocked} ${reason.textContent.trim()}`);
    (document.getElementById(id) ?? document.getElementById("send")).focus();
  };
  // The blank row is no line yet without product or text
  const isUnfinished = (entry) => isNew(entry) && cells(entry).some((cell) => control(cell).value);
  const send = (form, button) => {
    if (sending) return;
    sending = true;
    const values = collectValues(form);
    const focusedEntry = document.activeElement?.closest("[data-autosave]");
    if (focusedEntry) save(focusedEntry);
    enqueue(async () => {
      const unsavedEntry = entries().find((entry) => entry.refused || !isSaved(entry) || isUnfinished(entry));
      if (unsavedEntry) {
        sending = false;
        announce(editor.dataset.unsent);
        return (unsavedEntry.querySelector("[aria-invalid]") ?? control(cells(unsavedEntry)[0])).focus();
      }
      values.revision = latestRevision();
      const response = await post(button?.getAttribute("formaction") ?? form.action, values);
      sending = false;
      if (response) showPanel(response);
    }, false);
  };

  const repriceAll = (form, button) => {
    saveAll();
    const showResult = (text) => (document.getElementById("repriced").textContent = text);
    showResult(form.dataset.asking);
    enqueue(async () => {
      const response = await post(form.action, button?.name ? { [button.name]: button.value } : {});
      if (response) applyResponse(response);
      else announce(showResult(isRefused() ? form.dataset.refused : form.dataset.missed));
    });
  };

  const handlers = { "send-form": send, reprice: repriceAll };
  document.addEventListener("submit", (event) => {
    const handle = handlers[event.target.id];
    if (!handle || event.submitter?.matches("[data-plain]")) return; // submitted as a plain form
    event.preventDefault();
    handle(event.target, event.submitter);
  });

  addEventListener("beforeunload", (event) => {
    if (!sending && (countWaiting() || !entries().every(isSaved))) event.preventDefault();
  });
})();
