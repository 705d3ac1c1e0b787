// The head of the page: large text, and the menu with its question before starting over.

import { read, write } from "./store.js";

const $ = (id) => document.getElementById(id);

export function createHead({ takeAway, startOver, resized }) {
  const opener = $("menu-button");
  const entries = [$("export"), $("restart")];
  const dialog = $("ask");

  function large(yes) {
    document.documentElement.classList.toggle("large", yes);
    $("large").setAttribute("aria-pressed", String(yes));
    write("large", yes);
    resized();
  }

  function menu(open) {
    $("menu").hidden = !open;
    opener.setAttribute("aria-expanded", String(open));
    if (open) entries[0].focus();
  }

  function chosen(act) {
    menu(false);
    opener.focus();
    act();
  }

  $("large").addEventListener("click", () => large($("large").getAttribute("aria-pressed") !== "true"));
  opener.addEventListener("click", () => menu($("menu").hidden));
  document.addEventListener("click", (event) => {
    if (!event.target.closest(".menu")) menu(false);
  });
  opener.parentElement.addEventListener("keydown", (event) => {
    const at = entries.indexOf(document.activeElement);
    if (event.key === "Escape" && !$("menu").hidden) {
      menu(false);
      opener.focus();
    } else if (at >= 0 && (event.key === "ArrowDown" || event.key === "ArrowUp")) {
      event.preventDefault();
      entries[1 - at].focus();
    }
  });
  opener.parentElement.addEventListener("focusout", (event) => {
    if (event.relatedTarget && !event.relatedTarget.closest(".menu")) menu(false);
  });
  $("export").addEventListener("click", () => chosen(takeAway));
  $("restart").addEventListener("click", () => chosen(() => {
    if (dialog.showModal) dialog.showModal();
    else if (window.confirm($("ask-text").textContent)) startOver();
  }));
  $("ask-no").addEventListener("click", () => dialog.close());
  $("ask-yes").addEventListener("click", () => {
    dialog.close();
    startOver();
  });
  large(read("large", false));
}
