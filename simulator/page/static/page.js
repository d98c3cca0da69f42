// Moves between places without reloading, and keeps the page live.
"use strict";

const $ = (selector, within = document) => within.querySelector(selector);
const PARTS = ["rail", "main", "side", "mail", "modal"];
const page = { me: document.body.dataset.me, sent: null, answered: null };

async function act(verb, given) {
  const response = await fetch(`/act/${verb}`, {
    method: "POST", headers: { "Content-Type": "application/json", "X-Page": "1" },
    body: JSON.stringify({ as: page.me, ...given }),
  });
  const answer = await response.json().catch(() => ({ error: "The simulator did not answer." }));
  if (answer.error) toast(answer.error);
  return answer;
}

function toast(text) {
  const place = $("#toast");
  place.textContent = text;
  place.classList.add("shown");
  clearTimeout(toast.timer);
  toast.timer = setTimeout(() => place.classList.remove("shown"), 5000);
}

const atEnd = (list) => list.scrollHeight - list.scrollTop - list.clientHeight < 60;

let drawing = 0;
async function draw() {
  const mine = ++drawing;
  let parts;
  try {
    const response = await fetch(location.href, { headers: { "X-Parts": "1" } });
    parts = await response.json();
  } catch { return; }
  if (mine !== drawing) return;
  const lists = new Map([...document.querySelectorAll("[data-list]")].map((list) => [list.dataset.key, atEnd(list)]));
  for (const name of PARTS) morph($(`#${name}`), parts[name]);
  document.title = parts.title;
  page.me = new URLSearchParams(location.search).get("as") || page.me;
  document.body.dataset.me = page.me;
  $("#side").hidden = !$("#side").innerHTML.trim();
  document.body.classList.toggle("side-open", !$("#side").hidden);
  for (const list of document.querySelectorAll("[data-list]")) {
    if (lists.get(list.dataset.key) !== false) list.scrollTop = list.scrollHeight;
  }
  showModal();
  document.dispatchEvent(new Event("drawn"));
  followAnswer();
}

function showModal() {
  const modal = $("#modal");
  const view = $("form", modal);
  if (view && !modal.open) modal.showModal();
  if (!view && modal.open) modal.close();
  if (view && modal.dataset.shown !== view.dataset.view) {
    modal.dataset.shown = view.dataset.view;
    const first = $("[autofocus]", view) || $(".scroll input:not([type=radio], [type=checkbox]), .scroll select, .scroll textarea", view);
    if (first) first.focus();
  }
  if (!view) delete modal.dataset.shown;
}

// A newcomer who has just asked something sees the answer without looking for it.
function followAnswer() {
  if (!page.sent || new URLSearchParams(location.search).get("thread")) return;
  const message = $(`#main [data-ts="${page.sent}"]`);
  const replies = message && $(".replies", message);
  if (!replies) return;
  page.sent = null;
  go(replies.getAttribute("href"), false).then(() => $("#side textarea")?.focus());
}

async function go(href, remember = true) {
  if (remember && href !== location.pathname + location.search) history.pushState(null, "", href);
  else history.replaceState(null, "", href);
  await draw();
}

document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-nav]");
  if (link && !event.metaKey && !event.ctrlKey && event.button === 0) {
    event.preventDefault();
    const menu = link.closest("details[data-keep-open]");
    if (menu) menu.open = false;
    if (link.closest("#rail") && new URLSearchParams(link.search).get("in") === "home") act("home", { as: new URLSearchParams(link.search).get("as") });
    go(link.getAttribute("href"));
  }
  for (const open of document.querySelectorAll("details[data-keep-open][open], details.overflow[open]")) {
    if (!open.contains(event.target)) open.open = false;
  }
  if (event.target.closest("[data-mailpane]")) toggleMail();
});

// Beside the thread where there is room, above it where there is none.
const isNarrow = () => window.innerWidth <= 1260;
const isMailShown = () => document.body.classList.contains(isNarrow() ? "mail-over" : "mail-open");

function toggleMail() {
  const open = document.body.classList.toggle(isNarrow() ? "mail-over" : "mail-open");
  if (!isNarrow()) document.cookie = `mailpane=${open ? "open" : "closed"};path=/;max-age=31536000;samesite=lax`;
  for (const button of document.querySelectorAll("#main [data-mailpane]")) button.setAttribute("aria-pressed", open);
}
window.addEventListener("popstate", draw);

let waiting = null;
const changes = new EventSource("/changes");
changes.onmessage = (event) => {
  if (page.revision === event.data) return;
  page.revision = event.data;
  clearTimeout(waiting);
  waiting = setTimeout(draw, 20);
};

document.addEventListener("DOMContentLoaded", () => {
  document.body.classList.toggle("side-open", !$("#side").hidden);
  for (const list of document.querySelectorAll("[data-list]")) list.scrollTop = list.scrollHeight;
  if (new URLSearchParams(location.search).get("in") === "home") act("home", {});
  if (!new URLSearchParams(location.search).get("in")) {
    const here = $("#rail a[aria-current]");
    if (here) history.replaceState(null, "", here.getAttribute("href") + ($("#side").hidden ? "" : "&side=welcome"));
  }
  showModal();
});
