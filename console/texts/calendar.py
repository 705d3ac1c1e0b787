"""The words of the calendar pages, and of the messages workers get when staff change a time."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

TITLE: Final = "日历"
KINDS: Final[Mapping[str, str]] = MappingProxyType(
    {"government": "公职律师", "public_interest": "公益律师", "social": "社会律师", "counsellor": "心理咨询师"}
)
WAYS: Final[Mapping[str, str]] = MappingProxyType({"phone": "电话", "in_person": "当面", "video": "视频"})
VIEWS: Final[Mapping[str, str]] = MappingProxyType({"day": "日", "week": "周", "list": "列表"})
DAYS: Final[Mapping[str, str]] = MappingProxyType(
    {"mon": "周一", "tue": "周二", "wed": "周三", "thu": "周四", "fri": "周五", "sat": "周六", "sun": "周日"}
)
STATES: Final[Mapping[str, str]] = MappingProxyType(
    {"booked": "已约", "done": "已谈", "no_show": "没来", "cancelled": "已取消"}
)

# The pages.
ALL: Final = "全部"
WHO: Final = "律师、咨询师"
KIND: Final = "类别"
COUNTY: Final = "县区"
CLEAR: Final = "清除筛选"
TODAY: Final = "今天"
BEFORE: Final = "往前"
AFTER: Final = "往后"
PRINT: Final = "打印这一天"
NEW: Final = "新增律师、咨询师"
SETTINGS: Final = "设置、休假"
IDLE: Final = "已停用"
AWAY: Final = "休假"
FREE: Final = "空"
HELD: Final = "给排队的人留着"
CLOSED: Final = "已停开"
HIDDEN: Final = "已约（保密）"
MISSED: Final = "最近一年没来过 {count} 次"
CONFIRM_FIRST: Final = "先打电话确认"
FREE_COUNT: Final = "空 {count}"
BOOKED_COUNT: Final = "约 {count}"
WAITING: Final = "排队等空位：{lines}。有空位会自动先问排队的人。"
WAITING_LINE: Final = "{service} {count} 人"
SERVICES: Final[Mapping[str, str]] = MappingProxyType(
    {"legal_consultation": "法律咨询", "psych_consultation": "心理咨询"}
)
EMPTY: Final = "这几天没有时段。"
EMPTY_HINT: Final = "换个日期，或者到“设置、休假”里写上每周可约的时间。"
EMPTY_LIST: Final = "这四周还没有人约。"
EMPTY_LIST_HINT: Final = "职工约了时间，就会出现在这里。"
NOBODY: Final = "您负责的范围内还没有律师、咨询师。"
NOBODY_HINT: Final = "先新增一位，写上每周可约的时间，职工就能约。"
NOT_FOUND: Final = "没有找到这位律师、咨询师，或者不在您负责的范围内。"
BACK: Final = "回到日历"
COLUMNS: Final = ("时间", "律师、咨询师", "事项", "方式", "状态")
DAYS_AHEAD: Final = "从 {day} 起四周"

# Booking and marking.
BOOK: Final = "替职工约"
BOOK_TITLE: Final = "替职工约这个时间"
BOOK_HINT: Final = "职工打电话来约时用。约好后职工会收到消息和提醒。已经约过的会改到这个时间。"
NUMBER: Final = "事项编号"
NUMBER_WRONG: Final = "这个编号不对，请核对 10 位数字。"
WAY: Final = "方式"
BOOK_DONE: Final = "已约好，职工会收到消息。"
MOVE: Final = "改时间"
MOVE_TITLE: Final = "改到别的时间"
MOVE_TO: Final = "新时间"
MOVE_NONE: Final = "近期没有别的空档。"
MOVE_PICK: Final = "请先选一个时间。"
MOVE_DONE: Final = "已改好，职工会收到消息。"
TAKEN: Final = "{message}离得最近的还有：{times}。"
DONE: Final = "已谈"
NO_SHOW: Final = "没来"
MARKED: Final = "已记下。"
MARKED_TOLD: Final = "已记下，给职工发了一条问候，附上可以再约的时间。"
NO_SHOW_TITLE: Final = "职工没有来？"
NO_SHOW_BODY: Final = "会给职工发一条问候，附上三个可以再约的时间。记错了可以再改成“已谈”。"
CONFIRMED: Final = "电话已确认"
CANCEL: Final = "返回"
YES: Final = "确定"

# One consultant.
NEW_TITLE: Final = "新增律师、咨询师"
BASICS: Final = "基本情况"
NAME: Final = "姓名"
PLACE: Final = "地点（选了当面要写）"
WAYS_LABEL: Final = "方式"
MINUTES: Final = "一次多少分钟"
BUFFER: Final = "两次之间空几分钟"
CAPACITY: Final = "一个时段几个人"
ACCOUNT: Final = "关联账号（本人登录后能看日程、写休假）"
NO_ACCOUNT: Final = "不关联"
ACTIVE: Final = "在岗，可以约"
WEEK: Final = "每周可约的时间"
WEEK_HINT: Final = "按北京时间写，中午、间歇分成两段。法定节假日自动停开，调休上班的日子按周一开。"
ADD_SPAN: Final = "加一段"
DROP_SPAN: Final = "删掉这一段"
FROM: Final = "从"
TO: Final = "到"
NO_SPANS: Final = "不开"
SAVE: Final = "保存"
SAVED: Final = "已保存，时段已按新的设置排好。"
CREATED: Final = "已新增，时段已经排好。"
HALF_SPAN: Final = "{day}有一段没写完整，请补上开始和结束时间。"
NUMBER_NEEDED: Final = "“{label}”请填整数。"
READ_ONLY: Final = "设置由值班台或县区工会修改。"
EXCEPTIONS: Final = "休假与特殊日子"
EXCEPTION_KINDS: Final[Mapping[str, str]] = MappingProxyType({"leave": "休假", "extra": "加开", "instead": "改时间"})
EXCEPTION_HINTS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "leave": "这几天不开。",
        "extra": "在每周时间以外再开这几段，节假日也开。",
        "instead": "这几天只开这几段，每周的时间不算。",
    }
)
EXCEPTION_NONE: Final = "接下来没有休假和特殊日子。"
EXCEPTION_KIND: Final = "哪一种"
FIRST_DAY: Final = "从哪天"
LAST_DAY: Final = "到哪天（只有一天可以不填）"
SPANS: Final = "几点到几点（多段用逗号隔开）"
SPANS_PLACEHOLDER: Final = "09:00-11:30，14:30-17:00"
NOTE: Final = "备注（只有同事看得到）"
ADD: Final = "保存"
DAY_NEEDED: Final = "请选日期。"
DROP: Final = "取消这一条"
ADDED: Final = "已保存，时段已经调整。"
DROPPED: Final = "已取消这一条，时段已经恢复。"

# Who is affected.
AFFECTED_TITLE: Final = "有 {count} 位职工约了这些时间"
AFFECTED_BODY: Final = "保存后会马上告诉他们，并附上离得最近的三个时间。您可以替他们改好，也可以请他们自己选。"
AFFECTED_CHOOSE: Final = "取消这个时间，请职工另选"
AFFECTED_MOVE: Final = "改到 {when} {consultant}"
AFFECTED_PREVIEW: Final = "职工会收到（例）"
AFFECTED_SAVE: Final = "保存并告知 {count} 位职工"

# The feed and the print view.
FEED: Final = "日历订阅"
FEED_HINT: Final = (
    "把地址加到手机或电脑的日历里，就能看到预约的时间、方式和编号，不含姓名和事由。地址等于钥匙，不要转发。"
)
FEED_ON: Final = "正在使用一个订阅地址。忘了地址就换一个新的，旧的马上失效。"
FEED_MAKE: Final = "生成订阅地址"
FEED_RENEW: Final = "换一个新地址"
FEED_CLOSE: Final = "停用"
FEED_CLOSED: Final = "已停用，原来的地址打不开了。"
FEED_ONCE: Final = "地址只显示这一次，请现在复制："
FEED_NAME: Final = "{name} 的预约"
FEED_EVENT: Final = "预约 · {way} · {number}"
PRINT_TITLE: Final = "{day} 预约安排"
PRINT_EMPTY: Final = "这一天没有人约。"
PRINT_COLUMNS: Final = ("时间", "编号", "姓名", "方式", "备注")
PRINT_FOOT: Final = "打印于 {at}。含个人信息，用完请妥善保管或销毁。"

# What workers read.
MOVED: Final = "您约的时间有变动，给您改好了：编号 {number}，原来是 {was}，现在是 {when}，{consultant}，{way}。"
CANCELLED: Final = "对不住，您约的 {was}（编号 {number}）接待的人临时来不了，这个时间取消了。"
BOOKED: Final = "给您约好了！编号 {number}，{when}，{consultant}，{way}。"
MISSED_YOU: Final = "{was} 没等到您（编号 {number}），是不是有事耽搁了？不要紧，想再约随时可以。"
CHOOSE: Final = "下面几个时间您看哪个合适，点一下就约好；都不合适就找真人。"
CHANGE: Final = "这个时间不方便的话，下面几个点一下就能换；都不合适就找真人。"
NONE_LEFT: Final = "近期暂时没有别的空档，您点“找真人”，我们帮您安排。"
AT_PLACE: Final = "地点：{place}。"
REMIND_DAY: Final = "提醒您：您预约的时间是明天 {when}，{way}。要改时间就说“改约”，来不了就说“取消预约”。"
REMIND_HOURS: Final = "提醒您：您预约的时间是今天 {when}，{way}。"
HUMAN: Final = "找真人"
