// Composers, editing, mails and the things to try.
"use strict";

const known = JSON.parse(document.querySelector("#known").textContent);
const draftKey = (form) => `draft:${page.me}:${form.dataset.place}:${form.dataset.thread}`;

function grow(area) {
  area.style.height = "auto";
  area.style.height = `${Math.min(area.scrollHeight, 220)}px`;
}

function changed(form) {
  const area = form.querySelector("textarea");
  grow(area);
  form.querySelector(".send").disabled = !area.value.trim() && !form.attached?.length;
  sessionStorage.setItem(draftKey(form), area.value);
  hint(form, area);
}

function write(form, text) {
  const area = form.querySelector("textarea");
  area.value = text;
  area.focus();
  area.setSelectionRange(text.length, text.length);
  changed(form);
}

// Names after @ and commands after /
function hint(form, area) {
  const box = form.querySelector(".hints");
  const before = area.value.slice(0, area.selectionStart);
  const at = before.match(/(?:^|\s)@([\w.-]*)$/);
  const slash = !form.dataset.thread && before.match(/^\/([\w-]*)$/);
  const start = (name, typed) => name.toLowerCase().startsWith(typed.toLowerCase());
  let rows = [];
  if (at) rows = known.people.filter((p) => start(p.name, at[1]) || start(p.title, at[1])).map((p) => ({ put: `@${p.name} `, name: `@${p.name}`, more: p.title, typed: at[1].length + 1 }));
  if (slash) rows = known.commands.filter((c) => start(c.name.slice(1), slash[1])).map((c) => ({ put: `${c.name} `, name: `${c.name} ${c.hint}`, more: c.description, typed: slash[0].length }));
  box.replaceChildren(...rows.slice(0, 8).map((row, index) => {
    const button = Object.assign(document.createElement("button"), { type: "button", className: index ? "" : "at" });
    button.setAttribute("role", "option");
    button.append(Object.assign(document.createElement("b"), { textContent: row.name }), Object.assign(document.createElement("small"), { textContent: row.more }));
    button.addEventListener("mousedown", (event) => {
      event.preventDefault();
      area.setRangeText(row.put, area.selectionStart - row.typed, area.selectionStart, "end");
      changed(form);
    });
    return button;
  }));
  box.hidden = !rows.length;
}

const read = (file) => new Promise((resolve) => {
  const reader = new FileReader();
  reader.onload = () => resolve({ name: file.name, type: file.type, content: reader.result.split(",", 2)[1] || "" });
  reader.readAsDataURL(file);
});

async function send(form) {
  const area = form.querySelector("textarea");
  const text = area.value.trim();
  const attached = form.attached || [];
  if (!text && !attached.length) return;
  area.value = "";
  form.attached = [];
  showAttached(form);
  changed(form);
  const files = await Promise.all(attached.map(read));
  const answer = await act("say", { where: form.dataset.place, thread: form.dataset.thread, text, files });
  if (answer.error && !answer.ts) write(form, text);
  if (answer.ts && !form.dataset.thread) page.sent = answer.ts;
  const list = form.parentElement.querySelector("[data-list]");
  if (list) list.scrollTop = list.scrollHeight;
}

function showAttached(form) {
  const box = form.querySelector(".files");
  box.replaceChildren(...(form.attached || []).map((file) => Object.assign(document.createElement("span"), { textContent: file.name })));
  box.hidden = !form.attached?.length;
}

document.addEventListener("input", (event) => {
  const form = event.target.closest("form[data-composer]");
  if (form && event.target.matches("textarea")) changed(form);
  if (event.target.matches(".letter textarea")) event.target.form.querySelector(".error").hidden = true;
});

document.addEventListener("change", (event) => {
  const form = event.target.closest("form[data-composer]");
  if (form && event.target.type === "file") {
    form.attached = [...(form.attached || []), ...event.target.files];
    event.target.value = "";
    showAttached(form);
    changed(form);
  }
  if (event.target.matches(".letter [type=file]")) {
    event.target.form.querySelector(".names").textContent = [...event.target.files].map((file) => file.name).join(", ");
  }
});

