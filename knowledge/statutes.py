"""The texts of the law: statutes split into articles, found by name and number. They are quoted, never paraphrased.

One Markdown file a statute, in laws/: a YAML head (short, name, version, effective, status, aliases …), then the text;
every article starts a line with 第X条 (or （X） or “X、”, as the head's `unit` says). A paper without numbers (`unit: 段`) is
split into passages by its headings and paragraphs and cited as a whole.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from knowledge.errors import KnowledgeError
from knowledge.reading import Reader, read_yaml

IN_FORCE = "现行有效"
# What one numbered piece is called, and how its line begins.
UNITS = {
    "条": re.compile(r"^(第[一二三四五六七八九十百千零]+条(?:之[一二三四五六七八九十]+)?)[\s　]+"),
    "项": re.compile(r"^（([一二三四五六七八九十]+)）"),
    "部分": re.compile(r"^(?:## )?([一二三四五六七八九十]+)、"),
}
APPENDIX = "附录"  # cited as such; what it lists belongs to no article
PASSAGES = "段"
_NOT_NAME = re.compile(r"[\s《》〈〉<>]|中华人民共和国")
PASSAGE_LENGTH = 400  # characters; a passage ends with the paragraph that passes this
_FIELDS = (
    "name", "short", "version", "effective", "status", "aliases", "source", "source_commit", "checked", "articles",
    "excerpt", "unit", "note", "ranges", "repealed", "repealed_note", "kuan", "region", "imported_on",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Article:
    """`number` as cited (第八十二条, 第（二）项, 第二部分; 第3段 of a paper without numbers is cited as the paper); `text`
    is the wording without it, paragraphs by line breaks."""

    law: str
    number: str
    text: str

    def __str__(self) -> str:
        return f"《{self.law}》" if self.number.endswith(PASSAGES) else f"《{self.law}》{self.number}"


@dataclass(frozen=True, slots=True)
class Statute:
    """One law. `version` is the day of its latest amendment, `effective` the first day of this wording if known.

    `repealed` names paragraphs that no longer hold (第三十二条第一款); `paragraphs` is False when 款 cannot be told apart.
    """

    short: str
    name: str
    version: dt.date
    effective: dt.date | None
    status: str
    aliases: tuple[str, ...]
    source: str
    excerpt: bool
    articles: Mapping[str, Article]
    repealed: tuple[str, ...] = ()
    paragraphs: bool = True
    unit: str = "条"

    def in_force(self, today: dt.date) -> bool:
        # 现行有效（第三十二条第一款…废止）: the law holds, a paragraph does not.
        return self.status.startswith(IN_FORCE) and (self.effective or self.version) <= today


def plain_name(name: str) -> str:
    """The name of a law without 《》, blanks and 中华人民共和国: 陕西省实施〈工会法〉办法 is 陕西省实施工会法办法."""
    return _NOT_NAME.sub("", name).replace("(", "（").replace(")", "）")


@dataclass(frozen=True)
class Statutes:
    """All laws by short name. Build with `load_statutes`."""

    by_name: Mapping[str, Statute]

    def __iter__(self) -> Iterator[Statute]:
        return iter(self.by_name.values())

    @cached_property
    def names(self) -> Mapping[str, Statute]:
        """By every name a law goes by, as `plain_name` writes it: short, full, aliases."""
        return {plain_name(name): law for law in self for name in (law.short, law.name, *law.aliases)}

    def named(self, law: str) -> Statute | None:
        return self.by_name.get(law) or self.names.get(plain_name(law))

    def find(self, law: str, article: str) -> Article | None:
        """The article of a law by any of its names; None when either is not there (全文 is no article)."""
        statute = self.named(law)
        return statute.articles.get(article) if statute else None


def cited_number(unit: str, numeral: str) -> str:
    return {"条": numeral, "项": f"第（{numeral}）项", "部分": f"第{numeral}部分"}[unit]


def split_articles(law: str, lines: Sequence[str], unit: str = "条") -> dict[str, Article]:
    """Articles by number, in order. Headings (#) are left out; what stands before the first article too."""
    start = UNITS[unit]
    found: dict[str, list[str]] = {}
    current: list[str] | None = None
    for line in lines:
        line = line.strip()
        match = start.match(line)
        if match:
            # A number that comes again (a table of contents, an appendix) belongs to the text, not to a new article.
            current = found.setdefault(cited_number(unit, match[1]), [])
            line = line[match.end() :].strip()
        elif line.startswith("#"):
            if line.lstrip("# ").startswith(APPENDIX):
                current = found.setdefault(APPENDIX, [])
            continue
        if line and current is not None:
            current.append(line)
    return {number: Article(law, number, "\n".join(parts)) for number, parts in found.items()}


def split_passages(law: str, lines: Sequence[str]) -> dict[str, Article]:
    """Passages of a paper without numbered pieces: a heading begins one, and so does a paragraph after a long one."""
    pieces: list[list[str]] = [[]]
    long = 0  # characters of the passage besides its headings
    for line in (line.strip() for line in lines):
        heading = line.startswith("#")
        if line and (long >= PASSAGE_LENGTH or (heading and long)):
            pieces.append([])
            long = 0
        if line:
            pieces[-1].append(line.lstrip("#").strip())
            long += 0 if heading else len(line)
    numbered = ((f"第{n}{PASSAGES}", "\n".join(piece)) for n, piece in enumerate(filter(None, pieces), 1))
    return {number: Article(law, number, text) for number, text in numbered}


def parse_statute(text: str, source: str) -> Statute:
    """Raises KnowledgeError naming `source`."""
    lines = text.replace("\r\n", "\n").lstrip("\ufeff").split("\n")
    if lines[0].strip() != "---" or "---" not in (line.strip() for line in lines[1:]):
        raise KnowledgeError(source, "文件头应写在两行 --- 之间", line=1)
    end = next(n for n in range(1, len(lines)) if lines[n].strip() == "---")
    values = read_yaml("\n".join(lines[1:end]), source, first_line=2)
    if not isinstance(values, dict):
        raise KnowledgeError(source, "文件头应由“键: 值”组成", line=2)
    head = Reader(values, source)
    head.only(*_FIELDS)
    unit = head.string("unit", default="条")
    if unit not in (*UNITS, PASSAGES):
        raise head.fail("unit", f"{unit!r} 应是 {'、'.join((*UNITS, PASSAGES))} 之一")
    short, body = head.string("short"), lines[end + 1 :]
    articles = split_passages(short, body) if unit == PASSAGES else split_articles(short, body, unit)
    if not articles:
        raise KnowledgeError(source, f"一{unit}都没有找到")
    return Statute(
        short=short,
        name=head.string("name"),
        version=head.required_date("version"),
        effective=head.date("effective"),
        status=head.string("status", default=IN_FORCE),
        aliases=head.strings("aliases"),
        source=head.string("source", default=""),
        excerpt=head.boolean("excerpt"),
        articles=articles,
        repealed=head.strings("repealed"),
        paragraphs=head.string("kuan", default="") != "unreliable",
        unit=unit,
    )


def load_statutes(folder: Path | None = None) -> Statutes:
    """From laws/. Raises KnowledgeError on the first malformed file; no folder means no laws."""
    folder = folder or Path(__file__).with_name("laws")
    found: dict[str, Statute] = {}
    for path in sorted(folder.glob("*.md")):
        statute = parse_statute(path.read_text(encoding="utf-8"), path.name)
        if statute.short in found:
            raise KnowledgeError(path.name, f"《{statute.short}》已经有一份了")
        found[statute.short] = statute
    return Statutes(found)
