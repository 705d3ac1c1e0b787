"""What the county desk does about a warning, what it learns from that, and how the promise is counted."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import text

from cases.actors import Actor
from cases.database import Database
from cases.errors import Conflict, InvalidChange, NotAllowed, NotFound
from cases.warnings import handling, promise, sameness
from knowledge.sounds import load_sounds
from tests.cases.warnings.conftest import PLATFORMS, Plant
from tests.conftest import Clock

DAY = timedelta(days=1)


async def count_new(plant: Plant, actor: Actor) -> int:
    async with plant.story.database.reading() as session:
        return await handling.count_new(session, actor=actor)


async def test_only_the_county_it_happens_in_and_the_city_hear_of_it(
    plant: Plant, jintai: Actor, weibin: Actor
) -> None:
    duty = await plant.colleague("zhang", ("duty", None))
    lawyer = await plant.colleague("wang", ("lawyer", None))
    await plant.reports(3)
    await plant.look()
    assert [await count_new(plant, who) for who in (jintai, weibin, duty, lawyer)] == [1, 0, 1, 0]
    assert [len(await plant.warnings(who)) for who in (jintai, weibin, duty)] == [1, 0, 1]
    with pytest.raises(NotAllowed):
        await plant.warnings(lawyer)
    for stranger, error in ((weibin, NotFound), (lawyer, NotFound), (Actor.worker(1), NotFound)):
        with pytest.raises(error):
            await plant.handle(stranger, "seen")


async def test_seen_acted_closed_each_with_its_time_and_words(plant: Plant, jintai: Actor, clock: Clock) -> None:
    await plant.reports(3)
    await plant.look()
    clock.advance(timedelta(hours=2))
    await plant.handle(jintai, "seen")
    assert await count_new(plant, jintai) == 0
    clock.advance(timedelta(hours=3))
    with pytest.raises(InvalidChange):
        await plant.handle(jintai, "acted", "  ", was="seen")  # what was done must be said
    await plant.handle(jintai, "acted", "已到工地了解情况，约谈项目经理", was="seen")
    await plant.handle(jintai, "acted", "施工方答应周五前发清", was="acted")
    clock.advance(2 * DAY)
    await plant.handle(jintai, "closed", "工资已全部发清", was="acted")
    assert await plant.warnings() == []
    [view] = await plant.warnings(jintai, over=True)
    warning = view.warning
    assert warning.seen_at is not None
    assert warning.acted_at is not None
    assert warning.seen_at - warning.raised_at == timedelta(hours=2)
    assert warning.acted_at - warning.raised_at == timedelta(hours=5)  # the first time counts
    assert [(step.what, step.text) for step in view.steps] == [
        ("seen", ""),
        ("acted", "已到工地了解情况，约谈项目经理"),
        ("acted", "施工方答应周五前发清"),
        ("closed", "工资已全部发清"),
    ]
    assert view.handler == "jintai"
    async with plant.story.database.reading() as session:
        log = await session.execute(text("SELECT action, subject FROM audit_log ORDER BY id"))
    subject = f"warning:{warning.id}"
    assert [tuple(row) for row in log] == [
        (f"warning.{what}", subject) for what in ("seen", "acted", "acted", "closed")
    ]


async def test_two_colleagues_at_one_warning_the_second_is_told(plant: Plant, jintai: Actor) -> None:
    other = await plant.colleague("li", ("county_desk", "610303"))
    await plant.reports(3)
    await plant.look()
    await plant.handle(jintai, "acted", "已联系企业工会")
    with pytest.raises(Conflict):
        await plant.handle(other, "dismissed", "我看没什么事")
    assert (await plant.the_warning()).status == "acted"


async def test_what_is_over_stays_over_and_words_have_an_end(plant: Plant, jintai: Actor, clock: Clock) -> None:
    await plant.reports(3)
    await plant.look()
    with pytest.raises(InvalidChange):
        await plant.handle(jintai, "closed", "长" * 2001)
    with pytest.raises(InvalidChange):
        await plant.handle(jintai, "new", "退回去看看")
    row = await plant.the_warning()
    await plant.handle(jintai, "closed", "已经解决了")
    async with plant.story.database.transaction() as session:
        with pytest.raises(InvalidChange):
            await handling.handle(
                session, row.id, actor=jintai, status="acted", was="closed", note="再来一次", now=clock()
            )


async def test_a_dismissed_one_needs_more_people_to_rise_again(plant: Plant, jintai: Actor, clock: Clock) -> None:
    await plant.reports(3)
    await plant.look()
    await plant.handle(jintai, "dismissed", "是同一家的亲属重复反映")
    await plant.report()
    assert await plant.look() == ()  # four: three were dismissed, it takes five
    await plant.report()
    assert await plant.look() == ("queue",)
    assert (await plant.the_warning()).people == 5


async def test_a_dismissal_is_forgotten_after_a_season(plant: Plant, jintai: Actor, clock: Clock) -> None:
    await plant.reports(3)
    await plant.look()
    await plant.handle(jintai, "dismissed", "经核实并无此事")
    clock.advance(91 * DAY)
    await plant.reports(3)
    assert await plant.look() == ("queue",)


async def test_a_settled_one_rises_anew_only_with_new_people(plant: Plant, jintai: Actor, clock: Clock) -> None:
    await plant.reports(3)
    await plant.look()
    await plant.handle(jintai, "closed", "工资已发清")
    assert await plant.look() == ()
    clock.advance(DAY)
    await plant.reports(2)
    assert await plant.look() == ()
    await plant.report()
    assert await plant.look() == ("queue",)
    assert (await plant.the_warning()).people == 3


async def test_a_colleague_reads_the_cases_that_are_theirs_and_a_count_of_the_others(
    plant: Plant, jintai: Actor, clock: Clock
) -> None:
    await plant.reports(2)
    clock.advance(2 * DAY)
    await plant.report()
    await plant.look()
    [view] = await plant.warnings(jintai)
    assert (len(view.cases), view.hidden) == (3, 0)
    assert view.mine
    assert sum(count for _, count in view.days) == 3
    assert [count for _, count in view.days[-3:]] == [2, 0, 1]
    assert len(view.days) == 28
    weak = Actor("staff", 99, "x", frozenset({("county_desk", "610303"), ("duty", "610302")}))
    [view] = await plant.warnings(weak)
    assert len(view.cases) + view.hidden == 3


async def test_unseen_first_and_of_those_the_urgent_ones(plant: Plant, jintai: Actor, clock: Clock) -> None:
    await plant.reports(3)
    await plant.look()
    await plant.handle(jintai, "seen")
    clock.advance(60)
    await plant.reports(3, "鑫源商贸有限公司", issue="safety")
    await plant.look()
    clock.advance(60)
    await plant.reports(3, "老陈家饭店", issue="insurance")
    await plant.look()
    assert [v.warning.employer for v in await plant.warnings()] == [
        "鑫源商贸有限公司",
        "老陈家饭店",
        "恒达建筑有限公司",
    ]


async def test_the_promise_in_numbers(plant: Plant, jintai: Actor, weibin: Actor, clock: Clock) -> None:
    await plant.report()
    clock.advance(2 * DAY)
    await plant.reports(2)
    await plant.look()
    clock.advance(timedelta(hours=1))
    await plant.handle(jintai, "acted", "已上门了解情况")
    await plant.handle(jintai, "closed", "已经解决了", was="acted")
    await plant.reports(3, "鑫源商贸有限公司")
    await plant.look()
    await plant.handle(jintai, "dismissed", "经核实并无此事")
    await plant.reports(3, "老陈家饭店")
    await plant.look()

    async def counted(actor: Actor, first: date, last: date, county: str | None = None) -> promise.Promise:
        async with plant.story.database.reading() as session:
            return await promise.kept_promise(session, first, last, county, actor=actor)

    day = date(2026, 11, 25)
    found = await counted(jintai, day, day, "610303")
    assert (found.raised, found.dismissed, found.seen, found.acted, found.closed) == (2, 1, 1, 1, 1)
    assert found.found_after == DAY  # the median of two days and none
    assert found.seen_after == found.acted_after == timedelta(hours=1)
    assert found.solved == 0.5
    assert (await counted(jintai, day - DAY, day - DAY)).raised == 0
    assert (await counted(jintai, day - DAY, day - DAY)).solved is None
    assert (await counted(weibin, day, day)).raised == 0
    with pytest.raises(NotAllowed):
        await counted(weibin, day, day, "610303")


async def test_a_name_that_sounds_the_same_is_suggested_and_joined_by_hand(
    plant: Plant, jintai: Actor, weibin: Actor, database: Database, clock: Clock
) -> None:
    await plant.reports(3)
    await plant.reports(2, "恒大建筑有限公司")  # 达 and 大 sound alike
    await plant.report("恒大建筑有限公司", county="610302")
    await plant.look()
    warning = await plant.the_warning()
    async with database.reading() as session:
        near = await sameness.alike(session, [warning], now=clock(), sounds=load_sounds())
    assert [(a.name, a.people) for a in near[warning.id]] == [("恒大建筑有限公司", 2)]

    async with database.transaction() as session:
        with pytest.raises(NotFound):
            await sameness.join(session, warning.id, "恒大建筑", actor=weibin, now=clock())
    async with database.transaction() as session:
        await sameness.join(session, warning.id, "恒大建筑", actor=jintai, now=clock())
    await plant.look()
    assert (await plant.the_warning()).people == 5
    clock.advance(DAY)
    later = await plant.report("恒大建筑公司")  # who writes it so tomorrow is of this firm, too
    await plant.look()
    assert (await plant.the_warning()).people == 6
    assert (await plant.story.read(later)).employer_key == "恒达建筑"
    elsewhere = await plant.report("恒大建筑公司", county="610302")  # in another county it is still another firm
    await plant.look()
    assert (await plant.story.read(elsewhere)).employer_key == "恒大建筑"

    async with database.transaction() as session:
        row = await plant.the_warning()
        assert set(await sameness.spellings(session, row, platforms=PLATFORMS)) == {"恒大建筑"}
        await sameness.part(session, row.id, "恒大建筑", actor=jintai, now=clock(), platforms=PLATFORMS)
    assert (await plant.story.read(later)).employer_key == "恒大建筑"
    again = await plant.report("恒大建筑公司")
    await plant.look()
    assert (await plant.story.read(again)).employer_key == "恒大建筑"


async def test_joining_two_open_warnings_leaves_one(
    plant: Plant, jintai: Actor, database: Database, clock: Clock
) -> None:
    await plant.reports(3)
    await plant.reports(3, "恒大建筑有限公司")
    await plant.look()
    kept = next(v.warning for v in await plant.warnings() if v.warning.employer_key == "恒达建筑")
    async with database.transaction() as session:
        await sameness.join(session, kept.id, "恒大建筑", actor=jintai, now=clock())
    assert (await plant.the_warning()).people == 6
    async with database.transaction() as session:
        with pytest.raises(InvalidChange):
            await sameness.join(session, kept.id, "恒大建筑", actor=jintai, now=clock())


async def test_what_a_colleague_wrote_is_encrypted(plant: Plant, jintai: Actor, database: Database) -> None:
    await plant.reports(3)
    await plant.look()
    await plant.handle(jintai, "acted", "联系人王建设已约谈")
    async with database.reading() as session:
        stored = (await session.execute(text("SELECT note FROM early_warnings"))).scalar_one()
    assert stored.startswith(database.keyring.seal(b"").partition(".")[0] + ".")
    assert "王建设" not in stored
    assert "u738b" not in stored
