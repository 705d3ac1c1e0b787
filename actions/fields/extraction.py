"""Several answers in one message: only values that stand out without doubt; the rest is asked as usual."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence

from actions.fields import county, dates, id_number, money, name, number, phone, slot
from actions.fields.choice import find_options, parse_choice
from actions.fields.date_words import find_dates
from actions.fields.message import breaths, is_question, plain
from actions.fields.numerals import find_numerals
from actions.fields.values import Context, FieldLike, Miss, Value, bound
from actions.fields.yes_no import in_town

_PHONE_LABEL = re.compile(r"(?:我的?|联系)?(?:电话|手机)(?:号码?)?(?:是|为|:)?")


def extract_all(specs: Iterable[FieldLike], text: str, ctx: Context) -> dict[str, Value]:
    """Key → value for every field that `text` answers beyond doubt. Two fields of one type need their label before the value."""
    message = plain(text)
    by_type: dict[str, list[FieldLike]] = {}
    for spec in specs:
        by_type.setdefault(spec.type, []).append(spec)
    found: dict[str, Value] = {}
    for kind, same in by_type.items():
        finder = _FINDERS.get(kind)
        if finder is not None and message:
            found.update(finder(same, message, ctx))
    return found


def _single(specs: Sequence[FieldLike], values: dict[str, Value]) -> dict[str, Value]:
    """The only value found, for the only field of its type."""
    return {specs[0].key: next(iter(values.values()))} if len(specs) == 1 and len(values) == 1 else {}


def _labelled(specs: Sequence[FieldLike], text: str, hits: list[tuple[int, Value]]) -> dict[str, Value]:
    """Several fields of a type: a value belongs to the field whose label stands right before it."""
    found: dict[str, Value] = {}
    for spec in specs:
        near = [
            value for start, value in hits if spec.label and text[:start].rstrip(" :是为约大概").endswith(spec.label)
        ]
        if len(near) == 1:
            found[spec.key] = near[0]
    return found


def _phones(specs: Sequence[FieldLike], text: str, ctx: Context) -> dict[str, Value]:
    hits = [(hit.start, Value(hit.number, phone.show(hit.number))) for hit in phone.find_phones(text)]
    if len(specs) > 1:
        return _labelled(specs, text, hits)
    value = phone.parse_phone(specs[0], text, ctx)
    return {specs[0].key: value} if hits and isinstance(value, Value) else {}


def _ids(specs: Sequence[FieldLike], text: str, ctx: Context) -> dict[str, Value]:
    values = {n: Value(n, id_number.masked(n)) for n in id_number.find_id_numbers(text, ctx.today)}
    return _single(specs, values)


def _counties(specs: Sequence[FieldLike], text: str, ctx: Context) -> dict[str, Value]:
    hits = county.meant(text, ctx)
    codes = {code: Value(code, ctx.counties[code]) for hit in hits for code in hit.codes if code in ctx.counties}
    return _single(specs, codes) if all(len(hit.codes) == 1 for hit in hits) else {}


_ALSO_CALLED = {"matter": ("事由", "事项", "类别")}
_GIVES_A_NAME = re.compile(r"叫|姓|名|联系人|本人|我是|俺是|额是")
# 叫 after anything else means 被 in the speech of Guanzhong: 看门叫狗咬咧 names nobody.
_BEATEN_BY = re.compile(r"(?<![\s,，。;；、:：嗯我俺额咱他她娃子儿女字名就家人爸妈公婆])(?<!姓.)(?<!^)叫")


def _names(specs: Sequence[FieldLike], text: str, ctx: Context) -> dict[str, Value]:
    if len(specs) != 1 or not _GIVES_A_NAME.search(text):
        return {}
    found = name.named_in(_BEATEN_BY.sub("被", text), ctx)
    return {specs[0].key: Value(found, found)} if found else {}


def _dates(specs: Sequence[FieldLike], text: str, ctx: Context) -> dict[str, Value]:
    if len(specs) != 1:
        hits: list[tuple[int, Value]] = []
        for hit in find_dates(text, ctx.today):
            if hit.kind == "day" and hit.first is not None:
                hits.append((hit.start, Value(hit.first.isoformat(), dates.show(hit.first))))
        return _labelled(specs, text, hits)
    past = dates.direction(specs[0]) == "past"
    days = [hit for hit in find_dates(text, ctx.today, past) if hit.kind == "day"]
    if not days or is_question(text):
        return {}
    value = dates.parse_date(specs[0], text, ctx)
    return {specs[0].key: value} if isinstance(value, Value) else {}


_SENT_AWAY = re.compile(r"(?:甭|嫑|别|不用|不要|莫)(?:再)?(?:来|去)|(?:叫|让)(?:我|额|俺)")  # 叫额明儿甭来


def _slots(specs: Sequence[FieldLike], text: str, ctx: Context) -> dict[str, Value]:
    wish = slot.read_wish(text, ctx)
    if _SENT_AWAY.search(text):
        return {}
    if len(specs) != 1 or isinstance(wish, Miss) or wish.date_from is None or wish.date_from != wish.date_to:
        return {}
    # 昨天 and 上周 tell of what happened; only a day to come is a wish, and only with a part of the day or a verb of coming.
    if wish.time_from or wish.time_to or re.search(r"约|来|去|过来|过去|有空|方便|有时间|休息|可以|行", text):
        return {specs[0].key: Value(wish.to_json(), slot.show(wish))}
    return {}


def _money(specs: Sequence[FieldLike], text: str, ctx: Context) -> dict[str, Value]:
    sums = [hit for hit in money.find_money(text) if hit.sure and hit.fen]
    if len(specs) > 1:
        return _labelled(
            specs, text, [(hit.start, Value(hit.fen, money.show(hit.fen or 0, hit.about))) for hit in sums]
        )
    if len(sums) != 1:
        return {}
    value = money.parse_money(specs[0], text[sums[0].start : sums[0].end], ctx)
    return {specs[0].key: value} if isinstance(value, Value) else {}


def _numbers(specs: Sequence[FieldLike], text: str, ctx: Context) -> dict[str, Value]:
    hits: list[tuple[int, Value]] = []
    for numeral in find_numerals(text):
        if numeral.value is not None and numeral.value == numeral.value.to_integral_value():
            hits.append((numeral.start, Value(int(numeral.value), str(int(numeral.value)))))
    found = _labelled(specs, text, hits)
    heads = _heads(text)
    for spec in specs:
        if heads is not None and _COUNTS_HEADS.search(getattr(spec, "ask", "")):
            found.setdefault(spec.key, Value(heads, str(heads)))
        if spec.key == "people" and number.ALONE.search(text):
            found.setdefault(spec.key, Value(1, "1"))
        if "口人" in getattr(spec, "ask", ""):  # 上有老下有小，一共六口人
            mouths = [n.value for n in find_numerals(text) if n.value is not None and text.startswith("口", n.end)]
            if len(mouths) == 1:
                found.setdefault(spec.key, Value(int(mouths[0]), str(int(mouths[0]))))
        ages = [n.value for n in find_numerals(text) if n.value is not None and _is_age(text, n.start, n.end)]
        if spec.key == "age" and spec.key not in found and len(ages) == 1:
            found[spec.key] = Value(int(ages[0]), str(int(ages[0])))
    return {s.key: found[s.key] for s in specs if s.key in found and _inside(s, int(found[s.key].value))}


_COUNTS_HEADS = re.compile(r"(?:几|多少)个?(?:人|职工)|多少人|团队里一共")
_LEADS_HEADS = re.compile(r"[^0-9零一二两三四五六七八九十百千]{0,8}")
_IN_ALL = re.compile(r"一(?:共|起|块|总)")
_OF_HEADS = re.compile(
    r"[来多]?(?:个|位|口|名)?人(?:来|吧|呢|了|咧|哩|啊|一起|都来)*"
)  # but 一个人说话不顶用 counts nobody
_HEADS_WITHIN = 12  # characters of a breath: in a longer one people are part of a story


def _heads(text: str) -> int | None:
    """一共来4个人, 连我七个人, alone in a breath: how many they are."""
    told: list[int] = []
    for breath in breaths(_IN_ALL.sub("", text)):
        numerals = [(n, n.value) for n in find_numerals(breath) if n.value is not None]
        if len(breath) > _HEADS_WITHIN or len(numerals) != 1:
            continue
        numeral, value = numerals[0]
        if (
            _OF_HEADS.fullmatch(breath[numeral.end :])
            and value == int(value)
            and _LEADS_HEADS.fullmatch(breath[: numeral.start])
        ):
            told.append(int(value))
    return told[0] if len(told) == 1 else None


_MY_AGE = re.compile(r"(?:^|[\s,，。])(?:我|额|俺|本人)(?:今年)?$")
_ENDS_BREATH = re.compile(r"(?:了|咧)?(?:[\s,，。]|$)")


def _is_age(text: str, start: int, end: int) -> bool:
    """四十二岁, or 今年四十二 (but not 今年9月)."""
    told = text[:start].rstrip(" 是有都").endswith(("今年", "年龄", "岁数"))
    alone = _MY_AGE.search(text[:start]) is not None and _ENDS_BREATH.match(text, end) is not None  # 高新区，我23
    return (
        text.startswith("岁", end)
        or alone
        or (told and not text.startswith(("月", "年", "号", "日", "个", "万", "千", "块", "元"), end))
    )


def _inside(spec: FieldLike, number: int) -> bool:
    low, high = bound(spec.min), bound(spec.max)
    return (low is None or number >= low) and (high is None or number <= high)


def _under_label(spec: FieldLike, text: str, ctx: Context) -> Value | None:
    """方式：电话。事由：工资: written like a form."""
    labels = "|".join(re.escape(label) for label in (spec.label, *_ALSO_CALLED.get(spec.key, ())) if label)
    written = re.search(rf"(?:{labels})\s?[:：]\s?([^,，。;；:：]{{1,12}})", text) if labels else None
    read = parse_choice(spec, written.group(1), ctx) if written is not None else None
    return read if isinstance(read, Value) else None


def _choices(specs: Sequence[FieldLike], text: str, ctx: Context) -> dict[str, Value]:
    # “我的电话是139…” says nothing about wanting to be called.
    rest = text
    for hit in reversed(phone.find_phones(text)):
        rest = rest[: hit.start] + "#" + rest[hit.end :]
    rest = re.sub(_PHONE_LABEL.pattern + r"\s?#", " ", rest)
    found: dict[str, Value] = {}
    for spec in specs:
        options = spec.options or {}
        keys = {hit.key for hit in find_options(options, rest.lower(), ctx.choice_words, own_words=True)}
        told = _under_label(spec, rest, ctx)
        if told is not None:
            found[spec.key] = told
        elif len(keys) == 1:
            key = keys.pop()
            found[spec.key] = Value(key, options[key])
    shared = [value.display for value in found.values()]
    return {key: value for key, value in found.items() if shared.count(value.display) == 1}


# The words of a question that its answer repeats: 您是工会会员吗 is answered by 我是咱工会会员.
_NOT_REPEATED = re.compile(r"[您你我咱额俺]|现在|[吗吧呢?？。 ]")
_SAYS_NO = re.compile(r"[不没莫未非]")
_IS_THERE = re.compile(r"有([\u4e00-\u9fff]{2,4})吗")  # 单位里有工会吗
_REPEATS = 4  # characters


def _yes_or_no(specs: Sequence[FieldLike], text: str, ctx: Context) -> dict[str, Value]:
    said = _NOT_REPEATED.sub("", text)
    found: dict[str, Value] = {}
    for spec in specs:
        asked = _NOT_REPEATED.sub("", plain(getattr(spec, "ask", "")))
        there_is = _IS_THERE.search(getattr(spec, "ask", ""))
        named = re.search(rf"(?:(?P<no>[没莫么]有?|无)|有){there_is[1]}$", text) if there_is is not None else None
        if named is not None and not is_question(text):
            found[spec.key] = Value(False, "否") if named["no"] else Value(True, "是")  # 没有工会
        here = in_town(text, spec, ctx)
        if here is not None:
            found[spec.key] = Value(here, "是" if here else "否")
        if len(asked) >= _REPEATS and asked in said and not is_question(text):
            before = said[: said.index(asked)]
            found[spec.key] = Value(True, "是") if not _SAYS_NO.search(before[-3:]) else Value(False, "否")
    return found


_CALL_ME = re.compile(
    r"(?:(?:叫|喊|称呼)(?:我|额|俺)|称呼)(?:个)?(?![来去约找问做报打办给说过别不等写咋干])([^\s,，。;；!！]{1,8}?)(?:吧|就行|就好|就可以|就成)?(?=[\s,，。;；!！]|$)"
)


def _alias(specs: Sequence[FieldLike], text: str, ctx: Context) -> dict[str, Value]:
    """What a counsellor may call one; no other text stands out."""
    found = _CALL_ME.search(text)
    return {s.key: Value(found.group(1), found.group(1)) for s in specs if s.key == "alias" and found is not None}


_Finder = Callable[[Sequence[FieldLike], str, Context], dict[str, Value]]
_FINDERS: dict[str, _Finder] = {
    "phone": _phones, "id_number": _ids, "county": _counties, "person_name": _names, "date": _dates,
    "slot": _slots, "money": _money, "number": _numbers, "choice": _choices,
    "yes_no": _yes_or_no, "text": _alias,
}  # fmt: skip
