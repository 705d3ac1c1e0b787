"""Server-sent events: what is said in a chat, as it is said, by whomever."""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator

import orjson
from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import StreamingResponse

from bot.web import shapes
from bot.web.parts import Parts
from bot.web.problems import Problem
from cases import attachments, conversations, messages
from cases.wakeups import Subscription

KEEP_ALIVE_SECONDS = 15.0
STREAMS_PER_CHAT = 6
BIGGEST_ID = 2**63 - 1


class Streams:
    """The open streams of this process; `close()` lets all of them end, so that the program can stop."""

    def __init__(self, *, keep_alive: float = KEEP_ALIVE_SECONDS) -> None:
        self._keep_alive = keep_alive
        self._open: Counter[str] = Counter()
        self._ears: set[Subscription] = set()
        self._closing = False

    def close(self) -> None:
        self._closing = True
        for ears in self._ears:
            ears.wake()

    def full(self, chat: str) -> bool:
        return self._open[chat] >= STREAMS_PER_CHAT

    async def events(self, parts: Parts, chat: str, after: int | None) -> AsyncIterator[bytes]:
        """Messages above `after` (None: from now on) and, as `event: state`, every change of who speaks for us."""
        owner = None
        self._open[chat] += 1
        try:
            with parts.wakeups.subscribed(f"conversation:{chat}") as ears:
                self._ears.add(ears)
                try:
                    yield b"retry: 2000\n\n"
                    while not self._closing:
                        async with parts.database.reading() as session:
                            if after is None:
                                newest = await messages.transcript(session, chat, now=parts.clock(), limit=1)
                                after = newest[-1].id if newest else 0
                            rows = await messages.transcript(session, chat, now=parts.clock(), after=after)
                            files = (
                                shapes.files_by_message(await attachments.of_conversation(session, chat))
                                if any(row.direction == "in" for row in rows)
                                else {}
                            )
                            seen = await conversations.owner_of(session, chat)
                        for row in rows:
                            after = row.id
                            yield b"id: %d\ndata: %s\n\n" % (row.id, orjson.dumps(shapes.message(row, files)))
                        if seen != owner:
                            owner = seen
                            yield b"event: state\ndata: %s\n\n" % orjson.dumps({"owner": owner})
                        if len(rows) < messages.PAGE and not await ears.wait(self._keep_alive):
                            yield b": still here\n\n"
                finally:
                    self._ears.discard(ears)
        finally:
            self._open[chat] -= 1
            if self._open[chat] <= 0:
                del self._open[chat]


def stream_routes(parts: Parts, streams: Streams) -> APIRouter:
    router = APIRouter(tags=["chat"])

    async def mine(request: Request, conversation_id: str) -> str:
        # EventSource cannot set headers, so here (and only here) the token may stand in the address.
        return await parts.let_in(request, conversation_id, query_token=True)

    @router.get("/api/conversations/{conversation_id}/stream", response_class=StreamingResponse)
    async def stream(
        request: Request, chat: str = Depends(mine), after: int | None = Query(None, ge=0, le=BIGGEST_ID)
    ) -> StreamingResponse:
        """Server-sent events. `Last-Event-ID` (or `after`) says what the page has already; without it, from now on."""
        if streams.full(chat):
            raise Problem(429, "这个对话在太多页面里打开了，请关掉几个。", headers={"retry-after": "5"})
        last = request.headers.get("last-event-id", "")
        if last.isascii() and last.isdigit() and len(last) <= 18:
            after = int(last)
        headers = {"x-accel-buffering": "no"}  # a proxy in between must not hold events back
        return StreamingResponse(streams.events(parts, chat, after), 200, headers, "text/event-stream")

    return router
