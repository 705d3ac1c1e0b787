"""A case as a page holds it: read in one go, changed by steps that notice when a colleague was quicker."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime

from nicegui import ui

from cases import appointments, casefile, programs, staff
from cases.access import sees_case, sees_conversation
from cases.actors import Actor
from cases.appointments import FreeSlot
from cases.casework import deciding, groups, history, linking, merging, papers
from cases.casework.history import Running, Said
from cases.casework.linking import Linked
from cases.casework.papers import CaseFile
from cases.database import Session
from cases.errors import Conflict, NotFound
from cases.models import Appointment, Case, CaseEvent, CasePaper
from console import saying, texts
from console.pages.casework.words import event_actor, event_words, status_name
from console.texts import casework as words
from console.visit import Visit

Change = Callable[[Session, Actor, datetime], Awaitable[object]]


@dataclass(frozen=True, slots=True)
class CaseView:
    """What the page shows. `events`: with those of merged cases, each with the number of the case it is of."""

    case: Case
    title: str
    events: list[tuple[CaseEvent, str | None]]
    papers: list[CasePaper]
    files: list[CaseFile]
    booking: tuple[Appointment, FreeSlot] | None
    names: dict[int, str]
    numbers: dict[int, str]
    clocks: list[Running]
    links: list[Linked]
    likely: list[Case]
    merged: list[Case]
    kept: Case | None
    group: str | None
    talk: list[Said]
    chat_open: bool

    @property
    def newest_event(self) -> int:
        return max((event.id for event, of in self.events if of is None), default=0)

    def paper_names(self) -> dict[int, str]:
        return {paper.id: paper.name for paper in self.papers}


async def gather(session: Session, actor: Actor, case: Case, title: str, now: datetime) -> CaseView:
    """Read everything of a case this colleague has been found to see."""
    chat = await casefile.conversation_of(session, case)
    events = await history.events_with_merged(session, case)
    named = {
        i for event, _ in events for key in ("case", "kept", "merged") if isinstance(i := event.data.get(key), int)
    }
    kept = await merging.kept_of(session, case)
    merged = [one for one in await merging.merged_into(session, case.id) if sees_case(actor, one)]
    group = (await groups.numbers_of(session, [case.group_id])).get(case.group_id) if case.group_id else None
    return CaseView(
        case=case,
        title=title,
        events=events,
        papers=await papers.list_papers(session, case.id),
        files=await papers.files_of(session, case, actor=actor),
        booking=await appointments.booking_of(session, case.id),
        names=await staff.names(session),
        numbers=await history.numbers_of(session, named, actor=actor),
        clocks=await history.running_clocks(session, case.id, now=now),
        links=await linking.links_of(session, case.id, actor=actor),
        likely=await linking.likely_duplicates(session, case, actor=actor) if case.closed_at is None else [],
        merged=merged,
        kept=kept,
        group=group,
        talk=await history.talk_of(session, case, actor=actor, now=now),
        chat_open=sees_conversation(actor, chat),
    )


async def paper_list(session: Session, case: Case) -> list[str]:
    """The papers the case's program asks for; none where there is no such program."""
    if case.program_id is None:
        return []
    try:
        document = (await programs.get(session, case.program_id)).document
    except NotFound:
        return []
    return [str(name) for name in document.get("papers") or ()]


class OpenedCase:
    """The case on the page. `listeners` draw again after every step, ours or a colleague's."""

    def __init__(self, visit: Visit, view: CaseView) -> None:
        self.visit = visit
        self.view = view
        self.listeners: list[Callable[[], None]] = []

    @property
    def case(self) -> Case:
        return self.view.case

    async def read_again(self) -> None:
        """Not a new look, so no event."""
        async with self.visit.reading() as (session, actor):
            case = await casefile.by_number(session, self.case.number, actor=actor)
            self.view = await gather(session, actor, case, self.view.title, self.visit.now)
        for draw in self.listeners:
            draw()

    async def attempt(self, change: Change, *, said: str = "", wake: tuple[str, ...] = ()) -> bool:
        """Do a step; True when it is done, with `said` shown.

        Of a colleague who was quicker it says who did what, and shows the newer state; what was typed here stays.
        """
        overtaken = False

        async def work(session: Session, actor: Actor, now: datetime) -> None:
            nonlocal overtaken
            try:
                await change(session, actor, now)
            except Conflict as error:
                overtaken = True
                raise Conflict(str(error), message=await self._overtaken(session, actor)) from error

        channels = (f"conversation:{self.case.conversation_id}", "outbox", "queue", *wake)
        done = await self.visit.attempt(work, wake=channels)
        if done and said:  # before the page is drawn again: the button this came from may go with that
            ui.notify(said, type="positive", position="top")
        if done or overtaken:
            await self.read_again()
        return done

    async def _overtaken(self, session: Session, actor: Actor) -> str:
        case = await casefile.by_number(session, self.case.number, actor=actor)
        told = texts.CASE_CHANGED.format(status=status_name(case, case.status))
        changes = await deciding.changes_since(session, case.id, event_id=self.view.newest_event)
        if not changes:
            return told
        said = "；".join(self.line(event) for event in changes[-3:])
        return f"{told}\n{words.OVERTAKEN.format(changes=said)}"

    def line(self, event: CaseEvent) -> str:
        """Who did what, when."""
        view = self.view
        what = event_words(event, view.case, names=view.names, papers=view.paper_names(), numbers=view.numbers)
        return f"{event_actor(event, view.names)} {saying.moment(event.at, self.visit.now)} {what}"
