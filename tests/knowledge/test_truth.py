"""Every card that ships is true to the letter of the law, and a card that is not is named with its line and figure."""

from __future__ import annotations

import datetime as dt
import filecmp
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.__main__ import main
from knowledge.cards import load_card, parse_card
from knowledge.errors import KnowledgeError
from knowledge.figures import figures, read_amount
from knowledge.pointing import pointers
from knowledge.statutes import Statutes, load_statutes
from knowledge.truth import LawBook, Verdict, check_card, check_folder
from tests.knowledge.conftest import FOLDER, TODAY

CARD = """---
id: injury_report
title: 单位多久要报工伤
group: injury
questions: [单位几天内报工伤]
citations:
  - {law: 工伤保险条例, article: 第十七条}
region: 全国
valid_from: 2011-01-01
reviewed_on: 2026-11-22
owner: 法律维权部
---
单位要在三十日内申请工伤认定，单位不申请的，你一年内可以自己申请。

## 依据
- 《工伤保险条例》第十七条：单位30日内申请；不申请的，职工或者近亲属1年内可以直接申请。
"""


@pytest.fixture(scope="module")
def laws() -> Statutes:
    return load_statutes(FOLDER / "laws")


@pytest.fixture(scope="module")
def book(laws: Statutes) -> LawBook:
    return LawBook(laws, TODAY)


def verdict(book: LawBook, *changes: tuple[str, str]) -> Verdict:
    text = CARD
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    return check_card(parse_card(text, "injury_report.md"), book, text)


def problems(book: LawBook, *changes: tuple[str, str]) -> str:
    return "\n".join(map(str, verdict(book, *changes).problems))


def test_every_card_that_ships_is_true() -> None:
    verdicts = check_folder(FOLDER, TODAY)
    assert [str(problem) for verdict in verdicts for problem in verdict.problems] == []
    assert sum(verdict.figures for verdict in verdicts) > 500
    assert sum(verdict.citations for verdict in verdicts) > 500


def test_the_laws_are_those_of_the_shared_shelf() -> None:
    beside = Path(__file__).parents[3] / "shared" / "laws"
    if not beside.is_dir():
        pytest.skip("no shared/laws beside the project to compare with")
    names = [path.name for path in beside.glob("*.md") if path.name != "README.md"]
    _, different, missing = filecmp.cmpfiles(beside, FOLDER / "laws", names, shallow=False)
    assert (different, missing) == ([], [])


def test_a_good_card_is_counted(book: LawBook) -> None:
    found = verdict(book)
    assert found.problems == []
    assert (found.citations_good, found.citations, found.figures_good, found.figures) == (1, 1, 4, 4)


def test_a_wrong_figure_is_named_with_its_line(book: LawBook) -> None:
    assert problems(book, ("三十日", "四十日")) == "injury_report.md:13: “四十日” 引用的条文里没有这个数"


@pytest.mark.parametrize("said", ["30天", "三十天", "３０日", "30 日"])
def test_the_same_figure_in_other_words_is_the_same(book: LawBook, said: str) -> None:
    assert problems(book, ("三十日", said), ("一年内", "12个月内")) == ""


@pytest.mark.parametrize("said", ["30个工作日", "30个月", "30%", "三十小时"])
def test_the_right_number_with_the_wrong_unit_is_wrong(book: LawBook, said: str) -> None:
    assert "引用的条文里没有这个数" in problems(book, ("三十日", said))


def test_a_figure_under_the_answer_must_stand_in_the_article_of_its_line(book: LawBook) -> None:
    more = ("article: 第十七条}", "article: 第十七条}\n  - {law: 工伤保险条例, article: 第二十条}")
    line = ("1年内可以直接申请。", "1年内可以直接申请。\n- 《工伤保险条例》第二十条：30日内作出决定。")
    assert problems(book, more, line) == "injury_report.md:18: “30日” 这一条里没有这个数"


def test_a_worked_example_a_date_and_a_hotline_claim_nothing(book: LawBook) -> None:
    said = "例如4月3日受伤，45天后才报，就晚了15天。打12333问。2026年7月1日起照旧。第一步先看病。"
    assert problems(book, ("可以自己申请。", f"可以自己申请。{said}")) == ""


