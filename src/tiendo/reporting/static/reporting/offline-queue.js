// The list of reports written here: what became of each, and a file of those that wait. And the words of the page.
"use strict";

self.tiendoWords = (() => {
  const words = JSON.parse(document.getElementById("offline-words").textContent);
  const language = document.documentElement.lang;
  const ZONE = "Asia/Ho_Chi_Minh";
  const parts = new Intl.DateTimeFormat("en-GB", { timeZone: ZONE, year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit", hourCycle: "h23" });

  const say = (id, values = {}) => words[id].replace(/\{(\w+)\}/g, (_all, name) => values[name]);
  const number = (value) => new Intl.NumberFormat(language, { maximumFractionDigits: 2 }).format(value);
  const percent = (value) => (value === null || value === "" ? "–" : `${number(Number(value))}%`);
  const moment = (iso) => {
    if (!iso) return "–";
    const at = Object.fromEntries(parts.formatToParts(new Date(iso)).map(({ type, value }) => [type, value]));
    return `${at.hour}${language === "vi" ? "h" : ":"}${at.minute} ${at.day}/${at.month}/${at.year}`;
  };
  const day = (iso) => (iso ? iso.split("-").reverse().join("/") : "–");
  const today = () => new Intl.DateTimeFormat("sv-SE", { timeZone: ZONE }).format(new Date());

  const copy = (id) => document.getElementById(id).content.firstElementChild.cloneNode(true);
  // Texts into the places of an element that are named in data-t; a place without text is hidden.
  const put = (element, texts) => {
    for (const [name, text] of Object.entries(texts)) {
      for (const place of element.querySelectorAll(`[data-t="${name}"]`)) {
        place.textContent = text;
        place.hidden = text === "";
      }
    }
    return element;
  };
  return { copy, day, moment, number, percent, put, say, today };
})();

self.tiendoQueue = (() => {
  const store = self.tiendoStore;
  const { copy, day, moment, number, percent, put, say } = self.tiendoWords;
  const list = document.getElementById("queue");
  const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

  const messageOf = (report) => {
    if (report.answered === 413) return say("too_large");
    if (report.answered) return say("answered", { answer: report.answered });
    return report.state === "sent" && report.outcome === "sent_before" ? say("sent_before") : report.message || "";
  };

  const line = (report, actions) => {
    const { state, tries } = report;
    const element = put(copy("t-report"), {
      state: say(`state_${state}`),
      label: report.label,
      what: say("what", { percent: percent(report.percent), day: day(report.happened_date) }),
      note: report.note,
      files: report.files.length ? say("files", { names: report.files.map((file) => file.name).join(", ") }) : "",
      times: say(report.arrived_at ? (state === "sent" ? "times_sent" : "times_answered") : "times_waiting",
        { written: moment(report.written_at), arrived: moment(report.arrived_at) }),
      message: messageOf(report),
    });
    element.querySelector("[data-t=message]").classList.toggle("error", state === "refused");
    const link = element.querySelector("a");
    link.hidden = !report.href;
    if (report.href) link.href = report.href;
    if (state === "conflict" && report.theirs) conflict(element, report);
    const shown = { force: state === "conflict", edit: state === "conflict" || state === "refused" || (state === "waiting" && !tries),
      drop: state === "conflict" || state === "refused" };
    for (const button of element.querySelectorAll("button")) {
      if (!shown[button.name]) button.remove();
      button.addEventListener("click", () => actions[button.name](report));
    }
    element.querySelector("[data-buttons]").hidden = !Object.values(shown).some(Boolean);
    return element;
  };

  const conflict = (element, report) => {
    const { theirs } = report;
    element.querySelector("[data-conflict]").hidden = false;
    put(element, {
      my_percent: percent(report.percent), their_percent: percent(theirs.percent), my_note: report.note || "–",
      their_note: theirs.note || "–", their_actor: theirs.actor || "–", my_at: moment(report.written_at), their_at: moment(theirs.recorded_at),
    });
  };

  // The open ones first, then what arrived, newest first.
  const show = (reports, actions) => {
    const open = reports.filter((report) => report.state !== "sent");
    const sent = reports.filter((report) => report.state === "sent").reverse();
    const at = document.activeElement?.closest?.("[data-key]")?.dataset.key;
    list.replaceChildren(...[...open, ...sent].map((report) => {
      const element = line(report, actions);
      element.dataset.key = report.key;
      return element;
    }));
    if (at) list.querySelector(`[data-key="${at}"] button`)?.focus();
    document.getElementById("queue-empty").hidden = reports.length > 0;
    document.getElementById("taking-out").hidden = !open.length;
    return open.length;
  };

  const asText = (data) => new Promise((done, fail) => {
    const reader = new FileReader();
    reader.onload = () => done(reader.result.split(",", 2)[1] || "");
    reader.onerror = () => fail(reader.error);
    reader.readAsDataURL(data);
  });
  const asData = (text, type) => new Blob([Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0))], { type });

  // What has not arrived, as a file that can be taken in again here or on another device: the keys make it count once.
  const out = async (person, reports) => {
    const open = reports.filter((report) => report.state !== "sent");
    const found = await Promise.all(open.map(async (report) => ({
      key: report.key, assignment: report.assignment, label: report.label, percent: report.percent, note: report.note,
      happened_date: report.happened_date, written_at: report.written_at, mark: report.mark,
      files: await Promise.all(report.files.map(async ({ name, data }) => ({ name, type: data.type, data: await asText(data) }))),
    })));
    const text = JSON.stringify({ format: "tiendo-reports", person: person.person, name: person.name, saved_at: new Date().toISOString(), reports: found }, null, 1);
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([text], { type: "application/json" }));
    link.download = `tiendo-${person.person}-${self.tiendoWords.today()}.json`;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
  };

  // Takes such a file in. Returns what to say of it: [tone, text].
  const take = async (person, file) => {
    let said;
    try {
      said = JSON.parse(await file.text());
      if (said.format !== "tiendo-reports" || !Array.isArray(said.reports)) throw new SyntaxError("another file");
      if (said.person !== person.person) return ["error", say("file_of", { name: String(said.name) })];
      said = said.reports.map((report) => known(report, person));
    } catch {
      return ["error", say("file_wrong")];
    }
    const added = await store.addReports(said);
    return ["success", say("file_taken", { added: number(added), before: number(said.length - added) })];
  };

  // Only what a report is made of. It may have left from elsewhere already, so it counts as tried.
  const known = (report, { person, name }) => {
    const { key, assignment, happened_date, written_at, mark } = report;
    if (!UUID.test(key) || !Number.isInteger(assignment) || !Number.isInteger(mark) || isNaN(Date.parse(written_at))) throw new SyntaxError("report");
    const files = report.files.map((one) => ({ name: String(one.name), data: asData(one.data, String(one.type)) }));
    return { key, person, name, assignment, label: String(report.label), percent: String(report.percent), note: String(report.note),
      happened_date: String(happened_date), written_at, mark, files, state: "waiting", tries: 1 };
  };

  return { out, show, take };
})();
