"""What a sentence is about, by words (`matters.yml`), and what papers somebody says they have or have not."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

import yaml

MATTERS_FILE = Path(__file__).with_name("matters.yml")
_DENIED = re.compile(r"(?:不是|不算|没有|没|不|无|并非)$")
_PAPERS = re.compile(
    r"(?<![有没])(?:没有签|没签过?|没给签|没有|没|签了|签过|签的|签|有|丢了|留着|保存了)(?:一份|份|书面|书面的|正式|正式的)?"
    r"(?:劳动合同|合同|协议|工资条|工资单|工资流水|银行流水|流水|考勤记录|考勤表|考勤|工牌|工作证|社保记录|诊断证明|诊断书|病历|工伤认定书|聊天记录|录音|欠条|收条|证人)"
    r"(?!吗|没有|没$|嘛|[?？])"
)


@cache  # the file is part of the release
def load_matters(path: Path = MATTERS_FILE) -> Mapping[str, tuple[str, ...]]:
    """What colleagues call a matter → the words workers use for it."""
    raw = yaml.safe_load(path.read_text("utf-8"))
    return {name: tuple(words) for name, words in raw.items()}


def matters(texts: Sequence[str]) -> list[str]:
    """Matters of these sentences, the most spoken of first. A word that is denied (不是工伤) does not count."""
    said: dict[str, int] = {}
    for text in texts:
        for name, words in load_matters().items():
            if any(_affirmed(word, text) for word in words):
                said[name] = said.get(name, 0) + 1
    return sorted(said, key=lambda name: -said[name])


def papers_told(text: str) -> list[str]:
    """没签合同, 有工资条: as they were written, each once. A question after them is no statement."""
    return list(dict.fromkeys(match[0] for match in _PAPERS.finditer(text)))


def _affirmed(word: str, text: str) -> bool:
    at = text.find(word)
    while at >= 0:
        if not _DENIED.search(text[max(0, at - 2) : at]):
            return True
        at = text.find(word, at + 1)
    return False
