"""The summary a colleague reads when taking over: what was said, nothing invented, nothing from behind the wall."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from cases import messages
from cases.access import CITY
from cases.actors import Actor
from cases.chats.overview import summary_of
from cases.chats.summary import Filed, Said, Summary, summarise
from cases.errors import NotFound
from cases.messages import Outgoing
from tests.cases.chats.conftest import Inbox
from tests.cases.story import Story

AT = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
PLATFORMS = {"美团": "美团"}


def talk(*lines: tuple[str, str] | tuple[str, str, str]) -> list[Said]:
    return [
        Said(line[0], line[1], AT + timedelta(minutes=n), line[2] if len(line) > 2 else None)
        for n, line in enumerate(lines)
    ]


def read(
    said: list[Said], filed: list[Filed] | None = None, files: tuple[str, ...] = (), name: str | None = None
) -> Summary:
    return summarise(said, filed or [], files, name=name, platforms=PLATFORMS)


def test_a_builder_whose_wages_are_withheld() -> None:
    found = read(
        talk(
            ("worker", "你好"),
            ("worker", "我叫张建军，在陕西大秦建筑有限公司干活，从去年三月干到上个月，拖欠工资2万三"),
            ("bot", "拖欠工资可以这样办……", "wages-unpaid"),
            ("worker", "没签劳动合同，有工资条，电话13891712345"),
            ("worker", "找真人"),
        ),
        files=("工资条.png",),
    )
    assert found == Summary(
        name="张建军",
        phone="138****2345",
        employers=("陕西大秦建筑有限公司",),
        matters=("欠薪", "劳动合同"),
        amounts=("2万三（23,000元）",),
        days=("去年三月（2025年3月）", "上个月（2026年10月）"),
        papers=("工资条.png", "没签劳动合同", "有工资条"),
        cards=("wages-unpaid",),
        words="我叫张建军，在陕西大秦建筑有限公司干活，从去年三月干到上个月，拖欠工资2万三",
    )


def test_a_rider_hurt_at_work_with_a_filed_case() -> None:
    case = Filed(
        "26-4831-0726",
        "legal_consultation",
        None,
        {
            "name": {"label": "称呼", "value": "李雷", "display": "李雷"},
            "phone": {"label": "电话", "value": "13900001111", "display": "13900001111"},
            "account": {"label": "经过", "value": "x", "display": "昨天送单摔伤了，医药费3200元"},
        },
    )
    found = read(talk(("worker", "跑美团的，摔伤咋办"), ("worker", "约律师")), [case])
    assert (found.name, found.phone) == ("李雷", "139****1111")
    assert found.employers == ("美团",)
    assert found.matters[0] == "工伤"
    assert found.amounts == ("3200元",)
    assert [f.number for f in found.filed] == ["26-4831-0726"]


def test_of_small_talk_there_is_nothing_to_say() -> None:
    assert read(talk(("worker", "在吗"), ("bot", "在的，您说。您可以问工资2万三咋要"), ("worker", "找人工"))).empty


def test_only_the_worker_is_quoted() -> None:
    """What the assistant or a colleague said of sums and firms is no fact about the worker."""
    found = read(talk(("bot", "例如在大秦公司拖欠工资4500元"), ("staff", "您是在红星机械厂上班吗"), ("worker", "不是")))
    assert (found.employers, found.amounts, found.matters) == ((), (), ())


def test_a_name_left_with_us_counts_before_one_in_a_sentence() -> None:
    assert read(talk(("worker", "我叫小王，替我哥问的")), name="王建国").name == "王建国"


def test_damaged_fields_are_passed_over() -> None:
    case = Filed("26-4831-0726", "enrollment", "skills", {"name": None, "phone": "x", "account": {"display": None}})  # type: ignore[dict-item]
    assert read([], [case]).phone is None


def test_script_is_only_letters() -> None:
    assert read(talk(("worker", "<script>alert(1)</script>公司欠我4500元"))).amounts == ("4500元",)


def test_of_a_long_talk_the_newest_few_are_kept() -> None:
    found = read(talk(*(("worker", f"第{n}次扣了{n}00元") for n in range(1, 40))))
    assert found.amounts == ("3400元", "3500元", "3600元", "3700元", "3800元", "3900元")


async def test_what_was_said_to_a_counsellor_is_not_in_the_summary_for_others(inbox: Inbox, story: Story) -> None:
    chat = await inbox.waits("1", said="老板拖欠工资4500元")
    duty = await story.colleague(("duty", None), login="zhiban")
    liu = await story.colleague(("counsellor", CITY), login="liu")
    hidden = await story.hear(chat, "我在红星机械厂撑不住了，借了两万块", "walled")
    async with story.database.transaction() as session:
        await messages.finish(session, hidden, trace=None, walled=True)
        said = [Outgoing("先陪您说说", card={"id": "secret"}, walled=True)]
        await messages.say(session, conversation_id=chat.id, channel=chat.channel, outgoing=said, now=inbox.now)
    await story.case(chat, "psych_consultation", fields={"phone": {"label": "电话", "value": "13900001111"}})

    async def summary(actor: Actor) -> Summary:
        async with story.database.reading() as session:
            return await summary_of(session, chat.id, actor=actor, now=inbox.now, platforms=PLATFORMS)

    for_duty, for_counsellor = await summary(duty), await summary(liu)
    assert (for_duty.amounts, for_duty.employers, for_duty.phone, for_duty.cards) == (("4500元",), (), None, ())
    assert for_duty.filed == ()
    assert for_counsellor.employers == ("红星机械厂",)
    assert for_counsellor.phone == "139****1111"


async def test_a_foreign_chat_has_no_summary(inbox: Inbox, story: Story) -> None:
    chat = await inbox.waits("1", county="610303")
    weibin = await story.colleague(("county_desk", "610302"))
    async with story.database.reading() as session:
        with pytest.raises(NotFound):
            await summary_of(session, chat.id, actor=weibin, now=inbox.now, platforms={})
