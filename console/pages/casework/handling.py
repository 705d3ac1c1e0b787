"""Who works on a case, and how pressing it is."""

from __future__ import annotations

from datetime import datetime

from nicegui import ui

from cases import clocks
from cases.actors import Actor
from cases.casework import deciding
from cases.clocks import load_limits
from cases.database import Session
from cases.rights import may
from console import texts
from console.pages.casework.dialogs import Question, ask
from console.pages.casework.opened import OpenedCase
from console.texts import casework as words

NOBODY = "0"


class Handling:
    """A line of small steps under the title of the case."""

    def __init__(self, opened: OpenedCase) -> None:
        self._opened = opened
        self._row = ui.element("div").classes("handling").props(f'role=group aria-label="{words.ACTIONS}"')
        opened.listeners.append(self.draw)
        self.draw()

    def draw(self) -> None:
        case, visit, view = self._opened.case, self._opened.visit, self._opened.view
        self._row.clear()
        with self._row:
            name = view.names.get(case.assigned_to or 0)
            ui.label(texts.CASE_ASSIGNED.format(name=name) if name else words.NOBODY_YET).classes("handling-who")
            if case.closed_at is not None or not may(visit.actor, "cases.decide", case.county):
                return
            if case.assigned_to != visit.staff_id:
                ui.button(words.TAKE, on_click=self._take).props("outline dense no-caps")
            ui.button(words.ASSIGN, on_click=self._choose).props("flat dense no-caps")
            ui.button(words.CHANGE_TIER, on_click=self._tier).props("flat dense no-caps")
            pauses = load_limits().pauses
            chosen = [c for c in view.clocks if c.pause and not pauses[c.pause].by_step]
            if chosen:
                ui.button(words.RESUME, on_click=self._resume).props("flat dense no-caps")
            elif any(c.due_at is not None and c.kind != "first_reply" for c in view.clocks):
                ui.button(words.PAUSE, on_click=self._pause).props("flat dense no-caps")

    async def _take(self) -> None:
        await self._assign(self._opened.visit.staff_id, words.TAKEN_DONE)

    async def _assign(self, staff_id: int | None, said: str) -> bool:
        case = self._opened.case

        async def change(session: Session, actor: Actor, now: datetime) -> None:
            await deciding.assign(
                session, case.number, actor=actor, seen_revision=case.revision, staff_id=staff_id, now=now
            )

        return await self._opened.attempt(change, said=said)

    async def _choose(self) -> None:
        async with self._opened.visit.reading() as (session, _):
            colleagues = await deciding.may_work_on(session, self._opened.case)

        async def done(picked: str, _name: str, _text: str) -> bool:
            return bool(picked) and await self._assign(int(picked) or None, words.ASSIGNED_DONE)

        ask(
            Question(
                title=words.ASSIGN_TITLE,
                choices={**{str(i): name for i, name in colleagues}, NOBODY: words.UNASSIGN},
                choices_label=words.ASSIGN_WHO,
                confirm=words.SAVE,
                done=done,
            )
        )

    def _tier(self) -> None:
        async def done(picked: str, _name: str, reason: str) -> bool:
            case = self._opened.case

            async def change(session: Session, actor: Actor, now: datetime) -> None:
                await deciding.change_tier(
                    session, case.number, actor=actor, seen_revision=case.revision, tier=picked, reason=reason, now=now
                )

            return await self._opened.attempt(change, said=words.TIER_DONE)

        ask(
            Question(
                title=words.TIER_TITLE,
                body=words.TIER_BODY,
                choices={key: name for key, name in words.TIERS.items() if key != self._opened.case.tier},
                choices_label=words.TIER_LABEL,
                label=words.TIER_REASON,
                confirm=words.SAVE,
                done=done,
            )
        )

    def _pause(self) -> None:
        async def done(picked: str, _name: str, note: str) -> bool:
            case = self._opened.case

            async def change(session: Session, actor: Actor, now: datetime) -> None:
                row = await deciding.held(session, case.number, actor=actor, seen_revision=case.revision)
                await clocks.pause(session, row, actor=actor, reason=picked, note=note, now=now)

            return await self._opened.attempt(change, said=words.PAUSED)

        ask(
            Question(
                title=words.PAUSE,
                body=words.PAUSE_BODY,
                choices={key: pause.name for key, pause in load_limits().pauses.items() if not pause.by_step},
                choices_label=words.PAUSE_WHY,
                label=words.PAUSE_NOTE,
                confirm=words.PAUSE,
                done=done,
            )
        )

    async def _resume(self) -> None:
        case = self._opened.case

        async def change(session: Session, actor: Actor, now: datetime) -> None:
            row = await deciding.held(session, case.number, actor=actor, seen_revision=case.revision)
            await clocks.resume(session, row, actor=actor, now=now)

        await self._opened.attempt(change, said=words.RESUMED)
