"""Values in a message beside the answer that was asked for: corrections, things told early, a time picked from the offer."""

from __future__ import annotations

import re

from actions.fields import Context, Correction, Miss, Steering, Value, correction, extract_all, parse, read_yes_no
from actions.fields.message import BREATH, bare, breaths, is_question, plain
from actions.flows.base import offered
from actions.forms.filling import PERSONAL
from actions.reading.own_words import ALIAS, called
from actions.reading.phrases import CHANGES_TO, DIGITS, TAKES_BACK
from actions.state import FormRun
from actions.turn import Plan
from knowledge.forms import FieldSpec, FormSpec

_SAYS_NOTHING = frozenset("的一几个是不有在我您你那这想要了")
_HINT_LONGEST = 4  # characters
_LAST_BREATHS = 3  # a correction stands at the end
# 算了，方式改成打电话，工棚里人多: words before a correction, and the reason after it.
_LEAD = re.compile(
    r"^(?:(?:算了|对了|不对|哦不|噢不|哦|噢|啊|哎呀?|说[岔错][了咧]|讲错[了咧]|等等|等下|不好意思|对不起|刚才|刚刚|前面|那个)(?:[\s,，。!！]|(?=[^\s])))+[\s,，]*"
)


def _taken_back(text: str) -> Correction | None:
    """The correction in a message, also behind 哦对了 and with a reason after it."""
    whole = correction(text)
    without = _LEAD.sub("", plain(text))
    if whole is not None or text.endswith(("?", "？", "吗")):
        return whole
    breaths = BREATH.split(without)
    starts = (0, *range(max(1, len(breaths) - _LAST_BREATHS), len(breaths)))  # 我不学电工了，课程改成电商
    tails = (" ".join(breaths[at:]) for at in starts)
    return next((found for tail in tails if tail != plain(text) and (found := correction(tail)) is not None), None)


def _first_that_fits(spec: FieldSpec, words: str, fields: Context) -> Value | Miss:
    """The new value: all the words, or only their first breath (打电话, of 打电话 工棚里人多)."""
    if spec.key == ALIAS and (named := called(words, (), fields)):
        return named[ALIAS]  # 称呼改一下，不叫秋叶，叫春草
    read = parse(spec, words, fields)
    first = BREATH.split(words, maxsplit=1)[0]
    return parse(spec, first, fields) if isinstance(read, Miss) and first != words else read


_NOT_BUT = re.compile(
    r"^(?:我说的|这)?不是(?P<old>[^,，。 ]{1,8}?)(?:的事|那个)?[\s,，]+(?:我?(?:说的)?是|而是|要的是)(?P<new>.{2,40})$"
)


def _not_but(run: FormRun, form: FormSpec, text: str, fields: Context) -> Plan | None:
    """不是工资的事 是怀孕要辞退我的事: an answer given before, and what it should have been."""
    said = _NOT_BUT.match(plain(text))
    if said is None or is_question(text):
        return None
    for spec in form.fields:
        given = run.answers.get(spec.key)
        if given is None or spec.type not in ("choice", "county"):
            continue
        old, new = parse(spec, said["old"], fields), parse(spec, said["new"].removesuffix("的事"), fields)
        if isinstance(old, Value) and old.value == given["value"] and isinstance(new, Value) and new.value != old.value:
            return Plan("answer", {"values": {spec.key: new}, "changed": True})
    return None


_WANTS = re.compile(r"^(?:号码?|就)?(?:我|额|俺)?(?:想|要|选|是|写|填|换|改|成|到|用|:|：|\s)+")


def _named(run: FormRun, form: FormSpec, text: str, fields: Context) -> Plan | None:
    """哦不，律师类别我要公职律师: an answer given before, called by its label, and what it shall be."""
    words = _LEAD.sub("", plain(text))
    for spec in form.fields:
        if not spec.label or spec.key not in run.answers or not words.startswith(spec.label) or is_question(words):
            continue
        rest = words[len(spec.label) :]
        wants = _WANTS.match(rest)
        value = _first_that_fits(spec, rest[wants.end() :].strip(), fields) if wants is not None else None
        if isinstance(value, Value) and value.value != run.answers[spec.key]["value"]:
            return Plan("answer", {"values": {spec.key: value}, "changed": True})
    return None


