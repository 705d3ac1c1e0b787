# ruff: noqa: E501 (word lists and tables of examples stay whole)
"""Plain commands inside a form: 取消, 返回, 跳过, 人工, 确认, 修改, 重新开始, 菜单, and corrections (不对，是139…)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from actions.fields.message import plain

Action = Literal["cancel", "back", "skip", "human", "confirm", "change", "restart", "menu"]
_LONGEST = 30


@dataclass(frozen=True, slots=True)
class Steering:
    """A command. `rest`: what is to be changed (改一下时间 → 时间), empty when not said."""

    action: Action
    rest: str = ""


@dataclass(frozen=True, slots=True)
class Correction:
    """A value taken back. `hint`: the field's name in the worker's words (电话), or None; `rest`: the words of the new value."""

    hint: str | None
    rest: str


_EDGES = re.compile(r"[\s,，.。!！~～、…;；:：\"'“”?？]+")
_POLITE_FRONT = re.compile(
    r"^(?:那个|那就|那我|那|嗯|哦|噢|唉|哎呀|哎|啊|好吧|行吧|呃|额(?:想|要)?|你好|您好|麻烦(?:你|您)?|请(?:问)?|劳驾|不好意思|对不起|抱歉|"
    r"师傅|亲|我(?:还是)?(?:想|要|就|决定|选|点)?(?:要|想)?|俺(?:想|要)?|咱(?:们)?|给我|帮我|替我|先|就|还是|能不能|能|可以|可不可以|直接|快点?|赶紧|立刻|马上|真的|都|也)"
)
_SOFT_END = re.compile(
    r"(?:吧|了|啦|咧|呀|啊|呢|哈|哦|喔|嘛|么|吗|谢谢|好吗|可以吗|行吗|行不|成不|行不行|一下|下|嘞|哩|算球|球|的|先|好了)$"
)

_COMMANDS: tuple[tuple[Action, str], ...] = (
    (
        "cancel",
        r"取消(?:预约|申请|报名|办理|填写|填表|这个|掉|操作|本次|流程)?|不(?:想)?(?:再)?填(?:了|表)|不(?:想)?(?:再)?(?:办|弄|报名|报|预约|约|搞|申请|登记|要|整|做|来|用|算)(?:这个|表)?|"
        r"算(?:球)?(?:了)?(?:不(?:想)?(?:办|弄|报|填|约|搞|整|要|申请|问|登记))?|退出(?:来|去)?|放弃|不需要(?:办)?|停(?:止|下)?(?:办理)?|撤销|撤回(?:申请)?|作罢|拉倒|"
        r"没事(?:不办|不用|算)?(?:了)?|不用(?:办|弄|填|约|报)?(?:了)?|嫑(?:办|弄|填|算)?(?:了)?|别(?:办|弄|填|约|报|算了)|改天再(?:说|办|弄|填|来)|以后再(?:说|办|弄|来)|回头再(?:说|办|弄)|quit|exit|cancel|stop",
    ),
    (
        "back",
        r"返回(?:上一?(?:步|级|层|题|个|页))?|上一?(?:步|题|个问题|页|项)|退(?:回)?(?:一步|回去|上一?步)|回(?:到)?上一?(?:步|题|个|个问题)|"
        r"改上(?:一)?(?:个|步|题|条)|往回(?:退)?(?:一步)?|倒回去|前一(?:个|步|题)|回去|退回(?:去)?|后退|刚才那(?:个|步|题)(?:重新?填|改)|back",
    ),
    (
        "skip",
        r"跳过(?:这(?:个|题|步|项|一(?:题|步|项)))?|不(?:想|愿意?|方便|便)(?:说|填|写|提供|透露|回答|讲|告诉你?)(?:这个|呢)?|不填|不写|不说|略过?|下一(?:个|题|步|项)|过|pass|skip|"
        r"这(?:个|题|项)?(?:先)?(?:跳过|不填|不说|不写|空着|略过)|空着|先空着|不告诉你|没想好|保密|不提供|没啥(?:说的|补充)|没有?(?:要)?(?:补充|别的)(?:的)?|"
        r"不方便|不便透露",
    ),
    (
        "human",
        r"人工(?:服务|客服|坐席|台|回复|咨询|帮忙)?|转?(?:接)?人工(?:服务|客服|坐席)?|(?:找|换|转|叫|要|跟|和|喊|寻|接|见)(?:个|一个|一位|你们)?(?:真人|活人|人工|客服|工作人员|值班(?:员|人员)|专人|人|负责人|领导|你们领导|管事的|大姐|娘家人)(?:聊|说|谈|来|帮我|讲|问|接|说话|来说|说说)?|"
        r"真人|活人|客服|工作人员|有(?:没有)?(?:人|真人|活人|人工)(?:在)?(?:没|没有)?|有人没(?:有)?|来个人|叫人|人呢|人在(?:哪|不在?)|(?:不(?:想)?跟机器人?(?:说|聊)|不跟机器说|别让机器人?回)(?:话)?|"
        r"(?:要|想)?(?:跟|和)人(?:说|聊|谈)|人来|转人",
    ),
    (
        "confirm",
        r"确认(?:提交|无误|预约|报名|申请|办理)?|提交|对(?:的|着|着呢|着哩|头|嘞|呢)?没(?:有)?(?:问题|错|麻达)|没(?:有)?(?:问题|错|麻达)(?:提交|确认|就这样)?|(?:莫|么)(?:问题|麻达|错)|(?:都|全)?对(?:的|着呢|着哩|着)?(?:提交|确认|就这样)|"
        r"(?:信息)?(?:都|全|完全)(?:是)?(?:对|正确|没错)(?:的|着呢)?|就这样(?:吧|提交|办|报)?|就这么(?:办|定|着)|是的(?:提交|确认|没错)|好(?:的)?(?:提交|确认|没问题)|可以(?:的)?(?:提交|确认)|行(?:提交|确认|就这样)|(?:这下|这回|这次|现在)(?:都|全|就)?(?:对|好|没错|行|可以|成|中)(?:的|着呢)?|无误|正确|ok提交|没毛病|交吧|"
        r"(?:提交|报|交)上去|确定(?:提交|预约|报名)?|confirm|submit",
    ),
    ("restart", r"重新(?:开始|来(?:过)?|填(?:写|过|一遍)?|弄|办|报|算(?:过|一遍)?)|从头(?:来|开始|再来|填)(?:过|一遍)?|重来(?:过|一遍)?|再来一遍|重填|全(?:部)?(?:都)?重(?:新)?(?:来|填)|(?:/)?restart"),
    ("menu", r"(?:主|回|返回|看|打开|回到)?(?:主)?菜单|(?:返回|回到?)?(?:首页|主页|开头|最开始)|都能(?:办|干|做)(?:啥|什么)|功能|(?:/)?menu|/start"),
)  # fmt: skip
_CHANGE = re.compile(
    r"(?:要|想|得)?(?:修改|改|更改|改改|换|变更|重填|重写|重新填)(?:一下下|一下|下|一哈|个)?(?:我的|我填的|那个|填的|那)?(.{0,12}?)(?:信息|内容)?"
)
_CHANGE_AFTER = re.compile(r"(.{1,8}?)(?:要|想|得|需要|给我)?(?:改|修改|换|变)(?:一下|下|一哈|个)?")
_WRONG_FIELD = re.compile(r"(?:我的)?(.{1,8}?)(?:填|写|弄|输|打|搞|说|报)?(?:错|不对|有误|有问题|不正确)")
_HUMAN_BAD = re.compile(r"(?:不|别|没|嫑|甭)(?:要|用|想|需要|必|是)?(?:转|找|取消|返回|退出|人工|提交|确认|跳过)")
_BEYOND_AN_ANSWER = re.compile(r"取消|退出|放弃|提交|确认|撤|算了.*不|不(?:想)?(?:再)?(?:办|报|约|弄|填|搞|申请)")
_NO_CHANGE = re.compile(r"^(?:不|别|没|嫑|甭|用不着)")

_VALUE_MARK = re.compile(
    r"^(?:哦|噢|啊|呀|哎呀|哎|唉|对不起|不好意思|抱歉)?[,， ]*(?:不对不对|不不不|不不|不对|不是|错了错了|错了|说错了|写错了|打错了|填错了|弄错了|搞错了|输错了|更正一下|更正|纠正一下|等等|等下|不)"
    r"(?:[,，。.!！ :：啊呀哦嘛了咧]*)(?:我的|那个)?(.{0,8}?)(?:应该是|应当是|应该|改成|改为|换成|是|写成|:|：)[ ,，:：]*(.+)$",
    re.S,
)
_OLD_VALUE = re.compile(r"不是|(?:我|额|俺)?不(?![对不])[^,，。\s]")
_FIELD_WRONG = re.compile(
    r"^(?:不好意思|对不起|哎呀|啊|哦)?[,， ]*(?:我的|那个|刚才的?|前面的?)?([^,，。\s]{1,8}?)(?:我)?(?:填|写|弄|输|打|搞|说|报)?(?:错了|不对|有误|错|反|颠倒)"
    r"[,，。.!！ :：啊呀哦了咧]*(?:应该是|应当是|应该|改成|改为|换成|写成|是|:|：)?[ ,，:：]*(.+)$",
    re.S,
)
_CHANGE_TO = re.compile(
    r"^(?:麻烦|请|帮我|给我|我想|我要|想|要|能不能|能)?(?:把|将)?(?:我的|那个|刚才的?|前面的?)?([^,，。\s]{1,8}?)(?:给我)?(?:改成|改为|换成|改到|改在|换到|变成|更正为)[ ,，:：]*(.+)$",
    re.S,
)
_ONLY_CHANGE_TO = re.compile(
    r"^(?:还是)?(?:改成|改为|换成|改到|改在|换到|[改换](?=[^,，。]{0,2}(?:[0-9]|周|星期|礼拜|明天|后天|上午|下午|晚上)))[ ,，:：]*(.+)$",
    re.S,
)


def steering(text: str, awaiting: str | None = None) -> Steering | None:
    """The command that `text` plainly is, or None. A longer sentence, a negation (不取消) and an answer are None.

    `awaiting`: the type of the field that is asked. For a yes_no, 不用了 and 没问题 are answers, not commands.
    """
    message = _EDGES.sub("", plain(text[: _LONGEST * 4])).lower().replace("咧", "了")
    if not message or len(message) > _LONGEST or len(text) > _LONGEST * 4:
        return None
    if _HUMAN_BAD.match(message):
        return None
    for form in _forms(message):
        for action, pattern in _COMMANDS:
            if re.fullmatch(pattern, form):
                answers = awaiting == "yes_no" and action in ("cancel", "confirm")
                return None if answers and not _BEYOND_AN_ANSWER.search(message) else Steering(action)
        changed = _changes(form)
        if changed is not None:
            return changed
    return None


def correction(text: str) -> Correction | None:
    """What a message corrects, or None: “不对，是139…”, “电话错了应该是…”, “时间改成周五”."""
    message = plain(text, 300)
    if len(text) > 300 or message.endswith(("?", "？", "吗")):
        return None
    found = _VALUE_MARK.match(message) or _FIELD_WRONG.match(message) or _CHANGE_TO.match(message)
    if found and found.group(2).strip():
        # 不是金台是渭滨 and 不打电话了 改成视频 name the old value, not a field.
        hint = None if _OLD_VALUE.match(message) else _hint(found.group(1))
        return Correction(hint, found.group(2).strip(" ,，。"))
    only = _ONLY_CHANGE_TO.match(message)
    if only:
        return Correction(None, only.group(1).strip(" ,，。"))
    steer = steering(text)
    if steer is not None and steer.action == "change" and steer.rest:
        return Correction(steer.rest, "")
    return None


def _hint(words: str) -> str | None:
    cleaned = re.sub(r"^(?:我的|我|那个|那|刚才|的)+|(?:号码?|是|的|那个)$", "", words.strip(" ,，。"))
    return cleaned if cleaned not in ("", *"说写打填弄搞输报", "人", "到") else None


def _forms(message: str) -> list[str]:
    """The message, and what is left when polite words at its ends fall away, one by one."""
    forms = [message]
    current = message
    for _ in range(6):
        shorter = _POLITE_FRONT.sub("", current, count=1)
        if shorter == current:
            break
        forms.append(shorter)
        current = shorter
    ends: list[str] = []
    for form in forms:
        current = form
        for _ in range(4):
            shorter = _SOFT_END.sub("", current, count=1)
            if shorter == current or not shorter:
                break
            ends.append(shorter)
            current = shorter
    return [form for form in [*forms, *ends] if form]


def _changes(form: str) -> Steering | None:
    if _NO_CHANGE.match(form):
        return None
    found = _CHANGE.fullmatch(form) or _CHANGE_AFTER.fullmatch(form) or _WRONG_FIELD.fullmatch(form)
    if found is None:
        return None
    rest = _hint(found.group(1)) or ""
    if (
        re.search(r"[0-9]|成|为|天|工作|单位工作|老板|规定", rest)
        or rest.endswith(("没", "没有", "不", "莫", "没啥", "没什么", "没得"))
        or rest == "主意"
    ):
        return None
    return Steering("change", rest)
