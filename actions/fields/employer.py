# ruff: noqa: E501 (word lists and patterns stay whole)
"""The name of an employer or platform, also inside a sentence (我在宝钛上班, 给美团跑外卖). Value: the name."""

from __future__ import annotations

import re

from actions.fields.message import CLAUSE, bare, has_word, is_question, plain
from actions.fields.steering import steering
from actions.fields.values import Context, FieldLike, Miss, Value

NONE = "没有固定单位"
_ORG = r"公司|厂|店|局|站|院|校|学|所|集团|中心|超市|商场|酒店|饭店|宾馆|队|部|社|馆|银行|工地|物业|医院|小区|网吧|作坊|平台|厅|场|矿|园|办|会|家政|食堂|政府|大厦|广场|物流|快递"
_CLAUSE = re.compile(r"[,，。;；!！\n、]")
# What people say before the name …
_FILLER = re.compile(
    r"^(?:嗯+|哦|噢|呃|那个|就是|就在|就|那就|你好|您好|其实|说实话|我们|我|俺们?|额们?|咱们?|现在|目前|之前|以前|原来|一直|都|这个|也|还是|还|是个|"
    r"(?:上班的)?(?:工作)?(?:单位|公司|老板|厂子|企业|平台|店)?(?:的?名称|的?名字|名|全称)(?:叫做|叫|是|为|:|：)+|(?:单位|公司|老板|厂子|企业|平台|店)(?:叫做|叫|是|为|:|：)+|(?:厂|店)(?:名|叫|是|:)+|叫做|叫|对方(?:是|叫)?|被告(?:是|叫)?|填|写|[:： ])"
)
_LABELLED = re.compile(r"(?<!老)(?:公司|单位|厂子?|店|平台)(?:的?名称|的?名字|名)?(?:叫做|叫|:)")
# 凤翔的一个纸箱厂 叫华兴纸箱: what it is, and then its name.
_AND_CALLED = re.compile(
    rf"(?:一[个家]|有[个家])[^,，。\s]*(?:{_ORG})[\s,，]+(?:名字)?就?叫(?!啥|什么)(?P<name>[^,，。\s]{{2,30}})"
)
_BEFORE = re.compile(
    r"^(?:是在|跟的是|干的是|跑的是|在的是|在|是给|给|是跑|跑|是干|干|是|帮|替|要告|告|反映|投诉|举报|跟着|跟|和|到|去|从)(?:我们|咱们)?(?:一家|一个|个)?"
)
# … and behind it: being there, the work done there, how long.
_THERE = r"(?:那儿|那里|那边|那块|里面|里头|这边|这儿|这里|下面|底下|门口|里(?=上班|干|做|打工|工作|当)|上(?=干))?"
_WORK = re.compile(
    rf"{_THERE}(?:(?:上的?班|上着班|工作|打(?:零|散|小)?工|干活|做工|做事|务工|就业|拉货|拉客|开(?=车|货|叉|出租|大车|塔吊|铲车|吊车|公交|滴滴|挖机)|看(?=大门|门|车|库|工地)|卖(?=货|菜|票|房|衣服|肉)|"
    r"洗(?=碗|车(?![行店场厂])|菜|衣|盘)|切(?=菜|肉|墩)|修(?=车|路|空调|机)|装(?=货|车(?!间)|卸|修)|打(?=螺丝|包|扫|杂|荷|钉)|站(?=柜|岗|台|店)|带(?=班|娃|队)|管(?=库|仓|账)|贴(?=砖|膜)|刷(?=墙|漆)|运(?=货|菜)|养(?=护|路|猪)|分拣|上夜班|值班|轮班|实习|坐班|收银|理货|代驾|跑(?!腿)|"
    r"送(?!送|餐$|$)|端|搬|扛|扫|炒|教|搞|弄|焊|守|干|做|当)(?P<rest>.*)$|$)"
)
_ROLE = (
    r"(?:老师|教师|工人|员工|职工|司机|驾驶员|保安|保洁员?|护士|医生|大夫|护工|厨师|厨子|服务员|会计|出纳|文员|销售|业务员|骑手|快递员|外卖员|分拣员|焊工|电工|钳工|车工|瓦工|木工|钢筋工|技工|技术员|"
    r"学徒|实习生|临时工|合同工|派遣工?|劳务工|正式工|工程师|操作工|普工|营业员|收银员|导购|店员|月嫂|环卫工|装卸工|人|活|单|外卖|班|一线|车间工人)"
)
_ROLE_TAIL = re.compile(
    rf"(?:的?(?:退休|下岗|内退)(?:工人|职工)?(?:的)?|的(?:流水线|车间|食堂|门卫|仓库|后厨|工地)[上里]?|的(?:一?[个名])?{_ROLE}|(?<=公司|医院|学校|中学|小学|大学|超市|酒店|集团|银行|饭店|物业|公交)的?{_ROLE}|的)$"
)
_ROLE_ONLY = re.compile(rf"^(?:一?[个名])?(?:普通)?{_ROLE}$")
_LONG = re.compile(r"(?:都|已经|有|快)?[0-9一二两三四五六七八九十几半]+(?:多)?(?:年|个月|天)(?:多)?(?:了|咧)?$")
_PARTICLE = re.compile(r"(?:吧|呀|啊|呢|嘛|哩|咧|哈|着呢|的呢|(?<!饿)了)+$")
_NONE = re.compile(
    r"^(?:我|目前|现在|暂时)?(?:还)?(?:没有?个?|无|莫|么|没得|莫有|么有|不在|哪有|哪来的?|哪里有)(?:啥)?(?:固定)?(?:的)?(?:单位|工作|公司|平台|上班|老板)?(?:了|咧|呢)?$"
    r"|^(?:我)?(?:是|就是|就|都是|到处|一直)?(?:个|一个)?(?:自己(?:单)?干|自己(?:接|揽|找|寻)(?:活|单|零活)(?:儿|干)?|单干|打零工|打散工|打短工|灵活就业|自由职业者?|个体户?|自由|待业|失业|不固定|零工|散工|干零活|零活|自己当老板|(?:没|莫|没有|没个|莫个)固定(?:的|单位|地方|东家|老板)?(?:的|呢|哩)?|谁(?:叫|喊|要)(?:就)?(?:跟|给)谁(?:走|干)|没固定单位.*|没有固定单位.*|打零工.*|到处干.*|在家待着|在家务农|种地)(?:的|呢|着呢|了|哩)?$"
)
_UNKNOWN = re.compile(
    r"^(?:我|名字|厂名|店名|全名|公司名)?(?:也|都|我)?(?:不知道|不晓得|不清楚|记不清|记不住|记不得|忘了|忘咧|不记得|不懂|知不道|说不清|说不上)"
)
_REFUSES = re.compile(
    r"^(?:我|这个|单位)?(?:先|就|还是|也|可以)?(?:不(?:太)?(?:敢|想|能|愿意?|方便|便|告诉|说|填|写|提供|透露|讲)|保密|匿名|别问|嫑问|甭问|隐私|跳过|算了|随便|没必要)|让?保密|(?:怕|害怕|担心)(?:老板|单位|公司|厂里|领导|被|他们?|报复|知道|打击|丢|穿小鞋)"
)
_ANSWER_ONLY = re.compile(
    r"^(?:是|对|好|嗯|有|行|可以|要|中|哈|呵|谢谢|多谢|你好|您好|在吗|都行|不|没事|等等|等下|等一下|再说)+(?:的|了|呀|啊|吧|呢)?$"
)
# A sentence about something else: names of firms hold none of these words.
_SENTENCE = re.compile(
    r"不|没|我|你|他们|(?<!饿)了|很(?!好)|得很|太(?!平|白|阳|极|原|古|空|子|湖)|想|怎|觉得|为了|一直|被|断|死|孩子|今年|去年|明年|骗|这是|那是|开除|工资|欠|赔|律师|病|失眠|电话|下周|上周|"
    r"[上这下]个月|星期|礼拜|[0-9一二三四五六七八九十]+[月日号]"
)
_AMOUNT = re.compile(r"[0-9一二两三四五六七八九十百千万几半年月日号块元个岁天人次点周,.\-—/: ]+")