def read_correction(run: FormRun, form: FormSpec, text: str, fields: Context) -> Plan | None:
    """不对，是139…; 电话错了; 时间改成周五."""
    instead = _not_but(run, form, text, fields)
    if instead is not None:
        return instead
    wrong = _taken_back(text)
    if wrong is None:
        return _named(run, form, text, fields)
    if wrong.hint is None and run.asking not in run.answers and run.asking not in ("confirm", "consent"):
        return takes_back(run, form, text, wrong.rest, fields)
    key = find_field(form, wrong.hint) if wrong.hint else run.asking
    spec = form.field(key or "")
    if spec is not None and not wrong.rest:
        return Plan("steer", {"steer": Steering("change", wrong.hint or ""), "key": spec.key})
    asked = offered(spec, run) if spec is not None and spec.key == run.asking else spec
    value = _first_that_fits(asked, wrong.rest, fields) if asked is not None else Miss("choice.none")
    if spec is None or (isinstance(value, Miss) and spec.label not in (wrong.hint or "")):
        # 课程改成电商: no field is called so, but one answer given before can be this.
        values = extract_all(form.fields, wrong.rest, fields) if wrong.rest else {}
        known = {key: value for key, value in values.items() if key in run.answers}
        if known or spec is None:
            return Plan("answer", {"values": known, "changed": True}) if known else None
    if isinstance(value, Miss):
        return Plan("steer", {"steer": Steering("change", wrong.hint or ""), "key": spec.key}) if wrong.hint else None
    return Plan("answer", {"values": {spec.key: value}, "changed": spec.key in run.answers})


def takes_back(run: FormRun, form: FormSpec, text: str, rest: str, fields: Context) -> Plan | None:
    """“不对，是陈仓区” while the next field is asked already. “不是会员” is no such thing, but an answer."""
    if not TAKES_BACK.match(plain(text)) and not CHANGES_TO.search(text):
        return None
    given = [spec for spec in form.fields if spec.key in run.answers]
    values = extract_all(given, rest, fields)
    return Plan("answer", {"values": values, "changed": True}) if values else None


def told_early(run: FormRun, form: FormSpec, text: str, fields: Context) -> dict[str, Value]:
    """Asked for consent, people often just give the name. It is kept, and the consent asked once more."""
    if is_question(text):
        return {}
    open_fields = [s for s in form.fields if s.key not in run.answers and s.asked(run.values())]
    told = extract_all([s for s in open_fields if s.type not in ("text", "employer")], text, fields)
    following = form.next_field(run.values())
    bare_name = following is not None and following.type in PERSONAL and following.key not in told
    if following is not None and bare_name:
        beside = [b for b in breaths(DIGITS.sub(" ", plain(text))) if read_yes_no(b) is None]
        # 愿意 is an answer, not a name; in 同意 刘海涛 13572701234 one stands beside yes and number.
        alone = read_yes_no(plain(text)) is None
        words = beside[0] if told and len(beside) == 1 and following.type == "person_name" else text if alone else ""
        value = parse(following, words, fields) if words else None
        told |= {following.key: value} if isinstance(value, Value) else {}
    return told


def picked_offer(run: FormRun, spec: FieldSpec, text: str, fields: Context, miss: Miss) -> Value | Miss:
    """“第二个” or words of one of the times shown; else the miss, which may know more (that day is past)."""
    chosen = parse(
        FieldSpec(key=spec.key, type="choice", ask=spec.ask, label=spec.label, options=offered(spec, run).options),
        text,
        fields,
    )
    return chosen if isinstance(chosen, Value) else miss


def name_beside_phone(
    open_fields: list[FieldSpec], told: dict[str, Value], text: str, fields: Context
) -> dict[str, Value]:
    """“张建民，13700001111”: what stands beside a phone, and nothing else, is the name."""
    name = next((spec for spec in open_fields if spec.type == "person_name"), None)
    beside = bare(DIGITS.sub(" ", plain(text)))
    if name is None or name.key in told or not any(s.type == "phone" and s.key in told for s in open_fields):
        return {}
    value = parse(name, beside, fields) if 2 <= len(beside) <= 4 else None
    return {name.key: value} if isinstance(value, Value) else {}


def find_field(form: FormSpec, words: str) -> str | None:
    """The field people mean by 电话, 时间, 名字, 区县: its label, a part of it, or a usual name of its type."""
    words = words.strip()
    if not words:
        return None
    for spec in form.fields:
        if spec.label and (spec.label in words or words in spec.label):
            return spec.key
    usual = {
        "phone": ("电话", "手机", "号码", "联系方式"), "person_name": ("名字", "姓名", "称呼"),
        "county": ("县", "区", "地方", "地址"), "slot": ("时间", "日期", "几点", "哪天"), "id_number": ("身份证",),
        "text": ("情况", "说明", "内容"), "employer": ("单位", "公司", "厂"),
    }  # fmt: skip
    for spec in form.fields:
        if any(name in words for name in usual.get(spec.type, ())):
            return spec.key
    # 人数 for 几个人: one field shares a character that says something, and no other does.
    near = [spec.key for spec in form.fields if spec.label and set(words) & set(spec.label) - _SAYS_NOTHING]
    return near[0] if len(near) == 1 and len(words) <= _HINT_LONGEST else None
