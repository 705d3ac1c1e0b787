"""Photos and documents: what is taken, how much, and whose it is."""

from __future__ import annotations

import asyncio
import hashlib

import pytest

from cases import attachments, casefile, messages
from cases.actors import Actor
from cases.attachments import MAX_BYTES, MAX_PER_CONVERSATION, BadAttachment, TooLarge, WrongType, media_type
from cases.casework import papers
from cases.database import Database
from cases.errors import NotFound
from tests.cases.story import Chat, Story

JPEG = b"\xff\xd8\xff\xe0 a photo"
PDF = b"%PDF-1.7 a letter"


async def keep(story: Story, chat: Chat, content: bytes = JPEG, name: str = "欠条.jpg") -> str:
    async with story.database.transaction() as session:
        return await attachments.keep(session, conversation_id=chat.id, name=name, content=content, now=story.clock())


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (JPEG, "image/jpeg"),
        (b"\x89PNG\r\n\x1a\n...", "image/png"),
        (b"GIF87a...", "image/gif"),
        (b"GIF89a...", "image/gif"),
        (b"RIFF\x10\x00\x00\x00WEBPVP8 ", "image/webp"),
        (PDF, "application/pdf"),
        (b"", None),
        (b"\xff\xd8", None),
        (b"RIFF\x10\x00\x00\x00WAVEfmt ", None),
        (b"MZ\x90\x00 a program", None),
        (b"PK\x03\x04 a zip or a Word file", None),
        (b"<html><script>", None),
        (b"<svg xmlns='http://www.w3.org/2000/svg'>", None),
        (b" %PDF-1.7", None),
        ("欠条".encode(), None),
    ],
)
def test_the_bytes_tell_the_type_not_the_name(content: bytes, kind: str | None) -> None:
    assert media_type(content) == kind


async def test_a_photo_is_kept_as_it_was_sent(story: Story, chat: Chat) -> None:
    file_id = await keep(story, chat, PDF, name="照片.jpg")
    async with story.database.reading() as session:
        row = await attachments.get(session, file_id)
        assert (row.name, row.media_type, row.size, row.content) == ("照片.jpg", "application/pdf", len(PDF), PDF)
        assert row.sha256 == hashlib.sha256(PDF).hexdigest()
        with pytest.raises(NotFound):
            await attachments.get(session, "0" * 32)


async def test_a_program_with_a_photos_name_is_turned_down_kindly(story: Story, chat: Chat) -> None:
    with pytest.raises(WrongType) as caught:
        await keep(story, chat, b"MZ\x90\x00", name="工资条.jpg")
    assert "拍张照片" in caught.value.message


async def test_ten_megabytes_are_taken_and_one_byte_more_is_not(story: Story, chat: Chat) -> None:
    await keep(story, chat, JPEG.ljust(MAX_BYTES, b"\0"))
    with pytest.raises(TooLarge) as caught:
        await keep(story, chat, JPEG.ljust(MAX_BYTES + 1, b"\0"))
    assert "10 MB" in caught.value.message


async def test_a_long_or_missing_name_is_no_obstacle(story: Story, chat: Chat) -> None:
    long, none = await keep(story, chat, name="长" * 500), await keep(story, chat, name="")
    async with story.database.reading() as session:
        assert (await attachments.get(session, long)).name == "长" * 120
        assert (await attachments.get(session, none)).name == "文件"


async def test_a_chat_holds_fifty_files_even_when_the_last_come_at_once(
    story: Story, other_program: Database, chat: Chat
) -> None:
    async with story.database.transaction() as session:
        for _ in range(MAX_PER_CONVERSATION - 3):
            await attachments.keep(session, conversation_id=chat.id, name="", content=JPEG, now=story.clock())

    async def send(n: int) -> bool:
        try:
            async with (story.database, other_program)[n % 2].transaction() as session:
                await attachments.keep(session, conversation_id=chat.id, name="", content=JPEG, now=story.clock())
        except BadAttachment as error:
            assert "联系工作人员" in error.message
            return False
        return True

    assert sum(await asyncio.gather(*map(send, range(12)))) == 3
    await keep(story, await story.chat("2"))  # another chat has its own fifty


