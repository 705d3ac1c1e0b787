// Photos and PDFs: chosen, made smaller where that helps, sent up, and waiting beside the text until it is sent.

import { openChat, upload } from "./api.js";
import { freshId, read, write } from "./store.js";
import { element, fileSize } from "./text.js";

const LARGEST = 10 * 1024 * 1024;
const MOST = 10;
const WORTH_SHRINKING = 1.5 * 1024 * 1024;
const LONGEST_SIDE = 2400; // small print of a contract stays readable

async function shrink(file) {
  if (!/^image\/(jpeg|png|webp)$/.test(file.type) || file.size < WORTH_SHRINKING || !window.createImageBitmap) return file;
  try {
    const picture = await createImageBitmap(file);
    const scale = Math.min(1, LONGEST_SIDE / Math.max(picture.width, picture.height));
    const canvas = element("canvas");
    canvas.width = Math.round(picture.width * scale);
    canvas.height = Math.round(picture.height * scale);
    canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
    const small = await new Promise((done) => canvas.toBlob(done, "image/jpeg", 0.86));
    return small && small.size < file.size ? small : file;
  } catch {
    return file; // the server says what it thinks of it
  }
}

export function createAttach({ changed, opened, gone }) {
  const list = document.getElementById("staged");
  const input = document.getElementById("file");
  // Those that are up survive a reload; the others cannot.
  let staged = read("staged", []).map((file) => ({ key: file.id, name: file.name, size: file.size, up: file }));

  function keep() {
    write("staged", staged.filter((one) => one.up).map((one) => one.up));
    changed();
  }

  function remove(one) {
    staged = staged.filter((other) => other !== one);
    one.row.remove();
    keep();
    input.focus();
  }

  function draw(one) {
    one.row = element("li", "staged-file");
    one.words = element("span", "file-words");
    one.how = element("span", "file-size");
    one.words.append(element("span", "file-name", one.name), one.how);
    one.bar = element("progress");
    one.bar.max = 1;
    one.bar.setAttribute("aria-label", `${one.name} 上传进度`);
    one.again = element("button", "", "重试");
    one.again.addEventListener("click", () => go(one));
    const away = element("button", "", "移除");
    away.setAttribute("aria-label", `移除 ${one.name}`);
    away.addEventListener("click", () => remove(one));
    one.again.type = away.type = "button";
    one.row.append(one.words, one.bar, one.again, away);
    list.append(one.row);
    say(one, one.up ? `${fileSize(one.size)} · 已传好` : "正在准备…");
  }

  function say(one, text, failed = false) {
    one.how.textContent = text;
    one.row.classList.toggle("failed", failed);
    one.bar.hidden = failed || Boolean(one.up);
    one.again.hidden = !failed || one.hopeless;
  }

  async function go(one) {
    one.failed = false;
    say(one, "正在上传…");
    one.bar.value = 0;
    changed();
    try {
      const content = await shrink(one.content);
      if (content.size > LARGEST) {
        one.hopeless = true;
        throw new Error("这个文件超过 10 MB，太大了。可以拍张照片发过来。");
      }
      const name = content === one.content ? one.name : `${one.name.replace(/\.\w+$/, "")}.jpg`;
      const here = await openChat();
      opened(here);
      const up = await upload(here, content, name, (part) => {
        one.bar.value = part;
      });
      if (!staged.includes(one)) return;
      one.up = { id: up.id, name: up.name || name, media_type: up.media_type || content.type, size: up.size || content.size };
      say(one, `${fileSize(one.up.size)} · 已传好`);
    } catch (error) {
      one.failed = true;
      if (error.gone) await gone();
      one.hopeless = one.hopeless || (error.status >= 400 && !error.gone && !error.passing);
      say(one, error.status === 0 ? "没传上去，网络断了" : error.message, true);
    }
    keep();
  }

  function choose(files) {
    for (const content of files) {
      if (staged.length >= MOST) break;
      const one = { key: freshId(), name: content.name || "照片.jpg", size: content.size, content, up: null };
      staged.push(one);
      draw(one);
      go(one);
    }
  }

  input.addEventListener("change", () => {
    choose(Array.from(input.files));
    input.value = "";
  });
  window.addEventListener("online", () => staged.filter((one) => one.failed && !one.hopeless).forEach(go));
  staged.forEach(draw);

  return {
    choose,
    ready: () => staged.filter((one) => one.up).map((one) => one.up),
    waiting: () => staged.some((one) => !one.up && !one.failed),
    // What went along with a message is not staged any more; what failed stays to be tried again.
    taken() {
      for (const one of staged.filter((other) => other.up)) one.row.remove();
      staged = staged.filter((one) => !one.up);
      keep();
    },
    clear() {
      staged = [];
      list.replaceChildren();
      keep();
    },
    // In a new chat the files of the old one are not there: those that we still hold go up again.
    forgetUploads() {
      for (const one of staged) one.up = null;
      staged.filter((one) => !one.content).forEach((one) => one.row.remove());
      staged = staged.filter((one) => one.content);
      staged.filter((one) => !one.failed).forEach(go);
      keep();
    },
  };
}
