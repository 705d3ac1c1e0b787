"""Words of the figures: tabs, columns, how every figure is counted, and the monthly report."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

TITLE: Final = "统计"
TABS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "overview": "总览",
        "waits": "等待与时限",
        "asked": "大家问什么",
        "unfound": "没找到的",
        "left": "中途放弃",
        "projects": "项目知晓与参与",
        "channels": "渠道与来源",
    }
)
PERIODS: Final[Mapping[str, str]] = MappingProxyType(
    {"week": "本周", "month": "本月", "last_month": "上月", "quarter": "本季度", "custom": "自选日期"}
)
PERIOD: Final = "时间段"
FROM: Final = "开始日期"
TO: Final = "结束日期"
SHOW: Final = "查看"
COUNTY: Final = "县区"
CHANNEL: Final = "渠道"
SOURCE: Final = "来源"
WHOLE_CITY: Final = "全市"
ALL: Final = "全部"
BY_THEMSELVES: Final = "自己来的（没有来源标记）"
SPAN: Final = "{first} 至 {last}"
COUNTED_AT: Final = "数字每分钟更新，最近一次：{at}"
NEVER_COUNTED: Final = "还没有开始计数。助手程序启动后，每分钟计数一次。"
HOW: Final = "怎么算的"
DOWNLOAD: Final = "下载表格"
DOWNLOAD_LABEL: Final = "下载“{title}”（CSV）"
CHART_LABEL: Final = "图：{title}。数字见下面的表。"
FEW: Final = "少于5"
NONE: Final = "—"
UNKNOWN_COUNTY: Final = "未填县区"
NOTHING: Final = "这段时间还没有数字。"
NOTHING_NOW: Final[Mapping[str, str]] = MappingProxyType({"queue": "现在没有人在等。", "open": "现在没有在办的案件。"})
NOTHING_HINT: Final = "换一个时间段或放宽筛选看看；职工来问、来办事以后，数字会自己出现在这里。"
FEW_NOTE: Final = "危险信号、心理咨询按县区或来源看时，不到 5 的不显示具体数字，免得认出是谁。"
NO_RIGHT: Final = "这一页不在您负责的范围内。"
MADE_REPORT: Final = "下载月报（Word）"
REPORT_MONTH: Final = "月份"
SHOW_TABLE: Final = "看表格（{count} 行）"
TOTAL: Final = "合计"

# Tiles and sentences.
UP: Final = "比上期多 {count}"
DOWN: Final = "比上期少 {count}"
SAME: Final = "与上期持平"
MINUTES: Final = "{count} 分钟"

TILES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "chat_days": "来访人次",
        "people": "首次来访人数",
        "messages": "职工消息",
        "cases_opened": "新增案件",
        "cases_closed": "了结案件",
        "handovers": "转人工",
        "unanswered": "没找到答案",
        "crisis": "危险信号",
        "rating": "平均评价（满分 5 分）",
    }
)

# Titles of the tables, and under each how it is counted.
SHEETS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "overview": "这段时间",
        "days": "一天一天看",
        "matters": "办了哪些事",
        "counties": "各县区",
        "queue": "现在谁在等",
        "clocks": "现在走着的时限",
        "open": "在办案件到了哪一步",
        "open_counties": "各县区在办案件",
        "promise": "答应的时限做到了多少",
        "promise_counties": "各县区的时限",
        "kinds": "助手怎么答的",
        "intents": "问的是哪一类",
        "cards": "看得最多的政策",
        "programs": "问得最多的项目",
        "unfound": "没找到、没帮上",
        "unfound_days": "一天一天看没找到的",
        "not_helpful": "看了说没帮上的政策",
        "unfound_counties": "各县区没找到的",
        "flows": "填表做到哪里",
        "fields": "停在哪一问",
        "projects": "十大公益服务项目",
        "aware_counties": "各县区知晓人数",
        "joined_counties": "各县区参与人数",
        "project_sources": "各来源带来的知晓和参与",
        "channels": "从哪个渠道来",
        "sources": "从哪张海报、传单来",
    }
)
HOWS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "overview": "按本地时间（北京时间）一天一天计。来访人次：一个对话一天算一次。"
        "首次来访人数：以前从没写过话的人，每人只算一次。"
        "新增案件：预约、报名、转人工、意见等各算一件。了结案件：办结、未通过、取消的合计；重新受理后又了结的再算一次。"
        "没找到答案：没有政策能答，或看了说没帮上。危险信号：一个对话一天算一次。平均评价：打了分的取平均。"
        "上期：整月比上一个月，其余比前面同样多的天数。",
        "days": "按事情发生的那一天计，没有发生就是 0。时间段超过三个月的，按月列。",
        "matters": "新增按提交的日子计，了结按办结、未通过、取消的日子计，所以同一段时间里两边不一定是同一批案件。",
        "counties": "县区按对话或案件里填的县区；还没说过在哪个县区的，列在“未填县区”。",
        "queue": "此刻等人接手的对话。没有指定岗位的，心理咨询算咨询师，其余算值班员。已超时：过了答应回复的时间还没人接。",
        "clocks": "此刻还没做到的承诺。今天到期：到今晚 24 点前该做到。已超时限：到了时间还没做到。等材料等暂停的不算超时。",
        "open": "此刻没有了结的案件，按现在的状态计。",
        "open_counties": "此刻没有了结的案件，和其中已过承诺时限的时限数（一个案件可以有几个时限）。",
        "promise": "这段时间里走完的时限：在答应的工作时间里做到的是按时，过了的是超时。按时率 = 按时 ÷（按时 + 超时）。"
        "约好了时间、了结了案件，也算做到了首次答复。首次答复中位数按自然时间计，含夜里和周末。",
        "promise_counties": "同上，按案件的县区计，三种时限合在一起。",
        "kinds": "每一条职工消息，助手是怎么接的。工作人员接手后职工写的，列在“工作人员在谈”。",
        "intents": "语言模型读出的意思，按消息计。填表时的回答、按钮不经过语言模型，不在里面。",
        "cards": "一条政策被看一次算一次，同一个人看两次算两次；点“没帮上”的那一下不算看。列前 20。",
        "programs": "项目介绍被看一次算一次。填报名表时的回答不算。列前 20。",
        "unfound": "没有政策能答：找不到合适的政策，问题已留给知识员。没帮上：看了政策点了“没帮上”。"
        "给了几个猜测：助手拿不准，列出几个让职工挑。与工会无关：助手说明不归工会管。",
        "unfound_days": "没有政策能答与没帮上，按提问的那一天计。时间段超过三个月的，按月列。",
        "not_helpful": "说没帮上 ÷ 看过的次数。列前 20。",
        "unfound_counties": "没有政策能答与没帮上，按对话的县区计。",
        "flows": "按开始填写的那一天计，所以每一份不是完成、取消、放弃，就是还在填。放弃：24 小时没有动。"
        "从 Telegram 转到网页接着填的，算同一份。完成率 = 完成 ÷ 已经有结果的。",
        "fields": "取消或放弃时正在问的那一问。列前 30。",
        "projects": "知晓：问过、看过这个项目的人，每人只算第一次。"
        "参与：报了名、约了时间的人，每人只算第一次（后来取消的也算参与过）。"
        "各段时间的人数可以相加，加起来就是总人数。累计：从开始使用到这段时间结束。"
        "知晓率 = 累计知晓 ÷ 累计来访人数；参与率 = 累计参与 ÷ 累计知晓。",
        "aware_counties": "这段时间第一次了解到项目的人，按当时所在对话的县区计。",
        "joined_counties": "这段时间第一次报名的人，按报名时填的县区计。",
        "project_sources": "来源是海报、传单上二维码的标记：从那里打开对话的人，第一次知晓、第一次参与各算一次。列前 30。",
        "channels": "网页或 Telegram。",
        "sources": "来源是海报、传单上二维码的标记。没有标记的合在一起。列前 30。",
    }
)
COLUMNS: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "overview": ("指标", "本期", "上期", "变化"),
        "days": ("日期", "来访人次", "职工消息", "新增案件", "了结案件"),
        "matters": ("事项", "新增", "办结", "未通过", "取消"),
        "counties": ("县区", "来访人次", "首次来访人数", "新增案件", "了结案件", "危险信号"),
        "queue": ("岗位", "县区", "在等", "等得最久", "已超时"),
        "clocks": ("时限", "走着的", "其中暂停", "今天到期", "已超时限"),
        "open": ("状态", "件数"),
        "open_counties": ("县区", "在办案件", "已超时限"),
        "promise": ("事项", "时限", "按时", "超时", "按时率"),
        "promise_counties": ("县区", "按时", "超时", "按时率"),
        "kinds": ("答复方式", "消息数"),
        "intents": ("意思", "消息数"),
        "cards": ("政策", "看过的次数"),
        "programs": ("项目", "看过的次数"),
        "unfound": ("情况", "次数"),
        "unfound_days": ("日期", "没有政策能答", "没帮上"),
        "not_helpful": ("政策", "看过的次数", "说没帮上", "占比"),
        "unfound_counties": ("县区", "次数"),
        "flows": ("表单", "开始", "完成", "取消", "放弃", "还在填", "完成率"),
        "fields": ("表单", "停在哪一问", "次数"),
        "projects": ("项目", "本期知晓", "本期参与", "累计知晓", "累计参与", "知晓率", "参与率"),
        "project_sources": ("来源", "项目", "知晓", "参与"),
        "channels": ("渠道", "来访人次", "首次来访人数", "职工消息", "新增案件"),
        "sources": ("来源", "来访人次", "首次来访人数", "新增案件"),
    }
)
KINDS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "flow": "填表、预约、查进度",
        "program_info": "介绍项目",
        "policy": "讲政策",
        "station": "找驿站",
        "smalltalk": "打招呼、道谢",
        "out_of_scope": "与工会无关",
        "suggestions": "给了几个猜测",
        "calculator": "算账",
        "crisis": "危险信号",
        "with_staff": "工作人员在谈",
        "": "没有记录",
    }
)
INTENTS: Final[Mapping[str, str]] = MappingProxyType({"ask_program": "了解项目", "join_program": "要报名、申请"})
CLOCKS: Final[Mapping[str, str]] = MappingProxyType({"first_reply": "首次答复", "update": "告知进展", "solve": "办结"})
UNFOUND: Final[Mapping[str, str]] = MappingProxyType(
    {
        "no_card": "没有政策能答",
        "not_helpful": "看了说没帮上",
        "suggestions": "给了几个猜测",
        "out_of_scope": "与工会无关",
    }
)
CALCULATOR: Final = "算账（经济补偿、加班费等）"
FIELDS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "consent": "同意保存个人信息",
        "confirm": "最后确认",
        "change": "要改哪一项",
        "matter": "哪类事",
        "account": "大概情况",
        "county": "所在县区",
        "lawyer_kind": "律师类别",
        "way": "方式",
        "slot": "时间",
        "name": "姓名",
        "phone": "电话",
        "alias": "称呼",
        "rating": "打几分",
        "opinion": "想说的话",
        "number_and_phone": "编号和电话",
        "": "没有记录",
    }
)
FIRST_REPLY_MEDIAN: Final = "首次答复中位数：{time}"
NO_FIRST_REPLY: Final = "这段时间还没有走完的首次答复。"
OPEN_QUESTIONS: Final = "还有 {count} 个问题等知识员处理。"
TO_QUESTIONS: Final = "去看问题"

# The monthly report.
REPORT_TITLE: Final = "“娘家人”职工服务月报"
REPORT_ORG: Final = "宝鸡市总工会"
REPORT_HEADER: Final = "“娘家人”职工服务月报 · {where} · {month}"
REPORT_FILE: Final = "娘家人月报-{where}-{month}.docx"
REPORT_MONTH_NAME: Final = "{year}年{month}月"
REPORT_MADE: Final = "统计时间：{first} 至 {last}　制表时间：{made}"
REPORT_UNFINISHED: Final = "本月还没有过完，以下是到制表时为止的数字。"
REPORT_SECTIONS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "summary": "一、本月概况",
        "work": "二、办了哪些事",
        "promise": "三、答应的时限做到了多少",
        "projects": "四、十大公益服务项目",
        "unfound": "五、职工没找到的",
        "warnings": "六、苗头与评价",
        "notes": "七、数字怎么算的",
    }
)
REPORT_PRIVACY: Final = "本月报只有汇总数字，不含任何个人信息。" + FEW_NOTE
PAGE_OF: Final = ("第 ", " 页，共 ", " 页")

SAID_ROSE: Final = "{name} {now}，比上月多 {change}（增长 {percent}%）。"
SAID_FELL: Final = "{name} {now}，比上月少 {change}（下降 {percent}%）。"
SAID_SAME: Final = "{name} {now}，与上月持平。"
SAID_NEW: Final = "{name} {now}，上月为 0。"
SAID_NOTHING: Final = "本月没有来访记录。"
SAID_HIDDEN: Final = "{name}少于 5。"
SAID_MOST_ROSE: Final = "增长最多的事项是{name}，新增 {now} 件，比上月多 {change} 件。"
SAID_MOST_FELL: Final = "减少最多的事项是{name}，新增 {now} 件，比上月少 {change} 件。"
SAID_WAITS: Final = "到制表时，有 {waiting} 个对话在等人接手，在办案件 {open} 件，已超时限 {over} 个。"
SAID_PROMISE: Final = "走完的时限 {all} 个，按时 {kept} 个，按时率 {share}。"
SAID_NO_PROMISE: Final = "本月没有走完的时限。"
SAID_MEDIAN: Final = "首次答复的中位数是 {time}。"
SAID_PROJECTS: Final = "十个项目本月新增知晓 {aware} 人次、参与 {joined} 人次。"
SAID_UNFOUND: Final = "职工没找到答案 {count} 次。"
SAID_WARNINGS: Final = "本月发现苗头 {count} 起，其中已介入 {acted} 起、已了结 {closed} 起、排除 {dismissed} 起。"
SAID_NO_WARNINGS: Final = "本月没有发现苗头。"
SAID_RATING: Final = "职工打分 {count} 次，平均 {average} 分（满分 5 分）。"
SAID_NO_RATING: Final = "本月没有职工打分。"
