"""A worker writes in the web chat: what the page gets back."""

from __future__ import annotations

import asyncio

import httpx

from cases import conversations, links, messages, staff
from cases.messages import Outgoing
from tests.bot.conftest import Carrier, Services, Worker


async def test_a_worker_opens_the_chat_asks_and_reads_the_answer(worker: Worker) -> None:
    answer = await worker.say("拖欠工资怎么办")
    assert answer.status_code == 200
    body = answer.json()
    assert [r["text"] for r in body["replies"]] == ["1：拖欠工资怎么办"]
    assert body["replies"][0]["buttons"] == [{"title": "1. 好", "payload": "menu"}]
    assert body["replies"][0]["card"] is None
    assert body["state"] == {"owner": "bot", "flow": None, "program": None, "field": None}
    assert body["trace"]["kind"] == "smalltalk"
    history = await worker.read()
    assert [(m["author"], m["text"]) for m in history] == [("worker", "拖欠工资怎么办"), ("bot", "1：拖欠工资怎么办")]
    assert [m["id"] for m in history] == [body["message_id"], body["replies"][0]["id"]]
    assert history[0]["at"] == "2026-11-23T02:00:00Z"
    assert await worker.read(after=history[0]["id"]) == history[1:]


async def test_resending_after_a_lost_answer_gives_the_same_answer_and_no_second_effect(worker: Worker) -> None:
    first = await worker.say("我要约律师", "m-7")
    again = await worker.say("我要约律师", "m-7")
    assert again.status_code == 200
    assert again.json() == first.json()
    assert len(await worker.read()) == 2


async def test_one_message_sent_twice_at_once_is_one_message(worker: Worker) -> None:
    answers = await asyncio.gather(*(worker.say("在吗", "same") for _ in range(4)))
    assert {a.status_code for a in answers} == {200}
    assert len({a.text for a in answers}) == 1
    assert len(await worker.read()) == 2


async def test_a_pressed_button_is_a_payload(worker: Worker) -> None:
    body = {"client_message_id": "b1", "payload": "start:handoff"}
    answer = await worker.web.post(f"{worker.path}/messages", json=body, headers=worker.headers)
    assert answer.json()["replies"][0]["text"] == "1：start:handoff"


async def test_a_slow_answer_comes_later_and_is_not_lost(worker: Worker, carrier: Carrier) -> None:
    carrier.assistant.prepare_waits = asyncio.Event()
    answer = await worker.say("慢慢想")
    assert answer.status_code == 202
    assert answer.json()["replies"] == []
    assert answer.json()["state"]["owner"] == "bot"
    carrier.assistant.prepare_waits.set()
    again = await worker.say("慢慢想")
    assert again.status_code == 200
    assert [r["text"] for r in again.json()["replies"]] == ["1：慢慢想"]


async def test_while_a_colleague_has_the_chat_the_bot_does_not_answer(worker: Worker, carrier: Carrier) -> None:
    now = carrier.clock()
    async with carrier.database.transaction() as session:
        who = await staff.add(session, login="a", name="甲", password="x" * 12, roles=[("duty", None)], now=now)
        colleague = await staff.actor(session, who)
        await conversations.take_over(session, worker.chat, actor=colleague, now=now)
    body = (await worker.say("你好")).json()
    assert (body["replies"], body["state"]["owner"]) == ([], "staff")
    async with carrier.database.transaction() as session:
        said = Outgoing("我是工会的小王", author="staff")
        await messages.say(
            session, conversation_id=worker.chat, channel="web", outgoing=[said], now=now, staff_id=colleague.id
        )
    assert [(m["author"], m["text"]) for m in await worker.read()] == [("worker", "你好"), ("staff", "我是工会的小王")]


async def test_nobody_reads_a_chat_without_its_token(worker: Worker, web: httpx.AsyncClient, carrier: Carrier) -> None:
    await worker.say("我的事")
    _, token = await carrier.new_chat()
    stolen = {"Authorization": f"Bearer {token}"}
    for path in ("messages", "stream", "export"):
        foreign = await web.get(f"{worker.path}/{path}", headers=stolen)
        unknown = await web.get(f"/api/conversations/{'0' * 32}/{path}", headers=stolen)
        odd = await web.get(f"/api/conversations/%00'--/{path}", headers=stolen)
        assert foreign.status_code == unknown.status_code == odd.status_code == 404
        assert foreign.json() == unknown.json()  # a foreign chat looks like none
        nobody = await web.get(f"{worker.path}/{path}")
        assert nobody.status_code == 401
        assert nobody.headers["content-type"] == "application/problem+json"


async def test_an_expired_token_says_what_to_do(worker: Worker, carrier: Carrier) -> None:
    carrier.clock.advance(conversations.TOKEN_LIFETIME)  # type: ignore[attr-defined]
    answer = await worker.say("还在吗")
    assert answer.status_code == 401
    assert "过期" in answer.json()["detail"]


async def test_a_one_time_link_opens_a_chat_once(worker: Worker, web: httpx.AsyncClient, carrier: Carrier) -> None:
    async with carrier.database.transaction() as session:
        token = await links.make(
            session, conversation_id=worker.chat, state={"count": 4}, opening=Outgoing("接着填"), now=carrier.clock()
        )
    opened = await web.post(f"/api/links/{token}")
    assert opened.status_code == 201
    there = Worker(web, opened.json()["conversation_id"], opened.json()["token"])
    assert [m["text"] for m in await there.read()] == ["接着填"]
    assert (await there.say("好")).json()["replies"][0]["text"] == "5：好"
    again = await web.post(f"/api/links/{token}")
    assert again.status_code == 404
    assert "链接" in again.json()["detail"]


async def test_a_worker_takes_their_data_away(worker: Worker) -> None:
    await worker.say("工伤认定要多久")
    answer = await worker.web.get(f"{worker.path}/export", headers=worker.headers)
    assert answer.headers["content-disposition"].startswith("attachment")
    assert [m["text"] for m in answer.json()["messages"]] == ["工伤认定要多久", "1：工伤认定要多久"]


async def test_health_names_what_is_away(web: httpx.AsyncClient, services: Services) -> None:
    well = await web.get("/api/health")
    assert well.status_code == 200
    assert well.json() == {"status": "ok", "database": "ok", "nlu": "ok", "redis": "off", "degraded": []}
    services.up = {"database": True, "nlu": False, "redis": False}
    body = (await web.get("/api/health")).json()
    assert (body["status"], body["degraded"]) == ("degraded", ["nlu", "redis"])
    services.up = {"database": False, "nlu": True, "redis": None}
    assert (await web.get("/api/health")).status_code == 503


async def test_the_page_is_small_cached_and_keeps_to_itself(web: httpx.AsyncClient) -> None:
    page = await web.get("/", headers={"accept-encoding": "gzip"})
    assert "娘家人" in page.text
    assert page.headers["content-encoding"] == "gzip"
    assert "default-src 'self'" in page.headers["content-security-policy"]
    assert page.headers["x-content-type-options"] == "nosniff"
    unchanged = await web.get("/", headers={"if-none-match": page.headers["etag"]})
    assert (unchanged.status_code, unchanged.content) == (304, b"")
    assert (await web.get("/..%2f..%2fetc/passwd")).status_code == 404


async def test_the_api_describes_itself_without_loading_anything(web: httpx.AsyncClient) -> None:
    document = (await web.get("/api/openapi.json")).json()
    assert "/api/conversations/{conversation_id}/messages" in document["paths"]
    assert (await web.get("/api/docs")).status_code == 404
