"""An amended law: which articles are new, gone, changed or renumbered, and what rests on them."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from knowledge.__main__ import main
from knowledge.article_numbers import chinese_number
from knowledge.calculators.shelf import load_calculators
from knowledge.cards import Card
from knowledge.changes import ArticleChange, append_report, changed_articles, read_report, resting_on
from knowledge.errors import KnowledgeError
from knowledge.importing.run import import_folder
from knowledge.statutes import Statute, Statutes, load_statutes, parse_statute
from tests.knowledge import papers
from tests.knowledge.conftest import FOLDER, TODAY

HOURS = "国家实行劳动者每日工作时间不超过八小时、平均每周工作时间不超过四十四小时的工时制度。"
REST = "用人单位应当保证劳动者每周至少休息一日。"
PAY = "安排劳动者延长工作时间的，支付不低于工资的百分之一百五十的工资报酬。"
FINE = "用人单位违反本法规定，延长劳动者工作时间的，由劳动行政部门给予警告，责令改正，并可以处以罚款。"


def law(*texts: str, short: str = "劳动法", version: str = "2018-12-29", unit: str = "条") -> Statute:
    numbered = [f"第{chinese_number(n)}条 {text}" if unit == "条" else text for n, text in enumerate(texts, 1)]
    head = f"name: {short}\nshort: {short}\nversion: {version}\nunit: {unit}\n"
    return parse_statute(f"---\n{head}---\n" + "\n\n".join(numbered), short)


def kinds(changes: Sequence[ArticleChange]) -> list[tuple[str, str, str | None]]:
    return [(change.article, change.kind, change.now) for change in changes]


def test_the_same_words_in_another_layout_are_no_change() -> None:
    assert changed_articles(law(HOURS, REST), law(HOURS.replace("，", "，\n"), f"　{REST}")) == []


def test_an_amended_article() -> None:
    changes = changed_articles(law(HOURS, REST), law(HOURS.replace("四十四", "四十"), REST))
    assert kinds(changes) == [("第一条", "changed", "第一条")]
    assert str(changes[0]) == "《劳动法》第一条 改了"


def test_an_article_put_in_moves_the_others_which_are_recognised() -> None:
    changes = changed_articles(law(HOURS, REST, PAY), law(HOURS, FINE, REST, PAY.replace("五十", "六十")))
    assert kinds(changes) == [
        ("第二条", "renumbered", "第三条"), ("第三条", "changed", "第四条"), ("第二条", "new", "第二条"),
    ]  # fmt: skip
    assert "现为第三条" in str(changes[0])


def test_an_article_taken_out() -> None:
    assert kinds(changed_articles(law(HOURS, REST, PAY), law(HOURS, PAY))) == [
        ("第二条", "gone", None), ("第三条", "renumbered", "第二条"),
    ]  # fmt: skip


def test_other_words_under_an_old_number_must_be_read_again() -> None:
    assert kinds(changed_articles(law(HOURS, REST), law(HOURS, FINE))) == [("第二条", "changed", "第二条")]


def test_equal_articles_are_paired_once() -> None:
    changes = changed_articles(law(REST, REST, PAY), law(PAY, REST))
    assert sorted(change.kind for change in changes) == ["changed", "gone"] or kinds(changes) == [
        ("第一条", "gone", None), ("第三条", "renumbered", "第一条"),
    ]  # fmt: skip


def test_a_paper_without_numbers_changes_as_a_whole() -> None:
    old, new = law("各级工会要抓好落实。", unit="段"), law("各级工会要认真抓好落实。", unit="段")
    assert kinds(changed_articles(old, new)) == [("全文", "changed", "全文")]
    assert changed_articles(old, old) == []


def test_a_whole_civil_code_is_compared_quickly() -> None:
    real = load_statutes(FOLDER / "laws").by_name["民法典"]
    reworded = parse_statute(
        "---\nname: 民法典\nshort: 民法典\nversion: 2027-01-01\n---\n"
        + "\n\n".join(f"{a.number} {a.text.replace('应当', '必须')}" for a in real.articles.values()),
        "民法典",
    )
    changes = changed_articles(real, reworded)
    assert {change.kind for change in changes} == {"changed"} and all(c.now == c.article for c in changes)


# ---------------------------------------------------------------------- what rests on a change
def test_cards_and_calculators_that_cite_a_changed_article_are_named(cards: list[Card]) -> None:
    held: Statutes = load_statutes(FOLDER / "laws")
    article = held.by_name["劳动法"].articles["第四十四条"]
    changed = ArticleChange("劳动法", article.number, "changed", article.number)
    sheets = [calculator.sheet for calculator in load_calculators().values()]
    (found,) = resting_on([changed], cards, sheets)
    assert "overtime_pay" in found.cards and "overtime" in found.calculators
    (nobody,) = resting_on([ArticleChange("劳动法", "第四十四条", "new", "第四十四条")], cards, sheets)
    assert nobody.cards == () and nobody.calculators == ()


def test_a_card_on_the_whole_paper_rests_on_each_of_its_articles(make_card: Callable[..., Card]) -> None:
    card = make_card(("article: 第三十六条", "article: 全文"))
    (found,) = resting_on([ArticleChange("劳动法", "第五条", "gone")], [card], [])
    assert found.cards == ("lunch_break",)


def test_a_card_may_cite_the_law_by_another_of_its_names(make_card: Callable[..., Card]) -> None:
    old = load_statutes(FOLDER / "laws").by_name["劳动争议调解仲裁法"]
    text = "".join(f"{a.number} {a.text.replace('一年', '两年')}\n" for a in old.articles.values())
    new = parse_statute(f"---\nname: {old.name}\nshort: {old.short}\nversion: 2027-01-01\n---\n{text}", "new")
    card = make_card(("law: 劳动法, article: 第三十六条", "law: 调解仲裁法, article: 第二十七条"))
    found = {one.change.article: one.cards for one in resting_on(changed_articles(old, new), [card], [])}
    assert found["第二十七条"] == ("lunch_break",)


def test_an_import_reports_what_must_be_reviewed(tmp_path: Path, make_card: Callable[..., Card]) -> None:
    """The office sends the amended rules: the report names the article and the card, and is kept for the console."""
    folder, laws = tmp_path / "papers", tmp_path / "laws"
    folder.mkdir()
    card = make_card(("law: 劳动法, article: 第三十六条", f"law: {papers.TITLE}, article: 第三条"))
    papers.write_txt(folder / "a.txt", papers.paper())
    out = io.StringIO()
    import_folder(folder, laws, cards=[card], sheets=[], out=out, today=TODAY)
    assert not (laws / "changes.yml").exists(), "a new law changes nothing that stood"

    amended = [*papers.ARTICLES[:2], papers.ARTICLES[2].replace("住院", "门诊或者住院"), *papers.ARTICLES[3:]]
    papers.write_txt(folder / "a.txt", papers.paper(amended, preamble="（2026年10月1日宝鸡市总工会修订）"))
    assert import_folder(folder, laws, cards=[card], sheets=[], out=out, today=TODAY) == 0
    assert "第三条 改了" in out.getvalue() and "lunch_break" in out.getvalue()
    assert read_report(laws / "changes.yml") == [
        {
            "date": TODAY, "law": papers.TITLE, "article": "第三条", "now": "第三条", "kind": "changed",
            "cards": ["lunch_break"], "calculators": [],
        }
    ]  # fmt: skip
    assert load_statutes(laws).by_name[papers.TITLE].version == dt.date(2026, 10, 1)


def test_reports_add_up_and_a_damaged_one_is_not_overwritten(tmp_path: Path) -> None:
    path = tmp_path / "changes.yml"
    one = resting_on([ArticleChange("劳动法", "第一条", "gone")], [], [])
    append_report(path, one, TODAY)
    append_report(path, one, TODAY)
    assert len(read_report(path)) == 2
    path.write_text("just words")
    with pytest.raises(KnowledgeError, match=r"changes\.yml"):
        append_report(path, one, TODAY)
    assert path.read_text() == "just words"


def test_two_folders_are_compared_by_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    old = tmp_path / "old"
    old.mkdir()
    text = (FOLDER / "laws" / "劳动法.md").read_text(encoding="utf-8")
    (old / "劳动法.md").write_text(text.replace("百分之三百", "百分之四百"), encoding="utf-8")
    assert main(["changes", str(old)]) == 0
    told = capsys.readouterr().out
    assert "《劳动法》第四十四条 改了" in told and "overtime_pay" in told and "1 处变化" in told
    assert main(["changes", str(tmp_path / "nothing")]) == 2
