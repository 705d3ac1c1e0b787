"""When somebody wants to come: 下周三下午三点, 周五上午, 明早, 都行, 越快越好. The engine offers real slots that fit."""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass
from datetime import date, time, timedelta
from typing import Any, Literal

from actions.fields.correction_marks import last_is_meant, negated, ruled_out
from actions.fields.date_words import DateHit, find_dates, weekday_name
from actions.fields.message import plain
from actions.fields.numerals import read_whole
from actions.fields.values import Context, FieldLike, Miss, Value

Part = Literal["morning", "noon", "afternoon", "evening"]
_PARTS: dict[Part, tuple[time, time, str]] = {
    "morning": (time(6), time(12), "上午"), "noon": (time(11, 30), time(14), "中午"),
    "afternoon": (time(12), time(18), "下午"), "evening": (time(18), time(22), "晚上"),
}  # fmt: skip
_PART_WORDS = re.compile(
    r"(?P<morning>上午|早上|早晨|清早|早起|前晌|大早|一早|明早|今早|早点儿?去|赶早)|(?P<noon>中午|晌午|午休|晌会)|(?P<afternoon>下午|后晌|午后|半后晌)|"
    r"(?P<evening>晚上|傍晚|黑了|擦黑|夜里|下班(?:以?后|了)|明晚|今晚|晚间|黑里|天黑)"
)
_N = r"(?:[0-9]{1,2}|[一二两三四五六七八九十]{1,3})"
_CLOCK = re.compile(
    rf"(?P<h>{_N})(?:[点时](?!间|候|段)(?:钟)?(?:(?P<half>半)|(?P<quarter>[一三])刻|(?P<m>{_N}|[0-9]{{2}})分?)?|:(?P<m2>[0-5][0-9]))"
    r"(?P<side>以前|之前|前|以后|之后|过后|后|左右)?"
)
_RANGE = re.compile(r"^\s?(?:到|至|~|-|—|–)\s?")
_ANY = re.compile(
    r"都行|都可以|随便|啥时候都|什么时候都|任何时间|时间不限|不限|你们?(?:看着)?(?:安排|定)|看你们|都方便|都成|都中|都能|无所谓|哪天都|随时|全天|看着办"
)
_SOON = re.compile(r"越快越好|越早越好|尽快|最快|最早|最近的?(?:时间|一个)|早点|赶紧|马上|立刻|现在|就现在|急|第一个")


@dataclass(frozen=True, slots=True)
class TimeWish:
    """A wish: days (both included), times of day (end not included), a weekday 0 = Monday. `anytime`: no wish at all."""

    date_from: date | None = None
    date_to: date | None = None
    time_from: time | None = None
    time_to: time | None = None
    weekday: int | None = None
    part: Part | None = None
    earliest: bool = False
    anytime: bool = False

    def to_json(self) -> dict[str, Any]:
        """Dates and times in ISO form."""
        return {k: v.isoformat() if isinstance(v, date | time) else v for k, v in asdict(self).items()}

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> TimeWish:
        """The wish that `to_json` wrote. Raises ValueError when a date is no date."""

        def day(name: str) -> date | None:
            return date.fromisoformat(data[name]) if data.get(name) else None

        def moment(name: str) -> time | None:
            return time.fromisoformat(data[name]) if data.get(name) else None

        return cls(
            date_from=day("date_from"),
            date_to=day("date_to"),
            time_from=moment("time_from"),
            time_to=moment("time_to"),
            weekday=data.get("weekday"),
            part=data.get("part"),
            earliest=bool(data.get("earliest")),
            anytime=bool(data.get("anytime")),
        )

    def fits(self, day: date, start: time) -> bool:
        """True when a slot on `day` at `start` (Asia/Shanghai) is within the wish."""
        if (self.date_from and day < self.date_from) or (self.date_to and day > self.date_to):
            return False
        if self.weekday is not None and day.weekday() != self.weekday:
            return False
        return not ((self.time_from and start < self.time_from) or (self.time_to and start >= self.time_to))


# 下周二不行 换周三: a day of the same week.
_SAME_WEEK = re.compile(
    r"(?P<week>下+个?)(?=(?:周|星期|礼拜)[一二三四五六日天])(?P<rest>(?:周|星期|礼拜)[一二三四五六日天][^,，。]{0,4}(?:不行|不成|没空|有事|去不了|来不了)"
    r"[\s,，。]*(?:换|改|要不)?(?:到|成|个)?)(?P<day>(?:周|星期|礼拜)[一二三四五六日天])"
)


