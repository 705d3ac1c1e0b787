"""Staff change programs while workers write: the next message uses them, a half-filled form goes on."""

from __future__ import annotations

import copy
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any

import pytest

from actions.assembly import KNOWLEDGE
from actions.assistant import Assistant
from actions.services import Services
from actions.understanding import RuleUnderstander, Understanding
from actions.understanding.new_names import NewNames, learned_names
from cases import program_desk, programs
from cases.actors import Actor
from cases.database import Database
from console.rehearsal import Rehearsal
from knowledge.programs import load_common_form, load_programs, program_from_dict
from knowledge.taxonomy import load_taxonomy
from tests.actions.dialogue.chat import Chat, ScriptedUnderstander
from tests.conftest import Clock

OFFICER = Actor("staff", None, "周项", frozenset({("program_officer", None)}))
NewChat = Callable[[], Awaitable[Chat]]


async def publish(world: Database, clock: Clock, program_id: str, **changes: Any) -> None:
    """As the console does it; the clock may stand still."""
    async with world.transaction() as session:
        try:
            document = copy.deepcopy((await programs.get(session, changes.pop("like", program_id))).document)
        finally:
            history = await program_desk.history(session, program_id, actor=OFFICER)
        await program_desk.publish(
            session, program_id, document={**document, "id": program_id, **changes}, file_revision=1,
            seen=history[0].number if history else 0, actor=OFFICER, now=clock(),
        )  # fmt: skip


async def document(world: Database, program_id: str) -> dict[str, Any]:
    async with world.reading() as session:
        return copy.deepcopy((await programs.get(session, program_id)).document)


