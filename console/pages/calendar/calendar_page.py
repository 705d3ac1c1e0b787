"""The calendar by day, by week, and as a list of who has booked."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from nicegui import ui

from cases.access import CITY
from cases.calendars import consultants, views
from cases.calendars.views import Agenda, Seat, Time
from cases.models import Consultant
from cases.rights import may
from cases.worktime import LOCAL
from console import saying
from console import texts as common
from console.pages.calendar.look import Look
from console.pages.calendar.steps import Steps
from console.shell import chip, empty, shell
from console.texts import calendar as texts
from console.visit import SignedOut, Visit


class CalendarPage:
    def __init__(self, visit: Visit, look: Look) -> None:
        self._visit = visit
        self._look = look
        self._steps = Steps(visit, self._draw_again)

    async def build(self) -> None:
        await self._gather()
        ui.page_title(f"{texts.TITLE} · {common.TITLE}")
        with shell(self._visit, active="calendar"), ui.element("div").classes("sheet calendar"):
            self._draw_head()
            self._draw_filters()
            self._body = ui.element("div")
        self._draw_body()

    async def _gather(self) -> None:
        look = self._look
        async with self._visit.reading() as (session, actor):
            self._all: list[Consultant] = await consultants.visible(session, actor=actor)
            self._agenda: Agenda = await views.agenda(
                session,
                actor=actor,
                now=self._visit.now,
                first=look.first,
                days=look.days,
                consultant_id=look.consultant or None,
                kind=look.kind or None,
                county=look.county or None,
                booked_only=look.view == "list",
            )
        self._who = {c.id: c for c in self._agenda.consultants}

    async def _draw_again(self) -> None:
        try:
            await self._gather()
        except SignedOut:
            self._visit.ask_to_log_in()
            return
        self._draw_body()

    # ------------------------------------------------------------------ around the days
    def _draw_head(self) -> None:
        look = self._look
        with ui.element("div").classes("title-row"):
            ui.label(texts.TITLE).classes("page-title").props("role=heading aria-level=1")
            with ui.element("nav").classes("cal-views").props(f'aria-label="{texts.TITLE}"'):
                for view, name in texts.VIEWS.items():
                    link = ui.link(name, look.address(view=view)).classes("cal-view")
                    if view == look.view:
                        link.classes("is-active").props("aria-current=true")
            if look.view == "day":
                ui.link(texts.PRINT, look.address("/calendar/print"), new_tab=True).classes("button-link")
            if may(self._visit.actor, "calendar.edit", ""):
                ui.link(texts.NEW, "/calendar/consultants/new").classes("button-link")
        with ui.element("div").classes("cal-steps"):
            ui.link("‹", look.address(day=look.step(False))).classes("cal-step").props(f'aria-label="{texts.BEFORE}"')
            today = self._visit.now.astimezone(LOCAL).date()
            ui.link(texts.TODAY, look.address(day=today)).classes("cal-today")
            ui.link("›", look.address(day=look.step(True))).classes("cal-step").props(f'aria-label="{texts.AFTER}"')
            ui.label(self._span_words()).classes("cal-span")

    def _span_words(self) -> str:
        first, last = self._look.first, self._look.first + dt.timedelta(days=self._look.days - 1)
        if self._look.view == "day":
            return f"{first.year}年{say_day(first)}"
        if self._look.view == "list":
            return texts.DAYS_AHEAD.format(day=say_day(first))
        return f"{first.year}年{first.month}月{first.day}日 – {last.month}月{last.day}日"

    def _draw_filters(self) -> None:
        look, counties = self._look, self._visit.console.taxonomy.counties
        used = {c.county for c in self._all}
        with ui.element("div").classes("filters"):
            self._select("consultant", texts.WHO, {c.id: c.name for c in self._all}, look.consultant)
            kinds = {c.kind for c in self._all}
            self._select("kind", texts.KIND, {k: n for k, n in texts.KINDS.items() if k in kinds}, look.kind)
            if len(used) > 1:
                self._select("county", texts.COUNTY, {k: n for k, n in counties.items() if k in used}, look.county)
            if look.filtered:
                ui.link(texts.CLEAR, look.address(consultant="", kind="", county="")).classes("clear")

    def _select(self, name: str, label: str, options: Mapping[str, str], value: str) -> None:
        choices = {"": texts.ALL, **options}
        ui.select(
            choices,
            label=label,
            value=value if value in choices else "",
            on_change=lambda event: ui.navigate.to(self._look.address(**{name: event.value or ""})),
        ).props("outlined dense options-dense stack-label").classes(f"filter filter-{name}")

    # ------------------------------------------------------------------ the days
    def _draw_body(self) -> None:
        self._body.clear()
        with self._body:
            self._draw_waiting()
            if not self._agenda.consultants:
                empty(texts.NOBODY, texts.NOBODY_HINT)
            elif self._look.view == "day":
                self._draw_day()
            elif self._look.view == "week":
                self._draw_week()
            else:
                self._draw_list()

    def _draw_waiting(self) -> None:
        if self._agenda.waiting:
            lines = "，".join(
                texts.WAITING_LINE.format(service=texts.SERVICES[service], count=count)
                for service, count in sorted(self._agenda.waiting.items())
            )
            ui.label(texts.WAITING.format(lines=lines)).classes("hint cal-waiting")

    def _draw_day(self) -> None:
        shown = 0
        for consultant in self._agenda.consultants:
            times = [t for t in self._agenda.times if t.consultant_id == consultant.id]
            away = self._agenda.away(consultant.id, self._look.day)
            if not times and not away and not self._look.consultant:
                continue
            shown += 1
            with ui.element("section").classes("panel cal-day"):
                self._draw_name(consultant, away=away)
                for time in times:
                    self._draw_time(time)
                if not times:
                    ui.label(texts.EMPTY).classes("panel-empty")
        if not shown:
            empty(texts.EMPTY, texts.EMPTY_HINT)

    def _draw_name(self, consultant: Consultant, *, away: bool) -> None:
        with ui.element("div").classes("cal-name"):
            ui.label(consultant.name).classes("panel-title").props("role=heading aria-level=2")
            facts = [texts.KINDS[consultant.kind]]
            if consultant.county != CITY:
                facts.append(saying.county(self._visit.console.taxonomy, consultant.county))
            ui.label(" · ".join(facts)).classes("hint")
            if away:
                chip(texts.AWAY, "why")
            if not consultant.active:
                chip(texts.IDLE, "why")
            ui.link(texts.SETTINGS, f"/calendar/consultants/{consultant.id}").classes("card-link cal-settings")

    def _draw_time(self, time: Time) -> None:
        """One line of a day: the time, who has it, what can be done."""
        with ui.element("div").classes("cal-time" + (" is-closed" if time.closed else "")):
            ui.label(f"{saying.clock(time.starts_at)}–{saying.clock(time.ends_at)}").classes("cal-clock")
            with ui.element("div").classes("cal-seats"):
                for seat in time.seats:
                    self._draw_seat(time, seat)
                if time.held:
                    ui.label(texts.HELD).classes("cal-held")
                if time.closed and not time.seats:
                    ui.label(texts.CLOSED).classes("hint")
                if time.free:
                    with ui.element("div").classes("cal-seat"):
                        words = texts.FREE if time.capacity == 1 else texts.FREE_COUNT.format(count=time.free)
                        ui.label(words).classes("cal-free")
                        self._steps.book_button(time, self._who[time.consultant_id])

    def _draw_seat(self, time: Time, seat: Seat) -> None:
        with ui.element("div").classes("cal-seat"):
            self._draw_person(seat)
            ui.label(texts.WAYS[seat.way]).classes("cal-way")
            if seat.status != "booked":
                chip(texts.STATES[seat.status], f"seat-{seat.status}")
            if seat.missed:
                ui.label(texts.MISSED.format(count=seat.missed)).classes("cal-missed")
            if seat.confirm:
                chip(texts.CONFIRM_FIRST, "why")
            self._steps.seat_buttons(time, seat, self._who[time.consultant_id])

    @staticmethod
    def _draw_person(seat: Seat) -> None:
        if seat.number is None:
            ui.label(texts.HIDDEN).classes("cal-hidden")
            return
        ui.link(seat.number, f"/cases/{seat.number}").classes("cell-number")
        ui.label(seat.name or common.NO_NAME).classes("cal-person")

    def _draw_week(self) -> None:
        today = self._visit.now.astimezone(LOCAL).date()
        one = len(self._agenda.consultants) == 1
        with ui.element("div").classes("cal-week"):
            for day in (self._look.first + dt.timedelta(days=n) for n in range(7)):
                times = [t for t in self._agenda.times if t.day == day]
                with ui.element("section").classes("cal-column" + (" is-today" if day == today else "")):
                    ui.link(say_day(day), self._look.address(view="day", day=day)).classes("cal-column-head")
                    if times:
                        self._draw_counts(times)
                    for consultant in self._agenda.consultants:
                        if self._agenda.away(consultant.id, day):
                            ui.label(f"{consultant.name} {texts.AWAY}").classes("cal-away")
                    for time in times:
                        if one or time.seats or time.held:
                            self._draw_chip(time, one=one)
                    if not times:
                        ui.label("—").classes("cal-none")
        if not self._agenda.times:
            empty(texts.EMPTY, texts.EMPTY_HINT)

    @staticmethod
    def _draw_counts(times: list[Time]) -> None:
        booked = sum(seat.status == "booked" for t in times for seat in t.seats)
        words = [texts.BOOKED_COUNT.format(count=booked)] if booked else []
        words.append(texts.FREE_COUNT.format(count=sum(t.free for t in times)))
        ui.label(" · ".join(words)).classes("cal-counts")

    def _draw_chip(self, time: Time, *, one: bool) -> None:
        """One time in a week: whose it is at a glance, the rest on the day's page."""
        taken = [seat for seat in time.seats if seat.status == "booked"]
        state = "taken" if taken else "over" if time.seats else "held" if time.held else "free"
        target = self._look.address(view="day", day=time.day)
        with ui.link(target=target).classes(f"cal-chip is-{state}"):
            ui.label(saying.clock(time.starts_at)).classes("cal-chip-clock")
            who = "" if one else f"{self._who[time.consultant_id].name} "
            if time.seats:
                seat = time.seats[0]
                said = seat.name or seat.number or texts.HIDDEN
                more = f" +{len(time.seats) - 1}" if len(time.seats) > 1 else ""
                ui.label(f"{who}{said}{more}").classes("cal-chip-who")
            else:
                ui.label(who + (texts.HELD if time.held else texts.FREE)).classes("cal-chip-who")

    def _draw_list(self) -> None:
        rows = [(t, seat) for t in self._agenda.times for seat in t.seats]
        if not rows:
            empty(texts.EMPTY_LIST, texts.EMPTY_LIST_HINT)
            return
        with ui.element("div").classes("table cal-table").props("role=table"):
            with ui.element("div").classes("table-head").props("role=row"):
                for name in texts.COLUMNS:
                    ui.label(name).props("role=columnheader")
            for time, seat in rows:
                target = self._look.address(view="day", day=time.day, consultant=time.consultant_id)
                with ui.link(target=target).classes("table-row").props("role=row"):
                    ui.label(f"{saying.day(time.starts_at)} {saying.clock(time.starts_at)}").props("role=cell")
                    ui.label(self._who[time.consultant_id].name).props("role=cell")
                    said = f"{seat.number} {seat.name or ''}" if seat.number else texts.HIDDEN
                    ui.label(said).classes("cell-matter").props("role=cell")
                    ui.label(texts.WAYS[seat.way]).props("role=cell")
                    with ui.element("div").props("role=cell"):
                        chip(texts.STATES[seat.status], f"seat-{seat.status}")


def say_day(day: dt.date) -> str:
    return f"{day.month}月{day.day}日 周{saying.WEEKDAYS[day.weekday()]}"
