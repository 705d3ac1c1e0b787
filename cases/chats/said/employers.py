"""Whom somebody works for, as they wrote it: …公司, …厂, a platform. Words of platforms come from outside."""

from __future__ import annotations

import re
from collections.abc import Mapping

_KINDS = (
    "有限责任公司|有限公司|分公司|公司|集团|项目部|合作社|幼儿园|加油站|驿站|饭店|酒店|宾馆|餐厅|饭馆|火锅店|超市|商场|医院|诊所|学校"
    "|物业|工地|煤矿|矿山|矿|厂|车间|理发店|美容院|门店|站点|店"
)
_ENDING = re.compile(rf"(?:{_KINDS})(?![长房区里家主内])")
_NAME = re.compile(r"[一-鿿A-Za-z0-9（）()·]{1,24}$")
# Words before a name that do not belong to it. The name begins after the last of them.
_BEFORE = re.compile(
    r"在|给|被|跟|从|到|去|是|叫|和|与|把|让|帮|向|找|进|离开|我们|咱们|他们|你们|我|咱|他|她|它|的|了|说|就职于|任职|入职|上班|单位|老板|告"
)
_EMPTY = re.compile(
    r"^(?:这|那|一|某|哪|几|两|有|本|该|个|家|所|间|座|处|建筑|大|小|新|老|原|前|后|外面|附近|本地|当地|私人|个体|他|她)*$"
)
WORKPLACES = ("工地", "饭店", "酒店", "超市", "医院", "学校", "煤矿")  # say something even without a name


def employers(text: str, platforms: Mapping[str, str]) -> list[str]:
    """The employers named in a sentence, each once. `platforms`: what people say → the platform's name.

    A place of work without a name (在工地上) is given only when no name is.
    """
    named: list[str] = []
    nameless: list[str] = []
    start = 0
    for ending in _ENDING.finditer(text):
        before = _NAME.search(text[start : ending.start()])
        start = ending.end()
        stem = before[0] if before else ""
        cuts = list(_BEFORE.finditer(stem))
        stem = stem[cuts[-1].end() :] if cuts else stem
        stem = re.sub(r"^(?:[这那一某]?[个家所]|有[个家])", "", stem)
        if _EMPTY.match(stem) or len(stem) > 20:
            nameless += [ending[0]] if ending[0] in WORKPLACES else []
        else:
            named.append(stem + ending[0])
    named += [name for said, name in platforms.items() if _stands(said, text)]
    return list(dict.fromkeys(named or nameless))


def _stands(word: str, text: str) -> bool:
    """Latin letters and digits must stand alone (SF, but not in ASF), as the lexicon says."""
    if not word.isascii():
        return word in text
    return re.search(rf"(?<![A-Za-z0-9]){re.escape(word)}(?![A-Za-z0-9])", text) is not None
