// From text to nodes. Nothing that anybody wrote is ever read as HTML.

const LINKS = /https?:\/\/[^\s<>"'“”‘’（）【】《》，。；！？、]+|(?:12351|12348|12333|12356|12338|12345)(?![\d.]|\s*元)|[打拨]\s?(?:110|120|119)(?!\d)|(?:\d\d-\d{4}-\d{4})(?!\d)/g;

export function element(name, className = "", text = "") {
  const node = document.createElement(name);
  if (className) node.className = className;
  if (text) node.textContent = text;
  return node;
}

function link(address, text) {
  const node = element("a", "", text);
  node.href = address;
  if (!address.startsWith("tel:")) {
    node.target = "_blank";
    node.rel = "noopener noreferrer";
  }
  return node;
}

// Web addresses and known hotlines become links, case numbers stay in one piece; all else stays text.
export function linked(text) {
  const nodes = document.createDocumentFragment();
  let from = 0;
  for (const found of text.matchAll(LINKS)) {
    const [whole] = found;
    const number = /^\d\d-/.test(whole);
    const web = whole.startsWith("http");
    if (/^\d/.test(whole) && /[\d.]/.test(text[found.index - 1] || "")) continue; // the end of a longer number
    const word = web ? whole.replace(/[.,;:!?]+$/, "") : whole.replace(/^[打拨]\s?/, "");
    const at = web ? found.index : found.index + whole.length - word.length;
    const node = number ? element("span", "whole", word) : link(web ? word : `tel:${word}`, word);
    nodes.append(text.slice(from, at), node);
    from = at + word.length;
  }
  nodes.append(text.slice(from));
  return nodes;
}

function lines(text) {
  const part = document.createDocumentFragment();
  for (const line of text.split("\n")) {
    if (!line.trim()) continue;
    const heading = /^【(.{1,12})】$/.exec(line.trim());
    const item = /^(\d{1,2}[.、]|·)\s*(.+)$/.exec(line.trim());
    if (heading) {
      part.append(element("h3", "", heading[1]));
    } else if (item) {
      const row = element("p", "item");
      row.append(element("span", "bullet", item[1]));
      const rest = element("span");
      rest.append(linked(item[2]));
      row.append(rest);
      part.append(row);
    } else {
      const row = element("p");
      row.append(linked(line));
      part.append(row);
    }
  }
  return part;
}

const OPEN_BASIS = 2; // so many lines of law are shown without a tap

// A policy card: its text, and below, quietly, what it rests on. The card's own 【依据】 says more than the bare list.
function card(text, citations) {
  const part = document.createDocumentFragment();
  const [body, basis] = text.split(/\n*【依据】\n/);
  const after = (basis || "").split(/\n{2,}/); // a remark below the basis is not part of it
  part.append(lines(body));
  if (after.length > 1) part.append(lines(after.slice(1).join("\n")));
  const rests = basis ? after[0].split("\n").filter((line) => line.trim()) : citations;
  if (rests.length) {
    // A long list of articles would push the buttons off a small screen; the first one stays in sight.
    const long = rests.length > OPEN_BASIS;
    const note = element(long ? "details" : "div", "basis");
    note.append(long ? element("summary", "", `依据：${rests[0].split("：")[0]}等 ${rests.length} 条`) : element("h3", "", "依据"));
    for (const one of rests) note.append(element("p", "", one));
    part.append(note);
  }
  return part;
}

export function body(message) {
  if (message.author === "worker") {
    const whole = document.createDocumentFragment();
    if (message.text) whole.append(element("p", "", message.text));
    return whole;
  }
  return message.card ? card(message.text, message.card.citations || []) : lines(message.text);
}

const PLACE = { timeZone: "Asia/Shanghai", hourCycle: "h23" };
const CLOCK = new Intl.DateTimeFormat("zh-CN", { ...PLACE, hour: "2-digit", minute: "2-digit" });
const DAY = new Intl.DateTimeFormat("zh-CN", { ...PLACE, month: "long", day: "numeric", weekday: "short" });

export const clockTime = (at) => CLOCK.format(at);

export function dayName(at) {
  const day = DAY.format(at);
  const before = new Date();
  if (day === DAY.format(before)) return "今天";
  before.setDate(before.getDate() - 1);
  return day === DAY.format(before) ? "昨天" : day;
}

export function fileSize(bytes) {
  return bytes < 1048576 ? `${Math.max(1, Math.round(bytes / 1024))} KB` : `${(bytes / 1048576).toFixed(1)} MB`;
}
