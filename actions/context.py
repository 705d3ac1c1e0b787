"""What every handler of a turn is given."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from actions.fields import Context
from actions.services import Services
from actions.state import DialogueState
from actions.turn import Button, Message, Trace
from actions.understanding import Understanding
from cases.actors import Actor
from cases.conversations import Snapshot
from cases.database import Session
from cases.worktime import LOCAL


@dataclass(slots=True)
class TurnContext:
    """One turn at work. Handlers read and change `state` and `trace`, and call verbs of `cases` with `session`.

    `owner` is bot or queue (never staff: then the assistant is not asked). `county` set here is kept with the
    conversation; `walled` hides the turn's messages from everybody but counsellors.
    """

    services: Services
    session: Session
    snapshot: Snapshot
    message: Message
    state: DialogueState
    trace: Trace
    now: datetime
    owner: str
    understanding: Understanding | None = None
    county: str | None = None
    walled: bool = False

    def say(self, key: str, **places: object) -> str:
        return self.services.texts(key, **places)

    def button(self, label: str, payload: str, **places: object) -> Button:
        return Button(self.say(f"label.{label}", **places), payload)

    @property
    def person_id(self) -> int:
        return self.snapshot.person_id

    @property
    def worker(self) -> Actor:
        return Actor.worker(self.snapshot.person_id)

    @property
    def today(self) -> date:
        return self.now.astimezone(LOCAL).date()

    @property
    def fields(self) -> Context:
        """What field parsers need to know of the world."""
        s = self.services
        return Context.at(self.now, s.taxonomy.counties, s.places, s.choice_words)

    @property
    def private(self) -> bool:
        """Is this a channel of our own, fit for identity numbers and counselling (design D8)?"""
        return self.snapshot.channel == "web"
