"""The dialogue state of one conversation: what is being filled in, what was put aside, which numbers mean what.

It is stored as JSON with the conversation (encrypted), so it survives silence of days and restarts. Unknown or damaged
parts are dropped on reading: a worker then starts afresh instead of meeting an error.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

PARKED_AT_MOST = 3
CRISIS_STAYS = timedelta(minutes=30)


def new_run_id() -> str:
    """Names one filling-in of a form, so that buttons of an earlier one are recognised."""
    return secrets.token_hex(4)


@dataclass(slots=True)
class FormRun:
    """One form being filled in.

    answers: key → {"value", "display"}, and "early" where nobody had asked; a skipped optional field has value None.
    asking: the key of the field asked last, or "consent", "confirm", "change". offer: the choices shown for the present
    field [{"value", "display"}], for fields whose options come from the database. papers: ids of files sent meanwhile, for
    the case it will open. heard: the part of an answer that was understood (2022年) while the rest is asked. chosen: the
    time chosen before something that steers it was changed; it is kept where it is still free for that.
    remark: what was said besides and no question asks for (别白天打); it goes into the case with the answers.
    """

    id: str
    flow: str
    program: str | None = None
    answers: dict[str, dict[str, Any]] = field(default_factory=dict)
    asking: str | None = None
    misses: int = 0
    offer: list[dict[str, Any]] = field(default_factory=list)
    wish: dict[str, Any] | None = None
    changing: bool = False
    papers: list[str] = field(default_factory=list)
    heard: str = ""
    chosen: str = ""
    remark: str = ""

    def values(self) -> dict[str, Any]:
        return {key: answer["value"] for key, answer in self.answers.items()}

    def put(self, key: str, value: Any, display: str, *, early: bool = False) -> None:
        """`early`: picked out of the sentence that asked for the form."""
        self.answers.pop(key, None)  # re-inserted at the end: "back" undoes the latest answer
        self.answers[key] = {"value": value, "display": display, **({"early": True} if early else {})}

    def as_dict(self) -> dict[str, Any]:
        return {
            "id": self.id, "flow": self.flow, "program": self.program, "answers": self.answers, "asking": self.asking,
            "misses": self.misses, "offer": self.offer, "wish": self.wish, "changing": self.changing,
            "papers": self.papers, "heard": self.heard, "chosen": self.chosen, "remark": self.remark,
        }  # fmt: skip

    @classmethod
    def from_dict(cls, raw: Mapping[str, Any]) -> FormRun | None:
        if not isinstance(raw, Mapping) or not isinstance(raw.get("id"), str) or not isinstance(raw.get("flow"), str):
            return None
        return cls(
            id=raw["id"], flow=raw["flow"], program=raw.get("program"), answers=dict(raw.get("answers") or {}),
            asking=raw.get("asking"), misses=int(raw.get("misses") or 0), offer=list(raw.get("offer") or []),
            wish=raw.get("wish"), changing=bool(raw.get("changing")), papers=[str(p) for p in raw.get("papers") or []],
            heard=str(raw.get("heard") or ""), chosen=str(raw.get("chosen") or ""), remark=str(raw.get("remark") or ""),
        )  # fmt: skip


@dataclass(slots=True)
class DialogueState:
    run: FormRun | None = None
    parked: list[FormRun] = field(default_factory=list)
    menu: list[str] = field(default_factory=list)
    last_card: str | None = None
    last_program: str | None = None
    last_question: str | None = None
    misunderstood: int = 0
    greeted: bool = False
    crisis_at: str | None = None
    crisis_kind: str | None = None
    crisis_said: bool = False
    """Was the danger said outright, or hinted at?"""
    last_case: str | None = None
    consented: bool = False
    reminded: dict[str, str] = field(default_factory=dict)
    """program → the day (ISO) for which a reminder was promised, so that a second press promises no second one. Of a
    calculator: calculator:<id> → its deadline."""
    computed: FormRun | None = None
    """The sum worked last: one of its answers may still be changed."""

    def in_danger(self, now: datetime) -> bool:
        """Was there an alarm a while ago that nothing has lifted? `now` is aware."""
        return self.crisis_at is not None and now - datetime.fromisoformat(self.crisis_at) <= CRISIS_STAYS

    def no_danger(self) -> None:
        """The worker says it was none; who was called for them stays called."""
        self.crisis_at = self.crisis_kind = None
        self.crisis_said = False

    def park(self) -> None:
        """Put the running form aside; the oldest falls out when there are too many."""
        if self.run is not None:
            self.parked = [*self.parked, self.run][-PARKED_AT_MOST:]
            self.run = None

    def unpark(self, run_id: str) -> FormRun | None:
        found = next((run for run in self.parked if run.id == run_id), None)
        if found is not None:
            self.parked.remove(found)
        return found

    def as_dict(self) -> dict[str, Any]:
        return {
            "run": self.run.as_dict() if self.run else None, "parked": [run.as_dict() for run in self.parked],
            "menu": self.menu, "last_card": self.last_card, "last_program": self.last_program,
            "last_question": self.last_question, "misunderstood": self.misunderstood, "greeted": self.greeted,
            "crisis_at": self.crisis_at,
            "crisis_kind": self.crisis_kind, "crisis_said": self.crisis_said, "last_case": self.last_case,
            "consented": self.consented, "reminded": self.reminded,
            "computed": self.computed.as_dict() if self.computed else None,
        }  # fmt: skip

    @classmethod
    def from_dict(cls, raw: Mapping[str, Any]) -> DialogueState:
        parked = [run for item in raw.get("parked") or [] if (run := FormRun.from_dict(item)) is not None]
        return cls(
            run=FormRun.from_dict(raw["run"]) if raw.get("run") else None,
            parked=parked,
            menu=[str(p) for p in raw.get("menu") or []],
            last_card=raw.get("last_card"),
            last_program=raw.get("last_program"),
            last_question=raw.get("last_question"),
            misunderstood=int(raw.get("misunderstood") or 0),
            greeted=bool(raw.get("greeted")),
            crisis_at=raw.get("crisis_at"),
            crisis_kind=raw.get("crisis_kind"),
            crisis_said=bool(raw.get("crisis_said")),
            last_case=raw.get("last_case"),
            consented=bool(raw.get("consented")),
            reminded=dict(raw.get("reminded") or {}),
            computed=FormRun.from_dict(raw["computed"]) if raw.get("computed") else None,
        )
