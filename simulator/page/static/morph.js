// Changes a part of the page into new HTML while keeping what people hold: focus, typed text, open menus.
"use strict";

window.morph = (() => {
  const keyOf = (node) => node.nodeType === 1 ? node.dataset.key || node.id || null : null;

  function attributes(from, to) {
    for (const { name } of [...from.attributes]) {
      if (!to.hasAttribute(name) && !(name === "open" && "keepOpen" in from.dataset) && !kept(from, name)) from.removeAttribute(name);
    }
    for (const { name, value } of [...to.attributes]) {
      if (from.getAttribute(name) !== value && !kept(from, name)) from.setAttribute(name, value);
    }
  }

  // What a person opened or is waiting for is theirs until it is replaced.
  function kept(node, name) {
    return (name === "open" && (node.matches(".exchange, .overflow, .quotation") || "keepOpen" in node.dataset)) ||
      (name === "class" && node.classList.contains("busy")) || name === "data-picked" || name === "data-ready";
  }

  function one(from, to) {
    if (from.nodeType !== to.nodeType || from.nodeName !== to.nodeName || keyOf(from) !== keyOf(to)) {
      from.replaceWith(to);
      return;
    }
    if (from.nodeType !== 1) {
      if (from.data !== to.data) from.data = to.data;
      return;
    }
    if ("keep" in from.dataset || (from.dataset.rev && from.dataset.rev === to.dataset.rev)) return;
    if (from.isEqualNode(to) && from.nodeName !== "SELECT") return;
    attributes(from, to);
    children(from, to);
    if (from.nodeName === "SELECT" && !from.multiple && from !== document.activeElement && !("keepValue" in from.dataset)) from.value = to.value;
    if (from.nodeName === "INPUT" && from.closest(".combo") && from !== document.activeElement) from.value = to.value;
  }

  function children(from, to) {
    const keyed = new Map();
    for (const child of from.childNodes) if (keyOf(child)) keyed.set(keyOf(child), child);
    let at = from.firstChild;
    for (const wanted of [...to.childNodes]) {
      const key = keyOf(wanted);
      const found = key ? keyed.get(key) : null;
      if (found) {
        if (found !== at) from.insertBefore(found, at); else at = at.nextSibling;
        one(found, wanted);
      } else if (!key && at && !keyOf(at) && at.nodeName === wanted.nodeName) {
        const next = at.nextSibling;
        one(at, wanted);
        at = next;
      } else {
        from.insertBefore(wanted, at);
      }
    }
    while (at) { const next = at.nextSibling; at.remove(); at = next; }
  }

  return (element, html) => {
    const wanted = element.cloneNode(false);
    wanted.innerHTML = html;
    children(element, wanted);
  };
})();
