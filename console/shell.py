"""What surrounds every page: brand, navigation, who is logged in."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from nicegui import ui

from cases.rights import may
from console import saying, texts
from console.assets import style_links
from console.bell import Bell
from console.notices import notices
from console.texts import people as people_texts
from console.visit import Visit

# On a phone the places do not fit beside each other: the one we are at is pushed into sight.
SHOW_PLACE = "document.querySelector('.nav-link.is-active')?.scrollIntoView({inline: 'center', block: 'nearest'})"
# key, address, name, the right that shows it (None: everybody's)
NAV: tuple[tuple[str, str, str, str | None], ...] = (
    ("chats", "/", texts.NAV_CHATS, "chats.see"),
    ("cases", "/cases", texts.NAV_CASES, "chats.see"),
    ("calendar", "/calendar", texts.NAV_CALENDAR, "calendar.see"),
    ("programs", "/programs", texts.NAV_PROGRAMS, "programs.see"),
    ("knowledge", "/knowledge", texts.NAV_KNOWLEDGE, None),
    ("figures", "/figures", texts.NAV_FIGURES, "figures.see"),
    ("warnings", "/warnings", texts.NAV_WARNINGS, "warnings.see"),
    ("people", "/people", texts.NAV_PEOPLE, "wall.list"),
)


@contextmanager
def shell(visit: Visit, *, active: str) -> Iterator[ui.element]:
    """The page around its content; `active` is the key of the navigation entry."""
    ui.add_head_html(style_links())
    ui.colors(primary="#9e2a2b", secondary="#6b5d52", negative="#b3261e", warning="#8a5a00", positive="#2f6b4f")
    with ui.element("div").classes("frame") as frame:
        with ui.element("header").classes("top"):
            with ui.link(target="/").classes("top-brand").props(f'aria-label="{texts.TITLE}"'):
                ui.element("img").props('src="/assets/favicon.svg" alt="" width=28 height=28')
                ui.label(texts.BRAND).classes("brand")
                ui.label(texts.SUBTITLE).classes("brand-sub")
            with ui.element("nav").classes("top-nav"):
                for key, target, name, right in NAV:
                    if right is not None and not may(visit.actor, right, ""):
                        continue
                    link = ui.link(name, target).classes("nav-link")
                    if key == active:
                        link.classes("is-active").props("aria-current=page")
            ui.run_javascript(SHOW_PLACE)
            with ui.element("div").classes("top-me"):
                if may(visit.actor, "chats.see", ""):
                    Bell(visit)
                with ui.link(target="/me").classes("me").props(f'aria-label="{people_texts.ME}"'):
                    ui.label(visit.actor.name).classes("me-name")
                    ui.label(saying.rights(visit.console.taxonomy, visit.actor)).classes("me-role")
                with ui.element("form").props('method=post action="/logout"'), ui.element("button") as button:
                    button.props("type=submit").classes("quiet-button")
                    ui.label(texts.LOG_OUT)
        notices(visit)
        with ui.element("main").classes("page"):
            yield frame


def empty(title: str, hint: str) -> None:
    """An empty state that says what will be here."""
    with ui.element("div").classes("empty"):
        ui.label(title).classes("empty-title")
        ui.label(hint).classes("empty-hint")


def chip(text: str, kind: str) -> ui.label:
    return ui.label(text).classes(f"chip chip-{kind}")
