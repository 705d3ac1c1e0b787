"""Programs: the 25 of the federation are there, their windows open on the right days, mistakes are named."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from knowledge.errors import KnowledgeError
from knowledge.programs import Program, load_programs, program_from_dict, program_values
from knowledge.stations import load_stations
from knowledge.taxonomy import load_taxonomy

Change = Callable[[dict[str, Any]], object]


def values() -> dict[str, Any]:
    return {
        "id": "free_check", "revision": 1, "title": "免费体检", "platform": "assistance", "audience": "worker",
        "example_data": True, "summary": "一年一次", "who": "会员", "how": "线上报名", "where": "示例医院",
        "duration": "当天", "appeal": "找县区工会", "papers": ["会员证"], "names": ["体检"],
        "window": {"kind": "always"}, "places": None, "counties": "all", "source": "示例",
        "fields": [
            {"key": "age", "type": "number", "label": "年龄", "ask": "今年多大？", "min": 1, "max": 120},
            {"key": "member", "type": "yes_no", "label": "会员", "ask": "是会员吗？"},
            {"key": "card", "type": "text", "label": "会员号", "ask": "会员号？", "when": {"field": "member", "equals": True}},
        ],
        "rules": [{"field": "age", "min": 35, "max": 64, "otherwise": "面向35到64岁", "offer": ["human"]}],
        "next_steps": "等电话", "promise_days": 5,
    }  # fmt: skip


def program(**changes: Any) -> Program:
    return program_from_dict({**values(), **changes}, taxonomy=load_taxonomy())


def test_all_25_programs_of_the_federation_are_there(folder: Path) -> None:
    taxonomy = load_taxonomy()
    found = load_programs(folder / "programs", taxonomy)
    assert {item.id for item in found} == set(taxonomy.programs)
    assert len(found) == 25


def test_the_live_copy_in_the_database_reads_the_same_as_the_file(folder: Path) -> None:
    for item in load_programs(folder / "programs"):
        stored = json.dumps(program_values(folder / "programs" / f"{item.id}.yml"), ensure_ascii=False)
        assert program_from_dict(json.loads(stored)) == item


def test_a_question_that_depends_on_another_is_asked_only_then() -> None:
    form = program().form
    answers: dict[str, Any] = {"age": 40, "member": False}
    assert form.next_field(answers) is None
    asked = form.next_field({"age": 40, "member": True})
    assert asked is not None and asked.key == "card"


@pytest.mark.parametrize(("age", "ok"), [(34, False), (35, True), (64, True), (65, False)])
def test_a_rule_tells_who_may_apply(age: int, ok: bool) -> None:
    form = program().form
    assert (form.broken_rule({"age": age}) is None) is ok
    assert form.broken_rule({}) is None


def test_an_identity_number_is_sensitive_whatever_the_file_says() -> None:
    field = {"key": "idn", "type": "id_number", "label": "身份证", "ask": "号码？", "sensitive": False}
    assert program(fields=[field], rules=[]).form.fields[0].sensitive


@pytest.mark.parametrize(
    ("today", "open_now", "opens", "closes"),
    [
        ("2026-06-30", False, "2026-07-01", "2026-08-31"),
        ("2026-07-01", True, "2026-07-01", "2026-08-31"),
        ("2026-08-31", True, "2026-07-01", "2026-08-31"),
        ("2026-09-01", False, "2027-07-01", "2027-08-31"),
    ],
)
def test_a_yearly_window_comes_again(today: str, open_now: bool, opens: str, closes: str) -> None:
    state = program(window={"kind": "yearly", "opens": "07-01", "closes": "08-31"}).window_state(_day(today))
    assert (state.open, str(state.opens_on), str(state.closes_on)) == (open_now, opens, closes)


def test_a_winter_window_runs_over_the_new_year() -> None:
    winter = program(window={"kind": "yearly", "opens": "12-01", "closes": "02-29"})
    assert winter.window_state(_day("2027-01-15")).closes_on == _day("2027-02-28")
    assert winter.window_state(_day("2027-02-28")).open
    assert winter.window_state(_day("2027-03-01")).opens_on == _day("2027-12-01")


def test_a_window_of_dates_opens_once() -> None:
    once = program(window={"kind": "dates", "opens": "2026-12-01", "closes": "2026-12-20"})
    assert not once.window_state(_day("2026-11-30")).open
    assert once.window_state(_day("2026-12-20")).open
    assert once.window_state(_day("2026-12-21")).opens_on is None
    assert program().window_state(_day("2026-12-21")).open


def _set(path: str, value: Any) -> Change:
    def change(data: dict[str, Any]) -> None:
        *way, last = path.split(".")
        at: Any = data
        for step in way:
            at = at[int(step)] if step.isdigit() else at[step]
        at[last] = value

    return change


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (_set("audience", "everyone"), "audience"),
        (_set("platform", "space"), "platform"),
        (_set("counties", ["999999"]), "999999"),
        (_set("promise_days", 0), "promise_days"),
        (_set("places", "很多"), "places"),
        (_set("windw", {}), "windw"),
        (_set("window", {"kind": "yearly", "opens": "13-01", "closes": "08-31"}), "window.opens"),
        (_set("window", {"kind": "dates", "opens": "2026-12-20", "closes": "2026-12-01"}), "window.closes"),
        (_set("fields.0.type", "age"), "fields[1].type"),
        (_set("fields.1.key", "age"), "fields[2].key"),
        (_set("fields.0.type", "choice"), "fields[1].options"),
        (_set("fields.2.when", {"field": "later", "equals": True}), "fields[3].when"),
        (_set("rules.0.field", "height"), "rules[1].field"),
        (_set("rules.0.otherwise", ""), "rules[1].otherwise"),
    ],
)
def test_a_mistake_names_its_field(change: Change, said: str) -> None:
    data = values()
    change(data)
    with pytest.raises(KnowledgeError) as caught:
        program_from_dict(data, "free_check.yml", load_taxonomy())
    assert said in str(caught.value)
    assert "free_check.yml" in str(caught.value)


def test_stations_are_in_known_counties_and_marked_as_examples(folder: Path) -> None:
    stations = load_stations(folder / "stations.yml", load_taxonomy())
    assert stations
    assert all(station.services and station.example for station in stations)


def test_a_station_in_an_unknown_county_is_refused(tmp_path: Path) -> None:
    row = {"id": "a", "name": "驿站", "county": "1", "address": "路", "hours": "全天", "services": [], "example": True}
    path = tmp_path / "stations.yml"
    path.write_text(yaml.safe_dump([row], allow_unicode=True), encoding="utf-8")
    with pytest.raises(KnowledgeError, match="county"):
        load_stations(path, load_taxonomy())


def _day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)
