"""Is every card true? Each law it cites is in force, each figure it states stands in an article it cites."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from pathlib import Path

from knowledge.article_numbers import chinese_number
from knowledge.cards import Card, Citation, card_files, load_card
from knowledge.errors import KnowledgeError
from knowledge.facts import FACT_MARK
from knowledge.figures import Figure, each, figures
from knowledge.pointing import Pointer, pointers
from knowledge.statutes import Statute, Statutes, load_statutes

WHOLE = "全文"
Value = tuple[str, Fraction]

_SENTENCE = re.compile(r"[^。！？!?\n]+")
_EXAMPLE = re.compile(r"\s*(?:[（(]?(?:例如|比如|举个?例子?|示例)|算一算)")
_BRACKETED_EXAMPLE = re.compile(r"（(?:如|例如|比如|示例)[^（）]*）")
_ITEM = re.compile(r"^（[一二三四五六七八九十]+）", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Problem:
    """`line` in the card's file, None when unknown; `figure` as written, empty when a citation is wrong."""

    card: str
    line: int | None
    figure: str
    problem: str

    def __str__(self) -> str:
        where = f"{self.card}.md" + (f":{self.line}" if self.line else "")
        return f"{where}: {f'“{self.figure}” ' if self.figure else ''}{self.problem}"


@dataclass(slots=True)
class Verdict:
    """What was counted on one card. `reasons`: declared figures it uses, with why they follow; `stands`: each figure
    found, with the articles it stands in.
    """

    card: str
    citations: int = 0
    citations_good: int = 0
    figures: int = 0
    figures_good: int = 0
    problems: list[Problem] = field(default_factory=list)
    reasons: list[str] = field(default_factory=list)
    stands: list[str] = field(default_factory=list)

    @property
    def true(self) -> bool:
        return not self.problems


@dataclass(frozen=True)
class LawBook:
    """The laws as of one day, with the figures of each article read once."""

    statutes: Statutes
    today: dt.date
    _values: dict[tuple[str, str], frozenset[Value]] = field(default_factory=dict)

    def problem(self, law: str, article: str | None, paragraph: int = 0, item: int = 0) -> str | None:
        """Why it cannot be cited today, or None. `article` None or 全文 is the law as a whole."""
        statute = self.statutes.named(law)
        if statute is None:
            return f"知识库里没有《{law}》"
        if not statute.in_force(self.today):
            since = f"，{statute.effective} 起施行" if statute.effective and statute.effective > self.today else ""
            return f"《{statute.short}》不是现行有效的（{statute.status}{since}）"
        if article is None or article == WHOLE:
            return None
        found = statute.articles.get(article)
        if found is None:
            last = list(statute.articles)[-1]
            end = "只收了节选" if statute.excerpt else f"到{last}为止"
            return f"《{statute.short}》没有{article}（{end}）"
        place = f"{article}第{chinese_number(paragraph)}款" if paragraph else article
        if place in statute.repealed:
            return f"《{statute.short}》{place}已经废止"
        if not statute.paragraphs:
            return None
        parts = _paragraphs(found.text)
        if paragraph > len(parts):
            return f"《{statute.short}》没有{place}"
        if item > max(len(_ITEM.findall(part)) for part in (parts[paragraph - 1 : paragraph] if paragraph else parts)):
            return f"《{statute.short}》{place}没有第{chinese_number(item)}项"
        return None

    def values(self, law: str, article: str) -> frozenset[Value]:
        """The figures of an article, or of the whole law for 全文; empty when it is not held."""
        found = self._values.get((law, article))
        if found is None:
            statute = self.statutes.named(law)
            found = self._values[law, article] = _values_of(statute, article) if statute else frozenset()
        return found


def _values(text: str) -> frozenset[Value]:
    return frozenset(figure.value for figure in figures(text)) | each(text)


