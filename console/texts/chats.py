"""Words of the inbox beyond those in `console.texts`: queues, presence, canned replies, summary, handing on, rating."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

# Lists.
MY_DESK: Final = "我的岗位"
ALL_WAITING: Final = "全部"
TABS_LABEL: Final = "看哪些人在等"
FILTERS_LABEL: Final = "按原因和标签筛选"
NEAR: Final = "快超时"
NEAR_HINT: Final = "离答应的时间不到 10 分钟，或者已经超时。"
MORE_WAIT: Final = "另有 {count} 个没有列出，先处理上面的。"
DESK_EMPTY: Final = "您的岗位现在没有人在等。"
DESK_EMPTY_OTHERS: Final = "其他岗位还有 {count} 个在等，点“全部”可以看到。"
FILTER_EMPTY: Final = "没有符合条件的对话。"
FILTER_EMPTY_HINT: Final = "再点一下筛选就取消。"
SENT_TO: Final = "→ {desk}"
WHY: Final = "为什么找人：{hint}"

# Presence.
PRESENCE: Final[Mapping[str, str]] = MappingProxyType({"here": "在岗", "busy": "忙", "away": "离开"})
PRESENCE_LABEL: Final = "我的状态"
PRESENCE_SET: Final = "已设为“{state}”。"
PRESENT: Final = "在线 {count} 人"
ALONE: Final = "现在只有您在线"
WATCHING: Final = "{names} 也在看"

# Labels.
LABELS: Final = "标签"
ADD_LABEL: Final = "贴标签"
TAKE_LABEL: Final = "去掉标签“{name}”"

# Summary.
SUMMARY: Final = "摘要"
SUMMARY_NOTE: Final = "由系统按规则摘自职工原话和已办事项，请以原文为准。"
SUMMARY_EMPTY: Final = "职工还没说到具体的事。"
SUMMARY_ROWS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "who": "是谁",
        "employers": "单位",
        "matters": "事项",
        "amounts": "金额",
        "days": "日期",
        "papers": "材料",
        "filed": "已办",
        "cards": "已答",
        "words": "原话",
    }
)

# Canned replies.
CANNED: Final = "常用语"
CANNED_OPEN: Final = "插入常用语（/）"
CANNED_FIND: Final = "按标题或内容找"
CANNED_NONE: Final = "没有可用的常用语。"
CANNED_NONE_HINT: Final = "值班员、县区工会和管理员可以在“常用语”页添加。"
CANNED_NOT_FOUND: Final = "没有找到，换个词试试。"
CANNED_FILL: Final = "填好空再插入"
CANNED_INSERT: Final = "插入"
CANNED_UNFILLED: Final = "还有没填的空：{places}。"
CANNED_MANAGE: Final = "管理常用语"
CANNED_TITLE: Final = "常用语"
CANNED_INTRO: Final = "同事常说的话。花括号里的空，如 {姓名}、{编号}、{时间}，发之前必须填好。"
CANNED_KNOWN: Final = "{姓名}、{编号}、{同事}、{县区} 会从对话里自动填上，其余由同事填写。"
CANNED_ADD: Final = "新加一条"
CANNED_EDIT: Final = "修改常用语"
CANNED_NAME: Final = "名字"
CANNED_BODY: Final = "内容"
CANNED_ROLE: Final = "哪个岗位用"
CANNED_COUNTY: Final = "哪个县区用"
EVERY_ROLE: Final = "所有岗位"
WHOLE_CITY: Final = "全市"
CANNED_SAVE: Final = "保存"
CANNED_SAVED: Final = "已保存，同事马上能用。"
CANNED_RETIRE: Final = "停用"
CANNED_RETIRED: Final = "已停用"
CANNED_REVIVE: Final = "重新启用"
CANNED_FORBIDDEN: Final = "这一页由值班员、县区工会和管理员使用。"
CANNED_BY: Final = "{name} 改于 {at}"
CANNED_EMPTY: Final = "还没有常用语。"
CANNED_EMPTY_HINT: Final = "把每天要说好几遍的话写成一条，岗位上的同事都能用。"
# The places that are filled from the chat.
PLACE_NAME: Final = "姓名"
PLACE_NUMBER: Final = "编号"
PLACE_COLLEAGUE: Final = "同事"
PLACE_COUNTY: Final = "县区"

# Handing on.
TRANSFER: Final = "转交"
TRANSFER_TITLE: Final = "转给别的岗位或同事"
TRANSFER_TO: Final = "转给谁"
TRANSFER_REASON: Final = "为什么转（只有同事看得到）"
TRANSFER_REASON_PLACEHOLDER: Final = "例如：用工单位在渭滨，要当面核实；已答应今天 17:30 前回话。"
TRANSFER_TOLD: Final = "职工会看到："
TRANSFER_CLOCK: Final = "答应的时间不变，转人工的事项不会关。"
TRANSFER_NOBODY: Final = "现在没有能接这个对话的岗位或同事。"
TRANSFER_PICK: Final = "请先选转给谁。"
TRANSFERRED: Final = "已转交。"
TRANSFER_NOTE: Final = "转给{to}"
COUNTY_UNION: Final = "{county}工会"
DESK_OF: Final = "{role}岗位"
WORKER_TRANSFERRED: Final = "我请{to}的同事接着帮您，前面说的都看得到，不用您再讲一遍。"
WORKER_TRANSFERRED_COLLEAGUE: Final = "我请同事{to}接着帮您，前面说的都看得到，不用您再讲一遍。"
# A desk as a worker reads it; a county desk is the union of its county.
DESK_FOR_WORKER: Final[Mapping[str, str]] = MappingProxyType(
    {
        "admin": "市总工会",
        "duty": "市总工会值班室",
        "lawyer": "律师",
        "counsellor": "心理咨询",
        "program_officer": "办项目",
        "county_desk": "县区工会",
        "knowledge_editor": "市总工会",
    }
)

# Rating.
WORKER_RATE: Final = "这次帮您办得咋样？点一个就行，不想评也没关系。"
RATE_TITLES: Final = ("很不满意", "不太满意", "一般", "满意", "很满意")
CLOSE_RATES: Final = "说明后面会附上五个评分按钮，职工可评可不评。"
RATED: Final = "职工评分 {average:.1f}（{count} 次）"

# Keyboard.
KEYS_TITLE: Final = "键盘快捷键"
KEYS_HINT: Final = "正在打字时不起作用。"
KEYS_BUTTON: Final = "快捷键 ?"
KEY_ROWS: Final = (
    ("j", "下一个对话"),
    ("k", "上一个对话"),
    ("c", "接手打开的对话"),
    ("n", "写内部备注"),
    ("/", "插入常用语（正在回复时）"),
    ("?", "打开这张表"),
)
CLOSE_WINDOW: Final = "关闭"
