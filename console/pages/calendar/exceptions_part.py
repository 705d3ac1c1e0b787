"""Leave, extra and changed days of one consultant."""

from __future__ import annotations

import datetime as dt
import re

from nicegui import ui

from cases.calendars import changes
from cases.calendars.changes import Proposal
from cases.calendars.week import Exceptional
from cases.models import CalendarException
from console.pages.calendar.affected import change
from console.pages.calendar.calendar_page import say_day
from console.texts import calendar as texts
from console.visit import Visit


class ExceptionsPart:
    def __init__(self, visit: Visit, consultant_id: str) -> None:
        self._visit = visit
        self._id = consultant_id
        with ui.element("section").classes("panel"):
            ui.label(texts.EXCEPTIONS).classes("panel-title").props("role=heading aria-level=2")
            self._list = ui.element("div")
            self._draw_form()

    async def load(self) -> None:
        async with self._visit.reading() as (session, actor):
            rows = await changes.written(session, self._id, actor=actor, now=self._visit.now)
        self._list.clear()
        with self._list:
            for row in rows:
                self._draw_row(row)
            if not rows:
                ui.label(texts.EXCEPTION_NONE).classes("panel-empty")

    def _draw_row(self, row: CalendarException) -> None:
        days = say_day(row.first_day)
        if row.last_day != row.first_day:
            days += f" – {say_day(row.last_day)}"
        with ui.element("div").classes("due-row exception"):
            said = [texts.EXCEPTION_KINDS[row.kind], days, "、".join(row.spans or ())]
            ui.label(" · ".join(filter(None, said))).classes("event-what")
            if row.note:
                ui.label(row.note).classes("event-who")
            ui.button(texts.DROP, on_click=lambda: self._drop(row.id)).props("flat dense no-caps").classes("cal-do")

    async def _drop(self, exception_id: int) -> None:
        if await change(self._visit, self._id, Proposal(drop=exception_id)):
            ui.notify(texts.DROPPED, type="positive", position="top")
            await self.load()

    def _draw_form(self) -> None:
        with ui.element("div").classes("exception-form"):
            self._kind = ui.select(
                dict(texts.EXCEPTION_KINDS), label=texts.EXCEPTION_KIND, value="leave", on_change=self._show
            ).props("outlined dense stack-label")
            self._first = ui.input(texts.FIRST_DAY).props("type=date outlined dense stack-label")
            self._last = ui.input(texts.LAST_DAY).props("type=date outlined dense stack-label")
            self._spans = ui.input(texts.SPANS, placeholder=texts.SPANS_PLACEHOLDER).props(
                "outlined dense stack-label maxlength=200"
            )
            self._note = ui.input(texts.NOTE).props("outlined dense stack-label maxlength=200")
            self._hint = ui.label("").classes("hint")
            ui.button(texts.ADD, on_click=self._add).props("unelevated no-caps")
        self._show()

    def _show(self) -> None:
        self._hint.set_text(texts.EXCEPTION_HINTS[self._kind.value])
        self._spans.set_visibility(self._kind.value != "leave")

    async def _add(self) -> None:
        first = _day(self._first.value)
        if first is None or (self._last.value and _day(self._last.value) is None):
            ui.notify(texts.DAY_NEEDED, type="warning", position="top")
            return
        spans = tuple(s for s in re.split(r"[,，、;；\n]+", self._spans.value or "") if s.strip())
        e = Exceptional(str(self._kind.value), first, _day(self._last.value) or first, spans)
        if await change(self._visit, self._id, Proposal(add=e, note=self._note.value or "")):
            for field in (self._first, self._last, self._spans, self._note):
                field.set_value("")
            ui.notify(texts.ADDED, type="positive", position="top")
            await self.load()


def _day(text: str | None) -> dt.date | None:
    try:
        return dt.date.fromisoformat((text or "")[:10])
    except ValueError:
        return None
