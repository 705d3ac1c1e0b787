"""Whole numbers: 45岁, 俩娃, 三十二, 十来个人 (asked back). Value: int."""

from __future__ import annotations

import re
from decimal import Decimal

from actions.fields.correction_marks import last_is_meant, negated
from actions.fields.message import BREATH, bare, plain
from actions.fields.numerals import Numeral, as_digits, find_numerals, read_whole
from actions.fields.values import Context, FieldLike, Miss, Value, bound

_NOTHING = re.compile(
    r"^(我|家里|目前|现在|暂时)?(一个|半个)?(也|都|还)?(没有|没|无|莫有|么有|冇|莫得|么得)(孩子|娃|人)?(呢|啊|了|咧)?$"
)
ALONE = re.compile(
    r"(?:就|只|光)(?:有)?(?:我|额|俺)(?!们|跟|和|与|俩)(?:自己|一个人?|一人)?|(?:我|额|俺)一个人(?:来|去|参加)"
)  # of people
_AGED = re.compile(
    r"周岁|实岁|今年(?:都|就|刚|满|快|有|是)?(?=[0-9零一二三四五六七八九十])(?!(?:[0-9]{1,2}|[一二三四五六七八九十]{1,2})(?:月|号|日))"
)
_COUNT_AS = re.compile(r"(?:按|就按|照)$")
_BESIDES = re.compile(r"或|还是|到|至|和|跟|不对|错|[-~～]|[零一二两三四五六七八九十百千]")
_TOTAL = re.compile(r"(?:加起来|一共|总共|合计|拢共|满共|统共)[是有就也]*(?:将近|大概|差不多)?$")
_COUNT_ONLY = re.compile(r"(?:个|口|位|名|号)?人?(?:呢|哩|咧|吧|啊|了)?")
_SUMS_UP = re.compile(r"(?:我们|一共|总共|拢共|就|共|是|有|都|合起来|加起来)*")
_ENDS = " ,，。.!！~～、"
_VAGUE_AFTER = re.compile(r"几|好几|来|多(?!大)|把")
# 四十多个, 百十来号人: a round number of people or things is near enough to count with; 十多年 and 二十来岁 are not.
_ROUND = re.compile(r" ?(?:多|来|把)(?:号|个|人|名|口|位|家|户|台|辆|件|工|[,，。 吧]|$)")
_OF_TIME = re.compile(r"年|月|天|日|龄|岁|时")
_ABOUT_YEAR = re.compile(r"^ ?年(?!纪|龄|级)")
_MINUS = re.compile(r"(^|[^0-9])[-−负] ?$")
_MOST = 10**9
_N = r"[0-9]{1,2}|[一二两三四五六七八九十]{1,3}"
_LACKS_AT_MOST = 9  # years
_BORN_LAST_CENTURY = 30  # 八五年的 is 1985, 零五年的 2005
_COUNTED = (
    ("小时", ("小时", "个小时", "个钟头", "钟头")), ("天数", ("天",)), ("工龄", ("年",)), ("等级", ("级",)),
    ("人", ("口", "个人", "人", "名", "位")),
)  # fmt: skip


def parse_number(spec: FieldLike, text: str, ctx: Context) -> Value | Miss:
    """One whole number within `min` and `max`, or why there is none."""
    message = plain(text)
    aged = _age_in_other_words(message, ctx) if _is_age(spec) else None
    if aged is not None:
        return _within(spec, aged)
    found = [numeral for numeral in find_numerals(message) if not negated(message, numeral.start)]
    found = [numeral for numeral in found if not _counts_else(spec, message, numeral)]
    alone = ALONE.search(message) is not None and re.search(
        r"几个?人|多少人|人数", f"{spec.label}{getattr(spec, 'ask', '')}"
    )
    if alone and len(found) <= 1:
        return _within(spec, 1)
    this_year = _AGED.search(message) if _is_age(spec) else None
    if this_year is not None:  # 虚岁三十六，周岁三十五; 九五年的 今年三十一
        found = [numeral for numeral in found if numeral.start == this_year.end()] or found
    if not found:
        return _within(spec, 0) if _NOTHING.match(bare(message)) else Miss("number.none")
    if _born_in(spec, message, found):
        return _within(spec, ctx.today.year - int(found[0].value or 0))
    counted = [n for n in found if _COUNT_AS.search(message[: n.start]) and message.startswith("算", n.end)]
    found = counted[:1] or found  # 七八十人吧，按八十算
    vague = [
        n for n in found if n.value is None or (_VAGUE_AFTER.match(message, n.end) and not _near(spec, message, n))
    ]
    if vague:
        return Miss("number.vague")
    numbers = list(dict.fromkeys(numeral.value for numeral in found))
    chosen = found[-1]
    if len(numbers) > 1 and _TOTAL.search(message[: chosen.start]):  # 两个班加起来三十四个
        numbers = [chosen.value]
    if len(numbers) > 1 and not last_is_meant(message, chosen.start):
        fitting = _by_count_word(spec, message, found) or _answers_first(message, found) or _adds_up(message, found)
        if fitting is None:
            return Miss("number.several")
        chosen = fitting
    if _MINUS.search(message[: chosen.start]):
        return Miss("number.negative")
    value = chosen.value or Decimal(0)
    if value != value.to_integral_value():
        return Miss("number.whole")
    return _within(spec, int(value))


