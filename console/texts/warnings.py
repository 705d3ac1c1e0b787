"""The words of the page of early warnings (苗头)."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

TITLE: Final = "苗头"
INTRO: Final = (
    "同一单位、同一类事，近 {days} 天至少 {people} 个人反映，而且比前 {days} 天明显变多，就列在这里，交属地工会早介入。"
)
OPEN: Final = "待处理"
OVER: Final = "已了结"
FILTER_COUNTY: Final = "县区"
FILTER_PERIOD: Final = "统计时段"
PERIODS: Final[Mapping[int, str]] = MappingProxyType({30: "近 30 天", 90: "近 90 天", 365: "近一年"})

NONE: Final = "现在没有苗头。"
NONE_HINT: Final = "每隔几分钟看一遍。有单位的事在冒头，会自动出现在这里。"
NONE_OVER: Final = "还没有了结的苗头。"
NONE_OVER_HINT: Final = "结案的、标为“不是苗头”的，会留在这里备查。"
FORBIDDEN: Final = "这一页由县区工会、值班员和管理员使用。"

STATUSES: Final[Mapping[str, str]] = MappingProxyType(
    {"new": "新", "seen": "已看到", "acted": "已介入", "closed": "已结案", "dismissed": "不是苗头"}
)
TOPICS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "wages": "工资拖欠、克扣",
        "contract": "劳动合同",
        "dismissal": "辞退、补偿",
        "injury": "工伤、职业病",
        "insurance": "社保、公积金",
        "hours": "超时加班、休假",
        "safety": "劳动安全",
        "women": "女职工权益",
        "union": "阻拦入会",
        "platform": "平台用工",
        "other": "其他劳动问题",
    }
)
URGENT: Final = "要紧"
URGENT_HINT: Final = "劳动安全、工伤，或临近春节的欠薪"
GROWING: Final = "还在增加"
PEOPLE: Final = "{count} 人反映"
RISE: Final = "前 {days} 天 {before} 人"
FIRST_CASE: Final = "最早一件：{at}"
RAISED: Final = "发现：{at}"
DAYS: Final = "近 28 天每天反映的人数，最多一天 {most} 人"
DAY: Final = "{day}：{count} 人"
CASES: Final = "相关案件"
HIDDEN_CASES: Final = "另有 {count} 件不在您的权限之内，只计数"
MORE_CASES: Final = "还有 {count} 件"
STEPS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "seen": "已看到",
        "acted": "已介入",
        "closed": "结案",
        "dismissed": "标为不是苗头",
        "joined": "合并为一家",
        "parted": "分开",
    }
)
SYSTEM: Final = "系统"

SEE: Final = "已看到"
ACT: Final = "已介入"
ACT_AGAIN: Final = "再记一步"
CLOSE: Final = "结案"
DISMISS: Final = "不是苗头"
SEEN: Final = "记下了：已看到。"
SAVED: Final = "已记下。"
ASK: Final[Mapping[str, tuple[str, str, str]]] = MappingProxyType(
    {
        "acted": ("已介入", "做了什么（到现场、约谈、转办给谁、约好何时再看）", "记下"),
        "closed": ("结案", "结果怎样（补发了多少人、改正了什么、转到了哪里）", "结案"),
        "dismissed": ("不是苗头", "为什么不是。以后要比这次多至少 {more} 个人，才会再报", "确认"),
    }
)
NOTE: Final = "说明（同事看得到，请勿写身份证号）"
CHANGED: Final = "同事刚处理过，现在是“{status}”。您写的还在，核对后再点一次。"
CHANGED_OVER: Final = "同事刚处理过，现在是“{status}”，不用再记了。您写的还在，可以复制。"
CANCEL: Final = "取消"

ALIKE: Final = "可能是同一家："
ALIKE_ONE: Final = "{name}（{count} 人）"
JOIN: Final = "合并为一家"
JOIN_TITLE: Final = "“{other}”和“{name}”是同一家？"
JOIN_BODY: Final = "本县区这两个名称的案件会一起算，以后也算在一起。并错了可以分开。"
JOINED: Final = "已合并，以后一起算。"
JOINED_NAMES: Final = "合并在一起的写法："
PART: Final = "分开"
PARTED: Final = "已分开。"

PROMISE: Final = "早发现、早报告、早介入"
FOUND: Final = "早发现"
REPORTED: Final = "早报告"
ACTED: Final = "早介入"
SOLVED: Final = "解决率"
FOUND_HINT: Final = "第一件到列为苗头"
REPORTED_HINT: Final = "列为苗头到属地看到"
ACTED_HINT: Final = "列为苗头到介入"
SOLVED_HINT: Final = "{closed} / {raised} 条已结案"
NOT_YET: Final = "—"
HOW: Final = "怎么算的"
HOW_LINES: Final = (
    "只算所选时段、所选县区里列出的苗头；标为“不是苗头”的不算（这一时段有 {dismissed} 条）。",
    "时间取中位数：一半的苗头比它快，一半比它慢。按自然时间算，不扣夜里和节假日。",
    "早发现：从第一位职工反映，到系统列为苗头。",
    "早报告：从列为苗头，到属地工会点“已看到”（直接介入或结案的，以那时为准）；{seen} 条已看到。",
    "早介入：从列为苗头，到第一次记下“已介入”；{acted} 条已介入。",
    "解决率：已结案的条数，除以列出的条数（不含“不是苗头”）。",
    "人数按人算：同一人几件事算一人，同一手机号算一人；匿名反映每个对话算一人。心理咨询从不计入。",
)
