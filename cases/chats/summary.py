"""A chat in a few lines for the colleague who takes it over: by rules, from what was said and filed, and nothing else."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from cases.chats.said.amounts import amounts
from cases.chats.said.dates import days
from cases.chats.said.employers import employers
from cases.chats.said.matters import matters, papers_told
from cases.worktime import LOCAL

MOST = 6  # items of one kind; the newest are kept
_PHONE = re.compile(r"(?<![0-9])1[3-9][0-9][\s-]?[0-9]{4}[\s-]?[0-9]{4}(?![0-9])")
_CALLED = re.compile(r"我(?:的名字)?(?:叫|名叫)\s?([一-鿿·]{2,6})(?=[，。,.！!、\s]|$)")
_EMPLOYER_KEYS = ("employer", "platform", "company")


@dataclass(frozen=True, slots=True)
class Said:
    """One message of the chat. `card`: the policy card it showed. Hidden ones must not be given here."""

    author: str
    text: str
    at: datetime
    card: str | None = None


@dataclass(frozen=True, slots=True)
class Filed:
    """One case of the chat. `fields`: key → {"label", "value", "display"}."""

    number: str
    kind: str
    program_id: str | None
    fields: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Summary:
    """Everything may be empty. `cards`: ids of policy cards shown, the last shown first. `words`: the first thing of
    substance the worker wrote."""

    name: str | None = None
    phone: str | None = None
    employers: tuple[str, ...] = ()
    matters: tuple[str, ...] = ()
    amounts: tuple[str, ...] = ()
    days: tuple[str, ...] = ()
    papers: tuple[str, ...] = ()
    cards: tuple[str, ...] = ()
    filed: tuple[Filed, ...] = ()
    words: str = ""

    @property
    def empty(self) -> bool:
        return self == Summary()


def summarise(
    said: Sequence[Said],
    filed: Sequence[Filed],
    files: Sequence[str],
    *,
    name: str | None,
    platforms: Mapping[str, str],
) -> Summary:
    """Read a chat (oldest message first) and its cases. What a form asked for counts before what was said in passing.

    `files`: names of papers the worker sent. `platforms`: what people say → name, for gig work.
    """
    own = [message for message in said if message.author == "worker" and message.text.strip()]
    texts = [message.text for message in own]
    answers = {key: field for case in filed for key, field in case.fields.items() if isinstance(field, Mapping)}
    form_employers = [_shown(answers[key]) for key in _EMPLOYER_KEYS if key in answers]
    accounts = [_shown(answers[key]) for key in ("account", "opinion", "situation") if key in answers]
    for text in accounts:
        if text and text not in texts:
            texts.append(text)
    return Summary(
        name=name or _shown(answers.get("name")) or _called(texts),
        phone=_phone(answers, texts),
        employers=_some([*form_employers, *(e for text in texts for e in employers(text, platforms))]),
        matters=tuple(matters(texts)[:MOST]),
        amounts=_some(str(amount) for text in texts for amount in amounts(text)),
        days=_some(str(day) for m in own for day in days(m.text, m.at.astimezone(LOCAL).date())),
        papers=_some([*files, *(paper for text in texts for paper in papers_told(text))]),
        cards=tuple(dict.fromkeys(m.card for m in reversed(said) if m.card and m.author == "bot"))[:MOST],
        filed=tuple(filed[:MOST]),
        words=_substance(texts),
    )


def _some(items: Iterable[str]) -> tuple[str, ...]:
    """Each once, the newest `MOST`."""
    return tuple(dict.fromkeys(item for item in items if item))[-MOST:]


def _shown(field: Any) -> str:
    if not isinstance(field, Mapping):
        return ""
    return str(field.get("display") or field.get("value") or "").strip()


def _called(texts: Sequence[str]) -> str | None:
    found = [match[1] for text in texts for match in _CALLED.finditer(text)]
    return found[-1] if found else None


def _phone(answers: Mapping[str, Any], texts: Sequence[str]) -> str | None:
    """The number left last, with its middle hidden: enough to recognise, not enough to ring."""
    given = _shown(answers.get("phone"))
    found = [given] if given else [match[0] for text in texts for match in _PHONE.finditer(text)]
    digits = re.sub(r"[\s-]", "", found[-1]) if found else ""
    return f"{digits[:3]}****{digits[-4:]}" if len(digits) >= 10 else None


def _substance(texts: Sequence[str]) -> str:
    """The first sentence long enough to tell something."""
    told = next((text for text in texts if len(text.strip()) >= 8), "")
    told = " ".join(_PHONE.sub(lambda m: f"{m[0][:3]}****{m[0][-4:]}", told).split())
    return told if len(told) <= 80 else told[:79] + "…"