async def test_a_file_belongs_to_its_chat_its_message_and_its_case(story: Story, chat: Chat) -> None:
    stranger = await story.chat("2")
    mine, theirs = await keep(story, chat), await keep(story, stranger)
    async with story.database.reading() as session:
        assert await attachments.owned(session, chat.id, [mine])
        assert await attachments.owned(session, chat.id, [mine, mine])
        assert await attachments.owned(session, chat.id, [])
        assert not await attachments.owned(session, chat.id, [mine, theirs])
        assert not await attachments.owned(session, chat.id, ["0" * 32])

    said = await story.hear(chat, "这是欠条", "1", attachment_ids=[mine, theirs])
    async with story.database.reading() as session:
        [waiting] = await messages.pending(session, chat.id)
        assert waiting.attachment_ids == (mine,)  # a foreign id in the request takes nothing
        assert (await attachments.get(session, mine)).message_id == said

    case = await story.case(chat)
    async with story.database.transaction() as session:
        row = await casefile.locked(session, case.number, actor=chat.worker)
        assert await casefile.add_attachments(session, row, [mine, theirs], now=story.clock()) == 1
        assert await casefile.add_attachments(session, row, [mine], now=story.clock()) == 0
    async with story.database.reading() as session:
        found = await papers.files_of(session, case, actor=Actor.system())
        assert [f.id for f in found if f.in_case] == [mine]
        assert [e.data for e in await casefile.events(session, case.id)][1:] == [{"count": 1}]


async def test_who_may_open_a_file(story: Story, chat: Chat) -> None:
    """A lawyer opens what came for legal help, not what waits unsent or was filed with a counsellor."""
    lawyer = await story.colleague(("lawyer", None))
    counsellor = await story.colleague(("counsellor", None), login="zixun")
    unsent, legal, psych = [await keep(story, chat) for _ in range(3)]
    await story.hear(chat, "看看这个", "1", attachment_ids=[legal, psych])
    for kind, file_id in (("legal_consultation", legal), ("psych_consultation", psych)):
        case = await story.case(chat, kind)
        async with story.database.transaction() as session:
            row = await casefile.locked(session, case.number, actor=chat.worker)
            await casefile.add_attachments(session, row, [file_id], now=story.clock())
    async with story.database.reading() as session:

        async def opens(who: Actor, file_id: str) -> bool:
            try:
                await attachments.for_staff(session, file_id, actor=who)
            except NotFound:
                return False
            return True

        assert await opens(lawyer, legal)
        assert not await opens(lawyer, psych)
        assert await opens(counsellor, psych)
        assert not await opens(lawyer, unsent)
        assert not await opens(Actor("staff", 99), legal)


async def test_a_refused_paper_is_an_event_of_its_case(story: Story, chat: Chat) -> None:
    filed, loose = await keep(story, chat), await keep(story, chat)
    case = await story.case(chat)
    stranger = await story.colleague(("county_desk", "610304"))
    async with story.database.transaction() as session:
        row = await casefile.locked(session, case.number, actor=chat.worker)
        await casefile.add_attachments(session, row, [filed], now=story.clock())
        assert await attachments.record_refusal(session, filed, actor=stranger, now=story.clock())
        for other in (loose, "0" * 32, "'; DROP TABLE"):
            assert not await attachments.record_refusal(session, other, actor=stranger, now=story.clock())
        last = (await casefile.events(session, case.id))[-1]
    assert (last.kind, last.data, last.actor_id) == ("view_refused", {"what": "file", "file": filed}, stranger.id)


async def test_twenty_megabytes_are_refused_with_a_kind_sentence(story: Story, chat: Chat) -> None:
    case = await story.case(chat)
    with pytest.raises(TooLarge) as told:
        await keep(story, chat, JPEG + b"x" * 20 * 1024 * 1024)
    assert told.value.message == "文件太大了，请发 10 MB 以内的照片或 PDF。"
    async with story.database.reading() as session:
        assert await papers.files_of(session, case, actor=Actor.system()) == []
