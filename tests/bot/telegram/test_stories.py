"""A worker's chat in Telegram, from the phone through the whole program and back."""

from __future__ import annotations

import asyncio
import time
from datetime import timedelta
from typing import Any

import httpx
import pytest
from sqlalchemy import func, select

from cases import conversations
from cases.actors import Actor
from cases.models import Attachment, ChannelIdentity, Conversation, Message, Staff
from tests.bot.conftest import Carrier
from tests.bot.telegram.conftest import Phone, Start, until

pytestmark = pytest.mark.slow  # a process of node beside us

JPEG = b"\xff\xd8\xff\xe0" + bytes(2000)


async def rows(carrier: Carrier, query: Any) -> list[Any]:
    async with carrier.database.reading() as session:
        return list((await session.execute(query)).scalars())


async def inbound(carrier: Carrier) -> list[Message]:
    return await rows(carrier, select(Message).where(Message.direction == "in").order_by(Message.id))


async def is_blocked(carrier: Carrier) -> bool:
    return [at is not None for at in await rows(carrier, select(ChannelIdentity.blocked_at))] == [True]


async def test_writes_reads_the_answer_and_presses_its_button(start: Start, emulator: str, phone: Phone) -> None:
    async with start(emulator):
        await phone.say("老板拖欠工资")
        assert await phone.read() == ["1：老板拖欠工资"]
        (button,) = phone.buttons()
        assert button["text"] == "1. 好"
        assert len(button["callback_data"].encode()) <= 64
        await phone.press(button["callback_data"])
        assert await phone.read(2) == ["1：老板拖欠工资", "2：menu"]


async def test_the_emulator_as_it_comes_is_enough(
    start: Start, plain_emulator: str, http: httpx.AsyncClient, token: str
) -> None:
    """It knows neither setMyCommands nor long polling, and its answers lack fields; nothing of that matters."""
    phone = Phone(http, plain_emulator, token, chat=9001)
    async with start(plain_emulator):
        await phone.say("老板拖欠工资")
        assert await phone.read() == ["1：老板拖欠工资"]
        await phone.press(phone.buttons()[0]["callback_data"])
        assert (await phone.read(2))[1] == "2：menu"


async def test_a_button_pressed_twice_is_two_presses_of_the_same(start: Start, emulator: str, phone: Phone) -> None:
    async with start(emulator):
        await phone.say("你好")
        await phone.read()
        token = phone.buttons()[0]["callback_data"]
        await phone.press(token)
        await phone.press(token)
        assert await phone.read(3) == ["1：你好", "2：menu", "3：menu"]


async def test_a_made_up_or_foreign_button_does_nothing_known(
    start: Start, emulator: str, phone: Phone, http: httpx.AsyncClient
) -> None:
    async with start(emulator):
        await phone.say("你好")
        await phone.read()
        stranger = Phone(http, emulator, phone.token, chat=8002)
        await stranger.press(phone.buttons()[0]["callback_data"])
        await phone.press("confirm:ab12; DROP TABLE messages")
        assert await stranger.read() == ["1：unknown"]
        assert (await phone.read(2))[1] == "2：unknown"


async def test_the_same_update_twice_has_one_answer(
    start: Start, emulator: str, phone: Phone, carrier: Carrier
) -> None:
    async with start(emulator) as program:
        number = await phone.update(message=phone.message(message_id=1, text="报名"))
        assert await phone.read() == ["1：报名"]
        await phone.update(number, message=phone.message(message_id=1, text="报名"))
        await program.telegram.feed({"update_id": number, "message": phone.message(message_id=1, text="报名")})
        await phone.say("还在吗")
        assert await phone.read(2) == ["1：报名", "2：还在吗"]
    assert len(await inbound(carrier)) == 2


async def test_two_messages_in_one_instant_keep_their_order(start: Start, emulator: str, phone: Phone) -> None:
    for text in ("一", "二", "三", "四"):
        await phone.say(text)
    async with start(emulator):
        assert await phone.read(4) == ["1：一", "2：二", "3：三", "4：四"]


async def test_a_poster_opens_its_program_and_is_remembered(
    start: Start, emulator: str, phone: Phone, carrier: Carrier
) -> None:
    async with start(emulator):
        await phone.say("/start p_autumn_scholarship-caijiapo3")
        assert await phone.read() == ["1：about:autumn_scholarship"]
        await phone.say("/start c_wage_arrears")
        await phone.say("/start")
        await phone.say("/help")
        await phone.say("/human")
        assert (await phone.read(5))[1:] == ["2：card:wage_arrears", "3：你好", "4：帮助", "5：人工"]
    assert await rows(carrier, select(ChannelIdentity.source)) == ["p_autumn_scholarship-caijiapo3"]


