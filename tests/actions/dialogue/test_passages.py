"""The wording of the law in a chat: asked for by name, behind a card, and where no card fits."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from actions.turn import TurnResult
from cases.models import UnansweredQuestion
from tests.actions.dialogue.chat import Chat, ScriptedUnderstander

UNKNOWN = "集体合同草案没有经职工代表大会或者全体职工讨论通过，双方首席代表能签字吗"


async def kept_questions(chat: Chat) -> int:
    async with chat.database.reading() as session:
        return await session.scalar(select(func.count()).select_from(UnansweredQuestion)) or 0


def is_wording(turn: TurnResult) -> bool:
    return turn.trace["kind"] == "policy" and turn.trace["card_id"] is None and "（原文）" in turn.replies[0].text


@pytest.mark.parametrize(
    "said",
    [
        "劳动合同法第八十二条是啥",
        "劳动合同法第82条",
        "《劳动合同法》第 82 条怎么说的？",
        "帮我看看劳动合同法82条的原文",
    ],
)
async def test_an_article_asked_for_by_name_is_read_out(chat: Chat, said: str) -> None:
    turn = await chat.say(said)
    assert is_wording(turn)
    assert "《劳动合同法》第八十二条（原文）" in chat.heard
    assert "应当向劳动者每月支付二倍的工资" in chat.heard
    assert "2012年12月28日" in chat.heard and "真人" in chat.titles


async def test_two_articles_of_two_laws_are_read_out_together(chat: Chat) -> None:
    await chat.say("劳动法第四十四条和劳动合同法第三十一条都咋规定的")
    assert "《劳动法》第四十四条（原文）" in chat.heard and "《劳动合同法》第三十一条（原文）" in chat.heard


async def test_an_article_that_is_not_there_is_not_made_up(chat: Chat) -> None:
    await chat.say("劳动法第三百条是啥")
    assert "没有《劳动法》第三百条" in chat.heard and "（原文）" not in chat.heard


async def test_a_story_that_cites_an_article_is_answered_as_a_question(chat: Chat, model: ScriptedUnderstander) -> None:
    told = "我上了一年班单位都没签书面合同，听说劳动合同法第八十二条能要双倍工资，是不是真的"
    model.knows(told, "ask_policy")
    turn = await chat.say(told)
    assert not is_wording(turn), "the person wants to know about the money, not to read an article"


async def test_the_wording_behind_a_card_and_back(chat: Chat) -> None:
    await chat.payload("card:no_written_contract")
    turn = await chat.press("看法条原文")
    assert is_wording(turn) and "《劳动合同法》第八十二条（原文）" in chat.heard
    await chat.press("回到")
    assert chat.trace["card_id"] == "no_written_contract"


async def test_a_card_with_much_law_gives_the_rest_by_buttons(chat: Chat, model: ScriptedUnderstander) -> None:
    cards = chat.assistant._services.cards.by_id.values()
    much = max(cards, key=lambda card: len(card.citations))
    await chat.payload(f"laws:{much.id}")
    assert len(chat.heard) < 4000, "one message must bear it"
    more = [button for button in chat.buttons if button.payload.startswith("law:")]
    assert more, "the card cites more than one reply bears"
    await chat.payload(more[0].payload)
    assert more[0].title.split(". ", 1)[1] in chat.heard and "（原文）" in chat.heard


@pytest.mark.parametrize("payload", ["law:劳动合同法:第九百条", "law:", "law:x", "laws:nobody", "laws:", "law:a:b:c"])
async def test_a_forged_button_reads_out_nothing(chat: Chat, payload: str) -> None:
    await chat.payload(payload)
    assert "（原文）" not in chat.heard and "不认识" in chat.heard


async def test_where_no_card_fits_the_law_nearby_is_shown_with_a_warning(
    chat: Chat, model: ScriptedUnderstander, monkeypatch: pytest.MonkeyPatch
) -> None:
    no_card_fits(chat, monkeypatch)
    model.knows(UNKNOWN, "ask_policy")
    turn = await chat.say(UNKNOWN)
    assert "审核过的答案" in chat.heard and "不一定正好" in chat.heard and "（原文）" in chat.heard
    assert "集体合同" in chat.heard
    assert chat.heard.count("（原文）") <= 2
    assert (turn.trace["kind"], turn.trace["card_id"]) == ("policy", None)
    assert "真人" in chat.titles and await kept_questions(chat) == 1, "staff still get the question"


async def test_where_neither_card_nor_law_fits_nothing_is_quoted(
    chat: Chat, model: ScriptedUnderstander, monkeypatch: pytest.MonkeyPatch
) -> None:
    no_card_fits(chat, monkeypatch)
    model.knows("单位团建爬山能不去吗", "ask_policy")
    turn = await chat.say("单位团建爬山能不去吗")
    assert "（原文）" not in chat.heard and turn.trace["kind"] == "suggestions"
    assert await kept_questions(chat) == 1


async def test_an_article_asked_for_inside_a_form_does_not_lose_the_form(chat: Chat) -> None:
    await chat.say("我想找个律师")
    asked = chat.field
    await chat.say("问一下，劳动合同法第八十二条是啥？")
    assert "《劳动合同法》第八十二条（原文）" in chat.heard
    assert chat.field == asked, "the form goes on with the same question"


async def test_an_account_that_cites_an_article_is_taken_as_the_account(chat: Chat) -> None:
    await chat.all("我想找个律师", ">辞退")
    told = "公司说按劳动合同法第四十条第二项辞退我，我在这儿干了六年，上个月二十号通知的"
    await chat.say(told)
    assert chat.value("account") == told


def no_card_fits(chat: Chat, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever cards are written later, these questions stay without one."""
    from knowledge.search import NOTHING

    shelf = chat.assistant._services.cards
    monkeypatch.setattr(type(shelf), "search", lambda self, text: (NOTHING,))


async def test_an_article_of_the_card_just_read_needs_no_name_of_its_law(chat: Chat) -> None:
    await chat.payload("card:no_written_contract")
    turn = await chat.say("那第82条写的啥")
    assert is_wording(turn) and "《劳动合同法》第八十二条（原文）" in chat.heard


async def test_an_article_the_card_does_not_rest_on_is_not_guessed(chat: Chat) -> None:
    await chat.payload("card:no_written_contract")
    turn = await chat.say("那第3条写的啥")
    assert not is_wording(turn)
