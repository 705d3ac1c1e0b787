"""A message as the crisis rules read it: one width, simplified, no spaces or marks, disguised words undone."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping

_READ_WHOLE = 4_000
_HEAD, _TAIL = 1_200, 800
_AROUND = 60
_MOST_WINDOWS = 8
_NOT_WORDS = re.compile(r"[^0-9a-z\u3400-\u9fff]+")
_REPEATED = re.compile(r"(.)\1{3,}")


class Normaliser:
    """Undoes what hides a word: spaces, marks, traditional characters, pinyin and homophones of the list."""

    def __init__(self, traditional: str, disguises: Mapping[str, str], anchors: tuple[str, ...]) -> None:
        """`traditional`: pairs such as 殺杀. `anchors`: words looked for in the middle of very long messages."""
        self._characters = str.maketrans(
            {traditional[i]: traditional[i + 1] for i in range(0, len(traditional) - 1, 2)}
        )
        self._disguises = dict(disguises)
        ordered = sorted(self._disguises, key=len, reverse=True)
        self._disguised = re.compile("|".join(map(re.escape, ordered)))
        self._anchors = re.compile("|".join(map(re.escape, anchors)))

    def plain(self, text: str) -> str:
        """The text the rules see. Very long: its head, its tail, and what stands around dangerous words between."""
        compact = unicodedata.normalize("NFKC", text[:200_000]).lower()
        compact = _REPEATED.sub(r"\1\1\1", _NOT_WORDS.sub("", compact))
        if len(compact) > _READ_WHOLE:
            compact = self._shortened(compact)
        # Character by character, so only what is left of a very long message.
        compact = compact.translate(self._characters)
        return self._disguised.sub(lambda m: self._disguises[m.group()], compact)

    def _shortened(self, text: str) -> str:
        parts, end = [text[:_HEAD]], _HEAD
        for m in self._anchors.finditer(text, _HEAD, len(text) - _TAIL):
            if m.start() < end:
                continue
            end = m.end() + _AROUND
            parts.append(text[max(_HEAD, m.start() - _AROUND) : end])
            if len(parts) > _MOST_WINDOWS:
                break
        return "。".join([*parts, text[-_TAIL:]])
