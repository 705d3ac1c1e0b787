"""Workers under load: each goes through the same mix of turns again and again, and keeps a journal of what it did."""

from __future__ import annotations

import asyncio
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import httpx

# One round of a chat: small talk, policy by search, a whole enrolment, a digression, status. Every answer needs the state.
ROUND: tuple[str, ...] = (
    "你好", "老板拖欠工资怎么办", "我要加入工会", "送外卖", "美团", "没有", "渭滨区", "产假有几天", "35岁", "王建设",
    "13800001234", "确认", "查进度", "加班费怎么算", "谢谢",
)  # fmt: skip
CONSENT = "同意"


@dataclass
class Journal:
    """What a client knows: every message it sent, until when it was answered, and the case numbers it was told."""

    conversation_id: str = ""
    token: str = ""
    answered: dict[str, tuple[int, ...]] = field(default_factory=dict)  # client message id → ids of the replies
    unanswered: set[str] = field(default_factory=set)
    confirmed: list[str] = field(default_factory=list)
    milliseconds: list[float] = field(default_factory=list)
    retries: int = 0


async def chat(http: httpx.AsyncClient, base: str, until: Callable[[], bool], *, patient: bool = False) -> Journal:
    """One worker at work until told to stop; `patient` workers send the same message again when the line breaks."""
    journal = Journal()
    opened = await _post(http, f"{base}/api/conversations", {}, {}, journal, patient)
    journal.conversation_id, journal.token = opened["conversation_id"], opened["token"]
    while not until():
        for text in ROUND:
            said = await _say(http, base, journal, text, patient)
            if said["state"]["field"] == "consent":
                said = await _say(http, base, journal, CONSENT, patient)
            number = (said.get("trace") or {}).get("case_number")
            if text == "确认" and number:
                journal.confirmed.append(number)
            if until():
                break
    return journal


async def _say(http: httpx.AsyncClient, base: str, journal: Journal, text: str, patient: bool) -> dict[str, Any]:
    message_id = uuid.uuid4().hex
    journal.unanswered.add(message_id)
    began = time.perf_counter()
    url = f"{base}/api/conversations/{journal.conversation_id}/messages"
    headers = {"Authorization": f"Bearer {journal.token}"}
    body = {"client_message_id": message_id, "text": text}
    said = await _post(http, url, body, headers, journal, patient)
    journal.milliseconds.append((time.perf_counter() - began) * 1000)
    journal.unanswered.discard(message_id)
    journal.answered[message_id] = tuple(reply["id"] for reply in said["replies"])
    return said


async def _post(
    http: httpx.AsyncClient, url: str, body: dict[str, Any], headers: dict[str, str], journal: Journal, patient: bool
) -> dict[str, Any]:
    while True:
        try:
            answer = await http.post(url, json=body, headers=headers)
            if answer.status_code in (200, 201):
                found: dict[str, Any] = answer.json()
                return found
            if answer.status_code != 202 and not patient:
                answer.raise_for_status()
        except httpx.TransportError:
            if not patient:
                raise
        journal.retries += 1
        await asyncio.sleep(0.2)
