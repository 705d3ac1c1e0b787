"""Calculators: the files hold what the law says, and a mistake in one is named."""

from __future__ import annotations

import ast
import re
import shutil
import string
from pathlib import Path

import pytest

from knowledge.__main__ import main
from knowledge.calculators import load_calculators
from knowledge.cards import load_cards
from knowledge.errors import KnowledgeError
from knowledge.statutes import Statutes, load_statutes

HERE = Path(__file__).parents[2] / "knowledge" / "calculators"
CALCULATORS = load_calculators()


@pytest.fixture(scope="module")
def statutes() -> Statutes:
    return load_statutes()


def test_every_article_cited_is_there(statutes: Statutes) -> None:
    for calculator in CALCULATORS.values():
        for citation in calculator.sheet.citations:
            assert statutes.find(citation.law, citation.article), (calculator.id, citation)


def test_every_card_named_is_there(folder: Path) -> None:
    cards = {card.id for card in load_cards(folder / "cards")}
    for calculator in CALCULATORS.values():
        assert set(calculator.sheet.cards) <= cards, calculator.id


def test_the_numbers_are_those_of_the_law(statutes: Statutes) -> None:
    def article(law: str, number: str) -> str:
        found = statutes.find(law, number)
        assert found is not None
        return found.text

    numbers = {key: calculator.sheet.numbers for key, calculator in CALCULATORS.items()}
    digits = "零一二三四五六七八九十"
    injury = numbers["injury_lump_sum"]
    for grade, months in injury["months"].items():
        text = article("工伤保险条例", injury["articles"][grade])
        assert f"{digits[grade]}级伤残为{months}个月的本人工资" in text
        if grade in injury["allowance"]:
            assert f"{digits[grade]}级伤残为本人工资的{injury['allowance'][grade]}%" in text
    death = article("工伤保险条例", "第三十九条")
    assert f"为{injury['funeral_months']}个月的统筹地区" in death
    assert f"配偶每月{injury['spouse_percent']}%" in death and f"每人每月{injury['relative_percent']}%" in death
    assert f"增加{injury['alone_percent']}%" in death and f"收入的{injury['death_times']}倍" in death
    own = article("工伤保险条例", "第六十四条")
    assert f"平均工资{injury['cap_percent']}%" in own and f"平均工资{injury['floor_percent']}%" in own

    leave = article("职工带薪年休假条例", "第三条")
    for years, days in numbers["annual_leave"]["days_by_years"].items():
        assert f"已满{years}年" in leave and f"{days}天" in leave
    for days, months in numbers["annual_leave"]["sick_months"].items():
        assert f"病假累计{months}个月以上" in article("职工带薪年休假条例", "第四条"), days
    assert f"{numbers['annual_leave']['percent']}%" in article("企业职工带薪年休假实施办法", "第十条")
    assert f"÷{numbers['annual_leave']['year_days']}天" in article("企业职工带薪年休假实施办法", "第十二条")

    mother, father = numbers["maternity_leave"], article("陕西省人口与计划生育条例", "第四十五条")
    national = article("女职工劳动保护特别规定", "第七条")
    for phrase in (
        f"享受{mother['national']}天产假", f"产前可以休假{mother['before_birth']}天",
        f"难产的，增加产假{mother['difficult']}天", f"每多生育1个婴儿，增加产假{mother['each_more_baby']}天",
        f"未满4个月流产的，享受{mother['miscarriage']['early']}天", f"满4个月流产的，享受{mother['miscarriage']['late']}天",
    ):  # fmt: skip
        assert phrase in national
    words = {10: "十", 15: "十五", 20: "二十", 60: "六十"}
    for phrase in (
        f"增加产假{words[mother['shaanxi']]}天，同时给予男方护理假{words[mother['father']]}天",
        f"异地居住的给予男方护理假{words[mother['father_apart']]}天",
        f"孕前检查的，在国家规定产假的基础上增加产假{words[mother['checkup']]}天",
        f"增加产假{words[mother['third_child']]}天，男方增加护理假{words[mother['father_third_child']]}天",
        f"每年给予父母双方各累计{words[mother['parental_days']]}天",
    ):
        assert phrase in father

    overtime = numbers["overtime"]
    pay_days = f"{overtime['pay_days_hundredths'] / 100}天"
    assert pay_days in article("关于职工全年月平均工作时间和工资折算问题的通知", "第二部分")
    assert pay_days in article("企业职工带薪年休假实施办法", "第十一条")
    for percent in overtime["percent"].values():
        assert f"{percent}％" in article("工资支付暂行规定", "第十三条")
    assert "二十点九二日" in article("陕西省企业工资支付条例", "第八条") and overtime["shaanxi_days_hundredths"] == 2092

    bands = {(band["months"], band["window"]) for band in numbers["medical_period"]["bands"]}
    windows = article("企业职工患病或非因工负伤医疗期规定", "第四条")
    chinese = {3: "三", 6: "六", 9: "九", 12: "十二", 15: "十五", 18: "十八", 24: "二十四", 30: "三十"}
    assert bands == {(3, 6), (6, 12), (9, 15), (12, 18), (18, 24), (24, 30)}
    for months, window in bands:
        assert f"{chinese[months]}个月的按{chinese[window]}个月内累计" in windows

    severance = numbers["severance"]
    assert (severance["cap_times"], severance["cap_years"], severance["months_for_whole_year"]) == (3, 12, 6)
    assert all(word in article("劳动合同法", "第四十七条") for word in ("三倍", "十二年", "六个月以上"))
    deadlines = numbers["inspection_deadline"]
    assert (deadlines["unit_days"], deadlines["worker_months"], deadlines["suit_days"]) == (30, 12, 15)
    assert f"{deadlines['inspection_months'] // 12}年内" in article("劳动保障监察条例", "第二十条")
    assert "30日内" in article("工伤保险条例", "第十七条") and "1年内" in article("工伤保险条例", "第十七条")


