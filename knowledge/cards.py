"""Policy cards: one question, one reviewed answer, the articles it rests on. The format: cards/FORMAT.md."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from knowledge.errors import KnowledgeError
from knowledge.facts import Fact, fill_facts
from knowledge.reading import Reader, read_yaml

REGIONS = ("全国", "陕西", "宝鸡")
_SECTIONS = {"怎么办": "steps", "材料": "papers", "注意": "notes", "依据": "basis"}
_FIELDS = (
    "id", "title", "group", "questions", "citations", "region", "valid_from", "valid_until", "reviewed_on",
    "owner", "related", "programs", "flows", "facts", "derived",
)  # fmt: skip
_BULLET = re.compile(r"^\s*(?:[-*•]|\d{1,2}\s*[.、．)）])\s*")


@dataclass(frozen=True, slots=True)
class Citation:
    """`law` is the short name of a statute, `article` such as 第八十二条, or 全文 for a paper without numbers."""

    law: str
    article: str

    def __str__(self) -> str:
        return f"《{self.law}》" if self.article == "全文" else f"《{self.law}》{self.article}"


@dataclass(frozen=True, slots=True)
class Card:
    """A reviewed answer. `steps`, `papers`, `notes`, `basis` are lines without their bullets or numbers.

    `derived`: figures that stand in no article but follow from one, each with its reason (11个月：…).
    """

    id: str
    title: str
    group: str
    questions: tuple[str, ...]
    answer: str
    steps: tuple[str, ...]
    papers: tuple[str, ...]
    notes: tuple[str, ...]
    basis: tuple[str, ...]
    citations: tuple[Citation, ...]
    region: str
    valid_from: dt.date
    valid_until: dt.date | None
    reviewed_on: dt.date
    owner: str
    related: tuple[str, ...]
    programs: tuple[str, ...]
    flows: tuple[str, ...]
    facts: tuple[str, ...]
    derived: tuple[str, ...] = ()

    def in_force(self, today: dt.date) -> bool:
        """Both end days count as in force."""
        return self.valid_from <= today and (self.valid_until is None or today <= self.valid_until)

    def text(self, facts: Mapping[str, Fact] | None = None, today: dt.date | None = None) -> str:
        """The whole card as plain text, amounts filled in. With `today`, an amount past its review says so."""
        parts = [self.answer]
        numbered = tuple(f"{n}. {step}" for n, step in enumerate(self.steps, 1))
        for title, lines in (
            ("怎么办", numbered),
            ("要带的材料", tuple(f"· {line}" for line in self.papers)),
            ("留意", tuple(f"· {line}" for line in self.notes)),
            ("依据", self.basis),
        ):
            if lines:
                parts.append("\n".join((f"【{title}】", *lines)))
        return fill_facts("\n\n".join(parts), facts or {}, today)


def parse_card(text: str, source: str) -> Card:
    """Read one card. Raises KnowledgeError naming `source` and the line or field."""
    lines = text.replace("\r\n", "\n").lstrip("\ufeff").split("\n")
    if lines[0].strip() != "---":
        raise KnowledgeError(source, "第一行应是 ---", line=1)
    try:
        end = next(n for n in range(1, len(lines)) if lines[n].strip() == "---")
    except StopIteration:
        raise KnowledgeError(source, "找不到卡片头的结束行 ---", line=1) from None
    header = "\n".join(lines[1:end])
    values = read_yaml(header, source, first_line=2)
    if not isinstance(values, dict):
        raise KnowledgeError(source, "卡片头应由“键: 值”组成", line=2)
    # The header starts on line 2 of the file; a leading newline keeps the line numbers of errors right.
    reader = Reader(values, source, text="\n" + header)
    reader.only(*_FIELDS)
    region = reader.string("region")
    if region not in REGIONS:
        raise reader.fail("region", f"{region!r} 应是 {'、'.join(REGIONS)} 之一")
    body = _read_body(lines[end + 1 :], source, first_line=end + 2)
    return Card(
        id=reader.identifier(),
        title=reader.string("title"),
        group=reader.identifier("group"),
        questions=reader.strings("questions"),
        answer="\n".join(body["answer"]).strip(),
        steps=tuple(body["steps"]),
        papers=tuple(body["papers"]),
        notes=tuple(body["notes"]),
        basis=tuple(body["basis"]),
        citations=_read_citations(reader),
        region=region,
        valid_from=reader.required_date("valid_from"),
        valid_until=reader.date("valid_until"),
        reviewed_on=reader.required_date("reviewed_on"),
        owner=reader.string("owner"),
        related=reader.strings("related"),
        programs=reader.strings("programs"),
        flows=reader.strings("flows"),
        facts=reader.strings("facts"),
        derived=reader.strings("derived"),
    )


def _read_citations(reader: Reader) -> tuple[Citation, ...]:
    found = []
    for item in reader.mappings("citations"):
        item.only("law", "article")
        found.append(Citation(item.string("law"), item.string("article")))
    return tuple(found)


def _read_body(lines: list[str], source: str, *, first_line: int) -> dict[str, list[str]]:
    body: dict[str, list[str]] = {"answer": [], "steps": [], "papers": [], "notes": [], "basis": []}
    section = "answer"
    for number, line in enumerate(lines, first_line):
        if line.startswith("#"):
            title = line.lstrip("#").strip()
            if title not in _SECTIONS:
                raise KnowledgeError(source, f"不认识的小标题“{title}”", line=number)
            section = _SECTIONS[title]
        elif line.strip():
            body[section].append(line.strip() if section == "answer" else _BULLET.sub("", line).strip())
    if not body["answer"]:
        raise KnowledgeError(source, "卡片没有答案", line=first_line)
    return body


def load_card(path: Path) -> Card:
    card = parse_card(path.read_text(encoding="utf-8"), path.name)
    if card.id != path.stem:
        raise KnowledgeError(path.name, f"id 是 {card.id}，应与文件名相同", field="id")
    return card


def card_files(folder: Path) -> list[Path]:
    """Card files of a folder. FORMAT.md and other capitalised papers are not cards."""
    if not folder.is_dir():
        raise KnowledgeError(str(folder), "没有这个文件夹")
    return sorted(path for path in folder.glob("*.md") if not path.stem[0].isupper())


def load_cards(folder: Path) -> list[Card]:
    """All cards of a folder, by id. The first bad card raises KnowledgeError."""
    return [load_card(path) for path in card_files(folder)]
