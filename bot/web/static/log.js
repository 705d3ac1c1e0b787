// The chat as people see it. Messages stand in the order of their ids, each once; what is not sent yet stands last.

import { body, clockTime, dayName, element, fileSize } from "./text.js";

const NAMES = { worker: "我", bot: "娘家人", staff: "工作人员", system: "通知" };
const NEAR_END_PX = 80;
const ABOVE_NEW_PX = 56; // how much of what came before stays in sight above a long new message
const SAME_BREATH_MS = 180000;

const plainTitle = (title) => title.replace(/^\d{1,2}[.、]\s*/, "");
const alike = (text) => text.replace(/[\u0000-\u001f\u007f\s]/g, "");

function drawing(name) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("class", "mark");
  svg.setAttribute("viewBox", "0 0 40 40");
  svg.setAttribute("aria-hidden", "true");
  svg.append(document.createElementNS(svg.namespaceURI, "use"));
  svg.firstChild.setAttribute("href", name);
  return svg;
}

export function createLog({ press, openFile, again, edit }) {
  const log = document.getElementById("log");
  const scroll = document.getElementById("scroll");
  const fresh = document.getElementById("fresh");
  const byId = new Map();
  const unsent = new Map(); // client id → its bubble and what was sent
  let firstNew = null;
  let wasNearEnd = true;

  const nearEnd = () => scroll.scrollHeight - scroll.scrollTop - scroll.clientHeight < NEAR_END_PX;

  function show(node) {
    // Replies of one turn arrive in quick pieces: look once, from the first of them.
    if (firstNew) return;
    firstNew = node;
    setTimeout(() => {
      const start = firstNew;
      firstNew = null;
      if (!start.isConnected) return;
      if (!wasNearEnd) {
        fresh.hidden = nearEnd();
        return;
      }
      const end = scroll.scrollHeight - scroll.clientHeight;
      const top = start.offsetTop - scroll.offsetTop - ABOVE_NEW_PX;
      scroll.scrollTop = Math.max(scroll.scrollTop, Math.min(end, top));
    }, 60);
  }

  function toEnd() {
    scroll.scrollTop = scroll.scrollHeight;
    fresh.hidden = true;
  }

  scroll.addEventListener("scroll", () => {
    if (nearEnd()) fresh.hidden = true;
  }, { passive: true });
  fresh.addEventListener("click", () => {
    toEnd();
    log.focus({ preventScroll: true });
  });

  // Author and day are shown where they change.
  function regroup(node) {
    if (!node || !node.dataset.at) return;
    let before = node.previousElementSibling;
    while (before && !before.dataset.at) before = before.previousElementSibling;
    const at = Number(node.dataset.at);
    const same = before && before.dataset.author === node.dataset.author && at - Number(before.dataset.at) < SAME_BREATH_MS;
    node.classList.toggle("follows", Boolean(same));
    const day = dayName(new Date(at));
    node.firstChild.textContent = before && before.dataset.day === day ? "" : day;
    node.dataset.day = day;
  }

  function place(node, id) {
    let next = null;
    if (id) {
      node.dataset.id = String(id);
      byId.set(id, node);
      next = log.lastElementChild;
      let after = null;
      while (next && (!next.dataset.id || Number(next.dataset.id) > id)) {
        after = next;
        next = next.previousElementSibling;
      }
      next = after;
    }
    log.insertBefore(node, next);
    regroup(node);
    regroup(node.nextElementSibling);
  }

  // Buttons of an earlier turn are over; the one that was taken keeps a mark.
  function retire(upTo, said) {
    for (const group of log.querySelectorAll(".choices:not(.past)")) {
      if (upTo && Number(group.closest("li").dataset.id) > upTo) continue;
      group.classList.add("past");
      for (const button of group.children) {
        const number = /^\d+/.exec(button.textContent);
        if (plainTitle(button.textContent) === said || (number && number[0] === said)) mark(button);
        button.disabled = true;
      }
    }
  }

  function mark(button) {
    button.classList.add("chosen");
    button.setAttribute("aria-pressed", "true");
  }

  const answered = (id) =>
    Array.from(unsent.values()).some(({ node }) => !node.classList.contains("failed"))
    || Array.from(byId).some(([other, node]) => other > id && node.dataset.author === "worker");

  function choices(message) {
    const group = element("div", "choices");
    group.setAttribute("role", "group");
    group.setAttribute("aria-label", "可选的回答");
    const past = message.id && answered(message.id);
    group.classList.toggle("past", Boolean(past));
    for (const { title, payload } of message.buttons) {
      const button = element("button");
      const number = /^\d{1,2}[.、]\s*/.exec(title);
      if (number) button.append(element("span", "number", number[0]));
      button.append(element("span", "", plainTitle(title)));
      button.type = "button";
      button.disabled = Boolean(past);
      button.addEventListener("click", (event) => {
        mark(button);
        press({ payload, text: plainTitle(title), byKey: event.detail === 0 });
      });
      group.append(button);
    }
    return group;
  }

  function fileChip(file) {
    const chip = element("button", "file");
    chip.type = "button";
    chip.append(element("span", "file-kind", file.media_type === "application/pdf" ? "PDF" : "图"));
    const words = element("span", "file-words");
    words.append(element("span", "file-name", file.name), element("span", "file-size", `${fileSize(file.size)} · 点开看`));
    chip.append(words);
    chip.addEventListener("click", () => openFile(file, chip));
    return chip;
  }

  function build(message) {
    const node = element("li", `message ${message.author}`);
    const at = message.at ? new Date(message.at) : new Date();
    node.dataset.author = message.author;
    node.dataset.at = String(at.getTime());
    node.append(element("p", "day"));
    if (message.author === "bot" || message.author === "staff") {
      node.append(drawing(message.author === "bot" ? "#house" : "#person"));
    }
    const said = element("div", "said");
    const who = element("p", "who");
    const time = element("time", "", clockTime(at));
    time.dateTime = at.toISOString();
    who.append(element("span", "author", NAMES[message.author] || ""), time);
    said.append(who);
    const bubble = element("div", message.card ? "bubble card" : "bubble");
    bubble.append(body(message));
    for (const file of message.attachments || []) bubble.append(fileChip(file));
    if (!bubble.childNodes.length) bubble.append(element("p", "quiet", "（空白消息）"));
    said.append(bubble);
    if (message.buttons && message.buttons.length) said.append(choices(message));
    node.append(said);
    return node;
  }

  // Something from the server. Returns whether it was new.
  function add(message) {
    if (byId.has(message.id)) return false;
    if (message.author === "worker") {
      for (const [clientId, waiting] of unsent) {
        const { item } = waiting;
        if (message.id > item.after && alike(item.text || "") === alike(message.text)
            && item.attachments.length === message.attachments.length) {
          stored(clientId, message.id);
          return clientId;
        }
      }
      retire(message.id, message.text);
    }
    wasNearEnd = firstNew ? wasNearEnd : nearEnd();
    const node = build(message);
    place(node, message.id);
    show(node);
    return true;
  }

  // Something the worker wrote, shown before the server has it.
  function addUnsent(item, { quiet = false } = {}) {
    const node = build({ author: "worker", text: item.text, attachments: item.attachments, at: item.at });
    const note = element("p", "note");
    node.lastChild.append(note);
    if (!quiet) retire(0, item.text);
    unsent.set(item.id, { node, note, item });
    place(node, 0);
    toEnd();
  }

  function stored(clientId, id) {
    const waiting = unsent.get(clientId);
    if (!waiting) return;
    unsent.delete(clientId);
    waiting.note.remove();
    waiting.node.classList.remove("failed");
    waiting.node.remove();
    if (!byId.has(id)) place(waiting.node, id);
  }

  function drop(clientId) {
    const waiting = unsent.get(clientId);
    if (!waiting) return;
    unsent.delete(clientId);
    waiting.node.remove();
  }

  // How sending goes: {text} with, when it stands still, the ways on.
  function state(clientId, { text, failed = false, canRetry = false, canEdit = false }) {
    const waiting = unsent.get(clientId);
    if (!waiting) return;
    const follow = nearEnd();
    waiting.node.classList.toggle("failed", failed);
    waiting.note.textContent = text;
    const way = (label, act) => {
      const button = element("button", "", label);
      button.type = "button";
      button.addEventListener("click", () => act(clientId));
      waiting.note.append(" ", button);
    };
    if (canRetry) way("马上重发", again);
    if (canEdit) way("改一改", edit);
    if (follow) toEnd();
  }

  // A word of the page itself; not part of the transcript.
  function notice(text) {
    wasNearEnd = firstNew ? wasNearEnd : nearEnd();
    const node = element("li", "message system");
    node.dataset.id = String(Math.max(0, ...byId.keys())); // what comes later stands below it
    node.append(element("p", "bubble", text));
    log.append(node);
    show(node);
  }

  function clear() {
    byId.clear();
    unsent.clear();
    log.replaceChildren();
    fresh.hidden = true;
  }

  return {
    add, addUnsent, stored, drop, state, notice, clear, toEnd,
    has: (id) => byId.has(id),
    empty: () => byId.size === 0 && unsent.size === 0,
    busy: (yes) => log.setAttribute("aria-busy", String(yes)),
    focus: () => log.focus({ preventScroll: true }),
  };
}
