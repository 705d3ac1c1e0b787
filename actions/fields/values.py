"""What a field parser takes and gives: a field's description, the day it is, a value or a miss."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Protocol
from zoneinfo import ZoneInfo

from actions.fields.choice_words import ChoiceWords
from actions.fields.places import Places

SHANGHAI = ZoneInfo("Asia/Shanghai")


class FieldLike(Protocol):
    """The part of knowledge.forms.FieldSpec that parsers read."""

    @property
    def key(self) -> str: ...
    @property
    def type(self) -> str: ...
    @property
    def label(self) -> str: ...
    @property
    def options(self) -> Mapping[str, str] | None: ...
    @property
    def optional(self) -> bool: ...
    @property
    def min(self) -> Any: ...
    @property
    def max(self) -> Any: ...


@dataclass(frozen=True, slots=True)
class Value:
    """A value understood. `value` is JSON-able (see each parser), `display` is what we show back to the worker. `guessed`: told
    by likeness, not by a word that says so; it is shown back at once."""

    value: Any
    display: str
    guessed: bool = False


@dataclass(frozen=True, slots=True)
class Miss:
    """Why a text is no value. `reason` is a key of actions/texts/fields.yml, `detail` fills its places."""

    reason: str
    detail: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Context:
    """What parsers need to know about the world. `today` and `now` are those of Asia/Shanghai. `past`: dates tell of what
    has been unless they plainly lie ahead, and a month stands for its first day (calculators)."""

    today: date
    now: datetime
    counties: Mapping[str, str]
    places: Places
    choice_words: ChoiceWords
    past: bool = False

    @classmethod
    def at(cls, now: datetime, counties: Mapping[str, str], places: Places, choice_words: ChoiceWords) -> Context:
        """The context of an aware moment `now`, in any time zone."""
        here = now.astimezone(SHANGHAI)
        return cls(today=here.date(), now=here, counties=counties, places=places, choice_words=choice_words)


def bound(limit: Any) -> int | None:
    """A field's `min` or `max` as a whole number; anything that is no number means no limit."""
    if isinstance(limit, bool) or not isinstance(limit, int | float):
        return None
    return int(limit)
