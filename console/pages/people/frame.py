"""What the people pages share: tabs, a question before a step, a thing that is shown once."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager

from nicegui import ui

from cases.rights import may
from console import texts as console_texts
from console.shell import shell
from console.texts import people as texts
from console.visit import Visit

# key, address, name, right, county of the question ("": anywhere will do)
TABS: tuple[tuple[str, str, str, tuple[str, ...], str | None], ...] = (
    ("accounts", "/people", texts.TAB_ACCOUNTS, ("people.see",), None),
    ("wall", "/people/wall", texts.TAB_WALL, ("wall.list", "wall.ask"), ""),
    ("audit", "/people/audit", texts.TAB_AUDIT, ("audit.see",), None),
)


@contextmanager
def people_shell(visit: Visit, tab: str, title: str) -> Iterator[None]:
    ui.page_title(f"{title} · {console_texts.TITLE}")
    with shell(visit, active="people"), ui.element("div").classes("sheet people"):
        shown = [t for t in TABS if any(may(visit.actor, right, t[4]) for right in t[3])]
        if len(shown) > 1:
            with ui.element("nav").classes("tabs").props(f'aria-label="{texts.PEOPLE}"'):
                for key, path, name, _, _ in shown:
                    link = ui.link(name, path).classes("tab")
                    if key == tab:
                        link.classes("is-active").props("aria-current=page")
        yield


@contextmanager
def panel(title: str) -> Iterator[ui.element]:
    with ui.element("section").classes("panel") as element:
        ui.label(title).classes("panel-title").props("role=heading aria-level=2")
        yield element


def ask_first(title: str, body: str, go: Callable[[], Awaitable[None]]) -> None:
    """A question before a step that cannot be taken back."""
    with ui.dialog(value=True) as dialog, ui.card().classes("dialog"):
        ui.label(title).classes("dialog-title").props("role=heading aria-level=2")
        ui.label(body)

        async def confirmed() -> None:
            dialog.close()
            await go()

        with ui.element("div").classes("dialog-actions"):
            ui.button(texts.CANCEL, on_click=dialog.close).props("flat no-caps")
            ui.button(texts.GO, on_click=confirmed).props("unelevated no-caps")
    dialog.on("hide", dialog.delete)


def show_once(title: str, body: str, words: tuple[str, ...], done: str, after: Callable[[], None]) -> None:
    """Secrets that are never shown again: the dialog closes by its button only."""
    with ui.dialog(value=True).props("persistent"), ui.card().classes("dialog"):
        ui.label(title).classes("dialog-title").props("role=heading aria-level=2")
        ui.label(body)
        with ui.element("div").classes("secrets" + (" is-list" if len(words) > 1 else "")):
            for word in words:
                ui.label(word).classes("secret")
        with ui.element("div").classes("dialog-actions"):
            ui.button(done, on_click=after).props("unelevated no-caps")


def say(text: str) -> None:
    ui.notify(text, type="positive", position="top")


def warn(text: str) -> None:
    ui.notify(text, type="warning", position="top")
