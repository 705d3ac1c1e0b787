"""A small stand-in for the chat server: the public API over plain dictionaries, with switches for bad days.

The page's own files, their headers and the error format are the real ones; only what stands behind the API is not.
"""

from __future__ import annotations

import asyncio
import itertools
import socket
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import orjson
import uvicorn
from fastapi import FastAPI, Query, Request, Response, UploadFile
from fastapi.responses import StreamingResponse

from bot.web.guard import Guard
from bot.web.page import read_page, serve_page
from bot.web.problems import Problem, answer_errors

CARD = (
    "单位不能拖着工资不给。先要证据，再去投诉或者申请仲裁，都不收费。\n\n"
    "【怎么办】\n1. 先跟单位要，留下聊天记录、考勤、工资条。\n2. 打 12333 或者去劳动监察投诉。\n"
    "3. 投诉不成，去申请劳动仲裁，不收钱。\n\n【要带的材料】\n· 身份证\n· 劳动合同或工牌\n\n"
    "【依据】\n《劳动合同法》第三十条：用人单位应当按照约定和国家规定，及时足额支付劳动报酬"
)


LONG_CARD = CARD + "".join(f"\n《劳动法》第{n}十条：这里说了什么" for n in "一二三四")


def button(title: str, payload: str) -> dict[str, str]:
    return {"title": title, "payload": payload}


def reply(text: str, *buttons: dict[str, str], card: dict[str, Any] | None = None) -> dict[str, Any]:
    return {"text": text, "buttons": list(buttons), "card": card}


@dataclass
class Chat:
    token: str
    source: str | None
    owner: str = "bot"
    messages: list[dict[str, Any]] = field(default_factory=list)
    answers: dict[str, dict[str, Any]] = field(default_factory=dict)
    files: dict[str, tuple[dict[str, Any], bytes]] = field(default_factory=dict)
    ears: set[asyncio.Event] = field(default_factory=set)


