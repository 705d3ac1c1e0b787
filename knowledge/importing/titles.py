"""What a paper is called: its full name, the name people cite it by, and the name of its file."""

from __future__ import annotations

import re
from collections.abc import Sequence

_KIND = (
    "法|法典|条例|规定|办法|解释|通知|意见|决定|决议|规则|细则|标准|方案|公告|制度|章程|批复|复函|函|准则|指南|指引|规程|纲要|要点|"
    "通告|公报|答复|问答|规范|协议|合同|守则|报告"
)
_ENDS = re.compile(
    rf"(?:{_KIND})(?:[（(](?:试行|暂行|修订|修正|[一二三四五六七八九十]+|\d{{4}}[^（()）]{{0,12}}|[^（()）]{{0,6}}征求意见稿|草案)[)）])*$"
)
_OFFICE = re.compile(r"(?:部|委员会|委|局|院|会|厅|府|办公室|办)$")
_NO_TITLE = re.compile(
    r"[。；：，？！]$|〔\d{4}〕|[\[［]\d{4}[\]］]|文件$|^附件|^附[:：]|^目\s*录$|\d{4}\s*年.*日$|^第.{1,5}[编章节条]|^[（(]"
)
_SITE = re.compile(r"\s*[-_|—–]+\s*(?:[^-_|—–]{1,30})$")
_STATE = "中华人民共和国"
_ISSUER = re.compile(r"^.{2,80}?(?:部|委员会|委|局|法院|检察院|总工会|办公厅|人民政府|会|全国总工会)(?=关于)")
LONGEST = 90
LONGEST_FILE_NAME = 60
_UNSAFE = re.compile(r"[\\/:*?\"<>|\s\x00-\x1f]+")
DRAFT = re.compile(r"征求意见稿|草案|送审稿")


def find_title(before: Sequence[str], *, last: bool) -> str | None:
    """From the lines before the text. `last`: the title nearest to the first article (a notice may stand above it)."""
    lines = [_SITE.sub("", line.lstrip("#").strip()) for line in before]
    places = [n for n, line in enumerate(lines) if _is_title(line)]
    if not places:
        return None
    at = places[-1] if last else places[0]
    title = lines[at]
    for line in reversed(lines[max(0, at - 2) : at]):  # a long title is broken over lines, or its office stands above
        if not _goes_on(line, title) or len(line) + len(title) > LONGEST:
            break
        title = line + title
    return re.sub(r"(?<=[^\x00-\x7f])\s+(?=[^\x00-\x7f])", " " if "部 " in title or "局 " in title else "", title)


def _is_title(line: str) -> bool:
    return 3 <= len(line) <= LONGEST and _NO_TITLE.search(line) is None and _ENDS.search(line) is not None


def _goes_on(line: str, title: str) -> bool:
    if not line or _NO_TITLE.search(line) or _is_title(line) or line in title:
        return False
    return _OFFICE.search(line) is not None or "关于" in line


def short_name(name: str) -> str:
    """Without the state's name in front, and of a notice without the offices that sent it."""
    short = name.removeprefix(_STATE)
    return _ISSUER.sub("", short) or short


def file_name(short: str) -> str:
    return f"{_UNSAFE.sub('', short).strip('.')[:LONGEST_FILE_NAME]}.md"
