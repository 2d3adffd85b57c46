// Passkeys: a button asks the server for a challenge, the browser for the answer, and sends that with its form.
(() => {
  const decode = (text) => {
    const padded = text.replace(/-/g, "+").replace(/_/g, "/");
    return Uint8Array.from(atob(padded), (letter) => letter.charCodeAt(0));
  };
  const encode = (buffer) =>
    btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
  const decodeIds = (credentials = []) => credentials.map((credential) => ({ ...credential, id: decode(credential.id) }));

  const create = ({ publicKey }) =>
    navigator.credentials.create({
      publicKey: {
        ...publicKey,
        challenge: decode(publicKey.challenge),
        user: { ...publicKey.user, id: decode(publicKey.user.id) },
        excludeCredentials: decodeIds(publicKey.excludeCredentials),
      },
    });
  const get = ({ publicKey }) =>
    navigator.credentials.get({
      publicKey: { ...publicKey, challenge: decode(publicKey.challenge), allowCredentials: decodeIds(publicKey.allowCredentials) },
    });
  const toJSON = (credential) => {
    const response = {};
    for (const name of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]) {
      if (credential.response[name]) response[name] = encode(credential.response[name]);
    }
    if (credential.response.getTransports) response.transports = credential.response.getTransports();
    const clientExtensionResults = credential.getClientExtensionResults();
    return { id: credential.id, rawId: encode(credential.rawId), type: credential.type, response, clientExtensionResults };
  };

  const answer = async (button) => {
    const form = button.form;
    const body = new FormData(form);
    body.delete("password");
    const response = await fetch(button.dataset.passkey, { method: "POST", body, redirect: "error" });
    if (!response.ok) throw new Error(String(response.status));
    const options = await response.json();
    const credential = await (button.dataset.passkeyAct === "create" ? create(options) : get(options));
    form.elements.credential.value = JSON.stringify(toJSON(credential));
    form.requestSubmit();
  };

  document.addEventListener("click", async (event) => {
    const button = event.target.closest("button[data-passkey]");
    if (!button) return;
    event.preventDefault();
    const message = button.parentElement.querySelector("[data-passkey-failed]");
    message.hidden = true;
    button.disabled = true;
    try {
      await answer(button);
    } catch {
      message.hidden = false; // cancelled, timed out, or no passkey for this site
      button.focus();
    }
    button.disabled = false;
  });
})();
