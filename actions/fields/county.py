"""Counties of Baoji by any local name: 高新, 虢镇, 蔡家坡, 凤翔县 (now a district). Value: the code, such as "610302"."""

from __future__ import annotations

import re

from actions.fields.correction_marks import last_is_meant, negated
from actions.fields.message import CLAUSE, bare, plain
from actions.fields.places import PlaceHit
from actions.fields.values import Context, FieldLike, Miss, Value

_CITY = "610300"
# 我家是麟游的，上班在金台，按上班的算.
_COUNTS = re.compile(
    r"(?:按|照|算)(?:照)?(?P<which>[\u4e00-\u9fff]{1,4}?)(?:的|那|这)?(?:地方|边)?(?:算|来|办|填|走|吧|就行)"
)


_WRITE = re.compile(r"(?:就|那就|还是)(?:写|填|算|按|选|报|记|在)(?:成|在|到)?$")


def parse_county(spec: FieldLike, text: str, ctx: Context) -> Value | Miss:
    """One county, or why it is not clear which."""
    message = plain(text)
    code = bare(message)
    if code in ctx.counties:
        return Value(code, ctx.counties[code])
    hits = meant(message, ctx)
    codes = list(dict.fromkeys(hit.codes for hit in hits))
    if not codes:
        sounds = [key for key, name in ctx.counties.items() if ctx.choice_words.same_sound(name, code)]
        if len(sounds) == 1:  # 为滨区
            return Value(sounds[0], ctx.counties[sounds[0]])
        outside = ctx.places.find_outside(message)
        if outside:
            return Miss("county.outside", {"place": outside})
        return Miss("county.two_feng") if code in ("凤", "凤区", "凤的") else Miss("county.none")
    if len(hits) == len(codes) == 2 and _street_of(message, hits, ctx):
        codes = codes[:1]
    chosen = codes[-1]
    if len(codes) > 1 and not (last_is_meant(message, hits[-1].start) or _settled(message, hits[-1])):
        counts = _that_counts(message, ctx)
        if counts is not None:
            return Value(counts, ctx.counties[counts])
        return Miss("county.several", {"names": "、".join(dict.fromkeys(hit.name for hit in hits))})
    if len(chosen) > 1:
        known = (ctx.counties[code] for code in chosen if code in ctx.counties)
        return Miss("county.unclear", {"place": hits[-1].name, "names": "、".join(known)})
    if chosen[0] not in ctx.counties:
        return Miss("county.none")
    return Value(chosen[0], ctx.counties[chosen[0]])


def _settled(message: str, last: PlaceHit) -> bool:
    """我户口凤翔的 车队在麟游 就写麟游吧; …，那就按干活的地方，金台: the last words name one, or say so."""
    alone = bare(CLAUSE.split(message.rstrip(" ,，。.!！"))[-1]) == last.name
    return alone or _WRITE.search(message[: last.start]) is not None


def _street_of(message: str, hits: list[PlaceHit], ctx: Context) -> bool:
    """金台区 经二路: a county by its whole name, and right behind it a street, wherever we thought that was."""
    county, street = hits
    whole = ctx.counties.get(county.codes[0], "") == county.name
    between = message[county.end : street.start].strip(" ,，")
    return whole and not between and street.name[-1] in "路街巷村镇" and bare(message).endswith(street.name)


def _that_counts(message: str, ctx: Context) -> str | None:
    """Of several places the one that is said to count."""
    said = _COUNTS.search(message)
    if said is None:
        return None
    clauses = [clause for clause in CLAUSE.split(message) if clause and _COUNTS.search(clause) is None]
    codes = {hit.codes for clause in clauses if said["which"] in clause for hit in meant(clause, ctx)}
    (chosen,) = codes if len(codes) == 1 else ((),)
    return chosen[0] if len(chosen) == 1 and chosen[0] in ctx.counties else None


def meant(message: str, ctx: Context) -> list[PlaceHit]:
    """Place names that are meant: not the negated ones, and 宝鸡 or 市区 only when no county is named with it."""
    hits = [hit for hit in ctx.places.find(message) if not negated(message, hit.start)]
    exact = [hit for hit in hits if len(hit.codes) == 1 and hit.codes[0] != _CITY]
    return exact or [hit for hit in hits if len(hit.codes) == 1] or hits
