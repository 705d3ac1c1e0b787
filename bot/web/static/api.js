// The chat API. Every failure becomes a `Trouble` whose message a person can read.

import { forget, read, write } from "./store.js";

const ANSWER_LIMIT_MS = 25000;
const NO_NETWORK = "网络断了";

export class Trouble extends Error {
  // status 0: the network failed, so nobody knows whether the server got it.
  constructor(status, message, waitSeconds = 0) {
    super(message);
    this.status = status;
    this.waitSeconds = waitSeconds;
  }

  get gone() {
    return this.status === 401 || this.status === 404;
  }

  get passing() {
    return this.status === 0 || this.status === 408 || this.status === 429 || this.status >= 500;
  }
}

export function trouble(status, body, retryAfter) {
  let detail = "";
  try {
    detail = JSON.parse(body).detail;
  } catch {
    // A proxy in between answered, not our server.
  }
  const plain = typeof detail === "string" && detail ? detail : "我们这边出了点问题，请稍后再试一次。";
  return new Trouble(status, plain, Number(retryAfter) || 0);
}

async function ask(path, { method = "GET", json, token } = {}) {
  const headers = { accept: "application/json" };
  if (json !== undefined) headers["content-type"] = "application/json";
  if (token) headers.authorization = `Bearer ${token}`;
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), ANSWER_LIMIT_MS);
  try {
    const response = await fetch(path, {
      method, headers, body: json === undefined ? undefined : JSON.stringify(json), signal: stop.signal, cache: "no-store",
    });
    if (!response.ok) throw trouble(response.status, await response.text(), response.headers.get("retry-after"));
    return response;
  } catch (error) {
    throw error instanceof Trouble ? error : new Trouble(0, NO_NETWORK);
  } finally {
    clearTimeout(timer);
  }
}

async function json(response) {
  try {
    return await response.json();
  } catch {
    throw new Trouble(0, NO_NETWORK); // the answer broke off half-way
  }
}

export const chat = {
  now: () => read("chat"),
  forget: () => forget("chat"),
  keep: (opened) => write("chat", { id: opened.conversation_id, token: opened.token }),
};

let opening = null;

// The chat of this phone; opened with the first message, so that a look at the page leaves no empty chats behind.
export async function openChat() {
  const kept = chat.now();
  if (kept) return kept;
  if (!opening) {
    const source = read("source");
    opening = ask("api/conversations", { method: "POST", json: source ? { source } : {} })
      .then(json)
      .then((opened) => {
        chat.keep(opened);
        return chat.now();
      })
      .finally(() => {
        opening = null;
      });
  }
  return opening;
}

export async function followLink(secret) {
  chat.keep(await json(await ask(`api/links/${encodeURIComponent(secret)}`, { method: "POST" })));
}

export async function send(here, message) {
  const response = await ask(`api/conversations/${here.id}/messages`, { method: "POST", json: message, token: here.token });
  return { ...(await json(response)), over: response.status !== 202 };
}

export async function messagesAfter(here, after) {
  const query = after ? `?after=${after}` : "";
  return json(await ask(`api/conversations/${here.id}/messages${query}`, { token: here.token }));
}

export async function file(here, id) {
  return (await ask(`api/conversations/${here.id}/attachments/${id}`, { token: here.token })).blob();
}

export async function everything(here) {
  return (await ask(`api/conversations/${here.id}/export`, { token: here.token })).blob();
}

// XMLHttpRequest, because fetch cannot tell how much has gone up.
export function upload(here, content, name, progress) {
  return new Promise((resolve, reject) => {
    const form = new FormData();
    form.append("file", content, name);
    const request = new XMLHttpRequest();
    request.open("POST", `api/conversations/${here.id}/attachments`);
    request.setRequestHeader("authorization", `Bearer ${here.token}`);
    request.upload.onprogress = (event) => event.lengthComputable && progress(event.loaded / event.total);
    request.onerror = () => reject(new Trouble(0, NO_NETWORK));
    request.onload = () => {
      if (request.status !== 201 && request.status !== 200) {
        reject(trouble(request.status, request.responseText, request.getResponseHeader("retry-after")));
        return;
      }
      try {
        resolve(JSON.parse(request.responseText));
      } catch {
        reject(new Trouble(0, NO_NETWORK));
      }
    };
    request.send(form);
  });
}

export function streamAddress(here, after) {
  return `api/conversations/${here.id}/stream?token=${encodeURIComponent(here.token)}&after=${after}`;
}
