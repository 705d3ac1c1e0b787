"""What the web API works with, and who is let in."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime

from fastapi import Request

from bot.intake import Intake
from bot.web.limits import RateLimiter, is_loopback
from bot.web.problems import Problem
from cases import conversations
from cases.database import Database
from cases.wakeups import Wakeups

CHAT_ID = re.compile("[0-9a-f]{32}")


@dataclass(frozen=True, slots=True)
class Limits:
    """Per chat: messages in 10 seconds. Per address: new chats in a minute. 0 is no limit."""

    messages: int = 20
    chats: int = 30
    loopback: bool = False


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
        async with self.database.reading() as session:
            await conversations.authenticate(
                session, conversation_id, token.encode(errors="replace").decode(), now=self.clock()
            )
        return conversation_id

    async def slow_down(self, request: Request, key: str, *, limit: int, seconds: float) -> None:
        """429 when there were more than `limit` of these in `seconds`."""
        address = request.client.host if request.client else None
        if limit == 0 or (not self.limits.loopback and is_loopback(address)):
            return
        wait = await self.limiter.too_soon(key, limit=limit, seconds=seconds)
        if wait > 0:
            raise Problem(429, headers={"retry-after": str(int(wait) + 1)})
