"""Web pages as offices publish them: the part that holds the document, without menus, scripts and forms."""

from __future__ import annotations

from html.parser import HTMLParser
from pathlib import Path

from knowledge.importing.layout import HEADING, STARTS, clean
from knowledge.importing.plain import decode

_SILENT = frozenset(("script", "style", "nav", "header", "footer", "aside", "noscript", "template", "select", "button"))
_BLOCKS = frozenset((
    "p", "div", "li", "tr", "td", "th", "h1", "h2", "h3", "h4", "h5", "h6", "section", "article", "blockquote", "dd", "dt",
    "table", "ul", "ol", "body", "main", "center", "title", "pre", *_SILENT,
))  # fmt: skip
_VOID = frozenset(("br", "hr", "img", "input", "meta", "link", "col", "wbr", "area", "base", "embed", "source"))
# Opening one of these closes an open one of the same kind, as browsers do.
_CLOSES_ITSELF = frozenset(("p", "li", "tr", "td", "th", "dd", "dt"))
DEEPEST = 400


class _Lines(HTMLParser):
    """Collects (path of block elements, innermost block, text) for each line. A `form` is no menu here: many offices'
    pages stand in one from top to bottom."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[tuple[tuple[int, ...], str, str]] = []
        self._stack: list[tuple[str, int]] = []
        self._parts: list[str] = []
        self._count = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in ("br", "hr"):
            self.end_line()
        if tag in _VOID or len(self._stack) >= DEEPEST:
            return
        if tag in _CLOSES_ITSELF and self._stack and self._stack[-1][0] == tag:
            self.handle_endtag(tag)
        if tag in _BLOCKS:
            self.end_line()
        self._count += 1
        self._stack.append((tag, self._count))

    def handle_endtag(self, tag: str) -> None:
        if tag in _BLOCKS:
            self.end_line()
        depth = next((n for n in range(len(self._stack) - 1, -1, -1) if self._stack[n][0] == tag), None)
        if depth is not None:
            del self._stack[depth:]

    def handle_data(self, data: str) -> None:
        if not any(tag in _SILENT for tag, _ in self._stack):
            self._parts.append(data)

    def end_line(self) -> None:
        text = " ".join("".join(self._parts).replace("\n", " ").split(" ")).strip(" \t\r　")
        self._parts.clear()
        if text.strip():
            blocks = [tag for tag, _ in self._stack if tag in _BLOCKS]
            self.found.append(
                (tuple(n for tag, n in self._stack if tag in _BLOCKS), blocks[-1] if blocks else "", text)
            )


def read_html(path: Path) -> list[str]:
    """Paragraphs; headings begin with “## ”. The title of the page comes first. Raises Unreadable."""
    parser = _Lines()
    parser.feed(clean(decode(path.read_bytes())))
    parser.close()
    parser.end_line()
    numbered = [line_path for line_path, _, text in parser.found if STARTS.match(text)]
    holder = _common(numbered) if len(numbered) > 1 else ()
    title = [HEADING + text for _, tag, text in parser.found if tag in ("title", "h1")]
    inside = [
        HEADING + text if tag[:1] == "h" and tag[1:].isdigit() else text
        for line_path, tag, text in parser.found
        if line_path[: len(holder)] == holder and tag != "title"
    ]
    return [*(line for line in title if line not in inside), *inside]


def _common(paths: list[tuple[int, ...]]) -> tuple[int, ...]:
    """The innermost element that holds all of them."""
    first, last = min(paths), max(paths)
    size = 0
    while size < min(len(first), len(last)) and first[size] == last[size]:
        size += 1
    return first[:size]
