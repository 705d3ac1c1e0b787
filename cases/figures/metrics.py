"""What is counted by day: the metrics of `day_counts`, their Chinese names, and what their keys mean.

A day is a local day (Asia/Shanghai). Unless said otherwise a count belongs to the day on which it happened, and carries the
county, channel and source (tag of the leaflet or poster) of the conversation as they were known when it was counted.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

MESSAGES: Final = "messages"
CHATS: Final = "chats"
CHAT_DAYS: Final = "chat_days"
PEOPLE: Final = "people"
KIND: Final = "kind"
INTENT: Final = "intent"
CARD: Final = "card"
PROGRAM: Final = "program"
CRISIS: Final = "crisis"
UNANSWERED: Final = "unanswered"
NOT_HELPFUL: Final = "not_helpful"
FLOW_DONE: Final = "flow_done"
FLOW_CANCELLED: Final = "flow_cancelled"
FLOW_ABANDONED: Final = "flow_abandoned"
STOPPED_AT: Final = "stopped_at"
CASES_OPENED: Final = "cases_opened"
CASES_DONE: Final = "cases_done"
CASES_REFUSED: Final = "cases_refused"
CASES_CANCELLED: Final = "cases_cancelled"
HANDOVERS: Final = "handovers"
KEPT: Final = "kept"
BREACHED: Final = "breached"
FIRST_REPLY: Final = "first_reply"
AWARE: Final = "aware"
SIGNED_UP: Final = "signed_up"
RATING: Final = "rating"

CASES_CLOSED: Final = (CASES_DONE, CASES_REFUSED, CASES_CANCELLED)

NAMES: Final[Mapping[str, str]] = MappingProxyType(
    {
        MESSAGES: "职工消息",
        CHATS: "新开对话",
        CHAT_DAYS: "来访人次",
        PEOPLE: "首次来访人数",
        KIND: "答复方式",
        INTENT: "问的什么",
        CARD: "看了哪张政策卡",
        PROGRAM: "问了哪个项目",
        CRISIS: "危险信号",
        UNANSWERED: "没找到答案",
        NOT_HELPFUL: "看了说没帮上",
        FLOW_DONE: "填写完成",
        FLOW_CANCELLED: "填写中取消",
        FLOW_ABANDONED: "中途放弃",
        STOPPED_AT: "停在哪一问",
        CASES_OPENED: "新增案件",
        CASES_DONE: "办结",
        CASES_REFUSED: "未通过",
        CASES_CANCELLED: "取消",
        HANDOVERS: "转人工",
        KEPT: "按承诺时限完成",
        BREACHED: "超出承诺时限",
        FIRST_REPLY: "首次答复用时",
        AWARE: "知晓人数",
        SIGNED_UP: "参与人数",
        RATING: "评价",
    }
)

# What `key` holds; a metric without an entry has an empty key.
KEYS: Final[Mapping[str, str]] = MappingProxyType(
    {
        KIND: "trace.kind of the turn, or with_staff while a colleague had the chat",
        INTENT: "intent of the language model",
        CARD: "policy card of the turn (a press of 没帮上 is one, too: readers take NOT_HELPFUL off)",
        PROGRAM: "program whose description was shown",
        UNANSWERED: "no_card | not_helpful",
        NOT_HELPFUL: "policy card",
        FLOW_DONE: "flow:program, on the day the run began",
        FLOW_CANCELLED: "flow:program, on the day the run began",
        FLOW_ABANDONED: "flow:program, on the day the run began",
        STOPPED_AT: "flow:program:field of runs cancelled or abandoned, on the day the run began",
        CASES_OPENED: "matter: the program of an enrolment, else the kind of case",
        CASES_DONE: "matter",
        CASES_REFUSED: "matter",
        CASES_CANCELLED: "matter",
        HANDOVERS: "reason the chat waits for a person",
        KEPT: "kind of clock:matter, on the day it stopped",
        BREACHED: "kind of clock:matter, on the day it stopped",
        FIRST_REPLY: "minutes, five digits, rounded down to a step that grows with the length",
        AWARE: "program, or psych_consultation; each person once, on the day of the first time",
        SIGNED_UP: "program, or psych_consultation; each person once, on the day of the first case",
        RATING: "1 to 5",
    }
)

# 十大公益服务项目, in the federation's own order (2024 outlook). Counselling is a service of its own, the others programs.
PSYCH: Final = "psych_consultation"
TEN_PROJECTS: Final = (
    "spring_jobs",
    "summer_cooling",
    "autumn_scholarship",
    "winter_warmth",
    "hardship_assistance",
    "welfare_training",
    "maternal_care",
    "matchmaking",
    PSYCH,
    "degree_dream",
)

_STEPS: Final = ((60, 1), (240, 5), (1440, 30), (7 * 1440, 60))  # below so many minutes: rounded down to such steps


def matter(kind: str, program_id: str | None) -> str:
    """What a case is about, as the figures tell cases apart."""
    return program_id or kind


def reply_step(minutes: int) -> str:
    """The key of a first reply after so many minutes: exact for an hour, coarser beyond, so that a year stays small."""
    for below, step in _STEPS:
        if minutes < below:
            return f"{max(0, minutes) // step * step:05d}"
    return f"{min(minutes, 99_999) // 1440 * 1440:05d}"
