"""The cards in use: the files of the release and what staff made of them, read again when staff save something."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping

from cases import cards as saved_cards
from cases.database import Database
from knowledge.cards import Card
from knowledge.standing import CardFile, all_standings, cards_in_use

log = logging.getLogger(__name__)


class LiveCards:
    def __init__(self, database: Database, files: Mapping[str, CardFile]) -> None:
        self._database = database
        self._files = files
        self._changes = -1

    async def read(self) -> list[Card] | None:
        """The cards in use, or None when nothing was saved since the last reading. Raises the database's errors."""
        async with self._database.reading() as session:
            changes = await saved_cards.changes(session)
            if changes == self._changes:
                return None
            versions = await saved_cards.newest(session)
        # Reading a hundred edited cards takes a second: not on the loop that answers workers.
        standings = await asyncio.to_thread(all_standings, self._files, versions.values())
        self._changes = changes
        edited = sum(found.state == "live" for found in standings.values())
        log.info("cards read: %s, of these %s edited by staff", len(standings), edited)
        return cards_in_use(standings)
