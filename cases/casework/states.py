"""What a case may become, as data: `states.yml` says which way each kind goes, what staff and worker read, who may do it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from cases.errors import InvalidChange
from cases.models import CLOSED_STATUSES, OPEN_STATUSES, Case
from cases.rights import load_rights

STATES_FILE = Path(__file__).with_name("states.yml")
STATUSES = (*OPEN_STATUSES, *CLOSED_STATUSES)
_WORDS = ("name", "now", "news", "next")
_RULES = ("note", "tell", "right", "worker")


@dataclass(frozen=True, slots=True)
class Step:
    """One state of a case. `name` is read by staff; `now`, `news`, `next` by the worker.

    `needs_note`: staff must give a reason. `always_told`: the worker has to be told. `right`: the action of roles.yml that
    lets a colleague take the step. `worker_may`: so may the worker.
    """

    status: str
    name: str
    now: str
    news: str
    next: str
    needs_note: bool
    always_told: bool
    right: str
    worker_may: bool


@dataclass(frozen=True, slots=True)
class Machine:
    """The states of one sort of case. `ways`: status → what it may become, in the order staff are shown."""

    key: str
    title: str
    callback_first: bool
    steps: Mapping[str, Step]
    ways: Mapping[str, tuple[str, ...]]

    def allows(self, before: str, after: str) -> bool:
        return after in self.ways.get(before, ())


@dataclass(frozen=True, slots=True)
class StateTable:
    """`common`: every state with the words all machines share."""

    machines: Mapping[str, Machine]
    kinds: Mapping[str, str]
    programs: Mapping[str, str]
    common: Mapping[str, Step]

    def machine(self, kind: str, program_id: str | None) -> Machine:
        """The machine of a kind, or of a program that has one of its own. Raises KeyError for an unknown kind."""
        key = self.programs.get(program_id or "") if kind == "enrollment" else None
        return self.machines[key or self.kinds[kind]]


def machine_of(case: Case) -> Machine:
    """The way this case goes."""
    return load_states().machine(case.kind, case.program_id)


def step_of(case: Case) -> Step:
    """Where this case stands; a state its machine does not know (it was changed since) keeps the common words."""
    return machine_of(case).steps.get(case.status) or load_states().common[case.status]


def check_way(case: Case, status: str) -> None:
    """Raises InvalidChange, with words for staff, unless the case's machine leads from where it stands to `status`."""
    machine = machine_of(case)
    if case.merged_into is not None:
        raise InvalidChange(f"case {case.number} was merged", message="这个案件已经并入另一个案件，要先撤销合并。")
    if not machine.allows(case.status, status):
        if status == "done" and machine.callback_first and case.closed_at is None:
            raise InvalidChange("no call back yet", message="这类诉求要先回访职工，记下回访情况，才能办结。")
        raise InvalidChange(f"{machine.key}: {case.status} -> {status}")


@cache  # the file is part of the release
def load_states(path: Path = STATES_FILE) -> StateTable:
    """Read and check the table. Raises ValueError that names the first mistake."""
    raw = yaml.safe_load(path.read_text("utf-8"))
    if set(raw["statuses"]) != set(STATUSES):
        raise ValueError(f"{path.name}: statuses differ: {sorted(set(raw['statuses']) ^ set(STATUSES))}")
    machines = {key: _machine(key, body, raw["statuses"]) for key, body in raw["machines"].items()}
    for name in ("kinds", "programs"):
        if unknown := set(raw[name].values()) - set(machines):
            raise ValueError(f"{path.name}: {name} name unknown machines {sorted(unknown)}")
    common = {status: _step(status, words) for status, words in raw["statuses"].items()}
    return StateTable(machines, dict(raw["kinds"]), dict(raw["programs"]), common)


def _machine(key: str, body: Mapping[str, Any], statuses: Mapping[str, Mapping[str, Any]]) -> Machine:
    ways = {status: tuple(after) for status, after in body["steps"].items()}
    for status, after in ways.items():
        if status not in STATUSES or (lost := set(after) - set(ways)):
            raise ValueError(f"{key}: {status} leads to {sorted(lost) if status in STATUSES else 'nowhere'}")
        if status in OPEN_STATUSES and "cancelled" not in after:
            raise ValueError(f"{key}: a worker could not step back from {status}")
        if status in CLOSED_STATUSES and after != ("accepted",):
            raise ValueError(f"{key}: a closed case is opened again into accepted, not {after}")
    callback_first = bool(body.get("callback_first", False))
    if callback_first and (early := [s for s, after in ways.items() if "done" in after and s != "called_back"]):
        raise ValueError(f"{key}: done without a call back from {early}")
    words = body.get("words", {})
    if unknown := set(words) - set(ways):
        raise ValueError(f"{key}: words for {sorted(unknown)}")
    steps = {status: _step(status, {**statuses[status], **words.get(status, {})}) for status in ways}
    return Machine(key, str(body["title"]), callback_first, steps, ways)


def _step(status: str, raw: Mapping[str, Any]) -> Step:
    if unknown := set(raw) - {*_WORDS, *_RULES}:
        raise ValueError(f"{status}: unknown keys {sorted(unknown)}")
    right = str(raw.get("right", "cases.decide"))
    load_rights().roles(right)  # KeyError: nobody wrote the right down
    return Step(
        status,
        name=str(raw["name"]),
        now=str(raw["now"]),
        news=str(raw["news"]),
        next=str(raw["next"]),
        needs_note=raw.get("note") == "required",
        always_told=raw.get("tell") == "always",
        right=right,
        worker_may=bool(raw.get("worker", False)),
    )
