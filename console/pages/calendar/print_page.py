"""A day's list on paper: one table a consultant. Plain HTML, so that it prints from any browser."""

from __future__ import annotations

from html import escape

from starlette.responses import HTMLResponse

from cases.calendars import views
from cases.calendars.views import Agenda, Seat, Time
from cases.models import Consultant
from console import saying
from console import texts as common
from console.assets import style_links
from console.pages.calendar.calendar_page import say_day
from console.pages.calendar.look import Look
from console.texts import calendar as texts
from console.visit import Visit

FRAME = """<!doctype html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
{style}
</head>
<body class="print">
<h1>{title}</h1>
{body}
<p class="print-foot">{foot}</p>
</body>
</html>"""


async def print_page(visit: Visit, look: Look) -> HTMLResponse:
    """Names stand on it only for who may see the case."""
    async with visit.reading() as (session, actor):
        found = await views.agenda(
            session,
            actor=actor,
            now=visit.now,
            first=look.day,
            days=1,
            consultant_id=look.consultant or None,
            kind=look.kind or None,
            county=look.county or None,
            booked_only=True,
        )
    parts = [_table(c, found) for c in found.consultants if any(t.consultant_id == c.id for t in found.times)]
    title = texts.PRINT_TITLE.format(day=f"{look.day.year}年{say_day(look.day)}")
    page = FRAME.format(
        title=escape(title),
        style=style_links(),
        body="\n".join(parts) or f"<p>{texts.PRINT_EMPTY}</p>",
        foot=escape(texts.PRINT_FOOT.format(at=saying.moment(visit.now, visit.now))),
    )
    return HTMLResponse(page, headers={"Cache-Control": "no-store"})


def _table(consultant: Consultant, found: Agenda) -> str:
    head = "".join(f"<th>{name}</th>" for name in texts.PRINT_COLUMNS)
    rows = "\n".join(
        _row(time, seat) for time in found.times if time.consultant_id == consultant.id for seat in time.seats
    )
    place = f"<p>{escape(consultant.place)}</p>" if consultant.place else ""
    title = f"{escape(consultant.name)} · {texts.KINDS[consultant.kind]}"
    return (
        f"<section><h2>{title}</h2>{place}<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></section>"
    )


def _row(time: Time, seat: Seat) -> str:
    note = "" if seat.status == "booked" else texts.STATES[seat.status]
    if seat.confirm:
        note = texts.CONFIRM_FIRST
    name = (seat.name or common.NO_NAME) if seat.number else ""
    cells = (
        f"{saying.clock(time.starts_at)}–{saying.clock(time.ends_at)}",
        seat.number or texts.HIDDEN,
        name,
        texts.WAYS[seat.way],
        note,
    )
    return "<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in cells) + "</tr>"