def read_wish(text: str, ctx: Context) -> TimeWish | Miss:
    """The wish in a sentence, or why there is none."""
    message = _SAME_WEEK.sub(r"\g<rest>\g<week>\g<day>", plain(text))
    every = find_dates(message, ctx.today, feasts=True)
    # 我今年46了 wishes for no day: a year alone is none.
    hits = [hit for hit in every if not negated(message, hit.start) and hit.kind != "year"]
    hits = [hit for hit in hits if not ruled_out(message, hit.end)] or hits
    clock, part = _clock(message), _part(message)
    if not hits and clock is None and part is None:
        if _SOON.search(message):  # 那随便吧 最早那个
            return TimeWish(earliest=True)
        if _ANY.search(message):
            return TimeWish(anytime=True)
        return Miss("slot.none")
    chosen = _chosen(message, hits)
    if isinstance(chosen, Miss):
        return chosen
    first, last = (None, None) if chosen is None else _days(chosen, ctx.today)
    if chosen is not None and first is None:
        return Miss("date.invalid")
    if last is not None and last < ctx.today:
        return Miss("date.past", {"day": f"{last.month}月{last.day}日（{weekday_name(last)}）"})
    from_to = clock or (_PARTS[part][:2] if part else (None, None))
    weekday = first.weekday() if first is not None and first == last else None
    return TimeWish(
        date_from=max(first, ctx.today) if first else None, date_to=last, time_from=from_to[0], time_to=from_to[1],
        weekday=weekday, part=part, earliest=bool(_SOON.search(message)),
    )  # fmt: skip


def show(wish: TimeWish) -> str:
    """12月3日（周四）下午, 下午3点, 时间都行."""
    if wish.anytime:
        return "时间都行"
    day = ""
    if wish.date_from and wish.date_to:
        day = f"{wish.date_from.month}月{wish.date_from.day}日"
        same = wish.date_from == wish.date_to
        day += f"（{weekday_name(wish.date_from)}）" if same else f"到{wish.date_to.month}月{wish.date_to.day}日"
    if wish.part and wish.time_from == _PARTS[wish.part][0]:
        return day + _PARTS[wish.part][2]
    hour = f"{wish.time_from:%H:%M}前后" if wish.time_from else f"{wish.time_to:%H:%M}以前" if wish.time_to else ""
    return day + hour or "最早的时间"


def parse_slot(spec: FieldLike, text: str, ctx: Context) -> Value | Miss:
    """The wish as JSON (see TimeWish.to_json). Picking one of the offered slots by its number is the engine's work."""
    wish = read_wish(text, ctx)
    return wish if isinstance(wish, Miss) else Value(wish.to_json(), show(wish))


def _chosen(message: str, hits: list[DateHit]) -> DateHit | Miss | None:
    if not hits:
        return None
    if len({(hit.first, hit.last) for hit in hits}) == 1:
        return hits[0]
    if last_is_meant(message, hits[-1].start):
        return hits[-1]
    days = [hit for hit in hits if hit.first is not None]
    if len(days) == 2 and _RANGE.match(message[days[0].end : days[1].start]):
        first, last = days[0].first, days[1].last
        if first and last and first <= last:
            return DateHit("span", first, last, days[0].start, days[1].end)
    if days and (len({hit.first for hit in days}) == 1):
        return days[0]
    if len(days) == 2 and {days[0].kind, days[1].kind} == {"day", "week"}:
        return next(hit for hit in days if hit.kind == "day")
    if len(days) >= 2 and all(hit.kind == "day" for hit in days) and days[0].first and days[-1].first:
        firsts = sorted(hit.first for hit in days if hit.first)
        # 周三或者周四: offer both days and what lies between; the worker still picks one.
        if (firsts[-1] - firsts[0]).days <= 7:
            return DateHit("span", firsts[0], firsts[-1], days[0].start, days[-1].end)
    return Miss("date.several")


def _days(hit: DateHit, today: date) -> tuple[date | None, date | None]:
    if hit.kind == "vague":
        return today, today + timedelta(days=7)
    return hit.first, hit.last


def _part(message: str) -> Part | None:
    found = [m for m in _PART_WORDS.finditer(message) if not negated(message, m.start())]
    if not found:
        return None
    chosen = found[-1] if last_is_meant(message, found[-1].start()) else found[0]
    return next(part for part in _PARTS if chosen.group(part))


def _clock(message: str) -> tuple[time | None, time | None] | None:
    found = [m for m in _CLOCK.finditer(message) if not negated(message, m.start())]
    if not found:
        return None
    first = found[-1] if last_is_meant(message, found[-1].start()) else found[0]
    start = _time_of(first, message)
    if start is None:
        return None
    if len(found) > 1 and _RANGE.match(message[first.end() : found[1].start()]):
        end = _time_of(found[1], message)
        return (start, end) if end and end > start else (start, None)
    side = first["side"] or ""
    if side.endswith("前"):
        return None, start
    if side.endswith("后"):
        return start, None
    return start, time(min(start.hour + 1, 23), start.minute)


def _time_of(m: re.Match[str], message: str) -> time | None:
    hour = read_whole(m["h"])
    if hour is None or hour > 24:
        return None
    minute = (
        30
        if m["half"]
        else {"一": 15, "三": 45}[m["quarter"]]
        if m["quarter"]
        else read_whole(m["m"] or m["m2"] or "0")
    )
    before = _part(message[max(0, m.start() - 8) : m.start()])
    if hour < 12 and (before in ("afternoon", "evening") or (before is None and 1 <= hour <= 6)):
        hour += 12  # nobody books a lawyer at three in the night
    elif before == "noon" and hour in (1, 2):
        hour += 12
    return time(hour % 24, minute) if minute is not None and minute < 60 else None
