"""The stock bot's files fit together, and it is asked what ours is asked. Nothing is trained or started here."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.stock import measure, nlu, table
from tests.stock.conversation import ANSWERS, COUNTIES, OPENING, questions
from tests.stock.data import NLU, ROOT, Row, Snapshot
from tests.stock.projects import CONTENDERS, HERE, STOCK_PYTHON

BOT = HERE / "bot"


def load(path: Path) -> Any:
    return yaml.safe_load(path.read_text("utf-8"))


@pytest.fixture(scope="module")
def domain() -> dict[str, Any]:
    content = load(BOT / "domain.yml")
    assert isinstance(content, dict)
    return content


@pytest.mark.parametrize("path", sorted(BOT.glob("*.yml")), ids=lambda path: path.name)
def test_a_file_of_the_stock_bot_is_yaml(path: Path) -> None:
    assert isinstance(load(path), dict)


@pytest.mark.parametrize("path", sorted(BOT.glob("endpoints*.yml")), ids=lambda path: path.name)
def test_a_variable_stands_outside_quotes(path: Path) -> None:
    """Rasa fills variables into plain words only; inside quotes it calls the words themselves."""
    assert not any("${" in line and ('"' in line or "'" in line) for line in path.read_text("utf-8").splitlines())


def test_every_field_of_the_form_is_a_slot_with_a_question(domain: dict[str, Any]) -> None:
    fields = domain["forms"]["legal_form"]["required_slots"]
    assert set(fields) == set(domain["slots"])
    for field in fields:
        (mapping,) = domain["slots"][field]["mappings"]
        assert mapping["conditions"] == [{"active_loop": "legal_form", "requested_slot": field}]
        assert domain["responses"][f"utter_ask_{field}"]


def test_the_stock_form_asks_what_ours_asks(domain: dict[str, Any]) -> None:
    ours = [field["key"] for field in load(ROOT / "actions" / "flows" / "legal_consultation.yml")["fields"]]
    asked = list(questions(domain).values())
    assert [field for field in asked if field not in ("consent", "confirm")] == ours
    assert set(asked) == {*ANSWERS, "confirm"}


def test_rules_and_stories_name_only_what_the_domain_has(domain: dict[str, Any]) -> None:
    intents = {*load(NLU / "domain.yml")["intents"], "nlu_fallback"}
    actions = {*domain["actions"], *domain["responses"], *domain["forms"], "utter_ask_program"}
    told = [*load(BOT / "rules.yml")["rules"], *load(BOT / "stories.yml")["stories"]]
    steps = [step for part in told for step in part["steps"]]
    assert {step["intent"] for step in steps if "intent" in step} <= intents
    assert {step["action"] for step in steps if "action" in step} <= actions


def test_each_kind_of_opening_leads_somewhere(domain: dict[str, Any]) -> None:
    rules = load(BOT / "rules.yml")["rules"]
    answered = {step["intent"] for rule in rules for step in rule["steps"] if "intent" in step}
    assert {"greet", "ask_policy", "legal_consultation"} <= answered
    assert len(OPENING) == 3
    assert len(COUNTIES) == len(set(COUNTIES.values())) == 12


def test_the_pipeline_is_that_of_rasa_init_but_for_the_tokenizer() -> None:
    found = list(STOCK_PYTHON.parent.parent.glob("lib/*/site-packages/rasa/**/default_config.yml"))
    if not found:
        pytest.skip("build/stock-venv is missing (make stock-setup)")
    theirs, ours = load(found[0]), load(BOT / "config.yml")
    assert theirs["pipeline"][0] == {"name": "WhitespaceTokenizer"}
    assert ours["pipeline"] == [{"name": "JiebaTokenizer"}, *theirs["pipeline"][1:]]
    assert ours["policies"] == theirs["policies"]


def test_a_snapshot_is_the_same_sentences_as_a_file_of_rasas(tmp_path: Path) -> None:
    snapshot = Snapshot(
        {"greet": ["你好", "？？"], "ask_program/join_union": ["入会: 要钱不"]}, [Row("在", "greet", None, "short")]
    )
    blocks = yaml.safe_load(snapshot.text)["nlu"]
    assert [block["intent"] for block in blocks] == ["greet", "ask_program/join_union"]
    assert blocks[1]["examples"] == "- 入会: 要钱不\n"
    assert snapshot.only_words().size == 2
    snapshot.keep(tmp_path / "kept.json")
    assert Snapshot.kept(tmp_path / "kept.json") == snapshot


def test_below_a_fallback_the_best_label_counts() -> None:
    ranking = [{"name": name} for name in ("nlu_fallback", "join_program", "ask_program")]
    keys = [{"intent_response_key": key} for key in ("ask_program/join_union", "join_program/spring_jobs")]
    parsed = {"intent_ranking": ranking, "entities": [], "response_selector": {"default": {"ranking": keys}}}
    assert measure.read(parsed) == {"intent": "join_program", "unsure": True, "program": "spring_jobs"}


def test_a_table_lines_up_beside_chinese() -> None:
    assert table.plain(("", "MB"), [("对照", "1"), ("ours", "200")]).splitlines() == [
        "       MB",
        "对照    1",
        "ours  200",
    ]
    assert table.markdown(("", "MB"), [("ours", "1")]).splitlines()[1] == "| --- | --: |"


def test_rows_are_chosen_by_name() -> None:
    assert nlu.names("stock,ours") == ["stock", "ours"]
    assert set(nlu.names(",".join(CONTENDERS))) == set(CONTENDERS)
    with pytest.raises(ValueError, match="rocket"):
        nlu.names("rocket")
