"""`python -m knowledge import FOLDER`: every document of a folder, one after another, with a line for each."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TextIO

from knowledge.calculators.base import Sheet
from knowledge.cards import Card
from knowledge.changes import REPORT, Affected, append_report, resting_on, tell_affected
from knowledge.errors import KnowledgeError
from knowledge.importing.files import MARKDOWN, Found, find_files, read_paragraphs
from knowledge.importing.pdf import Progress
from knowledge.importing.plain import decode
from knowledge.importing.recognise import Document, recognise
from knowledge.importing.shelf import Kept, LawShelf
from knowledge.importing.unreadable import Unreadable
from knowledge.statutes import parse_statute

RESULT_NAMES = {"new": "新的", "changed": "有变化", "same": "没有变化"}
ALL_READ, SOME_SKIPPED, NOTHING_THERE = 0, 1, 2
PAGES_A_LINE = 50
# The head of our own format; any other YAML head is a blog's and says nothing about the law.
_HEAD = "---\n"


@dataclass
class Report:
    """What an import did. `kept`: by file name. `skipped`: file name and reason."""

    kept: dict[str, Kept] = field(default_factory=dict)
    skipped: dict[str, str] = field(default_factory=dict)
    affected: list[Affected] = field(default_factory=list)


def import_folder(
    folder: Path, into: Path, *, cards: Sequence[Card], sheets: Sequence[Sheet], out: TextIO, today: dt.date,
    dry_run: bool = False,
) -> int:  # fmt: skip
    """The exit code: 0 all read, 1 some skipped, 2 nothing to read. Raises KnowledgeError when `into` is malformed."""
    files = find_files(folder) if folder.is_dir() else []
    if not files:
        what = "里没有 .md .txt .docx .pdf .html 文件" if folder.is_dir() else "这个文件夹不存在"
        print(f"{folder}：{what}。请看看路径写对了没有。", file=out)
        return NOTHING_THERE
    began = time.monotonic()
    shelf, report = LawShelf(into, dry_run=dry_run), Report()
    for number, found in enumerate(files, 1):
        _one(found, folder, shelf, report, f"[{number}/{len(files)}]", out, today)
    report.affected = resting_on([c for kept in report.kept.values() for c in kept.changes], cards, sheets)
    if report.affected and not dry_run:
        append_report(into / REPORT, report.affected, today)
    _summary(report, len(files), time.monotonic() - began, out, dry_run=dry_run)
    return SOME_SKIPPED if report.skipped else ALL_READ


def _one(found: Found, folder: Path, shelf: LawShelf, report: Report, place: str, out: TextIO, today: dt.date) -> None:
    name = found.path.relative_to(folder).as_posix()
    began = time.monotonic()

    def pages(page: int, count: int) -> None:
        if count > PAGES_A_LINE and (page % PAGES_A_LINE == 0 or page == count):
            print(f"{place} {name}：第 {page}/{count} 页", file=out, flush=True)

    try:
        if found.refused:
            raise Unreadable(found.refused)
        document = read_document(found.path, pages)
        kept = shelf.put(document, name, today)
    except (Unreadable, KnowledgeError) as error:
        reason = error.problem if isinstance(error, KnowledgeError) else str(error)
        report.skipped[name] = reason
        print(f"{place} {name}：跳过，{reason}", file=out, flush=True)
        return
    report.kept[name] = kept
    count = f"{len(kept.statute.articles)} {kept.statute.unit}"
    took = time.monotonic() - began
    print(
        f"{place} {name}：《{kept.statute.short}》{kept.statute.version}，{count}，{took:.2f} 秒，{RESULT_NAMES[kept.result]}",
        file=out, flush=True,
    )  # fmt: skip
    if kept.result != "same":
        for note in document.notes:
            print(f"    · {note}", file=out)


def read_document(path: Path, pages: Progress) -> Document:
    """One file as a document. Raises Unreadable."""
    if path.suffix.lower() == MARKDOWN:
        own = _own_format(path)
        if own is not None:
            return own
    modified = dt.date.fromtimestamp(path.stat().st_mtime)
    return recognise(read_paragraphs(path, pages), path, modified)


def _own_format(path: Path) -> Document | None:
    """A file that is a statute file already is taken as it is."""
    text = decode(path.read_bytes())
    if not text.lstrip("\ufeff").startswith(_HEAD):
        return None
    try:
        statute = parse_statute(text, path.name)
    except KnowledgeError:
        return None
    return Document(
        statute.name, statute.short, statute.version, statute.effective, statute.status, statute.unit, (), verbatim=text,
        aliases=statute.aliases,
    )  # fmt: skip


def _summary(report: Report, count: int, seconds: float, out: TextIO, *, dry_run: bool) -> None:
    totals = {name: sum(kept.result == key for kept in report.kept.values()) for key, name in RESULT_NAMES.items()}
    print(
        f"\n共 {count} 个文件，{seconds:.1f} 秒："
        + "，".join(f"{name} {total}" for name, total in totals.items())
        + f"，没能导入 {len(report.skipped)}",
        file=out,
    )
    for name, reason in report.skipped.items():
        print(f"  ✗ {name}：{reason}", file=out)
    tell_affected(report.affected, out)
    if dry_run:
        print("（只是试看，什么都没有写。）", file=out)
    elif totals["新的"] or totals["有变化"]:
        print("重新启动以后，对话里就用新的条文。", file=out)
