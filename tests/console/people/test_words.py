"""Every act that is written into the log has a name on the page that shows it."""

from __future__ import annotations

import re
from pathlib import Path

from cases.casefile import AUDITED
from cases.models import EarlyWarning
from cases.rights import load_rights
from console.texts import people as texts

ROOT = Path(__file__).parents[3]
WRITTEN = re.compile(r'"((?:login|second_factor|account|case|cases|file|wall|card|program|report|misread)\.[a-z_]+)"')


def test_every_action_of_the_code_has_words() -> None:
    found = {f"case.{kind}" for kind in AUDITED}
    for room in ("cases", "console"):
        for file in (ROOT / room).rglob("*.py"):
            text = file.read_text("utf-8")
            if "audit.record" in text:
                found |= set(WRITTEN.findall(text))
    assert {"login.failed", "account.roles", "wall.read", "cases.exported"} <= found  # the search itself works
    assert found - set(texts.ACTIONS) - set(load_rights().actions) == set()  # rights are named alike


def test_every_state_of_a_warning_has_words() -> None:
    [states] = [c.sqltext.text for c in EarlyWarning.__table__.constraints if c.name and c.name.endswith("_status")]
    for state in re.findall(r"'(\w+)'", states):
        assert state == "new" or f"warning.{state}" in texts.ACTIONS


def test_groups_are_the_beginnings_of_actions() -> None:
    for group in texts.ACTION_GROUPS:
        assert any(action.startswith(f"{group}.") for action in texts.ACTIONS), group
