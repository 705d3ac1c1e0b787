"""What staff typed and have not sent: at hand in memory, and a moment later in the database (encrypted).

So it outlives a reload, an ended login, an error, and a restart of the console. Typing never waits for the database.
"""

from __future__ import annotations

import asyncio
import logging
from collections import OrderedDict
from collections.abc import Callable
from datetime import datetime

from cases.chats.drafts import drafts_of, save_drafts
from cases.database import Database, Session

log = logging.getLogger(__name__)

LIMIT = 2_000  # drafts held in memory, of all colleagues together; the oldest falls out (the database still has it)
PAUSE_SECONDS = 1.0  # of typing are saved at once
RETRY_SECONDS = 5.0  # after the database did not answer


class Drafts:
    """Texts by (staff id, place), such as `reply:<chat>` or `case:<number>`. Without a database: in memory only."""

    def __init__(self) -> None:
        self._kept: OrderedDict[tuple[int, str], str] = OrderedDict()
        self._unsaved: dict[tuple[int, str], str] = {}
        self._database: Database | None = None
        self._clock: Callable[[], datetime] | None = None
        self._saving: asyncio.Task[None] | None = None

    def store_in(self, database: Database, clock: Callable[[], datetime]) -> None:
        self._database, self._clock = database, clock

    def get(self, staff_id: int, place: str) -> str:
        return self._kept.get((staff_id, place), "")

    def keep(self, staff_id: int, place: str, text: str) -> None:
        """An empty text forgets the draft."""
        key = (staff_id, place)
        if text == self._kept.get(key, "") and key not in self._unsaved:
            return
        self._hold(key, text)
        if self._database is not None:
            self._unsaved[key] = text
            if self._saving is None or self._saving.done():
                self._saving = asyncio.get_running_loop().create_task(self._save_soon(), name="drafts")

    async def recall(self, session: Session, staff_id: int) -> None:
        """Take up what the database has of this colleague, from before a restart or from another process. What was typed
        here and is not saved yet stays."""
        found = await drafts_of(session, staff_id)
        for key in [k for k in self._kept if k[0] == staff_id and k not in self._unsaved and k[1] not in found]:
            del self._kept[key]
        for place, text in found.items():
            if (staff_id, place) not in self._unsaved:
                self._hold((staff_id, place), text)

    async def flush(self) -> None:
        """Save what is not saved yet: the program is about to end."""
        if self._saving is not None:
            self._saving.cancel()
        if self._unsaved:
            await self._save()

    def _hold(self, key: tuple[int, str], text: str) -> None:
        self._kept.pop(key, None)
        if text.strip():
            self._kept[key] = text
            if len(self._kept) > LIMIT:
                self._kept.popitem(last=False)

    async def _save_soon(self) -> None:
        while self._unsaved:
            await asyncio.sleep(PAUSE_SECONDS)
            try:
                await self._save()
            except Exception as error:  # noqa: BLE001 - the drafts are still in memory; a database that is away comes back
                log.error("drafts are not saved: %s", type(error).__name__)
                await asyncio.sleep(RETRY_SECONDS)

    async def _save(self) -> None:
        if self._database is None or self._clock is None:
            return
        taken = dict(self._unsaved)
        async with self._database.transaction() as session:
            await save_drafts(session, taken, now=self._clock())
        for key, text in taken.items():
            if self._unsaved.get(key) == text:  # typed on meanwhile: saved with the next
                del self._unsaved[key]
