"""Text of Word files (.docx): a zip of XML, read as a stream so that a forged file cannot fill the memory."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path
from xml.parsers import expat

from knowledge.importing.docx_numbers import Numbering, Styles
from knowledge.importing.layout import HEADING, clean
from knowledge.importing.unreadable import Unreadable

MOST_XML = 64 * 1024 * 1024  # bytes of one part, unpacked
_CHUNK = 64 * 1024
Start = Callable[[str, dict[str, str]], None]
End = Callable[[str], None]
Text = Callable[[str], None]

# Text that is struck out, moved away, or there a second time for older programs.
_SILENT = frozenset(("w:del", "w:moveFrom", "mc:Fallback", "w:instrText", "w:delText"))


def read_docx(path: Path) -> list[str]:
    """Paragraphs with the numbers that Word shows; headings begin with “## ”. Raises Unreadable."""
    try:
        with zipfile.ZipFile(path) as archive:
            names = set(archive.namelist())
            if "word/document.xml" not in names:
                raise Unreadable("这不是 Word 文档（.docx），里面没有正文")
            styles, numbering = Styles(), Numbering()
            if "word/styles.xml" in names:
                _parse(archive, "word/styles.xml", styles.start, styles.end)
            if "word/numbering.xml" in names:
                _parse(archive, "word/numbering.xml", numbering.start, numbering.end)
            body = _Body(styles, numbering)
            _parse(archive, "word/document.xml", body.start, body.end, body.text)
    except (zipfile.BadZipFile, EOFError, zlib.error, OSError) as error:
        raise Unreadable("文件损坏，打不开（压缩包不完整）") from error
    except RuntimeError as error:  # zipfile's word for an encrypted entry
        raise Unreadable("文件加了密码，打不开。请去掉密码再导入") from error
    except expat.ExpatError as error:
        raise Unreadable("文件损坏，正文读不出来") from error
    return body.paragraphs


def _parse(archive: zipfile.ZipFile, name: str, start: Start, end: End, text: Text | None = None) -> None:
    parser = expat.ParserCreate()
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = text
    parser.StartDoctypeDeclHandler = _refuse_doctype
    left = MOST_XML
    with archive.open(name) as part:
        while chunk := part.read(_CHUNK):
            left -= len(chunk)
            if left < 0:
                raise Unreadable(f"解压后超过 {MOST_XML // 1024 // 1024} MB，可能是压缩炸弹，没有打开")
            parser.Parse(chunk, False)
    parser.Parse(b"", True)


def _refuse_doctype(*_: object) -> None:
    raise Unreadable("文件里有不该有的声明（DOCTYPE），没有打开")


class _Body:
    def __init__(self, styles: Styles, numbering: Numbering) -> None:
        self.paragraphs: list[str] = []
        self._styles, self._numbering = styles, numbering
        self._silent = 0
        self._reading = False
        self._parts: list[str] = []
        self._style = ""
        self._number: dict[str, str] = {}

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if tag in _SILENT:
            self._silent += 1
        elif tag == "w:p":
            self._flush()
        elif tag == "w:t":
            self._reading = True
        elif tag in ("w:tab", "w:cr", "w:br") and not self._silent and attributes.get("w:type") != "page":
            self._parts.append(" " if tag == "w:tab" else "\n")
        elif tag == "w:pStyle":
            self._style = attributes.get("w:val", "")
        elif tag in ("w:numId", "w:ilvl"):
            self._number[tag] = attributes.get("w:val", "")

    def text(self, text: str) -> None:
        if self._reading and not self._silent:
            self._parts.append(text)

    def end(self, tag: str) -> None:
        if tag in _SILENT:
            self._silent -= 1
        elif tag == "w:t":
            self._reading = False
        elif tag == "w:p":
            self._flush()

    def _flush(self) -> None:
        text = clean("".join(self._parts)).strip(" \n\t")
        if text:
            style = self._styles.number_of(self._style)
            number = self._numbering.next(
                self._number.get("w:numId", style[0]), self._number.get("w:ilvl", style[1]) or "0"
            )
            heading = HEADING if self._styles.is_heading(self._style) else ""
            first, *rest = text.split("\n")
            self.paragraphs += [f"{heading}{number}{first}", *(line for line in rest if line.strip())]
        self._parts.clear()
        self._style, self._number = "", {}
