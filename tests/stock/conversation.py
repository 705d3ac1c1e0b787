"""The conversation of the comparison, word for word the same for both: a greeting, a question, and a lawyer's time booked."""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Protocol

import httpx

COUNTIES = {
    "渭滨区": "610302", "金台区": "610303", "陈仓区": "610304", "凤翔区": "610305", "岐山县": "610323", "扶风县": "610324",
    "眉县": "610326", "陇县": "610327", "千阳县": "610328", "麟游县": "610329", "凤县": "610330", "太白县": "610331",
}  # fmt: skip
OPENING = ("你好", "加班费怎么算", "我想找个律师")
# What is said when a field is asked for; ours and the stock form ask for the same, in this order.
ANSWERS = {
    "matter": "拖欠、克扣工资", "account": "在工地干了四个月，工资一直没给", "county": "", "lawyer_kind": "社会律师",
    "way": "打电话", "slot": "", "consent": "同意", "name": "王建设", "phone": "13800001234",
}  # fmt: skip
CONFIRM = "确认"
MOST_TURNS = 25  # of one conversation; more means that something went wrong


@dataclass
class Tally:
    """`milliseconds`: one for each turn. `booked`, `failed`: conversations that ended with a booking, or did not."""

    milliseconds: list[float] = field(default_factory=list)
    booked: int = 0
    failed: int = 0
    why: list[str] = field(default_factory=list)


class Side(Protocol):
    """A bot to talk to. `open` gives what `say` wants to know the conversation by."""

    async def open(self) -> Any: ...

    async def say(self, conversation: Any, text: str) -> tuple[str | None, str | None, str]:
        """The field that is asked for now (`confirm` before the last step), the number of the booking, the words."""
        ...


async def chat(side: Side, number: int, over: Callable[[], bool], tally: Tally) -> None:
    """One worker after the other on one line, until time is over; the last conversation is left where it stands."""
    rounds, counties = 0, list(COUNTIES)
    while not over():
        county = counties[(number + rounds) % len(counties)]
        # Not everybody takes the first of the five times offered, or chats at once would take it from each other.
        slot = str((number + rounds) % 5 + 1)
        rounds += 1
        conversation = await side.open()
        texts = list(OPENING)
        for _ in range(MOST_TURNS):
            text = texts.pop(0)
            began = time.perf_counter()
            asked, booking, heard = await side.say(conversation, text)
            tally.milliseconds.append((time.perf_counter() - began) * 1000)
            if booking is not None:
                tally.booked += 1
                break
            if over():
                return
            if not texts:
                if asked is None:
                    _failed(tally, text, heard)
                    break
                texts.append({"county": county, "slot": slot, "confirm": CONFIRM}.get(asked) or ANSWERS[asked])
        else:
            _failed(tally, text, heard)


def _failed(tally: Tally, text: str, heard: str) -> None:
    tally.failed += 1
    tally.why.append(f"{text} → {heard[:80]}")


@dataclass
class Ours:
    """The public chat API, and where it stands from `state`."""

    http: httpx.AsyncClient
    base: str

    async def open(self) -> tuple[str, str]:
        answer = await self.http.post(f"{self.base}/api/conversations", json={})
        answer.raise_for_status()
        opened = answer.json()
        return opened["conversation_id"], opened["token"]

    async def say(self, conversation: tuple[str, str], text: str) -> tuple[str | None, str | None, str]:
        answer = await self.http.post(
            f"{self.base}/api/conversations/{conversation[0]}/messages",
            json={"client_message_id": uuid.uuid4().hex, "text": text},
            headers={"Authorization": f"Bearer {conversation[1]}"},
        )
        answer.raise_for_status()
        said = answer.json()
        heard = " ".join(reply["text"] for reply in said["replies"])
        state = said["state"]
        asked = state["field"] or ("confirm" if state["flow"] else None)
        return asked, (said.get("trace") or {}).get("case_number"), heard


@dataclass
class Stock:
    """The REST channel. It tells nothing of the form, so the question is known by its words."""

    http: httpx.AsyncClient
    base: str
    questions: dict[str, str]  # words → field

    async def open(self) -> str:
        return uuid.uuid4().hex

    async def say(self, conversation: str, text: str) -> tuple[str | None, str | None, str]:
        answer = await self.http.post(
            f"{self.base}/webhooks/rest/webhook", json={"sender": conversation, "message": text}
        )
        answer.raise_for_status()
        heard = " ".join(said.get("text", "") for said in answer.json())
        asked = next((name for words, name in self.questions.items() if words in heard), None)
        booking = heard.partition("编号 ")[2].rstrip("。") if "约好了" in heard else None
        return asked, booking, heard


def questions(domain: dict[str, Any]) -> dict[str, str]:
    """The first words of each question of the stock form → the field, under our names."""
    ours = {"time": "slot", "confirmed": "confirm"}
    return {
        domain["responses"][f"utter_ask_{slot}"][0]["text"].partition("{")[0]: ours.get(slot, slot)
        for slot in domain["forms"]["legal_form"]["required_slots"]
    }
