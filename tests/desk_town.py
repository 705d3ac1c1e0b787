"""Everybody who wrote to the federation of a city in two years, and what was said: rows for `tests/desk_seed.py`.

All is drawn from one seed, so the same numbers give the same desk. Texts are real ciphertexts out of a pool.
"""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from cases.crypto import KeyRing
from cases.staff.login import password_hasher

Row = tuple[Any, ...]
Table = tuple[str, str, Iterable[Row]]  # its name, its columns with blanks between, its rows

COUNTIES = tuple(f"6103{n}" for n in "02 03 04 05 23 24 26 27 28 29 30 31".split())  # noqa: SIM905
COUNTY_WEIGHTS = (22, 24, 14, 9, 8, 6, 5, 3, 2, 2, 1, 1)
REASONS = {"asked": 55, "not_understood": 20, "complaint": 8, "missed_field": 8, "psych": 6, "crisis": 3}
INTENTS = ("ask_policy", "join_program", "ask_program", "greet")
ROLES = {"admin": 3, "duty": 14, "lawyer": 7, "counsellor": 4, "program_officer": 5, "knowledge_editor": 3}
WORDS = (
    "工资拖了三个月没发",
    "想问一下加班费咋算",
    "怎么入会",
    "孩子上大学能申请助学不",
    "找个真人",
    "谢谢",
    "啥时候能办好",
)
ANSWERS = ("好的，给您记下了。", "加班费按劳动法第四十四条……", "请问您怎么称呼？", "已经提交，编号请记好。")
POOL = 400
DAYS = 730


