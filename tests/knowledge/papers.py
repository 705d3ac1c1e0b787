"""Official papers as offices send them, made on the spot: PDF, Word, web page, text. No binaries are kept."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Iterable, Sequence
from html import escape
from pathlib import Path

TITLE = "宝鸡市职工互助保障办法"
PREAMBLE = "（2024年3月1日宝鸡市总工会第五届委员会第三次全体会议通过　2026年5月20日修订）"
ARTICLES = (
    "为了帮助遇到困难的职工，根据《中华人民共和国工会法》和有关法律，结合本市实际，制定本办法。",
    "本市行政区域内的工会会员可以自愿参加互助保障。参加互助保障的会员应当按时交纳互助金，互助金的标准由市总工会会同有关部门每年公布一次，并在基层工会公示。",
    "会员患重大疾病住院治疗的，可以向所在单位工会申请互助金。",
    "本办法自2026年6月1日起施行。",
)
NUMERALS = "一二三四五六七八九十"
WIDTH = 34  # characters of a printed line


def paper(articles: Sequence[str] = ARTICLES, *, title: str = TITLE, preamble: str = PREAMBLE) -> list[str]:
    numbered = [f"第{NUMERALS[n]}条　{text}" for n, text in enumerate(articles)]
    return [title, preamble, "第一章　总则", *numbered]


def printed(paragraphs: Iterable[str], width: int = WIDTH) -> list[str]:
    """Hard-wrapped lines, paragraphs indented by two blanks."""
    lines = []
    for paragraph in paragraphs:
        text = f"　　{paragraph}"
        lines += [text[at : at + width] for at in range(0, len(text), width)]
    return lines


def write_txt(path: Path, paragraphs: Iterable[str], encoding: str = "utf-8") -> None:
    path.write_bytes("\r\n".join(printed(paragraphs)).encode(encoding))


def write_html(path: Path, paragraphs: Sequence[str], encoding: str = "utf-8") -> None:
    title, *rest = map(escape, paragraphs)
    body = "\n".join(f"<p>&emsp;{text}" for text in rest)  # as so often, nobody closes a paragraph
    path.write_bytes(
        f"""<!DOCTYPE html><html><head><meta charset="{encoding}"><title>{title}_政策法规_某网站</title>
        <script>document.write("<p>第一条　假的")</script><style>p {{ color: red }}</style></head><body><form>
        <nav><a>首页</a> <a>第一条消息</a></nav><h1>{title}</h1><div class="text"><div>{body}</div></div>
        <div>扫一扫在手机打开当前页</div><footer>版权所有</footer></form></body></html>""".encode(encoding)
    )


def write_docx(path: Path, paragraphs: Iterable[str], *, numbered_by_word: bool = False) -> None:
    """`numbered_by_word`: 第X条 is counted by Word and stands in no text."""
    body = ""
    for text in paragraphs:
        number = ""
        if numbered_by_word and text.startswith("第") and "条　" in text:
            text = text.split("条　", 1)[1]
            number = '<w:pPr><w:numPr><w:ilvl w:val="0"/><w:numId w:val="7"/></w:numPr></w:pPr>'
        half = len(text) // 2  # Word cuts a sentence into runs as it likes
        runs = "".join(
            f'<w:r><w:t xml:space="preserve">{escape(part)}</w:t></w:r>' for part in (text[:half], text[half:])
        )
        body += f"<w:p>{number}{runs}<w:del><w:r><w:delText>删掉的字</w:delText></w:r></w:del></w:p>"
    space = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    levels = (
        '<w:abstractNum w:abstractNumId="1"><w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="chineseCountingThousand"/>'
        '<w:lvlText w:val="第%1条"/></w:lvl></w:abstractNum><w:num w:numId="7"><w:abstractNumId w:val="1"/></w:num>'
    )
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", f"<w:document {space}><w:body>{body}</w:body></w:document>")
        archive.writestr("word/numbering.xml", f"<w:numbering {space}>{levels}</w:numbering>")


def write_pdf(
    path: Path,
    paragraphs: Iterable[str],
    *,
    header: str = "宝鸡市总工会文件汇编",
    lines_a_page: int = 28,
    indent: str = "　　",
) -> int:
    """Pages with a running header and a page number; returns how many. `indent`: blanks in the text, as typed, or a tab
    for a line that is set further right, as Word does it."""
    lines = printed(paragraphs)
    pages = [
        [header, *lines[at : at + lines_a_page], f"— {at // lines_a_page + 1} —"]
        for at in range(0, len(lines), lines_a_page)
    ]
    path.write_bytes(pdf([[line.replace("　　", indent, 1) for line in page] for page in pages]))
    return len(pages)


def pdf(pages: Sequence[Sequence[str]], trailer: str = "") -> bytes:
    """The smallest PDF that holds Chinese text: a font by name only, as Chinese printers know it."""
    objects = [
        b"<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /UniGB-UCS2-H /DescendantFonts [2 0 R] >>",
        b"<< /Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light /DW 1000 "
        b"/CIDSystemInfo << /Registry (Adobe) /Ordering (GB1) /Supplement 4 >> >>",
    ]
    tree = 2 * len(pages) + 3
    for lines in pages:
        shown = [b"BT /F1 12 Tf"]
        for row, line in enumerate(lines):
            left, text = (96, line[1:]) if line.startswith("\t") else (72, line)
            shown.append(f"1 0 0 1 {left} {800 - 22 * row} Tm <{text.encode('utf-16-be').hex()}> Tj".encode())
        stream = zlib.compress(b"\n".join([*shown, b"ET"]))
        objects.append(b"<< /Length %d /Filter /FlateDecode >>\nstream\n%b\nendstream" % (len(stream), stream))
        objects.append(
            b"<< /Type /Page /Parent %d 0 R /MediaBox [0 0 595 842] /Contents %d 0 R "
            b"/Resources << /Font << /F1 1 0 R >> >> >>" % (tree, len(objects))
        )
    kids = " ".join(f"{number} 0 R" for number in range(4, tree, 2))
    objects.append(f"<< /Type /Pages /Count {len(pages)} /Kids [{kids}] >>".encode())
    objects.append(f"<< /Type /Catalog /Pages {tree} 0 R >>".encode())
    written = bytearray(b"%PDF-1.5\n")
    places = []
    for number, content in enumerate(objects, 1):
        places.append(len(written))
        written += b"%d 0 obj\n%b\nendobj\n" % (number, content)
    table = len(written)
    written += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    written += b"".join(b"%010d 00000 n \n" % place for place in places)
    written += f"trailer << /Size {len(objects) + 1} /Root {tree + 1} 0 R {trailer}>>\n".encode()
    return bytes(written + b"startxref\n%d\n%%%%EOF\n" % table)