_LACKS = re.compile(
    rf"(?P<whole>{_N})(?:岁)?(?:还)?差(?P<less>{_N})岁?|(?:还)?差(?P<few>{_N})岁?(?:就|不?到|满|够|上)?(?P<full>{_N})"
)
_BORN_SHORT = re.compile(
    r"(?:^|[^0-9零〇一二三四五六七八九十])(?P<year>[0-9零〇一二三四五六七八九]{2})年(?:的|生|出生)"
)


def _age_in_other_words(message: str, ctx: Context) -> int | None:
    """五十还差一岁, 差两岁六十; 八五年的, where no age is said besides."""
    lacks = _LACKS.search(message)
    if lacks is not None:
        whole, less = read_whole(lacks["whole"] or lacks["full"]), read_whole(lacks["less"] or lacks["few"])
        return whole - less if whole and less and less <= _LACKS_AT_MOST < whole else None
    born = _BORN_SHORT.search(message)
    if born is None or _AGED.search(message) or "岁" in message:
        return None
    year = int(as_digits(born["year"]))
    century = 1900 if year >= _BORN_LAST_CENTURY else 2000
    return ctx.today.year - century - year


def _near(spec: FieldLike, message: str, numeral: Numeral) -> bool:
    """Asked “大概多少人”, 六十来个 is a good answer; so is a round count of people or things."""
    if "大概" in getattr(spec, "ask", ""):
        return True
    counts = not _is_age(spec) and not _OF_TIME.search(spec.label)
    return counts and numeral.value is not None and numeral.value % 10 == 0 and bool(_ROUND.match(message, numeral.end))


def _counts_else(spec: FieldLike, message: str, numeral: Numeral) -> bool:
    """4500块 is no count; an age is one only where it is asked."""
    if message.startswith(("块", "元", "毛钱"), numeral.end):
        return not re.search("钱|元|工资", spec.label)
    return message.startswith("岁", numeral.end) and bool(spec.label) and not _is_age(spec)


def _is_age(spec: FieldLike) -> bool:
    return spec.key == "age" or "年龄" in spec.label or "多大" in spec.label or "岁" in spec.label


def _born_in(spec: FieldLike, message: str, found: list[Numeral]) -> bool:
    """People give their year of birth when asked how old they are (85年的 stays a question, 1985年的 does not)."""
    year = found[0].value
    return (
        _is_age(spec) and len(found) == 1 and year is not None and 1900 < year < 2100
        and bool(_ABOUT_YEAR.match(message[found[0].end :]) or bare(message) == found[0].text)
    )  # fmt: skip


def _by_count_word(spec: FieldLike, message: str, found: list[Numeral]) -> Numeral | None:
    """The only numeral that is followed by the count word that the question asks for (岁 for an age, 天 for days)."""
    words = next((words for mark, words in _COUNTED if mark in spec.label), ())
    words = ("岁",) if _is_age(spec) else words
    fitting = [n for n in found if message.startswith(words, n.end)] if words else []
    return fitting[0] if len(fitting) == 1 else None


def _answers_first(message: str, found: list[Numeral]) -> Numeral | None:
    """二十九 我妈非说三十; 七个，都是一个班组的: a number alone in the first breath, and words about something else."""
    first, *rest = BREATH.split(message, maxsplit=1)
    alone = found[0].start == 0 and _COUNT_ONLY.fullmatch(bare(first).removeprefix(bare(found[0].text))) is not None
    return found[0] if alone and rest and not _BESIDES.match(rest[0]) and not rest[0][:1].isdigit() else None


def _adds_up(message: str, found: list[Numeral]) -> Numeral | None:
    """老两口带个孙子 三个人: a number alone in the last breath, behind those it sums up."""
    *before, last = BREATH.split(message.rstrip(_ENDS))
    start = len(message.rstrip(_ENDS)) - len(last)
    alone = found[-1].start >= start and _SUMS_UP.fullmatch(last[: found[-1].start - start]) is not None
    counts = _COUNT_ONLY.fullmatch(message.rstrip(_ENDS)[found[-1].end :]) is not None
    told = bare("".join(before)) != bare("".join(numeral.text for numeral in found[:-1]))  # 三十 三十五 adds nothing up
    return found[-1] if before and told and alone and counts else None


def _within(spec: FieldLike, number: int) -> Value | Miss:
    low, high = bound(spec.min), bound(spec.max)
    if low is not None and number < low:
        return Miss("number.too_small", {"least": str(low)})
    if number > (_MOST if high is None else high):
        return Miss("number.too_large", {"most": str(_MOST if high is None else high)})
    return Value(number, str(number))
