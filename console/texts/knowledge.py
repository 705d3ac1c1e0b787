"""The words of the knowledge pages."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

CARDS: Final = "卡片"
QUESTIONS: Final = "没答上来的问题"
PROPOSALS: Final = "等复核的修改"
REVIEWS: Final = "到期与变化"
TITLE: Final = "政策卡片"
RULE: Final = "在这里改过的卡片优先于随版本发来的文件；以后来的文件审核日期更晚时，改用文件，您的修改留在记录里。"

STATES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "file": "文件版",
        "live": "在用修改版",
        "superseded": "已被新版文件取代",
        "withdrawn": "已下架",
        "broken": "修改版读不出，用文件版",
    }
)
VERSION_STATES: Final[Mapping[str, str]] = MappingProxyType({"live": "修改", "withdrawn": "下架", "file": "改回文件版"})

# The list.
FILTER_GROUP: Final = "分组"
FILTER_STATE: Final = "状态"
FIND: Final = "查找"
FIND_PLACEHOLDER: Final = "标题、问法或正文里的词"
COLUMNS: Final = ("卡片", "分组", "负责", "审核日期", "状态")
COUNT: Final = "共 {count} 张"
NONE: Final = "没有符合条件的卡片。"
NONE_HINT: Final = "换个词，或放宽筛选条件。"
NEW: Final = "写新卡片"
NEXT: Final = "下一页"
FIRST: Final = "回到第一页"
REVIEW_DUE: Final = "该复核了"

# One card.
BACK: Final = "回到卡片列表"
GONE: Final = "没有这张卡片，可能编号写错了。"
DOCUMENT: Final = "卡片全文"
FORMAT_HINT: Final = "两条 --- 之间是卡片头，下面是职工看到的内容。写法见 knowledge/cards/FORMAT.md。"
PREVIEW: Final = "职工看到的样子"
PREVIEW_NONE: Final = "全文还有错，改好后这里会显示。"
RELATED: Final = "下面的按钮还有：{titles}"
ERRORS: Final = "要先改好（{count}）"
WARNINGS: Final = "请留意（{count}）"
FINE: Final = "检查通过，没有发现问题。"
TODAY: Final = "审核日期改为今天"
NOTE: Final = "这次改了什么（同事看得到）"
SAVE: Final = "提交复核"
SAVED: Final = "已提交，等另一位同事复核。复核前职工看到的还是原来的内容。"
URGENT: Final = "紧急发布……"
URGENT_TITLE: Final = "不等复核，马上发布"
URGENT_BODY: Final = "只在内容有错、会误导职工又来不及找人复核时用。会记在历史里，标明是紧急发布。"
URGENT_REASON: Final = "为什么不能等（必填）"
URGENT_NEEDED: Final = "请写明为什么不能等复核。"
URGENT_DONE: Final = "已紧急发布，几秒后职工问到的就是新内容。"
NOTHING_NEW: Final = "内容没有变化，不用保存。"
NOT_YET: Final = "还有没改好的地方，先改好再保存。"
DRAFT: Final = "这是您上次没保存的修改。"
DISCARD: Final = "放弃这些修改"
WITHDRAW: Final = "下架"
WITHDRAW_TITLE: Final = "下架这张卡片"
WITHDRAW_BODY: Final = "同事复核通过后，助手不再用它回答。内容留在历史里，随时可以恢复。"
WITHDRAW_REASON: Final = "为什么下架（必填）"
WITHDRAW_NEEDED: Final = "请写明为什么下架。"
WITHDRAW_ASKED: Final = "已提交下架，等另一位同事复核。"
WITHDRAWN_BAR: Final = "这张卡片已下架，职工看不到。改好后“提交复核”，通过就重新上架。"
USE_FILE: Final = "改回文件版"
USE_FILE_ASK: Final = "同事复核通过后，职工将看到随版本发来的文件内容，您的修改留在历史里。"
FILE_ASKED: Final = "已提交改回文件版，等另一位同事复核。"
SUPERSEDED: Final = "已被新版文件取代：文件的审核日期是 {file}，晚于在这里修改时的 {live}，职工看到的是文件版。"
SUPERSEDED_DIFF: Final = "修改版（−）与现在的文件版（+）相比"
SAVED_TEXT: Final = "修改版全文"
BROKEN: Final = "修改版读不出来，职工看到的是文件版。请从历史里恢复一个好的版本。"
CONFLICT: Final = "{name} 在 {at} 先保存了第 {number} 版。您写的都还在，没有覆盖。"
CONFLICT_DIFF: Final = "同事的（−）与您的（+）相比"
CONFLICT_MINE: Final = "看过了，用我的保存"
CONFLICT_THEIRS: Final = "用同事的，放弃我的"
SAME: Final = "两版内容一样。"
CONFIRM: Final = "确定"
CANCEL: Final = "取消"

# History.
HISTORY: Final = "历史版本"
HISTORY_NONE: Final = "还没有在这里改过，用的是文件版。"
VERSION: Final = "第 {number} 版 · {what}"
VERSION_BY: Final = "{name} · {at}"
VERSION_REVIEWED: Final = " · 复核：{name}"
COMPARE: Final = "看改动"
HIDE: Final = "收起"
RESTORE: Final = "恢复"
RESTORED: Final = "已放进编辑框，核对后提交，复核通过才会生效。"
RESTORE_NOTE: Final = "恢复第 {number} 版"
SYSTEM: Final = "系统"

# Questions nobody could answer.
QUESTIONS_HINT: Final = "助手没找到答案，或职工点了“没帮上”。意思相近的放在一起；电话、证件号已隐去。"
QUESTIONS_NONE: Final = "没有待处理的问题。"
QUESTIONS_NONE_HINT: Final = "助手答不上来的问题会自动出现在这里。"
SORT_MOST: Final = "问得最多"
SORT_NEW: Final = "最近问的"
TIMES: Final = "{count} 次"
LAST_ASKED: Final = "最近：{at}"
ASKED_REASONS: Final[Mapping[str, str]] = MappingProxyType(
    {"no_card": "没找到答案", "not_helpful": "看了卡片说没帮上", "misread": "同事标为误解"}
)
ANSWERED_BY: Final = "当时给的卡片："
NEAREST: Final = "相近的卡片："
NO_NEAREST: Final = "没有相近的卡片"
PICK_CARD: Final = "选一张卡片"
ADD: Final = "加到这张卡片的问法"
ADDED: Final = "已加到“{title}”，几秒后助手就认得这些问法。"
ADD_NOTE: Final = "加问法：职工问过的 {count} 句"
ADD_NONE: Final = "请先选卡片，并至少勾一句话。"
DISMISS: Final = "不用处理"
DISMISSED: Final = "已标记为不用处理。"
ALREADY: Final = "同事刚处理过了。"
MORE_SENTENCES: Final = "还有 {count} 句"
CLOSED: Final = "最近处理的"
OUTCOMES: Final[Mapping[str, str]] = MappingProxyType(
    {"added": "加到卡片 {card}", "written": "写了新卡片 {card}", "dismissed": "不用处理"}
)
# What a sentence means, when no card is missing but the assistant took it for something else. Keys: intents of nlu/domain.yml.
PICK_MEANING: Final = "改正理解：这几句话其实是……"
TAKE_BACK_STEP: Final = "撤销"
TAUGHT: Final = "已记下 {count} 句。下次训练语言模型后，助手就会这样理解。"
TEACH_NONE: Final = "请至少勾一句话，再选意思。"
TEACH_OUTCOME: Final = "改正理解：{meaning}"
TEACH_DOWNLOAD: Final = "下载改正（{count} 句）"
TEACH_FILE: Final = "corrections.yml"
INTENTS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "ask_policy": "问政策、权益、法律规定",
        "legal_consultation": "要律师、法律援助",
        "psych_consultation": "要心理咨询、心里难受",
        "check_status": "查办理进度",
        "cancel_booking": "取消预约或报名",
        "reschedule": "改约时间",
        "handoff": "要找人工",
        "feedback": "评价、投诉、建议",
        "privacy": "查看、更正、删除自己的信息",
        "find_station": "找驿站、歇脚、接水",
        "crisis": "有危险、紧急情况",
        "greet": "打招呼",
        "thanks": "道谢",
        "goodbye": "道别",
        "bot_challenge": "问是人还是机器",
        "help": "问能做什么、怎么用",
        "affirm": "肯定、同意",
        "deny": "否定、不同意",
        "out_of_scope": "与工会无关",
    }
)
PROGRAM_INTENTS: Final[Mapping[str, str]] = MappingProxyType(
    {"ask_program": "了解项目：{program}", "join_program": "要报名、申请：{program}"}
)

# What is due, soonest first.
DUE_HINT: Final = "最急的排在前面。未来 {days} 天内到期的也列出来。"
FACTS_DUE: Final = "要核对的数字"
FACTS_NONE: Final = "近期没有到期的数字。"
FACT_DUE: Final = "{value} · 来源：{source}"
CARDS_DUE: Final = "该复核的卡片"
CARDS_NONE: Final = "近期没有到期的卡片。"
CARD_REVIEWED: Final = "上次审核 {day}，满一年要复核"
CARD_OVER: Final = "有效期到 {day}"
OVERDUE: Final = "已过 {days} 天"
DUE_TODAY: Final = "今天到期"
DUE_IN: Final = "还有 {days} 天"
OWNER: Final = "负责：{owner}"
LAWS: Final = "法条变化"
LAWS_NONE: Final = "还没有法条变化的记录。导入新的法律文本后会列在这里。"
LAWS_DAMAGED: Final = "变化记录读不出来：{problem}"
KINDS: Final[Mapping[str, str]] = MappingProxyType(
    {"new": "新增", "gone": "删除", "changed": "修改", "renumbered": "条号变动"}
)
NOW: Final = "现为{article}"
RESTING_CARDS: Final = "依据它的卡片："
RESTING_SHEETS: Final = "依据它的计算器："
RESTING_NONE: Final = "没有卡片或计算器依据它"
ANSWERS: Final = "近一年有 {count} 次回答依据这一条"
ANSWERS_NONE: Final = "近一年没有回答依据这一条"
ANSWERED_CHATS: Final = "最近的对话："
EARLIER_CHANGES: Final = "只列最近 {count} 条，更早的见 knowledge/laws/changes.yml。"
FORBIDDEN: Final = "这一页由知识员和管理员使用。"

# The second pair of eyes.
PROPOSALS_HINT: Final = "职工看到的内容改动要另一位同事看过才生效，自己提的不能自己复核。只加问法不用等。"
PROPOSALS_NONE: Final = "没有等复核的修改。"
PROPOSALS_NONE_HINT: Final = "同事提交的卡片修改会出现在这里。"
PROPOSAL_STATES: Final[Mapping[str, str]] = MappingProxyType(
    {"live": "修改", "withdrawn": "下架", "file": "改回文件版"}
)
PROPOSAL_NEW: Final = "新卡片"
PROPOSAL_BY: Final = "{name} · {at} 提交"
PROPOSAL_MINE: Final = "您提的"
PROPOSAL_BAR: Final = "{name} 在 {at} 提交了{what}，正在等复核。职工看到的还是原来的内容。"
PROPOSAL_OPEN: Final = "打开看改动"
PROPOSAL_GONE: Final = "没有这份修改，可能编号写错了。"
PROPOSAL_DIFF: Final = "正在用的（−）与改后的（+）相比"
PROPOSAL_STALE: Final = "提交之后卡片又变了，这份修改不能直接通过，请同事在新版上重新提。"
PROPOSAL_CARD: Final = "打开这张卡片"
APPROVE: Final = "通过并启用"
APPROVED: Final = "已通过，几秒后职工问到的就是新内容。"
APPROVE_BROKEN: Final = "改后的内容还有错，不能通过：{problem}"
REJECT: Final = "退回……"
REJECT_TITLE: Final = "退回这份修改"
REJECT_BODY: Final = "内容不会生效，原因同事看得到。为它关掉的职工提问会重新打开。"
REJECT_REASON: Final = "为什么退回（必填）"
REJECT_NEEDED: Final = "请写明为什么退回。"
REJECTED: Final = "已退回。"
TAKE_BACK: Final = "撤回"
TAKE_BACK_ASK: Final = "撤回后这份修改不再等复核，内容留在记录里。"
TAKEN_BACK: Final = "已撤回。"
DECIDED: Final = "最近处理的"
PROPOSAL_STATUSES: Final[Mapping[str, str]] = MappingProxyType(
    {"open": "等复核", "approved": "已通过", "rejected": "已退回", "withdrawn": "已撤回"}
)
DECIDED_BY: Final = "{status} · {name} · {at}"

# A message the assistant took for something else.
MISREAD: Final = "标为误解"
MISREAD_TITLE: Final = "这句话其实是什么意思？"
MISREAD_BODY: Final = "选对的意思，下次训练语言模型后助手就会这样理解。电话、证件号会隐去。"
MISREAD_LABEL: Final = "其实是……"
MISREAD_NEEDED: Final = "请先选这句话的意思。"
MISREAD_DONE: Final = "已记下，谢谢。"