document.addEventListener("keydown", (event) => {
  const form = event.target.closest("form[data-composer]");
  if (!form || !event.target.matches("textarea")) return;
  const box = form.querySelector(".hints");
  if (!box.hidden && ["ArrowDown", "ArrowUp", "Tab", "Enter", "Escape"].includes(event.key)) {
    const rows = [...box.children];
    const at = rows.findIndex((row) => row.classList.contains("at"));
    event.preventDefault();
    if (event.key === "Escape") box.hidden = true;
    else if (event.key.startsWith("Arrow")) {
      rows[at].classList.remove("at");
      rows[(at + (event.key === "ArrowDown" ? 1 : rows.length - 1)) % rows.length].classList.add("at");
    } else rows[at].dispatchEvent(new MouseEvent("mousedown"));
    return;
  }
  if (event.key === "Enter" && !event.shiftKey && !event.isComposing) { event.preventDefault(); send(form); }
});

document.addEventListener("focusout", (event) => {
  const box = event.target.closest?.("form[data-composer]")?.querySelector(".hints");
  if (box) box.hidden = true;
});

document.addEventListener("click", (event) => {
  const insert = event.target.closest("[data-insert]");
  if (insert) {
    const form = insert.closest("form");
    const area = form.querySelector("textarea");
    const space = insert.dataset.insert === "@" && area.value && !/\s$/.test(area.value) ? " " : "";
    write(form, insert.dataset.insert === "/" ? "/" : area.value + space + "@");
  }
  const trial = event.target.closest("[data-try]");
  if (trial) tryOut(trial.dataset);
});

async function tryOut(given) {
  await go(window.innerWidth > 1000 ? given.href : given.href.replace("side=welcome", "side=none"));
  if (given.mail) {
    if (!isMailShown()) toggleMail();
    const letter = document.querySelector("form.letter");
    letter.elements.subject.value = given.place;
    letter.elements.text.value = given.text;
    letter.elements.text.focus();
  } else {
    write(document.querySelector("#main form[data-composer]"), given.text);
  }
}

function editMessage(message) {
  const old = message.querySelector(".text");
  const area = Object.assign(document.createElement("textarea"), { className: "editing", value: old.innerText.replace(/\(edited\)$/, "").trim() });
  area.setAttribute("aria-label", "Edit the message");
  message.dataset.keep = "";
  old.replaceWith(area);
  grow(area);
  area.focus();
  const end = () => { delete message.dataset.keep; area.replaceWith(old); draw(); };
  area.addEventListener("keydown", async (event) => {
    if (event.key === "Escape") end();
    if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      await act("edit", { holder: message.dataset.holder, text: area.value });
      end();
    }
  });
}

document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (form.matches("form[data-composer]")) { event.preventDefault(); send(form); }
  if (!form.matches("form[data-letter]")) return;
  event.preventDefault();
  const button = form.querySelector("[type=submit]");
  button.classList.add("busy");
  const files = await Promise.all([...form.elements.files.files].map(read));
  const { to, subject, text } = form.elements;
  const answer = await act("mail", { sender: form.dataset.sender, answers: form.dataset.answers, to: to.value, subject: subject.value, text: text.value, files });
  button.classList.remove("busy");
  const error = form.querySelector(".error");
  error.hidden = !answer.error;
  error.textContent = answer.error ? `Not delivered: ${answer.error}` : "";
  if (!answer.error) go(form.querySelector("a.bk").getAttribute("href"));
});

// Composers that were just drawn get their drafts back.
function restoreDrafts() {
  for (const form of document.querySelectorAll("form[data-composer]:not([data-ready])")) {
    form.dataset.ready = "";
    const draft = sessionStorage.getItem(draftKey(form));
    if (draft) { form.querySelector("textarea").value = draft; changed(form); }
  }
}
document.addEventListener("drawn", restoreDrafts);
restoreDrafts();
