"""Looking over a card document before it is saved: what must be mended, what should be looked at."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import yaml

from knowledge.cards import Card, parse_card
from knowledge.errors import KnowledgeError
from knowledge.facts import Fact
from knowledge.lint import FEWEST_QUESTIONS, lint_cards, plain_question
from knowledge.taxonomy import Taxonomy
from knowledge.truth import LawBook, check_card

_QUESTIONS = re.compile(r"^questions:[ \t]*(?:\[\])?[ \t]*(?:#[^\n]*)?$", re.MULTILINE)
_ITEM = re.compile(r"[ \t]*- |[ \t]*(?:#|$)")


@dataclass(frozen=True, slots=True)
class Look:
    """`card` None: the document cannot be read (the reason is in `errors`). With errors it should not be saved."""

    card: Card | None
    errors: tuple[str, ...]
    warnings: tuple[str, ...]


def look_over(
    document: str,
    card_id: str | None,
    *,
    others: Sequence[Card],
    facts: Mapping[str, Fact],
    taxonomy: Taxonomy,
    today: dt.date,
    file_reviewed_on: dt.date | None = None,
    book: LawBook | None = None,
) -> Look:
    """Check a document as it is typed. `card_id`: the id it must keep, None for a new card. `others`: the cards in use
    beside it. `file_reviewed_on`: of the file of the same id; an edit with an earlier day would not hold. `book`: compares
    citations and figures with the law; what it misses are warnings, a person decides."""
    try:
        card = parse_card(document, "卡片")
    except KnowledgeError as error:
        return Look(None, (str(error),), ())
    others = [other for other in others if other.id != (card_id or "")]
    known = {other.id for other in others} | {card.id}
    errors: list[str] = []
    warnings: list[str] = []
    if card_id is not None and card.id != card_id:
        errors.append(f"id：编号定了就不能改，应是 {card_id}")
    elif card_id is None and any(other.id == card.id for other in others):
        errors.append(f"id：已经有编号是 {card.id} 的卡片了，请换一个")
    if file_reviewed_on is not None and card.reviewed_on < file_reviewed_on:
        errors.append(f"reviewed_on：早于文件版的审核日期 {file_reviewed_on}，存了也不会生效，请改成今天")
    for finding in lint_cards([card], facts, taxonomy, today, known=known, fewest_questions=1):
        (errors if finding.level == "error" else warnings).append(finding.problem)
    asked = {plain_question(q): other.id for other in others for q in other.questions}
    for question in card.questions:
        if (elsewhere := asked.get(plain_question(question))) is not None:
            errors.append(f"questions：“{question}”与 {elsewhere} 重复")
    if len(card.questions) < FEWEST_QUESTIONS:
        warnings.append(f"questions：只有 {len(card.questions)} 种问法，最好有 {FEWEST_QUESTIONS} 种，助手才认得准")
    if book is not None:
        for fault in check_card(card, book, document).problems:
            where = f"第 {fault.line} 行：" if fault.line else ""
            warnings.append(f"核对法条：{where}{f'“{fault.figure}”' if fault.figure else ''}{fault.problem}")
    if card.reviewed_on < today:
        warnings.append(f"reviewed_on：还是 {card.reviewed_on}，全文复核过的话请改成今天")
    return Look(card, tuple(errors), tuple(warnings))


def tidy(document: str) -> str:
    """The document as it is kept: line ends of one kind, one at the end, no byte-order mark."""
    return document.replace("\r\n", "\n").replace("\r", "\n").lstrip("\ufeff").rstrip("\n") + "\n"


def add_questions(document: str, questions: Sequence[str]) -> str:
    """The document with these ways of asking at the end of its `questions`; those it has already are left out.

    Only those lines change. Raises KnowledgeError when the document has no list of questions, one item a line.
    """
    card = parse_card(document, "卡片")
    known = {plain_question(question) for question in card.questions}
    new: list[str] = []
    for question in questions:
        line = " ".join(question.split())
        if plain_question(line) and plain_question(line) not in known:
            known.add(plain_question(line))
            new.append(f"  - {_scalar(line)}")
    if not new:
        return document
    found = _QUESTIONS.search(document)
    if found is None:
        raise KnowledgeError("卡片", "找不到一行一种的问法列表，请手工加", field="questions")
    lines = document.split("\n")
    at = document.count("\n", 0, found.start()) + 1
    lines[at - 1] = "questions:"
    while at < len(lines) and _ITEM.match(lines[at]) and lines[at].strip() != "---":
        at += 1
    lines[at:at] = new
    return "\n".join(lines)


def set_reviewed_on(document: str, day: dt.date) -> str:
    """The document with this review day; unchanged where it has no such line."""
    return re.sub(r"(?m)^(reviewed_on:[ \t]*)[^\s#]*", rf"\g<1>{day}", document, count=1)


def new_document(
    questions: Sequence[str],
    *,
    today: dt.date,
    owner: str = "法律维权部",
    card_id: str = "new_card",
    title: str = "用一句话写问题",
    group: str = "wages",
) -> str:
    """An empty card to fill in, with these ways of asking."""
    lines = "\n".join(f"  - {_scalar(' '.join(question.split()))}" for question in questions)
    return _EMPTY.format(
        questions=f"\n{lines}" if lines else " []", today=today, owner=owner, card_id=card_id, title=_scalar(title),
        group=group,
    )  # fmt: skip


def _scalar(text: str) -> str:
    """One line of YAML that reads back as this very text."""
    dumped = yaml.safe_dump(text, allow_unicode=True, width=10_000).removesuffix("...\n")
    return dumped.strip()


_EMPTY = """---
id: {card_id}
title: {title}
group: {group}
questions:{questions}
citations:
  - {{law: 劳动合同法, article: 第三十条}}
region: 全国
valid_from: {today}
valid_until:
reviewed_on: {today}
owner: {owner}
related: []
programs: []
flows: [legal_consultation]
facts: []
---
先说结论，两三句话。

## 怎么办
1. 第一步做什么
## 材料
- 要带什么
## 注意
- 时效、例外
## 依据
- 《劳动合同法》第三十条：这一条说了什么，用短句如实转述
"""