def test_no_sentence_lies_unused_and_no_used_one_is_missing() -> None:
    for calculator in CALCULATORS.values():
        source = (HERE / f"{calculator.id}.py").read_text(encoding="utf-8")
        parts = {node.value for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Constant)}
        heads = {part for part in parts if isinstance(part, str) and part.endswith("_")}
        common = load_common()
        for key in set(calculator.sheet.texts) - common:
            assert key in parts or any(key.startswith(head) for head in heads), (calculator.id, key)


def load_common() -> set[str]:
    return set.intersection(*(set(calculator.sheet.texts) for calculator in CALCULATORS.values()))


def test_texts_are_plain_short_chinese() -> None:
    for calculator in CALCULATORS.values():
        asked = [spec.ask for spec in calculator.sheet.form.fields]
        for text in [*calculator.sheet.texts.values(), *asked]:
            bare = "".join(part for part, *_ in string.Formatter().parse(text))
            assert re.search(r"[\u4e00-\u9fff]", bare), text
            assert max(map(len, re.split(r"[。；？]", bare))) <= 70, text
            assert not re.search(r"贵方|您需|兹|予以|敬请", bare), text


# The command and broken files


def test_the_command_shows_each_example_and_fails_on_a_wrong_one(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["calculators"]) == 0
    assert "0 个不对" in capsys.readouterr().out
    shutil.copytree(HERE, tmp_path / "calculators", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(HERE.parent / "facts.yml", tmp_path)
    sheet = tmp_path / "calculators" / "injury_lump_sum.yml"
    sheet.write_text(sheet.read_text(encoding="utf-8").replace("9: 9,", "9: 8,"), encoding="utf-8")
    assert main(["calculators", "--folder", str(tmp_path)]) == 1
    assert "WRONG months: 8 应是 9，amount: 4000000 应是 4500000" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("{fact: min_wage_1}", "{fact: min_wage_9}", "facts.yml 里没有"),
        ("{fact: min_wage_1}", "{fact: word}", "应是一个整数"),
        ("{reason: resigned}", "{reasons: resigned}", "不是表单字段"),
        ("id: severance", "id: severence", "应与文件名相同"),
        ("intro:", "introo:", "没有这个字段"),
        ("{field: wage, min: 1200000}", "{field: wage}", "写一个"),
        ("{field: wage, min: 1200000}", "{field: later, min: 5}", "应排在它前面"),
    ],
)
def test_a_mistake_in_a_file_is_named(tmp_path: Path, old: str, new: str, problem: str) -> None:
    folder = tmp_path / "calculators"
    shutil.copytree(HERE, folder, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(HERE.parent / "facts.yml", tmp_path)
    sheet = folder / "severance.yml"
    text = sheet.read_text(encoding="utf-8")
    assert old in text
    with (tmp_path / "facts.yml").open("a", encoding="utf-8") as facts:
        facts.write("word: {label: 词, value: 两千, source: 例, effective: 2024-01-01, review_by: 2027-01-01}\n")
    sheet.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(KnowledgeError) as caught:
        load_calculators(folder)
    assert problem in str(caught.value) and "severance.yml" in str(caught.value)


def test_a_file_without_a_rule_is_refused(tmp_path: Path) -> None:
    folder = tmp_path / "calculators"
    shutil.copytree(HERE, folder, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(HERE.parent / "facts.yml", tmp_path)
    (folder / "bonus.yml").write_text("id: bonus\n", encoding="utf-8")
    with pytest.raises(KnowledgeError):
        load_calculators(folder)
