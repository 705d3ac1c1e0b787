"""A free account, and an alias: the worker's own words. Value: the text."""

from __future__ import annotations

from actions.fields.message import has_word, without_invisible
from actions.fields.values import Context, FieldLike, Miss, Value, bound

_SHOWN = 120


def parse_text(spec: FieldLike, text: str, ctx: Context) -> Value | Miss:
    """The text, unless it holds no word or is longer than allowed (`min` and `max` in characters, else 2 to 2,000)."""
    low, high = bound(spec.min), bound(spec.max)
    least, most = 2 if low is None else low, 2_000 if high is None else high
    kept = without_invisible(text[: most * 2 + 1])
    if len(text) > most * 2 or len(kept) > most:
        return Miss("text.too_long", {"most": str(most)})
    if not has_word(kept):
        return Miss("text.no_words")
    if len(kept) < least:
        return Miss("text.too_short", {"least": str(least)})
    return Value(kept, kept if len(kept) <= _SHOWN else kept[:_SHOWN] + "……")
