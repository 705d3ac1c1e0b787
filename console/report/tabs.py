"""Which tables a tab holds."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from types import MappingProxyType

from console.report import asked, left, overview, projects, waits
from console.report.ask import Ask
from console.report.sheet import Sheet


async def _overview(ask: Ask) -> list[Sheet]:
    return [
        await overview.overview(ask),
        await overview.days(ask),
        await overview.matters(ask),
        await overview.counties(ask),
    ]


async def _waits(ask: Ask) -> list[Sheet]:
    return [
        await waits.queue(ask),
        await waits.clocks(ask),
        *await waits.open_cases(ask),
        await waits.promise(ask),
        await waits.promise_counties(ask),
    ]


async def _asked(ask: Ask) -> list[Sheet]:
    return [await asked.kinds(ask), await asked.intents(ask), await asked.cards(ask), await asked.programs(ask)]


async def _unfound(ask: Ask) -> list[Sheet]:
    return [
        await asked.unfound(ask),
        await asked.unfound_days(ask),
        await asked.not_helpful(ask),
        await asked.unfound_counties(ask),
    ]


async def _left(ask: Ask) -> list[Sheet]:
    return [await left.flows(ask), await left.fields(ask)]


async def _projects(ask: Ask) -> list[Sheet]:
    return [await projects.projects(ask), *await projects.by_county(ask), await projects.by_source(ask)]


async def _channels(ask: Ask) -> list[Sheet]:
    return [await projects.channels(ask), await projects.sources(ask)]


TABS: Mapping[str, Callable[[Ask], Awaitable[list[Sheet]]]] = MappingProxyType(
    {
        "overview": _overview,
        "waits": _waits,
        "asked": _asked,
        "unfound": _unfound,
        "left": _left,
        "projects": _projects,
        "channels": _channels,
    }
)
