"""Where a worker outdoors can rest, drink, warm a meal."""

from __future__ import annotations

from actions.context import TurnContext
from actions.turn import Button, Reply


def find(ctx: TurnContext, county: str | None) -> Reply:
    """Stations of a county; without one, ask which."""
    ctx.trace.kind = "station"
    if county is None:
        buttons = [Button(name, f"stations:{code}") for code, name in ctx.services.taxonomy.counties.items()]
        return Reply(ctx.say("station.ask"), tuple(buttons))
    name = ctx.services.taxonomy.counties[county]
    here = [station for station in ctx.services.stations if station.county == county]
    if not here:
        return Reply(ctx.say("station.none"), (ctx.button("other_county", "stations"), ctx.button("human", "human")))
    lines = [ctx.say("station.list", county=name)]
    lines += [
        "· " + ctx.say("station.item", name=s.name, address=s.address, hours=s.hours, services="、".join(s.services))
        for s in here
    ]
    return Reply("\n".join(lines), (ctx.button("other_county", "stations"), ctx.button("menu", "menu")))
