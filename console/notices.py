"""Bars above a page: what a colleague should know or do before they go on."""

from __future__ import annotations

from nicegui import ui

from console.texts import people as texts
from console.visit import LATER, Visit

PUT_OFF = f'document.cookie = "{LATER}=1; path=/; max-age=43200; samesite=lax"'


def notices(visit: Visit) -> None:
    """Who should have a second factor is asked once a login; counsellors read that somebody asks for a look."""
    if visit.waiting_looks:
        with ui.element("div").classes("bar").props("role=status") as looks:
            ui.label(texts.LOOKS_WAIT.format(count=visit.waiting_looks)).classes("bar-text")
            ui.link(texts.LOOKS_OPEN, "/people/wall").classes("bar-link")
        looks.mark("bar-looks")
    if visit.offers_second_factor:
        with ui.element("div").classes("bar").props("role=status") as offer:
            ui.label(texts.OFFER).classes("bar-text")
            ui.link(texts.OFFER_NOW, "/me").classes("bar-link")

            def later() -> None:
                ui.run_javascript(PUT_OFF)
                offer.delete()

            ui.button(texts.OFFER_LATER, on_click=later).props("flat dense no-caps").classes("bar-later")
