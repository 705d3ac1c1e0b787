"""Articles found by the name people give them, and by what a sentence is about."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.cards import Card
from knowledge.labelled import load_questions
from knowledge.passages import PassageIndex, cut
from knowledge.search import load_off_topic
from knowledge.statutes import Statutes, load_statutes, parse_statute
from tests.knowledge.conftest import FOLDER, TODAY

QUESTIONS = FOLDER.parent / "tests" / "data" / "questions"


@pytest.fixture(scope="session")
def passages() -> PassageIndex:
    return PassageIndex.build(load_statutes(FOLDER / "laws"))


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("劳动合同法第82条", ["《劳动合同法》第八十二条"]),
        ("劳动法四十四条怎么说", ["《劳动法》第四十四条"]),
        ("工伤保险条例 第14条 第6项", ["《工伤保险条例》第十四条"]),
        ("《劳动合同法〉第八二条", ["《劳动合同法》第八十二条"]),
        ("〈劳动合同法)８２条", ["《劳动合同法》第八十二条"]),
        ("劳 动 合 同 法 第 8 2 条", ["《劳动合同法》第八十二条"]),
        ("劳动合同法第82是啥", ["《劳动合同法》第八十二条"]),
        ("中华人民共和国劳动法（2018修正）第三十六条、第三十八条", ["《劳动法》第三十六条", "《劳动法》第三十八条"]),
        ("劳动合同法36到38条", [f"《劳动合同法》第三十{n}条" for n in "六七八"]),
        ("劳动合同法39、40条", ["《劳动合同法》第三十九条", "《劳动合同法》第四十条"]),
        ("劳动合同法实施条例第十条", ["《劳动合同法实施条例》第十条"]),
        ("劳动争议司法解释二第19条", ["《劳动争议司法解释（二）》第十九条"]),
        ("调解仲裁法第27条", ["《劳动争议调解仲裁法》第二十七条"]),
        ("刑法第一百三十四条之一", ["《刑法》第一百三十四条之一"]),
        ("工会法第3条和劳动法第7条", ["《工会法》第三条", "《劳动法》第七条"]),
        ("工资折算问题的通知第二部分", ["《关于职工全年月平均工作时间和工资折算问题的通知》第二部分"]),
        ("女职工劳动保护特别规定附录", ["《女职工劳动保护特别规定》附录"]),
        ("老板说劳动合同法第39条可以开除我", ["《劳动合同法》第三十九条"]),
    ],
)
def test_articles_are_known_by_many_names(passages: PassageIndex, said: str, meant: list[str]) -> None:
    assert [str(article) for article in passages.named(said).articles] == meant


@pytest.mark.parametrize(
    "said",
    [
        "劳动法规定一天几小时", "我干了3年劳动法管不管8小时", "合同法第52条", "实施工会法办法第三条", "第八十二条是啥",
        "劳动合同第8条写着试用期", "劳动合同法第三款", "条条框框", "", "劳动法",
    ],
)  # fmt: skip
def test_no_article_is_heard_where_none_is_named(passages: PassageIndex, said: str) -> None:
    named = passages.named(said)
    assert named.articles == () and named.missing == ()


def test_an_article_that_a_law_does_not_have_is_said_to_be_missing(passages: PassageIndex) -> None:
    named = passages.named("劳动法第三百条和第四十四条")
    assert [str(article) for article in named.articles] == ["《劳动法》第四十四条"]
    assert named.missing == ("《劳动法》第三百条",)


def test_every_article_is_found_by_its_own_citation(passages: PassageIndex) -> None:
    lost = [str(article) for article in passages.articles if article not in passages.named(f"{article}").articles]
    assert lost == []


@given(st.text(max_size=600))
@settings(max_examples=200, deadline=None)
def test_any_text_is_taken(text: str) -> None:
    index = small()
    index.named(text + "劳动法第一条")
    assert index.search(text, today=TODAY) is not None


def small() -> PassageIndex:
    law = parse_statute(
        "---\nname: 劳动法\nshort: 劳动法\nversion: 2018-12-29\n---\n第一条 每周至少休息一日。", "劳动法"
    )
    return PassageIndex.build(Statutes({"劳动法": law}))


def test_a_law_that_does_not_hold_yet_is_not_shown_unasked() -> None:
    text = "---\nname: 新法\nshort: 新法\nversion: 2026-10-01\neffective: {}\n---\n第一条 外卖骑手派单系统应当公开计价规则。"
    said = "外卖骑手派单系统的计价规则公开不公开 " * 3
    for effective, shown in (("2027-01-01", False), ("2026-11-01", True)):
        law = parse_statute(text.format(effective), "新法")
        noise = load_statutes(FOLDER / "laws").by_name
        found = PassageIndex.build(Statutes({**noise, "新法": law})).search(said, today=TODAY)
        assert any(article.law == "新法" for article, _ in found) is shown


def test_how_often_the_law_nearby_is_right(passages: PassageIndex, cards: list[Card]) -> None:
    """The questions workers ask, as if no card answered them: what is shown must mostly be what a card would cite, and
    talk about other things must hardly ever bring up an article."""
    by_id = {card.id: card for card in cards}
    rows = load_questions(QUESTIONS)
    shown = right = 0
    for row in rows:
        gold = {(c.law, c.article) for name in row.cards if name in by_id for c in by_id[name].citations}
        found = passages.search(row.text, today=TODAY, k=2) if gold else []
        shown += bool(found)
        right += any((article.law, article.number) in gold for article, _ in found)
    others = [row.text for row in rows if not row.cards] + load_off_topic()
    noise = sum(bool(passages.search(text, today=TODAY)) for text in others)
    figures = f"{shown} of {len(rows)} shown, {right} right; {noise} of {len(others)} off topic"
    assert shown >= 20, figures
    assert right >= 0.6 * shown, figures
    assert noise <= 0.03 * len(others), figures


def test_a_search_is_quick(passages: PassageIndex) -> None:
    texts = [row.text for row in load_questions(QUESTIONS)]
    took = []
    for text in texts:
        began = time.perf_counter()
        passages.search(text, today=TODAY)
        passages.named(text)
        took.append(time.perf_counter() - began)
    took.sort()
    assert took[int(0.95 * len(took))] < 0.005, f"{took[int(0.95 * len(took))] * 1000:.1f} ms"


def test_a_long_article_is_cut_at_the_end_of_a_paragraph() -> None:
    text = "\n".join(["第一款的内容。" * 20, "第二款的内容。" * 20, "第三款的内容。" * 60])
    said, shortened = cut(text)
    assert shortened and said == "\n".join(["第一款的内容。" * 20, "第二款的内容。" * 20])
    one, shortened = cut("一句话说完。" * 200)
    assert shortened and len(one) <= 600 and one.endswith("。")
    assert cut("短的") == ("短的", False)
