"""Opening a chat, writing in it, reading it, following a one-time link, and taking one's data away."""

from __future__ import annotations

import asyncio

import orjson
from fastapi import APIRouter, Depends, Query, Request, Response

from bot.intake import Taken
from bot.turns import view
from bot.web import shapes
from bot.web.parts import Parts
from bot.web.problems import Problem
from cases import attachments, conversations, links, messages, privacy

LOOK_AGAIN_SECONDS = 1.0
BIGGEST_ID = 2**63 - 1


def chat_routes(parts: Parts) -> APIRouter:
    router = APIRouter(tags=["chat"])

    async def mine(request: Request, conversation_id: str) -> str:
        return await parts.let_in(request, conversation_id)

    @router.post("/api/conversations", status_code=201, responses={201: {"model": shapes.Opened}})
    async def open_chat(request: Request, body: shapes.OpenChat | None = None) -> Response:
        """A new chat. Keep the token: it is shown once."""
        address = request.client.host if request.client else "?"
        await parts.slow_down(request, f"open:{address}", limit=parts.limits.chats, seconds=60)
        async with parts.database.transaction() as session:
            chat, token = await conversations.open_web_conversation(
                session, now=parts.clock(), source=body.source if body else None
            )
        return shapes.send({"conversation_id": chat, "token": token}, 201)

    @router.post(
        "/api/conversations/{conversation_id}/messages",
        responses={200: {"model": shapes.AnswerOut}, 202: {"model": shapes.AnswerOut}},
    )
    async def write(request: Request, body: shapes.Send, chat: str = Depends(mine)) -> Response:
        """Say something. The same `client_message_id` again gives the same answer and has no second effect."""
        await parts.slow_down(request, f"write:{chat}", limit=parts.limits.messages, seconds=10)
        files = body.attachment_ids or []
        if files:
            async with parts.database.reading() as session:
                if not await attachments.owned(session, chat, files):
                    raise Problem(422, "有文件没有找到，请重新发一次。")
        taken = await parts.intake.receive(
            conversation_id=chat,
            channel="web",
            external_id=f"{chat}:{body.client_message_id}",
            text=body.text or "",
            payload=body.payload,
            attachment_ids=files,
        )
        return await _answer(parts, taken)

    @router.get("/api/conversations/{conversation_id}/messages", responses={200: {"model": shapes.MessagesOut}})
    async def read(chat: str = Depends(mine), after: int = Query(0, ge=0, le=BIGGEST_ID)) -> Response:
        """Messages with ids above `after`, oldest first (200 at most); without it the newest 200."""
        async with parts.database.reading() as session:
            rows = await messages.transcript(session, chat, now=parts.clock(), after=after)
            files = shapes.files_by_message(await attachments.of_conversation(session, chat))
            owner = await conversations.owner_of(session, chat)
        return shapes.send({"messages": [shapes.message(row, files) for row in rows], "owner": owner})

    @router.post("/api/links/{token}", status_code=201, responses={201: {"model": shapes.Opened}})
    async def follow_link(request: Request, token: str) -> Response:
        """Turn a one-time link from a messenger into a web chat of the same person."""
        address = request.client.host if request.client else "?"
        await parts.slow_down(request, f"link:{address}", limit=parts.limits.chats, seconds=60)
        async with parts.database.transaction() as session:
            chat, bearer = await links.follow(session, token.encode(errors="replace").decode(), now=parts.clock())
        return shapes.send({"conversation_id": chat, "token": bearer}, 201)

    @router.get("/api/conversations/{conversation_id}/export")
    async def take_away(chat: str = Depends(mine)) -> Response:
        """Everything we hold of this person, as a JSON file."""
        async with parts.database.reading() as session:
            person_id = (await conversations.get(session, chat)).person_id
            data = await privacy.export(session, person_id)
        headers = {"content-disposition": 'attachment; filename="niangjiaren-export.json"'}
        return Response(orjson.dumps(data, option=orjson.OPT_INDENT_2), 200, headers, "application/json")

    return router


async def _answer(parts: Parts, taken: Taken) -> Response:
    """The turn's answer; when it takes longer than the caller should wait, 202 and the stream brings it."""
    loop = asyncio.get_running_loop()
    until = loop.time() + parts.answer_wait_seconds
    if taken.turn is not None:
        await asyncio.wait({taken.turn}, timeout=parts.answer_wait_seconds)
        answers = taken.turn.result() if taken.turn.done() and not taken.turn.cancelled() else None
        if answers and (given := answers.get(taken.message_id)) is not None:
            return shapes.send(shapes.answer(taken.message_id, given, trace=parts.trace))
    with parts.wakeups.subscribed(f"conversation:{taken.conversation_id}") as ears:
        while True:
            async with parts.database.reading() as session:
                row = await messages.get(session, taken.message_id)
                if row is not None and row.status == "done":
                    replies = await messages.replies_to(session, taken.message_id)
                    return shapes.send(shapes.stored_answer(row, replies, trace=parts.trace))
                owner = await conversations.owner_of(session, taken.conversation_id)
            left = until - loop.time()
            if left <= 0:
                break
            await ears.wait(min(left, LOOK_AGAIN_SECONDS))
    body = {"message_id": taken.message_id, "replies": [], "state": view(owner)}
    return shapes.send({**body, "trace": None} if parts.trace else body, 202)
