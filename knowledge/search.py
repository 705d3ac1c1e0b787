"""Which card answers this sentence, and how sure that is.

Three judges: BM25 over whole cards (words), the distance to each card's typical question (meaning), and a classifier
trained on the cards' questions (ranker). Their sum is turned into a probability over the cards and "none of them".
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from knowledge.cards import Card
from knowledge.meaning import DIMENSIONS, Encoder
from knowledge.ranker import Ranker, softmax
from knowledge.reading import Reader, read_yaml
from knowledge.search_cache import content_key, load_model, save_model
from knowledge.spelling import Speller
from knowledge.splitting import cuts
from knowledge.text import Normalizer, character_grams, load_normalizer, words_and_bigrams
from knowledge.words import WordIndex

Floats = NDArray[np.float32]
Verdict = Literal["sure", "unsure", "none"]

WORDS_WEIGHT = 4.0
MEANING_WEIGHT = 8.0
# A BM25 score of this much is a full match; weaker ones count for their part.
FULL_MATCH = 18.0
# What "none of them" gets for the words and the nearness that only cards can have.
NONE_BONUS, NONE_BONUS_WORDS = 4.0, 2.5
# Without the ranker the other two must spread wider to mean as much, and "none" is a fixed bar on the same scale.
BROAD_WEIGHT = 12.0
BROAD_NONE, BROAD_NONE_WORDS = 0.95, 0.65
# Above this the ranker would cost minutes and hundreds of megabytes; words and meaning carry on alone.
MOST_RANKED_CARDS = 600

# Calibrated for at most 2 % confidently wrong on unseen questions (docs/decisions/0003-search.md).
SURE = 0.93
# Sure, too, when the next card is this many times less likely.
LEADS, LEAD = 0.75, 6.0
NONE = 0.30
ENCODE_BATCH = 128

# Two questions in a message: how sure the weaker half must be of its card, by what stands between the halves; and from
# which share a card counts as spoken of by the whole. Above CLEAR_WHOLE a comma is no reason to look for a second matter.
MARKED, BREATH, BOTH_IN_THE_WHOLE = 0.6, 0.95, 0.4
IN_THE_WHOLE, CLEAR_WHOLE = 0.1, 0.95
OFF_TOPIC = Path(__file__).with_name("out_of_scope.yml")


@dataclass(frozen=True, slots=True)
class Hit:
    """`score` is the probability that this card is the one, 0 to 1."""

    card_id: str
    score: float


@dataclass(frozen=True, slots=True)
class SearchResult:
    """sure: answer with the first hit. unsure: offer the hits. none: no hits, say so."""

    hits: tuple[Hit, ...]
    verdict: Verdict


NOTHING = SearchResult((), "none")


@dataclass(frozen=True, slots=True)
class Model:
    """What is learned from the cards, and kept on disk between starts. `centres`: one unit vector per card."""

    ranker: Ranker | None
    centres: Floats
    mean: Floats


@dataclass(frozen=True)
class SearchIndex:
    """An immutable index: read it from any thread, replace it as a whole."""

    card_ids: tuple[str, ...]
    words: WordIndex
    model: Model
    normalize: Normalizer
    spell: Speller
    encoder: Encoder | None = field(repr=False)

    @classmethod
    def build(
        cls,
        cards: Sequence[Card],
        *,
        encoder: Encoder | None = None,
        cache: Path | None = None,
        normalizer: Normalizer | None = None,
        off_topic: Sequence[str] | None = None,
    ) -> SearchIndex:
        """Blocks for seconds: call it in a thread (`LiveSearch` does). Pass only cards in force.

        `encoder` None: words only. `cache`: a folder where what was learned is kept, by content. `off_topic`: sentences
        no card answers (default: out_of_scope.yml).
        """
        normalize = normalizer or load_normalizer()
        cards = sorted(cards, key=lambda card: card.id)
        questions = [[normalize(text) for text in (card.title, *card.questions)] for card in cards]
        others = [normalize(text) for text in (load_off_topic() if off_topic is None else off_topic)]
        key = content_key([(card.id, texts) for card, texts in zip(cards, questions, strict=True)], others, encoder)
        model = load_model(cache, key) if cache else None
        if model is None:
            model = _learn(questions, others, encoder)
            if cache:
                save_model(cache, key, model)
        bodies = [" ".join(map(normalize, (card.answer, *card.steps, *card.notes))) for card in cards]
        words = WordIndex.build(
            [
                [token for text in (*texts, body) for token in words_and_bigrams(text)]
                for texts, body in zip(questions, bodies, strict=True)
            ]
        )
        spell = Speller.build([*bodies, *(text for texts in questions for text in texts)])
        return cls(tuple(card.id for card in cards), words, model, normalize, spell, encoder)

    def search(self, text: str, k: int = 3) -> SearchResult:
        """At most `k` hits, best first. Any text is fine: empty, huge, control characters."""
        normal = self.read(text)
        grams = character_grams(normal)
        if not grams or not self.card_ids:
            return NOTHING
        odds = self._odds(normal, grams)
        best = np.argsort(-odds[:-1])[:k]
        if odds[-1] >= NONE:
            return NOTHING
        hits = tuple(Hit(self.card_ids[n], round(float(odds[n]), 4)) for n in best)
        first, second = hits[0].score, hits[1].score if len(hits) > 1 else 0.0
        sure = first >= SURE or (first >= LEADS and first >= LEAD * second)
        return SearchResult(hits, "sure" if sure else "unsure")

    def read(self, text: str) -> str:
        """The text as it is searched: one form of characters, the cards' words, slips of the ear put right."""
        return self.spell(self.normalize(text))

    def search_many(self, text: str, k: int = 3) -> list[SearchResult]:
        """Two questions in one message give two results, when each half leads to a card of its own."""
        whole = self.search(text, k)
        if whole.verdict == "none":
            return [whole]
        near = {hit.card_id for hit in whole.hits if hit.score >= IN_THE_WHOLE}
        best, halves = 0.0, [whole]
        for cut in cuts(text):
            if not cut.marked and whole.hits[0].score > CLEAR_WHOLE:
                break
            found = [self.search(cut.left, k), self.search(cut.right, k)]
            tops = [result.hits[0] for result in found if result.hits]
            if len(tops) < 2 or tops[0].card_id == tops[1].card_id:
                continue
            # That the whole message speaks of both cards counts for much.
            bar = BOTH_IN_THE_WHOLE if {top.card_id for top in tops} <= near else MARKED if cut.marked else BREATH
            weaker = min(top.score for top in tops)
            if weaker >= bar and weaker > best:
                best, halves = weaker, found
        return halves if len(halves) == 1 else [_beyond_doubt(half) for half in halves]

    def among(self, text: str, card_ids: Sequence[str], *, context: str) -> tuple[Hit, ...]:
        """The likeliest of a few cards for a question that leans on `context` (the title of the card just shown).

        Best first; the scores share 1 among just these cards, so they tell which one, not whether any.
        """
        rows = [n for n, card_id in enumerate(self.card_ids) if card_id in frozenset(card_ids)]
        if not rows or not character_grams(self.read(text)):
            return ()
        logs = np.zeros(len(rows), np.float32)
        for said in (text, f"{context} {text}"):
            normal = self.read(said)
            logs += np.log(self._odds(normal, character_grams(normal))[rows] + 1e-9)
        shares = softmax((logs / 2).astype(np.float32)[None, :])[0]
        return tuple(Hit(self.card_ids[rows[n]], round(float(shares[n]), 4)) for n in np.argsort(-shares))

    def _odds(self, normal: str, grams: Sequence[str]) -> Floats:
        """Probabilities of every card, and last of none."""
        words = self.words.scores(words_and_bigrams(normal))
        share = words / max(float(words.max()), FULL_MATCH)
        vector = self.encoder.encode([normal])[0] if self.encoder else np.zeros(0, np.float32)
        meaning = _nearness(vector, self.model) if self.encoder else np.zeros(len(words), np.float32)
        ranker = self.model.ranker
        if ranker is not None:
            logs = np.log(ranker.probabilities(grams, vector) + 1e-9)
            logits = logs[:-1] + WORDS_WEIGHT * share + MEANING_WEIGHT * meaning
            none = logs[-1] + (NONE_BONUS if self.encoder else NONE_BONUS_WORDS)
        else:
            logits = BROAD_WEIGHT * (share + meaning)
            none = BROAD_WEIGHT * (BROAD_NONE if self.encoder else BROAD_NONE_WORDS)
        result: Floats = softmax(np.append(logits, none)[None, :].astype(np.float32))[0]
        return result


