// What a editor asks of the server: one request at a time, in the order of typing.
(() => {
  const { editor } = draftPage;
  let queue = Promise.resolve();
  let waiting = 0;
  let changes = 0; // of those waiting: what will make the panel beside the editor old
  let answer = null;
  let refused = false; // the latest: answered, with the reason among the alerts

  const moved = () => editor.dispatchEvent(new Event("queue"));
  const then = (job, isChange = true) => {
    waiting += 1;
    if (isChange) changes += 1;
    moved();
    queue = queue.then(job).catch(() => {}).then(() => {
      waiting -= 1;
      if (isChange) changes -= 1;
      moved();
    });
  };

  const post = async (action, values) => {
    answer = null;
    refused = false;
    const person = document.querySelector("#editor input[name=person]")?.value ?? "";
    try {
      await htmx.ajax("POST", action, { source: editor, target: editor, swap: "none", values: { person, ...values } });
      await session.retried(editor);
    } catch {
      answer = null; // not reached
    }
    return answer;
  };
  document.addEventListener("htmx:beforeSwap", (event) => {
    const { xhr, requestConfig } = event.detail;
    if (requestConfig.elt !== editor) return;
    if (![200, 422].includes(xhr.status)) {
      refused = true;
      event.detail.swapOverride = "innerHTML"; // among the alerts: signing in again, or why nothing was done
      if (xhr.status === 401 && document.getElementById("sign-in-again")) event.detail.shouldSwap = false; // in use
      return;
    }
    event.detail.shouldSwap = false;
    event.detail.isError = false;
    answer = { status: xhr.status, text: xhr.responseText };
  });

  Object.assign(draftPage, { then, post, refused: () => refused, waiting: () => waiting, changes: () => changes });
})();
