"""Scenes for early warning: workers of one firm come to us, day after day."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest
import yaml

from cases import staff
from cases.actors import Actor
from cases.models import Case, EarlyWarning
from cases.warnings import handling, watch
from cases.warnings.employers import Platforms
from knowledge import LEXICON
from tests.cases.story import Chat, Story

PLATFORMS = Platforms.of(yaml.safe_load((LEXICON / "platforms.yml").read_text("utf-8")))


@dataclass
class Plant:
    """The firms of a story. Each `report` is a person of their own unless a chat is named."""

    story: Story
    met: int = 0

    async def report(
        self,
        employer: str = "恒达建筑有限公司",
        issue: str = "wages",
        *,
        county: str | None = "610303",
        chat: Chat | None = None,
        anonymous: bool = False,
        program: str = "violation_report",
    ) -> Case:
        self.met += 1
        chat = chat or await self.story.chat(f"person{self.met}")
        fields: dict[str, Any] = {
            "anonymous": {"label": "匿名", "value": anonymous, "display": "是" if anonymous else "否"},
            "employer": {"label": "被反映的单位", "value": employer, "display": employer},
            "issue": {"label": "什么问题", "value": issue, "display": issue},
        }
        return await self.story.case(chat, "enrollment", program_id=program, county=county, fields=fields)

    async def reports(self, count: int, *names: str, **more: Any) -> list[Case]:
        names = names or ("恒达建筑有限公司",)
        return [await self.report(names[n % len(names)], **more) for n in range(count)]

    async def look(self) -> tuple[str, ...]:
        async with self.story.database.transaction() as session:
            return await watch.look(session, now=self.story.clock(), platforms=PLATFORMS)

    async def warnings(self, actor: Actor | None = None, *, over: bool = False) -> list[handling.WarningView]:
        async with self.story.database.reading() as session:
            return await handling.list_warnings(
                session, actor=actor or Actor.system(), now=self.story.clock(), over=over
            )

    async def the_warning(self) -> EarlyWarning:
        [view] = await self.warnings()
        return view.warning

    async def handle(self, actor: Actor, status: str, note: str = "", *, was: str = "new") -> None:
        row = await self.the_warning()
        async with self.story.database.transaction() as session:
            await handling.handle(
                session, row.id, actor=actor, status=status, was=was, note=note, now=self.story.clock()
            )

    async def colleague(self, login: str, *roles: tuple[str, str | None]) -> Actor:
        async with self.story.database.transaction() as session:
            staff_id = await staff.add(
                session, login=login, name=login, password="gonghui-2026", roles=roles, now=self.story.clock()
            )
            return await staff.actor(session, staff_id)


@pytest.fixture
async def plant(story: Story) -> Plant:
    for program in ("violation_report", "labor_mediation", "join_union"):
        await story.program(program)
    return Plant(story)


@pytest.fixture
async def jintai(plant: Plant) -> Actor:
    return await plant.colleague("jintai", ("county_desk", "610303"))


@pytest.fixture
async def weibin(plant: Plant) -> Actor:
    return await plant.colleague("weibin", ("county_desk", "610302"))
