"""The monthly report: which sentences and tables, in which order. Sums only; it names nobody."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field

from cases.figures import reading
from cases.figures.periods import local_day
from console.report import asked, overview, projects, summary, waits
from console.report.ask import Ask
from console.report.document import Report
from console.report.sheet import Sheet
from console.saying import clock, moment
from console.texts import figures as texts


@dataclass(slots=True)
class Contents:
    """What the report says. `sections`: (heading, sentences, tables)."""

    header: str
    lines: tuple[str, ...]
    sections: list[tuple[str, list[str], list[Sheet]]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


async def monthly_report(ask: Ask) -> bytes:
    """A Word document about the month of `ask.view.period`, with the numbers of the page. Reads only."""
    return await asyncio.to_thread(write, await gather(ask))


async def gather(ask: Ask) -> Contents:
    """Ask the figures everything the report tells."""
    period = ask.view.period
    lines = [
        f"{texts.REPORT_ORG}　{_where(ask)}　{month_name(ask)}",
        texts.REPORT_MADE.format(first=period.first, last=period.last, made=f"{local_day(ask.now)} {clock(ask.now)}"),
    ]
    if local_day(ask.now) <= period.last:
        lines.append(texts.REPORT_UNFINISHED)
    contents = Contents(texts.REPORT_HEADER.format(where=_where(ask), month=month_name(ask)), tuple(lines))
    city = ask.view.county is None

    def section(key: str, sentences: list[str], sheets: list[Sheet]) -> None:
        contents.sections.append((texts.REPORT_SECTIONS[key], sentences, sheets))

    section("summary", await summary.summary(ask), [await overview.overview(ask)])
    section("work", [], [await overview.matters(ask), *([await overview.counties(ask)] if city else [])])
    section(
        "promise",
        await summary.promise_sentences(ask),
        [await waits.promise(ask), *([await waits.promise_counties(ask)] if city else [])],
    )
    section("projects", [await summary.project_sentence(ask)], [await projects.projects(ask)])
    section("unfound", [], [await asked.unfound(ask), await asked.not_helpful(ask), await asked.cards(ask)])
    section("warnings", await summary.warning_and_rating_sentences(ask), [])
    contents.notes = [f"{sheet.title}：{sheet.how}" for _, _, sheets in contents.sections for sheet in sheets]
    counted = await reading.counted_at(ask.session)
    if counted is not None:
        contents.notes.append(texts.COUNTED_AT.format(at=moment(counted, ask.now)))
    contents.notes.append(texts.REPORT_PRIVACY)
    return contents


def write(contents: Contents) -> bytes:
    """Set the contents in Word. Takes a moment: not for the event loop."""
    report = Report(contents.header)
    report.title(texts.REPORT_TITLE, contents.lines)
    for heading, sentences, sheets in contents.sections:
        report.heading(heading)
        for sentence in sentences:
            report.say(sentence)
        for sheet in sheets:
            report.table(sheet)
    report.heading(texts.REPORT_SECTIONS["notes"])
    for note in contents.notes:
        report.note(note)
    return report.save()


def month_name(ask: Ask) -> str:
    first = ask.view.period.first
    return texts.REPORT_MONTH_NAME.format(year=first.year, month=first.month)


def file_name(ask: Ask) -> str:
    return texts.REPORT_FILE.format(where=_where(ask), month=f"{ask.view.period.first:%Y-%m}")


def _where(ask: Ask) -> str:
    return ask.names.county(ask.view.county) if ask.view.county else texts.WHOLE_CITY
