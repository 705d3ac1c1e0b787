"""What programs are called now: those of the taxonomy under their live titles, and those staff made themselves."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from cases import programs
from cases.database import Session
from knowledge.taxonomy import ProgramName, Taxonomy


class ProgramNames(Mapping[str, ProgramName]):
    """Stands in the place of `taxonomy.programs`, so that every page says the names people know. `learned`: the programs of
    the release, which alone the language model knows."""

    def __init__(self, learned: Mapping[str, ProgramName]) -> None:
        self.learned = learned
        self._now: dict[str, ProgramName] = dict(learned)
        self._changes: tuple[int, int] | None = None

    async def refresh(self, session: Session) -> None:
        """Look for what was published since; one small query when nothing was."""
        changes = await programs.changes(session)
        if changes == self._changes:
            return
        now = dict(self.learned)
        for row in await programs.everything(session):
            title, platform = row.document.get("title"), row.document.get("platform")
            if isinstance(title, str) and title.strip():
                audience = str(row.document.get("audience") or "worker")
                now[row.id] = ProgramName(row.id, title.strip(), str(platform or ""), audience)
        self._now, self._changes = now, changes

    def __getitem__(self, key: str) -> ProgramName:
        return self._now[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._now)

    def __len__(self) -> int:
        return len(self._now)


def with_live_names(taxonomy: Taxonomy) -> Taxonomy:
    return replace(taxonomy, programs=ProgramNames(taxonomy.programs))


def learned_programs(taxonomy: Taxonomy) -> Mapping[str, ProgramName]:
    """The programs the language model can be taught about."""
    found = taxonomy.programs
    return found.learned if isinstance(found, ProgramNames) else found
