"""Groups and channels: a kind word that we talk in private, at most once an hour each, and nothing is kept."""

from __future__ import annotations

import time
from collections.abc import Callable

QUIET_SECONDS = 3600.0


class GroupManners:
    def __init__(self, time: Callable[[], float] = time.monotonic) -> None:
        self._time = time
        self._told: dict[int, float] = {}

    def may_speak(self, chat_id: int) -> bool:
        """True once an hour for each group; asking counts as speaking."""
        now = self._time()
        self._told = {chat: at for chat, at in self._told.items() if now - at < QUIET_SECONDS}
        if chat_id in self._told:
            return False
        self._told[chat_id] = now
        return True
