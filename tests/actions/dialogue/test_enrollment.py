"""Signing up: each of the 25 programs, windows, places, rules, papers, and identity numbers that stay out of messengers."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import UTC, date, datetime, time

import pytest
import yaml

from actions.assembly import KNOWLEDGE
from cases import attachments, people
from cases import programs as live_programs
from knowledge.forms import FieldSpec
from knowledge.programs import Program, load_programs
from tests.actions.dialogue.chat import Chat
from tests.conftest import Clock

ID_NUMBER = "610302199001011232"
PROGRAMS = {program.id: program for program in load_programs(KNOWLEDGE / "programs")}
JOINING = ("我要入会", ">送外卖", "美团", "没有", "渭滨", "32", ">同意", "王建设", "13800001234")


def example(program: Program, spec: FieldSpec) -> str:
    """What a worker who meets the rules would say."""
    for rule in program.form.rules:
        if rule.field == spec.key and rule.equals is not None:
            return "是" if rule.equals is True else "不是" if rule.equals is False else spec.options[str(rule.equals)]
    by_type = {
        "yes_no": "是", "text": "就是想请工会帮个忙", "person_name": "王建设", "phone": "13800001234", "county": "金台区",
        "date": "昨天", "money": "4500元", "number": "30", "id_number": ID_NUMBER, "employer": "示例机械公司",
    }  # fmt: skip
    if spec.type == "choice":
        return next(iter(spec.options.values()))
    return spec.example or by_type[spec.type]


async def open_window(program: Program, clock: Clock) -> None:
    if not program.window_state(clock().date()).open:
        opens = program.window_state(clock().date()).opens_on
        assert opens is not None
        clock.now = datetime.combine(opens, time(2, 0), UTC)


def test_the_identity_number_of_these_tests_is_a_valid_one() -> None:
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    assert "10X98765432"[sum(w * int(d) for w, d in zip(weights, ID_NUMBER, strict=False)) % 11] == ID_NUMBER[-1]


@pytest.mark.parametrize("program_id", sorted(PROGRAMS))
async def test_every_program_can_be_joined(chat: Chat, clock: Clock, program_id: str) -> None:
    program = PROGRAMS[program_id]
    await open_window(program, clock)
    await chat.payload(f"start:enrollment:{program_id}")
    for _ in range(25):
        if chat.field == "confirm":
            break
        assert chat.view["program"] == program_id, chat.heard
        if chat.field == "consent":
            await chat.press("同意")
            continue
        form = {spec.key: spec for spec in program.form.fields}
        spec = form.get(chat.field or "") or FieldSpec(
            key=chat.field or "", type={"name": "person_name"}.get(chat.field or "", chat.field or ""), ask="", label=""
        )
        await chat.say(example(program, spec))
        assert chat.field != spec.key, f"{spec.key}: {chat.heard}"
    assert chat.field == "confirm", chat.heard
    await chat.press("确认提交")
    case = await chat.case("enrollment")
    assert (case.program_id, case.status) == (program_id, "submitted")
    assert case.number in chat.heard and program.next_steps in chat.heard
    assert case.due_at is not None and case.due_at > clock()


@pytest.mark.parametrize("program_id", sorted(PROGRAMS))
async def test_every_program_can_be_begun_by_its_first_buttons(chat: Chat, clock: Clock, program_id: str) -> None:
    await open_window(PROGRAMS[program_id], clock)
    await chat.payload(f"about:{program_id}")
    assert PROGRAMS[program_id].title in chat.heard and "示例" in chat.heard
    await chat.press("现在就报名")
    assert chat.view["program"] == program_id and chat.field == PROGRAMS[program_id].form.fields[0].key


async def test_a_closed_window_says_when_it_opens_and_promises_one_reminder(chat: Chat) -> None:
    await chat.payload("start:enrollment:winter_warmth")
    assert "12月1日" in chat.heard and chat.view["flow"] is None
    remind = chat.button("到时候提醒我").payload
    await chat.payload(remind)
    assert [r.due_at for r in chat.reminders] == [datetime(2026, 12, 1, 1, 0, tzinfo=UTC)]
    assert chat.reminders[0].buttons[0].payload == "start:enrollment:winter_warmth"
    await chat.payload(remind)
    assert chat.reminders == [] and "提醒您" in chat.heard


async def test_the_reminder_button_leads_into_the_form_once_the_window_is_open(chat: Chat, clock: Clock) -> None:
    clock.now = datetime(2026, 12, 1, 1, 0, tzinfo=UTC)
    await chat.payload("start:enrollment:winter_warmth")
    assert chat.field == "for_whom"


async def test_a_window_that_closes_while_the_form_lies_still(chat: Chat, clock: Clock) -> None:
    await chat.payload("start:enrollment:cancer_screening")
    await chat.all("42", "千阳", ">跳过", ">都行", ">同意", "王秀兰", "13800001234")
    assert chat.field == "confirm"
    clock.now = datetime(2026, 12, 5, 2, 0, tzinfo=UTC)
    await chat.press("确认提交")
    assert "没在办" in chat.heard and await chat.cases() == []


async def test_no_places_left_is_said_before_the_first_question(chat: Chat) -> None:
    async with chat.database.transaction() as session:
        program = await live_programs.get(session, "welfare_training")
        program.taken = program.places or 0
    await chat.payload("start:enrollment:welfare_training")
    assert "名额" in chat.heard and "找真人" in chat.titles and chat.view["flow"] is None


async def test_the_last_place_goes_while_somebody_is_filling_in(chat: Chat) -> None:
    await chat.payload("start:enrollment:welfare_training")
    await chat.all(">电工", "35", ">零基础", ">晚上", "金台", ">同意", "王建设", "13800001234")
    async with chat.database.transaction() as session:
        program = await live_programs.get(session, "welfare_training")
        program.taken = program.places or 0
    await chat.press("确认提交")
    assert "满了" in chat.heard and await chat.cases() == []


async def test_a_rule_that_is_not_met_is_said_kindly_with_what_else_helps(chat: Chat) -> None:
    await chat.payload("start:enrollment:welfare_training")
    await chat.all(">电工", "15")
    assert "16周岁" in chat.heard and "找真人" in chat.titles
    await chat.say("说错了，是51")
    assert chat.value("age") == 51 and chat.field == "level"


@pytest.mark.parametrize("words", ["好吧", "哦知道了", "那算了", "行", "好的谢谢"])
async def test_giving_in_to_a_rule_is_no_new_answer(chat: Chat, words: str) -> None:
    await chat.payload("start:enrollment:matchmaking")
    if chat.view["flow"] is None:
        await chat.payload("start:enrollment:mutual_insurance")
        await chat.all(">想参加", "不是")
    assert "互助保障要先是会员" in chat.heard
    await chat.say(words)
    assert chat.view["flow"] is None and await chat.cases() == []


async def test_papers_sent_in_the_middle_belong_to_the_case(chat: Chat, clock: Clock) -> None:
    await chat.all(*JOINING[:4])
    async with chat.database.transaction() as session:
        photo = await attachments.keep(
            session, conversation_id=chat.id, name="工牌.jpg", content=b"\xff\xd8\xff\xe0example", now=clock()
        )
    await chat.say("", files=[photo])
    assert "收到" in chat.heard and chat.field == "county" and "县区" in chat.heard
    await chat.all(*JOINING[4:], "确认")
    case = await chat.case("enrollment")
    async with chat.database.reading() as session:
        row = await session.get(attachments.Attachment, photo)
    assert row is not None and row.case_id == case.id


async def test_papers_sent_later_go_into_the_open_case(chat: Chat, clock: Clock) -> None:
    await chat.all(*JOINING, "确认")
    case = await chat.case("enrollment")
    async with chat.database.transaction() as session:
        photo = await attachments.keep(
            session, conversation_id=chat.id, name="工牌.jpg", content=b"\xff\xd8\xff\xe0example", now=clock()
        )
    await chat.say("这是我的工牌", files=[photo])
    assert case.number in chat.heard
    async with chat.database.reading() as session:
        row = await session.get(attachments.Attachment, photo)
    assert row is not None and row.case_id == case.id


async def test_an_anonymous_hint_leaves_no_name(chat: Chat) -> None:
    await chat.payload("start:enrollment:violation_report")
    await chat.all("要匿名", "示例工地", "陈仓", ">不安全", "高处干活不给安全带")
    assert chat.field == "confirm"
    await chat.say("提交")
    case = await chat.case("enrollment")
    assert not {"name", "phone"} & set(case.fields)
    async with chat.database.reading() as session:
        person = await people.get_person(session, case.person_id)
    assert person.name is None and person.phone is None


async def test_an_identity_number_is_never_asked_in_a_messenger(
    telegram: Chat, follow: Callable[[str], Awaitable[Chat]], clock: Clock
) -> None:
    clock.now = datetime.combine(date(2026, 7, 2), time(2, 0), UTC)
    await telegram.payload("start:enrollment:autumn_scholarship")
    await telegram.all("是", ">同意", "李雷", ">本科", "宝鸡文理学院", ">收入低")
    assert "#link=" in telegram.heard and "身份证" not in telegram.titles and telegram.view["flow"] is None
    link = telegram.heard
    web = await follow(link)
    await web.say(ID_NUMBER)
    assert web.view["program"] == "autumn_scholarship" and web.value("student_name") == "李雷"
    await web.all("金台", "王建设", "13800001234", "确认")
    case = await telegram.case("enrollment")
    assert case.fields["id_number"]["value"] == ID_NUMBER
    assert ID_NUMBER not in "".join(reply.text for reply in web.replies)
    with pytest.raises(Exception, match="link"):
        await follow(link)


def test_every_program_of_the_taxonomy_is_played_here() -> None:
    taxonomy = yaml.safe_load((KNOWLEDGE / "taxonomy.yml").read_text("utf-8"))
    assert set(PROGRAMS) == set(taxonomy["programs"])
