"""Words by which people take back what they just said."""

from __future__ import annotations

import re

_MARK = re.compile(
    r"不对|错了|不是|说错|写错|打错|输错|应该是|改成|改为|换成|改到|更正|重新|新号|以这个为准|用这个|才对|而是|哦不|噢不|不不"
)


def last_is_meant(text: str, start: int) -> bool:
    """True when a word before position `start` says that what follows corrects what came before."""
    return _MARK.search(text, 0, start) is not None


def negated(text: str, start: int) -> bool:
    """True when the words just before `start` say that this is not meant (不是金台, 别约周三)."""
    before = text[max(0, start - 4) : start]
    return bool(
        re.search(r"(?:不是|不要|不想|不用|别|除了|不选|不在|不约|不去|嫑|甭|不能|不行)[选约在用走去到是]?$", before)
    )
