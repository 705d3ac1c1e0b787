"""Short words that mean something only after what was said last: 报名, 咋申请, 提醒我, 好, 陈仓. Each is a button said aloud."""

from __future__ import annotations

import re
from dataclasses import dataclass

from actions.fields import Context, Value, parse, read_yes_no
from actions.fields.message import bare, plain
from actions.services import Services
from actions.state import DialogueState
from knowledge.article_numbers import chinese_number, read_number
from knowledge.forms import FieldSpec

BARE = 8  # characters; so short a question out of the blue names no matter
OF_WHAT = frozenset({"time", "place", "papers", "cost", "money", "deadline", "who"})
SHORT = 14  # characters; anything longer says itself what it is about
_ARTICLE = re.compile(
    r"(?:那|你说的|上面的?|这个|这|请问|看看|查一?下?|,|，)*第([0-9零〇一二两三四五六七八九十百千]{1,7})条"
    r"(?:是|都|到底|具体|里头?|里面|上|说|写|讲|规定|咋|怎么|的|了|啥|什么|内容|原文|呢|呀|啊|嘛|来|着)*"
)
_LEAD = r"(?:那|就|好|行|嗯|我|额|俺|现在|这会儿|想|要|给我|帮我|替我|可以|能|直接|马上|麻烦你?|也|,|，)*"
_DO = r"(?:报名|报个名|报|申请|参加|办理|登记|加入)"
_TAIL = r"(?:一个|个|一下|下|上|吧|呀|啊|了|咧|嘛|这个|那个|它|的话)*"
_JOIN = re.compile(f"{_LEAD}{_DO}{_TAIL}")
_HOW = re.compile(f"{_LEAD}(?:咋个?|咋样|怎么|怎样|如何|去哪儿?|在哪儿?|到哪儿?)(?:去)?{_DO}{_TAIL}(?:呢|嘛|么)?")
_REMIND = re.compile(
    r"(?:那|好|行|嗯|就|到时候|到时|开始了?|你们?|您|请|麻烦|记得|帮我|给我|要|,|，)*(?:提醒|通知)(?:我|额|俺)?(?:一下|一声|下|吧|呀|啊|哦|噢)*"
)
_TELL_ME = re.compile(r"提醒|通知|(?:喊|叫|告诉|给)(?:我|额|俺|咱)(?:一声|说|讲|来|$)|说一声|吱一声|告诉我")
_REFUSED = re.compile(r"不用|不要|别|甭|嫑|不需要|算了|没必要")
_HOW_LONG_STILL = re.compile(
    r"(?:那|请问|你好|您好|喂|我|额|还|还要|还得|得|要|到底|大概|前面|前头|,|，)*"
    r"(?:等多久|等多长时间|等到(?:啥|什么)时候|等几个人|有几个人?|有多少人|排到(?:哪儿?|第几|几号)了?|第几个|轮到我了?|几点(?:能)?(?:回|来)|"
    r"(?:人|工作人员|人工|客服|真人|同事)?(?:啥|什么)时候(?:能|会|才)?(?:来|回|回我|回复我?|到)|多久(?:能|才|会)?(?:来|回|回我|回复我?|有人)|"
    r"(?:人|工作人员|人工|客服|真人)(?:来了|到了|在)(?:没有?|吗|么|不))"
    r"(?:没有?|呢|呀|啊|吗|么|嘛|了|咧|哩|不)*"
)
# 不用真人 不等了; 不等了 我没要人工: among other words.
_LEAVES_LINE = re.compile(
    r"(?:^|[\s,，。])(?:那)?(?:我)?(?:就|先)?不等了|不用(?:真人|人工|转人工|叫人)|我没(?:说)?要(?:人工|真人|转人工)|别(?:转|叫)(?:人工|真人|人)了"
)
_STAYS_IN_LINE = re.compile(r"不等了(?:吗|么|行不)|等不了|[?？]$")
_NOT_WAITING = re.compile(r"(?:那|算了|我|先|就|还是|,|，)*不(?:等|用|需要|要)(?:了|咧|啦|人工)*")