@dataclass
class FakeApi:
    """`address` of the page; `chats` and `sent` are what the server knows; the rest are switches."""

    address: str = ""
    chats: dict[str, Chat] = field(default_factory=dict)
    sent: list[dict[str, Any]] = field(default_factory=list)  # every message request that came, repeats included
    links: dict[str, str] = field(default_factory=dict)  # one-time secret → what the new chat says first
    late: float = 0.0  # seconds from a message to its reply
    patience: float = 8.0  # seconds a request waits for the reply before 202
    refuse: list[Problem] = field(default_factory=list)  # for the next message requests, one each
    lose_answers: int = 0  # so many answers break off after the message was stored
    loop: asyncio.AbstractEventLoop | None = None
    ids: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    # -------------------------------------------------------------- for tests
    @property
    def chat(self) -> Chat:
        """The newest chat."""
        return list(self.chats.values())[-1]

    def push(self, text: str, *, author: str = "staff", owner: str | None = None) -> None:
        """Staff (or a reminder) writes into the newest chat."""
        assert self.loop is not None
        asyncio.run_coroutine_threadsafe(self._push(text, author, owner), self.loop).result(5)

    async def _push(self, text: str, author: str, owner: str | None) -> None:
        chat = self.chat
        chat.owner = owner or chat.owner
        self._write(chat, author, reply(text))

    def texts(self, author: str = "worker") -> list[str]:
        """What the newest chat holds of one author."""
        return [m["text"] for m in self.chat.messages if m["author"] == author]

    # -------------------------------------------------------------- the server
    def _write(
        self, chat: Chat, author: str, said: dict[str, Any], attachments: tuple[Any, ...] = ()
    ) -> dict[str, Any]:
        at = datetime.now(UTC).isoformat()
        row = {"id": next(self.ids), "author": author, **said, "attachments": list(attachments), "at": at}
        chat.messages.append(row)
        for ears in chat.ears:
            ears.set()
        return row

    def _let_in(self, request: Request, chat_id: str, token: str = "") -> Chat:
        given = request.headers.get("authorization", "").removeprefix("Bearer ") or token
        chat = self.chats.get(chat_id)
        if chat is None or chat.token != given:
            raise Problem(401)
        return chat

    def _turn(self, chat: Chat, message: dict[str, Any]) -> list[dict[str, Any]]:
        if chat.owner == "staff":
            return []
        text, payload = message.get("text") or "", message.get("payload")
        if payload and payload.startswith("set:"):
            return [reply("记下了。您贵姓？", button("1. 返回上一项", "back:r1"), button("2. 不办了", "cancel:r1"))]
        if text == "拖欠工资怎么办":
            card = {"id": "wage_arrears", "citations": ["《劳动合同法》第三十条"]}
            buttons = [button("1. 约律师", "start:legal_consultation"), button("2. 找真人", "human")]
            return [reply(CARD, *buttons, card=card)]
        if text == "说来话长的问题":
            return [
                reply("先说结论。\n" + "\n".join(f"第{n}点要留意。" for n in range(60)), button("1. 找真人", "human"))
            ]
        if text == "依据很多的问题":
            return [reply(LONG_CARD, card={"id": "long", "citations": ["《劳动合同法》第三十条"]})]
        if text == "约律师":
            kinds = ["拖欠工资", "工伤", "被辞退", "没签合同，也不知道该算哪一种，想先问问"]
            buttons = [button(f"{n}. {kind}", f"set:r1:matter:{n}") for n, kind in enumerate(kinds, 1)]
            return [reply("好，我帮您约律师。一项一项来，随时能停。"), reply("是哪方面的事？", *buttons)]
        if text == "人工" or payload == "human":
            chat.owner = "queue"
            return [reply("好，我给您转人工。编号 26-4831-0726。工作人员会在今天 15:30 前回您。")]
        if message.get("attachment_ids"):
            return [reply(f"收到您发的 {len(message['attachment_ids'])} 个文件，已经存好了。")]
        return [reply(f"您说的是：{text}", button("1. 找真人", "human"))]

    def app(self) -> FastAPI:
        app = FastAPI()
        app.add_middleware(Guard)
        answer_errors(app)

        @app.post("/api/conversations", status_code=201)
        async def open_chat(request: Request) -> dict[str, str]:
            body = orjson.loads(await request.body() or b"{}")
            return self._open(body.get("source"))

        @app.post("/api/links/{secret}", status_code=201)
        async def follow(secret: str) -> dict[str, str]:
            opening = self.links.pop(secret, None)
            if opening is None:
                raise Problem(404, "这个链接已经用过或者过期了，请回到原来的聊天里再要一个。")
            opened = self._open(None)
            self._write(self.chat, "bot", reply(opening))
            return opened

        @app.post("/api/conversations/{chat_id}/messages")
        async def write(request: Request, chat_id: str) -> Response:
            message = await request.json()
            self.sent.append(message)
            if self.refuse:
                raise self.refuse.pop(0)
            chat = self._let_in(request, chat_id)
            known = message["client_message_id"]
            if known not in chat.answers:
                files = tuple(chat.files[i][0] for i in message.get("attachment_ids") or [])
                row = self._write(chat, "worker", reply(message.get("text") or ""), files)
                chat.answers[known] = {"message_id": row["id"], "replies": None}
                turn = asyncio.create_task(self._finish(chat, known, message))
                await asyncio.wait({turn}, timeout=self.patience)
            if self.lose_answers:
                self.lose_answers -= 1
                return Response("half an ans", 200)
            answer = chat.answers[known]
            state = {"owner": chat.owner, "flow": None, "program": None, "field": None}
            over = answer["replies"] is not None
            body = {
                "message_id": answer["message_id"],
                "replies": answer["replies"] or [],
                "state": state,
                "trace": None,
            }
            return Response(orjson.dumps(body), 200 if over else 202, media_type="application/json")

        @app.get("/api/conversations/{chat_id}/messages")
        async def read(request: Request, chat_id: str, after: int = 0) -> dict[str, Any]:
            chat = self._let_in(request, chat_id)
            rows = [m for m in chat.messages if m["id"] > after]
            return {"messages": rows[:200] if after else rows[-200:], "owner": chat.owner}

        @app.get("/api/conversations/{chat_id}/stream")
        async def stream(request: Request, chat_id: str, token: str = Query(""), after: int = 0) -> Response:
            chat = self._let_in(request, chat_id, token)
            after = int(request.headers.get("last-event-id") or after)
            return StreamingResponse(self._events(chat, after), media_type="text/event-stream")

        @app.post("/api/conversations/{chat_id}/attachments", status_code=201)
        async def upload(request: Request, chat_id: str, file: UploadFile) -> dict[str, Any]:
            chat = self._let_in(request, chat_id)
            content = await file.read()
            if not content.startswith((b"\x89PNG", b"%PDF-", b"\xff\xd8\xff")):
                raise Problem(415)
            kind = "application/pdf" if content.startswith(b"%PDF-") else "image/png"
            file_id = f"{next(self.ids):032x}"
            kept = {"id": file_id, "name": file.filename, "media_type": kind, "size": len(content)}
            chat.files[file_id] = (kept, content)
            return kept

        @app.get("/api/conversations/{chat_id}/attachments/{file_id}")
        async def fetch(request: Request, chat_id: str, file_id: str) -> Response:
            kept, content = self._let_in(request, chat_id).files[file_id]
            return Response(content, media_type=kept["media_type"])

        @app.get("/api/conversations/{chat_id}/export")
        async def export(request: Request, chat_id: str) -> dict[str, Any]:
            return {"messages": self._let_in(request, chat_id).messages}

        serve_page(app, read_page())
        return app

    def _open(self, source: str | None) -> dict[str, str]:
        chat_id = f"{next(self.ids):032x}"
        self.chats[chat_id] = Chat(f"token-{chat_id}", source)
        return {"conversation_id": chat_id, "token": self.chats[chat_id].token}

    async def _finish(self, chat: Chat, known: str, message: dict[str, Any]) -> None:
        if self.late:
            await asyncio.sleep(self.late)
        chat.answers[known]["replies"] = [self._write(chat, "bot", said) for said in self._turn(chat, message)]

    async def _events(self, chat: Chat, after: int) -> AsyncIterator[bytes]:
        ears = asyncio.Event()
        chat.ears.add(ears)
        owner = None
        try:
            yield b"retry: 300\n\n"
            while True:
                ears.clear()
                for row in [m for m in chat.messages if m["id"] > after]:
                    after = row["id"]
                    yield b"id: %d\ndata: %s\n\n" % (after, orjson.dumps(row))
                if chat.owner != owner:
                    owner = chat.owner
                    yield b"event: state\ndata: %s\n\n" % orjson.dumps({"owner": owner})
                await ears.wait()
        finally:
            chat.ears.discard(ears)


@contextmanager
def serving(api: FakeApi, port: int = 0) -> Iterator[FakeApi]:
    """The stand-in at a port of this machine, in a thread of its own."""
    door = socket.socket()
    door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    door.bind(("127.0.0.1", port))
    door.listen()  # from now on the browser may knock, even before the thread is up
    api.address = f"http://127.0.0.1:{door.getsockname()[1]}"
    config = uvicorn.Config(api.app(), log_level="critical", lifespan="off", timeout_graceful_shutdown=1)
    server = uvicorn.Server(config)
    started = threading.Event()

    async def run() -> None:
        api.loop = asyncio.get_running_loop()
        started.set()
        await server.serve(sockets=[door])

    thread = threading.Thread(target=asyncio.run, args=(run(),), daemon=True)
    thread.start()
    started.wait(10)
    try:
        yield api
    finally:
        server.should_exit = True
        server.force_exit = True
        thread.join(10)
        door.close()
