"""Two hundred colleagues grab one chat: one has it, the others read who."""

from __future__ import annotations

import asyncio

from cases import casefile, conversations
from cases.actors import Actor
from cases.errors import AlreadyOwned
from cases.models import Staff, StaffRole
from tests.cases.chats.conftest import Inbox
from tests.cases.story import Story

AT_ONCE = {"postgresql": 200, "sqlite": 200}


async def test_of_two_hundred_claims_one_wins_and_all_others_read_the_name(inbox: Inbox, story: Story) -> None:
    chat = await inbox.waits("1")
    count = AT_ONCE[story.database.url.get_backend_name()]
    async with story.database.transaction() as session:
        rows = [
            Staff(login=f"duty{n}", name=f"值班员{n}", password_hash="-", created_at=inbox.now) for n in range(count)
        ]
        session.add_all(rows)
        await session.flush()
        session.add_all([StaffRole(staff_id=row.id, role="duty", county=None) for row in rows])
        people = [Actor("staff", row.id, row.name, frozenset({("duty", None)})) for row in rows]

    results = await asyncio.gather(*(inbox.takes(person, chat) for person in people), return_exceptions=True)

    won = [person for person, result in zip(people, results, strict=True) if result is None]
    lost = [result for result in results if result is not None]
    assert len(won) == 1
    assert len(lost) == count - 1
    assert all(isinstance(result, AlreadyOwned) for result in lost), {type(r) for r in lost}
    assert {result.message for result in lost if isinstance(result, AlreadyOwned)} == {
        f"{won[0].name} 已经接手了这个对话。"
    }
    async with story.database.reading() as session:
        assert (await conversations.get(session, chat.id)).owner_staff_id == won[0].id
        case = await casefile.open_handoff(session, chat.id)
        assert case is not None
        assert case.assigned_to == won[0].id
        assert [e.data["to"] for e in await casefile.events(session, case.id) if e.kind == "status"] == ["accepted"]
    assert await inbox.heard(chat) == ["来了。"]
