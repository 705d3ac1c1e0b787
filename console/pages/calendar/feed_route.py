"""The calendar feed: one address a consultant, opened by its secret alone, for the calendar on a phone (RFC 5545)."""

from __future__ import annotations

from datetime import UTC

from nicegui import App
from starlette.responses import PlainTextResponse, Response

from cases.calendars import feed
from cases.calendars.feed import FeedEntry
from cases.errors import NotFound
from cases.worktime import LOCAL
from console.texts import calendar as texts
from console.visit import Console

ENDING = ".ics"


def calendar_feed(app: App, console: Console) -> None:
    """Needs no login: a phone's calendar has none. Whatever is wrong with the address, the answer is 404."""

    @app.get("/calendar/feed/{name}", include_in_schema=False)
    async def opened(name: str) -> Response:
        try:
            async with console.database.reading() as session:
                token = name.removesuffix(ENDING) if name.endswith(ENDING) else ""
                who, entries = await feed.read_feed(session, token, now=console.clock())
        except NotFound:
            return PlainTextResponse("404", 404)
        return Response(written(who, entries), media_type="text/calendar; charset=utf-8")


def written(who: str, entries: list[FeedEntry]) -> bytes:
    """The feed as text: nobody's name, nothing of the matter, times in the zone of Baoji."""
    from icalendar import Calendar, Event  # read when a phone asks, not by every console

    calendar = Calendar()
    calendar.add("prodid", "-//niangjiaren//calendar//ZH")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", texts.FEED_NAME.format(name=who))
    calendar.add("x-wr-timezone", "Asia/Shanghai")
    for entry in entries:
        event = Event()
        event.add("uid", entry.uid)
        event.add("dtstamp", entry.made_at.astimezone(UTC))
        event.add("dtstart", entry.starts_at.astimezone(LOCAL))
        event.add("dtend", entry.ends_at.astimezone(LOCAL))
        event.add("summary", texts.FEED_EVENT.format(way=texts.WAYS[entry.way], number=entry.number))
        event.add("status", "CANCELLED" if entry.cancelled else "CONFIRMED")
        event.add("sequence", 1 if entry.cancelled else 0)
        event.add("class", "PRIVATE")
        calendar.add_component(event)
    calendar.add_missing_timezones()
    return bytes(calendar.to_ical())
