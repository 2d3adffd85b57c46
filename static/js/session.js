// After signing in again inside a page, its forms get the new CSRF token: the one they were made with is void.
document.addEventListener("session-renewed", (event) => {
  const { token } = event.detail;
  for (const field of document.querySelectorAll("input[name=csrfmiddlewaretoken]")) field.value = token;
  const headers = JSON.parse(document.body.getAttribute("hx-headers") || "{}");
  headers["X-CSRFToken"] = token;
  document.body.setAttribute("hx-headers", JSON.stringify(headers));
});
