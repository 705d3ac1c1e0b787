"""A counted November for the page: written into the counts as the counter would write it."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from cases.database import Database
from cases.figures.tally import Place, Tally
from cases.models import CountedTo
from tests.console.world import World

WEIBIN, QISHAN = Place("610302", "web", "leaflet-meixian"), Place("610323", "telegram", "")
NOVEMBER, OCTOBER = date(2026, 11, 5), date(2026, 10, 5)


async def count(database: Database, *rows: tuple[date, str, str, Place, int]) -> None:
    """(day, metric, key, place, how often)"""
    tally = Tally()
    for row in rows:
        tally.add(*row)
    async with database.transaction() as session:
        await tally.write(session)


@pytest.fixture
async def november(world: World) -> World:
    rows: list[Any] = [
        (NOVEMBER, "chat_days", "", WEIBIN, 40),
        (NOVEMBER, "chat_days", "", QISHAN, 10),
        (OCTOBER, "chat_days", "", QISHAN, 40),
        (NOVEMBER, "people", "", WEIBIN, 30),
        (NOVEMBER, "people", "", QISHAN, 10),
        (NOVEMBER, "messages", "", WEIBIN, 1234),
        (NOVEMBER, "kind", "policy", WEIBIN, 70),
        (NOVEMBER, "kind", "crisis", WEIBIN, 3),
        (NOVEMBER, "kind", "station", WEIBIN, 8),
        (NOVEMBER, "kind", "suggestions", WEIBIN, 6),
        (NOVEMBER, "intent", "ask_policy", WEIBIN, 70),
        (NOVEMBER, "card", "overtime_pay", WEIBIN, 9),
        (NOVEMBER, "not_helpful", "overtime_pay", WEIBIN, 1),
        (NOVEMBER, "unanswered", "no_card", WEIBIN, 4),
        (NOVEMBER, "unanswered", "not_helpful", WEIBIN, 1),
        (NOVEMBER, "crisis", "", WEIBIN, 3),
        (NOVEMBER, "crisis", "", QISHAN, 12),
        (NOVEMBER, "cases_opened", "winter_warmth", WEIBIN, 20),
        (OCTOBER, "cases_opened", "winter_warmth", WEIBIN, 12),
        (NOVEMBER, "cases_opened", "legal_consultation", QISHAN, 5),
        (OCTOBER, "cases_opened", "legal_consultation", QISHAN, 9),
        (NOVEMBER, "cases_done", "winter_warmth", WEIBIN, 8),
        (NOVEMBER, "cases_refused", "winter_warmth", WEIBIN, 2),
        (NOVEMBER, "handovers", "asked", WEIBIN, 7),
        (NOVEMBER, "kept", "first_reply:winter_warmth", WEIBIN, 18),
        (NOVEMBER, "breached", "first_reply:winter_warmth", WEIBIN, 2),
        (NOVEMBER, "first_reply", "00012", WEIBIN, 11),
        (NOVEMBER, "first_reply", "00090", WEIBIN, 9),
        (NOVEMBER, "flow_done", "enrollment:winter_warmth", WEIBIN, 20),
        (NOVEMBER, "flow_abandoned", "enrollment:winter_warmth", WEIBIN, 5),
        (NOVEMBER, "stopped_at", "enrollment:winter_warmth:phone", WEIBIN, 5),
        (NOVEMBER, "aware", "winter_warmth", WEIBIN, 16),
        (OCTOBER, "aware", "winter_warmth", WEIBIN, 4),
        (NOVEMBER, "aware", "psych_consultation", WEIBIN, 3),
        (NOVEMBER, "aware", "psych_consultation", QISHAN, 9),
        (NOVEMBER, "signed_up", "winter_warmth", WEIBIN, 8),
        (NOVEMBER, "signed_up", "psych_consultation", QISHAN, 6),
        (NOVEMBER, "rating", "5", WEIBIN, 3),
        (NOVEMBER, "rating", "4", WEIBIN, 1),
    ]
    await count(world.database, *rows)
    async with world.database.transaction() as session:
        session.add(CountedTo(name="messages", position=1, at=world.now))
    await world.programs(
        {"id": "winter_warmth", "revision": 1, "fields": [{"key": "for_whom", "label": "给谁申请"}, {"key": 1}, 7]}
    )
    await world.colleague("zhiban", "示例值班员", ("duty", None))
    await world.colleague("weibin", "示例渭滨", ("county_desk", "610302"))
    await world.colleague("lvshi", "示例律师", ("lawyer", None))
    return world
