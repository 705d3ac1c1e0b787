"""What part of the figures somebody looks at, and whether they may."""

from __future__ import annotations

from dataclasses import dataclass, replace

from cases.actors import Actor
from cases.errors import NotAllowed
from cases.figures.periods import Period
from cases.rights import may, require_right


@dataclass(frozen=True, slots=True)
class View:
    """A period, and the county, channel and source it is narrowed to (None: all). Made by `look`, which checks the rights."""

    period: Period
    county: str | None = None
    channel: str | None = None
    source: str | None = None

    def during(self, period: Period) -> View:
        """The same look at another period."""
        return replace(self, period=period)

    @property
    def narrow(self) -> bool:
        """Few people stand behind a number: the small ones about sensitive matters are not shown."""
        return self.county is not None or self.source is not None


def counties_of(actor: Actor, action: str = "figures.see") -> frozenset[str] | None:
    """The counties whose figures this colleague may see; None: all and the whole city. Empty: none."""
    if may(actor, action):
        return None
    return frozenset(scope for _, scope in actor.roles if scope is not None and may(actor, action, scope))


def look(
    actor: Actor,
    period: Period,
    *,
    county: str | None = None,
    channel: str | None = None,
    source: str | None = None,
    action: str = "figures.see",
) -> View:
    """The view asked for. Who may see only one county, or some, and names none gets (the first of) theirs.

    Raises NotAllowed for a county of others, and for colleagues without the right.
    """
    own = counties_of(actor, action)
    if own is not None and not own:
        raise NotAllowed(f"{actor.kind} {actor.id}: {action}")
    if county is None and own is not None:
        county = min(own)
    require_right(actor, action, county)
    return View(period, county or None, channel or None, source or None)
