// Enhancements only: every page works without this file.
"use strict";

// A summary of errors takes the focus, so that it is read first.
document.querySelector("[data-takes-focus]")?.focus();

// One sheet open at a time; Escape or a click elsewhere closes it and gives the focus back.
const sheets = () => document.querySelectorAll("details[open]:has(> .sheet)");
document.addEventListener("toggle", (event) => {
  if (event.target.open) sheets().forEach((sheet) => { if (sheet !== event.target) sheet.open = false; });
}, true);
document.addEventListener("click", (event) => {
  sheets().forEach((sheet) => { if (!sheet.contains(event.target)) sheet.open = false; });
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  sheets().forEach((sheet) => { sheet.open = false; sheet.querySelector("summary").focus(); });
});

// A form is sent once, and says that it was.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post") return;
  if (form.dataset.sent) { event.preventDefault(); return; }
  form.dataset.sent = "1";
  form.setAttribute("aria-busy", "true");
});
window.addEventListener("pageshow", () => {
  document.querySelectorAll("form[data-sent]").forEach((form) => {
    delete form.dataset.sent;
    form.removeAttribute("aria-busy");
  });
});
