"""Setting the monthly report in Word: Chinese fonts, a header, page numbers, tables that stay readable in print."""

from __future__ import annotations

import io
import re

from docx import Document
from docx.document import Document as Doc
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor
from docx.styles.style import ParagraphStyle
from docx.table import Table, _Cell
from docx.text.paragraph import Paragraph

from console.report.sheet import Sheet, shown
from console.texts import figures as texts

BODY, HEAD, LATIN = "仿宋", "黑体", "Times New Roman"  # the usual hands of official papers
TITLE_FONT = "宋体"
UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")  # XML has no place for them
RED = RGBColor(0x9E, 0x2A, 0x2B)


class Report:
    """A document being written. `save` gives its bytes."""

    def __init__(self, header: str) -> None:
        self._doc: Doc = Document()
        section = self._doc.sections[0]
        section.page_width, section.page_height = Cm(21), Cm(29.7)
        section.left_margin = section.right_margin = Cm(2.6)
        section.top_margin, section.bottom_margin = Cm(2.8), Cm(2.4)
        self._style("Normal", BODY, 12)
        self._style("Title", TITLE_FONT, 22, bold=True)
        self._style("Heading 1", HEAD, 15)
        self._style("Heading 2", HEAD, 12)
        properties = self._doc.core_properties
        properties.author = properties.last_modified_by = texts.REPORT_ORG
        properties.title, properties.comments = header, ""
        top = section.header.paragraphs[0]
        top.alignment = WD_ALIGN_PARAGRAPH.CENTER
        _run(top, header, 9)
        self._page_numbers(section.footer.paragraphs[0])

    def title(self, title: str, lines: tuple[str, ...]) -> None:
        heading = self._doc.add_paragraph(style="Title")
        heading.alignment = WD_ALIGN_PARAGRAPH.CENTER
        heading.add_run(title)
        for line in lines:
            paragraph = self._doc.add_paragraph()
            paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
            _run(paragraph, line, 10.5)

    def heading(self, words: str) -> None:
        self._doc.add_heading(words, level=1)

    def say(self, words: str) -> None:
        """A paragraph, its first line two characters in."""
        paragraph = self._doc.add_paragraph()
        paragraph.paragraph_format.first_line_indent = Pt(24)
        paragraph.paragraph_format.line_spacing = 1.4
        paragraph.add_run(words)

    def note(self, words: str) -> None:
        paragraph = self._doc.add_paragraph()
        _run(paragraph, words, 9)

    def table(self, sheet: Sheet) -> None:
        """The table under its title; without rows a sentence instead."""
        self._doc.add_heading(sheet.title, level=2)
        if not sheet.rows:
            self.note(texts.NOTHING)
            return
        table: Table = self._doc.add_table(rows=1, cols=len(sheet.columns), style="Table Grid")
        table.alignment = WD_TABLE_ALIGNMENT.CENTER
        for cell, words in zip(table.rows[0].cells, sheet.columns, strict=True):
            _fill(cell, words, bold=True, number=False)
        _repeat(table)
        for row in sheet.rows:
            cells = table.add_row().cells  # type: ignore[no-untyped-call]
            for n, (cell, value) in enumerate(zip(cells, row, strict=True)):
                _fill(cell, shown(value), bold=False, number=n >= sheet.words)
        self._doc.add_paragraph().paragraph_format.space_after = Pt(2)

    def save(self) -> bytes:
        out = io.BytesIO()
        self._doc.save(out)
        return out.getvalue()

    def _style(self, name: str, font: str, size: float, *, bold: bool = False) -> None:
        style = self._doc.styles[name]
        assert isinstance(style, ParagraphStyle)
        style.font.name, style.font.size, style.font.bold = LATIN, Pt(size), bold
        style.font.color.rgb = RED if name == "Title" else RGBColor(0, 0, 0)
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
            fonts.attrib.pop(qn(f"w:{theme}"), None)  # a theme would win over the fonts named here
        fonts.set(qn("w:ascii"), LATIN)
        fonts.set(qn("w:hAnsi"), LATIN)
        fonts.set(qn("w:eastAsia"), font)

    @staticmethod
    def _page_numbers(paragraph: Paragraph) -> None:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        before, between, after = texts.PAGE_OF
        _run(paragraph, before, 9)
        _field(paragraph, "PAGE")
        _run(paragraph, between, 9)
        _field(paragraph, "NUMPAGES")
        _run(paragraph, after, 9)


def _run(paragraph: Paragraph, words: str, size: float) -> None:
    run = paragraph.add_run(words)
    run.font.size = Pt(size)


def _field(paragraph: Paragraph, code: str) -> None:
    run = paragraph.add_run()
    run.font.size = Pt(9)
    for kind in ("begin", None, "end"):
        if kind is None:
            element = OxmlElement("w:instrText")
            element.set(qn("xml:space"), "preserve")
            element.text = code
        else:
            element = OxmlElement("w:fldChar")
            element.set(qn("w:fldCharType"), kind)
        run._r.append(element)


def _fill(cell: _Cell, words: str, *, bold: bool, number: bool) -> None:
    paragraph = cell.paragraphs[0]
    paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT if number else WD_ALIGN_PARAGRAPH.LEFT
    run = paragraph.add_run(UNPRINTABLE.sub("", words))
    run.font.size, run.font.bold = Pt(10), bold


def _repeat(table: Table) -> None:
    """The head row again on every page the table runs over."""
    head = OxmlElement("w:tblHeader")
    head.set(qn("w:val"), "true")
    table.rows[0]._tr.get_or_add_trPr().append(head)
