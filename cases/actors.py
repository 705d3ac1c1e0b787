"""Who acts. Every verb that changes something takes an Actor, and every event names it."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Actor:
    """kind: worker | bot | staff | system. `roles` is for staff: pairs of (role, county or None for the whole city)."""

    kind: str
    id: int | None = None
    name: str = ""
    roles: frozenset[tuple[str, str | None]] = field(default_factory=frozenset)

    @classmethod
    def worker(cls, person_id: int) -> Actor:
        return cls("worker", person_id)

    @classmethod
    def bot(cls) -> Actor:
        return cls("bot")

    @classmethod
    def system(cls) -> Actor:
        return cls("system")

    def has_role(self, *roles: str) -> bool:
        return any(role in roles for role, _ in self.roles)
