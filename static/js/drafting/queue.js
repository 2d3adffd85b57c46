// Sends the editor's requests one at a time, in order.
(() => {
  const { editor } = draftPage;
  let queue = Promise.resolve();
  let waiting = 0;
  let changes = 0; // waiting requests that change the draft, and so outdate the panel
  let latestResponse = null;
  let refused = false; // the latest request was refused, with the reason in the alerts

  const notify = () => editor.dispatchEvent(new Event("queue"));
  const enqueue = (job, isChange = true) => {
    waiting += 1;
    if (isChange) changes += 1;
    notify();
    queue = queue.then(job).catch(() => {}).then(() => {
      waiting -= 1;
      if (isChange) changes -= 1;
      notify();
    });
  };

  const post = async (action, values) => {
    latestResponse = null;
    refused = false;
    const person = document.querySelector("#editor input[name=person]")?.value ?? "";
    try {
      await htmx.ajax("POST", action, { source: editor, target: editor, swap: "none", values: { person, ...values } });
      await session.retried(editor);
    } catch {
      latestResponse = null; // no connection
    }
    return latestResponse;
  };
  document.addEventListener("htmx:beforeSwap", (event) => {
    const { xhr, requestConfig } = event.detail;
    if (requestConfig.elt !== editor) return;
    if (![200, 422].includes(xhr.status)) {
      refused = true;
      event.detail.swapOverride = "innerHTML"; // in the alerts: a sign-in form, or the reason
      if (xhr.status === 401 && document.getElementById("sign-in-again")) event.detail.shouldSwap = false; // being filled in
      return;
    }
    event.detail.shouldSwap = false;
    event.detail.isError = false;
    latestResponse = { status: xhr.status, text: xhr.responseText };
  });

  Object.assign(draftPage, { enqueue, post, isRefused: () => refused, countWaiting: () => waiting, countChanges: () => changes });
})();