@pytest.fixture(autouse=True)
def always_fresh(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each message comes more than a second after the one before."""
    monkeypatch.setattr("actions.catalog.FRESH_SECONDS", -1.0)


@pytest.fixture
def assistant(services: Services, model: ScriptedUnderstander, clock: Clock) -> Assistant:
    """Put together as `build_assistant` does it: new names stand before the model."""
    shelf = services.programs
    named = NewNames(
        model,
        RuleUnderstander.load(),
        lambda: (shelf.changes, shelf.everything()),
        learned_names(load_programs(KNOWLEDGE / "programs")),
    )
    return Assistant(replace(services, understander=named), clock)


async def test_the_next_message_uses_what_was_published(world: Database, clock: Clock, new_chat: NewChat) -> None:
    chat = await new_chat()
    await chat.payload("about:skills_competition")
    await publish(world, clock, "skills_competition", summary="今天刚改的介绍。")
    await chat.payload("about:skills_competition")
    assert "今天刚改的介绍。" in chat.heard
    await publish(world, clock, "skills_competition", summary="一秒后又改了。")
    await chat.payload("about:skills_competition")
    assert "一秒后又改了。" in chat.heard


async def test_a_program_of_our_own_is_found_by_its_names_and_in_the_menu(
    world: Database, clock: Clock, new_chat: NewChat, model: ScriptedUnderstander
) -> None:
    chat = await new_chat()
    model.knows("我要报名中医义诊进工地", "out_of_scope", 0.9)
    model.knows("看中医要啥条件", "ask_policy", 0.4)
    await chat.say("我要报名中医义诊进工地")
    assert chat.view["program"] is None

    await publish(
        world, clock, "tcm_clinic", like="summer_cooling", title="中医义诊进工地", names=["看中医", "把脉"],
        window={"kind": "always"}, summary="老中医来工地，免费把脉。", rules=[],
    )  # fmt: skip
    platform = (await document(world, "tcm_clinic"))["platform"]
    await chat.payload(f"programs:{platform}")
    assert "中医义诊进工地" in chat.titles
    await chat.say("看中医要啥条件")
    assert "老中医来工地，免费把脉。" in chat.heard
    await chat.say("我要报名中医义诊进工地")
    assert chat.view["flow"] == "enrollment" and chat.view["program"] == "tcm_clinic"


async def test_a_new_name_never_hides_danger_or_a_wish_for_a_person(
    world: Database, clock: Clock, new_chat: NewChat, model: ScriptedUnderstander
) -> None:
    await publish(world, clock, "summer_cooling", names=["清凉大礼包"])
    chat = await new_chat()
    model.knows("清凉大礼包的事我要找人工", "handoff")
    await chat.say("清凉大礼包的事我要找人工")
    assert chat.turns[-1].trace["flow"] == "handoff"
    other = await new_chat()
    await other.say("发不了清凉大礼包，我不想活了")
    assert other.turns[-1].trace["crisis"] is True


async def test_a_name_the_model_learned_is_left_to_the_model(services: Services, model: ScriptedUnderstander) -> None:
    learned = learned_names(load_programs(KNOWLEDGE / "programs"))
    shelf = services.programs
    named = NewNames(model, RuleUnderstander.load(), lambda: (shelf.changes, shelf.everything()), learned)
    model.knows("金秋助学是啥", "ask_policy", 0.7)
    assert await named.understand("金秋助学是啥") == model.known["金秋助学是啥"]
    assert isinstance(await named.understand("长" * 100_000), Understanding)


async def begun(new_chat: NewChat) -> Chat:
    """Somebody has told two things of the form for violations."""
    chat = await new_chat()
    await chat.payload("start:enrollment:violation_report")
    await chat.say("匿名")
    await chat.say("华能工地")
    assert chat.field == "county"
    return chat


async def test_a_form_goes_on_when_a_question_is_reworded(world: Database, clock: Clock, new_chat: NewChat) -> None:
    chat = await begun(new_chat)
    fields = (await document(world, "violation_report"))["fields"]
    next(f for f in fields if f["key"] == "issue")["ask"] = "到底是啥问题呢？"
    await publish(world, clock, "violation_report", fields=fields)
    await chat.say("陈仓区")
    assert "到底是啥问题呢？" in chat.heard and chat.field == "issue"


async def test_when_the_question_asked_is_taken_out_the_form_says_so_and_goes_on(
    world: Database, clock: Clock, new_chat: NewChat
) -> None:
    chat = await begun(new_chat)
    await chat.say("陈仓区")
    assert chat.field == "issue"
    fields = [f for f in (await document(world, "violation_report"))["fields"] if f["key"] != "issue"]
    await publish(world, clock, "violation_report", fields=fields)
    await chat.say("2")
    assert "要填的内容刚刚更新了" in chat.heard and chat.field == "account"
    await chat.all("工地高处干活不给安全带，班组里都这样。", ">确认提交")
    assert chat.turns[-1].trace["case_number"]


async def test_a_person_is_still_one_word_away_when_the_form_changed(
    world: Database, clock: Clock, new_chat: NewChat
) -> None:
    chat = await begun(new_chat)
    await chat.say("陈仓区")
    fields = [f for f in (await document(world, "violation_report"))["fields"] if f["key"] != "issue"]
    await publish(world, clock, "violation_report", fields=fields)
    await chat.say("人工")
    assert chat.turns[-1].trace["flow"] == "handoff"


async def test_an_answer_of_another_type_is_asked_again(world: Database, clock: Clock, new_chat: NewChat) -> None:
    chat = await begun(new_chat)
    fields = (await document(world, "violation_report"))["fields"]
    for n, field in enumerate(fields):
        if field["key"] == "employer":
            fields[n] = {"key": "employer", "type": "number", "label": "人数", "ask": "单位有多少人？"}
    rules = [{"field": "employer", "min": 3, "otherwise": "人太少了。"}]
    await publish(world, clock, "violation_report", fields=fields, rules=rules)
    await chat.say("陈仓区")  # “华能工地” is no number any more: no error, the question comes again
    assert "单位有多少人？" in chat.heard and chat.field == "employer"


async def test_a_question_added_before_the_confirmation_is_asked(
    world: Database, clock: Clock, new_chat: NewChat
) -> None:
    chat = await begun(new_chat)
    await chat.all("陈仓区", "2", "工地高处干活不给安全带，班组里都这样。")
    assert "您看对不对" in chat.heard
    fields = (await document(world, "violation_report"))["fields"]
    fields.append({"key": "since", "type": "text", "label": "从啥时候", "ask": "这事从啥时候开始的？"})
    await publish(world, clock, "violation_report", fields=fields)
    await chat.press("确认提交")
    assert "要填的内容刚刚更新了" in chat.heard and chat.field == "since"
    await chat.all("从今年开春就这样了", ">确认提交")
    assert chat.turns[-1].trace["case_number"]


async def test_a_document_that_cannot_be_read_silences_nobody(
    world: Database, clock: Clock, new_chat: NewChat, caplog: pytest.LogCaptureFixture
) -> None:
    chat = await new_chat()
    await chat.payload("about:skills_competition")
    before = chat.heard
    await publish(world, clock, "skills_competition", fields=[{"key": "x"}])
    await publish(world, clock, "summer_cooling", summary="这个照样更新。")
    await chat.payload("about:skills_competition")
    assert chat.heard == before and "skills_competition cannot be read" in caplog.text
    await chat.payload("about:summer_cooling")
    assert "这个照样更新。" in chat.heard


@pytest.mark.parametrize("program_id", ["matchmaking", "violation_report", "skills_competition"])
async def test_the_preview_of_the_console_asks_what_the_assistant_asks(
    world: Database, clock: Clock, new_chat: NewChat, program_id: str
) -> None:
    await publish(world, clock, program_id, window={"kind": "always"})
    program = program_from_dict(await document(world, program_id))
    preview = Rehearsal(program, load_common_form().fields, load_taxonomy().counties, clock().date(), lambda _: None)
    preview.answer("现在就报名")
    chat = await new_chat()
    await chat.payload(f"start:enrollment:{program_id}")
    for _ in range(20):
        heard = chat.heard.split("\n")
        assert chat.view["field"] == preview.asking
        shown = next(line for line in reversed(preview.lines) if line.by == "assistant")
        assert set(shown.text.split("\n")) <= set(heard), (shown.text, chat.heard)
        assert [button.title for button in chat.buttons] == [f"{n}. {o}" for n, o in enumerate(shown.options, 1)]
        if preview.asking == "confirm":
            break
        answer = _fitting(preview)
        preview.answer(answer)
        await chat.say(answer)
    assert preview.asking == "confirm"


def _fitting(preview: Rehearsal) -> str:
    """Something both understand."""
    spec = preview.form.field(preview.asking)
    if spec is None or spec.type == "yes_no":
        return "1"
    if spec.type == "choice":
        return next(iter(spec.options.values()))
    return {
        "number": "30", "text": "爱爬山、打乒乓球", "person_name": "李雷", "phone": "13891712345", "county": "渭滨区",
        "employer": "华能工地", "date": "12月10日", "money": "3000",
    }[spec.type]  # fmt: skip
