// The box a worker writes in: it keeps what is not sent, grows with it, and counts it.

import { read, write } from "./store.js";

const LONGEST_TEXT = 20000;
const COUNT_FROM = 18000;

const $ = (id) => document.getElementById(id);

export function createBox({ attach, post }) {
  const say = $("say");
  let draftTimer = 0;

  function keep() {
    write("draft", say.value);
  }

  function fill(text) {
    say.value = text;
    keep();
    weigh();
  }

  // Its height, the count, and whether it can be sent.
  function weigh() {
    say.style.height = "auto";
    say.style.height = `${say.scrollHeight + say.offsetHeight - say.clientHeight}px`;
    const length = say.value.length;
    const over = length - LONGEST_TEXT;
    $("count").hidden = length < COUNT_FROM;
    $("count").classList.toggle("over", over > 0);
    $("count").textContent = over > 0 ? `多了 ${over} 个字，一次最多 20,000 字，请分几次发` : `还能写 ${-over} 个字`;
    say.setAttribute("aria-invalid", String(over > 0));
    $("send").disabled = over > 0 || attach().waiting() || (!say.value.trim() && !attach().ready().length);
  }

  function submit() {
    const text = say.value.trim();
    const files = attach().ready();
    if (!attach().waiting() && say.value.length <= LONGEST_TEXT && (text || files.length)) {
      post({ text, attachments: files });
      attach().taken();
      fill("");
    }
    say.focus();
  }

  say.addEventListener("input", () => {
    weigh();
    clearTimeout(draftTimer);
    draftTimer = setTimeout(keep, 150);
  });
  say.addEventListener("keydown", (event) => {
    // While a Chinese input method is choosing characters, Enter belongs to it (229: older browsers say it so).
    if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.keyCode === 229) return;
    event.preventDefault();
    submit();
  });
  say.addEventListener("paste", (event) => {
    const files = Array.from((event.clipboardData && event.clipboardData.files) || []);
    if (!files.length) return;
    event.preventDefault();
    attach().choose(files);
  });
  $("composer").addEventListener("submit", (event) => {
    event.preventDefault();
    submit();
  });
  window.addEventListener("pagehide", keep);
  say.value = read("draft", "");

  return {
    fill,
    weigh,
    focus: () => say.focus(),
    // Words that were not sent come back, before those already there.
    putBack: (texts) => fill([...texts, say.value].filter(Boolean).join("\n")),
  };
}
