"""The bell in the top bar: promises of one's own, and of one's desks, of which half or more is over; and new early warnings."""

from __future__ import annotations

import logging

from nicegui import ui

from cases import clocks
from cases.clocks import ClockWarning
from cases.rights import may
from cases.warnings.handling import count_new
from console import saying
from console.texts import bell as texts
from console.visit import SignedOut, Visit

log = logging.getLogger(__name__)

LOOK_AGAIN_SECONDS = 60.0  # a promise runs for minutes and days; every open page asks
SHOWN = 12


class Bell:
    """A button with a count, and the list under it. `visit`'s rights decide what is in it, at every look anew."""

    def __init__(self, visit: Visit) -> None:
        self._visit = visit
        self._shown: object = None
        self._button = ui.button(texts.BELL, color=None).props("flat no-caps dense").classes("bell")
        with self._button, ui.menu().props('anchor="bottom right" self="top right"').classes("bell-menu"):
            self._list = ui.element("div").classes("bell-list")
        ui.timer(LOOK_AGAIN_SECONDS, self._look, immediate=True)

    async def _look(self) -> None:
        now = self._visit.now
        try:
            async with self._visit.reading() as (session, actor):
                running = await clocks.warnings_for(session, actor, now, limit=SHOWN + 1)
                sprouts = await count_new(session, actor=actor) if may(actor, "warnings.see", "") else 0
        except SignedOut:
            return  # the page itself says so
        except Exception as error:  # noqa: BLE001 - a bell that cannot ring must not disturb the page
            log.error("the bell of staff %s: %s", self._visit.staff_id, type(error).__name__)
            return
        rows = [(w, self._words(w)) for w in running]
        if (rows, sprouts) != self._shown:
            self._shown = rows, sprouts
            self._draw(rows, sprouts)

    def _words(self, warning: ClockWarning) -> str:
        """首次答复 还剩 12 分钟: part of what is compared, so that time moves on the page."""
        left, _ = saying.due(warning.due_at, self._visit.now)
        return f"{texts.KINDS[warning.kind]} {left}"

    def _draw(self, rows: list[tuple[ClockWarning, str]], sprouts: int) -> None:
        count = len(rows) + sprouts
        shown = f"{SHOWN}+" if len(rows) > SHOWN else str(count)
        self._button.set_text(texts.BELL_COUNT.format(count=shown) if count else texts.BELL)
        self._button.props(f'aria-label="{texts.LABEL.format(count=shown)}"')
        late = any(warning.share >= 100 for warning, _ in rows)
        self._button.classes(add="is-late" if late else "", remove="" if late else "is-late")
        self._list.clear()
        with self._list:
            ui.label(texts.TITLE).classes("bell-title")
            if sprouts:
                ui.link(texts.NEW_WARNINGS.format(count=sprouts), "/warnings").classes("bell-row bell-sprouts")
            if not count:
                ui.label(texts.NOTHING).classes("bell-nothing")
            for warning, words in rows[:SHOWN]:
                self._row(warning, words)
            if len(rows) > SHOWN:
                ui.label(texts.MORE).classes("bell-nothing")

    def _row(self, warning: ClockWarning, words: str) -> None:
        taxonomy = self._visit.console.taxonomy
        with ui.link(target=f"/cases/{warning.number}").classes(f"bell-row bell-{warning.share}"):
            ui.label(saying.matter(taxonomy, warning.case_kind, warning.program_id)).classes("bell-what")
            ui.label(words).classes("bell-left" + (" is-late" if warning.share >= 100 else ""))
            whose = texts.MINE if warning.staff_id == self._visit.staff_id else texts.NOBODYS
            facts = (warning.number, saying.county(taxonomy, warning.county), whose)
            ui.label(" · ".join(facts)).classes("bell-facts")
