"""What a colleague does with one time: books it for somebody on the telephone, moves it, says whether they came."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

from nicegui import ui

from cases import appointments, casefile
from cases.actors import Actor
from cases.calendars import attendance, behalf, consultants
from cases.calendars.notices import said_time
from cases.calendars.views import Seat, Time
from cases.database import Session
from cases.errors import CasesError, SlotTaken
from cases.models import Consultant
from cases.numbers import read_number
from cases.rights import may
from console.pages.calendar.words import wording
from console.texts import calendar as texts
from console.visit import SignedOut, Visit

OFFERED = 12  # times to move to
Doing = Callable[[Session, Actor, datetime], Awaitable[str | None]]


class Steps:
    """`changed` draws the page again after a step."""

    def __init__(self, visit: Visit, changed: Callable[[], Awaitable[None]]) -> None:
        self._visit = visit
        self._changed = changed

    async def do(self, doing: Doing, said: str, dialog: ui.dialog | None = None) -> None:
        """One step; `doing` returns the chat to wake. A time that has gone is told with the nearest others, and the dialog
        stays open for another try."""
        chats: list[str] = []

        async def work(session: Session, actor: Actor, now: datetime) -> None:
            try:
                chat = await doing(session, actor, now)
            except SlotTaken as taken:
                if taken.alternatives:
                    near = "、".join(said_time(s.starts_at, s.ends_at) for s in taken.alternatives)
                    taken.message = texts.TAKEN.format(message=taken.message, times=near)
                raise
            if chat is not None:
                chats.append(chat)

        done = await self._visit.attempt(work, wake=("outbox", "queue"))
        if done:
            await self._visit.wake(*(f"conversation:{chat}" for chat in chats))
            ui.notify(said, type="positive", position="top")
            if dialog is not None:
                dialog.delete()
            await self._changed()

    # ------------------------------------------------------------------ a free time
    def book_button(self, time: Time, consultant: Consultant) -> None:
        mine = consultants.is_own(self._visit.actor, consultant)
        ahead = time.starts_at > self._visit.now + timedelta(hours=1)
        if ahead and (mine or may(self._visit.actor, "calendar.edit", "")):
            button = ui.button(texts.BOOK, on_click=lambda: self._book(time, consultant))
            button.props("flat dense no-caps").classes("cal-do")

    async def _book(self, time: Time, consultant: Consultant) -> None:
        with self._beside(), ui.dialog() as dialog, ui.card().classes("dialog"):
            ui.label(texts.BOOK_TITLE).classes("dialog-title")
            ui.label(f"{said_time(time.starts_at, time.ends_at)} {consultant.name}")
            ui.label(texts.BOOK_HINT).classes("hint")
            number = ui.input(texts.NUMBER).props("outlined dense stack-label maxlength=20 inputmode=numeric")
            ways = {way: texts.WAYS[way] for way in texts.WAYS if way in consultant.ways}
            way = ui.select(ways, label=texts.WAY, value=next(iter(ways))).props("outlined dense stack-label")

            async def save() -> None:
                read = read_number(number.value or "")
                if read is None:
                    ui.notify(texts.NUMBER_WRONG, type="warning", position="top")
                    return

                async def doing(session: Session, actor: Actor, now: datetime) -> str:
                    return await behalf.book_for(
                        session, read, time.slot_id, way=str(way.value), actor=actor, now=now, words=wording()
                    )

                await self.do(doing, texts.BOOK_DONE, dialog)

            self._actions(dialog, texts.BOOK, save)
        dialog.open()

    # ------------------------------------------------------------------ a booked one
    def seat_buttons(self, time: Time, seat: Seat, consultant: Consultant) -> None:
        if seat.number is None or not consultants.manages_leave(self._visit.actor, consultant):
            return
        with ui.element("div").classes("cal-actions"):
            if time.starts_at > self._visit.now:
                if seat.confirm:
                    self._button(texts.CONFIRMED, lambda: self._confirmed(str(seat.number)))
                self._button(texts.MOVE, lambda: self._move(time, seat))
                return
            if seat.status != "done":
                self._button(texts.DONE, lambda: self._mark(seat, "done", texts.MARKED))
            if seat.status != "no_show":
                self._button(texts.NO_SHOW, lambda: self._no_show(seat))

    @staticmethod
    def _button(name: str, step: Callable[[], Awaitable[None]]) -> None:
        ui.button(name, on_click=step).props("flat dense no-caps").classes("cal-do")

    async def _mark(self, seat: Seat, outcome: str, said: str, dialog: ui.dialog | None = None) -> None:
        async def doing(session: Session, actor: Actor, now: datetime) -> str | None:
            return await attendance.mark(
                session, seat.appointment_id, outcome=outcome, actor=actor, now=now, words=wording()
            )

        await self.do(doing, said, dialog)

    async def _no_show(self, seat: Seat) -> None:
        with self._beside(), ui.dialog() as dialog, ui.card().classes("dialog"):
            ui.label(texts.NO_SHOW_TITLE).classes("dialog-title")
            ui.label(texts.NO_SHOW_BODY)

            async def save() -> None:
                await self._mark(seat, "no_show", texts.MARKED_TOLD, dialog)

            self._actions(dialog, texts.YES, save)
        dialog.open()

    async def _confirmed(self, number: str) -> None:
        async def doing(session: Session, actor: Actor, now: datetime) -> None:
            await attendance.confirmed(session, number, actor=actor, now=now)

        await self.do(doing, texts.MARKED)

    async def _move(self, time: Time, seat: Seat) -> None:
        try:
            async with self._visit.reading() as (session, actor):
                case = await casefile.by_number(session, str(seat.number), actor=actor)
                found = await appointments.alternatives_for(
                    session, case, wanted=time.starts_at, way=seat.way, now=self._visit.now, limit=OFFERED
                )
        except SignedOut:
            self._visit.ask_to_log_in()
            return
        except CasesError as error:  # taken out of this colleague's hands meanwhile
            ui.notify(error.message, type="warning", position="top")
            return
        with self._beside(), ui.dialog() as dialog, ui.card().classes("dialog"):
            ui.label(texts.MOVE_TITLE).classes("dialog-title")
            ui.label(f"{seat.number} · {said_time(time.starts_at, time.ends_at)}")
            if not found:
                ui.label(texts.MOVE_NONE).classes("hint")
            choices = {s.id: f"{said_time(s.starts_at, s.ends_at)} {s.consultant_name}" for s in found}
            target = ui.select(choices, label=texts.MOVE_TO).props("outlined dense stack-label").classes("dialog-text")

            async def save() -> None:
                if target.value is None:
                    ui.notify(texts.MOVE_PICK, type="warning", position="top")
                    return
                slot = int(target.value)

                async def doing(session: Session, actor: Actor, now: datetime) -> str:
                    return await behalf.book_for(
                        session, str(seat.number), slot, way=seat.way, actor=actor, now=now, words=wording()
                    )

                await self.do(doing, texts.MOVE_DONE, dialog)

            self._actions(dialog, texts.MOVE, save)
        dialog.open()

    @staticmethod
    def _beside() -> ui.element:
        """Not among the days: they are drawn anew while a dialog is open."""
        return ui.context.client.layout

    @staticmethod
    def _actions(dialog: ui.dialog, name: str, save: Callable[[], Awaitable[None]]) -> None:
        with ui.element("div").classes("dialog-actions"):
            ui.button(texts.CANCEL, on_click=dialog.delete).props("flat no-caps")
            ui.button(name, on_click=save).props("unelevated no-caps")
