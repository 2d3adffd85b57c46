// Asks for recent entries and for what matches. A newer search replaces an older one, whose answer is never shown.
const paletteSearch = (() => {
  const PAUSE = 150; // milliseconds after a key
  const form = document.querySelector("#palette form");
  let pending = null;
  let timer = 0;

  const ask = async (text, signal) => {
    const url = `${form.action}?${new URLSearchParams({ q: text })}`;
    const response = await fetch(url, { headers: { "HX-Request": "true" }, signal });
    const template = document.createElement("template");
    template.innerHTML = response.ok ? await response.text() : "";
    if (!template.content.querySelector("template[data-announcement]")) throw new Error("no results"); // a sign-in page
    return template.content;
  };
  const cancel = () => {
    clearTimeout(timer);
    pending?.abort();
    pending = null;
  };
  const isSearchable = (text) => text.length > 1 || /^\d$/.test(text);
  const isPending = () => Boolean(pending);

  // Calls `show(fragment)`, or `fail()`, unless another search has begun by then
  const search = (text, show, fail) => {
    cancel();
    const controller = new AbortController();
    pending = controller;
    timer = setTimeout(async () => {
      let fragment = null;
      try {
        fragment = await ask(text, controller.signal);
      } catch {
        fragment = null;
      }
      if (pending !== controller) return;
      pending = null;
      fragment ? show(fragment) : fail();
    }, PAUSE);
  };

  return form && { ask, cancel, isSearchable, isPending, search };
})();
