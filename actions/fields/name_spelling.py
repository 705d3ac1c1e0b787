"""People spell their names aloud: 弓长张, 三个石头那个磊, 下雪的雪. Which word is the name, and which only explains it."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from actions.fields.name_words import HAN

_EXPLAINS = re.compile(
    rf"(?P<body>[{HAN}]{{1,10}}?)(?:的那?个?|那个|这个|头的?|旁的?)(?P<char>[{HAN}])(?:字|简写|繁体)?(?:[{HAN}]{{2,6}}的(?P<more>[{HAN}]))?"
)
_SINGLE = re.compile(rf"(?<![{HAN}])([{HAN}]) ([{HAN}])(?: ([{HAN}]))?(?![{HAN}])")
_SURNAME_APART = re.compile(rf"^([{HAN}]) ([{HAN}]{{2}})$")
_DOT = re.compile(rf"(?<=[{HAN}])[.•・‧●](?=[{HAN}])")
_LEAD = re.compile(r"^(?:你好|您好|嗯+|哦|那个|我的?|俺|额|本人|就|是|写|填|报|名字|姓名|叫(?:个|做)?|:)+")


def one_word(message: str) -> str:
    """杨 建 军 and 杨 建军 as one word; one kind of dot in 买买提·吐尔逊."""
    joined = _SINGLE.sub(lambda m: "".join(part for part in m.groups() if part), message)
    return _DOT.sub("·", _SURNAME_APART.sub(r"\1\2", joined))


def explained(words: Sequence[str], is_name: Callable[[str, bool], bool]) -> str | None:
    """The name that another word of the message explains. `is_name`: word, and whether its surname must be known."""
    bare = [word for word in (_LEAD.sub("", word) or word for word in words[:12]) if word]
    for name in bare:
        others = [word for word in bare if word != name]
        if any(_spells(word, name) for word in others) and is_name(name, False):
            return name
    return next((name for name in (_in_one_breath(word, is_name) for word in bare) if name is not None), None)


def _in_one_breath(word: str, is_name: Callable[[str, bool], bool]) -> str | None:
    """韩磊三个石头那个磊, 王建国建设的建. Three characters first: 王建国, not 王建."""
    for length in (3, 2, 4):
        name = word[:length]
        found = _EXPLAINS.fullmatch(word, length)
        if found is None or len(found["body"]) < 2 or found["char"] not in name[:length]:
            continue
        if (found["char"] in found["body"] or found["char"] == name[-1]) and is_name(name, True):
            return name
    return None


def _spells(word: str, name: str) -> bool:
    """弓长张 for 张秋菊; 任贤齐的任 for 任小娟."""
    if _EXPLAINS.fullmatch(name):
        return False
    found = _EXPLAINS.fullmatch(word)
    if found is not None and found["char"] in name:
        return True
    return 3 <= len(word) <= 4 and word[-1] == name[0] and word[0] != name[0]
