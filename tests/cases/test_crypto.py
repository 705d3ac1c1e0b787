"""What names a person reaches the disk encrypted only, and a changed value is noticed."""

from __future__ import annotations

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from cases import people
from cases.crypto import KeyRing
from cases.database import Database
from cases.errors import Unreadable
from cases.models import Person
from tests.cases.story import ID_NUMBER, PHONE, Story

OLD, NEW = KeyRing.generate("k1"), KeyRing.generate("k2")
RING = KeyRing.parse(OLD)
ROTATED = KeyRing.parse(f"{NEW},{OLD}")


@given(st.binary(max_size=300))
def test_what_was_sealed_opens_again(plain: bytes) -> None:
    sealed = RING.seal(plain)
    assert RING.open(sealed) == plain
    assert sealed != RING.seal(plain)  # never the same twice, so equal values cannot be spotted


@given(st.binary(max_size=60), st.data())
def test_one_changed_bit_is_noticed(plain: bytes, data: st.DataObject) -> None:
    key_id, _, body = RING.seal(plain).partition(".")
    raw = bytearray(base64.urlsafe_b64decode(body))
    bit = data.draw(st.integers(0, len(raw) * 8 - 1))
    raw[bit // 8] ^= 1 << bit % 8
    with pytest.raises(Unreadable):
        RING.open(f"{key_id}.{base64.urlsafe_b64encode(bytes(raw)).decode()}")


@given(st.binary(max_size=60), st.data())
def test_a_value_cut_short_is_noticed(plain: bytes, data: st.DataObject) -> None:
    sealed = RING.seal(plain)
    with pytest.raises(Unreadable):
        RING.open(sealed[: data.draw(st.integers(0, len(sealed) - 5))])


@given(st.text(max_size=80))
def test_what_we_never_sealed_is_unreadable_and_nothing_worse(text: str) -> None:
    for stored in (text, f"k1.{text}"):
        with pytest.raises(Unreadable):
            RING.open(stored)


def test_a_foreign_key_opens_nothing_even_under_the_same_name() -> None:
    sealed = RING.seal(b"secret")
    for foreign in (KeyRing.parse(NEW), KeyRing.parse(KeyRing.generate("k1"))):
        with pytest.raises(Unreadable):
            foreign.open(sealed)


def test_a_value_cannot_be_passed_off_as_another_keys() -> None:
    same_secret = KeyRing([("a", b"x" * 32), ("b", b"x" * 32)])
    sealed = same_secret.seal(b"secret")
    with pytest.raises(Unreadable):
        same_secret.open("b" + sealed[1:])


def test_after_a_rotation_old_values_open_and_new_ones_use_the_new_key() -> None:
    before = RING.seal(b"before")
    after = ROTATED.seal(b"after")
    assert ROTATED.open(before) == b"before"
    assert after.startswith("k2.")
    assert ROTATED.open(after) == b"after"
    with pytest.raises(Unreadable):
        RING.open(after)


@pytest.mark.parametrize(
    "text",
    ["", "k1", "k1:", "k1:abc", f"a.b:{OLD.partition(':')[2]}", ":" + OLD.partition(":")[2]],
    ids=["empty", "alone", "no key", "short", "dot", "no name"],  # the key is another one in every process
)
def test_a_malformed_ring_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        KeyRing.parse(text)


def test_a_ring_may_stand_on_several_lines() -> None:
    assert KeyRing.parse(f"{NEW}\n{OLD}\n").open(RING.seal(b"x")) == b"x"


def test_the_blind_index_tells_values_apart_and_forgives_writing() -> None:
    index = RING.blind_index(ID_NUMBER)
    assert index == RING.blind_index(f" {ID_NUMBER} ") and len(index) == 32
    assert RING.blind_index("61030219880512001x") == RING.blind_index("61030219880512001X")
    assert index != RING.blind_index(PHONE)
    assert index != KeyRing.parse(NEW).blind_index(ID_NUMBER)  # without the key nobody can compute it


async def test_a_person_is_found_by_phone_through_a_whole_rotation(story: Story) -> None:
    """New key in front, rows saved again at leisure, old key dropped: the phone finds its person all the way."""
    chat = await story.chat()

    async def found(ring: KeyRing) -> list[str | None]:
        database = Database(story.database.url.render_as_string(hide_password=False), ring)
        async with database.reading() as session:
            people_found = [p.phone for p in await people.find_by_phone(session, PHONE, ring)]
        await database.close()
        return people_found

    async def save(ring: KeyRing) -> None:
        database = Database(story.database.url.render_as_string(hide_password=False), ring)
        async with database.transaction() as session:
            await people.learn(session, chat.person_id, ring, phone="13900000000")
        async with database.transaction() as session:
            await people.learn(session, chat.person_id, ring, phone=PHONE)
        await database.close()

    await save(RING)
    assert await found(RING) == [PHONE]
    assert await found(ROTATED) == [PHONE]
    await save(ROTATED)
    assert await found(ROTATED) == [PHONE]
    assert await found(KeyRing.parse(NEW)) == [PHONE]


async def test_everybody_who_gave_a_phone_newest_first(story: Story, keyring: KeyRing) -> None:
    chats = [await story.chat(str(n)) for n in range(3)]
    async with story.database.transaction() as session:
        for chat, phone in zip(chats, (PHONE, "13900000000", PHONE), strict=True):
            await people.learn(session, chat.person_id, keyring, name="王小明", phone=phone, county="610302")
    async with story.database.reading() as session:
        assert [p.id for p in await people.find_by_phone(session, PHONE, keyring)] == [
            chats[2].person_id,
            chats[0].person_id,
        ]
        assert await people.find_by_phone(session, "13911111111", keyring) == []


async def test_a_row_moved_by_hand_to_another_key_is_reported_not_guessed(story: Story, keyring: KeyRing) -> None:
    chat = await story.chat()
    async with story.database.transaction() as session:
        await people.learn(session, chat.person_id, keyring, name="王小明")
    stranger = Database(story.database.url.render_as_string(hide_password=False), KeyRing.parse(NEW))
    async with stranger.reading() as session:
        with pytest.raises(Unreadable) as caught:
            (await session.execute(select(Person))).scalars().all()
    assert "王小明" not in str(caught.value)
    assert "密钥" in caught.value.message
    await stranger.close()
