"""Who may do what: every role, every action, every county, against a table written out by hand."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

from cases.access import KIND_ROLES, edits_knowledge, reads_walled, sees_case, sees_conversation
from cases.actors import Actor
from cases.errors import NotAllowed
from cases.models import ROLES, Case, Conversation
from cases.rights import RightsTable, load_rights, may, require_right

OWN, OTHER, CITY = "610302", "610304", "610300"
ASKED = (OWN, OTHER, CITY, None)
GRID = Path(__file__).with_name("grid.yml")
RAW: dict[str, list[str]] = yaml.safe_load(GRID.read_text("utf-8"))
COLUMNS = RAW.pop("columns")


def staff(role: str, scope: str | None) -> Actor:
    return Actor("staff", 1, "示例", frozenset({(role, scope)}))


def test_the_grid_has_every_action_and_every_role() -> None:
    """A right that is added to roles.yml without its row here fails, and so does a row nobody has any more."""
    rows = re.findall(r"^([a-z_.]+):", GRID.read_text("utf-8"), re.MULTILINE)
    assert len(rows) == len(set(rows)), "a row stands twice, and YAML would keep the last one silently"
    assert set(RAW) == set(load_rights().actions)
    assert sorted(COLUMNS) == sorted(ROLES)
    assert all(len(row) == len(COLUMNS) for row in RAW.values())


@pytest.mark.parametrize("action", sorted(load_rights().actions))
def test_every_cell(action: str) -> None:
    assert action in RAW, f"{action} has no row in grid.yml"
    for role, cell in zip(COLUMNS, RAW[action], strict=True):
        in_county, in_city = cell.split()
        for scope, expected in ((OWN, in_county), (CITY, in_city), (None, in_city)):
            for county, digit in zip(ASKED, expected, strict=True):
                assert may(staff(role, scope), action, county) is (digit == "1"), (role, scope, action, county)


def test_the_questions_of_access_follow_the_grid() -> None:
    """What other rooms ask by name, about rows, is the same table."""
    for role, column in ((role, COLUMNS.index(role)) for role in COLUMNS):
        for scope, group in ((OWN, 0), (None, 1)):
            actor = staff(role, scope)
            for county, n in zip(ASKED, range(4), strict=True):
                for kind in KIND_ROLES:
                    expected = RAW[f"case.see.{kind}"][column].split()[group][n] == "1"
                    assert sees_case(actor, Case(kind=kind, county=county, person_id=7)) is expected
                for reason, action in (("psych", "chats.see.psych"), ("asked", "chats.see"), (None, "chats.see")):
                    chat = Conversation(person_id=7, county=county, waiting_reason=reason)
                    assert sees_conversation(actor, chat) is (RAW[action][column].split()[group][n] == "1")
            assert reads_walled(actor) is ("1" in RAW["wall.read"][column])
            assert edits_knowledge(actor) is (RAW["knowledge.edit"][column].split()[group][2] == "1")


def test_a_matter_with_an_empty_county_is_nobodys_outside_the_city() -> None:
    """`county=""` is a question of pages (anywhere?); a row whose county was crafted empty must not answer to it."""
    assert may(staff("duty", OWN), "case.see.handoff", "")
    assert not sees_case(staff("duty", OWN), Case(kind="handoff", county="", person_id=7))
    assert not sees_conversation(staff("duty", OWN), Conversation(person_id=7, county=""))


def test_two_roles_do_not_lend_each_other_their_counties() -> None:
    both = Actor("staff", 1, "示例", frozenset({("duty", OWN), ("lawyer", OTHER)}))
    assert may(both, "wall.ask", OWN) and not may(both, "wall.ask", OTHER)
    assert may(both, "chats.see", OWN) and may(both, "chats.see", OTHER)
    assert not may(both, "cases.merge", OTHER)


def test_workers_have_none_of_it_and_programs_all() -> None:
    for action in load_rights().actions:
        assert not may(Actor.worker(7), action, OWN)
        assert not may(Actor("staff", 1), action, "")  # an account without a role
        assert may(Actor.system(), action)


def test_an_action_nobody_wrote_down_is_a_mistake_and_not_a_no() -> None:
    with pytest.raises(KeyError):
        may(staff("admin", None), "chats.reed", OWN)
    with pytest.raises(NotAllowed):
        require_right(staff("lawyer", None), "people.edit")
    require_right(staff("admin", None), "people.edit")
    with pytest.raises(NotAllowed):
        require_right(staff("admin", OWN), "people.edit")  # people are looked after for the whole city


def test_a_role_that_does_not_exist_is_refused_at_reading(tmp_path: Path) -> None:
    table = tmp_path / "roles.yml"
    table.write_text("chats.see: [admin, boss]\n", "utf-8")
    with pytest.raises(ValueError, match="boss"):
        load_rights(table)
    table.write_text("chats.see: [admin]\n", "utf-8")
    load_rights.cache_clear()
    assert load_rights(table) == RightsTable({"chats.see": frozenset({"admin"})})
    load_rights.cache_clear()
