"""One warning: where, what, how many, since when, the days, the cases, what was done, and what can be done."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence

from nicegui import ui

from cases.warnings.handling import STEPS, WarningView
from cases.warnings.rules import load_rules
from cases.warnings.sameness import Alike
from console import saying
from console import texts as common
from console.shell import chip
from console.texts import warnings as texts
from console.visit import Visit

CASES_SHOWN = 12
Step = Callable[[WarningView, str], None]


class WarningCard:
    """`alike`: names that may be the same firm; `joined`: names joined already (their own key → how they were written)."""

    def __init__(
        self,
        visit: Visit,
        view: WarningView,
        names: Mapping[int, str],
        alike: Sequence[Alike],
        joined: Mapping[str, Sequence[str]],
    ) -> None:
        self._visit = visit
        self._view = view
        self._names = names
        self._alike = alike
        self._joined = joined

    def draw(
        self,
        *,
        see: Callable[[WarningView], Awaitable[None]],
        step: Step,
        join: Callable[[WarningView, Alike], None],
        part: Callable[[WarningView, str], Awaitable[None]],
    ) -> None:
        view = self._view
        classes = "panel warning" + (" is-new" if view.warning.status == "new" else "")
        with ui.element("article").classes(classes):
            with ui.element("div").classes("warning-top"):
                with ui.element("div").classes("warning-what"):
                    self._draw_title()
                self._draw_days()
            self._draw_cases()
            self._draw_steps()
            if view.mine:
                self._draw_names(join, part)
                self._draw_buttons(see, step)

    def _draw_title(self) -> None:
        row, now, taxonomy = self._view.warning, self._visit.now, self._visit.console.taxonomy
        with ui.element("div").classes("matter-head"):
            chip(texts.STATUSES[row.status], f"warning-{row.status}")
            if self._view.urgent and row.closed_at is None:
                chip(texts.URGENT, "danger").tooltip(texts.URGENT_HINT)
            if row.closed_at is None and row.grown_at > max(
                row.raised_at, row.acted_at or row.seen_at or row.raised_at
            ):
                chip(texts.GROWING, "why")
        topic = texts.TOPICS.get(row.topic, row.topic)
        ui.label(f"{row.employer} · {topic}").classes("warning-title").props("role=heading aria-level=2")
        facts = (
            saying.county(taxonomy, row.county),
            texts.PEOPLE.format(count=row.people),
            texts.RISE.format(days=load_rules().window.days, before=row.before),
            texts.FIRST_CASE.format(at=saying.moment(row.first_case_at, now)),
            texts.RAISED.format(at=saying.moment(row.raised_at, now)),
        )
        ui.label(" · ".join(facts)).classes("case-facts")

    def _draw_days(self) -> None:
        days = self._view.days
        most = max((count for _, count in days), default=0)
        with ui.element("div").classes("spark").props(f'role=img aria-label="{texts.DAYS.format(most=most)}"'):
            for day, count in days:
                bar = ui.element("span").classes("spark-day" + ("" if count else " is-none"))
                bar.style(f"height: {max(2, round(36 * count / max(most, 3)))}px")
                said = texts.DAY.format(day=f"{day.month}月{day.day}日", count=count)
                bar.props(f'title="{said}"')

    def _draw_cases(self) -> None:
        view, taxonomy = self._view, self._visit.console.taxonomy
        with ui.element("div").classes("warning-cases"):
            ui.label(texts.CASES).classes("hint")
            for line in view.cases[:CASES_SHOWN]:
                with ui.link(target=f"/cases/{line.number}").classes("case-link"):
                    ui.label(saying.matter(taxonomy, line.kind, line.program_id)).classes("case-link-name")
                    status = common.STATUSES.get(line.status, line.status)
                    ui.label(f"{line.number} · {status}").classes("case-link-number")
            if len(view.cases) > CASES_SHOWN:
                ui.label(texts.MORE_CASES.format(count=len(view.cases) - CASES_SHOWN)).classes("hint")
            if view.hidden:
                ui.label(texts.HIDDEN_CASES.format(count=view.hidden)).classes("hint")

    def _draw_steps(self) -> None:
        for done in self._view.steps:
            with ui.element("div").classes("warning-step"):
                who = self._names.get(done.by or 0, texts.SYSTEM)
                said = f"{texts.STEPS.get(done.what, done.what)} · {who} · {saying.moment(done.at, self._visit.now)}"
                ui.label(said).classes("event-who")
                if done.text:
                    ui.label(done.text).classes("event-note")

    def _draw_names(
        self,
        join: Callable[[WarningView, Alike], None],
        part: Callable[[WarningView, str], Awaitable[None]],
    ) -> None:
        view = self._view
        if view.warning.closed_at is not None:
            return
        if self._alike:
            with ui.element("div").classes("warning-names"):
                ui.label(texts.ALIKE).classes("hint")
                for other in self._alike:
                    ui.label(texts.ALIKE_ONE.format(name=other.name, count=other.people))
                    ui.button(texts.JOIN, on_click=lambda other=other: join(view, other)).props(
                        f'flat dense no-caps aria-label="{texts.JOIN}：{_plain(other.name)}"'
                    )
        if self._joined:
            with ui.element("div").classes("warning-names"):
                ui.label(texts.JOINED_NAMES).classes("hint")
                for own, written in self._joined.items():
                    ui.label("、".join(written))

                    async def take_out(own: str = own) -> None:
                        await part(view, own)

                    ui.button(texts.PART, on_click=take_out).props("flat dense no-caps")

    def _draw_buttons(self, see: Callable[[WarningView], Awaitable[None]], step: Step) -> None:
        view, status = self._view, self._view.warning.status
        allowed = STEPS.get(status, frozenset())
        if not allowed:
            return
        with ui.element("div").classes("editor-actions"):
            if "seen" in allowed:

                async def seen() -> None:
                    await see(view)

                ui.button(texts.SEE, on_click=seen).props("unelevated no-caps")
            act = texts.ACT_AGAIN if status == "acted" else texts.ACT
            style = "outline no-caps" if status == "new" else "unelevated no-caps"
            ui.button(act, on_click=lambda: step(view, "acted")).props(style)
            ui.button(texts.CLOSE, on_click=lambda: step(view, "closed")).props("outline no-caps")
            ui.button(texts.DISMISS, on_click=lambda: step(view, "dismissed")).props("flat no-caps")


def _plain(name: str) -> str:
    """A name inside an attribute: without what would end it."""
    return "".join(char for char in name if char.isalnum() or char in "·-（）() ")
