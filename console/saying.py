"""Times, names and numbers in the words staff read. Local time is that of Baoji."""

from __future__ import annotations

from datetime import datetime, timedelta

from cases.access import CITY
from cases.actors import Actor
from cases.worktime import LOCAL
from console import texts
from knowledge.taxonomy import Taxonomy

WEEKDAYS = "一二三四五六日"


def moment(at: datetime, now: datetime) -> str:
    """今天 14:30, 昨天 09:05, 明天 10:00, 11月20日 14:30, 2025年3月1日 09:00."""
    here, today = at.astimezone(LOCAL), now.astimezone(LOCAL).date()
    days = (here.date() - today).days
    clock = f"{here:%H:%M}"
    if days in (-1, 0, 1):
        return f"{('昨天', '今天', '明天')[days + 1]} {clock}"
    year = "" if here.year == today.year else f"{here.year}年"
    return f"{year}{here.month}月{here.day}日 {clock}"


def day(at: datetime) -> str:
    here = at.astimezone(LOCAL)
    return f"{here.month}月{here.day}日 周{WEEKDAYS[here.weekday()]}"


def clock(at: datetime) -> str:
    return f"{at.astimezone(LOCAL):%H:%M}"


def span(length: timedelta) -> str:
    """不到 1 分钟, 8 分钟, 2 小时 5 分, 3 天."""
    minutes = int(length.total_seconds() // 60)
    if minutes < 1:
        return "不到 1 分钟"
    if minutes < 60:
        return f"{minutes} 分钟"
    hours, rest = divmod(minutes, 60)
    if hours < 24:
        return f"{hours} 小时 {rest} 分" if rest else f"{hours} 小时"
    return f"{hours // 24} 天"


def due(at: datetime, now: datetime) -> tuple[str, bool]:
    """(words, late): 还剩 12 分钟 near the end, 今天 16:30 前答复 before, 已超时 5 分钟 after."""
    left = at - now
    if left < timedelta(0):
        return f"已超时 {span(-left)}", True
    if left < timedelta(hours=1):
        return f"还剩 {span(left)}", False
    return f"{moment(at, now)} 前答复", False


def matter(taxonomy: Taxonomy, kind: str, program_id: str | None) -> str:
    """What a case is about: the program's name, or the kind's."""
    if program_id is not None:
        program = taxonomy.programs.get(program_id)
        return program.title if program else program_id
    return kind_name(taxonomy, kind)


def kind_name(taxonomy: Taxonomy, kind: str) -> str:
    return taxonomy.flows.get(kind, kind).partition("（")[0]


def county(taxonomy: Taxonomy, code: str | None) -> str:
    return taxonomy.counties.get(code, code) if code else texts.NO_COUNTY


def person(name: str | None, chat_id: str) -> str:
    """The name as left with us; without one, something that tells two strangers apart."""
    return name or f"{texts.NO_NAME} {chat_id[:4]}"


def rights(taxonomy: Taxonomy, actor: Actor) -> str:
    """值班员 · 渭滨区县区工会: the roles of a colleague."""
    said = []
    for role, scope in sorted(actor.roles, key=lambda pair: list(texts.ROLES).index(pair[0])):
        name = texts.ROLES[role]
        said.append(name if scope in (None, CITY) else f"{name}（{county(taxonomy, scope)}）")
    return "、".join(said)


def size(count: int) -> str:
    return f"{count / 1024 / 1024:.1f} MB" if count >= 1024 * 1024 else f"{max(1, round(count / 1024))} KB"


def masked(number: str) -> str:
    """An identity number with its middle hidden: 610302********0019."""
    return number[:6] + "*" * (len(number) - 10) + number[-4:] if len(number) > 10 else number
