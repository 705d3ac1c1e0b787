"""A question with words of its own that still leans on the card just shown: 要是我自己走的呢, 那流产了呢."""

from __future__ import annotations

import re

from actions.fields.message import bare, plain
from actions.services import Services
from knowledge.cards import Card
from knowledge.followups import LONGEST
from knowledge.search import Hit, SearchResult

# How sure the neighbours of the card must be among themselves: one that the whole search found too, one that only the
# wording (那…, …呢) ties to what was said, and one that is to win against a card the whole search is sure of.
NEIGHBOUR_FOUND = 0.6
NEIGHBOUR_ALONE = 0.75
NEIGHBOUR_WINS = 0.8
SHORT = 14
_LEANS = re.compile(r"^(?:那|要是|如果|可是?|但是?|万一|我是|我)|呢$|的话$")


def neighbours(services: Services, card: Card) -> list[str]:
    """Cards one or two steps of “related” away, nearest first."""
    by_id = services.cards.by_id
    near = [other for other in card.related if other in by_id]
    far = [other for one in near for other in by_id[one].related if other in by_id and other != card.id]
    return list(dict.fromkeys([*near, *far]))


def lean(services: Services, text: str, shown: Card, found: tuple[SearchResult, ...]) -> tuple[SearchResult, ...]:
    """`found` as the whole search gave it; the same, or the one neighbour of `shown` that is meant."""
    words = bare(plain(text, limit=200))
    if len(found) != 1 or not words or len(words) > LONGEST:
        return found
    (result,) = found
    best = next(iter(services.cards.among(text, neighbours(services, shown), context=shown.title)), None)
    if best is None:
        return found
    seen = {hit.card_id for hit in result.hits}
    match result.verdict:
        case "sure":
            meant = len(words) <= SHORT and best.card_id in seen and best.score >= NEIGHBOUR_WINS
        case "unsure":
            meant = best.score >= (NEIGHBOUR_FOUND if best.card_id in seen else NEIGHBOUR_ALONE)
        case _:
            meant = best.score >= NEIGHBOUR_ALONE and _LEANS.search(words) is not None
    return (SearchResult((Hit(best.card_id, best.score),), "sure"),) if meant else found
