"""A day at the desk with invented people: what the stories of the roles find when they come to work.

Everything goes through the verbs the programs use, so that it looks as it would in life. Names, firms and phones are made up.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from cases import feedback
from knowledge.programs import program_values
from tests.console.world import Chat, World
from tests.stack import ROOT

MINUTES, HOURS, DAYS = (lambda n: timedelta(minutes=n)), (lambda n: timedelta(hours=n)), (lambda n: timedelta(days=n))
ILLNESS = "媳妇住院三个月，家里就我一个人挣钱"
INJURY = "在厂里压伤了右手，老板让签五千块的私了协议"
FACTORY = "宝鸡市秦川阀门有限公司（示例）"
FIRM_SPELLINGS = ("宝鸡秦川阀门有限公司（示例）", FACTORY)

# login, name, roles: one colleague for every kind of work.
COLLEAGUES: tuple[tuple[str, str, tuple[tuple[str, str | None], ...]], ...] = (
    ("zhoumin", "周敏", (("duty", None),)),
    ("lijie", "李洁", (("duty", None),)),
    ("helvshi", "何律师", (("lawyer", None),)),
    ("tangzixun", "唐咨询师", (("counsellor", None),)),
    ("maxiang", "马项目员", (("program_officer", None),)),
    ("weibin", "渭滨区工会老秦", (("county_desk", "610302"),)),
    ("zhishi", "文编辑", (("knowledge_editor", None),)),
    ("zhishi2", "罗审核", (("knowledge_editor", None),)),
    ("guanli", "郑管理员", (("admin", None),)),
)


@dataclass(slots=True)
class Day:
    """Who and what is there, by the names the stories use."""

    chats: dict[str, Chat] = field(default_factory=dict)
    cases: dict[str, str] = field(default_factory=dict)


def answers(**given: tuple[str, Any] | tuple[str, Any, str]) -> Mapping[str, tuple[str, Any, str]]:
    """Form answers as `World.applies` wants them: key=(label, value) shown as it is, or (label, value, what people read)."""
    return {key: (a[0], a[1], a[2] if len(a) == 3 else str(a[1])) for key, a in given.items()}


def program_documents() -> list[Mapping[str, Any]]:
    """The programs of the release, as the bot loads them."""
    return [program_values(path) for path in sorted((ROOT / "knowledge" / "programs").glob("*.yml"))]


async def colleagues(world: World) -> None:
    for login, name, roles in COLLEAGUES:
        await world.colleague(login, name, *roles)


async def a_day(world: World) -> Day:
    """Fill an empty database: colleagues, programs, waiting chats, cases of several kinds, questions nobody answered."""
    day = Day()
    await colleagues(world)
    await world.programs(*program_documents())
    await _waiting(world, day)
    await _applications(world, day)
    await _one_employer(world, day)
    await _unanswered(world, day)
    return day


async def _waiting(world: World, day: Day) -> None:
    """Danger, somebody who asked, one the assistant did not understand, one for the counsellor."""
    talks: Sequence[tuple[str, str, str | None, str, int, Sequence[tuple[str, str]]]] = (
        ("hurt", "陈志强", "610323", "asked", 14, (
            ("worker", "上礼拜三在厂里压伤了右手，老板让我签五千块私了的协议"),
            ("bot", "先别急着签。工伤要先认定：单位 30 日内申请；单位不申请，您自己 1 年内也能申请。"),
            ("worker", "工资一个月四千二，已经两个月没发了"),
            ("worker", "老板催我今天就签，我想找个人问问"),
        )),
        ("lost", "赵玉兰", "610302", "not_understood", 9, (
            ("worker", "厂里那个条子咋弄"),
            ("bot", "这句我没太听懂，您是想问下面哪一个？"),
            ("worker", "就是那个不要社保的条子么"),
        )),
        ("angry", "刘建军", "610304", "complaint", 31, (
            ("worker", "打了三回电话都没人管 我要投诉"),
            ("bot", "让您跑了三回还没办成，真对不住。我马上请人来。"),
        )),
        ("danger", "", "610303", "crisis", 2, (
            ("worker", "工钱要不回来，我站在楼顶上了"),
            ("bot", "我在。您先离边上远一点，坐下来。马上就有人来跟您说话。"),
        )),
    )  # fmt: skip
    for key, name, county, reason, ago, said in talks:
        chat = await world.chat(name or None, county=county, said=said, ago=MINUTES(ago + 2))
        wait = MINUTES(10) if reason == "crisis" else MINUTES(30)
        await world.asks_for_person(chat, reason, ago=MINUTES(ago), due=wait - MINUTES(ago))
        day.chats[key] = chat
    calm = await world.chat(
        None, county="610302", walled=True, ago=MINUTES(20),
        said=[("worker", "夜班倒了半年，躺下就是睡不着，白天在病房老走神"), ("bot", "这样熬着很辛苦。我帮您约咨询师。")],
    )  # fmt: skip
    await world.asks_for_person(calm, "psych", ago=MINUTES(18), due=HOURS(2))
    day.chats["sleepless"] = calm


async def _applications(world: World, day: Day) -> None:
    poor = await world.chat("孙大勇", county="610302", said=[("worker", "我想申请困难帮扶")], ago=HOURS(30))
    paper = await world.sends_file(poor, "诊断证明.png")
    day.cases["hardship"] = await world.applies(
        poor, "enrollment", answers(
            situation=("遇到的困难", "家人重病"), family_size=("家里几口人", 4), account=("说说情况", ILLNESS),
            name=("姓名", "孙大勇"), phone=("手机号", "13800005678"), id_number=("身份证号", "61032619850315001X"),
        ), program="hardship_assistance", county="610302", due=DAYS(2), ago=HOURS(28), files=[paper],
    )  # fmt: skip
    day.chats["poor"] = poor
    again = await world.chat("孙大勇", county="610302", said=[("worker", "困难帮扶我又报了一回")], ago=HOURS(4))
    day.cases["hardship_twice"] = await world.applies(
        again, "enrollment", answers(name=("姓名", "孙大勇"), phone=("手机号", "13800005678")),
        program="hardship_assistance", county="610302", due=DAYS(3), ago=HOURS(3),
    )  # fmt: skip
    pupil = await world.chat("吴春霞", county="610303", said=[("worker", "娃考上大学了，学费愁人")], ago=HOURS(50))
    day.cases["scholarship"] = await world.applies(
        pupil, "enrollment", answers(name=("姓名", "吴春霞"), phone=("手机号", "13800006789")),
        program="autumn_scholarship", county="610303", due=-HOURS(3), ago=HOURS(48),
    )  # fmt: skip
    hurt = day.chats["hurt"]
    day.cases["legal"] = await world.applies(
        hurt, "legal_consultation", answers(
            matter=("哪类事", "injury", "工伤、职业病"), account=("大概情况", INJURY), employer=("单位", FACTORY),
            name=("姓名", "陈志强"), phone=("手机号", "13800001234"),
        ), county="610323", due=DAYS(1), ago=HOURS(20),
    )  # fmt: skip
    await world.books(day.cases["legal"], way="phone")


async def _one_employer(world: World, day: Day) -> None:
    """Five workers of one firm within nine days: what early warning is for."""
    names = ("高建设", "冯秀英", "董永刚", "袁小军", "薛红梅")
    for number, name in enumerate(names):
        chat = await world.chat(
            name, county="610302", said=[("worker", "厂里三个月没发工资了")], ago=DAYS(9 - 2 * number)
        )
        day.cases[f"unpaid{number}"] = await world.applies(
            chat, "enrollment", answers(
                issue=("什么问题", "wages", "拖欠、克扣工资"), employer=("被反映的单位", FIRM_SPELLINGS[number % 2]),
                account=("说说情况", "三个月没发工资，门口贴了停产的条子"), name=("姓名", name),
                phone=("手机号", f"1380000{4000 + number}"),
            ), program="violation_report", county="610302", due=DAYS(4 + number), ago=DAYS(8 - 2 * number) + HOURS(3),
        )  # fmt: skip


async def _unanswered(world: World, day: Day) -> None:
    asked = await world.chat(None, county="610304", said=[("worker", "退休返聘摔了算不算工伤")], ago=HOURS(26))
    for text in ("退休返聘摔了算不算工伤", "返聘的门卫上班路上摔了咋办", "公积金能不能给老家盖房用"):
        async with world.database.transaction() as session:
            await feedback.keep_question(
                session, conversation_id=asked.id, text=text, reason="no_card", now=world.now - HOURS(25)
            )
