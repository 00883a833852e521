// Enhancements only: the form works without this file. What is typed is kept as a draft on the server a moment after
// the last key; where there is no line, or the session has ended, it is kept on this device and offered back.
"use strict";

(() => {
  const form = document.getElementById("report-form");
  if (!form) return;
  const shown = document.getElementById("draft-state");
  const place = `tiendo.report.${form.dataset.person}.${location.pathname}`;
  const CELLS = ["percent", "happened_date", "note"];
  const WAIT = 1500;
  let timer = 0;

  const typed = () => {
    const cells = Object.fromEntries(CELLS.map((name) => [name, form.elements[name].value]));
    return { ...cells, choice: form.elements.choice.value };
  };
  const first = JSON.stringify(typed());
  const say = (text) => { shown.textContent = text; };
  const read = () => { try { return localStorage.getItem(place); } catch { return null; } };
  const write = (text) => { try { localStorage.setItem(place, text); return true; } catch { return false; } };
  const forget = () => { try { localStorage.removeItem(place); } catch { /* a browser that keeps nothing */ } };

  async function save() {
    const now = JSON.stringify(typed());
    const body = new FormData();
    body.set("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
    for (const [name, text] of Object.entries(JSON.parse(now))) body.set(name, text);
    try {
      const answer = await fetch(form.dataset.draft, { method: "POST", body, headers: { Accept: "application/json" } });
      const said = await answer.json();
      if (answer.ok) forget(); else write(now);
      say(said.message);
    } catch {
      if (write(now)) say(form.dataset.keptHere);
    }
  }

  form.addEventListener("input", (event) => {
    if (event.target.type === "file") return;
    clearTimeout(timer);
    timer = setTimeout(save, WAIT);
  });
  form.addEventListener("submit", () => clearTimeout(timer));

  // Writing a percentage means: in progress.
  form.elements.percent.addEventListener("input", () => {
    const part = form.querySelector("input[name=choice][value=part]");
    if (form.elements.percent.value) part.checked = true;
  });

  // A file that is too large is named before anything is sent.
  form.elements.evidence.addEventListener("change", (event) => {
    const large = [...event.target.files].some((file) => file.size > Number(form.dataset.largest));
    event.target.setCustomValidity(large ? form.dataset.tooLarge : "");
    say(large ? form.dataset.tooLarge : "");
    if (large) event.target.value = "";
  });

  // What was kept on this device is offered, never put in unasked.
  const kept = read();
  if (kept && kept !== first) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "plain";
    button.textContent = form.dataset.take;
    button.addEventListener("click", () => {
      const cells = JSON.parse(kept);
      for (const name of CELLS) form.elements[name].value = cells[name] || "";
      form.querySelectorAll("input[name=choice]").forEach((radio) => { radio.checked = radio.value === cells.choice; });
      forget();
      shown.replaceChildren();
      save();
    });
    shown.replaceChildren(`${form.dataset.found} `, button);
  }
})();
