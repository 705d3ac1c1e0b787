"""The name of an employer or platform, also inside a sentence (我在宝钛上班, 给美团跑外卖). Value: the name."""

from __future__ import annotations

import re

from actions.fields.message import bare, has_word, is_question, plain
from actions.fields.steering import steering
from actions.fields.values import Context, FieldLike, Miss, Value

NONE = "没有固定单位"
_LEAD = re.compile(
    r"^(?:嗯|哦|那个|就是|那就|你好)*[,， ]*(?:我们|我|俺|额|咱|现在|目前|以前|之前|原来|一直|都){0,3}"
    r"(?:(?:上班的)?(?:工作)?(?:单位|公司|老板|厂子|厂|企业|平台|店)(?:名称|名字|名|全称)?(?:叫做|叫|是|为|:|：)+|叫做|叫|是在|在|是给|给|是跑|跑|"
    r"是干|干|是|帮|替|告|要告|反映|投诉|举报|跟|和|对方是)?[: ]*"
)
_WORK = r"(?:上班|干活|工作|打工|做工|做事|送外卖|跑外卖|送餐|跑单|送快递|送货|开车|跑车|当[^\s,，。]{1,6}|做[^\s,，。]{1,6}|干)"
_TAIL = re.compile(
    rf"(?:那儿|那里|里面|里头|里|这边|那边|这儿)?(?:{_WORK}(?:的|呢|哩|呀|啊|了|咧|着呢)?|的活|的外卖|的单|的员工|的骑手|的工人|的)$"
)
_NONE = re.compile(
    r"^(?:我|目前|现在|暂时)?(?:还)?(?:没有?|无|莫|么|没得|莫有|么有)(?:固定)?(?:的)?(?:单位|工作|公司|平台|上班|老板)?(?:了|咧|呢)?$"
    r"|^(?:自己干|单干|打零工|打散工|灵活就业|自由职业|个体|自由|待业|失业|不固定|零工|散工|干零活)(?:的|呢|着呢|了)?$"
)
_UNKNOWN = re.compile(r"^(?:我)?(?:也|都)?(?:不知道|不晓得|不清楚|记不清|忘了|不记得|不懂|知不道)")
_REFUSES = re.compile(r"^(?:不想说|不说|不告诉|保密|不方便|不便)")


def parse_employer(spec: FieldLike, text: str, ctx: Context) -> Value | Miss:
    """The name as people call it (2 to 60 characters), or why this is none."""
    message = plain(text)
    if not has_word(message):
        return Miss("employer.none")
    if _NONE.match(bare(message)):
        return Value(NONE, NONE)
    if _UNKNOWN.match(bare(message)) or _REFUSES.match(bare(message)) or steering(message):
        return Miss("employer.none")
    if is_question(message):
        return Miss("employer.question")
    name = _name_in(message)
    if len(name) < 2 or name.replace(" ", "").isdigit():
        return Miss("employer.none")
    return Value(name, name) if len(name) <= 60 else Miss("employer.too_long")


def _name_in(message: str) -> str:
    first = re.split(r"[,，。;；!！\n]", message, maxsplit=1)[0].strip()
    name = _LEAD.sub("", first, count=1)
    name = _TAIL.sub("", name).strip(" \"'“”《》:：")
    return name if len(name) >= 2 else first
