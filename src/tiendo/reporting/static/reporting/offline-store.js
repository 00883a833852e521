// What stays in the browser: one IndexedDB, in which everything bears the name of its person.
// docs/rules/weak-lines.md; used by the page and by the service worker alike.
"use strict";

self.tiendoStore = (() => {
  const STORES = { people: "person", drafts: ["person", "assignment"], reports: "key", marks: "name" };
  let opened = null;

  const open = () => opened ||= new Promise((done, fail) => {
    const asked = indexedDB.open("tiendo", 1);
    asked.onupgradeneeded = () => {
      for (const [name, keyPath] of Object.entries(STORES)) {
        const store = asked.result.createObjectStore(name, { keyPath });
        if (name === "drafts" || name === "reports") store.createIndex("person", "person");
      }
    };
    asked.onsuccess = () => {
      const database = asked.result;
      database.onversionchange = () => { database.close(); opened = null; };
      database.onclose = () => { opened = null; };
      done(database);
    };
    asked.onerror = () => { opened = null; fail(asked.error); };
  });

  const answerOf = (request) => new Promise((done, fail) => {
    request.onsuccess = () => done(request.result);
    request.onerror = () => fail(request.error);
  });

  // One transaction, on the disk when it is done: all of `steps`, or nothing.
  const within = async (names, mode, steps) => {
    const database = await open();
    const transaction = database.transaction(names, mode, { durability: "strict" });
    const ended = new Promise((done, fail) => {
      transaction.oncomplete = done;
      transaction.onabort = () => fail(transaction.error);
    });
    let result;
    try {
      result = await steps((name) => transaction.objectStore(name));
    } catch (error) {
      ended.catch(() => {}); // the abort follows from `error`, which is what the caller gets
      try { transaction.abort(); } catch { /* it has ended by itself */ }
      throw error;
    }
    await ended;
    return result;
  };

  const read = (name, steps) => within([name], "readonly", (store) => answerOf(steps(store(name))));
  const write = (name, steps) => within([name], "readwrite", (store) => answerOf(steps(store(name))));

  const channel = "BroadcastChannel" in self ? new BroadcastChannel("tiendo") : null;
  const told = new Set();
  const tell = () => { channel?.postMessage("changed"); told.forEach((listener) => listener()); };
  if (channel) channel.onmessage = () => told.forEach((listener) => listener());

  // Who the server last said is logged in here. Nobody: nothing that is kept is shown or sent.
  const person = async () => (await read("marks", (marks) => marks.get("person")))?.value || "";

  // `left`: the log-out could not be told to the server yet.
  const forget = async (left = false) => {
    await within(["marks"], "readwrite", async (store) => {
      store("marks").delete("person");
      await answerOf(left ? store("marks").put({ name: "left" }) : store("marks").delete("left"));
    });
    tell();
  };
  const hasLeft = async () => Boolean(await read("marks", (marks) => marks.get("left")));

  // Keep what the server said of the person: the task list, and how far the clock of this device is off.
  const learn = async (own) => {
    const said = Date.parse(own.at);
    const { csrf: _token, ...kept } = own;
    await within(["people", "marks"], "readwrite", async (store) => {
      store("people").put({ ...kept, clock_off: said - Date.now() });
      await answerOf(store("marks").put({ name: "person", value: own.person }));
    });
    tell();
  };

  const about = (name) => read("people", (people) => people.get(name));
  const ofPerson = (store, name) => read(store, (all) => all.index("person").getAll(name));
  const drafts = (name) => ofPerson("drafts", name);
  const saveDraft = (draft) => write("drafts", (all) => all.put(draft));
  const dropDraft = (draft) => write("drafts", (all) => all.delete([draft.person, draft.assignment]));

  const reports = async (name) => (await ofPerson("reports", name)).sort((a, b) => (a.written_at < b.written_at ? -1 : 1));

  // The draft becomes a report that waits, in one step: it is never in both places, nor in none.
  const queue = async (report) => {
    await within(["drafts", "reports"], "readwrite", async (store) => {
      store("drafts").delete([report.person, report.assignment]);
      await answerOf(store("reports").add(report));
    });
    tell();
  };

  // `change` gets the report as it is now and returns it changed, or null to leave it. Returns what was written.
  const changeReport = async (key, change) => {
    const changed = await within(["reports"], "readwrite", async (store) => {
      const found = await answerOf(store("reports").get(key));
      const wanted = found ? change(found) : null;
      if (wanted) await answerOf(store("reports").put(wanted));
      return wanted;
    });
    if (changed) tell();
    return changed;
  };

  const dropReport = async (key) => {
    await write("reports", (all) => all.delete(key));
    tell();
  };

  // Back to the draft of its task, joined to what was typed there since. False when it may have left already.
  const takeBack = async (key, mark) => {
    const taken = await within(["drafts", "reports"], "readwrite", async (store) => {
      const report = await answerOf(store("reports").get(key));
      if (!report || report.state === "sent" || (report.state === "waiting" && report.tries)) return false;
      const draft = await answerOf(store("drafts").get([report.person, report.assignment]));
      const { person: owner, assignment, label, percent, happened_date } = report;
      store("drafts").put({
        person: owner, assignment, label, percent, happened_date, mark: mark ?? report.mark, edited_at: new Date().toISOString(),
        note: [report.note, draft?.note].filter(Boolean).join("\n"),
        files: [...report.files, ...(draft?.files || [])],
      });
      await answerOf(store("reports").delete(key));
      return true;
    });
    tell();
    return taken;
  };

  // Reports of others that wait on this device: { full name: how many }. Their contents stay closed.
  const othersWaiting = async (name) => {
    const found = new Map();
    for (const report of await read("reports", (all) => all.getAll())) {
      if (report.person === name || report.state === "sent") continue;
      found.set(report.name, (found.get(report.name) || 0) + 1);
    }
    return found;
  };

  // Add reports that are not known yet, by their keys. Returns how many were new.
  const addReports = async (found) => {
    const added = await within(["reports"], "readwrite", async (store) => {
      let count = 0;
      for (const report of found) {
        if (await answerOf(store("reports").getKey(report.key))) continue;
        store("reports").add(report);
        count += 1;
      }
      return count;
    });
    tell();
    return added;
  };

  // What arrived long ago is the server's to show.
  const tidy = async (before) => {
    await within(["reports"], "readwrite", async (store) => {
      for (const report of await answerOf(store("reports").getAll())) {
        if (report.state === "sent" && report.arrived_at < before) store("reports").delete(report.key);
      }
    });
  };

  // One holder of the turn to send until `until`, where the browser has no locks of its own.
  const lease = (holder, until) => within(["marks"], "readwrite", async (store) => {
    const held = await answerOf(store("marks").get("lease"));
    if (held && held.holder !== holder && held.until > Date.now()) return false;
    await answerOf(store("marks").put({ name: "lease", holder, until }));
    return true;
  });

  return {
    about, addReports, changeReport, drafts, dropDraft, dropReport, forget, hasLeft, learn, lease,
    onChange: (listener) => told.add(listener), open, othersWaiting, person, queue, reports, saveDraft, takeBack, tidy,
  };
})();
