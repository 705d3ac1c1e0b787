"""Every word of the console: what staff read, and the few sentences it says to workers in their name."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

BRAND: Final = "娘家人"
SUBTITLE: Final = "宝鸡市总工会 · 工作台"
TITLE: Final = "娘家人工作台"

ROLES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "admin": "管理员",
        "duty": "值班员",
        "lawyer": "律师",
        "counsellor": "心理咨询师",
        "program_officer": "项目专员",
        "county_desk": "县区工会",
        "knowledge_editor": "知识员",
    }
)
STATUSES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "submitted": "已提交",
        "accepted": "已受理",
        "needs_papers": "待补材料",
        "scheduled": "已安排时间",
        "transferred": "已转办",
        "supervised": "督办中",
        "visited": "已核实",
        "approved": "审核通过",
        "public_notice": "公示中",
        "paid": "已发放",
        "called_back": "已回访",
        "done": "已办结",
        "refused": "未通过",
        "cancelled": "已取消",
    }
)
# Why somebody waits: what a duty officer should read into it at a glance.
REASONS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "crisis": "危险信号",
        "asked": "要求人工",
        "not_understood": "两次没听懂",
        "complaint": "投诉不满",
        "missed_field": "填写遇到困难",
        "psych": "心理咨询",
        "rule": "同事设定",
        "staff": "同事主动接手",
    }
)
REASON_HINTS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "crisis": "职工的话里有自伤、轻生、暴力或紧急危险的迹象，请马上接手。",
        "asked": "职工提出要和人谈。",
        "not_understood": "助手连续两次没听懂，已请人工帮忙。",
        "complaint": "职工对服务或答复不满意。",
        "missed_field": "职工填写时两次没填对，需要人帮一把。",
        "psych": "职工等待心理咨询师，内容仅咨询师可见。",
        "rule": "同事给这个对话贴了“重点关注”，职工再来消息就直接找人。",
        "staff": "由工作人员主动接手，职工没有提出要求。",
    }
)
WAYS: Final[Mapping[str, str]] = MappingProxyType({"in_person": "当面", "phone": "电话", "video": "视频"})
CHANNELS: Final[Mapping[str, str]] = MappingProxyType({"web": "网页", "telegram": "Telegram"})
AUTHORS: Final[Mapping[str, str]] = MappingProxyType(
    {"worker": "职工", "bot": "助手", "staff": "工作人员", "system": "系统提示"}
)
DELIVERY: Final[Mapping[str, str]] = MappingProxyType(
    {"due": "待发送", "sending": "发送中", "failed": "没有送达", "sent": "", "note": "内部备注"}
)
EVENTS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "opened": "提交了案件",
        "viewed": "查看了案件",
        "view_refused": "试图查看，已拒绝（无权限）",
        "file_viewed": "打开了材料",
        "booked": "预约了时间",
        "booking_cancelled": "取消了预约",
        "papers": "补交了材料",
        "erased": "职工要求删除个人信息，内容已清除",
        "revealed": "查看了完整证件信息",
        "warned": "列入苗头：同一单位近期多人反映同一类事",
        "clock_warning": "办理时限提醒",
        "clock_paused": "暂停计时",
        "clock_resumed": "恢复计时",
        "tier": "调整了紧急程度",
        "paper_ok": "材料合格",
        "paper_waived": "不需要这份材料",
        "paper_redo": "请职工重发材料",
        "paper_received": "发来了材料",
        "paper_placed": "给文件归了类",
        "assigned": "调整了经办人",
        "linked": "建立了关联",
        "unlinked": "解除了关联",
        "merged": "合并了案件",
        "merge_undone": "撤销了合并",
        "group_joined": "放进群体案件",
        "group_left": "移出群体案件",
        "group_told": "群体案件统一通知",
        "chat_transferred": "转交了对话",
        "chat_returned": "接手的同事久未回复，对话退回队列",
        "rated": "职工给这次服务评了分",
        "meeting_done": "谈过了",
        "meeting_no_show": "职工没有来",
        "meeting_confirmed": "电话确认过会来",
    }
)
ACTORS: Final[Mapping[str, str]] = MappingProxyType({"worker": "职工", "bot": "助手", "system": "系统"})

# What workers read when staff act.
WORKER_TAKEN: Final = "工会工作人员已经接手，接下来由工作人员直接回复您。"
WORKER_HANDED_BACK: Final = "工作人员的回复就到这里，接下来由我继续陪您。需要人的时候，回复“转人工”就行。"
WORKER_CLOSED: Final = "这次人工服务结束了。还有别的事，接着跟我说就行；想再找人，回复“转人工”。"
WORKER_CASE: Final = "您的“{title}”（编号 {number}）有新进展：{words}"
WORKER_PAPERS: Final = "可以直接在这里发照片或 PDF。"
WORKER_REFUSED: Final = "对结果有疑问，可以直接在这里问我们，也可以打 {hotline}。"
REFUSAL_HOTLINE: Final = "12351"

# Logging in and out.
LOGIN_TITLE: Final = "登录工作台"
LOGIN_INTRO: Final = "为职工答疑、接待、办事的地方。"
LOGIN_NAME: Final = "用户名"
LOGIN_PASSWORD: Final = "密码"
LOGIN_BUTTON: Final = "登录"
LOGIN_FORGOT: Final = "忘记密码，请联系管理员重置。"
LOGIN_LEFT: Final = "用户名或密码不对，还可以再试 {left} 次。"
LOGIN_EXPIRED: Final = "登录已过期，请重新登录。没发出去的草稿还在。"
LOGGED_OUT: Final = "您已退出登录。"
LOGIN_FOREIGN: Final = "登录请求不是从本页面发出的，请刷新后再试。"
SIGNED_OUT_TITLE: Final = "登录已过期"
SIGNED_OUT_BODY: Final = "为了安全，请重新登录。您写的内容已经留作草稿，登录后接着写。"
LOG_OUT: Final = "退出"

NOT_FOUND_TITLE: Final = "没有找到这一页"
NOT_FOUND_BODY: Final = "编号可能写错了，或者不在您负责的范围内。这次访问已经记录。"
NOT_FOUND_PLAIN: Final = "地址可能写错了，或者内容已经不在了。"
BACK_TO_INBOX: Final = "回到对话"
BACK_TO_CASES: Final = "回到案件列表"
FAILED: Final = "没有成功，请稍后再试。您写的内容还在。"

# Inbox.
NAV_CHATS: Final = "对话"
NAV_CASES: Final = "案件"
NAV_CALENDAR: Final = "日历"
NAV_PROGRAMS: Final = "项目"
NAV_KNOWLEDGE: Final = "知识"
NAV_FIGURES: Final = "统计"
NAV_WARNINGS: Final = "苗头"
NAV_PEOPLE: Final = "人员"
QUEUE: Final = "等待接手"
MINE: Final = "我在办"
COLLEAGUES: Final = "同事在办"
QUEUE_EMPTY: Final = "现在没有人在等。"
QUEUE_EMPTY_HINT: Final = "有职工要找人时，会马上出现在这里。"
MINE_EMPTY: Final = "手上没有对话。"
MINE_EMPTY_HINT: Final = "打开“等待接手”里的对话，点“接手”，就会到这里。"
CHAT_EMPTY: Final = "选一个对话开始"
CHAT_EMPTY_HINT: Final = "有危险信号的排在最前，其余按剩下的答复时间排。"
NO_NAME: Final = "未留姓名"
HIDDEN: Final = "咨询内容已隐藏"
HIDDEN_HINT: Final = "心理咨询内容，仅咨询师可见"
ERASED: Final = "（内容已按职工要求删除）"
EMPTY_MESSAGE: Final = "（没有文字）"
WAITED: Final = "等了 {time}"
NEEDS_REPLY: Final = "待回复"

# Chat.
CHAT_GONE: Final = "没有找到这个对话"
CHAT_GONE_HINT: Final = "它可能不在您负责的范围内，或者已经转给了别的岗位。"
TAKE_OVER: Final = "接手对话"
TAKEN: Final = "已接手，助手不再自动回复。"
WITH_BOT: Final = "助手正在接待。需要时您可以直接接手。"
WAITS_FOR_YOU: Final = "职工在等工作人员。接手后，助手不再自动回复。"
WITH_COLLEAGUE: Final = "{name} 正在处理这个对话，您可以查看，也可以留内部备注。"
HAND_BACK: Final = "交还助手"
HANDED_BACK: Final = "已交还，助手继续接待。"
HAND_BACK_ASK: Final = "交还后由助手继续接待，职工会收到一句说明，转人工的事项记为办结。"
CLOSE: Final = "结束对话"
CLOSE_TITLE: Final = "结束这次人工服务"
CLOSE_BODY: Final = "这段话会发给职工，并记入转人工案件。之后由助手继续接待。"
CLOSE_LABEL: Final = "给职工的结束说明"
CLOSE_CONFIRM: Final = "发送并结束"
CLOSED: Final = "已结束，说明已发给职工。"
CANCEL: Final = "取消"
REPLY: Final = "回复职工"
NOTE: Final = "内部备注"
REPLY_PLACEHOLDER: Final = "写给职工……"
NOTE_PLACEHOLDER: Final = "只有同事看得到……"
KEYS: Final = "回车发送，Shift+回车换行"
SEND: Final = "发送"
SAVE_NOTE: Final = "保存备注"
EARLIER: Final = "更早的消息"
NOBODY_WROTE: Final = "还没有消息。"

# Cases.
CASES_TITLE: Final = "案件"
FILTER_STATUS: Final = "状态"
FILTER_KIND: Final = "类型"
FILTER_PROGRAM: Final = "项目"
FILTER_COUNTY: Final = "县区"
ALL: Final = "全部"
STATUS_OPEN: Final = "办理中（全部）"
STATUS_CLOSED: Final = "已了结（全部）"
FIND_NUMBER: Final = "按编号查找"
FIND_PLACEHOLDER: Final = "例如 26-4831-0726"
FIND_WRONG: Final = "这个编号不对，请核对 10 位数字。"
CASES_EMPTY: Final = "没有符合条件的案件。"
CASES_EMPTY_HINT: Final = "放宽筛选条件，或按编号查找。"
CASES_NONE: Final = "还没有案件。"
CASES_NONE_HINT: Final = "职工预约或报名后，案件会出现在这里。"
CLEAR_FILTERS: Final = "清除筛选"
NEXT_PAGE: Final = "下一页"
FIRST_PAGE: Final = "回到第一页"
COLUMNS: Final = ("编号", "事项", "县区", "状态", "提交时间", "应办结")
NO_COUNTY: Final = "未填县区"
CASE_FIELDS: Final = "申请内容"
CASE_FIELDS_EMPTY: Final = "没有填写内容。"
CASE_ERASED: Final = "内容已按职工要求删除。"
CASE_PAPERS: Final = "材料"
CASE_PAPERS_EMPTY: Final = "还没有收到材料。"
CASE_BOOKING: Final = "预约时间"
CASE_TIMELINE: Final = "经过"
CASE_DECIDE: Final = "更新进展"
CASE_NEW_STATUS: Final = "改为"
CASE_NOTE: Final = "给职工的说明"
CASE_NOTE_PLACEHOLDER: Final = "例如：请补一份工资流水，手机银行截图也可以。"
CASE_NOTE_INTERNAL: Final = "内部说明（职工看不到）"
CASE_TELL: Final = "通知职工"
CASE_PREVIEW: Final = "职工将收到"
CASE_NOT_TOLD: Final = "职工不会收到消息，说明只记入经过。"
CASE_SAVE: Final = "保存并通知"
CASE_SAVE_QUIET: Final = "保存"
CASE_SAVED: Final = "已更新，职工会收到通知。"
CASE_SAVED_QUIET: Final = "已更新。"
CASE_PICK_STATUS: Final = "请先选择要改成的状态。"
CASE_NOTE_NEEDED: Final = "请写明原因或要补什么，职工才知道怎么办。"
CASE_CHANGED: Final = "这个案件刚被同事改过，现在是“{status}”。您写的说明还在，请核对后再保存。"
CASE_OPEN_CHAT: Final = "查看对话"
CASE_OPENED: Final = "提交于 {at}"
CASE_ASSIGNED: Final = "经办：{name}"
REVEAL: Final = "显示完整号码"
STATUS_CHANGED: Final = "状态由“{before}”改为“{after}”"
