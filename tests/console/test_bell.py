"""The bell: what runs out for me or for my desk, and nothing of other desks."""

from __future__ import annotations

from datetime import timedelta

from tests.console.conftest import Colleague
from tests.console.world import World


async def test_the_bell_counts_what_is_half_over_and_leads_there(colleague: Colleague, world: World) -> None:
    await world.colleague("duty", "周敏", ("duty", None))
    chat = await world.chat("陈志强", county="610323", said=[("worker", "有人吗")])
    late = await world.asks_for_person(chat, ago=timedelta(minutes=31), due=-timedelta(minutes=1))
    fresh = await world.chat("赵玉兰", county="610323", said=[("worker", "在不")])
    await world.asks_for_person(fresh, ago=timedelta(minutes=1), due=timedelta(minutes=29))
    await colleague.log_in("duty")
    await colleague.user.open("/cases")
    await colleague.user.should_see("提醒 1")
    await colleague.user.should_see("首次答复 已超时 1 分钟")
    await colleague.user.should_see(f"{late} · 岐山县 · 还没人办")


async def test_another_countys_promises_ring_nowhere_else(colleague: Colleague, world: World) -> None:
    await world.colleague("weibin", "渭滨", ("county_desk", "610302"))
    chat = await world.chat("陈志强", county="610323", said=[("worker", "有人吗")])
    await world.asks_for_person(chat, ago=timedelta(minutes=31), due=-timedelta(minutes=1))
    await colleague.log_in("weibin")
    await colleague.user.open("/cases")
    await colleague.user.should_see("没有快到时限的事。")
    await colleague.user.should_not_see("提醒 1")
