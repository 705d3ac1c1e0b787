"""What a document is: its name, its dates, its articles. What is not plainly stated is said in the notes, not guessed."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from knowledge.article_numbers import chinese_number, read_number
from knowledge.importing.dates import holds_from, in_file_name, made_on, signed_on
from knowledge.importing.layout import CHAPTER, HEADING
from knowledge.importing.titles import DRAFT, find_title, short_name
from knowledge.statutes import APPENDIX, IN_FORCE, PASSAGES

_ARTICLE = re.compile(
    r"(?:## )?第\s*([一二三四五六七八九十百千零〇○两0-9０-９](?:\s*[一二三四五六七八九十百千零〇○两0-9０-９])*)\s*条"
    r"(之[一二三四五六七八九十]+)?(\s*)"
)
_CITING = re.compile(r"[、，。和或及至的所规之第（(]")  # 第三条所称…: inside a sentence
_SECTION = re.compile(r"(?:[一二三四五六七八九十]+、|第[一二三四五六七八九十]+部分).{1,38}(?<![。；：，])$")
_TAIL = re.compile(
    r"(?:## )?(?:相关(?:链接|稿件|文档|阅读)|责任编辑|来源[:：]|扫一扫|打印|分享|上一篇|下一篇|主办单位|版权所有|"
    r"网站地图|【?关闭|返回顶部)"
)
_ANNEX = re.compile(r"附(?:件|录|表)\S{0,26}(?<![。；：])$")
_SIGNATURE = 24  # characters; a shorter last line without a full stop is who signed and when
FEWEST_ARTICLES = 2


@dataclass(frozen=True, slots=True)
class Document:
    """One paper read from a file. `lines`: the body as written to the statute file. `verbatim`: the whole file, when it
    came in our own format. `notes`: what staff should look at, in Chinese."""

    name: str
    short: str
    version: dt.date
    effective: dt.date | None
    status: str
    unit: str
    lines: tuple[str, ...]
    notes: tuple[str, ...] = ()
    verbatim: str | None = None
    aliases: tuple[str, ...] = ()
    excerpt: bool = False


def recognise(paragraphs: Sequence[str], path: Path, modified: dt.date) -> Document:
    """`modified`: the day of the file, taken only when the paper itself names none."""
    paragraphs = _headings(paragraphs)
    lines, numbers, first = _articles(paragraphs)
    by_article = len(numbers) >= FEWEST_ARTICLES and (1 in numbers or len(numbers) > FEWEST_ARTICLES)
    notes: list[str] = []
    missing: list[int] = []
    if by_article:
        before, body = paragraphs[:first], _without_tail(lines[first:])
        missing = sorted(set(range(1, max(numbers) + 1)) - set(numbers))
        if missing:
            some = "、".join(f"第{chinese_number(n)}条" for n in missing[:5])
            notes.append(f"缺 {len(missing)} 条（{some}{'等' if len(missing) > 5 else ''}），请核对是不是节选")
    else:
        before, body = paragraphs[:12], paragraphs
        notes.append("没有“第X条”，按标题和段落分开，引用时写“全文”")
    title = find_title(before, last=by_article)
    if title is None:
        title = path.stem
        notes.append(f"没找到标题，先用文件名“{title}”")
    effective = holds_from(before, body if by_article else paragraphs[-8:])
    version = _version(before if by_article else paragraphs, effective, path, modified, notes)
    if effective is not None and effective < version:
        effective = None  # the day of the first wording, not of this one
    draft = DRAFT.search(title)
    if draft:
        notes.append(f"是{draft[0]}，不算现行有效")
    if not by_article:
        body = [line for line in body if line.removeprefix(HEADING) != title]
    return Document(
        title, short_name(title), version, effective, draft[0] if draft else IN_FORCE, "条" if by_article else PASSAGES,
        tuple(body), tuple(notes), excerpt=bool(missing),
    )  # fmt: skip


def _version(
    before: Sequence[str], effective: dt.date | None, path: Path, modified: dt.date, notes: list[str]
) -> dt.date:
    stated = made_on(before) or signed_on(before)
    if stated is not None:
        return stated
    for day, where in ((effective, "施行日期"), (in_file_name(path.stem), "文件名里的日期"), (modified, "文件日期")):
        if day is not None:
            notes.append(f"没写明通过或公布的日期，先按{where} {day} 记，请核对")
            return day
    return modified


def _headings(paragraphs: Sequence[str]) -> list[str]:
    found = []
    for text in paragraphs:
        plain = text.removeprefix(HEADING)
        heading = CHAPTER.match(plain) or _ANNEX.match(plain) or (_SECTION.match(plain) and len(plain) <= 40)
        found.append(HEADING + plain if heading and not _ARTICLE.match(plain) else text)
    return found


def _articles(paragraphs: Sequence[str]) -> tuple[list[str], list[int], int]:
    """(paragraphs with every article begun as “第八十二条 ”, the numbers in order, where the first one stands)."""
    lines: list[str] = []
    numbers: list[int] = []
    first = len(paragraphs)
    waiting = ""  # a number that stands alone on its line
    for text in paragraphs:
        text, waiting = f"{waiting} {text}" if waiting else text, ""
        match = _ARTICLE.match(text)
        value = read_number(match[1]) if match else None
        if match and value and _begins(match, value, numbers, text):
            rest = text[match.end() :].strip()
            start = f"第{chinese_number(value)}条{match[2] or ''}"
            if not rest:
                waiting = start
                continue
            if not numbers:
                first = len(lines)
            if not match[2]:
                numbers.append(value)
            text = f"{start} {rest}"
        lines.append(text)
    return lines, numbers, first


def _begins(match: re.Match[str], value: int, numbers: Sequence[int], text: str) -> bool:
    last = numbers[-1] if numbers else 0
    if match[3] or match.end() == len(text):  # a blank after the number, or nothing else on the line
        return value > last or match[2] is not None
    return value == last + 1 and not _CITING.match(text, match.end())


def _without_tail(lines: Sequence[str]) -> list[str]:
    """Without what follows the last article but is none of the paper: signatures, the foot of a web page."""
    last = max((n for n, line in enumerate(lines) if _ARTICLE.match(line)), default=0)
    end = next((n for n in range(last + 1, len(lines)) if _TAIL.match(lines[n])), len(lines))
    while end > last + 1 and len(lines[end - 1]) <= _SIGNATURE and not lines[end - 1].endswith(("。", "；", "）")):
        end -= 1
    return [*lines[: last + 1], *map(_annex, lines[last + 1 : end])]


def _annex(line: str) -> str:
    """What follows the articles is an appendix, whatever the paper calls it, so that no article swallows it."""
    plain = line.removeprefix(HEADING)
    return f"{HEADING}{APPENDIX} {plain}" if _ANNEX.match(plain) and not plain.startswith(APPENDIX) else line
