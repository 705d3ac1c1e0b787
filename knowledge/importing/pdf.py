"""Text of PDF files, page by page. Scanned, locked and unreadable ones are told apart (docs/decisions/0006-import.md)."""

from __future__ import annotations

import logging
import re
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path

from pypdf import PageObject, PdfReader
from pypdf.errors import PyPdfError

from knowledge.importing.layout import INDENT, clean, join_lines, without_edges
from knowledge.importing.unreadable import Unreadable

Progress = Callable[[int, int], None]
FEWEST_CHARACTERS = 8  # a page; fewer on average: a scan
MOST_PAGES = 3_000
_LEGIBLE = re.compile(r"[\u4e00-\u9fffA-Za-z0-9\s，。；：、！？（）《》〈〉“”‘’〔〕【】—…·.,;:!?()\[\]%/+-]")
FEWEST_LEGIBLE = 0.85
# What a file that is no good PDF makes the library raise, besides its own errors.
_BROKEN = (
    PyPdfError,
    ValueError,
    KeyError,
    IndexError,
    TypeError,
    AttributeError,
    RecursionError,
    ArithmeticError,
    NotImplementedError,
)


def read_pdf(path: Path, progress: Progress) -> list[str]:
    """Paragraphs. `progress` is told (page, pages). Raises Unreadable."""
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # it tells of every blemish; what matters we say ourselves
    try:
        with path.open("rb") as file:
            reader = PdfReader(file)
            if reader.is_encrypted:
                raise Unreadable("PDF 加了密码，打不开。请去掉密码再导入")
            count = len(reader.pages)
            if count > MOST_PAGES:
                raise Unreadable(f"PDF 有 {count} 页，超过 {MOST_PAGES} 页，请拆开再导入")
            pages = []
            for number, page in enumerate(reader.pages, 1):
                pages.append(_lines(page))
                progress(number, count)
    except _BROKEN as error:
        raise Unreadable("PDF 损坏，打不开或者有的页读不出来") from error
    text = "".join(line for page in pages for line in page)
    if len(text.strip()) < FEWEST_CHARACTERS * max(count, 1):
        raise Unreadable("PDF 是扫描的图片，里面没有文字。请先做文字识别（OCR），或者找文字版")
    if len(_LEGIBLE.findall(text)) < FEWEST_LEGIBLE * len(text):
        raise Unreadable("PDF 的字体没有带文字信息，读出来是乱码。请找 Word 版或网页版")
    return join_lines(without_edges(pages))


def _lines(page: PageObject) -> list[str]:
    """Lines of a page in reading order; one that begins further right than the others is indented by blanks."""
    parts: list[tuple[str, float, float]] = []

    def visit(text: str, space: Sequence[float], matrix: Sequence[float], font: object, size: float) -> None:
        scale = abs(matrix[0] * space[0]) or 1.0
        parts.append((text, matrix[4] * space[0] + space[4], size * scale))

    page.extract_text(visitor_text=visit)
    found: list[tuple[str, float, float]] = []
    line, left, height = "", 0.0, 0.0
    for text, x, size in [*parts, ("\n", 0.0, 0.0)]:
        for piece, ended in _pieces(text):
            if piece.strip() and not line.strip():
                left, height = x, size
            line += piece
            if ended:
                if line.strip():
                    found.append((clean(line), left, height))
                line = ""
    if not found:
        return []
    margin = Counter(round(x) for _, x, _ in found).most_common(1)[0][0]
    return [_indented(text, x - margin, size) for text, x, size in found]


def _pieces(text: str) -> list[tuple[str, bool]]:
    """The text by lines; True where a line break follows."""
    lines = text.split("\n")
    return [*((line, True) for line in lines[:-1]), (lines[-1], False)]


def _indented(text: str, offset: float, size: float) -> str:
    plain = text.strip(" 　\t")
    indented = text.startswith(("　", "  ")) or (size > 0 and offset > size)
    return INDENT + plain if indented else plain
