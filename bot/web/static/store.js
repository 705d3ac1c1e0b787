// What the phone remembers. Where storage is forbidden (private windows) the page forgets on reload but works.

const memory = new Map();
const PREFIX = "niangjiaren.";

function storage() {
  try {
    return window.localStorage;
  } catch {
    return null;
  }
}

export function read(key, otherwise = null) {
  try {
    const kept = storage().getItem(PREFIX + key);
    return kept === null ? otherwise : JSON.parse(kept);
  } catch {
    return memory.has(key) ? memory.get(key) : otherwise;
  }
}

export function write(key, value) {
  memory.set(key, value);
  try {
    storage().setItem(PREFIX + key, JSON.stringify(value));
  } catch {
    // Full or forbidden: the memory above serves this visit.
  }
}

export function forget(key) {
  memory.delete(key);
  try {
    storage().removeItem(PREFIX + key);
  } catch {
    // As above.
  }
}

export function onOtherTab(key, changed) {
  window.addEventListener("storage", (event) => {
    if (event.key === PREFIX + key) changed();
  });
}

export function freshId() {
  // Not crypto.randomUUID: that is missing where the page is served without https on a local network.
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (b) => b.toString(16).padStart(2, "0")).join("");
}
