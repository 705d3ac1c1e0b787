"""What people say beside the question asked: found in dialogues written by somebody who did not know the forms."""

from __future__ import annotations

import dataclasses
from collections.abc import Awaitable, Callable

import pytest

from actions.assistant import Assistant
from actions.crisis import Crisis, CrisisRules, DangerWatch
from tests.actions.dialogue.chat import Chat, ScriptedUnderstander


@pytest.mark.parametrize(
    "said",
    [
        "干了十一年说裁就裁，我今天就要个律师！",
        "开大车的 老板把我的钱扣着不给 我要告他 找个律师",
        "退休返聘的保安 能约律师不",
    ],
)
async def test_a_lawyer_asked_for_at_the_end_of_a_story_is_a_booking(
    chat: Chat, model: ScriptedUnderstander, said: str
) -> None:
    model.knows(said, "ask_policy", 0.9)  # the story weighs more than its end
    await chat.say(said)
    assert chat.trace["flow"] == "legal_consultation"


async def test_the_companys_lawyer_is_no_wish_for_one(chat: Chat, model: ScriptedUnderstander) -> None:
    model.knows("公司找律师对付我咋办", "ask_policy", 0.9)
    await chat.say("公司找律师对付我咋办")
    assert chat.trace["flow"] != "legal_consultation"


async def test_any_lawyer_will_do_in_other_words_and_a_later_choice_is_put_aside(chat: Chat) -> None:
    await chat.say("我要约律师")
    for words in ("工资的事", "四个月没给我发钱了", "金台", "电话"):
        await chat.say(words)
    assert chat.field == "lawyer_kind", "电话 answered a later question and called nobody"
    await chat.say("你看着安排")
    assert chat.field == "slot"


async def test_bitten_by_a_dog_is_nobodys_name(chat: Chat) -> None:
    await chat.say("我要约律师")
    await chat.say("其他")
    await chat.say("小区看门叫狗咬咧 物业说我是临时的他不管")
    assert "狗咬" not in chat.heard and chat.field == "county"


async def test_who_goes_on_telling_is_heard_and_asked_again(chat: Chat) -> None:
    await chat.say("我要约律师")
    await chat.say("工资的事")
    await chat.say("站点老是扣我钱")
    await chat.say("一个投诉罚我两百 干一个月倒欠站点")
    assert chat.field == "county" and chat.trace["kind"] == "flow"


async def test_yes_tells_no_story_and_a_person_is_called_from_within_one(chat: Chat) -> None:
    await chat.say("我要约律师")
    await chat.say("合同的事")
    await chat.say("可以")
    assert chat.field == "account"
    await chat.say("算了 我说不清 还是转人工吧")
    assert chat.trace["flow"] == "handoff" and chat.view["owner"] == "queue"


@dataclasses.dataclass
class _Suspicious:
    """A second look that sees danger in everything, as likely as this."""

    weight: float = 0.99

    def look(self, plain: str, *, alarm: float) -> Crisis | None:
        return Crisis("violence_threat", "hint", "second look", self.weight) if self.weight >= alarm else None

    def danger(self, plain: str) -> float:
        return self.weight

    def sees_nothing(self, plain: str, *, below: float) -> bool:
        return self.weight < below


async def test_what_fits_the_question_asked_is_no_hint_of_danger(chat: Chat, assistant: Assistant) -> None:
    await chat.say("我要约律师")
    watch = DangerWatch(CrisisRules.load(), _Suspicious())  # type: ignore[arg-type]
    services = dataclasses.replace(assistant._services, crisis=watch)
    chat.assistant = Assistant(services, chat.clock)
    await chat.say("辞退的事")
    assert chat.field == "account" and not chat.trace["crisis"]
    await chat.say("他说明天叫我别来了")
    assert chat.trace["crisis"], "a story may hold anything"


