"""What the web API works with, and who is let in."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from fastapi import Request

from bot.intake import Intake
from bot.web.limits import RateLimiter, is_loopback
from bot.web.problems import Problem
from cases import conversations
from cases.conversations import hash_token
from cases.database import Database
from cases.wakeups import Wakeups

DOOR_KNOWN = timedelta(seconds=30)
DOORS_KEPT = 10_000
CHAT_ID = re.compile("[0-9a-f]{32}")


@dataclass(frozen=True, slots=True)
class Limits:
    """Per chat: messages in 10 seconds. Per address: new chats in a minute. 0 is no limit."""

    messages: int = 20
    chats: int = 30
    loopback: bool = False


class RecentDoors:
    """Which tokens opened which chats within the last half minute, so that a busy chat asks the database seldom."""

    def __init__(self) -> None:
        self._opened: dict[tuple[str, str], datetime] = {}

    def knows(self, chat: str, token: str, now: datetime) -> bool:
        return self._opened.get((chat, hash_token(token)), now) > now

    def remember(self, chat: str, token: str, now: datetime) -> None:
        if len(self._opened) >= DOORS_KEPT:
            self._opened = {door: until for door, until in self._opened.items() if until > now}
            if len(self._opened) >= DOORS_KEPT:
                self._opened.clear()
        self._opened[chat, hash_token(token)] = now + DOOR_KNOWN


@dataclass(frozen=True, slots=True)
class Parts:
    """`alive`: for each outside service by name, whether it answers; None means it is not in use."""

    database: Database
    intake: Intake
    wakeups: Wakeups
    limiter: RateLimiter
    clock: Callable[[], datetime]
    alive: Callable[[], Awaitable[dict[str, bool | None]]]
    limits: Limits = Limits()
    trace: bool = True
    answer_wait_seconds: float = 8
    doors: RecentDoors = field(default_factory=RecentDoors)

    async def let_in(self, request: Request, conversation_id: str, *, query_token: bool = False) -> str:
        """The conversation id, once the request's token opened it. 401 without a token, 404 for any other's."""
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        token = token.strip() if scheme.lower() == "bearer" else ""
        if not token and query_token:
            token = request.query_params.get("token", "")
        if not token:
            raise Problem(401, headers={"www-authenticate": "Bearer"})
        if not CHAT_ID.fullmatch(conversation_id):
            raise Problem(404)
        token, now = token.encode(errors="replace").decode(), self.clock()
        if not self.doors.knows(conversation_id, token, now):
            async with self.database.reading() as session:
                await conversations.authenticate(session, conversation_id, token, now=now)
            self.doors.remember(conversation_id, token, now)
        return conversation_id

    async def slow_down(self, request: Request, key: str, *, limit: int, seconds: float) -> None:
        """429 when there were more than `limit` of these in `seconds`."""
        address = request.client.host if request.client else None
        if limit == 0 or (not self.limits.loopback and is_loopback(address)):
            return
        wait = await self.limiter.too_soon(key, limit=limit, seconds=seconds)
        if wait > 0:
            raise Problem(429, headers={"retry-after": str(int(wait) + 1)})
