// Sends what waits, one after the other. The key makes a report count once; the rules: docs/rules/weak-lines.md.
"use strict";

self.tiendoSend = (() => {
  const store = self.tiendoStore;
  const PATIENCE = 30_000; // milliseconds for an answer, and for each file what a very weak line needs
  const SLOWEST = 4; // bytes per millisecond
  const KEEP_SENT = 14 * 24 * 3600_000;
  const me = crypto.randomUUID();

  class NotNow extends Error {} // what waits goes on waiting
  class NoLine extends NotNow {}
  class NoTasks extends NotNow {} // logged in, but in no position to report

  // An answer that is not ours (a portal of a hotel, a proxy that is down) is no answer.
  const ask = async (address, options = {}, patience = PATIENCE) => {
    const stop = new AbortController();
    const timer = setTimeout(() => stop.abort(), patience);
    try {
      const response = await fetch(address, { ...options, credentials: "same-origin", redirect: "error", cache: "no-store", signal: stop.signal });
      const { status } = response;
      if (status >= 500 || status === 408 || status === 429) throw new NoLine(String(status));
      const ours = (response.headers.get("content-type") || "").includes("json");
      if (status === 200 && !ours) throw new NoLine("another page");
      return { status, date: response.headers.get("date"), said: ours ? await response.json() : null };
    } catch (error) {
      throw error instanceof NoLine ? error : new NoLine(error.message);
    } finally {
      clearTimeout(timer);
    }
  };

  // Who is logged in, with the task list and a fresh token; null when nobody is. Throws NoLine or NoTasks.
  const own = async () => {
    const { status, said } = await ask(self.tiendoAddresses.own);
    if (status === 401) return null;
    if (status === 403) {
      await store.forget();
      throw new NoTasks();
    }
    if (status !== 200 || typeof said?.person !== "string" || !Array.isArray(said.assignments)) throw new NoLine(String(status));
    if (await store.hasLeft()) {
      await leave(said.csrf); // the log-out that had no line, made good
      return null;
    }
    await store.learn(said);
    return said;
  };

  // Hides everything here at once, and ends the log-in as soon as there is a line.
  const leave = async (csrf) => {
    await store.forget(true);
    const token = csrf || (await ask(self.tiendoAddresses.own)).said?.csrf;
    if (token) await fetch(self.tiendoAddresses.logout, { method: "POST", headers: { "X-CSRFToken": token }, redirect: "manual" });
    await store.forget(false);
  };

  const bodyOf = (report, at) => {
    const body = new FormData();
    // A clock that runs ahead would put the writing into the future.
    const written = new Date(Math.min(Date.parse(report.written_at), Date.parse(at))).toISOString();
    const cells = { key: report.key, assignment: report.assignment, percent: report.percent, note: report.note,
      happened_date: report.happened_date, written_at: written, mark: report.mark };
    for (const [name, value] of Object.entries(cells)) body.append(name, value);
    if (report.force) body.append("force", "1");
    for (const file of report.files) body.append("evidence", file.data, file.name);
    return body;
  };

  const arrived = (date) => new Date(date || Date.now()).toISOString();
  const STATE_OF = { recorded: "sent", sent_before: "sent", conflict: "conflict", refused: "refused" };

  const settle = (report, { status, date, said }) => {
    const about = said?.key === report.key || (said?.outcome === "refused" && !said.key); // unread, it names no key
    if (status === 200 && about && STATE_OF[said.outcome]) {
      const state = STATE_OF[said.outcome];
      const files = state === "sent" ? report.files.map(({ name }) => ({ name })) : report.files; // the server has them now
      return { ...report, state, files, arrived_at: arrived(date), outcome: said.outcome, message: said.message || "", href: said.href || "", theirs: said.theirs || null };
    }
    if (status === 200) throw new NoLine("another answer");
    return { ...report, state: "refused", arrived_at: arrived(date), outcome: "refused", message: "", answered: status };
  };

  // Sends one report in the name of its person. Returns what to go on with, or null when nobody is logged in.
  const sendOne = async (report, session) => {
    const bytes = report.files.reduce((sum, file) => sum + file.data.size, 0);
    const patience = PATIENCE + bytes / SLOWEST;
    const mine = (now) => now.state === "waiting" && now.person === session.person;
    await renew(patience);
    // Counted before it leaves: from now on it may have arrived, whatever is heard of it.
    const leaving = await store.changeReport(report.key, (now) => (mine(now) ? { ...now, tries: now.tries + 1 } : null));
    if (!leaving) return session;
    for (let fresh = session, turn = 0; turn < 2; turn += 1) {
      const answer = await ask(self.tiendoAddresses.send,
        { method: "POST", headers: { "X-CSRFToken": fresh.csrf }, body: bodyOf(leaving, fresh.at) }, patience);
      if (answer.status === 401) return null;
      if (answer.status !== 403) {
        await store.changeReport(report.key, () => settle(leaving, answer));
        return fresh;
      }
      fresh = await own(); // the token is of a log-in before
      if (!fresh || fresh.person !== report.person) return fresh;
    }
    throw new NoLine("403");
  };

  // Everything of the person who is logged in. Returns "nothing", "done" or "log_in"; throws NoLine.
  const round = async () => {
    const waiting = async (name) => (await store.reports(name)).filter((report) => report.state === "waiting");
    const known = await store.person();
    if (!known || !(await waiting(known)).length) return "nothing";
    let session = await own();
    if (!session) return "log_in";
    const { person } = session;
    for (let tried = new Set(), next; (next = (await waiting(person)).find((report) => !tried.has(report.key)));) {
      tried.add(next.key);
      session = await sendOne(next, session);
      if (!session) return "log_in";
      if (session.person !== person) return "done";
    }
    await store.tidy(new Date(Date.now() - KEEP_SENT).toISOString());
    return "done";
  };

  // One sender at a time, among all pages and the service worker. Without locks: a lease; "busy" when another has it.
  const renew = async (patience) => { if (!navigator.locks) await store.lease(me, Date.now() + patience + PATIENCE); };
  const send = async () => {
    if (navigator.locks) return navigator.locks.request("tiendo-send", round);
    if (!(await store.lease(me, Date.now() + 2 * PATIENCE))) return "busy";
    try {
      return await round();
    } finally {
      await store.lease(me, 0);
    }
  };

  return { NoLine, NoTasks, NotNow, leave, own, send };
})();
