"""What goes over the web API, as pydantic models (they make the OpenAPI document) and as the JSON that is really sent."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Annotated, Any, Literal, Self

import orjson
from fastapi import Response
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from bot.intake import LONGEST_TEXT, clean
from bot.turns import Answer
from cases.messages import Outgoing
from cases.models import Message


def _clean(value: Any) -> Any:
    return clean(value) if isinstance(value, str) else value


def _tag(value: Any) -> Any:
    return re.sub(r"[^A-Za-z0-9_-]", "", value)[:64] or None if isinstance(value, str) else None


class OpenChat(BaseModel):
    """`source`: the tag of the poster or leaflet that brought the person here. A spoilt one is dropped, never refused."""

    source: Annotated[str | None, BeforeValidator(_tag)] = None


class Send(BaseModel):
    """At least one of text, payload, attachment_ids. A text above 20,000 characters is cut."""

    model_config = ConfigDict(extra="ignore")

    client_message_id: Annotated[str, BeforeValidator(_clean), Field(min_length=1, max_length=64)]
    text: Annotated[str | None, BeforeValidator(_clean), Field(max_length=LONGEST_TEXT)] = None
    payload: Annotated[str | None, BeforeValidator(_clean), Field(max_length=200)] = None
    attachment_ids: Annotated[list[Annotated[str, Field(pattern="^[0-9a-f]{32}$")]], Field(max_length=10)] | None = None

    @model_validator(mode="after")
    def _something(self) -> Self:
        if self.text is None and self.payload is None and not self.attachment_ids:
            raise ValueError("one of text, payload, attachment_ids is needed")
        return self


class Opened(BaseModel):
    conversation_id: str
    token: str


class ButtonOut(BaseModel):
    title: str
    payload: str


class CardOut(BaseModel):
    model_config = ConfigDict(extra="allow")
    id: str
    citations: list[str]


class ReplyOut(BaseModel):
    id: int
    text: str
    buttons: list[ButtonOut]
    card: CardOut | None


class StateOut(BaseModel):
    owner: Literal["bot", "queue", "staff"]
    flow: str | None
    program: str | None
    field: str | None


class AnswerOut(BaseModel):
    """200: the turn is over. 202: it goes on, replies come by the stream. `trace` only where the server shows it."""

    message_id: int
    replies: list[ReplyOut]
    state: StateOut
    trace: dict[str, Any] | None = None


class FileOut(BaseModel):
    id: str
    name: str
    media_type: str
    size: int


class MessageOut(ReplyOut):
    author: Literal["worker", "bot", "staff", "system"]
    attachments: list[FileOut]
    at: str


class MessagesOut(BaseModel):
    messages: list[MessageOut]
    owner: Literal["bot", "queue", "staff"]


class ProblemOut(BaseModel):
    type: str
    title: str
    status: int
    detail: str


def send(content: Any, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    return Response(orjson.dumps(content), status, dict(headers or {}), "application/json")


def reply(message_id: int, outgoing: Outgoing) -> dict[str, Any]:
    return {"id": message_id, "text": outgoing.text, "buttons": list(outgoing.buttons), "card": outgoing.card}


def stored_reply(row: Message) -> dict[str, Any]:
    content = row.content or {}
    return {"id": row.id, "text": row.text or "", "buttons": content.get("buttons", []), "card": content.get("card")}


def answer(message_id: int, given: Answer, *, trace: bool) -> dict[str, Any]:
    return _answer(message_id, [reply(i, o) for i, o in given.replies], given.state, given.trace, trace=trace)


def stored_answer(row: Message, replies: Iterable[Message], *, trace: bool) -> dict[str, Any]:
    """The same answer again, from the database."""
    kept = row.trace or {}
    return _answer(row.id, [stored_reply(r) for r in replies], kept.get("state") or {}, kept.get("trace"), trace=trace)


def _answer(
    message_id: int, replies: list[dict[str, Any]], state: Mapping[str, Any], kept: Any, *, trace: bool
) -> dict[str, Any]:
    body = {"message_id": message_id, "replies": replies, "state": state}
    return {**body, "trace": kept} if trace else body


def message(row: Message, files: Mapping[int, list[dict[str, Any]]]) -> dict[str, Any]:
    return {
        **stored_reply(row),
        "author": row.author,
        "attachments": files.get(row.id, []),
        "at": row.created_at.isoformat().replace("+00:00", "Z"),
    }


def files_by_message(rows: Iterable[tuple[str, int | None, str, str, int]]) -> dict[int, list[dict[str, Any]]]:
    """From `cases.attachments.of_conversation`."""
    found: dict[int, list[dict[str, Any]]] = {}
    for file_id, message_id, name, media_type, size in rows:
        if message_id is not None:
            found.setdefault(message_id, []).append(
                {"id": file_id, "name": name, "media_type": media_type, "size": size}
            )
    return found
