"""Going through a program's questions as a worker would, before it is published: what is said, asked and kept.

Follows the order of `actions/forms/filling.py`: rules as soon as they are known, consent before the first personal field,
the confirmation at the end. Nothing is stored.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from console.answers import Answer, read_answer
from console.saying import WEEKDAYS
from console.texts import programs as texts
from knowledge.forms import FieldSpec, FormSpec
from knowledge.programs import Program

PERSONAL = frozenset({"person_name", "phone", "id_number"})
LONG_FORM = 3  # from so many questions on, a word about the way comes first
SKIP, BACK = ("跳过", "不想填"), ("返回", "上一项")


@dataclass(frozen=True, slots=True)
class Said:
    """One bubble. `by`: assistant | worker | note (what only the colleague at the preview reads)."""

    by: str
    text: str
    options: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Kept:
    label: str
    display: str
    secret: bool


@dataclass
class Rehearsal:
    """`name_offer` gives the title of a payload (`about:skills`), None where it leads nowhere. `asking`: the key of the
    field asked, or start, consent, rule, confirm, done, stopped."""

    program: Program
    common: tuple[FieldSpec, ...]
    counties: Mapping[str, str]
    today: dt.date
    name_offer: Callable[[str], str | None]
    lines: list[Said] = field(default_factory=list)
    answers: dict[str, Answer | None] = field(default_factory=dict)
    asking: str = "start"
    asked: list[str] = field(default_factory=list)
    """Keys of the questions in the order they were asked."""
    _agreed: bool = False

    def __post_init__(self) -> None:
        self.form: FormSpec = self.program.whole_form(self.common)
        window = self.program.window_state(self.today)
        self._say(introduction(self.program, self.today), (_say("label.join"),) if window.open else ())
        if not window.open:
            self.asking = "stopped"
            opens = window.opens_on
            key = "program.closed" if opens else "program.closed.unknown"
            self._say(_say(key, title=self.program.title, opens=say_day(opens, self.today) if opens else ""))

    @property
    def options(self) -> tuple[str, ...]:
        """What may be tapped now."""
        said = next((line for line in reversed(self.lines) if line.by == "assistant"), None)
        return said.options if said is not None and self.asking not in ("done", "stopped") else ()

    @property
    def over(self) -> bool:
        return self.asking in ("done", "stopped")

    def kept(self) -> list[Kept]:
        """What the case will hold once it is sent."""
        return [
            Kept(spec.label, answer.display, spec.sensitive or spec.type in PERSONAL)
            for spec in self.form.fields
            if (answer := self.answers.get(spec.key)) is not None
        ]

    def answer(self, text: str) -> None:
        """The worker types, or taps an option."""
        text = text.strip()[:2_000]
        if not text or self.over:
            return
        self.lines.append(Said("worker", text))
        if text in BACK:
            self._go_back()
        elif self.asking == "start":
            if len(self.form.fields) >= LONG_FORM:
                self._say(_say("form.intro", title=self.program.title))
            self._next()
        elif self.asking == "consent":
            self._consent(text)
        elif self.asking == "rule":
            self._after_rule(text)
        elif self.asking == "confirm":
            self._confirm(text)
        else:
            self._take(text)

    # ------------------------------------------------------------------ steps
    def _take(self, text: str) -> None:
        spec = self.form.field(self.asking)
        assert spec is not None
        if text in SKIP or text == self._numbered(spec, _say("label.skip")):
            if not spec.optional:
                self._say(_say("form.cannot_skip"))
            else:
                self._put(spec, None)
                self._say(_say("form.skipped"))
            self._next()
            return
        read = read_answer(spec, text, self.counties, self.today)
        if read is None:
            self.lines.append(Said("note", texts.PREVIEW_MISS))
            self._ask(spec)
            return
        self._put(spec, read)
        self._next()

    def _put(self, spec: FieldSpec, answer: Answer | None) -> None:
        self.answers.pop(spec.key, None)
        self.answers[spec.key] = answer
        for other in self.form.fields:  # questions that no longer apply lose their answers
            if other.when is not None and other.key in self.answers and not other.asked(self._values()):
                self.answers.pop(other.key)

    def _next(self) -> None:
        rule = self.form.broken_rule(self._values())
        if rule is not None:
            self.asking = "rule"
            offers = [title for payload in rule.offer if (title := self.name_offer(payload)) is not None]
            person = [] if "human" in rule.offer else [_say("label.human")]
            self._say(
                f"{rule.otherwise}\n{_say('program.rule.stay')}",
                (*offers, _say("label.retry"), *person, _say("label.cancel")),
            )
            return
        spec = self.form.next_field(self._values())
        if not self._agreed and spec is not None and spec.type in PERSONAL:
            self.asking = "consent"
            what = "、".join(s.label for s in self.form.fields if s.type in PERSONAL and s.asked(self._values()))
            ask = _say("form.consent", what=what, title=self.program.title)
            self._say(ask, (_say("label.agree"), _say("label.disagree")))
        elif spec is not None:
            self._ask(spec)
        else:
            self.asking = "confirm"
            self._say(self._summary(), tuple(_say(f"label.{key}") for key in ("confirm", "change", "cancel")))

    def _ask(self, spec: FieldSpec) -> None:
        self.asking = spec.key
        self.asked.append(spec.key)
        ask = spec.ask
        if spec.example and spec.type not in ("choice", "yes_no"):
            ask += _say("form.example", example=spec.example)
        if spec.help:
            ask += f"\n{spec.help}"
        if spec.optional and _say("label.skip") not in ask:
            ask += _say("form.optional")
        self._say(ask, self._choices(spec))
        if spec.sensitive:
            self.lines.append(Said("note", texts.PREVIEW_LINK))

    def _choices(self, spec: FieldSpec) -> tuple[str, ...]:
        found: tuple[str, ...] = ()
        if spec.type == "choice":
            found = tuple(spec.options.values())
        elif spec.type == "yes_no":
            found = (texts.YES, texts.NO)
        elif spec.type == "county":
            found = tuple(self.counties.values())
        return (*found, _say("label.skip")) if spec.optional else found

    def _numbered(self, spec: FieldSpec, title: str) -> str:
        choices = self._choices(spec)
        return str(choices.index(title) + 1) if title in choices else ""

    def _consent(self, text: str) -> None:
        if text in (_say("label.agree"), "1") or text in ("可以", "同意", "行", "好"):
            self._agreed = True
            self._next()
        else:
            self.asking = "stopped"
            self.lines.append(Said("note", texts.PREVIEW_STOPPED))

    def _after_rule(self, text: str) -> None:
        rule = self.form.broken_rule(self._values())
        spec = self.form.field(rule.field) if rule is not None else None
        if spec is not None and (text == _say("label.retry") or read_answer(spec, text, self.counties, self.today)):
            self.answers.pop(spec.key, None)
            if text == _say("label.retry"):
                self._ask(spec)
            else:
                self.asking = spec.key
                self._take(text)
            return
        self.asking = "stopped"
        self.lines.append(Said("note", texts.PREVIEW_STOPPED))

    def _confirm(self, text: str) -> None:
        if text not in (_say("label.confirm"), "1", "确认"):
            self.asking = "stopped"
            self.lines.append(Said("note", texts.PREVIEW_STOPPED))
            return
        self.asking = "done"
        program, anonymous = self.program, self._values().get("anonymous") is True
        due = texts.PREVIEW_DUE.format(days=program.promise_days)
        key = "enrolled.anonymous" if anonymous else "enrolled"
        said = _say(key, number=texts.PREVIEW_NUMBER, next_steps=program.next_steps, due=due)
        if program.papers and not anonymous:
            said += "\n" + _say("enrolled.papers", papers="、".join(program.papers))
        self._say(said)

    def _go_back(self) -> None:
        if self.answers:
            self.answers.pop(next(reversed(self.answers)))
            self._say(_say("form.back"))
        self._next()

    def _summary(self) -> str:
        lines = [f"{self.form.title}。{_say('form.confirm')}"]
        for spec in self.form.fields:
            if spec.key in self.answers:
                answer = self.answers[spec.key]
                display = answer.display if answer else _say("form.not_filled")
                lines.append(_say("form.confirm.line", label=spec.label, display=display))
        return "\n".join([*lines, _say("form.confirm.ask")])

    def _values(self) -> dict[str, Any]:
        return {key: answer.value if answer else None for key, answer in self.answers.items()}

    def _say(self, text: str, options: tuple[str, ...] = ()) -> None:
        self.lines.append(Said("assistant", text, options))


def introduction(program: Program, today: dt.date) -> str:
    """What a worker reads who asks about the program."""
    window = program.window_state(today)
    if window.open:
        closes = window.closes_on
        when = _say("program.window.open", closes=say_day(closes, today)) if closes else _say("program.window.always")
    elif window.opens_on is not None:
        when = _say("program.window.closed", opens=say_day(window.opens_on, today))
    else:
        when = _say("program.window.over")
    lines = [
        _say("program.intro", title=program.title, summary=program.summary),
        _say("program.who", text=program.who),
        _say("program.how", text=program.how),
        when,
        *([_say("program.papers", text="、".join(program.papers))] if program.papers else []),
        _say("program.where", text=program.where),
        _say("program.duration", text=program.duration),
        _say("program.appeal", text=program.appeal),
        _say("program.source", source=program.source),
        *([_say("program.enterprise")] if program.audience == "enterprise" else []),
    ]
    return "\n".join(lines)


def say_day(day: dt.date, today: dt.date) -> str:
    """As the assistant says days: 明天（12月1日）, 12月20日（周日）, 2027年…"""
    near = {0: "今天", 1: "明天", 2: "后天"}.get((day - today).days)
    full = f"{day.month}月{day.day}日（周{WEEKDAYS[day.weekday()]}）"
    if day.year != today.year:
        full = f"{day.year}年{full}"
    return f"{near}（{day.month}月{day.day}日）" if near else full


def _say(key: str, **places: str | int) -> str:
    return texts.SAYS[key].format(**places)
