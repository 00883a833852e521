// The task list, and under each task the draft of a report, kept at every keystroke.
"use strict";

self.tiendoTasks = (() => {
  const store = self.tiendoStore;
  const { copy, day, moment, number, percent, put, say, today } = self.tiendoWords;
  const list = document.getElementById("tasks");
  const search = document.getElementById("find");
  const MOST = 60; // shown at once; the search leads to the others
  const shown = new Map(); // assignment → its element
  let world = { person: "", tasks: [], drafts: new Map(), send: null };

  const fold = (text) => text.toLowerCase().replaceAll("đ", "d").normalize("NFD").replace(/\p{M}/gu, "");
  const labelOf = (one) => `${one.task} · ${one.title} (${one.unit_name})`;
  const isEmpty = (draft) => !draft.percent && !draft.note && !draft.files.length;

  const update = ({ person, assignments, drafts, send }) => {
    if (person !== world.person) { list.replaceChildren(); shown.clear(); }
    const listed = new Set(assignments.map((one) => one.id));
    const gone = drafts.filter((draft) => !listed.has(draft.assignment)).map((draft) => ({
      id: draft.assignment, gone: draft.label, mark: draft.mark }));
    const isDone = (one) => (one.state.startsWith("done") ? 1 : 0);
    const sorted = [...assignments].sort((a, b) => isDone(a) - isDone(b));
    world = { person, send, tasks: [...gone, ...sorted], drafts: new Map(drafts.map((draft) => [draft.assignment, draft])) };
    render();
  };

  const render = () => {
    const wanted = fold(search.value.trim());
    const fits = world.tasks.filter((one) => !wanted || fold(one.gone || `${one.programme} ${labelOf(one)}`).includes(wanted));
    const first = (one) => (world.drafts.has(one.id) ? 0 : 1);
    const some = [...fits].sort((a, b) => first(a) - first(b)).slice(0, MOST).map((one) => one.id);
    const visible = fits.filter((one) => some.includes(one.id) || isOpen(one.id));
    const elements = visible.map(element);
    // Elements that stay are not moved, so that a field being typed in keeps its focus.
    for (const old of [...list.children]) if (!elements.includes(old)) old.remove();
    elements.forEach((one, place) => { if (list.children[place] !== one) list.insertBefore(one, list.children[place] || null); });
    const more = document.getElementById("more-tasks");
    more.hidden = visible.length === fits.length;
    more.textContent = say("some_of", { shown: number(visible.length), all: number(fits.length) });
  };

  const isOpen = (id) => shown.get(id)?.querySelector("details").open;

  const element = (one) => {
    let found = shown.get(one.id);
    if (!found) {
      found = copy("t-task");
      shown.set(one.id, found);
      const details = found.querySelector("details");
      details.addEventListener("toggle", () => { if (details.open && !found.querySelector("form")) unfold(one.id, found); });
    }
    const draft = world.drafts.get(one.id);
    put(found, one.gone
      ? { title: one.gone, facts: say("gone") }
      : { title: `${one.task} · ${one.title}`, facts: [one.programme, one.unit_name, say(`is_${one.state}`), percent(one.percent), one.due_date ? say("due", { day: day(one.due_date) }) : ""].filter(Boolean).join(" · ") });
    found.querySelector("[data-draft]").hidden = !draft;
    const light = found.querySelector("[data-light]");
    light.hidden = !one.light;
    if (one.light) {
      light.firstElementChild.className = `light ${one.light}`;
      light.querySelector("use").setAttribute("href", `#l-${one.light}`);
      put(light, { light: say(`light_${one.light}`) });
    }
    const form = found.querySelector("form");
    // What was typed here last and is not yet read back from the disk stays.
    if (form && !form.contains(document.activeElement) && form.edited_at <= (draft?.edited_at || "")) fill(form, draft);
    return found;
  };

  const taskOf = (id) => world.tasks.find((one) => one.id === id);
  const cells = (form) => form.elements;

  const unfold = (id, found) => {
    const form = copy("t-form");
    for (const control of form.querySelectorAll("input, textarea")) {
      control.id = `${control.name}-${id}`;
      control.closest(".field").querySelector("label").htmlFor = control.id;
      control.setAttribute("aria-describedby", `${control.id}-said`);
      control.closest(".field").querySelector(".error").id = `${control.id}-said`;
    }
    cells(form).happened_date.max = today();
    const link = form.querySelector("a");
    link.hidden = !taskOf(id).href;
    if (taskOf(id).href) link.href = taskOf(id).href;
    form.dataset.assignment = id;
    fill(form, world.drafts.get(id));
    form.addEventListener("input", (event) => { if (event.target.type !== "file") keep(id, form); });
    cells(form).evidence.addEventListener("change", (event) => {
      const chosen = [...event.target.files];
      const { largest } = self.tiendoAddresses;
      const large = chosen.filter((file) => file.size > largest).map((file) => file.name).join(", ");
      mistake(form, "evidence", large && say("file_large", { names: large, most: number(largest / 1e6) }));
      form.files = [...form.files, ...chosen.filter((file) => file.size <= largest).map((file) => ({ name: file.name, data: file }))];
      event.target.value = "";
      keep(id, form);
    });
    form.addEventListener("submit", (event) => { event.preventDefault(); submit(id, form, found); });
    found.querySelector("details").append(form);
  };

  const fill = (form, draft) => {
    cells(form).percent.value = draft?.percent || "";
    cells(form).note.value = draft?.note || "";
    cells(form).happened_date.value = draft?.happened_date || today();
    form.files = draft?.files || [];
    form.edited_at = draft?.edited_at || "";
    showFiles(form);
    put(form, { kept: draft?.edited_at ? say("kept", { at: moment(draft.edited_at) }) : "" });
  };

  const showFiles = (form) => {
    form.querySelector("[data-files]").replaceChildren(...form.files.map((file) => {
      const line = put(copy("t-file"), { name: file.name });
      line.querySelector("button").addEventListener("click", () => {
        form.files = form.files.filter((one) => one !== file);
        keep(Number(form.dataset.assignment), form);
        cells(form).evidence.focus();
      });
      return line;
    }));
  };

  const draftOf = (id, form) => {
    const one = taskOf(id);
    return {
      person: world.person, assignment: id, label: one.gone || labelOf(one), mark: world.drafts.get(id)?.mark ?? one.mark, files: form.files,
      percent: cells(form).percent.value.trim(), note: cells(form).note.value, happened_date: cells(form).happened_date.value, edited_at: new Date().toISOString(),
    };
  };

  // "Kept" is said when the newest keystroke is on the disk. A slow disk is not given each of them: while one draft is
  // being written, only the newest waits.
  const keep = (id, form) => {
    const draft = draftOf(id, form);
    form.edited_at = draft.edited_at;
    showFiles(form);
    if (isEmpty(draft)) world.drafts.delete(id); else world.drafts.set(id, draft);
    shown.get(id).querySelector("[data-draft]").hidden = isEmpty(draft);
    put(form, { kept: "" });
    const isWriting = Boolean(form.newest);
    form.newest = draft;
    if (!isWriting) form.written = writeOut(form);
  };

  const writeOut = async (form) => {
    let draft = null;
    try {
      while (draft !== form.newest) {
        draft = form.newest;
        await (isEmpty(draft) ? store.dropDraft(draft) : store.saveDraft(draft));
      }
      put(form, { kept: isEmpty(draft) ? "" : say("kept", { at: moment(draft.edited_at) }) });
    } catch (error) {
      notKept(form, error);
    } finally {
      form.newest = null;
    }
  };

  const notKept = (form, error) => {
    form.querySelector("[data-t=kept]").setAttribute("role", "alert");
    put(form, { kept: say("not_kept", { why: error.message }) });
  };

  const mistake = (form, name, text) => {
    const field = cells(form)[name].closest(".field");
    field.classList.toggle("wrong", Boolean(text));
    put(field, { wrong: text });
    cells(form)[name].setAttribute("aria-invalid", String(Boolean(text)));
  };

  const wrongIn = (form) => {
    const found = {};
    const value = cells(form).percent.value.trim().replace(",", ".");
    if (!/^\d{1,3}(\.\d{1,2})?$/.test(value) || Number(value) > 100) found.percent = say("percent_wrong");
    const date = cells(form).happened_date.value;
    if (!date || date > today()) found.happened_date = say("day_wrong");
    return found;
  };

  const submit = async (id, form, found) => {
    const wrong = wrongIn(form);
    for (const name of ["percent", "happened_date"]) mistake(form, name, wrong[name] || "");
    if (Object.keys(wrong).length) { cells(form)[Object.keys(wrong)[0]].focus(); return; }
    const { edited_at: _at, ...draft } = draftOf(id, form);
    form.querySelector("button[type=submit]").disabled = true;
    try {
      await form.written; // or else a draft on its way to the disk would come back after the report has left
      await world.send({ ...draft, percent: draft.percent.replace(",", ".") });
      world.drafts.delete(id);
      fill(form, null);
      found.querySelector("details").open = false;
      found.querySelector("summary").focus();
    } catch (error) {
      notKept(form, error);
    } finally {
      form.querySelector("button[type=submit]").disabled = false;
    }
  };

  search.addEventListener("input", render);
  return { open: (id) => { search.value = ""; render(); const one = shown.get(id); if (one) { one.querySelector("details").open = true; one.querySelector("summary").focus(); } }, update };
})();
