// The worker's page: puts the parts together.

import { chat, everything, file as fetchFile, followLink } from "./api.js";
import { createAttach } from "./attach.js";
import { createBox } from "./box.js";
import { createHead } from "./head.js";
import { createLog } from "./log.js";
import { createOutbox } from "./outbox.js";
import { onOtherTab, read, write } from "./store.js";
import { createStream } from "./stream.js";
import { element } from "./text.js";

const STARTS = ["拖欠工资怎么办", "约律师", "心里难受，想找人说说", "报名工会项目", "查进度", "人工"];
const OWNERS = { bot: "机器人助手", queue: "正在排队，等工作人员", staff: "工作人员在线" };
const TYPING_MOST_MS = 60000;
const OFFLINE = "网络断了。您写的都存着，连上了自动发。";
const WORKING_ON_IT = "连不太上，正在重试。您写的都存着。";

const $ = (id) => document.getElementById(id);

// ------------------------------------------------------------------ the parts
const log = createLog({ press, openFile, again: (id) => outbox.retry(id), edit });
const stream = createStream({ heard, owner: showOwner, connected: () => banner(""), broken, gone: chatGone });
const outbox = createOutbox({
  opened: (here) => stream.follow(here),
  sending(item) {
    log.state(item.id, { text: "正在发送…" });
    if (!typing.quiet) typing.show();
  },
  answered(item, answer) {
    log.stored(item.id, answer.message_id);
    heard(answer.replies.map((reply) => ({ ...reply, author: reply.author || "bot" })), true, answer.over);
    if (answer.state) showOwner(answer.state.owner);
    if (answer.over) typing.hide();
  },
  waiting(item, error, seconds) {
    typing.hide();
    const why = error.status === 429 ? "发得有点快，歇一下" : error.status === 0 ? "没发出去" : "那边有点忙";
    log.state(item.id, { text: `${why}，${Math.ceil(seconds)} 秒后自动再发`, failed: true, canRetry: true });
    if (error.status === 0) broken();
  },
  refused(item, error) {
    typing.hide();
    log.state(item.id, { text: error.message, failed: true, canRetry: true, canEdit: true });
  },
  gone: chatGone,
});
const box = createBox({ attach: () => attach, post });
const attach = createAttach({ changed: () => box.weigh(), opened: (here) => stream.follow(here), gone: chatGone });

const typing = {
  timer: 0,
  quiet: false, // staff have the chat: nobody promises an answer at once
  show() {
    const near = $("scroll").scrollHeight - $("scroll").scrollTop - $("scroll").clientHeight < 80;
    $("typing").hidden = false;
    if (near) log.toEnd();
    clearTimeout(typing.timer);
    typing.timer = setTimeout(typing.hide, TYPING_MOST_MS);
  },
  hide() {
    clearTimeout(typing.timer);
    $("typing").hidden = true;
  },
};

// ------------------------------------------------------------------ hearing
let afterHistory = ""; // a word that belongs below what was said before

function heard(messages, live, over = true) {
  if (!live) log.busy(true);
  // History that comes after the first words of this visit must not carry the answer out of sight.
  const blank = !$("log").firstElementChild;
  for (const message of messages) {
    const taken = log.add(message);
    if (typeof taken === "string") outbox.seen(taken);
    else if (taken && live && over && message.author !== "worker") typing.hide();
  }
  if (!live) {
    log.busy(false);
    if (messages.length && blank) log.toEnd();
    if (afterHistory) log.notice(afterHistory);
    afterHistory = "";
  }
  welcome();
}

function showOwner(owner) {
  if (!OWNERS[owner]) return;
  typing.quiet = owner === "staff";
  if (typing.quiet) typing.hide();
  if ($("status").dataset.owner === owner) return;
  $("status").dataset.owner = owner;
  $("status").textContent = OWNERS[owner];
}

function broken() {
  banner(navigator.onLine === false ? OFFLINE : WORKING_ON_IT);
}

function banner(text) {
  if ($("banner").textContent !== text) $("banner").textContent = text;
  $("banner").hidden = !text;
}

function welcome() {
  $("welcome").hidden = !log.empty();
}

// The chat is not known any more (expired, erased): go on in a new one, with everything that was not sent.
let replacing = null;
function chatGone() {
  if (!replacing) {
    replacing = Promise.resolve().then(() => {
      chat.forget();
      stream.leave();
      log.clear();
      showOwner("bot");
      log.notice("之前的对话打不开了，给您换了一个新的。要查办过的事，把编号和电话发给我。");
      for (const item of outbox.items()) {
        if (!item.text && !item.payload) outbox.remove(item.id);
        else outbox.change(item.id, { after: 0, attachments: [] });
      }
      if (outbox.items().length === 0) typing.hide();
      outbox.items().forEach((item) => log.addUnsent(item));
      attach.forgetUploads();
      welcome();
      replacing = null;
    });
  }
  return replacing;
}

