"""A worker at the public chat API: says things, presses buttons by their words, and remembers everything."""

from __future__ import annotations

import re
import uuid
from dataclasses import dataclass, field
from typing import Any

import httpx


@dataclass
class Worker:
    http: httpx.AsyncClient
    base: str
    conversation_id: str = ""
    token: str = ""
    buttons: list[dict[str, str]] = field(default_factory=list)
    answers: list[dict[str, Any]] = field(default_factory=list)
    case_numbers: list[str] = field(default_factory=list)
    transcript: list[str] = field(default_factory=list)

    async def arrive(self) -> Worker:
        answer = await self.http.post(f"{self.base}/api/conversations", json={})
        answer.raise_for_status()
        self.conversation_id, self.token = answer.json()["conversation_id"], answer.json()["token"]
        return self

    @property
    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"}

    async def send(self, *, message_id: str | None = None, **body: Any) -> dict[str, Any]:
        answer = await self.http.post(
            f"{self.base}/api/conversations/{self.conversation_id}/messages",
            json={"client_message_id": message_id or uuid.uuid4().hex, **body}, headers=self.headers,
        )  # fmt: skip
        answer.raise_for_status()
        said: dict[str, Any] = answer.json()
        self.answers.append(said)
        trace = said.get("trace") or {}
        self.transcript.append(f"> {body}  [{trace.get('kind')} {trace.get('intent')} {trace.get('confidence')}]")
        self.transcript += [f"< {r['text']} {[b['title'] for b in r['buttons']]}" for r in said["replies"]]
        self.buttons = [button for reply in said["replies"] for button in reply["buttons"]]
        number = (said.get("trace") or {}).get("case_number")
        if number and number not in self.case_numbers:
            self.case_numbers.append(number)
        return said

    async def say(self, text: str) -> dict[str, Any]:
        return await self.send(text=text)

    async def press(self, words: str) -> dict[str, Any]:
        """Press the button whose title holds these words. Raises LookupError when there is none."""
        for button in self.buttons:
            if words in button["title"]:
                return await self.send(payload=button["payload"])
        raise LookupError(f"no button {words!r} among {[b['title'] for b in self.buttons]}")

    @property
    def heard(self) -> str:
        """The words of the last answer."""
        return "\n".join(reply["text"] for reply in self.answers[-1]["replies"]) if self.answers else ""

    @property
    def state(self) -> dict[str, Any]:
        found: dict[str, Any] = self.answers[-1]["state"]
        return found

    @property
    def trace(self) -> dict[str, Any]:
        found: dict[str, Any] = self.answers[-1]["trace"]
        return found

    def number_heard(self) -> str | None:
        found = re.search(r"\d{2}-\d{4}-\d{4}", self.heard)
        return found.group() if found else None