def _beyond_doubt(half: SearchResult) -> SearchResult:
    """A half says less than a whole message, so a mere lead over the other cards is not enough."""
    return half if half.hits[0].score >= SURE else SearchResult(half.hits, "unsure")


def _nearness(vector: Floats, model: Model) -> Floats:
    """Cosine to each card's centre, after taking away what all questions have in common."""
    off = vector - model.mean
    result: Floats = model.centres @ (off / (float(np.linalg.norm(off)) or 1.0))
    return result


def _learn(questions: Sequence[Sequence[str]], others: Sequence[str], encoder: Encoder | None) -> Model:
    flat = [text for texts in questions for text in texts]
    labels = [card for card, texts in enumerate(questions) for _ in texts]
    mean, centres = _centres(flat, labels, len(questions), encoder)
    if not 1 < len(questions) <= MOST_RANKED_CARDS:
        return Model(None, centres, mean)
    texts, none = [*flat, *others], len(questions)
    batches = list(_encode(texts, encoder))
    vectors = np.concatenate(batches) if batches else np.zeros((len(texts), 0), np.float32)
    grams = [character_grams(text) for text in texts]
    ranker = Ranker.train(grams, vectors, [*labels, *[none] * len(others)], none + 1)
    return Model(ranker, centres, mean)