async def test_a_stopped_program_goes_on_where_it_was(
    start: Start, emulator: str, phone: Phone, carrier: Carrier, clock: Any
) -> None:
    """Stored and acknowledged, then the program dies before the answer: the next one gives it, once."""
    carrier.assistant.prepare_waits = asyncio.Event()
    async with start(emulator):
        await phone.say("我的脚砸伤了")

        async def stored() -> bool:
            return [m.status for m in await inbound(carrier)] == ["pending"]

        await until(stored, what="the message in the database")
    carrier.assistant.prepare_waits = None
    clock.advance(timedelta(seconds=30))
    async with start(emulator):
        assert await carrier.another_runner("two").sweep_once() == 1
        assert await phone.read() == ["1：我的脚砸伤了"]


class BrokenIntake:
    """The database is away: nothing is taken."""

    def __init__(self) -> None:
        self.asked = 0

    async def receive_from(self, **message: Any) -> None:
        self.asked += 1
        raise OSError("disk full")


async def test_what_could_not_be_stored_comes_again_after_a_restart(
    start: Start, emulator: str, phone: Phone, carrier: Carrier
) -> None:
    broken: Any = BrokenIntake()
    async with start(emulator, intake=broken):
        await phone.say("年底了工资还没给")

        async def tried() -> bool:
            return bool(broken.asked >= 2)

        await until(tried, what="two tries")
    assert await inbound(carrier) == []
    async with start(emulator):
        assert await phone.read() == ["1：年底了工资还没给"]


async def test_an_edited_message_is_said_anew(start: Start, emulator: str, phone: Phone, carrier: Carrier) -> None:
    async with start(emulator):
        await phone.update(message=phone.message(message_id=5, text="欠了三千"))
        await phone.read()
        edited = phone.message(message_id=5, text="欠了三万", edit_date=int(time.time()))
        await phone.update(edited_message=edited)
        await phone.update(edited_message=edited)
        assert await phone.read(2) == ["1：欠了三千", "2：欠了三万"]
    names = [m.external_id or "" for m in await inbound(carrier)]
    assert names[1].startswith("e8001.5.")


async def test_a_photo_is_kept_with_its_caption(start: Start, emulator: str, phone: Phone, carrier: Carrier) -> None:
    await phone.upload("photo-big", JPEG)
    sizes = [
        {"file_id": "photo-small", "file_unique_id": "s", "width": 90, "height": 90},
        {"file_id": "photo-big", "file_unique_id": "b", "width": 900, "height": 900, "file_size": len(JPEG)},
    ]
    async with start(emulator):
        await phone.send(photo=sizes, caption="这是欠条")
        assert await phone.read() == ["1：这是欠条"]
        await phone.send(photo=sizes)
        assert (await phone.read(2))[1] == "2：1 个文件"
    kept = await rows(carrier, select(Attachment))
    assert [(k.name, k.media_type, k.content) for k in kept] == [("照片.jpg", "image/jpeg", JPEG)] * 2
    assert [k.message_id for k in kept] == [m.id for m in await inbound(carrier)]


async def test_files_we_cannot_take_get_a_kind_word(
    start: Start, emulator: str, phone: Phone, carrier: Carrier
) -> None:
    await phone.upload("program", b"MZ" + bytes(100))
    exe = {"file_id": "program", "file_unique_id": "p", "file_name": "工资.exe"}
    huge = {"file_id": "huge", "file_unique_id": "h", "file_name": "合同.pdf", "file_size": 11_000_000}
    gone = {"file_id": "gone", "file_unique_id": "g", "file_name": "合同.pdf"}
    async with start(emulator):
        await phone.send(document=exe, caption="帮我看看")
        first = await phone.read(2)
        await phone.send(document=huge)
        await phone.read(3)
        await phone.send(document=gone)
        rest = await phone.read(4)
    assert "拍张照片" in first[0] and first[1] == "1：帮我看看"
    assert "太大" in rest[2] and "再发一次" in rest[3]
    assert await rows(carrier, select(func.count()).select_from(Attachment)) == [0]
    assert (await inbound(carrier))[0].text == "（文件，没有收下）"


@pytest.mark.parametrize(
    ("content", "word"),
    [
        ({"voice": {"file_id": "v", "file_unique_id": "v", "duration": 3}}, "语音"),
        (
            {
                "sticker": {
                    "file_id": "s", "file_unique_id": "s", "type": "regular", "width": 9, "height": 9,
                    "is_animated": False, "is_video": False,
                }
            },
            "表情",
        ),
        ({"video": {"file_id": "v", "file_unique_id": "v", "width": 9, "height": 9, "duration": 3}}, "视频"),
        ({"dice": {"emoji": "🎲", "value": 3}}, "看不懂"),
    ],
)  # fmt: skip
async def test_what_we_cannot_hear_or_see_is_answered(
    start: Start, emulator: str, phone: Phone, carrier: Carrier, content: dict[str, Any], word: str
) -> None:
    async with start(emulator):
        await phone.send(**content)
        (answer,) = await phone.read()
    assert word in answer
    assert [m.status for m in await inbound(carrier)] == ["done"]
    assert carrier.assistant.heard == []


