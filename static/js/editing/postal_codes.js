// Fills in the city of a Danish postal code while it is typed, and says if the typed city is another one.
(() => {
  const POSTAL_CODE = /^\s*(DK\s*[-‐-―]?\s*)?\d{4}\s*$/i;
  const filledIn = new WeakMap(); // city control -> the city that was filled in; the person may have typed another since
  const questions = new WeakMap(); // postal code control -> the controller of its latest request

  const getAddress = (postalCode) => {
    const [city, country] = [postalCode.dataset.city, postalCode.dataset.country].map((id) => document.getElementById(id));
    return city && country && { postalCode, city, country };
  };
  const findAddress = (control) => {
    const form = control.closest?.("form[data-postal-codes]");
    const controls = form ? [...form.querySelectorAll("[data-city]")] : [];
    return controls.map(getAddress).find((address) => address && Object.values(address).includes(control));
  };
  const announce = (text) => (document.getElementById("live").textContent = text);
  const isOurs = (city) => !city.value.trim() || city.value === filledIn.get(city);

  const setCity = ({ city }, text) => {
    filledIn.set(city, text);
    if (city.value === text) return;
    city.value = text;
    city.dispatchEvent(new Event("change", { bubbles: true })); // for what saves input
  };

  const showWarning = ({ city }, text) => {
    const id = `${city.id}_warning`;
    const shown = document.getElementById(id);
    if ((shown?.textContent.trim() ?? "") === text) return;
    const described = (city.getAttribute("aria-describedby") ?? "").split(" ").filter((word) => word && word !== id);
    shown?.remove();
    if (text) {
      const warning = document.createElement("div");
      warning.id = id;
      warning.append(city.form.querySelector("[data-city-warning]").content.cloneNode(true));
      warning.querySelector("span").textContent = text;
      city.after(warning);
      described.push(id);
      announce(text);
    }
    if (described.length) city.setAttribute("aria-describedby", described.join(" "));
    else city.removeAttribute("aria-describedby");
  };

  const ask = async (address) => {
    const { postalCode, city, country } = address;
    const question = new AbortController();
    const typed = { postal_code: postalCode.value, city: isOurs(city) ? "" : city.value, country: country.value };
    questions.get(postalCode)?.abort();
    questions.set(postalCode, question);
    try {
      const url = `${city.form.dataset.postalCodes}?${new URLSearchParams(typed)}`;
      const response = await fetch(url, { redirect: "error", signal: question.signal });
      return response.ok ? await response.json() : null;
    } catch {
      return null; // a newer question, or no connection: saving fills in the city
    }
  };

  const look = async (address) => {
    const { postalCode, city } = address;
    if (!POSTAL_CODE.test(postalCode.value)) {
      questions.get(postalCode)?.abort();
      if (isOurs(city)) setCity(address, "");
      return showWarning(address, "");
    }
    const answer = await ask(address);
    if (!answer || !city.isConnected) return;
    if (isOurs(city)) {
      const isNew = answer.city && city.value !== answer.city;
      setCity(address, answer.city);
      showWarning(address, "");
      if (isNew) announce(answer.announcement);
    } else if (city !== document.activeElement || !answer.warning) showWarning(address, answer.warning);
  };

  const handleInput = ({ type, target }) => {
    const address = findAddress(target);
    if (!address || (target === address.city && (type === "input" || target.value === filledIn.get(target)))) return;
    if (target === address.city && !target.value.trim()) showWarning(address, "");
    else if ((target === address.postalCode) === (type === "input")) look(address);
  };
  document.addEventListener("input", handleInput);
  document.addEventListener("change", handleInput);
})();
