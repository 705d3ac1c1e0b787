"""The folder of statute files that an import writes into: what stands there, and what a new document means for it."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from knowledge.changes import ArticleChange, changed_articles
from knowledge.importing.recognise import Document
from knowledge.importing.titles import file_name
from knowledge.importing.unreadable import Unreadable
from knowledge.importing.writing import parse_document, write_whole
from knowledge.statutes import Statute, parse_statute

Result = Literal["new", "changed", "same"]
_BLANKS = re.compile(r"\s+")
# Far fewer articles than we hold: a part of the law, which must not take the place of the whole.
LEAST_SHARE = 0.5


@dataclass(frozen=True, slots=True)
class Kept:
    """What became of one document."""

    statute: Statute
    result: Result
    changes: tuple[ArticleChange, ...] = ()


class LawShelf:
    """Reads the folder once and follows what is written. With `dry_run` nothing is written."""

    def __init__(self, folder: Path, *, dry_run: bool = False) -> None:
        """Raises KnowledgeError when a file that stands there is malformed."""
        self._folder, self._dry_run = folder, dry_run
        self._held: dict[str, tuple[Path, Statute]] = {}
        self._names: dict[str, str] = {}  # any name of a law → its short name
        self._from: dict[str, str] = {}  # short name → the file of this run it came from
        for path in sorted(folder.glob("*.md")) if folder.is_dir() else ():
            self._hold(path, parse_statute(path.read_text(encoding="utf-8"), path.name))

    def put(self, document: Document, source: str, today: dt.date) -> Kept:
        """Raises Unreadable when the document must not be taken, KnowledgeError when it makes no statute."""
        at = self._known(document)
        known = self._held[at][1] if at else None
        text, statute = parse_document(document, source, today, known)
        if known is None or at is None:
            self._write(self._free_path(document, source), text, statute, source)
            return Kept(statute, "new")
        path = self._held[at][0]
        changes = tuple(changed_articles(known, statute))
        if not changes and statute.version <= known.version:
            self._from.setdefault(known.short, source)
            return Kept(known, "same")
        if changes:
            self._refuse(known, statute, source)
        self._write(path, text, statute, source)
        return Kept(statute, "changed", changes)

    def _refuse(self, known: Statute, statute: Statute, source: str) -> None:
        earlier = self._from.get(known.short)
        if earlier is not None and earlier != source:
            raise Unreadable(f"这次已经从“{earlier}”导入了《{known.short}》，两份内容不一样，请只留一份")
        if statute.version < known.version:
            raise Unreadable(
                f"这里已有更新的《{known.short}》（{known.version}），这一份是 {statute.version} 的，没有覆盖"
            )
        if len(statute.articles) < LEAST_SHARE * len(known.articles):
            raise Unreadable(
                f"只有 {len(statute.articles)} 条，现有《{known.short}》有 {len(known.articles)} 条，像是节选，没有覆盖。"
                "确实要换，请先把现有的文件移走"
            )

    def _write(self, path: Path, text: str, statute: Statute, source: str) -> None:
        if not self._dry_run:
            self._folder.mkdir(parents=True, exist_ok=True)
            write_whole(path, text)
        self._from[statute.short] = source
        self._hold(path, statute)

    def _hold(self, path: Path, statute: Statute) -> None:
        self._held[statute.short] = (path, statute)
        for name in (statute.name, statute.short, *statute.aliases):
            self._names[_key(name)] = statute.short

    def _known(self, document: Document) -> str | None:
        return self._names.get(_key(document.name)) or self._names.get(_key(document.short))

    def _free_path(self, document: Document, source: str) -> Path:
        """A statute file keeps its name; any other is called after the law."""
        taken = {path.name for path, _ in self._held.values()}
        name = file_name(document.short) if document.verbatim is None else Path(source).name
        free = name
        for number in range(2, len(taken) + 2):
            if free not in taken:
                break
            free = f"{Path(name).stem}_{number}.md"
        return self._folder / free


def _key(name: str) -> str:
    return _BLANKS.sub("", name).replace("〈", "《").replace("〉", "》")
