// What the worker sends waits here, in order and on the phone, until the server has it. The same message always goes with
// the same client_message_id, so sending again after a broken answer has no second effect.

import { openChat, send } from "./api.js";
import { freshId, read, write } from "./store.js";

const WAITS_SECONDS = [1, 2, 4, 8, 15, 30];
const OFTEN_GONE = 2;

export function createOutbox({ opened, sending, answered, waiting, refused, gone }) {
  const storedElsewhere = new Map(); // client id → tells the sender that the stream has shown the message
  let running = false;
  let wake = null;

  // Read each time: another tab may have written.
  const items = () => read("outbox", []);
  const find = (id) => items().find((item) => item.id === id);
  const change = (id, values) => write("outbox", items().map((item) => (item.id === id ? { ...item, ...values } : item)));
  const remove = (id) => write("outbox", items().filter((item) => item.id !== id));

  function put({ text = "", payload = null, attachments = [], after = 0 }) {
    const item = { id: freshId(), text, payload, attachments, after, at: new Date().toISOString(), refused: null };
    write("outbox", [...items(), item]);
    return item;
  }

  function sleep(seconds) {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, seconds * 1000);
      wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  async function deliver(item) {
    const message = { client_message_id: item.id };
    if (item.text) message.text = item.text;
    if (item.payload) message.payload = item.payload;
    if (item.attachments.length) message.attachment_ids = item.attachments.map((file) => file.id);
    let goneTimes = 0;
    for (let tries = 0; find(item.id); tries += 1) {
      const seen = new Promise((resolve) => storedElsewhere.set(item.id, resolve));
      try {
        sending(item);
        const here = await openChat();
        opened(here);
        const posting = send(here, message).then((answer) => {
          remove(item.id);
          answered(item, answer);
        });
        await Promise.race([posting, seen.then(() => void posting.catch(() => {}))]);
        return;
      } catch (error) {
        if (!find(item.id)) return; // the stream has shown it: it is stored, and its answer comes that way too
        if (error.gone && goneTimes < OFTEN_GONE) {
          goneTimes += 1;
          await gone();
          if (!find(item.id)) return;
          const rest = find(item.id);
          if (!rest.attachments.length) delete message.attachment_ids;
        } else if (error.passing || error.gone) {
          const seconds = error.waitSeconds || WAITS_SECONDS[Math.min(tries, WAITS_SECONDS.length - 1)];
          waiting(item, error, seconds);
          await sleep(seconds);
        } else if (error.status) {
          change(item.id, { refused: error.message });
          refused(item, error);
          return;
        } else {
          throw error;
        }
      } finally {
        storedElsewhere.delete(item.id);
      }
    }
  }

  async function pump() {
    if (running) return;
    running = true;
    try {
      for (;;) {
        const next = items().find((item) => !item.refused);
        if (!next) return;
        await deliver(next);
      }
    } finally {
      running = false;
    }
  }

  return {
    put, pump, items, find, remove, change,
    hurry() {
      if (wake) wake();
      return pump();
    },
    // The stream shows a message of ours: the server has it.
    seen(id) {
      remove(id);
      const tell = storedElsewhere.get(id);
      if (tell) tell();
    },
    retry(id) {
      change(id, { refused: null });
      return this.hurry();
    },
  };
}
