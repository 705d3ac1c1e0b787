"""The audit log, filtered and paged by its address."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from urllib.parse import urlencode

from nicegui import ui
from starlette.datastructures import QueryParams

from cases import audit, staff
from cases.audit import Line
from cases.numbers import read_number
from cases.rights import CITY
from cases.worktime import LOCAL
from console import saying
from console import texts as console_texts
from console.pages.people.frame import people_shell
from console.shell import empty
from console.texts import people as texts
from console.visit import Visit

PAGE = 50
DAYS: Mapping[str, int] = {"day": 1, "week": 7, "month": 30, "year": 365}


@dataclass(frozen=True, slots=True)
class AuditFilters:
    """Empty or 0 means all; `before` is the id under which the page starts."""

    person: int = 0
    action: str = ""
    period: str = ""
    before: int = 0

    @classmethod
    def read(cls, query: QueryParams) -> AuditFilters:
        def number(name: str) -> int:
            text = query.get(name, "")
            return int(text) if text.isascii() and text.isdigit() and len(text) < 16 else 0

        action, period = query.get("action", ""), query.get("period", "")
        return cls(
            number("person"),
            action if action in texts.ACTIONS or action in texts.ACTION_GROUPS else "",
            period if period in DAYS else "",
            number("before"),
        )

    def address(self) -> str:
        kept = {k: v for k in ("person", "action", "period", "before") if (v := getattr(self, k))}
        return "/people/audit" + (f"?{urlencode(kept)}" if kept else "")

    def since(self, now: datetime) -> datetime | None:
        """The beginning of the first day of the period, in Baoji."""
        if not self.period:
            return None
        first = now.astimezone(LOCAL).date() - timedelta(days=DAYS[self.period] - 1)
        return datetime.combine(first, time(), LOCAL)


class AuditPage:
    def __init__(self, visit: Visit, filters: AuditFilters) -> None:
        self._visit = visit
        self._filters = filters

    async def build(self) -> None:
        f, now = self._filters, self._visit.now
        async with self._visit.reading() as (session, actor):
            found = await audit.lines(
                session,
                actor=actor,
                person=f.person or None,
                group=f.action,
                since=f.since(now),
                before_id=f.before or None,
                limit=PAGE + 1,
            )
            self._names = await staff.names(session)
            head = await audit.head(session)
        with people_shell(self._visit, "audit", texts.TAB_AUDIT):
            ui.label(texts.TAB_AUDIT).classes("page-title").props("role=heading aria-level=1")
            ui.label(texts.AUDIT_HINT).classes("hint")
            if head is not None:
                with ui.element("div").classes("audit-head"):
                    ui.label(texts.AUDIT_HEAD).classes("hint")
                    ui.label(f"{head.id}:{head.digest}").classes("audit-digest")
            self._draw_filters()
            if found:
                self._draw_table(found[:PAGE])
            else:
                empty(texts.AUDIT_EMPTY, texts.AUDIT_EMPTY_HINT)
            with ui.element("div").classes("pages"):
                if f.before:
                    ui.link(texts.AUDIT_NEWEST, replace(f, before=0).address()).classes("page-link")
                if len(found) > PAGE:
                    ui.link(texts.AUDIT_OLDER, replace(f, before=found[PAGE - 1].id).address()).classes("page-link")

    def _draw_filters(self) -> None:
        f = self._filters
        people: dict[int, str] = {0: texts.AUDIT_ALL, **self._names}
        actions: dict[str, str] = {"": texts.AUDIT_ALL, **texts.ACTION_GROUPS, **texts.ACTIONS}
        with ui.element("div").classes("filters"):
            self._select("person", texts.AUDIT_PERSON, people, f.person if f.person in people else 0)
            self._select("action", texts.AUDIT_ACTION, actions, f.action)
            self._select("period", texts.AUDIT_PERIOD, dict(texts.AUDIT_PERIODS), f.period)
            if f != AuditFilters():
                ui.link(console_texts.CLEAR_FILTERS, "/people/audit").classes("clear")

    def _select(self, name: str, label: str, choices: Mapping[int, str] | Mapping[str, str], value: object) -> None:
        def choose(chosen: object) -> None:
            kept = replace(self._filters, before=0, **{name: chosen})  # type: ignore[arg-type]
            ui.navigate.to(kept.address())

        ui.select(dict(choices), label=label, value=value, on_change=lambda event: choose(event.value)).props(
            "outlined dense options-dense stack-label"
        ).classes(f"filter filter-audit-{name}")

    def _draw_table(self, found: list[Line]) -> None:
        with ui.element("div").classes("table audit-table").props("role=table"):
            with ui.element("div").classes("table-head").props("role=row"):
                for name in texts.AUDIT_COLUMNS:
                    ui.label(name).props("role=columnheader")
            for line in found:
                with ui.element("div").classes("table-row").props("role=row"):
                    here = line.at.astimezone(LOCAL)
                    ui.label(f"{here:%Y-%m-%d %H:%M:%S}").classes("audit-at").props("role=cell")
                    ui.label(line.name).classes("audit-who").props("role=cell")
                    what = (
                        ui.label(texts.ACTIONS.get(line.action, line.action)).classes("audit-what").props("role=cell")
                    )
                    if line.action in ("login.failed", "case.view_refused"):
                        what.classes("is-late")
                    with ui.element("div").classes("audit-subject").props("role=cell"):
                        self._draw_subject(line)
                    ui.label(self._more(line)).classes("audit-more").props("role=cell")

    def _draw_subject(self, line: Line) -> None:
        kind, _, name = line.subject.partition(":")
        if kind == "case" and read_number(name) == name:
            ui.link(name, f"/cases/{name}").classes("card-link")
        elif kind == "staff" and name.isdigit():
            who = "—" if int(name) == line.actor_id else self._names.get(int(name), name)
            ui.label(who)
        elif kind == "wall" and isinstance(chat := line.data.get("chat"), str):
            ui.label(chat[:8])
        else:
            ui.label(name[:24])

    def _more(self, line: Line) -> str:
        data = line.data
        if line.action == "login.failed":
            return texts.FAILED_STEPS.get(str(data.get("step")), "")
        if line.action in ("account.roles", "account.created"):
            added = self._roles(data.get("added") or data.get("roles"))
            removed = self._roles(data.get("removed"))
            said = [
                texts.ADDED.format(roles=added) if added else "",
                texts.REMOVED.format(roles=removed) if removed else "",
            ]
            return "；".join(s for s in said if s)
        if line.action == "second_factor.recovery_used":
            return texts.RECOVERY_COUNT.format(count=data.get("left", 0))
        return ""

    def _roles(self, roles: object) -> str:
        said = []
        for pair in roles if isinstance(roles, list) else []:
            role, _, county = str(pair).partition("@")
            name = console_texts.ROLES.get(role, role)
            place = "" if county in ("", CITY) else f"（{saying.county(self._visit.console.taxonomy, county)}）"
            said.append(name + place)
        return "、".join(said)