@dataclass(frozen=True, slots=True)
class Scale:
    """How much of everything. `attended`: chats that wait, or that a colleague has."""

    cases: int = 100_000
    messages: int = 1_000_000
    staff: int = 60

    @property
    def chats(self) -> int:
        return max(40, self.cases * 6 // 10)

    @property
    def attended(self) -> int:
        return min(2_000, self.chats // 4)


@dataclass(frozen=True, slots=True)
class Chat:
    id: str
    channel: str
    county: str | None
    begun: datetime
    owner: str


class Town:
    """`now` is the end of the two years. Person, identity and chat of one number belong together."""

    def __init__(self, scale: Scale, ring: KeyRing, now: datetime) -> None:
        self.scale, self.ring, self.now = scale, ring, now
        self.rng = random.Random(20261130)
        self._pools: dict[str, list[str]] = {}
        self.chats = self._chats()

    def sealed(self, name: str, plain: Callable[[], str]) -> str:
        """One of at most POOL ciphertexts of this name; every one opens with the ring."""
        pool = self._pools.setdefault(name, [])
        if len(pool) < POOL:
            pool.append(self.ring.seal(plain().encode()))
            return pool[-1]
        return self.rng.choice(pool)

    def pick(self, weights: dict[str, int]) -> str:
        return self.rng.choices(list(weights), list(weights.values()))[0]

    def county(self) -> str | None:
        return None if self.rng.random() < 0.06 else self.rng.choices(COUNTIES, COUNTY_WEIGHTS)[0]

    def _chats(self) -> list[Chat]:
        """More of them lately than long ago; the last ones wait, or a colleague has them."""
        rng, count, attended = self.rng, self.scale.chats, self.scale.attended
        times = sorted(self.now - timedelta(days=DAYS * rng.random() ** 1.2, minutes=10) for _ in range(count))
        chats = []
        for n, at in enumerate(times):
            owner = "bot" if n < count - attended else "queue" if n % 5 < 2 else "staff"
            channel = "web" if rng.random() < 0.6 else "telegram"
            chats.append(Chat(f"{rng.getrandbits(128):032x}", channel, self.county(), at, owner))
        return chats

    def tables(self) -> Iterator[Table]:
        yield "staff", "id login name password_hash active created_at must_change_password", self._staff()
        yield "staff_roles", "id staff_id role county", self._roles()
        yield "people", "id name phone phone_index county created_at", self._people()
        yield "channel_identities", "id person_id channel address source created_at", self._identities()
        columns = (
            "id identity_id person_id channel address county owner owner_staff_id waiting_since waiting_reason reply_due_at "
            "owner_active_at state fence created_at last_message_at"
        )
        yield "conversations", columns, self._conversations()
        columns = (
            "id conversation_id channel external_id direction author staff_id text content trace walled status due_at "
            "attempts created_at sent_at"
        )
        yield "messages", columns, self._messages()
        yield "chat_labels", "conversation_id label by at", self._labels()

    def _staff(self) -> Iterator[Row]:
        hashed = password_hasher().hash("gonghui-2026")
        for n in range(1, self.scale.staff + 1):
            yield n, f"user{n}", f"示例同事{n}", hashed, True, self.now - timedelta(days=DAYS), False

    def _roles(self) -> Iterator[Row]:
        """Numbers 1–3 are administrators, 4–17 the duty desk, 18–24 lawyers, …; those after 36 county desks."""
        roles = [role for role, count in ROLES.items() for _ in range(count)]
        for n in range(1, self.scale.staff + 1):
            desk = n > len(roles)
            yield n, n, "county_desk" if desk else roles[n - 1], COUNTIES[n % len(COUNTIES)] if desk else None

    def _people(self) -> Iterator[Row]:
        for n, chat in enumerate(self.chats, 1):
            name = phone = index = None
            if self.rng.random() < 0.7:
                name = self.sealed("name", lambda: f"王小{self.rng.randrange(999)}")
                phone, index = self.sealed("phone", lambda n=n: f"138{n:08d}"), self.ring.blind_index(f"138{n:08d}")
            yield n, name, phone, index, chat.county, chat.begun

    def _identities(self) -> Iterator[Row]:
        for n, chat in enumerate(self.chats, 1):
            source = self.rng.choice(("poster-a", "leaflet-b")) if self.rng.random() < 0.1 else None
            yield n, n, chat.channel, f"a{n}", source, chat.begun

    def _conversations(self) -> Iterator[Row]:
        rng = self.rng
        for n, chat in enumerate(self.chats, 1):
            since = None if chat.owner == "bot" else self.now - timedelta(minutes=rng.uniform(1, 3000))
            reason = self.pick(REASONS) if since else None
            due = since + timedelta(minutes=rng.uniform(30, 4000)) if since and chat.owner == "queue" else None
            owner = rng.randrange(4, 25) if chat.owner == "staff" else None
            last = max(chat.begun, since) if since else chat.begun + timedelta(hours=rng.uniform(0, 200))
            yield (
                chat.id, n, n, chat.channel, f"a{n}", chat.county, chat.owner, owner, since, reason, due,
                since if owner else None, self.sealed("state", lambda: "{}"), n % 50, chat.begun, min(last, self.now),
            )  # fmt: skip

    def _messages(self) -> Iterator[Row]:
        """In the order of time, as they came; every second one is an answer."""
        rng = self.rng
        traces = [
            json.dumps(
                {"trace": {"kind": "policy", "intent": i, "confidence": 0.93}, "state": {"owner": "bot", "flow": None}}
            )
            for i in INTENTS
        ]
        for ident, (at, n, k) in enumerate(self._moments(), 1):
            chat = self.chats[n]
            head = (ident, chat.id, chat.channel)
            if k % 2 == 0:
                text = self.sealed("said", lambda: rng.choice(WORDS) * rng.randrange(1, 5))
                trace = rng.choice(traces)
                yield *head, f"x{ident}", "in", "worker", None, text, None, trace, False, "done", at, 0, at, None
            else:
                staff = 4 + n % 20 if chat.owner == "staff" and k % 5 == 0 else None
                text = self.sealed("answer", lambda: rng.choice(ANSWERS) * rng.randrange(1, 8))
                content = self.sealed("content", lambda: '{"buttons": [], "card": null}')
                author = "staff" if staff else "bot"
                yield *head, None, "out", author, staff, text, content, None, False, "sent", at, 1, at, at

    def _moments(self) -> list[tuple[datetime, int, int]]:
        """(time, number of the chat, number within the chat) of every message: most chats are short, some are long."""
        rng, chats, total = self.rng, self.chats, self.scale.messages
        said: list[tuple[datetime, int, int]] = []
        for n, chat in enumerate(chats):
            count = min(400, total - len(said), max(1, round(rng.expovariate(len(chats) / total))))
            span = min((self.now - chat.begun).total_seconds(), 86_400 * rng.uniform(0.01, 20))
            said += [(chat.begun + timedelta(seconds=span * rng.random()), n, k) for k in range(count)]
        while len(said) < total:
            n = rng.randrange(len(chats))
            at = chats[n].begun + rng.random() * (self.now - chats[n].begun)
            said.append((at, n, len(said) % 2))
        said.sort()
        return said

    def _labels(self) -> Iterator[Row]:
        for chat in self.chats:
            if chat.owner != "bot" and self.rng.random() < 0.3:
                yield chat.id, self.rng.choice(("wages", "injury", "follow_up")), 4, self.now