async def test_grumbling_in_the_line_for_a_person_must_sound_worse_than_out_of_the_blue(
    chat: Chat, new_chat: Callable[[], Awaitable[Chat]], assistant: Assistant
) -> None:
    watch = DangerWatch(CrisisRules.load(), _Suspicious(0.25))  # type: ignore[arg-type]
    suspicious = Assistant(dataclasses.replace(assistant._services, crisis=watch), chat.clock)
    await chat.say("人工")
    chat.assistant = suspicious
    await chat.say("我就在这等着 莫人管咧是不是")
    assert not chat.trace["crisis"] and chat.view["owner"] == "queue"
    other = await new_chat()
    other.assistant = suspicious
    await other.say("我就在这等着 莫人管咧是不是")
    assert other.trace["crisis"], "nobody is on the way to this one"


async def test_who_waits_because_of_danger_is_listened_to_as_closely_as_ever(chat: Chat, assistant: Assistant) -> None:
    await chat.say("我不想活了")
    watch = DangerWatch(CrisisRules.load(), _Suspicious(0.25))  # type: ignore[arg-type]
    chat.assistant = Assistant(dataclasses.replace(assistant._services, crisis=watch), chat.clock)
    await chat.say("东西都交代给我妈了")
    assert chat.trace["crisis"] and chat.trace["kind"] == "crisis"


def test_a_threat_said_outright_is_overruled_less_easily_than_a_word() -> None:
    watch = DangerWatch(CrisisRules.load(), _Suspicious(0.05))  # type: ignore[arg-type]
    assert watch.look("平台三个月没给我结跑单钱咧，额气得想把站长弄死") is not None
    assert watch.look("我想不开，这道题咋这么难呢") is None


async def test_a_hint_beside_a_name_is_not_excused_by_the_name(chat: Chat, assistant: Assistant) -> None:
    await chat.all("我要约律师", "辞退的事", "干了六年不要我了", "金台", "都可以", "打电话", "1", "同意")
    assert chat.field == "name"
    watch = DangerWatch(CrisisRules.load(), _Suspicious())  # type: ignore[arg-type]
    chat.assistant = Assistant(dataclasses.replace(assistant._services, crisis=watch), chat.clock)
    await chat.say("我叫王建设 东西都交代给我妈了")
    assert chat.trace["crisis"]


@pytest.mark.parametrize("said", ["不要转人工", "别给我转人工", "我不想找真人"])
async def test_who_wants_no_person_gets_none(chat: Chat, model: ScriptedUnderstander, said: str) -> None:
    model.knows(said, "deny", 0.9)
    await chat.all("我要约律师", "辞退的事")
    await chat.say(said)
    assert chat.view["owner"] == "bot"


async def test_no_lawyer_is_booked_for_who_needs_none(chat: Chat, model: ScriptedUnderstander) -> None:
    model.knows("我不需要请律师", "ask_policy", 0.9)
    await chat.say("我不需要请律师")
    assert chat.trace["flow"] != "legal_consultation"


async def test_what_only_the_model_takes_for_danger_is_none_where_the_second_look_sees_none(
    chat: Chat, model: ScriptedUnderstander, assistant: Assistant
) -> None:
    model.knows("要是我自己负全责呢", "crisis", 0.96)
    watch = DangerWatch(CrisisRules.load(), _Suspicious(0.02))  # type: ignore[arg-type]
    chat.assistant = Assistant(dataclasses.replace(assistant._services, crisis=watch), chat.clock)
    await chat.say("要是我自己负全责呢")
    assert chat.trace["kind"] != "crisis" and chat.view["owner"] == "bot"
    doubtful = DangerWatch(CrisisRules.load(), _Suspicious(0.15))  # type: ignore[arg-type]
    chat.assistant = Assistant(dataclasses.replace(assistant._services, crisis=doubtful), chat.clock)
    await chat.say("要是我自己负全责呢")
    assert chat.trace["kind"] == "crisis", "two who are in doubt are enough"


async def test_mediation_wished_outright_is_begun_whatever_card_the_story_is_near_to(
    chat: Chat, model: ScriptedUnderstander
) -> None:
    said = "单位能不能随便扣工资 厂里乱扣我钱 我想让工会出面给调解调解"
    model.knows(said, "join_program", 0.87, program="labor_mediation")
    await chat.say(said)
    assert chat.trace["flow"] == "enrollment" and chat.trace["program"] == "labor_mediation"
