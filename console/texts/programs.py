"""The words of the program pages. What the preview says for the assistant stands in SAYS, word for word as in
actions/texts/dialogue.yml (a test compares them)."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

SAYS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "program.intro": "{title}：{summary}",
        "program.who": "谁能申请：{text}",
        "program.how": "怎么办：{text}",
        "program.papers": "带什么：{text}",
        "program.where": "在哪办：{text}",
        "program.window.always": "什么时候：随时可以申请。",
        "program.window.open": "什么时候：现在就能申请，{closes}截止。",
        "program.window.closed": "什么时候：这会儿没在办，下次 {opens} 开始。",
        "program.window.over": "什么时候：这一期已经结束，下一期时间还没定，定了会公布。",
        "program.duration": "多久有结果：{text}",
        "program.appeal": "有不同意见：{text}",
        "program.source": "来源：{source}。标“示例”的内容以当地工会公布的为准。",
        "program.enterprise": "（这个项目是给单位、企业办的，请经办人来填。）",
        "program.closed": "{title}这会儿没在办，下次 {opens} 开始。要不要到时候提醒您？",
        "program.closed.unknown": "{title}这一期已经结束了，下一期时间还没定。您可以问问真人，也可以看看别的项目。",
        "program.rule.stay": "您还可以改一下刚才的回答，或者找工作人员问问。",
        "form.intro": "好，我帮您办“{title}”。一项一项来，说“返回”能改上一项，说“取消”就不办了，说“人工”找真人。",
        "form.example": "（比如：{example}）",
        "form.optional": "（不想填就说“跳过”）",
        "form.consent": "办这件事要记下您的{what}，只用来办“{title}”，加密保存，您随时能看、能删。可以吗？",
        "form.confirm": "您看对不对：",
        "form.confirm.line": "{label}：{display}",
        "form.confirm.ask": "没问题就点“确认提交”。",
        "form.not_filled": "（没填）",
        "form.skipped": "好，这项先空着。",
        "form.back": "好，回到上一项。",
        "form.cannot_skip": "这一项办事要用，得麻烦您填一下。实在不方便，可以找真人。",
        "enrolled": "登记好了！编号 {number}，您记一下。\n{next_steps}\n工作人员会在 {due} 前给您回话，说“查进度”随时能看。",
        "enrolled.anonymous": "登记好了！编号 {number}，您记好，凭它随时来查。\n{next_steps}",
        "enrolled.papers": "材料：{papers}。有的话现在拍照发到这儿就行。",
        "label.join": "现在就报名",
        "label.confirm": "确认提交",
        "label.change": "改一项",
        "label.cancel": "不办了",
        "label.skip": "跳过",
        "label.agree": "同意，接着办",
        "label.disagree": "先不了",
        "label.retry": "改这个回答",
        "label.human": "找真人",
    }
)

# The list.
TITLE: Final = "项目"
RULE: Final = "在这里发布过的项目由咱们自己管：以后版本带来的新文件不会盖掉它，会提醒您比一比再定。"
COUNT: Final = "共 {count} 个"
NEW: Final = "新建项目"
FIND: Final = "查找"
FIND_PLACEHOLDER: Final = "名称、叫法或编号"
FILTER_PLATFORM: Final = "平台"
FILTER_STATE: Final = "状态"
STATES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "open": "正在开放",
        "closed": "没到时间",
        "over": "已经结束",
        "full": "名额已满",
        "draft": "有草稿",
        "new_file": "有新版文件",
    }
)
COLUMNS: Final = ("项目", "开放时间", "名额", "问题", "最近改动")
NONE: Final = "没有符合条件的项目。"
NONE_HINT: Final = "换个词，或放宽筛选条件。"
ALWAYS: Final = "随时可以申请"
OPEN_UNTIL: Final = "开放中，{day}截止"
OPENS_ON: Final = "{day}开放"
OVER: Final = "这一期已结束"
PLACES: Final = "已报 {taken} / {places}，余 {left}"
PLACES_NONE: Final = "已报 {taken}，不限"
QUESTIONS: Final = "{count} 个问题"
BY_FILE: Final = "随版本"
ONLY_DRAFT: Final = "还没发布"

# One program.
BACK: Final = "回到项目列表"
GONE: Final = "没有这个项目，可能编号写错了。"
FORBIDDEN: Final = "这一页由项目专员和管理员使用。"
NEVER_EDITED: Final = "现在用的是随版本发来的内容。"
LIVE_REVISION: Final = "正在用第 {revision} 版"
NEW_FILE: Final = "新版本带来了这个项目的新文件（第 {file} 版），职工看到的还是您这里的内容。比一比，再决定用哪个。"
NEW_FILE_DIFF: Final = "正在用的（−）与新文件（+）相比"
NEW_FILE_TAKE: Final = "把新文件放进编辑框"
NEW_FILE_KEEP: Final = "还用咱们的"
NEW_FILE_KEPT: Final = "好，继续用咱们的内容，这份新文件不再提醒。"
KEEP_NOTE: Final = "不用新文件（第 {file} 版）"
TAKE_NOTE: Final = "用新文件（第 {file} 版）"
PART_BASICS: Final = "名称和介绍"
PART_WINDOW: Final = "时间和名额"
PART_FIELDS: Final = "要问职工什么"
PART_FIELDS_HINT: Final = "按顺序一个一个问。姓名、电话、县区不用自己加，会自动问。"
PART_RULES: Final = "谁能报"
PART_RULES_HINT: Final = "职工的回答不符合时，马上好好说明，不让人白填。"
PART_AFTER: Final = "材料和之后"
PART_YAML: Final = "高级：全文（YAML）"
YAML_HINT: Final = "和上面的表单是同一份内容。改完点“放进表单”。"
YAML_TAKE: Final = "放进表单"
YAML_TAKEN: Final = "已放进表单。"
LABELS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "id": "编号（小写英文、数字、下划线，定了不能改）",
        "title": "项目名称",
        "platform": "所属平台",
        "audience": "给谁办",
        "summary": "一句话介绍",
        "who": "谁能申请",
        "how": "怎么办",
        "where": "在哪办",
        "duration": "多久有结果",
        "appeal": "有不同意见怎么办",
        "papers": "要带的材料（一行一样）",
        "names": "职工会怎么叫它（一行一个）",
        "places": "名额（不填就是不限）",
        "counties": "只给这些县区（不选就是全市）",
        "source": "依据、来源",
        "next_steps": "报名成功后跟职工怎么说",
        "promise_days": "几个工作日内回话",
        "example_data": "内容里还有“示例”，以当地公布为准",
    }
)
AUDIENCES: Final[Mapping[str, str]] = MappingProxyType({"worker": "职工", "enterprise": "单位、企业"})
WINDOW_KINDS: Final[Mapping[str, str]] = MappingProxyType(
    {"always": "随时", "yearly": "每年固定时段", "dates": "只这一次"}
)
WINDOW: Final = "什么时候收"
OPENS: Final[Mapping[str, str]] = MappingProxyType(
    {"yearly": "开始（月-日，例：07-01）", "dates": "开始（例：2026-12-01）"}
)
CLOSES: Final[Mapping[str, str]] = MappingProxyType(
    {"yearly": "截止（月-日，例：08-31）", "dates": "截止（例：2026-12-20）"}
)
TYPES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "yes_no": "是非题",
        "choice": "选一项",
        "text": "一段话",
        "number": "数字",
        "money": "金额（元）",
        "date": "日期",
        "employer": "单位名称",
        "county": "县区",
        "person_name": "姓名",
        "phone": "电话",
        "id_number": "身份证号",
    }
)
FIELD: Final = "{number}. {label}"
FIELD_NEW: Final = "加一个问题"
FIELD_NEW_LABEL: Final = "新问题"
FIELD_NEW_ASK: Final = "请问……？"
FIELDS_NONE: Final = "还没有问题。职工报名时只会问姓名、电话和县区。"
FIELD_LABELS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "label": "简称（案件里显示）",
        "type": "答案类型",
        "ask": "怎么问",
        "example": "举个例子",
        "help": "补充说明",
        "options": "选项（一行一个）",
        "min": "最小",
        "max": "最大",
        "optional": "可以不填",
        "sensitive": "敏感内容，只在网页里填",
    }
)
WHEN: Final = "什么时候问"
WHEN_ALWAYS: Final = "每次都问"
WHEN_FIELD: Final = "看这一题的回答：{label}"
WHEN_VALUE: Final = "回答是"
AT_LEAST: Final = "至少"
AT_MOST: Final = "最多"
UP: Final = "上移"
DOWN: Final = "下移"
COPY: Final = "复制"
REMOVE: Final = "删除"
REMOVE_FIELD: Final = "删除“{label}”这个问题"
REMOVE_FIELD_BODY: Final = "用到它的条件也会一起去掉。发布前职工还照旧被问到。"
RULE_NEW: Final = "加一个条件"
RULE_TITLE: Final = "条件 {number}"
RULE_FIELD: Final = "看哪个回答"
RULE_VALUE: Final = "要求回答是"
RULE_OTHERWISE: Final = "不符合时怎么说"
RULE_OFFER: Final = "再给职工这些去处"
RULES_NONE: Final = "没有条件，谁都能报。"
RULES_NOTHING: Final = "先加一个能比较的问题（是非题、选一项、数字、金额），再来加条件。"
OFFER_ABOUT: Final = "看看：{title}"
OFFER_HUMAN: Final = "找真人"
YES: Final = "是"
NO: Final = "否"

# Checking, drafts, publishing.
ERRORS: Final = "要先改好（{count}）"
WARNINGS: Final = "请留意（{count}）"
FINE: Final = "检查通过，没有发现问题。"
WHERE_FIELD: Final = "问题 {number}"
WHERE_RULE: Final = "条件 {number}"
UNSAVED: Final = "这是您上次没存的修改。"
DISCARD: Final = "放弃这些修改"
DRAFT_BAR: Final = "{name} 在 {at} 存了草稿，职工还看不到。"
DRAFT_DROP: Final = "丢掉草稿"
DRAFT_DROP_BODY: Final = "编辑框会回到正在用的内容。草稿留在历史里，随时可以恢复。"
DRAFT_DROP_NOTE: Final = "放弃草稿"
SAVE_DRAFT: Final = "存草稿"
DRAFT_SAVED: Final = "草稿存好了，职工还看不到。"
NOTHING_NEW: Final = "内容没有变化，不用保存。"
PUBLISH: Final = "发布……"
PUBLISH_TITLE: Final = "发布前再看一眼"
PUBLISH_BODY: Final = "发布后，职工的下一句话就用新内容。正在填表的人不会断，已填的还在。"
PUBLISH_DIFF: Final = "正在用的（−）与您的（+）相比"
PUBLISH_FIRST: Final = "这是新项目，发布后会出现在项目菜单里，说出名字或叫法就能找到。"
PUBLISH_FULL: Final = "已经有 {taken} 人报名，名额改成 {places} 后就是满的，不会清退已报的人。"
PUBLISH_NOTE: Final = "这次改了什么（同事看得到）"
PUBLISH_DO: Final = "确认发布"
PUBLISHED: Final = "已发布，职工的下一句话就用新内容。"
NOT_YET: Final = "还有没改好的地方，先改好再发布。"
NOT_SAVED: Final = "编号还没写对，草稿存不了。"
CANCEL: Final = "取消"
CONFLICT: Final = "{name} 在 {at} 先存了第 {number} 版。您写的都还在，没有覆盖。"
CONFLICT_DIFF: Final = "同事的（−）与您的（+）相比"
CONFLICT_MINE: Final = "看过了，接着用我的"
CONFLICT_THEIRS: Final = "用同事的，放弃我的"
SAME: Final = "两份内容一样。"

# History.
HISTORY: Final = "历史版本"
HISTORY_NONE: Final = "还没有在这里改过。"
VERSION: Final = "第 {number} 版 · {what}"
VERSION_STATES: Final[Mapping[str, str]] = MappingProxyType({"draft": "草稿", "published": "发布"})
VERSION_LIVE: Final = "正在用"
COMPARE: Final = "看改动"
HIDE: Final = "收起"
RESTORE: Final = "恢复这一版"
RESTORED: Final = "已放进编辑框，核对后发布才会生效。"
RESTORE_NOTE: Final = "恢复第 {number} 版"
SYSTEM: Final = "系统"

# A new program.
NEW_TITLE: Final = "新建项目"
NEW_FROM: Final = "照着哪个项目写"
NEW_BLANK: Final = "从空白开始"
NEW_GO: Final = "开始写"
NEW_ID_HINT: Final = "编号给机器用，例如 blood_donation。职工看不到。"
NEW_COPY_NOTE: Final = "照着“{title}”新写"
NEW_BLANK_NOTE: Final = "新写"

# The preview.
PREVIEW: Final = "预览：职工手机上看到的"
PREVIEW_HINT: Final = "点选项或打字回答，走一遍。这里不会存任何东西。"
PREVIEW_NONE: Final = "还有没改好的地方，改好后这里可以走一遍。"
PREVIEW_SAY: Final = "像职工那样回答"
PREVIEW_SEND: Final = "发送"
PREVIEW_AGAIN: Final = "从头再走"
PREVIEW_MISS: Final = "（预览没认出这个回答。助手认得的说法比预览多，这里请点选项，或照例子写。）"
PREVIEW_NUMBER: Final = "26-0000-0000"
PREVIEW_DUE: Final = "{days} 个工作日"
PREVIEW_KEPT: Final = "提交后，案件里会留下："
PREVIEW_KEPT_LINE: Final = "{label}：{display}"
PREVIEW_SECRET: Final = "加密保存"
PREVIEW_LINK: Final = "从聊天软件来的职工，这一项会收到一次性链接，到网页里填。"
PREVIEW_STOPPED: Final = "到这里就停了。职工可以点上面的去处。"
