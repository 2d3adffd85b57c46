// After a new sign-in, here or in another tab, gets the new CSRF token and retries the refused request.
const session = (() => {
  const RETRY = "X-CSRF-Retry"; // marks the retry; there is only one
  const retries = new WeakMap(); // element -> the retry of its latest request
  let retrying = false;

  const renew = (token) => {
    for (const field of document.querySelectorAll("input[name=csrfmiddlewaretoken]")) field.value = token;
    const headers = JSON.parse(document.body.getAttribute("hx-headers") || "{}");
    headers["X-CSRFToken"] = token;
    document.body.setAttribute("hx-headers", JSON.stringify(headers));
  };
  const renewInPlace = (token, sender = null) => {
    for (const id of ["sign-in-again", "another-person"]) {
      const notice = document.getElementById(id);
      if (notice && notice !== sender) notice.remove();
    }
    renew(token);
    document.dispatchEvent(new CustomEvent("session-renewed", { detail: { token } }));
  };

  // The server sends a new token only if the person who opened this page is signed in
  const retry = async ({ xhr, requestConfig, target, etc }) => {
    await null; // htmx is done with the first attempt
    const { verb, path, elt, triggeringEvent, formData } = requestConfig;
    const values = {};
    for (const name of formData.keys()) if (name !== "csrfmiddlewaretoken") values[name] = formData.getAll(name);
    renewInPlace(xhr.getResponseHeader("X-CSRFToken"), elt);
    const headers = { ...etc.headers, [RETRY]: "1" };
    retrying = true;
    const retried = htmx.ajax(verb, path, { source: elt, event: triggeringEvent, target, values, headers, swap: etc.swapOverride });
    retrying = false;
    await retried;
  };
  document.addEventListener("htmx:confirm", (event) => retrying && event.stopImmediatePropagation()); // already confirmed
  document.addEventListener("htmx:beforeOnLoad", (event) => {
    const { xhr, requestConfig } = event.detail;
    if (xhr.status !== 403 || !xhr.getResponseHeader("X-CSRFToken") || RETRY in requestConfig.headers) return;
    event.preventDefault();
    retries.set(requestConfig.elt, retry(event.detail).catch(() => {}));
  });

  // Posts from a script. `body` is a function that is called again for the retry
  const post = async (url, body) => {
    const { "X-Person": person } = JSON.parse(document.body.getAttribute("hx-headers"));
    const send = () => fetch(url, { method: "POST", body: body(), redirect: "error", headers: { "HX-Request": "true", "X-Person": person } });
    const response = await send();
    const token = response.status === 403 && response.headers.get("X-CSRFToken");
    if (!token) return response;
    renewInPlace(token);
    return send();
  };

  document.addEventListener("session-renewed", ({ detail }) => renew(detail.token)); // signed in again on this page

  return { post, retried: (element) => retries.get(element) };
})();