@dataclass(frozen=True, slots=True)
class FollowUp:
    """A short question about what was just shown, and the side of it it asks for.

    About a card: `card` is the one that answers, with `lines` of it, or all of it when there are none. About a program:
    `program` is its id. Neither: nothing known answers this side, only cards beside `beside` may.
    """

    aspect: str
    card: str | None = None
    lines: tuple[str, ...] = ()
    program: str | None = None
    beside: str | None = None


def follow_up(state: DialogueState, text: str, services: Services) -> FollowUp | None:
    """那要多久, 在哪办 right after a card or a program; None when nothing was shown or the question stands alone."""
    aspect = services.followups.aspect_of(bare(plain(text, limit=200)))
    if aspect is None:
        return None
    if program_shown(state):
        return FollowUp(aspect, program=state.last_program)
    card = services.cards.by_id.get(card_in_talk(state) or "")
    if card is None:
        return None
    target = services.followups.target(card, aspect)
    own = services.followups.lines(card, aspect)
    if own and target in (None, card.id):
        return FollowUp(aspect, card=card.id, lines=own)
    if target is not None and target != card.id and target in services.cards.by_id:
        return FollowUp(aspect, card=target)
    return FollowUp(aspect, beside=card.id)


def asks_of_nothing(text: str, services: Services, *, found: bool) -> bool:
    """在哪办, 要带啥 out of the blue: of what is not said. 去哪鉴定 says it, when the search `found` a card for sure."""
    words = bare(plain(text, limit=200))
    aspect = services.followups.aspect_of(words) if len(words) <= BARE else None
    return aspect in OF_WHAT and not (found and aspect == "place")


def card_in_talk(state: DialogueState) -> str | None:
    """The card just shown, or the likeliest of those just offered."""
    if card_shown(state):
        return state.last_card
    first = state.menu[0] if state.menu else ""
    return first.removeprefix("card:") if first.startswith("card:") else None


def card_shown(state: DialogueState) -> bool:
    """Does the last answer stand on the card `last_card`? Its buttons tell."""
    return f"unhelpful:{state.last_card}" in state.menu


def program_shown(state: DialogueState) -> bool:
    shown = {f"start:enrollment:{state.last_program}", f"remind:{state.last_program}"}
    return bool(shown & set(state.menu))


def said_article(state: DialogueState, text: str, services: Services) -> str | None:
    """第38条写的啥, right after a card that rests on it: the payload that shows this article; None for anything else."""
    found = _ARTICLE.fullmatch(bare(plain(text)))
    card = services.cards.by_id.get(state.last_card or "") if card_shown(state) else None
    number = read_number(found.group(1)) if found else None
    if card is None or number is None:
        return None
    wanted = f"第{chinese_number(number)}条"
    law = next((citation.law for citation in card.citations if citation.article == wanted), None)
    return f"law:{law}:{wanted}" if law is not None else None


def said_button(state: DialogueState, text: str, fields: Context, *, waiting: bool = False) -> str | None:
    """The payload that a short follow-up stands for, or None. `waiting`: the worker stands in the queue for a person.

    报名 alone never guesses a program: it is the one shown last, or the list.
    """
    words = bare(plain(text))
    if not words or len(words) > SHORT:
        return None
    if waiting and _NOT_WAITING.fullmatch(words) and ("等" in words or "leave_queue" in state.menu):
        return "leave_queue"
    if waiting and _LEAVES_LINE.search(words) and not _STAYS_IN_LINE.search(words):
        return "leave_queue"
    if waiting and _HOW_LONG_STILL.fullmatch(words):
        return "human"  # tells the place in the line and the promise as they are now
    if _JOIN.fullmatch(words):
        return f"start:enrollment:{state.last_program}" if state.last_program else "programs"
    if _HOW.fullmatch(words) and state.last_program:
        return f"about:{state.last_program}"
    reminder = next((payload for payload in state.menu if payload.startswith("remind:")), None)
    if _REMIND.fullmatch(words) and (reminder or state.last_program):
        return reminder or f"remind:{state.last_program}"
    if reminder and (read_yes_no(words) or _TELL_ME.search(words)) and not _REFUSED.search(words):
        return reminder
    if any(payload.startswith("stations") for payload in state.menu):
        county = parse(FieldSpec(key="county", type="county", ask="", label=""), words, fields)
        if isinstance(county, Value) and len(words) <= 8:
            return f"stations:{county.value}"
    return None
