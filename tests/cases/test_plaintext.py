"""A whole story is told, then the bytes on the disk are searched for what names the worker."""

from __future__ import annotations

import base64
import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import text

from cases import attachments, casefile, conversations, desk, feedback, links, people
from cases.actors import Actor
from cases.crypto import KeyRing
from cases.database import Database
from cases.messages import Outgoing
from cases.models import Base
from tests.cases.story import ID_NUMBER, PHONE, Story
from tests.conftest import Clock

NAME, EMPLOYER, SORROW = "王铁锤", "渭河滩砖瓦厂", "我媳妇跟人跑了"
PLANTED = (PHONE, ID_NUMBER, NAME, EMPLOYER, SORROW)


async def tell(story: Story, keyring: KeyRing) -> None:
    """A worker writes, gives phone and identity number, sends a paper, is talked to, rates us."""
    now = story.clock()
    chat = await story.chat()
    duty = await story.colleague(("duty", None), ("counsellor", None))
    everything = "，".join(PLANTED)
    fields = {
        "phone": {"label": "电话", "value": PHONE, "display": PHONE},
        "id_number": {"label": "身份证", "value": ID_NUMBER, "display": ID_NUMBER},
        "story": {"label": "经过", "value": everything, "display": everything},
    }
    async with story.database.transaction() as session:
        await people.learn(session, chat.person_id, keyring, name=NAME, phone=PHONE, id_number=ID_NUMBER)
        paper = await attachments.keep(
            session,
            conversation_id=chat.id,
            name=f"{NAME}{PHONE}.pdf",
            content=b"%PDF-" + everything.encode(),
            now=now,
        )
    await story.hear(chat, everything, "1", payload=f"set:r1:phone:{PHONE}", attachment_ids=[paper])
    await story.say(chat, f"您的电话是{PHONE}，对吗？", buttons=[{"title": PHONE, "payload": f"set:r1:p:{PHONE}"}])
    case = await story.case(chat, fields=fields, run="r1", county="610302")
    async with story.database.transaction() as session:
        snapshot = await conversations.lease(session, chat.id, holder="w", now=now)
        assert snapshot is not None
        await conversations.keep_state(session, snapshot, state={"form": fields}, now=now)
        row = await casefile.locked(session, case.number, actor=Actor.system())
        await casefile.add_attachments(session, row, [paper], now=now)
        await casefile.change_status(session, row, actor=duty, status="accepted", note=everything, now=now)
        await conversations.ask_for_person(session, chat.id, reason="psych", reply_due_at=None, now=now)
        await desk.take_over(session, chat.id, actor=duty, now=now, notice=f"{NAME}您好")
        await desk.reply_as_staff(session, chat.id, actor=duty, text=everything, now=now)
        await desk.add_note(session, chat.id, actor=duty, text=everything, now=now)
        await links.make(
            session, conversation_id=chat.id, state={"form": fields}, opening=Outgoing(everything), now=now
        )
        await feedback.rate(
            session, conversation_id=chat.id, person_id=chat.person_id, rating=5, text=everything,
            case_id=case.id, now=now,
        )  # fmt: skip
        await feedback.keep_question(session, conversation_id=chat.id, text=everything, reason="no_card", now=now)
    # It is all there for those who have the key.
    async with story.database.reading() as session:
        person = await people.get_person(session, chat.person_id)
        assert (person.name, person.phone, person.id_number) == (NAME, PHONE, ID_NUMBER)
        kept = await casefile.by_number(session, case.number, actor=duty)
        assert kept.fields == fields
        assert everything.encode() in (await attachments.get(session, paper)).content


def spellings(secret: str) -> list[bytes]:
    """The ways a value might slip out: as it is, escaped by JSON, in another encoding, in base64 at any offset."""
    plain = secret.encode()
    found = [plain, secret.encode("unicode_escape"), secret.encode("utf-16-le"), secret.encode("gb18030")]
    for lead in range(3):
        coded = base64.urlsafe_b64encode(b"\0" * lead + plain).rstrip(b"=")
        found.append(coded[-(-lead * 8 // 6) : len(coded) - 2])
    return found


async def test_nothing_of_it_is_in_the_sqlite_files(
    sqlite_database: Database, keyring: KeyRing, clock: Clock, tmp_path: Path
) -> None:
    await tell(Story(sqlite_database, clock), keyring)

    def search(*names: str) -> None:
        for name in names:
            content = (tmp_path / name).read_bytes()
            assert b"telegram" in content  # the search does find what is there in plain
            for secret in PLANTED:
                for spelling in spellings(secret):
                    assert spelling not in content, (name, secret)

    search("test.sqlite3-wal")
    await sqlite_database.close()  # the log goes into the file
    search("test.sqlite3")
    with closing(sqlite3.connect(tmp_path / "test.sqlite3")) as connection:
        connection.execute("VACUUM INTO ?", (str(tmp_path / "backup.sqlite3"),))
    search("backup.sqlite3")


@pytest.mark.parametrize("secret", PLANTED)
def test_the_search_would_find_a_slip(secret: str) -> None:
    slips = [json.dumps({"a": secret}).encode(), f"电话：{secret}。".encode()]
    slips += [base64.urlsafe_b64encode(b"x" * lead + secret.encode() + b"yy") for lead in range(4)]
    for slip in slips:
        assert any(spelling in slip for spelling in spellings(secret)), slip


async def test_nothing_of_it_is_in_a_dump_of_all_tables(
    postgres_database: Database, keyring: KeyRing, clock: Clock
) -> None:
    await tell(Story(postgres_database, clock), keyring)
    dump: dict[str, bytes] = {}
    async with postgres_database.reading() as session:
        names = (await session.execute(text("SELECT tablename FROM pg_tables WHERE schemaname = 'public'"))).scalars()
        for name in names.all():
            rows = (await session.execute(text(f'SELECT t::text FROM "{name}" t'))).scalars().all()
            dump[name] = "\n".join(rows).encode()
            if name == "attachments":  # bytes are shown as hex
                rows = (await session.execute(text("SELECT content FROM attachments"))).scalars().all()
                dump[name] += b"".join(bytes(row) for row in rows)
    assert set(dump) >= {table.name for table in Base.metadata.sorted_tables}
    assert b"telegram" in dump["messages"]
    for told in ("people", "messages", "cases", "conversations", "attachments", "feedback", "case_events"):
        assert dump[told], told
    for name, content in dump.items():
        for secret in PLANTED:
            for spelling in spellings(secret):
                assert spelling not in content, (name, secret)
