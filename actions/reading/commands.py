"""What steers a form instead of answering it: commands, giving up, taking back, asking for a person.

Each reader takes one message and gives a plan, or None when it is no command of its kind; `ALWAYS`, then
`COMMANDS` is their order.
"""

from __future__ import annotations

from collections.abc import Callable

from actions.fields import Steering, steering
from actions.fields.message import is_question
from actions.reading.asked import Asked
from actions.reading.phrases import (
    BOOKED,
    BOOKED_ONE,
    CANCELS,
    GIVES_IN,
    HANDS_OVER,
    KEEP,
    NOT_MEANT,
    RESUME,
    STAYS,
    WISH,
    gives_up_here,
)
from actions.reading.values import find_field, read_correction
from actions.turn import Plan

Reader = Callable[[Asked], Plan | None]

HANDED_OVER_WITHIN = 30  # characters
KEEPS_WITHIN = 20  # characters
LEAVES_WITHIN = 3  # breaths
SLIP = 2  # characters: 随变 for 随便 has the shape of a command


def goes_on(asked: Asked) -> Plan | None:
    """继续填."""
    return Plan("again") if RESUME.fullmatch(asked.words) else None


def gives_up(asked: Asked) -> Plan | None:
    """算了，不举报了; or 好吧, told that a rule is not met: no new answer to the question."""
    if asked.spec is None:
        return None
    rule = asked.form.broken_rule(asked.run.values())
    gives_in = rule is not None and rule.field == asked.spec.key and GIVES_IN.fullmatch(asked.words)
    return Plan("steer", {"steer": Steering("cancel")}) if gives_in or gives_up_here(asked.words) else None


def steers(asked: Asked) -> Plan | None:
    """取消, 返回, 跳过, 改一下时间 …"""
    command = asked.command
    if command is not None and command.action == "cancel" and asked.may_leave:
        command = Steering("confirm")  # asked “really cancel?”, the worker says “cancel”
    if command is None or not _steers(command, asked):
        return None
    key = find_field(asked.form, command.rest) if command.rest else None
    named = asked.spec is not None and (asked.spec.type == "person_name" or len(asked.words) == SLIP)
    if named and command.action == "change" and command.rest and key is None:
        return None  # 赵麦换 is a name, and 随变 a slip for 随便
    return Plan("steer", {"steer": command, "key": key})


def _steers(command: Steering, asked: Asked) -> bool:
    if command.action == "confirm":
        return asked.run.asking == "confirm"
    if command.action == "skip" and asked.run.asking == "consent":
        return False  # 可以，请保密
    if not (asked.flow.confirms or asked.flow.computes) and (
        command.action == "change" or (command.action == "cancel" and BOOKED.search(asked.text))
    ):
        return False  # 改时间, 取消预约 while looking something up: a booking is meant, not this small form
    # “没有” to a question is an answer.
    answers = asked.spec is not None and not asked.spec.optional and asked.spec.type in ("choice", "yes_no")
    return not (command.action == "skip" and answers)


def leaves_with_reason(asked: Asked) -> Plan | None:
    """取消 我没说要约律师: the command first, and why."""
    breaths = asked.breaths
    if not 2 <= len(breaths) <= LEAVES_WITHIN or asked.may_leave or is_question(breaths[-1]):
        return None
    cancels = [breath for breath in breaths[:-1] if (c := steering(breath)) is not None and c.action == "cancel"]
    rest = [breath for breath in breaths if breath not in cancels]
    wishes = any(WISH.search(breath) and not NOT_MEANT.search(breath) for breath in rest)
    leaves = cancels and not wishes and any(map(NOT_MEANT.search, rest))
    return Plan("steer", {"steer": Steering("cancel")}) if leaves and not BOOKED_ONE.search(asked.words) else None


def moves_nothing(asked: Asked) -> Plan | None:
    """不改了 还是原来的, while new times are shown for what is booked."""
    moves = asked.run.flow == "reschedule" and STAYS.search(asked.words) and not asked.asks
    return Plan("steer", {"steer": Steering("cancel")}) if moves else None


def keeps(asked: Asked) -> Plan | None:
    """Asked “really cancel?”: 等等，不取消了 leaves it, 取消吧 does it."""
    if not asked.may_leave or len(asked.text) > KEEPS_WITHIN:
        return None
    if KEEP.search(asked.words):
        return Plan("steer", {"steer": Steering("cancel")})
    return Plan("steer", {"steer": Steering("confirm")}) if CANCELS.search(asked.words) else None


def corrects(asked: Asked) -> Plan | None:
    """不对，是139…"""
    return read_correction(asked.run, asked.form, asked.text, asked.fields)


def hands_over(asked: Asked) -> Plan | None:
    """算了 我说不清 还是转人工吧."""
    wants = len(asked.text) <= HANDED_OVER_WITHIN and HANDS_OVER.search(asked.words)
    return Plan("steer", {"steer": Steering("human")}) if wants else None


ALWAYS: tuple[Reader, ...] = (goes_on, hands_over, gives_up, steers, leaves_with_reason)
"""Those that hold even while consent is asked, where a correction or a yes is read otherwise."""
COMMANDS: tuple[Reader, ...] = (moves_nothing, keeps, corrects)
