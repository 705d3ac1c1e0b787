"""Check the knowledge as a whole: what one file cannot know about itself. `python -m knowledge lint` prints it."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from knowledge.cards import Card, card_files, load_card
from knowledge.errors import KnowledgeError
from knowledge.facts import FACT_MARK, Fact, load_facts
from knowledge.figures import figures
from knowledge.programs import load_program
from knowledge.reading import yaml_files
from knowledge.stations import load_stations
from knowledge.taxonomy import Taxonomy, load_taxonomy

FEWEST_QUESTIONS = 20
LONGEST_SENTENCE = 120
LONGEST_ANSWER = 300
# A card is looked at once a year at least; statutes change.
REVIEW_DAYS = 366

_SENTENCE_END = re.compile(r"[。！？；!?\n]")
_NOT_WORDS = re.compile(r"[\W_]+")
_PHONE = re.compile(r"(?<!\d)(?:1[3-9]\d{9}|0\d{2,3}-?\d{7,8}|123\d{2}|400-?\d{3}-?\d{4})(?!\d)")


@dataclass(frozen=True, slots=True)
class Finding:
    """`level` is error (must not ship) or warning (staff should look)."""

    level: str
    source: str
    problem: str

    def __str__(self) -> str:
        return f"{'错误' if self.level == 'error' else '提醒'}  {self.source}: {self.problem}"


def plain_question(text: str) -> str:
    """A question without punctuation and case, to see that two are the same."""
    return _NOT_WORDS.sub("", text).lower()


def lint_cards(
    cards: Sequence[Card],
    facts: Mapping[str, Fact],
    taxonomy: Taxonomy,
    today: dt.date,
    *,
    known: set[str],
    fewest_questions: int = FEWEST_QUESTIONS,
) -> list[Finding]:
    """Findings about `cards`; `known` holds every card id that may be named as related."""
    findings = [
        finding for card in cards for finding in _lint_card(card, facts, taxonomy, today, known, fewest_questions)
    ]
    return findings + list(_repeated_questions(cards))


def _lint_card(
    card: Card, facts: Mapping[str, Fact], taxonomy: Taxonomy, today: dt.date, known: set[str], fewest: int
) -> Iterator[Finding]:
    def error(problem: str) -> Finding:
        return Finding("error", f"{card.id}.md", problem)

    def warning(problem: str) -> Finding:
        return Finding("warning", f"{card.id}.md", problem)

    if card.group not in taxonomy.groups:
        yield error(f"group：没有 {card.group} 这个分组")
    if len(card.questions) < fewest:
        yield error(f"questions：只有 {len(card.questions)} 种问法，至少 {fewest} 种")
    # A card about a place or a service may rest on no statute; then it says where it comes from.
    if not card.basis:
        yield error("缺少“依据”")
    for name, ids, allowed in (
        ("related", card.related, known),
        ("programs", card.programs, set(taxonomy.programs)),
        ("flows", card.flows, set(taxonomy.flows)),
        ("facts", card.facts, set(facts)),
    ):
        for wrong in (item for item in ids if item not in allowed):
            yield error(f"{name}：没有 {wrong}")
    if card.id in card.related:
        yield error("related：写了自己")
    yield from map(error, _fact_problems(card))
    yield from map(error, _derived_problems(card))
    yield from map(error, _basis_problems(card))
    yield from map(error, _length_problems(card))
    for phone in _PHONE.findall(card.text()):
        if phone not in taxonomy.hotlines:
            yield error(f"电话 {phone} 不在热线表里")
    if card.valid_until is not None and card.valid_until < card.valid_from:
        yield error("valid_until 早于 valid_from")
    if card.valid_until is not None and card.valid_until < today:
        yield error(f"已于 {card.valid_until} 失效，请更新或删除")
    if card.reviewed_on > today + dt.timedelta(days=1):
        yield error(f"reviewed_on：{card.reviewed_on} 还没到")
    if (today - card.reviewed_on).days > REVIEW_DAYS:
        yield warning(f"上次审核是 {card.reviewed_on}，一年多了，请复核")


def _fact_problems(card: Card) -> Iterator[str]:
    used = set(FACT_MARK.findall("\n".join((card.answer, *card.steps, *card.papers, *card.notes, *card.basis))))
    for name in sorted(used - set(card.facts)):
        yield f"facts：正文用了 {name}，没有列出"
    for name in sorted(set(card.facts) - used):
        yield f"facts：列了 {name}，正文没有用"


def _derived_problems(card: Card) -> Iterator[str]:
    for line in card.derived:
        figure, _, reason = line.partition("：")
        if not figures(figure) or not reason.strip():
            yield f"derived：{line!r} 应写成“数字：怎么算出来的”"


def _basis_problems(card: Card) -> Iterator[str]:
    text = "\n".join(card.basis)
    for citation in card.citations:
        if str(citation) not in text:
            yield f"依据里没有 {citation}"


def _length_problems(card: Card) -> Iterator[str]:
    if len(card.answer) > LONGEST_ANSWER:
        yield f"答案有 {len(card.answer)} 个字，最多 {LONGEST_ANSWER} 个"
    for line in (card.answer, *card.steps, *card.papers, *card.notes):
        for sentence in _SENTENCE_END.split(line):
            if len(sentence) > LONGEST_SENTENCE:
                yield f"这句有 {len(sentence)} 个字，请拆短：{sentence[:20]}…"


def _repeated_questions(cards: Sequence[Card]) -> Iterator[Finding]:
    seen: dict[str, str] = {}
    for card in cards:
        for question in card.questions:
            key = plain_question(question)
            if not key:
                yield Finding("error", f"{card.id}.md", "questions：有一条是空的")
            elif key in seen:
                where = "重复了" if seen[key] == card.id else f"与 {seen[key]} 重复"
                yield Finding("error", f"{card.id}.md", f"questions：“{question}”{where}")
            else:
                seen[key] = card.id


def lint_folder(folder: Path, today: dt.date) -> list[Finding]:
    """Everything in a knowledge folder: taxonomy, facts, cards, programs, stations. Never raises on bad data."""
    findings: list[Finding] = []
    try:
        taxonomy = load_taxonomy(folder / "taxonomy.yml")
        facts = load_facts(folder / "facts.yml")
    except KnowledgeError as error:
        return [Finding("error", error.source, str(error))]
    for fact in facts.values():
        if fact.overdue(today):
            findings.append(Finding("warning", "facts.yml", f"{fact.id}：应在 {fact.review_by} 前复核"))
    cards: list[Card] = []
    known: set[str] = set()
    for path in card_files(folder / "cards"):
        known.add(path.stem)
        try:
            cards.append(load_card(path))
        except KnowledgeError as error:
            findings.append(Finding("error", path.name, str(error)))
    findings += lint_cards(cards, facts, taxonomy, today, known=known)
    findings += _lint_programs(folder / "programs", taxonomy, known)
    stations = folder / "stations.yml"
    if stations.exists():
        try:
            load_stations(stations, taxonomy)
        except KnowledgeError as error:
            findings.append(Finding("error", error.source, str(error)))
    return findings


def _lint_programs(folder: Path, taxonomy: Taxonomy, cards: set[str]) -> Iterator[Finding]:
    for path in yaml_files(folder):
        try:
            program = load_program(path, taxonomy)
        except KnowledgeError as error:
            yield Finding("error", path.name, str(error))
            continue
        listed = taxonomy.programs.get(program.id)
        if listed is not None and (program.platform, program.audience) != (listed.platform, listed.audience):
            yield Finding("error", path.name, f"平台和对象应是 {listed.platform}、{listed.audience}")
        for rule in program.form.rules:
            for payload in rule.offer:
                if not _payload_known(payload, taxonomy, cards):
                    yield Finding("error", path.name, f"rules：{payload} 指向不存在的东西")


def _payload_known(payload: str, taxonomy: Taxonomy, cards: set[str]) -> bool:
    verb, _, rest = payload.partition(":")
    if verb == "start":
        flow, _, program = rest.partition(":")
        return flow in taxonomy.flows and (flow != "enrollment" or program in taxonomy.programs)
    if verb in ("about", "remind"):
        return rest in taxonomy.programs
    if verb == "card":
        return rest in cards
    if verb == "programs":
        return not rest or rest in taxonomy.platforms
    if verb == "stations":
        return not rest or rest in taxonomy.counties
    return payload in ("human", "menu")
