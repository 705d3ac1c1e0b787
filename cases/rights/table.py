"""The table of rights, read once a process, and the questions asked of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

from cases.actors import Actor
from cases.errors import NotAllowed
from cases.models import ROLES

ACTIONS_FILE = Path(__file__).with_name("roles.yml")
CITY = "610300"
SEES_KIND = "case.see."  # followed by the kind of case


@dataclass(frozen=True, slots=True)
class RightsTable:
    """Action → the roles that may do it."""

    actions: Mapping[str, frozenset[str]]

    def roles(self, action: str) -> frozenset[str]:
        """Raises KeyError for an action nobody wrote down: a right that is not in the table is a mistake of ours."""
        return self.actions[action]


@cache  # the file is part of the release
def load_rights(path: Path = ACTIONS_FILE) -> RightsTable:
    """Read the table. Raises ValueError for a role that does not exist."""
    raw = yaml.safe_load(path.read_text("utf-8"))
    for action, roles in raw.items():
        if unknown := set(roles) - set(ROLES):
            raise ValueError(f"{path.name}: {action} names {sorted(unknown)}")
    return RightsTable({action: frozenset(roles) for action, roles in raw.items()})


def covers(actor: Actor, roles: frozenset[str], county: str | None) -> bool:
    """Has the actor one of the roles for this county? A matter without a county belongs to the city's people."""
    return any(role in roles and (scope is None or scope in (CITY, county)) for role, scope in actor.roles)


def may(actor: Actor, action: str, county: str | None = None) -> bool:
    """May this colleague do `action` for a matter of `county` (None: of the whole city)?

    A role without a county, or with the city's, holds everywhere; with one, for that county only. Without a county in the
    question (`county=""`) it is enough to have the role anywhere: that is how a page decides whether to show itself.
    """
    if actor.kind in ("bot", "system"):
        return True
    if actor.kind != "staff":
        return False
    allowed = load_rights().roles(action)
    return actor.has_role(*allowed) if county == "" else covers(actor, allowed, county)


def require_right(actor: Actor, action: str, county: str | None = None) -> None:
    """Raises NotAllowed unless `may`."""
    if not may(actor, action, county):
        raise NotAllowed(f"{actor.kind} {actor.id}: {action} for {county}")


class KindRoles(Mapping[str, frozenset[str]]):
    """Kind of case → the roles that work on it: the `case.see.…` rows of the table, looked up when asked."""

    def __getitem__(self, kind: str) -> frozenset[str]:
        return load_rights().actions[SEES_KIND + kind]

    def __iter__(self) -> Iterator[str]:
        return (a.removeprefix(SEES_KIND) for a in load_rights().actions if a.startswith(SEES_KIND))

    def __len__(self) -> int:
        return sum(1 for _ in self)