// ------------------------------------------------------------------ saying
function post(message) {
  const item = outbox.put({ ...message, after: stream.known() });
  log.addUnsent(item);
  welcome();
  outbox.hurry();
}

function press({ payload, text, byKey }) {
  post({ payload, text });
  if (byKey) box.focus();
  else log.focus();
}

function edit(id) {
  const item = outbox.find(id);
  if (!item) return;
  outbox.remove(id);
  log.drop(id);
  box.putBack([item.text]);
  welcome();
  box.focus();
}

window.addEventListener("online", () => {
  banner("");
  outbox.hurry();
});
window.addEventListener("offline", broken);

// ------------------------------------------------------------------ files
function download(blob, name) {
  const link = element("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(link.href), 60000);
}

async function openFile(file, chip) {
  chip.disabled = true;
  try {
    const blob = await fetchFile(chat.now(), file.id);
    if (!file.media_type.startsWith("image/")) {
      download(blob, file.name);
      return;
    }
    const picture = element("img", "picture");
    picture.src = URL.createObjectURL(blob);
    picture.alt = file.name;
    chip.replaceWith(picture);
  } catch (error) {
    log.notice(error.status === 0 ? "网络断了，文件没打开。稍后再点一次。" : error.message);
  } finally {
    chip.disabled = false;
  }
}

// ------------------------------------------------------------------ the menu
async function takeAway() {
  const here = chat.now();
  if (!here) {
    log.notice("您还没有跟我们说过话，这里没有记您的信息。");
    return;
  }
  try {
    download(await everything(here), "我的信息-娘家人.json");
    log.notice("您的信息已经存成文件，在手机的下载里能找到。");
  } catch (error) {
    if (error.gone) await chatGone();
    else log.notice(error.status === 0 ? "网络断了，没取到。连上网再点一次。" : error.message);
  }
}

function startOver() {
  chat.forget();
  stream.leave();
  outbox.items().forEach((item) => outbox.remove(item.id));
  attach.clear();
  log.clear();
  typing.hide();
  showOwner("bot");
  box.fill("");
  welcome();
  box.focus();
}

// ------------------------------------------------------------------ beginning
$("stuck").remove();
function remember() {
  const source = new URLSearchParams(location.search).get("s");
  if (source) write("source", source.slice(0, 64));
}

// A one-time link from a messenger opens a new chat of the same person. What was not sent in the old one goes back to the box.
async function fromLink(secret) {
  try {
    await followLink(secret);
  } catch (error) {
    if (!error.passing) {
      history.replaceState(null, "", location.pathname);
      if (chat.now()) afterHistory = error.message;
      else log.notice(error.message);
      return true;
    }
    banner(WORKING_ON_IT);
    return false;
  }
  // Only now: until the server has answered, a reload must be able to try again.
  history.replaceState(null, "", location.pathname);
  const rest = outbox.items();
  rest.forEach((item) => outbox.remove(item.id));
  box.putBack(rest.map((item) => item.text));
  attach.clear();
  banner("");
  return true;
}

async function begin() {
  const secret = /^#link=([\w-]{8,200})$/.exec(location.hash);
  for (let seconds = 1; secret && !(await fromLink(secret[1])); seconds = Math.min(30, seconds * 2)) {
    await new Promise((resolve) => setTimeout(resolve, seconds * 1000));
  }
  const here = chat.now();
  outbox.items().forEach((item) => {
    log.addUnsent(item);
    if (item.refused) log.state(item.id, { text: item.refused, failed: true, canRetry: true, canEdit: true });
  });
  if (here) stream.follow(here);
  else welcome();
  outbox.pump();
}

for (const text of STARTS) {
  const row = element("li");
  const button = element("button", "", text);
  button.type = "button";
  button.addEventListener("click", (event) => press({ payload: null, text, byKey: event.detail === 0 }));
  row.append(button);
  $("starts").append(row);
}
remember();
createHead({ takeAway, startOver, resized: box.weigh });
if (navigator.onLine === false) broken();
onOtherTab("chat", () => {
  const here = chat.now();
  stream.leave();
  log.clear();
  if (here) stream.follow(here);
  welcome();
});
// A link tapped in a messenger may come to a page that is open already.
window.addEventListener("hashchange", () => location.hash.startsWith("#link=") && location.reload());
begin();
