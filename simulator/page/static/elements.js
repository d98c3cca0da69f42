// Buttons, selects, pickers and modals: posts which element was used and an index or value, nothing else.
"use strict";

const holderOf = (node) => node.closest("[data-holder]").dataset.holder;

function valueOf(node) {
  const type = node.dataset.type;
  if (node.matches(".combo")) return node.dataset.picked === undefined ? "keep" : node.dataset.picked;
  if (node.matches(".choices")) {
    const marked = [...node.querySelectorAll("input:checked")].map((box) => Number(box.value));
    return type === "checkboxes" ? marked : marked.length ? marked[0] : null;
  }
  if (node.multiple && node.nodeName === "SELECT") return [...node.selectedOptions].map((option) => Number(option.value));
  if (type === "datetimepicker") return node.value ? Math.floor(new Date(node.value).getTime() / 1000) : null;
  if (node.type === "file") return [];
  return node.value;
}

function fieldsOf(form) {
  const fields = {};
  for (const node of form.querySelectorAll("[data-action]")) {
    if (node.matches("button, a, .menu") || ["overflow", "button"].includes(node.dataset.type)) continue;
    const value = valueOf(node);
    if (value === "keep" && !node.matches(".combo")) continue;
    (fields[node.dataset.block] ??= {})[node.dataset.action] = value === "keep" ? null : value;
    if (value === "keep") delete fields[node.dataset.block][node.dataset.action];
  }
  return fields;
}

function confirmed(node) {
  const words = node.querySelector("template.confirm-text") || node.parentElement.querySelector(":scope > template.confirm-text");
  if (!words) return Promise.resolve(true);
  const dialog = document.querySelector("#confirm");
  dialog.replaceChildren(words.content.cloneNode(true));
  dialog.returnValue = "";
  dialog.showModal();
  dialog.querySelector("[value=no]").focus();
  return new Promise((resolve) => {
    dialog.onclick = (event) => {
      const button = event.target.closest("button");
      if (button) dialog.close(button.value);
      else if (event.target === dialog) dialog.close("no");
    };
    dialog.onclose = () => resolve(dialog.returnValue === "yes");
  });
}

async function use(node, given) {
  if (!await confirmed(node)) { draw(); return; }
  const form = node.closest("form[data-view]");
  const shown = node.matches("input, select") ? node.parentElement : node;
  shown.classList.add("busy");
  const fields = form ? { fields: fieldsOf(form) } : {};
  await act("use", { holder: holderOf(node), block: node.dataset.block, action: node.dataset.action, given, ...fields });
  shown.classList.remove("busy");
}

document.addEventListener("click", async (event) => {
  const choice = event.target.closest("[data-act] button[value]");
  if (choice) {
    const menu = choice.closest("[data-act]");
    const details = menu.closest("details");
    if (details) details.open = false;
    return use(menu, Number(choice.value));
  }
  const button = event.target.closest("button[data-act], a[data-act]");
  if (button && !button.classList.contains("busy")) return use(button, null);
  const holder = event.target.closest("[data-holder]")?.dataset.holder;
  const reaction = event.target.closest("[data-react]");
  if (reaction) return act("react", { holder, name: reaction.dataset.react });
  const shortcut = event.target.closest("[data-shortcut]");
  if (shortcut) return act("shortcut", { holder, callback: shortcut.dataset.shortcut });
  if (event.target.closest("[data-delete]")) return act("delete", { holder });
  if (event.target.closest("[data-edit]")) return editMessage(event.target.closest(".msg"));
  if (event.target.closest("[data-dismiss]")) return closeModal(true);
  if (event.target.closest("[data-back]")) return closeModal(false);
});

document.addEventListener("change", (event) => {
  const node = event.target.closest("[data-act]");
  if (!node || node.matches("button, .combo, .menu")) return;
  if (node.matches("select:not([multiple])") && node.value === "") return;
  use(node, valueOf(node));
});

document.addEventListener("keydown", (event) => {
  const field = event.target.closest("input[data-enter]");
  if (field && event.key === "Enter") { event.preventDefault(); use(field, field.value); }
});

// Modals
function closeModal(everything) {
  const form = document.querySelector("#modal form");
  if (form) act("close", { view: form.dataset.view, everything });
}

document.addEventListener("submit", async (event) => {
  const form = event.target.closest("form[data-view]");
  if (!form) return;
  event.preventDefault();
  const button = form.querySelector("footer [type=submit]");
  if (!button || button.classList.contains("busy")) return;
  button.classList.add("busy");
  const answer = await act("submit", { view: form.dataset.view, fields: fieldsOf(form) });
  button.classList.remove("busy");
  await draw();
  if (answer.errors && Object.keys(answer.errors).length) form.querySelector(".error")?.scrollIntoView({ block: "center" });
});
document.querySelector("#modal").addEventListener("cancel", (event) => { event.preventDefault(); closeModal(true); });

// External selects
async function offer(combo) {
  const menu = combo.querySelector(".menu");
  const field = combo.querySelector("input");
  if (field.value.length < Number(combo.dataset.least)) { menu.hidden = true; return; }
  combo.classList.add("busy");
  const place = { holder: holderOf(combo), block: combo.dataset.block, action: combo.dataset.action };
  const answer = await act("suggest", { ...place, typed: field.value });
  combo.classList.remove("busy");
  menu.replaceChildren(...(answer.options || []).map((option, index) => {
    const row = document.createElement("button");
    Object.assign(row, { type: "button", textContent: option.text });
    row.setAttribute("role", "option");
    row.addEventListener("mousedown", (event) => { event.preventDefault(); pick(combo, index, option.text); });
    if (option.more) row.append(Object.assign(document.createElement("small"), { textContent: option.more }));
    return row;
  }));
  if (!menu.childElementCount) menu.textContent = "No results";
  menu.hidden = false;
  field.setAttribute("aria-expanded", "true");
}

function pick(combo, index, text) {
  combo.dataset.picked = index;
  combo.querySelector("input").value = text;
  combo.querySelector(".menu").hidden = true;
  if ("act" in combo.dataset) use(combo, index);
}

const combos = (event) => event.target.closest?.("[data-combo]");
document.addEventListener("input", (event) => {
  const combo = combos(event);
  if (!combo) return;
  clearTimeout(combo.timer);
  combo.timer = setTimeout(() => offer(combo), 200);
});
document.addEventListener("focusin", (event) => { const combo = combos(event); if (combo) offer(combo); });
document.addEventListener("focusout", (event) => { const combo = combos(event); if (combo) combo.querySelector(".menu").hidden = true; });
document.addEventListener("keydown", (event) => {
  const combo = combos(event);
  if (!combo || !["ArrowDown", "ArrowUp", "Enter"].includes(event.key)) return;
  const rows = [...combo.querySelectorAll(".menu button")];
  const at = rows.findIndex((row) => row.classList.contains("at"));
  event.preventDefault();
  if (event.key === "Enter" && rows[Math.max(at, 0)]) return rows[Math.max(at, 0)].dispatchEvent(new MouseEvent("mousedown"));
  rows[at]?.classList.remove("at");
  rows[(at + (event.key === "ArrowDown" ? 1 : rows.length - 1) + rows.length) % rows.length]?.classList.add("at");
});
