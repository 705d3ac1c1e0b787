"""Whatever is sent: a clear answer, nothing lost, nothing executed, nobody else's data."""

from __future__ import annotations

import httpx
import pytest

from bot.intake import CUT_MARK, LONGEST_TEXT
from tests.bot.conftest import Worker


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   ",
        "😀😀🎉",
        "<script>alert(1)</script> **粗** [x](javascript:1)",
        '/intent{"a": 1}',
        "'; DROP TABLE messages; --",
        "{count} %s {0.__class__}",
    ],
)
async def test_odd_texts_are_kept_as_they_are_and_answered(worker: Worker, text: str) -> None:
    answer = await worker.say(text)
    assert answer.status_code == 200
    assert len(answer.json()["replies"]) == 1
    assert (await worker.read())[0]["text"] == text


async def test_control_characters_and_marks_that_reorder_text_are_dropped(worker: Worker) -> None:
    await worker.say("工\x00资\x07\u202e欠\u200f\r\n我")
    assert (await worker.read())[0]["text"] == "工资欠\n我"


async def test_half_an_emoji_does_not_break_the_chat(worker: Worker) -> None:
    body = b'{"client_message_id": "s1", "text": "\\ud83d \\ud83d\\ude00"}'
    answer = await worker.web.post(
        f"{worker.path}/messages", content=body, headers={**worker.headers, "content-type": "application/json"}
    )
    assert answer.status_code == 200
    assert (await worker.read())[0]["text"] == "\ufffd 😀"


async def test_a_hundred_thousand_characters_are_cut_with_a_mark(worker: Worker) -> None:
    assert (await worker.say("欠" * 100_000)).status_code == 200
    kept = (await worker.read())[0]["text"]
    assert len(kept) == LONGEST_TEXT
    assert kept.endswith(CUT_MARK)


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"{", 400),
        (b"\xff\xfe{}", 400),
        (b"[" * 100_000, 400),
        (b"[]", 422),
        (b'{"client_message_id": "a"}', 422),
        (b'{"text": "x"}', 422),
        (b'{"client_message_id": "", "text": "x"}', 422),
        (b'{"client_message_id": "%s", "text": "x"}' % (b"a" * 65), 422),
        (b'{"client_message_id": 7, "text": "x"}', 422),
        (b'{"client_message_id": "a", "payload": "%s"}' % (b"p" * 201), 422),
        (b'{"client_message_id": "a", "attachment_ids": ["../../x"]}', 422),
        (b'{"client_message_id": "a", "attachment_ids": ["%s"]}' % (b"0" * 32), 422),
        (b'{"client_message_id": "a", "text": "%s"}' % (b"x" * 1_100_000), 413),
    ],
)
async def test_what_cannot_be_a_message_is_refused_in_plain_words(worker: Worker, body: bytes, status: int) -> None:
    headers = {**worker.headers, "content-type": "application/json"}
    answer = await worker.web.post(f"{worker.path}/messages", content=body, headers=headers)
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    problem = answer.json()
    assert problem["status"] == status
    assert any("\u4e00" <= c <= "\u9fff" for c in problem["detail"])
    assert await worker.read() == []


async def test_a_body_that_hides_its_size_is_cut_off(worker: Worker) -> None:
    async def endless() -> object:
        for _ in range(40):
            yield b"x" * 65_536

    answer = await worker.web.post(
        f"{worker.path}/messages",
        content=endless(),  # type: ignore[arg-type]
        headers={**worker.headers, "content-type": "application/json"},
    )
    assert answer.status_code == 413


async def test_wrong_addresses_and_methods_answer_with_a_problem(web: httpx.AsyncClient, worker: Worker) -> None:
    for answer in (
        await web.get("/api/nothing"),
        await web.delete(f"{worker.path}/messages", headers=worker.headers),
        await web.get(f"{worker.path}/messages?after=-1", headers=worker.headers),
        await web.get(f"{worker.path}/messages?after=99999999999999999999", headers=worker.headers),
    ):
        assert answer.status_code in (404, 405, 422)
        assert answer.headers["content-type"] == "application/problem+json"


async def test_a_spoilt_poster_tag_does_not_keep_anybody_out(web: httpx.AsyncClient) -> None:
    assert (await web.post("/api/conversations", json={"source": "坏的 tag<script>" * 40})).status_code == 201
    assert (await web.post("/api/conversations")).status_code == 201


async def test_a_flood_from_outside_is_slowed_down(stranger: httpx.AsyncClient) -> None:
    opened = [await stranger.post("/api/conversations", json={}) for _ in range(6)]
    assert [o.status_code for o in opened] == [201] * 5 + [429]
    assert int(opened[-1].headers["retry-after"]) >= 1
    body = opened[0].json()
    flooder = Worker(stranger, body["conversation_id"], body["token"])
    codes = [(await flooder.say("刷", f"f{n}")).status_code for n in range(22)]
    assert codes == [200] * 20 + [429, 429]
    assert len(await flooder.read()) == 40  # what was taken was answered