async def test_a_shared_contact_and_place_become_words(start: Start, emulator: str, phone: Phone) -> None:
    async with start(emulator):
        await phone.send(contact={"phone_number": "+8613891712345", "first_name": "李雷", "user_id": 8001})
        await phone.send(location={"latitude": 34.345, "longitude": 107.24})
        await phone.send(location={"latitude": 34.27, "longitude": 108.95})
        words = await phone.read(3)
    assert {"1：13891712345", "2：我在渭滨区"} < set(words)
    assert sum("不在宝鸡" in word for word in words) == 1


async def test_who_blocked_us_is_left_in_peace(start: Start, emulator: str, phone: Phone, carrier: Carrier) -> None:
    def member(status: str) -> dict[str, Any]:
        me = {"id": 100, "first_name": "娘家人", "is_bot": True}
        more = {"until_date": 0} if status == "kicked" else {}
        chat = {"id": phone.chat, "type": "private"}
        new = {"user": me, "status": status, **more}
        return {"chat": chat, "from": phone.person(), "date": 1, "old_chat_member": new, "new_chat_member": new}

    async with start(emulator):
        await phone.refuse({"error_code": 403, "description": "Forbidden: bot was blocked by the user"})
        await phone.say("算了")
        await until(lambda: is_blocked(carrier), what="the block, as sending showed it")
        assert await rows(carrier, select(Message.status).where(Message.direction == "out")) == ["failed"]
        await phone.update(my_chat_member=member("member"))

        async def back() -> bool:
            return not await is_blocked(carrier)

        await until(back, what="the way back")
        await phone.update(my_chat_member=member("kicked"))
        await until(lambda: is_blocked(carrier), what="the block, as Telegram said it")
        assert await phone.look() == []


async def test_a_group_hears_one_polite_word_and_nothing_is_kept(
    start: Start, emulator: str, phone: Phone, carrier: Carrier, http: httpx.AsyncClient
) -> None:
    group = {"id": -77, "title": "工地一班", "type": "group"}
    here = Phone(http, emulator, phone.token, chat=-77)
    async with start(emulator):
        for text in ("老板跑了", "/start@niangjiaren_bot", "有人吗"):
            await phone.update(message=phone.message(message_id=1, text=text, chat=group))
        (word,) = await here.read()
        await phone.say("私聊")
        assert await phone.read() == ["1：私聊"]
    assert "私下" in word
    assert len(await here.look()) == 1
    assert await rows(carrier, select(Conversation.address)) == [str(phone.chat)]


async def test_other_bots_are_ignored(start: Start, emulator: str, phone: Phone, carrier: Carrier) -> None:
    robot = {"id": 5, "first_name": "广告", "is_bot": True}
    async with start(emulator):
        await phone.update(message=phone.message(message_id=1, text="点这里赚钱", **{"from": robot}))
        await phone.say("你好")
        assert await phone.read() == ["1：你好"]
    assert [m.text for m in await inbound(carrier)] == ["你好"]


async def test_an_update_nobody_can_read_does_not_hold_up_the_rest(start: Start, emulator: str, phone: Phone) -> None:
    await phone.update(message={"text": "没有对话"})
    await phone.update(some_new_kind={"a": 1})
    await phone.update(message=phone.message(message_id=3, text="好\ud83d\x00了"))
    async with start(emulator):
        assert await phone.read() == ["1：好\ufffd了"]


async def test_staff_have_the_chat_so_the_bot_is_silent(
    start: Start, emulator: str, phone: Phone, carrier: Carrier
) -> None:
    async with start(emulator):
        await phone.say("在吗")
        await phone.read()
        (chat,) = await rows(carrier, select(Conversation.id))
        await hand_to_staff(carrier, chat)
        await phone.say("我等着")

        async def heard() -> bool:
            return [m.status for m in await inbound(carrier)] == ["done", "done"]

        await until(heard, what="the message for the colleague")
        assert await phone.read() == ["1：在吗"]


async def hand_to_staff(carrier: Carrier, chat: str) -> None:
    async with carrier.database.transaction() as session:
        colleague = Staff(login="wang", name="王姐", password_hash="x", created_at=carrier.clock())
        session.add(colleague)
        await session.flush()
        actor = Actor("staff", colleague.id, colleague.name, frozenset({("duty", None)}))
        await conversations.take_over(session, chat, actor=actor, now=carrier.clock())
