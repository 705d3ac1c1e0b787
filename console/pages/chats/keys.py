"""Keyboard shortcuts of the inbox: single keys, silent while somebody types or a dialog is open."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from nicegui import ui
from nicegui.events import GenericEventArguments

from console.texts import chats as texts

LISTENER = """<script>
document.addEventListener("keydown", (e) => {
  if (e.ctrlKey || e.metaKey || e.altKey || e.isComposing || e.keyCode === 229) return;
  if (!["j", "k", "c", "n", "/", "?"].includes(e.key)) return;
  const at = document.activeElement;
  if (at && (["INPUT", "TEXTAREA", "SELECT"].includes(at.tagName) || at.isContentEditable)) return;
  if (document.querySelector(".q-dialog, .q-menu")) return;
  e.preventDefault();
  emitEvent("desk_key", e.key);
});
</script>"""


def bind_keys(pressed: Callable[[GenericEventArguments], Awaitable[None]]) -> None:
    """Hear the keys on this page. `pressed` gets the key as `event.args`."""
    ui.add_head_html(LISTENER)
    ui.on("desk_key", pressed)


def show_keys() -> None:
    with ui.dialog(value=True) as dialog, ui.card().classes("dialog"):
        ui.label(texts.KEYS_TITLE).classes("dialog-title")
        with ui.element("dl").classes("keys-list"):
            for key, meaning in texts.KEY_ROWS:
                with ui.element("dt"), ui.element("kbd"):
                    ui.label(key)
                with ui.element("dd"):
                    ui.label(meaning)
        ui.label(texts.KEYS_HINT).classes("hint")
        with ui.element("div").classes("dialog-actions"):
            ui.button(texts.CLOSE_WINDOW, on_click=dialog.close).props("flat no-caps autofocus")
    dialog.on("hide", dialog.delete)