def parse_employer(spec: FieldLike, text: str, ctx: Context) -> Value | Miss:
    """The name as people call it (2 to 60 characters), or why this is none."""
    message = plain(text)
    if not has_word(message):
        return Miss("employer.none")
    whole = bare(message)
    parts = [part for part in CLAUSE.split(message) if part]
    told = [part for part in parts if not _NONE.match(part)]
    if _NONE.match(whole) or (len(told) < len(parts) and not re.search(rf"(?:{_ORG})(?!介绍)", "".join(told))):
        return Value(NONE, NONE)
    if _UNKNOWN.match(whole) or _REFUSES.search(message) or _ANSWER_ONLY.match(whole) or steering(message):
        return Miss("employer.none")
    if is_question(message.rstrip("呢。 ")):  # 在万达看大门呢 asks nothing
        return Miss("employer.question")
    name = _name_in(message)
    if len(name) < 2 or name.replace(" ", "").isdigit() or not _may_be(name, ctx):
        return Miss("employer.none")
    return Value(name, name) if len(name) <= 60 else Miss("employer.too_long")


def _may_be(name: str, ctx: Context) -> bool:
    """False for a bare place and for a sentence about something else."""
    places = [hit.name for hit in ctx.places.find(name)]
    firm = re.search(rf"(?:{_ORG})$", name) is not None  # 西凤酒厂 is both
    if _AMOUNT.fullmatch(name):
        return False
    if (name in places and not firm) or ctx.places.find_outside(name) == name or _ROLE_ONLY.match(name):
        return False
    return firm or not _SENTENCE.search(name)


