"""The table of sounds: which syllable a character is read as. Small, so that programs without the search may have it."""

from __future__ import annotations

from pathlib import Path

from knowledge import LEXICON


def load_sounds(path: Path | None = None) -> dict[str, str]:
    """Character → syllable without tone."""
    lines = (path or LEXICON / "sounds.txt").read_text(encoding="utf-8").splitlines()
    pairs = (line.split() for line in lines if line and not line.startswith("#"))
    return {char: syllable for syllable, chars in pairs for char in chars}
