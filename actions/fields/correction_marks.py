"""Words by which people take back what they just said."""

from __future__ import annotations

import re

_MARK = re.compile(
    r"不对|错了|不是|说错|写错|打错|输错|应该是|改成|改为|换成|改到|更正|重新|新号|以这个为准|用这个|才对|而是|哦不|噢不|不不|"
    r"现在(?:是|用|换|改|在|叫)|换(?:了|成)?(?:新)?号|新换|记错|弄错|搞错|填错|更改|纠正"
)


def last_is_meant(text: str, start: int) -> bool:
    """True when a word before position `start` says that what follows corrects what came before."""
    return _MARK.search(text, 0, start) is not None


def negated(text: str, start: int) -> bool:
    """True when the words just before `start` say that this is not meant (不是金台, 别约周三)."""
    before = text[max(0, start - 5) : start]
    return bool(
        re.search(
            r"(?:(?<![还可就])不是|不要|不想|不用|别|除了|不选|不在|不约|不去|嫑|甭|不能|没法|没办法|没空|没时间|不方便|不行|不会|说不清|讲不清|听不清|不学|不看|不打|不搞)[选约在用走去到是打弄看学搞开]{0,2}$",
            before,
        )
    )


_UNABLE = re.compile(
    r"(?:[^,，。;；!！?？\s]{0,4}?)(?:听不(?:太|大)?(?:清|见|懂|着)|说不(?:太|大)?(?:清|明白|了)|我?(?:也|有点|怕|会)?(?:害羞|紧张|不好意思|尴尬|害臊|看到脸|露脸|丑)|不(?:方便|会|行|成|中|好使|太会|大会|想|敢|爱|愿意|习惯)|打不(?:了|通)|接不了|要(?:下地|上班|上工|干活|带娃|看娃|看孙子|看孩子|带孙子|带孩子|补觉|睡觉|照看|接娃|送货|加班|值班|跑车|做饭)|没法|没空|去不了|来不了|走不开|用不(?:了|来)|弄不(?:了|来))"
)


def unable(text: str, end: int) -> bool:
    """True when the words after position `end`, in the same breath, say why this is not it (电话听不清, 视频我不会)."""
    return _UNABLE.match(text, end) is not None


_RULED_OUT = re.compile(
    r"[上下中]?[午晌]?(?:那天)?(?:我)?(?:就)?(?:不行|不成|不中|不得行|没空|没时间|不得空|不方便|不得闲|去不了|来不了|走不开|要?上班|要上工|有事|要?加班|太晚|太早|太赶|来不及)"
)


def ruled_out(text: str, end: int) -> bool:
    """True when the words just after position `end` say that this is not possible (周三不行)."""
    return _RULED_OUT.match(text, end) is not None
