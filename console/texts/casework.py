"""The words of the case pages, and what workers read when staff work on their case."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

TIERS: Final[Mapping[str, str]] = MappingProxyType({"ordinary": "一般", "urgent": "紧急", "major": "重大"})
LINKS: Final[Mapping[str, str]] = MappingProxyType({"related": "有关联", "duplicate": "重复", "follow_up": "后续"})
PAPER_STATES: Final[Mapping[str, str]] = MappingProxyType(
    {"asked": "还没收到", "received": "待核对", "ok": "合格", "redo": "已请重发", "waived": "不需要"}
)
TIMES: Final[Mapping[str, str]] = MappingProxyType({"today": "今天到期", "week": "一周内到期", "overdue": "已超期"})
ORDERS: Final[Mapping[str, str]] = MappingProxyType({"newest": "最新提交", "due": "剩余时间"})
ASSIGNED: Final[Mapping[str, str]] = MappingProxyType({"me": "我经办", "nobody": "还没人办"})

# What workers read.
WORKER_PAPER: Final = (
    "您的“{title}”（编号 {number}）里，请重新发一样材料：{paper}。\n原因：{reason}\n"
    "拍好了直接发到这里就行，别的材料不用再发。"
)
WORKER_PAPER_NEW: Final = (
    "您的“{title}”（编号 {number}）还差一样材料：{paper}。\n用处：{reason}\n"
    "拍好了直接发到这里就行。手头没有的话，跟我们说一声。"
)
WORKER_MERGED: Final = (
    "您的“{title}”（编号 {merged}）和编号 {kept} 是同一件事，我们并到一起办，以后查编号 {kept} 就行。"
    "材料都在，不用重新交。有不对的地方，直接跟我们说。"
)
WORKER_MERGED_OTHER: Final = (
    "您的“{title}”（编号 {merged}）和另一件同样的事并到一起办，有进展我们会接着告诉您。有不对的地方，直接跟我们说。"
)
WORKER_UNMERGED: Final = "您的“{title}”（编号 {merged}）还是单独办，查这个编号就行，材料不用重新交。"

# The list.
VIEWS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "": "全部",
        "?status=open&assigned=me&order=due": "我经办",
        "?status=open&assigned=nobody&order=due": "还没人办",
        "?time=today&order=due": "今天到期",
        "?time=overdue&order=due": "已超期",
        "?status=open&tier=major&order=due": "重大",
        "?status=needs_papers": "等材料",
    }
)
VIEWS_LABEL: Final = "常用查看"
FILTER_TIER: Final = "紧急程度"
FILTER_ASSIGNED: Final = "经办"
FILTER_TIME: Final = "期限"
FILTER_ORDER: Final = "排序"
FILTER_EMPLOYER: Final = "单位名称"
EMPLOYER_PLACEHOLDER: Final = "单位名称里的几个字"
MORE_FILTERS: Final = "更多条件"
FEWER_FILTERS: Final = "收起条件"
FIND: Final = "编号或手机号"
FIND_PLACEHOLDER: Final = "10 位编号，或完整手机号"
FIND_WRONG: Final = "请输入 10 位编号，或完整的手机号。姓名是加密保存的，不能用来查找。"
FOUND_BY_PHONE: Final = "这个号码名下的案件"
FOUND_NONE: Final = "这个号码名下没有您能看的案件。"
COLUMNS: Final = ("编号", "事项", "县区", "状态", "经办", "剩余时间")
NOBODY: Final = "—"
NO_DUE: Final = "—"
LEFT: Final = "还剩 {time}"
LATE: Final = "超 {time}"
PAUSED_ROW: Final = "计时暂停"
PICK: Final = "选中 {number}"
PICK_MODE: Final = "选几个建群体案件"
PICK_STOP: Final = "不选了"
PICKED: Final = "选了 {count} 个"
MAKE_GROUP: Final = "建群体案件"
SAME_EMPLOYER: Final = "同一单位的 {count} 个"
EXPORT_XLSX: Final = "导出 Excel"
EXPORT_CSV: Final = "导出 CSV"
EXPORT_HINT: Final = "按当前条件导出，最多 {most} 个。电话、证件号已遮住；心理咨询不含内容。"

# A case.
TIER_CHIP: Final[Mapping[str, str]] = MappingProxyType({"urgent": "紧急", "major": "重大"})
ACTIONS: Final = "经办与程度"
TAKE: Final = "我来办"
ASSIGN: Final = "交给同事"
ASSIGN_TITLE: Final = "交给谁办"
ASSIGN_WHO: Final = "同事"
ASSIGNED_DONE: Final = "已交办。"
TAKEN_DONE: Final = "已由您经办。"
UNASSIGN: Final = "先不定"
NOBODY_YET: Final = "还没有人经办"
CHANGE_TIER: Final = "调整程度"
TIER_TITLE: Final = "调整紧急程度"
TIER_LABEL: Final = "改为"
TIER_REASON: Final = "原因"
TIER_BODY: Final = "办理时限会跟着调整，原因记入经过。"
TIER_DONE: Final = "紧急程度已调整。"
OVERTAKEN: Final = "这期间的变化：{changes}"
CLOSED_HINT: Final = "案件已了结。职工不同意或情况有变，可以写明原因重新受理。"
CALLBACK_HINT: Final = "这类诉求要先回访职工，才能办结。"
MERGED_HINT: Final = "这个案件已并入 {number}，在那里接着办。"

CLOCKS: Final[Mapping[str, str]] = MappingProxyType({"first_reply": "首次答复", "update": "告知进展", "solve": "办结"})
CLOCK_LEFT: Final = "{name} 还剩 {time}"
CLOCK_LATE: Final = "{name} 已超 {time}"
CLOCK_PAUSED: Final = "{name} 暂停：{why}"
PAUSE: Final = "暂停计时"
PAUSE_BODY: Final = "首次答复不能暂停。暂停的时间不算在办理时限里，原因记入经过。"
PAUSE_WHY: Final = "原因"
PAUSE_NOTE: Final = "在等什么"
PAUSED: Final = "已暂停计时。"
RESUME: Final = "恢复计时"
RESUMED: Final = "已恢复计时。"

# Papers.
PAPER_OK: Final = "合格"
PAPER_REDO: Final = "请职工重发"
PAPER_WAIVE: Final = "不需要"
PAPER_ASK: Final = "再要一样材料"
PAPER_REDO_TITLE: Final = "请职工重发“{paper}”"
PAPER_ASK_TITLE: Final = "再要一样材料"
PAPER_NAME: Final = "材料名称"
PAPER_REASON: Final = "为什么要重发（职工会看到）"
PAPER_USE: Final = "用来做什么（职工会看到）"
PAPER_REASON_PLACEHOLDER: Final = "例如：照片太暗，看不清号码。"
PAPER_SEND: Final = "发给职工"
PAPER_SENT: Final = "已通知职工，只要这一样。"
PAPER_CHECKED: Final = "已记下。"
PAPER_FOR_WHICH: Final = "归到哪一样"
PAPER_PLACE: Final = "归类"
PAPER_PLACE_TITLE: Final = "“{file}”是哪一样材料"
PAPER_NONE_OF_THEM: Final = "都不是，只放进案件"
PAPER_PLACED: Final = "已归类。"
PAPER_REASON_SAID: Final = "原因：{reason}"
LOOSE_FILES: Final = "还没归类的文件"
CHAT_FILES: Final = "对话里还没放进案件的文件"
PROGRESS: Final = "{done} / {all} 样合格"

# Relations.
RELATIONS: Final = "关联与合并"
RELATIONS_EMPTY: Final = "没有关联的案件。"
RELATIONS_FOREIGN: Final = "另一个案件（不在您负责的范围内）"
LINK: Final = "建立关联"
LINK_TITLE: Final = "和另一个案件建立关联"
LINK_NUMBER: Final = "另一个案件的编号"
LINK_KIND: Final = "关系"
LINKED: Final = "已建立关联。"
UNLINK: Final = "解除"
UNLINKED: Final = "已解除关联。"
LIKELY: Final = "可能是重复提交"
MERGE: Final = "合并"
MERGE_IN: Final = "并入别的案件"
MERGE_TITLE: Final = "合并案件"
MERGE_BODY: Final = "{merged} 会并入 {kept}，然后了结。7 天内可以撤销。"
MERGE_PAPERS: Final = "材料清单：{names}"
MERGE_FILES: Final = "文件：{count} 个"
MERGE_LINKS: Final = "关联：{count} 个"
MERGE_NOTHING: Final = "没有需要移动的内容，经过会一并显示。"
MERGE_BOOKING: Final[Mapping[str, str]] = MappingProxyType(
    {"moves": "预约时间：移到保留的案件", "cancelled": "预约时间：取消（保留的案件已有预约）"}
)
MERGE_REASON: Final = "为什么是同一件事"
MERGE_LOOK: Final = "看看会怎样"
MERGE_CONFIRM: Final = "合并并告诉职工"
MERGED: Final = "已合并，职工会收到一条消息。"
MERGED_FROM: Final = "并进来的案件"
UNDO: Final = "撤销合并"
UNDO_TITLE: Final = "撤销合并"
UNDO_BODY: Final = "{merged} 会恢复到合并前的状态，材料、关联和预约移回去。职工会收到一条消息。"
UNDONE: Final = "已撤销合并。"
SAME_CASE: Final = "请填另一个案件的编号。"
NO_SUCH_CASE: Final = "没有找到这个案件。编号可能写错了，或者不在您负责的范围内。这次访问已经记录。"

# Timeline.
SHOW_STEPS: Final = "经过"
SHOW_TALK: Final = "往来消息"
SHOW_LOOKS: Final = "查阅 {count}"
TALK_EMPTY: Final = "还没有往来消息。"
STEPS_EMPTY: Final = "还没有经过。"
LOOKS_EMPTY: Final = "还没有人查阅。"
NOTE_QUIET: Final = "（职工看不到）"
OF_CASE: Final = "案件 {number}"
ABOUT_PAPER: Final = "{what}：{paper}"
TIER_CHANGED: Final = "紧急程度由“{before}”改为“{after}”"
ASSIGNED_TO: Final = "交给 {name} 经办"
ASSIGNED_NONE: Final = "取消了经办人"
LINKED_AS: Final = "与 {number} 建立关联（{kind}）"
MERGED_AWAY: Final = "并入 {number}"
MERGED_HERE: Final = "{number} 并了进来"
UNMERGED: Final = "撤销了与 {number} 的合并"
ANOTHER: Final = "另一个案件"

# Group cases.
GROUP: Final = "群体案件"
GROUP_NEW: Final = "建群体案件"
GROUP_TITLE: Final = "名称"
GROUP_FACTS: Final = "{number} · {count} 个案件"
GROUP_HIDDEN: Final = "另有 {count} 个案件不在您负责的范围内。"
GROUP_CLOSED: Final = "已结束"
GROUP_MEMBERS: Final = "成员案件"
GROUP_MEMBERS_EMPTY: Final = "还没有案件，填编号加进来。"
GROUP_ADD: Final = "按编号加入"
GROUP_ADDED: Final = "已加入。"
GROUP_ADD_BUTTON: Final = "加入"
GROUP_REMOVE: Final = "移出"
GROUP_REMOVED: Final = "已移出，案件照常单独办。"
GROUP_STEP: Final = "一起更新进展"
GROUP_STEP_HINT: Final = "能走这一步的都会走，走不了的会说明原因，互不影响。"
GROUP_STEP_BUTTON: Final = "更新并通知"
GROUP_TELL: Final = "一起通知"
GROUP_TELL_LABEL: Final = "给每位职工的话"
GROUP_TELL_BUTTON: Final = "发给大家"
GROUP_TELL_PREFIX: Final = "关于您的“{title}”（编号 {number}）：{words}"
GROUP_RESULT: Final = "结果：{done} 个已完成，{left} 个没有"
GROUP_DONE: Final = "已完成"
GROUP_CLOSE: Final = "结束群体案件"
GROUP_CLOSE_BODY: Final = "案件都了结后，可以结束。结束后不能再一起办理。"
GROUP_CLOSE_DONE: Final = "群体案件已结束。"
GROUP_WORDS_NEEDED: Final = "请先写内容。"

CANCEL: Final = "取消"
SAVE: Final = "保存"
PREVIEW: Final = "职工将收到"

# Export.
SHEET_TITLE: Final = "案件"
EXPORT_NAME: Final = "案件 {at}"
EXPORT_COLUMNS: Final = (
    "编号", "事项", "县区", "状态", "紧急程度", "单位", "姓名", "电话", "申请内容", "经办", "提交时间", "应办时间",
    "了结时间", "群体案件",
)  # fmt: skip
EXPORT_WALLED: Final = "（心理咨询，内容不导出）"
EXPORT_CUT: Final = "只导出了前 {most} 个，请缩小条件分批导出。"