def _values_of(statute: Statute, article: str) -> frozenset[Value]:
    if article == WHOLE:
        return frozenset().union(*(_values(piece.text) for piece in statute.articles.values()))
    found = statute.articles.get(article)
    if found is None:
        return frozenset()
    gone = {part.removeprefix(article) for part in statute.repealed if part.startswith(article)}
    parts = _paragraphs(found.text)
    holds = (part for n, part in enumerate(parts, 1) if f"第{chinese_number(n)}款" not in gone)
    return _values("\n".join(holds))


def _paragraphs(text: str) -> list[str]:
    """款 of an article, each with its items."""
    found: list[str] = []
    for line in text.split("\n"):
        if found and _ITEM.match(line):
            found[-1] += "\n" + line
        else:
            found.append(line)
    return found


def stated(line: str) -> list[Figure]:
    """The figures a line of a card claims; amounts of facts.yml, worked examples and names of laws claim nothing."""
    line = FACT_MARK.sub("", line)
    line = re.sub(r"《[^《》]*(?:《[^《》]*》[^《》]*)*》", "", line)
    line = _BRACKETED_EXAMPLE.sub("", line)
    parts = (match[0] for match in _SENTENCE.finditer(line))
    return [figure for part in parts if not _EXAMPLE.match(part) for figure in figures(part)]


class _CardCheck:
    def __init__(self, card: Card, book: LawBook, source: Sequence[str]) -> None:
        self.card = card
        self.book = book
        self.source = source
        self.verdict = Verdict(card.id)
        self.cited: set[tuple[str, str]] = set()
        self.counted: set[tuple[str, str, int, int]] = set()
        self.derived = {figure.value: line for line in card.derived for figure in figures(line.partition("：")[0])}
        self.used: set[str] = set()

    def run(self) -> Verdict:
        card = self.card
        for citation in card.citations:
            self._head(citation)
        body = [card.title, *card.answer.split("\n"), *card.steps, *card.papers, *card.notes]
        pointed = {line: list(pointers(line, self.book.statutes)) for line in (*body, *card.basis)}
        for line, found in pointed.items():
            self._named(line, found, basis=line in card.basis)
        for line in body:
            self._figures(line, self.cited, "引用的条文里没有这个数")
        for line in card.basis:
            own = {at for pointer in pointed[line] if (at := self._place(pointer))}
            missing = "这一条里没有这个数" if own else "引用的条文里没有这个数"
            self._figures(line, own or self.cited, missing)
        for line in card.derived:
            if line not in self.used:
                self._fault(self._line(line), line.partition("：")[0], "列在 derived 里，正文没有用")
        self.verdict.reasons = [line for line in card.derived if line in self.used]
        return self.verdict

    def _head(self, citation: Citation) -> None:
        line = self._line(citation.law, citation.article)
        # 第八十二条第二款 is the article with its paragraph.
        (pointer, *_) = [*pointers(str(citation), self.book.statutes), None]
        named = pointer if pointer and pointer.article else Pointer(citation.law, citation.article)
        self._cite(replace(named, law=citation.law), line)

    def _short(self, law: str) -> str:
        statute = self.book.statutes.named(law)
        return statute.short if statute else law

    def _place(self, pointer: Pointer) -> tuple[str, str] | None:
        place = self._short(pointer.law or ""), pointer.article or WHOLE
        return place if place in self.cited else None

    def _cite(self, pointer: Pointer, line: int | None) -> None:
        law, article = self._short(pointer.law or ""), pointer.article or WHOLE
        if (law, article, pointer.paragraph, pointer.item) in self.counted:
            return
        self.counted.add((law, article, pointer.paragraph, pointer.item))
        self.verdict.citations += 1
        problem = self.book.problem(law, article, pointer.paragraph, pointer.item)
        if problem:
            self._fault(line, "", problem)
        else:
            self.verdict.citations_good += 1
            self.cited.add((law, article))

    def _named(self, line: str, found: Sequence[Pointer], *, basis: bool) -> None:
        for pointer in found:
            if pointer.law is None:
                if not self._resolves(pointer, found if basis else ()):
                    self._fault(
                        self._line(line), "", f"{pointer.article}没有说是哪部法律，本卡引用的法律里也没有这一条"
                    )
            elif pointer.article is not None:
                self._cite(pointer, self._line(line))
            elif basis:
                problem = self.book.problem(pointer.law, None)
                if problem:
                    self._fault(self._line(line), "", problem)

    def _resolves(self, bare: Pointer, beside: Sequence[Pointer]) -> bool:
        """A bare 第四十条 is an article the card cites, or one that the article named beside it speaks of itself."""
        if any(citation.article == bare.article for citation in self.card.citations):
            return True
        held = (self.book.statutes.find(pointer.law, pointer.article or "") for pointer in beside if pointer.law)
        inside = (other for article in held if article for other in pointers(article.text, self.book.statutes))
        return any(other.law is None and other.article == bare.article for other in inside)

    def _figures(self, line: str, places: Collection[tuple[str, str]], missing: str) -> None:
        for figure in stated(line):
            self.verdict.figures += 1
            reason = self.derived.get(figure.value)
            found = [f"《{law}》{article}" for law, article in places if figure.value in self.book.values(law, article)]
            if reason is not None:
                self.used.add(reason)
                found.append(f"推算：{reason.partition('：')[2]}")
            if found:
                self.verdict.figures_good += 1
                self.verdict.stands.append(f"“{figure.words}” {'、'.join(sorted(found))}")
            else:
                self._fault(self._line(line), figure.words, missing)

    def _fault(self, line: int | None, figure: str, problem: str) -> None:
        self.verdict.problems.append(Problem(self.card.id, line, figure, problem))

    def _line(self, *pieces: str) -> int | None:
        return next((n for n, line in enumerate(self.source, 1) if all(piece in line for piece in pieces)), None)


