"""Measure the search on labelled questions that no card holds: `python -m knowledge evaluate` prints the figures."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from knowledge.cards import Card, load_cards
from knowledge.labelled import STYLES, Figures, Labelled, Searcher, load_questions, measure
from knowledge.lint import plain_question
from knowledge.meaning import Encoder, load_encoder
from knowledge.search import NOTHING, Hit, SearchIndex, SearchResult
from knowledge.text import load_normalizer, words_and_bigrams
from knowledge.words import WordIndex


def plain_bm25(cards: Sequence[Card]) -> Searcher:
    """The yardstick: BM25 over each card's questions and answer, the same word mapping, always sure."""
    normalize = load_normalizer()
    index = WordIndex.build(
        [words_and_bigrams(normalize(" ".join((card.title, *card.questions, card.answer)))) for card in cards]
    )

    def search(text: str) -> list[SearchResult]:
        scores = index.scores(words_and_bigrams(normalize(text)))
        best = np.argsort(-scores)[:3]
        return [SearchResult(tuple(Hit(cards[n].id, float(scores[n])) for n in best), "sure") if len(best) else NOTHING]

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


def _line(name: str, figures: Figures, beside: Figures | None = None) -> str:
    line = (
        f"{name:<22}{figures.rows:>5}  hit@1 {figures.first:6.1%}  hit@3 {figures.three:6.1%}  "
        f"sure {figures.sure:6.1%}  confidently wrong {figures.wrong:6.1%}  none {figures.none:6.1%}"
    )
    return f"{line}  |  BM25 {beside.first:6.1%} {beside.three:6.1%}" if beside else line


def _parts(rows: Sequence[Labelled], cards: Sequence[Card]) -> Iterator[tuple[str, list[Labelled]]]:
    """By the group of a right card, then by style."""
    groups = {card.id: card.group for card in cards}
    for name in sorted(set(groups.values())):
        yield name, [row for row in rows if any(groups[card] == name for card in row.cards)]
    for style in STYLES:
        yield style, [row for row in rows if row.style == style]


def evaluate(folder: Path, questions: Path, *, misses: bool = False, many: int = 5000) -> int:
    """Print every figure; returns 0. A question that stands on a card by its very words is left out."""
    start_mb = resident_mb()
    cards = load_cards(folder / "cards")
    held = {plain_question(question) for card in cards for question in card.questions}
    rows = [row for row in load_questions(questions) if plain_question(row.text) not in held]
    asked, outside = [row for row in rows if row.wants], [row for row in rows if not row.wants]
    print(f"{len(cards)} cards, {sum(len(card.questions) for card in cards)} questions on them")
    print(f"{len(asked)} labelled questions, {len(outside)} sentences no card answers\n")
    encoder = load_encoder()
    encoder_mb = resident_mb() - start_mb
    begin = time.perf_counter()
    index = SearchIndex.build(cards, encoder=encoder)
    build = time.perf_counter() - begin
    whole_mb = resident_mb() - start_mb
    by_words = SearchIndex.build(cards, encoder=None)
    yardstick = plain_bm25(cards)
    for name, search in (
        ("search", index.search_many), ("search, words only", by_words.search_many), ("plain BM25", yardstick),
    ):  # fmt: skip
        print(_line(name, measure(search, asked)))
    print(_line("off topic", measure(index.search_many, outside)))
    print(_line("off topic, words only", measure(by_words.search_many, outside)) + "\n")
    for name, part in _parts(asked, cards):
        if part:
            print(_line(name, measure(index.search_many, part), measure(yardstick, part)))
    texts = [row.text for row in rows]
    print(
        f"\nbuild {build:.1f} s; {_speed(index.search_many, texts)}; words only: {_speed(by_words.search_many, texts)}"
    )
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
        speed = _speed(index.search_many, texts)
        print(f"{count} cards, {name}: build {took:.0f} s, +{resident_mb() - before:.0f} MB, {speed}")


def _print_misses(index: SearchIndex, rows: Sequence[Labelled]) -> None:
    print()
    for row in rows:
        results = index.search_many(row.text)
        tops = {result.hits[0].card_id for result in results if result.hits}
        if all(want & tops for want in row.wants) and (row.wants or not tops):
            continue
        for result in results:
            hits = " ".join(f"{hit.card_id}={hit.score:.2f}" for hit in result.hits) or "nothing"
            wants = " + ".join("|".join(sorted(want)) for want in row.wants) or "none"
            print(f"{result.verdict:<7}{row.text}  →  {wants}, got {hits}")
