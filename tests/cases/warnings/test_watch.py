"""A county desk hears of trouble at a firm while it is small: the stories of what rises and what does not."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from cases import casefile, people, privacy
from cases.actors import Actor
from cases.database import Database
from cases.models import CountedTo
from cases.warnings import fields, watch
from cases.warnings.rules import load_rules
from tests.cases.story import PHONE, Story
from tests.cases.warnings.conftest import PLATFORMS, Plant
from tests.conftest import Clock

DAY = timedelta(days=1)


async def test_three_people_of_one_firm_in_three_spellings_are_one_warning(plant: Plant, clock: Clock) -> None:
    first = await plant.report("恒达建筑有限公司")
    clock.advance(2 * DAY)
    await plant.report("宝鸡市恒达建筑公司")
    assert await plant.look() == ()  # two are a quarrel, three are a sign
    clock.advance(DAY)
    await plant.report("恒达建筑（宝鸡）有限责任公司")
    assert await plant.look() == ("queue",)
    warning = await plant.the_warning()
    assert (warning.employer_key, warning.topic, warning.county) == ("恒达建筑", "wages", "610303")
    assert (warning.people, warning.before, warning.status) == (3, 0, "new")
    assert warning.raised_at - warning.first_case_at == 3 * DAY
    assert len(warning.case_ids) == 3
    assert await plant.look() == ()  # once
    async with plant.story.database.reading() as session:
        kinds = [event.kind for event in await casefile.events(session, first.id)]
    assert kinds == ["opened", "warned"]


async def test_people_are_counted_not_cases(plant: Plant, story: Story) -> None:
    chat = await story.chat("one")
    for _ in range(4):
        await plant.report(chat=chat, anonymous=True)  # one anonymous chat is one person
    await plant.report()
    assert await plant.look() == ()
    await plant.report()
    assert await plant.look() == ("queue",)
    assert (await plant.the_warning()).people == 3
    assert len((await plant.the_warning()).case_ids) == 6


async def test_one_phone_on_two_channels_is_one_person(plant: Plant, story: Story, database: Database) -> None:
    for n, channel in enumerate(("telegram", "web")):
        chat = await story.chat(f"same{n}", channel=channel)
        async with database.transaction() as session:
            await people.learn(session, chat.person_id, database.keyring, phone=PHONE)
        await plant.report(chat=chat)
    await plant.report()
    assert await plant.look() == ()


async def test_another_county_topic_or_builder_is_another_matter(plant: Plant) -> None:
    await plant.report("恒大名都工地")
    await plant.report("中建三局恒大名都工地")
    await plant.report("恒大名都工地", "safety")
    await plant.report("恒大名都工地", county="610302")
    assert await plant.look() == ()


async def test_without_a_county_it_is_the_citys(plant: Plant) -> None:
    await plant.reports(3, county=None)
    await plant.look()
    assert (await plant.the_warning()).county == "610300"


async def test_a_firm_that_always_had_as_many_is_no_rise(plant: Plant, clock: Clock) -> None:
    await plant.reports(3, issue="contract")
    clock.advance(15 * DAY)
    await plant.reports(6, issue="contract")
    assert await plant.look() == ()  # six after three are not more than twice as many
    await plant.report(issue="contract")
    assert await plant.look() == ("queue",)
    warning = await plant.the_warning()
    assert (warning.people, warning.before) == (7, 3)


async def test_wages_before_spring_festival_need_less_of_a_rise(plant: Plant, clock: Clock) -> None:
    clock.now = datetime(2027, 1, 4, 2, tzinfo=UTC)
    await plant.reports(3)
    clock.advance(15 * DAY)
    await plant.reports(4)
    assert await plant.look() == ("queue",)
    [view] = await plant.warnings()
    assert view.urgent
    rules = load_rules()
    assert not rules.is_urgent("wages", datetime(2026, 11, 23, tzinfo=UTC))
    assert not rules.is_urgent("wages", datetime(2027, 2, 8, tzinfo=UTC))
    assert not rules.is_urgent("contract", clock())
    assert rules.is_urgent("safety", datetime(2026, 7, 1, tzinfo=UTC))


async def test_old_cases_do_not_count(plant: Plant, clock: Clock) -> None:
    await plant.reports(2)
    clock.advance(15 * DAY)
    await plant.report()
    assert await plant.look() == ()


async def test_joining_the_union_together_is_no_trouble_and_counselling_is_never_looked_at(
    plant: Plant, story: Story
) -> None:
    await plant.reports(4, program="join_union")
    for n in range(4):
        answer = {"employer": {"label": "单位", "value": "恒达建筑有限公司", "display": "恒达建筑有限公司"}}
        case = await story.case(await story.chat(f"p{n}"), "psych_consultation", fields=answer)
        assert (case.employer, case.employer_key, case.topic) == (None, None, None)
    assert await plant.look() == ()


async def test_an_open_warning_grows_and_says_when(plant: Plant, clock: Clock) -> None:
    await plant.reports(3)
    await plant.look()
    raised = clock()
    clock.advance(DAY)
    await plant.report("恒达建筑公司")
    assert await plant.look() == ("queue",)
    warning = await plant.the_warning()
    assert (warning.people, warning.raised_at, warning.grown_at) == (4, raised, clock())
    clock.advance(20 * DAY)  # the first three have left the window: the warning keeps them
    await plant.report("恒达建筑公司")
    await plant.look()
    assert (await plant.the_warning()).people == 5


async def test_a_platform_by_any_name_is_one_employer(plant: Plant) -> None:
    first = await plant.report("美团外卖高新站")
    assert first.employer_key == "美团外卖高新站"  # the platforms are not known where a case opens
    await plant.reports(2, "美团骑手", "meituan")
    assert await plant.look() == ("queue",)
    warning = await plant.the_warning()
    assert (warning.employer_key, warning.employer) == ("meituan", "美团")


async def test_a_lawyers_case_names_its_employer_in_the_account(plant: Plant, story: Story) -> None:
    answers = {
        "matter": {"label": "哪类事", "value": "wages", "display": "拖欠、克扣工资"},
        "account": {"label": "大概情况", "value": "我在恒达建筑公司干了三个月，没给钱", "display": "…"},
    }
    case = await story.case(await story.chat("lawyer"), "legal_consultation", fields=answers, county="610303")
    assert (case.employer, case.employer_key, case.topic) == ("恒达建筑公司", "恒达建筑", "wages")
    await plant.reports(2)
    assert await plant.look() == ("queue",)
    view = (await plant.warnings())[0]
    assert {line.kind for line in view.cases} == {"legal_consultation", "enrollment"}


async def test_who_tells_a_lawyer_of_a_platform_is_counted_with_its_riders(plant: Plant, story: Story) -> None:
    for n, words in enumerate(("跑美团外卖，站长扣了我一百单的钱", "在美团送餐，工资一直不结", "我不想说是哪家")):
        answers = {
            "matter": {"label": "哪类事", "value": "platform", "display": "平台用工"},
            "account": {"label": "大概情况", "value": words, "display": words},
        }
        chat = await story.chat(f"rider{n}")
        await story.case(chat, "legal_consultation", fields=answers, county="610303")
    answers["account"] = {"label": "大概情况", "value": "美图外卖不给上保险", "display": "…"}
    await story.case(await story.chat("rider9"), "legal_consultation", fields=answers, county="610303")
    assert await plant.look() == ("queue",)
    warning = await plant.the_warning()
    assert (warning.employer, warning.topic, warning.people) == ("美团", "platform", 3)


async def test_two_programs_looking_at_once_raise_it_once(plant: Plant, other_program: Database, clock: Clock) -> None:
    await plant.reports(3)

    async def one(database: Database) -> tuple[str, ...]:
        async with database.transaction() as session:
            return await watch.look(session, now=clock(), platforms=PLATFORMS)

    await asyncio.gather(one(plant.story.database), one(other_program))
    assert len(await plant.warnings()) == 1


async def test_who_has_their_data_erased_leaves_no_employer_behind(
    plant: Plant, database: Database, clock: Clock
) -> None:
    cases = await plant.reports(3)
    await plant.look()
    async with database.transaction() as session:
        await privacy.erase(session, cases[0].person_id, now=clock())
    await plant.look()
    gone = await plant.story.read(cases[0])
    assert (gone.employer, gone.employer_key) == (None, None)
    assert (await plant.the_warning()).people == 3  # it was so when it was counted


async def test_merged_and_cancelled_cases_are_nobodys(plant: Plant, story: Story, database: Database) -> None:
    kept, merged, gone = await plant.reports(3)
    async with database.transaction() as session:
        row = await casefile.by_number(session, merged.number, actor=Actor.system())
        row.merged_into = kept.id
    await story.move(gone, "cancelled")
    await plant.report()
    assert await plant.look() == ()


async def test_older_cases_are_filled_in_batch_by_batch(
    plant: Plant, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    cases = await plant.reports(5, "美团外卖")
    async with database.transaction() as session:
        for case in cases:
            row = await casefile.by_number(session, case.number, actor=Actor.system())
            row.employer = row.employer_key = row.topic = None
    monkeypatch.setattr(fields, "BATCH", 2)
    at: int | None = 0
    rounds = 0
    while at is not None:
        async with database.transaction() as session:
            at = await fields.backfill(session, platforms=PLATFORMS, after_id=at)
        rounds += 1
    assert rounds == 4  # three batches, and one that found nothing
    for case in cases:
        row = await plant.story.read(case)
        assert (row.employer, row.employer_key, row.topic) == ("美团", "meituan", "wages")


async def test_the_reading_goes_on_where_it_stopped(plant: Plant, database: Database) -> None:
    cases = await plant.reports(2)
    await plant.look()
    async with database.reading() as session:
        mark = await session.get(CountedTo, "employer spellings")
        assert mark is not None
        assert mark.position == cases[-1].id