def _name_in(message: str) -> str:
    """The first clause that holds a name; 以前在宝光，现在在宝钛 means the second."""
    called = _AND_CALLED.search(message)
    if called is not None:
        return _stripped(called["name"])
    labelled = _LABELLED.search(message)
    message = message[labelled.start() :] if labelled else message
    clauses = [clause.strip()[:120] for clause in _CLAUSE.split(message) if clause.strip()][:6]
    now = [clause for clause in clauses[1:] if re.match(r"(?:我)?(?:现在|目前|如今)(?:在|是|给)", clause)]
    for clause in now + clauses:
        name = _stripped(clause)
        if len(name) >= 2 and not _ROLE_ONLY.match(name) and not _NONE.match(name):
            return name
    return clauses[0] if clauses else message


def _without_work(name: str) -> str:
    """中通快递干分拣 → 中通快递; but 恒伟装修公司 keeps its 装修, because a firm's kind comes after it."""
    for start in range(2, len(name)):
        found = _WORK.match(name, start)
        if found is not None and found.group() and not re.search(_ORG, found["rest"] or ""):
            return name[:start].removesuffix("里")
    return name


def _stripped(clause: str) -> str:
    """One clause without the words around the name."""
    words = [word for word in clause.split() if not _FILLER.fullmatch(word)] or [clause]
    while len(words) > 1 and _WORK.match(words[0]) and words[0][:1] not in "跑":
        words = words[1:]  # 送外卖 饿了么的
    kept = words[:1]
    for word in words[1:]:  # 宝鸡机床 干了八年: a word that starts with work, time or 我 is no part of the name
        if _WORK.match(word) or _LONG.match(word) or re.match(r"我|都|已|一直|从|电话|地址|老板", word):
            break
        if (
            re.fullmatch(r"[\u4e00-\u9fff]+", kept[-1])
            and re.fullmatch(r"[在是给]", kept[-1]) is None
            and re.search(rf"(?:{_ORG})$", kept[-1])
        ):
            break
        kept.append(word)
    name = " ".join(kept)
    for _ in range(8):
        shorter = _FILLER.sub("", name, count=1)
        if shorter == name or len(shorter) < 2:
            break
        name = shorter
    led = _BEFORE.sub("", name, count=1)
    name = led if len(led) >= 2 else name
    for _ in range(3):
        name = _LONG.sub("", _PARTICLE.sub("", name))
        name = _ROLE_TAIL.sub("", _without_work(name))
    return name.strip(" \"'“”《》:：")
