// Sends the draft, or reprices its lines, after all input is saved. Asks before leaving with unsaved input.
(() => {
  const { editor, isNew, keepers, cells, control, say, parsed, then, post, refused, waiting, lay, isKept, keep, keepAll } = draftPage;
  const { panelNow, markPanel, justCame, latest } = draftPage;
  let sending = false;

  // The form's values at the click, without warnings that appeared too late to be read
  const answers = (form) => {
    const values = {};
    for (const [name, value] of new FormData(form)) {
      if (name === "csrfmiddlewaretoken" || (name === "seen" && justCame(value))) continue;
      (values[name] ??= []).push(value);
    }
    return values;
  };
  const layPanel = (got) => {
    const fresh = parsed(got.text).querySelector("#before");
    if (!fresh) return;
    panelNow().replaceWith(fresh);
    markPanel();
    lay(got); // e-conomic's errors beside their fields
    document.getElementById("before-title").focus();
  };
  // The blank row is no line yet without product or text
  const isHalf = (keeper) => isNew(keeper) && cells(keeper).some((cell) => control(cell).value);
  const send = (form, button) => {
    if (sending) return;
    sending = true;
    const values = answers(form);
    const typedIn = document.activeElement?.closest("[data-autosave]");
    if (typedIn) keep(typedIn);
    then(async () => {
      const open = keepers().find((keeper) => keeper.refused || !isKept(keeper) || isHalf(keeper));
      if (open) {
        sending = false;
        say(editor.dataset.unsent);
        return (open.querySelector("[aria-invalid]") ?? control(cells(open)[0])).focus();
      }
      values.revision = latest();
      const got = await post(button?.getAttribute("formaction") ?? form.action, values);
      sending = false;
      if (got) layPanel(got);
    }, false);
  };

  const repriceAll = (form, button) => {
    keepAll();
    const told = (text) => (document.getElementById("repriced").textContent = text);
    told(form.dataset.asking);
    then(async () => {
      const got = await post(form.action, button?.name ? { [button.name]: button.value } : {});
      if (got) lay(got);
      else say(told(refused() ? form.dataset.refused : form.dataset.missed));
    });
  };

  const deeds = { "send-form": send, reprice: repriceAll };
  document.addEventListener("submit", (event) => {
    const deed = deeds[event.target.id];
    if (!deed || event.submitter?.matches("[data-plain]")) return; // submitted as a plain form
    event.preventDefault();
    deed(event.target, event.submitter);
  });

  addEventListener("beforeunload", (event) => {
    if (!sending && (waiting() || !keepers().every(isKept))) event.preventDefault();
  });
})();
