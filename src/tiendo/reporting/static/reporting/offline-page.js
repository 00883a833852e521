// The page for weak lines: puts the parts together, asks the server when there is a line, and tries again when not.
"use strict";

(async () => {
  const fit = self.isSecureContext && "serviceWorker" in navigator && "indexedDB" in self && "randomUUID" in crypto;
  if (!fit) return; // what is there without this script stays: the other ways to report
  const store = self.tiendoStore;
  const { moment, number, say } = self.tiendoWords;
  const by = (id) => document.getElementById(id);
  self.tiendoAddresses = JSON.parse(by("offline-addresses").textContent);
  const { NoTasks, NotNow, leave, own, send } = self.tiendoSend;
  const FIRST_PAUSE = 5_000;
  const LONGEST_PAUSE = 600_000;
  const FRESH = 300_000; // so long the task list is not asked for again
  const now = { line: navigator.onLine, loggedIn: true, noTasks: false, answered: 0, person: null, reports: [], refusedStorage: false, file: null };
  let failures = 0;
  let timer = 0;

  // ---- what is shown
  const notice = (tone, text, link) => {
    const element = self.tiendoWords.put(self.tiendoWords.copy("t-notice"), { text, link: link ? link[1] : "" });
    element.className = `notice ${tone}`;
    if (link) element.querySelector("a").href = link[0];
    return element;
  };

  const notices = async (person) => {
    const logIn = [`${self.tiendoAddresses.login[0]}?next=${encodeURIComponent(self.tiendoAddresses.shell)}`, say("log_in")];
    const found = [];
    if (location.pathname !== self.tiendoAddresses.shell) found.push(notice("warning", say("fallen_back"), [location.href, say("try_again")]));
    if (!now.line) found.push(notice("", say("no_line")));
    if (now.noTasks) found.push(notice("warning", say("no_tasks")));
    else if (!person) found.push(notice("warning", say("nobody"), logIn));
    else if (!now.loggedIn) found.push(notice("warning", say("log_in_ended"), logIn));
    for (const [name, count] of await store.othersWaiting(person)) found.push(notice("", say("others", { name, count: number(count) })));
    if (person && now.refusedStorage && now.reports.some((one) => one.state !== "sent")) found.push(notice("warning", say("may_be_cleared")));
    if (now.file) found.push(notice(...now.file));
    by("notices").replaceChildren(...found);
  };

  const draw = async () => {
    const person = await store.person();
    const about = person ? await store.about(person) : null;
    if (now.person?.person !== person) now.file = null;
    now.person = about ? { person, name: about.name } : null;
    now.reports = about ? await store.reports(person) : [];
    by("app").hidden = !about;
    by("without").hidden = true;
    by("who").textContent = about ? about.name : "";
    by("leaving").hidden = !about;
    const open = self.tiendoQueue.show(now.reports, actions);
    const drafts = about ? await store.drafts(person) : [];
    self.tiendoTasks.update({ person, send: write, assignments: about?.assignments || [], drafts });
    const said = open ? "sentence_waiting" : drafts.length ? "sentence_drafts" : now.reports.length ? "sentence" : "sentence_tasks";
    const sentence = about
      ? say(said, { open: number(open), drafts: number(drafts.length), tasks: number(about.assignments.length), at: moment(about.at) })
      : say("sentence_nobody");
    if (by("sentence").textContent !== sentence) by("sentence").textContent = sentence;
    await notices(person);
  };
  let drawing = Promise.resolve();
  const redraw = () => { drawing = drawing.then(draw); return drawing; }; // one after the other: the last one shows how it is

  // ---- what a person does
  const write = async (draft) => {
    const about = await store.about(draft.person);
    const off = Math.abs(about.clock_off) > 60_000 ? about.clock_off : 0; // a clock that is plainly wrong is put right
    const written_at = new Date(Date.now() + off).toISOString();
    await store.queue({ ...draft, key: crypto.randomUUID(), name: about.name, written_at, state: "waiting", tries: 0 });
    keepForGood();
    hurry();
  };

  const actions = {
    force: async ({ key }) => {
      await store.changeReport(key, (report) => (report.state === "conflict" ? { ...report, state: "waiting", force: true, arrived_at: "" } : null));
      hurry();
    },
    drop: async ({ key, label }) => { if (confirm(say("drop_sure", { label }))) await store.dropReport(key); },
    edit: async ({ key, assignment }) => {
      const about = await store.about(now.person.person);
      await store.takeBack(key, about.assignments.find((one) => one.id === assignment)?.mark);
      await redraw();
      self.tiendoTasks.open(assignment);
    },
  };

  const keepForGood = async () => {
    const storage = navigator.storage;
    now.refusedStorage = !(storage?.persist && ((await storage.persisted()) || (await storage.persist())));
    await redraw();
  };

  // ---- the line
  const isWaiting = () => now.reports.some((report) => report.state === "waiting");

  const plan = () => {
    clearTimeout(timer);
    if (!now.loggedIn || !isWaiting()) return;
    const pause = Math.min(FIRST_PAUSE * 2 ** Math.max(failures - 1, 0), LONGEST_PAUSE) * (0.5 + Math.random() / 2);
    timer = setTimeout(go, pause);
  };

  const ask = async () => {
    const before = isWaiting();
    let outcome = await send();
    if (outcome === "nothing" || (outcome === "done" && before)) outcome = (await own()) ? "done" : "log_in"; // the list as it is now
    return outcome;
  };

  let going = null;
  let again = false;
  const go = async () => {
    if (going) { again = true; return going; }
    going = ask().then(
      (outcome) => {
        Object.assign(now, { line: true, noTasks: false, loggedIn: outcome !== "log_in", answered: Date.now() });
        failures = outcome === "busy" ? failures + 1 : 0;
      },
      (error) => {
        if (!(error instanceof NotNow)) throw error;
        now.noTasks = error instanceof NoTasks;
        now.line = now.noTasks;
        failures += 1;
      },
    ).finally(async () => {
      going = null;
      await redraw();
      plan();
      if (again) { again = false; go(); }
    });
    return going;
  };

  // Now, and from the service worker too if this page is closed before a line comes.
  const hurry = async () => {
    failures = 0;
    go();
    const registration = await navigator.serviceWorker.getRegistration();
    await registration?.sync?.register("tiendo-reports").catch(() => null); // not allowed here: the page itself tries on
  };

  store.onChange(redraw);
  self.addEventListener("online", hurry);
  self.addEventListener("offline", () => { now.line = false; redraw(); });
  document.addEventListener("visibilitychange", () => { if (document.visibilityState === "visible" && (isWaiting() || Date.now() - now.answered > FRESH)) hurry(); });
  by("take-out").addEventListener("click", () => self.tiendoQueue.out(now.person, now.reports));
  by("take-in").addEventListener("change", async (event) => {
    const [file] = event.target.files;
    event.target.value = "";
    if (!file) return;
    now.file = await self.tiendoQueue.take(now.person, file);
    await redraw();
    hurry();
  });
  by("leave").addEventListener("click", async () => {
    await leave().catch((error) => { if (!(error instanceof NotNow)) throw error; });
    now.loggedIn = false;
    await redraw();
  });

  await store.open();
  now.refusedStorage = Boolean(navigator.storage?.persisted) && !(await navigator.storage.persisted());
  await redraw();
  await navigator.serviceWorker.register(self.tiendoAddresses.worker, { scope: "/" });
  await hurry();
})();
