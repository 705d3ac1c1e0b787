"""Measure the search on labelled questions that no card holds: `python -m knowledge evaluate` prints the figures."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from knowledge.cards import Card, load_cards
from knowledge.lint import plain_question
from knowledge.meaning import Encoder, load_encoder
from knowledge.reading import Reader, read_yaml
from knowledge.search import NOTHING, Hit, SearchIndex, SearchResult
from knowledge.text import load_normalizer, words_and_bigrams
from knowledge.words import WordIndex

Searcher = Callable[[str], SearchResult]


@dataclass(frozen=True, slots=True)
class Labelled:
    """A question with the card that answers it; None: no card should."""

    text: str
    card: str | None
    style: str


@dataclass(frozen=True, slots=True)
class Figures:
    """Shares of 0 to 1. `wrong`: sure of a card that is not the one, over all rows."""

    rows: int
    first: float
    three: float
    sure: float
    wrong: float
    none: float


def load_questions(path: Path) -> list[Labelled]:
    """Raises KnowledgeError."""
    values = read_yaml(path.read_text(encoding="utf-8"), path.name)
    return [
        Labelled(item.string("text"), item.string("card", default="") or None, item.string("style"))
        for item in Reader({"rows": values}, path.name).mappings("rows")
    ]


def measure(search: Searcher, rows: Sequence[Labelled]) -> Figures:
    """`none` is the share of rows told that nothing fits, right for rows without a card."""
    first = three = sure = wrong = none = 0
    for row in rows:
        result = search(row.text)
        found = [hit.card_id for hit in result.hits]
        first += bool(row.card) and found[:1] == [row.card]
        three += bool(row.card) and row.card in found[:3]
        sure += result.verdict == "sure"
        wrong += result.verdict == "sure" and found[0] != row.card
        none += result.verdict == "none"
    n = len(rows) or 1
    return Figures(len(rows), first / n, three / n, sure / n, wrong / n, none / n)


def plain_bm25(cards: Sequence[Card]) -> Searcher:
    """The yardstick: BM25 over each card's questions and answer, the same word mapping, always sure."""
    normalize = load_normalizer()
    index = WordIndex.build(
        [words_and_bigrams(normalize(" ".join((card.title, *card.questions, card.answer)))) for card in cards]
    )

    def search(text: str) -> SearchResult:
        scores = index.scores(words_and_bigrams(normalize(text)))
        best = np.argsort(-scores)[:3]
        return SearchResult(tuple(Hit(cards[n].id, float(scores[n])) for n in best), "sure") if len(best) else NOTHING

    return search


def synthetic_cards(cards: Sequence[Card], count: int) -> list[Card]:
    """`count` cards mixed from the questions of the real ones: for speed and memory, not for accuracy."""
    random = np.random.default_rng(7)
    pool = [question for card in cards for question in card.questions]
    made = []
    for number in range(count):
        picks = random.integers(len(pool), size=(10, 2))
        questions = tuple(pool[a][: len(pool[a]) // 2] + pool[b][len(pool[b]) // 2 :] for a, b in picks)
        made.append(replace(cards[number % len(cards)], id=f"made_{number}", questions=questions))
    return made


def resident_mb() -> float:
    """Memory of this process in MB; 0 where the system does not tell (only Linux does)."""
    try:
        pages = int(Path("/proc/self/statm").read_text().split()[1])
    except OSError:
        return 0.0
    return pages * 4096 / 2**20


def _speed(search: Searcher, texts: Sequence[str]) -> str:
    times = []
    for text in texts:
        start = time.perf_counter()
        search(text)
        times.append((time.perf_counter() - start) * 1000)
    return f"{np.mean(times):.2f} ms a query, p95 {np.percentile(times, 95):.2f} ms"


def _line(name: str, figures: Figures) -> str:
    return (
        f"{name:<22}{figures.rows:>5}  hit@1 {figures.first:6.1%}  hit@3 {figures.three:6.1%}  "
        f"sure {figures.sure:6.1%}  confidently wrong {figures.wrong:6.1%}  none {figures.none:6.1%}"
    )


def _groups(rows: Sequence[Labelled], cards: Sequence[Card]) -> Iterator[tuple[str, list[Labelled]]]:
    groups = {card.id: card.group for card in cards}
    for name in sorted({groups[row.card] for row in rows if row.card}):
        yield name, [row for row in rows if row.card and groups[row.card] == name]
    for style in sorted({row.style for row in rows}):
        yield style, [row for row in rows if row.card and row.style == style]


def evaluate(folder: Path, questions: Path, *, misses: bool = False, many: int = 5000) -> int:
    """Print every figure; returns 0. Rows whose card is not there yet are left out."""
    start_mb = resident_mb()
    cards = load_cards(folder / "cards")
    held = {plain_question(question) for card in cards for question in card.questions}
    known = {card.id for card in cards}
    rows = [row for row in load_questions(questions) if row.card is None or row.card in known]
    rows = [row for row in rows if plain_question(row.text) not in held]
    asked = [row for row in rows if row.card]
    print(f"{len(cards)} cards, {sum(len(card.questions) for card in cards)} questions on them")
    print(f"{len(asked)} labelled questions, {len(rows) - len(asked)} sentences no card answers\n")
    encoder = load_encoder()
    encoder_mb = resident_mb() - start_mb
    begin = time.perf_counter()
    index = SearchIndex.build(cards, encoder=encoder)
    build = time.perf_counter() - begin
    whole_mb = resident_mb() - start_mb
    by_words = SearchIndex.build(cards, encoder=None)
    yardstick = plain_bm25(cards)
    for name, search in (("search", index.search), ("search, words only", by_words.search), ("plain BM25", yardstick)):
        print(_line(name, measure(search, asked)))
    outside = [row for row in rows if row.card is None]
    print(_line("off topic", measure(index.search, outside)))
    print(_line("off topic, words only", measure(by_words.search, outside)) + "\n")
    for name, part in _groups(rows, cards):
        if part:
            print(_line(name, measure(index.search, part)))
    texts = [row.text for row in rows]
    print(f"\nbuild {build:.1f} s; {_speed(index.search, texts)}; words only: {_speed(by_words.search, texts)}")
    print(f"memory: encoder {encoder_mb:.0f} MB, with cards and index {whole_mb:.0f} MB (over {start_mb:.0f} MB)")
    if many:
        _many(cards, many, encoder, texts)
    if misses:
        _print_misses(index, rows)
    return 0


def _many(cards: Sequence[Card], count: int, encoder: Encoder | None, texts: Sequence[str]) -> None:
    made = synthetic_cards(cards, count)
    for name, used in (("with vectors", encoder), ("words only", None)):
        before, begin = resident_mb(), time.perf_counter()
        index = SearchIndex.build(made, encoder=used)
        took = time.perf_counter() - begin
        print(
            f"{count} cards, {name}: build {took:.0f} s, +{resident_mb() - before:.0f} MB, {_speed(index.search, texts)}"
        )


def _print_misses(index: SearchIndex, rows: Sequence[Labelled]) -> None:
    print()
    for row in rows:
        result = index.search(row.text)
        if [hit.card_id for hit in result.hits[:1]] != ([row.card] if row.card else []):
            hits = " ".join(f"{hit.card_id}={hit.score:.2f}" for hit in result.hits)
            print(f"{result.verdict:<7}{row.text}  →  {row.card}, got {hits or 'nothing'}")
