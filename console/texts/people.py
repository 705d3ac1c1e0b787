"""Words about people: accounts, my account, the second step of logging in, the counselling wall, the audit log."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

# The second step of logging in.
CODE_TITLE: Final = "输入动态验证码"
CODE_INTRO: Final = "打开手机上的验证器，输入“娘家人工作台”下面的 6 位数字。"
CODE_LABEL: Final = "验证码"
CODE_BUTTON: Final = "继续"
CODE_LOST: Final = "手机不在身边，可以输入纸上的恢复码；都没有，请联系管理员重置。"
CODE_BACK: Final = "换个账号登录"
CODE_WRONG: Final = "验证码不对或已经用过，还可以再试 {left} 次。"
CODE_OVER: Final = "停留太久了，请重新输入用户名和密码。"

# Bars above a page.
OFFER: Final = "为了保护职工的信息，请给您的账号启用动态验证码，一分钟就好。"
OFFER_NOW: Final = "现在启用"
OFFER_LATER: Final = "以后再说"
LOOKS_WAIT: Final = "有 {count} 份查看咨询内容的申请等您决定。"
LOOKS_OPEN: Final = "去看看"

# My account.
ME: Final = "我的账号"
ME_MUST_CHANGE: Final = "这是管理员给的初始密码，请先换成您自己的，再开始工作。"
ME_MUST_SET_UP: Final = "按本单位的规定，您的角色要先启用动态验证码，再开始工作。"
PASSWORD: Final = "修改密码"
PASSWORD_RULE: Final = "至少 10 个字符，别用生日、姓名、“123456”这类好猜的。几个不相干的词连起来就很好。"
PASSWORD_OLD: Final = "原密码"
PASSWORD_NEW: Final = "新密码"
PASSWORD_AGAIN: Final = "再输一遍新密码"
PASSWORD_DIFFERENT: Final = "两遍新密码不一样，请再看看。"
PASSWORD_SAVE: Final = "修改密码"
PASSWORD_CHANGED: Final = "密码已修改，其他地方的登录已退出。"
FACTOR: Final = "动态验证码"
FACTOR_WHY: Final = "启用后，登录除了密码，还要输入手机验证器上的 6 位数字。别人就算知道密码也进不来。"
FACTOR_START: Final = "启用"
FACTOR_SCAN: Final = (
    "1. 用手机验证器扫这个二维码（微信小程序“腾讯身份验证器”、Google 身份验证器等都可以，不需要联网）。"
)
FACTOR_TYPE: Final = "扫不了就手动输入密钥："
FACTOR_THEN: Final = "2. 输入验证器现在显示的 6 位数字。"
FACTOR_CONFIRM: Final = "确认启用"
FACTOR_WRONG: Final = "验证码不对。请确认手机时间准确，等下一组数字出来再输。"
FACTOR_ON: Final = "已启用"
FACTOR_ON_SINCE: Final = "登录时会问手机上的验证码。"
FACTOR_OFF: Final = "停用（换手机时用）"
FACTOR_OFF_ASK: Final = "请输入现在的验证码，或者一个恢复码。停用后可以用新手机重新启用。"
FACTOR_OFF_DONE: Final = "已停用动态验证码。"
RECOVERY_TITLE: Final = "请把这十个恢复码抄下来"
RECOVERY_BODY: Final = "手机丢了的时候，一个码可以登录一次。只显示这一次，请抄在纸上收好，不要存在手机里。"
RECOVERY_DONE: Final = "我抄好了"
RECOVERY_COUNT: Final = "还剩 {count} 个恢复码。"
SESSIONS: Final = "登录的地方"
SESSION_HERE: Final = "就是这里"
SESSION_SAID: Final = "{created} 登录，{seen} 还在用"
SESSION_END: Final = "退出那里"
SESSION_ENDED: Final = "已退出。"
SESSIONS_HINT: Final = "最长 12 小时、一小时没人用就自动退出。"
NO_ADDRESS: Final = "地址未知"

# Accounts.
PEOPLE: Final = "人员"
TAB_ACCOUNTS: Final = "账号"
TAB_WALL: Final = "咨询内容查看"
TAB_AUDIT: Final = "审计日志"
ACCOUNTS_HINT: Final = "谁能做什么由角色决定；带县区的角色只管本县区。每次改动都记入审计日志。"
COLUMNS: Final = ("姓名", "角色", "最近登录", "动态验证码", "状态")
NEW: Final = "新建账号"
NEW_TITLE: Final = "新建账号"
LOGIN: Final = "用户名"
LOGIN_HINT: Final = "字母、数字，登录时用"
NAME: Final = "姓名"
ROLES: Final = "角色和范围"
ROLES_HINT: Final = "每个角色选管哪里；留空就是没有这个角色。"
WHOLE_CITY: Final = "全市"
CREATE: Final = "建立账号"
NEVER: Final = "还没登录过"
FACTOR_YES: Final = "已启用"
FACTOR_NO: Final = "未启用"
ACTIVE: Final = "在用"
CLOSED: Final = "已停用"
LOCKED: Final = "密码输错太多，暂时锁定"
FIRST_PASSWORD: Final = "初始密码未改"
SHOWN_ONCE: Final = "初始密码只显示这一次"
SHOWN_ONCE_BODY: Final = "请当面或打电话告诉 {name}，不要发在群里。第一次登录要换成自己的密码。"
SHOWN_DONE: Final = "已经告诉本人"
BACK: Final = "回到人员"
BACK_TO_WORK: Final = "回到工作台"
GONE: Final = "没有这个账号，或者您没有权限查看。"
SAVE_ROLES: Final = "保存角色"
ROLES_SAVED: Final = "角色已保存，下一步操作起生效。"
OWN_ROLES: Final = "自己的角色只能减，不能加；要加请另一位管理员来。"
STEPS: Final = "账号操作"
RESET_PASSWORD: Final = "重置密码"
RESET_PASSWORD_ASK: Final = "原来的密码马上失效，{name} 的所有登录会退出。"
RESET_FACTOR: Final = "重置动态验证码"
RESET_FACTOR_ASK: Final = "请先确认是本人（当面或回拨登记的电话）。之后只凭密码就能登录，直到重新启用。"
RESET_FACTOR_DONE: Final = "已重置，请本人登录后重新启用。"
UNLOCK: Final = "解除锁定"
UNLOCKED: Final = "已解除，现在就能登录。"
CLOSE: Final = "停用账号"
CLOSE_ASK: Final = "{name} 会马上退出，不能再登录；手上的 {chats} 个对话回到队列，同事可以接手。"
CLOSE_DONE: Final = "账号已停用。"
CLOSE_NOTE: Final = "{name} 的账号已停用，对话回到队列，请同事接手。"
OPEN: Final = "重新启用账号"
OPEN_ASK: Final = "{name} 可以用原来的密码和角色登录。"
OPEN_DONE: Final = "账号已重新启用。"
OWN_STEPS: Final = "这是您自己的账号，密码和验证码请在“我的账号”里改。"
TO_ME: Final = "我的账号"
CREATED_AT: Final = "建立于 {at}"
SEE_LOG: Final = "看这个人的操作记录"
GO: Final = "确定"
CANCEL: Final = "取消"

# The counselling wall.
WALL_INTRO: Final = (
    "心理咨询内容只有咨询师能看。确实需要时写明理由申请，由一位咨询师同意后可以看 60 分钟，每次查看都有记录。"
    "有人处在危险中，请直接打 110 或 120，不要等这里的答复。"
)
WALL_WAITING: Final = "等您决定"
WALL_WAITING_NONE: Final = "现在没有等您决定的申请。"
WALL_ASK: Final = "申请查看"
WALL_ASK_HERE: Final = "申请查看咨询内容"
WALL_WHERE: Final = "对话编号或案件编号"
WALL_WHERE_HINT: Final = "对话编号是对话页地址的最后一段"
WALL_REASON: Final = "为什么要看"
WALL_REASON_HINT: Final = "写清楚什么事、谁要求的、看来做什么，10 到 500 个字。咨询师和月度清单都会看到。"
WALL_SEND: Final = "提交申请"
WALL_SENT: Final = "已提交，请等咨询师答复。"
WALL_MINE: Final = "我的申请"
WALL_MINE_NONE: Final = "您还没有申请过。"
WALL_READ: Final = "查看内容"
WALL_ALLOW: Final = "同意，开放 60 分钟"
WALL_ALLOWED: Final = "已同意，60 分钟后自动关闭。"
WALL_REFUSE: Final = "不同意"
WALL_REFUSED: Final = "已答复不同意。"
WALL_END: Final = "现在就关闭"
WALL_ENDED: Final = "已关闭。"
WALL_MONTH: Final = "{year} 年 {month} 月的申请"
WALL_MONTH_NONE: Final = "这个月没有人申请查看咨询内容。"
WALL_BEFORE: Final = "上个月"
WALL_AFTER: Final = "下个月"
WALL_SAID: Final = "{asker} 申请查看对话 {chat}"
WALL_DECIDED: Final = "{decider} 于 {at} 答复"
WALL_UNTIL: Final = "开放到 {at}"
WALL_TIMES: Final = "查看 {times} 次"
WALL_TALK: Final = "咨询内容（限时查看）"
WALL_TALK_HINT: Final = "{at} 自动关闭。您的每次打开都记入审计日志；请只看需要的部分，不要截图、转发。"
WALL_CLOSED: Final = "这段内容没有对您开放，或者查看时间已经到了。"
WALL_STATES: Final[Mapping[str, str]] = MappingProxyType(
    {"asked": "等待答复", "lapsed": "过期未答复", "open": "开放中", "refused": "不同意", "over": "已结束"}
)

# The audit log.
AUDIT_HINT: Final = (
    "工作人员的每一步都在这里，前后相连，改动或缺失能查出来。在服务器上运行 python -m cases.audit verify 核验；"
    "最新校验值可以抄下来，以后一并核对。"
)
AUDIT_HEAD: Final = "最新校验值"
AUDIT_PERSON: Final = "谁"
AUDIT_ACTION: Final = "做了什么"
AUDIT_PERIOD: Final = "时间"
AUDIT_ALL: Final = "全部"
AUDIT_PERIODS: Final[Mapping[str, str]] = MappingProxyType(
    {"": "全部", "day": "今天", "week": "最近 7 天", "month": "最近 30 天", "year": "最近一年"}
)
AUDIT_COLUMNS: Final = ("时间", "谁", "做了什么", "对象", "说明")
AUDIT_EMPTY: Final = "没有符合条件的记录。"
AUDIT_EMPTY_HINT: Final = "放宽筛选条件再看。"
AUDIT_OLDER: Final = "更早的记录"
AUDIT_NEWEST: Final = "回到最新"
ACTION_GROUPS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "login": "登录（全部）",
        "second_factor": "动态验证码（全部）",
        "account": "账号（全部）",
        "case": "案件（全部）",
        "wall": "咨询内容（全部）",
        "program": "项目（全部）",
        "card": "知识卡片（全部）",
        "warning": "苗头（全部）",
    }
)
ACTIONS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "login.done": "登录",
        "login.out": "退出",
        "login.ended": "结束了自己的另一处登录",
        "login.failed": "登录失败",
        "second_factor.on": "启用动态验证码",
        "second_factor.off": "停用动态验证码",
        "second_factor.reset": "重置了别人的动态验证码",
        "second_factor.recovery_used": "用恢复码登录",
        "account.created": "新建账号",
        "account.roles": "改了角色",
        "account.closed": "停用账号",
        "account.opened": "重新启用账号",
        "account.password_reset": "重置了别人的密码",
        "account.password_changed": "改了自己的密码",
        "account.unlocked": "解除锁定",
        "case.viewed": "查看案件",
        "case.view_refused": "查看案件被拒绝",
        "case.revealed": "查看完整证件号",
        "case.file_viewed": "打开案件材料",
        "case.merged": "合并案件",
        "case.merge_undone": "撤销合并",
        "file.opened": "打开对话里的文件",
        "cases.exported": "导出案件",
        "calendar.changed": "调整律师、咨询师的日历",
        "calendar.feed_opened": "生成日历订阅地址",
        "calendar.feed_closed": "停用日历订阅地址",
        "program.published": "发布项目",
        "program.drafted": "存项目草稿",
        "card.proposed": "提交卡片修改",
        "card.rejected": "退回卡片修改",
        "card.taken_back": "撤回卡片修改",
        "card.urgent": "紧急发布卡片",
        "misread.marked": "标出误解的话",
        "program.withdrawn": "下架项目",
        "card.published": "发布卡片",
        "report.made": "生成报告",
        "warning.seen": "查看苗头",
        "warning.acted": "处理苗头",
        "warning.closed": "了结苗头",
        "warning.dismissed": "排除苗头",
        "warning.joined": "合并单位名称",
        "warning.parted": "拆开单位名称",
        "wall.asked": "申请查看咨询内容",
        "wall.opened": "同意查看咨询内容",
        "wall.refused": "不同意查看咨询内容",
        "wall.read": "查看咨询内容",
        "wall.file": "打开咨询中的文件",
        "wall.ended": "提前关闭查看",
    }
)
FAILED_STEPS: Final[Mapping[str, str]] = MappingProxyType({"password": "密码不对", "code": "验证码不对"})
ADDED: Final = "加：{roles}"
REMOVED: Final = "减：{roles}"
