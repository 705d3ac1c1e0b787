// What is said in the chat, as it is said: first what is missing, then live; and again after every break.

import { messagesAfter, streamAddress } from "./api.js";

const WAITS_SECONDS = [1, 2, 4, 8, 15, 30];
const PAGE = 200;
const ASLEEP_MS = 15000;

export function createStream({ heard, owner, connected, broken, gone }) {
  let here = null;
  let source = null;
  let after = 0; // all messages up to this one are known; replies that came with an answer do not count
  let round = 0;
  let tries = 0;
  let timer = 0;
  let hiddenAt = 0;

  function take(messages, live) {
    heard(messages, live);
    for (const message of messages) after = Math.max(after, message.id);
  }

  async function start() {
    const mine = ++round;
    clearTimeout(timer);
    if (source) source.close();
    source = null;
    try {
      let page;
      do {
        page = await messagesAfter(here, after);
        if (mine !== round) return;
        const more = after > 0 && page.messages.length >= PAGE;
        take(page.messages, false);
        owner(page.owner);
        if (!more) break;
      } while (page.messages.length);
    } catch (error) {
      if (mine !== round) return;
      if (error.gone) await gone();
      else again();
      return;
    }
    tries = 0;
    connected();
    listen(mine);
  }

  function listen(mine) {
    const events = new EventSource(streamAddress(here, after));
    source = events;
    events.onmessage = (event) => mine === round && take([JSON.parse(event.data)], true);
    events.addEventListener("state", (event) => mine === round && owner(JSON.parse(event.data).owner));
    events.onopen = () => mine === round && connected();
    events.onerror = () => {
      if (mine !== round) return;
      if (events.readyState === EventSource.CLOSED) again(); // refused; asking for messages will say why
      else broken();
    };
  }

  function again() {
    broken();
    const seconds = WAITS_SECONDS[Math.min(tries, WAITS_SECONDS.length - 1)];
    tries += 1;
    clearTimeout(timer);
    timer = setTimeout(start, seconds * 1000);
  }

  // A phone that slept may hold a connection that only looks open.
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) hiddenAt = Date.now();
    else if (here && Date.now() - hiddenAt > ASLEEP_MS) start();
  });
  window.addEventListener("online", () => here && start());

  return {
    // Follow this chat; the same one again changes nothing.
    follow(chat) {
      if (here && here.id === chat.id) return;
      here = chat;
      after = 0;
      start();
    },
    leave() {
      round += 1;
      clearTimeout(timer);
      if (source) source.close();
      source = here = null;
      after = 0;
    },
    known: () => after,
  };
}