def check_card(card: Card, book: LawBook, source: str = "") -> Verdict:
    """`source`: the text of the card's file, to name lines."""
    return _CardCheck(card, book, source.split("\n")).run()


def check_folder(folder: Path, today: dt.date, ids: Sequence[str] = ()) -> list[Verdict]:
    """Every card of a knowledge folder, or those of `ids`. A card that cannot be read is a problem of its own."""
    book = LawBook(load_statutes(folder / "laws"), today)
    files = card_files(folder / "cards")
    missing = sorted(set(ids) - {path.stem for path in files})
    verdicts = [Verdict(name, problems=[Problem(name, None, "", "没有这张卡片")]) for name in missing]
    for path in files:
        if ids and path.stem not in ids:
            continue
        try:
            verdicts.append(check_card(load_card(path), book, path.read_text(encoding="utf-8")))
        except KnowledgeError as error:
            verdicts.append(Verdict(path.stem, problems=[Problem(path.stem, error.line, "", str(error))]))
    return verdicts


def table(verdicts: Sequence[Verdict], *, verbose: bool = False) -> Iterator[str]:
    """What `python -m knowledge check` prints."""
    for verdict in verdicts:
        yield (
            f"{verdict.card:<32}引用 {verdict.citations_good:>2}/{verdict.citations:<3}"
            f"数字 {verdict.figures_good:>2}/{verdict.figures:<3}{'真' if verdict.true else '有问题'}"
            + (f"  推算：{'；'.join(verdict.reasons)}" if verdict.reasons else "")
        )
        if verbose:
            yield from (f"    {line}" for line in verdict.stands)
    problems = [problem for verdict in verdicts for problem in verdict.problems]
    yield from map(str, problems)
    good = sum(verdict.true for verdict in verdicts)
    yield (
        f"{len(verdicts)} 张卡片，{good} 张全真；"
        f"引用 {sum(v.citations_good for v in verdicts)}/{sum(v.citations for v in verdicts)}，"
        f"数字 {sum(v.figures_good for v in verdicts)}/{sum(v.figures for v in verdicts)}，"
        f"推算 {sum(len(v.reasons) for v in verdicts)}，问题 {len(problems)}"
    )