def test_an_article_beyond_the_law_is_found(book: LawBook) -> None:
    found = problems(book, ("article: 第十七条", "article: 第七十条"))
    assert "《工伤保险条例》没有第七十条（到第六十七条为止）" in found


def test_a_law_that_is_not_held_is_found(book: LawBook) -> None:
    assert "知识库里没有《工伤赔偿法》" in problems(book, ("law: 工伤保险条例", "law: 工伤赔偿法"))


def test_every_article_named_in_the_text_is_looked_up(book: LawBook) -> None:
    for named, missing in (
        ("《劳动合同法》第八十二条、第九十九条", "第九十九条"),
        ("《劳动合同法》第九十六条至第九十九条", "第九十九条"),
        ("《劳动合同法》第10条和第100条", "第一百条"),
        ("劳动合同法第一百二十条", "第一百二十条"),
        ("《劳动合同法》第八十二条第三款", "没有第八十二条第三款"),
        ("《劳动合同法》第四十条第二项、第四项", "第四十条没有第四项"),
        ("《劳动合同法》第三十八条第一款第（七）项", "第三十八条第一款没有第七项"),
    ):
        found = problems(book, ("可以自己申请。", f"可以自己申请，见{named}。"))
        assert missing in found
        assert found.count("\n") == 0


def test_a_law_goes_by_all_its_names(laws: Statutes, book: LawBook) -> None:
    for name in (
        "陕西省实施工会法办法",
        "陕西省实施〈中华人民共和国工会法〉办法",
        "陕西省实施《中华人民共和国工会法》办法",
    ):
        assert laws.find(name, "第四条") is not None
        assert problems(book, ("可以自己申请。", f"可以自己申请，见《{name}》第四条。")) == ""
    assert laws.find("工会法办法", "第四条") is None


def test_a_paragraph_in_the_header_counts_as_its_article(book: LawBook) -> None:
    assert problems(book, ("article: 第十七条", "article: 第十七条第一款")) == ""
    assert "没有第十七条第九款" in problems(book, ("article: 第十七条", "article: 第十七条第九款"))


def test_a_bare_article_must_be_one_the_card_cites(book: LawBook) -> None:
    assert problems(book, ("可以自己申请。", "可以自己申请（第十七条）。")) == ""
    assert "第四十一条没有说是哪部法律" in problems(book, ("可以自己申请。", "可以自己申请（第四十一条）。"))


def test_a_repealed_paragraph_cannot_be_cited_and_its_figures_do_not_count(laws: Statutes) -> None:
    law = laws.by_name["工伤保险条例"]
    gone = replace(law, repealed=("第十七条第一款",))
    book = LawBook(Statutes({**laws.by_name, law.short: gone}), TODAY)
    assert "“三十日” 引用的条文里没有这个数" in problems(book)
    assert "“一年”" not in problems(book)
    named = ("可以自己申请。", "可以自己申请，见《劳动争议司法解释（一）》第三十二条第一款。")
    assert "第三十二条第一款已经废止" in problems(book, named)
    assert "废止" not in problems(book, (named[0], named[1].replace("第一款", "第二款")))


def test_a_law_not_yet_or_no_longer_in_force_cannot_be_cited(laws: Statutes) -> None:
    assert "2011-01-01" not in problems(LawBook(laws, TODAY))
    named = ("law: 工伤保险条例, article: 第十七条", "law: 社会救助法, article: 第一条")
    early = LawBook(laws, dt.date(2026, 6, 30))
    assert "《社会救助法》不是现行有效的（现行有效，2026-07-01 起施行）" in problems(early, named)
    assert "不是现行有效" not in problems(LawBook(laws, dt.date(2026, 7, 1)), named)
    law = replace(laws.by_name["工伤保险条例"], status="已废止")
    gone = LawBook(Statutes({**laws.by_name, law.short: law}), TODAY)
    assert "《工伤保险条例》不是现行有效的（已废止）" in problems(gone)


def test_a_derived_figure_is_declared_with_its_reason_or_fails(book: LawBook) -> None:
    said = ("可以自己申请。", "可以自己申请，前后十三个月。")
    assert "“十三个月”" in problems(book, said)
    declared = ("owner: 法律维权部", 'owner: 法律维权部\nderived: ["13个月：单位的30日加上你的一年"]')
    assert verdict(book, said, declared).reasons == ["13个月：单位的30日加上你的一年"]
    assert problems(book, said, declared) == ""
    assert "列在 derived 里，正文没有用" in problems(book, declared)