def _encode(texts: Sequence[str], encoder: Encoder | None) -> Iterator[Floats]:
    """Batch by batch: small ones keep the encoder's working memory small. Nothing without an encoder."""
    if encoder is not None:
        for at in range(0, len(texts), ENCODE_BATCH):
            yield encoder.encode(texts[at : at + ENCODE_BATCH])


def _centres(texts: Sequence[str], labels: Sequence[int], cards: int, encoder: Encoder | None) -> tuple[Floats, Floats]:
    """The mean of all vectors, and each card's direction from it, summed up without keeping the vectors."""
    if encoder is None or not texts:
        return np.zeros(DIMENSIONS, np.float32), np.zeros((cards, 0), np.float32)
    sums = np.zeros((cards, DIMENSIONS), np.float32)
    at = 0
    for batch in _encode(texts, encoder):
        np.add.at(sums, np.asarray(labels[at : at + len(batch)]), batch)
        at += len(batch)
    mean: Floats = (sums.sum(axis=0) / len(texts)).astype(np.float32)
    sizes = np.bincount(labels, minlength=cards)[:, None]
    centres = sums - sizes * mean
    lengths = np.linalg.norm(centres, axis=1, keepdims=True)
    return mean, (centres / np.maximum(lengths, 1e-6)).astype(np.float32)


def load_off_topic(path: Path | None = None) -> list[str]:
    """Sentences that no card answers. Raises KnowledgeError."""
    path = path or OFF_TOPIC
    values = read_yaml(path.read_text(encoding="utf-8"), path.name)
    return list(Reader({"sentences": values}, path.name).strings("sentences"))
