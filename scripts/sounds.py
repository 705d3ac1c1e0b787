"""Make knowledge/lexicon/sounds.txt anew: the characters of GB 2312 by syllable, from pypinyin.

The bot reads this file of 22 KB instead of loading pypinyin itself, whose tables take 57 MB.
"""

from __future__ import annotations

import os
from collections import defaultdict
from pathlib import Path

TARGET = Path(__file__).resolve().parent.parent / "knowledge" / "lexicon" / "sounds.txt"


def table() -> str:
    os.environ["PYPINYIN_NO_PHRASES"] = "1"  # single characters only; read when the package loads
    from pypinyin import lazy_pinyin

    sounds: dict[str, list[str]] = defaultdict(list)
    for high in range(0xB0, 0xF8):
        for low in range(0xA1, 0xFF):
            try:
                char = bytes([high, low]).decode("gb2312")
            except UnicodeDecodeError:
                continue  # the table has gaps
            sounds[lazy_pinyin(char)[0]].append(char)
    lines = [f"{syllable} {''.join(chars)}" for syllable, chars in sorted(sounds.items())]
    return "\n".join(["# syllable and its characters; made by scripts/sounds.py from pypinyin (MIT)", *lines, ""])


if __name__ == "__main__":
    TARGET.write_text(table(), encoding="utf-8")