def test_a_paper_cited_as_a_whole_covers_all_its_figures(book: LawBook) -> None:
    whole = ("law: 工伤保险条例, article: 第十七条", "law: 工伤保险条例, article: 全文")
    assert problems(book, whole, ("三十日", "六十日")) == ""
    assert "“七十七日”" in problems(book, whole, ("三十日", "七十七日"))


def test_a_changed_figure_on_a_real_card_is_found(book: LawBook) -> None:
    path = FOLDER / "cards" / "injury_application.md"
    text = path.read_text(encoding="utf-8")
    assert check_card(load_card(path), book, text).true
    changed = text.replace("30日", "40日")
    assert changed != text
    found = check_card(parse_card(changed, path.name), book, changed).problems
    assert found
    assert all("40日" in problem.figure for problem in found)


@pytest.mark.parametrize(
    ("words", "amount"),
    [
        ("三十", 30),
        ("一百零三", 103),
        ("两", 2),
        ("十五", 15),
        ("二十点九二", 20.92),
        ("1,000", 1000),
        ("21.75", 21.75),
    ],
)
def test_numbers_are_read(words: str, amount: float) -> None:
    read = read_amount(words)
    assert read is not None
    assert float(read) == amount


@pytest.mark.parametrize(
    ("said", "law"),
    [
        ("两倍", "百分之二百"),
        ("1.5倍", "百分之一百五十"),
        ("双倍", "二倍"),
        ("一半", "百分之五十"),
        ("八成", "80％"),
        ("一年半", "十八个月"),
        ("半个月", "0.5个月"),
        ("两周", "十四日"),
        ("2万元", "二万元"),
        ("20000元", "二万元"),
        ("30分钟", "半小时"),
        ("16岁", "十六周岁"),
        ("30％", "百分之三十"),
        ("三个半小时", "3.5小时"),
    ],
)
def test_units_agree(said: str, law: str) -> None:
    (card,), (statute,) = figures(said), figures(law)
    assert card.value == statute.value


def test_lists_and_ranges_give_every_number() -> None:
    assert [int(figure.amount) for figure in figures("分为三、六、九个月，一至三年，5－10级")] == [
        3,
        6,
        9,
        12,
        36,
        5,
        10,
    ]


@pytest.mark.parametrize(
    "talk", ["第三日", "一个人去", "两份材料", "周三", "三成立", "两回事", "上一年度", "一次性", "打12333人工"]
)
def test_talk_holds_no_figures(talk: str) -> None:
    assert figures(talk) == []


@given(st.text() | st.text("第一二三十百千万零两半个年月日天倍成%百分之.点、至0123456789人级《》（）条款项附录和"))
def test_no_text_breaks_the_readers(laws: Statutes, text: str) -> None:
    for figure in figures(text):
        assert text[figure.start : figure.start + len(figure.words)]
    read_amount(text)
    list(pointers(text, laws))


def test_the_command_prints_a_line_a_card_and_fails_when_one_is_wrong(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "cards").mkdir()
    (tmp_path / "laws").symlink_to(FOLDER / "laws")
    (tmp_path / "cards" / "injury_report.md").write_text(CARD, encoding="utf-8")
    assert main(["check", "--folder", str(tmp_path), "--verbose"]) == 0
    out = capsys.readouterr().out
    assert "1 张卡片，1 张全真；引用 1/1，数字 4/4" in out
    assert "“三十日” 《工伤保险条例》第十七条" in out
    (tmp_path / "cards" / "broken.md").write_text("你好", encoding="utf-8")
    assert main(["check", "--folder", str(tmp_path)]) == 1
    assert "broken.md:1" in capsys.readouterr().out
    assert main(["check", "injury_report", "--folder", str(tmp_path)]) == 0
    assert main(["check", "no_such_card", "--folder", str(tmp_path)]) == 1


def test_no_laws_at_all_says_so(tmp_path: Path) -> None:
    with pytest.raises(KnowledgeError):
        check_folder(tmp_path, TODAY)
