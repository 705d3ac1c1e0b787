"""Bring what people type into one form before anything else looks at it.

Full width, emoji, control characters, repeated punctuation and stretched words carry no meaning for the classifier and
would only be unknown features. Every character kept remembers where it stood, so entities point into the raw text.
Standard library only: the data checks use this module without Rasa.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import lru_cache

# People vent first and ask last: of a very long message the beginning and the end are read, which also bounds the time.
MAX_CHARS = 400

# A message of nothing but these is an answer; inside a sentence they are decoration.
_EMOJI_WORDS = {
    "👍": "好的",
    "👌": "好的",
    "🆗": "好的",
    "🙏": "谢谢",
    "👋": "你好",
    "🤝": "谢谢",
    "❤": "谢谢",
    "🌹": "谢谢",
}
_REPEATS = 2  # 谢谢谢谢 → 谢谢, 啊啊啊啊 → 啊啊
_PUNCTUATION = {
    "。": ".", "、": ",", "，": ",", "．": ".", "…": ".", "“": '"', "”": '"', "‘": "'", "’": "'", "《": "", "》": "",
    "【": "", "】": "", "〈": "", "〉": "", "「": "", "」": "", "~": "", "～": "", "—": "-", "–": "-", "·": "",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Normalized:
    """`text` in one form; `origin[i]` is the index in the raw text of `text[i]`."""

    text: str
    origin: tuple[int, ...]

    def raw_span(self, start: int, end: int) -> tuple[int, int]:
        """The half-open span of the raw text that `text[start:end]` stands for (0 <= start < end <= len(text))."""
        return self.origin[start], self.origin[end - 1] + 1


@lru_cache(maxsize=8)  # every component of the pipeline asks for the same message
def normalize(raw: str) -> Normalized:
    """One form of `raw`, lower case, at most MAX_CHARS characters."""
    kept: list[str] = []
    origin: list[int] = []
    for index, character in _window(raw):
        for piece in _pieces(character):
            if _is_repeat(kept, piece):
                continue
            kept.append(piece)
            origin.append(index)
    while kept and kept[-1] == " ":
        kept.pop()
        origin.pop()
    if not any(piece.isalnum() for piece in kept):
        return _only_emoji(raw) or Normalized("".join(kept), tuple(origin))
    return Normalized("".join(kept), tuple(origin))


def _window(raw: str) -> list[tuple[int, str]]:
    indexed = (
        list(enumerate(raw))
        if len(raw) <= 4 * MAX_CHARS
        else [
            *enumerate(raw[: 2 * MAX_CHARS]),
            *enumerate(raw[-2 * MAX_CHARS :], len(raw) - 2 * MAX_CHARS),
        ]
    )
    # Decoration goes first, so that a wall of emoji does not push the words out of the window.
    kept = [(index, character) for index, character in indexed if character.isspace() or _pieces(character)]
    if len(kept) <= MAX_CHARS:
        return kept
    half = MAX_CHARS // 2
    return kept[:half] + kept[-half:]


@lru_cache(maxsize=8192)
def _pieces(character: str) -> str:
    if character in _PUNCTUATION:
        return _PUNCTUATION[character]
    if character.isspace():
        return " "
    pieces = ""
    for piece in unicodedata.normalize("NFKC", character).lower():
        piece = _PUNCTUATION.get(piece, piece)
        # Symbols (emoji), controls, surrogates, unassigned, and combining marks of emoji sequences.
        if piece and unicodedata.category(piece)[0] not in "CM" and unicodedata.category(piece) not in ("So", "Sk"):
            pieces += piece
    return pieces


def _is_repeat(kept: list[str], piece: str) -> bool:
    if piece == " ":
        return not kept or kept[-1] == " "
    if not piece.isalnum():
        return bool(kept) and kept[-1] == piece
    if piece.isdigit():
        return False  # 10000 is not 100
    return len(kept) >= _REPEATS and all(before == piece for before in kept[-_REPEATS:])


def _only_emoji(raw: str) -> Normalized | None:
    for index, character in enumerate(raw[: 4 * MAX_CHARS]):
        if character in _EMOJI_WORDS:
            word = _EMOJI_WORDS[character]
            return Normalized(word, (index,) * len(word))
    return None
