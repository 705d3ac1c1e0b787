"""Text and Markdown files: the encoding is found out, hard line breaks are joined."""

from __future__ import annotations

import re
from pathlib import Path

from knowledge.importing.layout import HEADING, clean, join_lines
from knowledge.importing.unreadable import Unreadable

_LEGIBLE = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff\u3000-\u303f\uff00-\uffef\u2010-\u2027\x20-\x7e\s·×÷°±]")
FEWEST_LEGIBLE = 0.97
_MARKS = re.compile(r"\*\*|__|^>\s?|`")


def decode(data: bytes) -> str:
    """UTF-8, UTF-16 with its mark, or GB 18030. Raises Unreadable."""
    marked = data.startswith((b"\xff\xfe", b"\xfe\xff"))
    for encoding in ("utf-16",) if marked else ("utf-8-sig", "gb18030"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        # Nearly any bytes are some GB 18030; only a text that reads like one is taken.
        if "\0" not in text and (encoding == "utf-8-sig" or len(_LEGIBLE.findall(text)) >= FEWEST_LEGIBLE * len(text)):
            return text.replace("\r\n", "\n").replace("\r", "\n")
    raise Unreadable("认不出文字编码，请另存为 UTF-8 再导入")


def read_text(path: Path) -> list[str]:
    """Paragraphs of a .txt file. Raises Unreadable."""
    return join_lines(clean(decode(path.read_bytes())).split("\n"))


def read_markdown(text: str) -> list[str]:
    """Paragraphs of Markdown (without a YAML head); headings begin with “## ”."""
    lines = []
    for line in clean(text).split("\n"):
        stripped = line.lstrip()
        if stripped.startswith("#"):
            lines += ["", HEADING + stripped.lstrip("#").strip(" *"), ""]
        else:
            lines.append(_MARKS.sub("", line))
    return join_lines(lines)
