"""Reading one update: forgiving about what it leaves out, strict about being an update at all."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from aiogram import Bot
from aiogram.types import Update
from aiogram.types.update import UpdateTypeLookupError
from pydantic import ValidationError

WANTED = ("message", "edited_message", "channel_post", "callback_query", "my_chat_member")


class UnreadableUpdate(Exception):
    """It is no update. Its content is not repeated here, since it may be a worker's words."""


def read_update(raw: Any, bot: Bot) -> Update:
    """Raises UnreadableUpdate."""
    try:
        update = Update.model_validate(_completed(raw), context={"bot": bot})
        _ = update.event_type  # a kind that aiogram does not know would be printed with all its content
    except (ValidationError, UpdateTypeLookupError, TypeError, AttributeError, RecursionError) as error:
        raise UnreadableUpdate(type(error).__name__) from None
    return update


def chat_of(raw: Mapping[str, Any]) -> object:
    """What keeps its order: the chat an update belongs to, or None."""
    for kind in WANTED:
        event = raw.get(kind)
        if isinstance(event, dict):
            inner = event.get("message") if kind == "callback_query" else event
            chat = inner.get("chat") if isinstance(inner, dict) else None
            return chat.get("id") if isinstance(chat, dict) else None
    return None


def _completed(raw: Any) -> dict[str, Any]:
    """A copy with what other servers of the same API leave out and we do not need."""
    update: dict[str, Any] = {key: _mended(value) for key, value in raw.items()}
    for kind in WANTED[:3]:
        _complete_message(update.get(kind))
    query = update.get("callback_query")
    if isinstance(query, dict):
        query.setdefault("chat_instance", "")
        _complete_person(query.get("from"))
        _complete_message(query.get("message"))
    return update


def _complete_message(message: Any) -> None:
    if not isinstance(message, dict):
        return
    message.setdefault("message_id", 0)
    message.setdefault("date", 0)
    _complete_person(message.get("from"))
    if isinstance(message.get("chat"), dict):
        message["chat"].setdefault("type", "private")


def _complete_person(person: Any) -> None:
    if isinstance(person, dict):
        person.setdefault("is_bot", False)
        person.setdefault("first_name", "")


def _mended(value: Any) -> Any:
    """Halves of surrogate pairs are replaced: JSON may carry them, no database does."""
    if isinstance(value, str):
        return value if value.isascii() else value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    if isinstance(value, dict):
        return {key: _mended(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_mended(item) for item in value]
    return value
