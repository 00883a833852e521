// The queue by keyboard. An enhancement: everything here can be done by the form without it.
"use strict";

const form = document.querySelector("[data-queue]");
const says = document.querySelector("[data-says]");
const help = document.querySelector("[data-keys]");
const rows = form ? [...form.querySelectorAll("[data-row]")] : [];
const boxOf = (row) => row.querySelector("input[name=row]");
const KEPT = "checking-queue-place";
const OFF = "checking-queue-keys-off";

// Keys of one letter can be turned off; the choice is kept in this browser.
const choice = help?.querySelector("[data-keys-switch]");
if (choice) {
  const box = choice.querySelector("input");
  choice.hidden = false;
  box.checked = !localStorage.getItem(OFF);
  box.addEventListener("change", () => {
    if (box.checked) localStorage.removeItem(OFF);
    else localStorage.setItem(OFF, "1");
  });
}

const say = (text) => { says.textContent = text; };
const here = () => rows.findIndex((row) => row.contains(document.activeElement));
const anyTicked = () => rows.some((row) => boxOf(row).checked);

function goTo(place) {
  const row = rows[Math.max(0, Math.min(place, rows.length - 1))];
  if (!row) return;
  boxOf(row).focus();
  row.scrollIntoView({ block: "nearest" });
  const text = says.dataset.place.replace("{place}", rows.indexOf(row) + 1).replace("{count}", rows.length);
  say(text);
}

function send(button) {
  sessionStorage.setItem(KEPT, String(Math.max(0, here())));
  form.requestSubmit(button);
}

function accept() {
  const row = rows[here()];
  if (anyTicked()) send(form.querySelector("button[name=do][value=verify]"));
  else if (row) send(row.querySelector("button[value^='verify:']"));
}

function giveBack() {
  const row = rows[here()];
  if (anyTicked()) form.querySelector("#reason").focus();
  else if (row) {
    const more = row.querySelector("details");
    more.open = true;
    more.querySelector("textarea").focus();
  }
}

function tick() {
  const row = rows[here()];
  if (!row) return;
  const box = boxOf(row);
  box.checked = !box.checked;
  say(box.checked ? says.dataset.ticked : says.dataset.unticked);
}

function openFile() {
  const row = rows[here()];
  if (!row) return;
  const link = row.querySelector("[data-evidence]");
  if (link) window.open(link.href, "_blank", "noopener");
  else say(says.dataset.noFile);
}

function showHelp() {
  help.open = !help.open;
  help.querySelector("summary").focus();
}

const DOES = {
  j: () => goTo(here() + 1),
  k: () => goTo(here() - 1),
  x: tick,
  a: accept,
  r: giveBack,
  o: openFile,
  "?": showHelp,
};

// From a reason: Ctrl+Enter sends the return it belongs to, Escape goes back to the report.
function fromReason(event) {
  const area = event.target;
  const row = rows.find((one) => one.contains(area));
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
    event.preventDefault();
    send(row ? row.querySelector("button[value^='return:']") : form.querySelector("button[name=do][value=return]"));
  } else if (event.key === "Escape" && row) boxOf(row).focus();
}

function typing(target) {
  return target.matches("textarea, select, input:not([type=checkbox], [type=radio])");
}

if (rows.length) {
  document.addEventListener("keydown", (event) => {
    if (event.target.matches("[data-queue] textarea")) { fromReason(event); return; }
    if (event.key === "Enter" && event.target.matches("[data-queue] input[name=row]")) event.preventDefault();
    if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target) || localStorage.getItem(OFF)) return;
    const act = DOES[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  });
  const kept = sessionStorage.getItem(KEPT);
  sessionStorage.removeItem(KEPT);
  if (kept !== null && !document.querySelector("[data-takes-focus]")) goTo(Number(kept));
}
