"""Typed commands and the tags of deep links (posters, flyers), turned into what the dialogue knows."""

from __future__ import annotations

import re
from dataclasses import dataclass

from actions.texts import Texts

COMMAND = re.compile(r"/([a-z]+)(?:@\w+)?(?:\s+(.*))?", re.IGNORECASE | re.DOTALL)
TAG = re.compile(r"[A-Za-z0-9_-]{1,64}")
# `p_<program>` and `c_<card>`, then perhaps `-` and where the poster hangs: p_autumn_scholarship-caijiapo3
OPENS = re.compile(r"([pc])_([a-z0-9_]+)(?:-.*)?")
PAYLOADS = {"p": "about", "c": "card"}


@dataclass(frozen=True, slots=True)
class Said:
    """What a typed text means: a text or a payload, and the tag the person came with."""

    text: str = ""
    payload: str | None = None
    source: str | None = None


def understand(text: str, texts: Texts) -> Said:
    """Our own commands are translated; anything else, commands of others included, stays what was typed."""
    match = COMMAND.fullmatch(text.strip())
    if match is None:
        return Said(text)
    name, rest = match[1].lower(), (match[2] or "").strip()
    key = f"telegram.command.{name}"
    if key not in texts:
        return Said(text)
    if name != "start":
        return Said(texts(key))
    tag = rest if TAG.fullmatch(rest) else None
    opens = OPENS.fullmatch(tag) if tag else None
    if opens is not None:
        return Said(payload=f"{PAYLOADS[opens[1]]}:{opens[2]}", source=tag)
    return Said(texts(key), source=tag)
