# ruff: noqa: E501 (word lists and tables of examples stay whole)
"""Yes and no in all their forms: 中、能成、得成、对着呢; 莫、不咧、没有、算了吧; 有的，签了三年. Value: bool."""

from __future__ import annotations

import re

from actions.fields.message import plain
from actions.fields.values import Context, FieldLike, Miss, Value

_PUNCTUATION = re.compile(r"[\s,，.。!！~～、…;；:：\"'“”()（）]+")
_FRONT = re.compile(
    r"^(?:嗯+|恩+|哦+|噢+|喔+|啊+|呃+|唉|哎呀|哎|欸|诶|昂(?=.)|那个|那|其实|说实话|实话说|老实说|我们?(?:这儿|这边|这里|单位|公司|老板|厂)?|俺们?|额们?|咱们?|老板|公司|单位|厂里|家里|目前|现在|暂时|以前|之前|从前|过去|原来|到现在|从来|一直|当时|肯定|当然|确实|真的|应当|已经|早就|早都|还|都|也|是|就|对不起|不好意思)(?=.)"
)
_YES_ALONE = re.compile(
    r"(?:恩呐|恩哪|是|对|好|行|中|成|有|要|能|会|可以|愿意|同意|确认|确定|得行|得成|能成|能行|能中|可|嗯|恩|昂|哎|唔|嗯呐|嗯哪|要得|没问题|没有问题|莫问题|么问题|没麻达|莫麻达|么麻达|[没莫么]事儿?|没错|没毛病|不错|当然|肯定|必须|绝对|可不|可不是|"
    r"那可不|那是|自然|正是|就是|确实|真的|是真的|ok|okay|okey|yes|yep|y|yeah|行行|好好|对对|可不咋的|可不咋|属于|需要|想|交|签|办|干|在|参加|可以可以|没意见|乐意|情愿|巴不得|晓得|知道|匿名|1|✓|√|是1|y1|美|嫽|嫽扎|美得|对头|阔以|管|得劲|使得|没麻搭|没嘛达|没马达|么嘛达|木问题|木麻达|不介意|不反对|不嫌|不假|不赖|听你们?的|依你|系|是这|就是这|是我自?己?|是本人|没的说|没得说|"
    r"(?:我要|给我|帮我|帮额|给额|替我)(?:报|办|弄|约|登记|申请|参加)(?:名|上|下|一下)?|(?:报|签|交|办|去|来|给|发|做|学|休|领|买|入|上|参加)(?:过|着)|(?:报|签|交|办|给|发|领|买|入)上?了|[来去]得了|"
    r"没说的|错不了|没(?:有|得)?(?:啥|什么)?(?:问题|意见|麻达|毛病|错)|莫得?问题|确有此事|说[得的]对|就?是?那回事|一点没错|还用问|那?还用说|用得着问|那?就?麻烦(?:你们?|您)|少不了|跑不了|差不了|给交|给签|在交|去|来|加入|(?:肯定|一定|会|要|想|愿意|当然|必须|可以|能)(?:去|来|办|参加|学|报|弄|约|做|加入|试|要|有|是|行))"
    r"(?:的|滴|地|了|咧|啦|着|着呢|着哩|着嘞|呢|哩|嘞|呀|啊|哇|吧|呗|哦|喔|噢|哈|嘛|么|的呢|的很|得很|得太|的吧|滴很|是|行|好|对|中|成|有|嗯|恩|有有|是是|ok|过|过的|过呢|一直|极了|很|的哈|完了){0,3}"
)
# 对对对就这些, ok没问题, 嗯好的提交吧: one yes after another.
_YES_CHAIN = re.compile(
    r"(?:嗯|恩|对|是的?|好|行|中|成|可以|没问题|没错|没毛病|[没莫]麻达|莫问题|ok|能成|得行|就这样|就这些|都对|全对)"
    r"(?:嗯|恩|对|是|好|行|中|成|可以|没问题|没有问题|没错|没毛病|[没莫]麻达|莫问题|ok|就这样|就这些|就这么着|就这|确认|确定|提交|交|办|记|登记|填|写|报|你|您|上去|上|下|齐了|够了|都|全|的|了|咧|着|呢|哩|嘞|吧|啊|呀|哈|噢|哦|嘛){1,12}"
)
# 她说可以: who asks for somebody else passes on the answer.
_PASSED_ON = re.compile(
    r"^(?:他|她|他们|我?(?:妈|爸|嫂子|姐|哥|弟|妹|老公|媳妇|娃|同事|工友))(?:也|都)?(?:说|讲)(?:是|的)?(?=[\u4e00-\u9fff])"
)
_NO_ALONE = re.compile(
    r"(?:不|没|莫|么|冇|否|甭|嫑|别|无|未|没有|莫有|么有|没得|木有|不是|不对|不行|不中|不成|不能|不会|不可以|不愿意|不同意|不要|不用|不想|不必|不需要|不了|不咧|不嘛|不敢|算了|算咧|拉倒|得了吧|不用了|no|nope|n|not|从没|从未|没呢|没有呢|"
    r"没签|不算|不属于|不在|错|错了|非也|才不|才没有|并没有|并不|哪有|哪里有|没那回事|没这回事|没这事|0|2|×|✗|✕|还没|还没有|还没呢|暂时没有|暂无|都没有|都没|啥都没有|啥也没有|屁都没有|毛都没有|一个都没有|实名|免了)"
    r"(?:的|滴|了|咧|啦|呢|哩|嘞|呀|啊|哇|吧|哦|喔|噢|哈|嘛|么|过|过呢|没有|有|不|不是|不用|不要|没|是|行|的呢|的事|麻烦|谢谢|用|着|要|想){0,3}"
)
_YES_LEAD = re.compile(
    r"^(?:对对|对(?=一直|在|我|就|都|额)|是的|是呢|是啊|是着|对的|对着|对呢|对啊|有的|有呢|有啊|有着|有过|有签|有交|有给|嗯嗯|可以|愿意|同意|没问题|没错|没麻达|莫麻达|要的|要呢|能的|能成|得成|会的|行呢|行的|好的|交着|交了|交过|签了|签过|签着|办了|办过|给了|给过|入过|"
    r"去过|在呢|在的|在着|需要|一直都?(?:有|在|是)|必须的|当然)"
)
_GRASP = r"(?:太|大|咋|怎么)?(?:听|看|弄|搞|读|想)?(?:懂|明白|清楚|清)"
_HAVE = re.compile(r"有(?!问题|事|意见|点|些|人|病|麻烦|没|啥|什么|时|可能|一)[\u4e00-\u9fff]{1,5}")
_NO_LEAD = re.compile(
    rf"^(?:(?:千万|可)?(?:别(?!的|人|处)|甭|嫑)|未(?!成年|来|婚)|不(?:方)?便|不可能|没可能|要不成|没有(?!问题|错|意见|麻达)|没(?!有|问题|错|意见|麻达|麻搭|嘛达|马达|事|毛病|得说|的说|说的|关系|啥|想好|注意|留意|{_GRASP})|莫有|莫(?!得?问题|麻达|错|事)|么有|么(?!问题|麻达|错|事)|从没|从未|未曾|尚未|不是|不对|不行|不中|不成|不能|不会|不想|不要|不用|不愿|不同意|不交|不签|不给|不需要|不必|不在|不敢|不咧|不属于|不算|不参加|不单身|不干|算了|嫑|甭|才没|哪有|并没|并不|还没|还不|都没|也没|"
    r"一直没|一直都没|一直不|根本没|压根没|啥都没|啥也没|木有|冇|没得|否|拉倒|早不|已经不|早就不|早都不|已经没|早就没)"
)
_UNSURE = re.compile(
    rf"(?:没|莫){_GRASP}|[听看弄搞]不(?:懂|明白)|不(?:太|大|很)?(?:清楚|确定|知道|晓得|记得|懂|明白|好说)|记不(?:清|得|起)|忘(?:了|记|咧)|说不(?:准|清|上|好)|(?<![咋么哪不没])可能|也许|大概|估计|好像|没(?:注意|留意|想好)|看情况|再说|再看|再想想|想想|(?<!不)考虑|随便|都行|无所谓|不一定|两可|或许|应该(?:是|有|没|吧)|知不道|一半一半|有时候"
)
_ASKS = re.compile(
    r"[?？]|吗$|(?<!我)不会.{1,12}吧$|(?<!不)是不是|(?<!没)有没有|(?<!不)要不要|(?<!不)行不行|(?<!不)能不能|可不可以|啥意思|什么意思|什么叫|啥叫|(?<!不)咋|(?<!不)怎么|为啥|为什么|哪|谁|多少|多久|(?<![十好])几(?!十|百|千|万)"
)
# 咋不行 asks nothing: it says yes. 咋可能 says no.
_OF_COURSE = re.compile(
    r"(?:咋|怎么|哪|有啥|有什么)(?:能|会|有|可能|还能)?不(?:行|成|中|能|会|可以|愿意|乐意|想|要|好|去|来|是|对|办|签|参加|同意|得行|得成|呢)[的呢嘛么啊呀咧了]{0,2}$|(?:为啥|为什么|干嘛)不(?:去|来|要|参加|愿意|办)[呢啊呀]?$"
)
_OF_COURSE_NOT = re.compile(
    r"^.{0,3}(?:咋|怎么|哪|哪儿|哪里|咋个)(?:可能|敢|会有|能有|能够|会呢|能呢)[的呢嘛么啊呀]?$|^.{0,2}哪(?:儿|里)?(?:签|交|给|办|去|有|发|休|领)(?:了|过)|才怪$"
)
_VERBS = r"(?:弄|整|搞|办理?|去|来|报名?|约|要|参加|加入|签|交|领|填|学|想|愿意|乐意|情愿|打算|考虑|同意|得行|得成|行|中|成|能|会|可以|存在|做|干|谈|聊|算|留|告|投诉|申请|用|需要|麻烦|加|入|买|看|查|试|换|转|改|接|给|发|休|上|准备)"
_REFUSED = re.compile(
    rf"^(?:先|再|也|就|还是|坚决|绝对|肯定|真的|实在|才|都|是)?(?:不|嫑|甭|莫)(?:太|咋|大|怎么|想|再|打算|愿意|准备|用|必|需要|去|来|能){{0,2}}{_VERBS}(?:这个|那个|你们|您|你|人)?[了咧啦嘛呢的呀吧啊哦噢哈]{{0,2}}$"
    r"|^.{0,3}[弄去来办做干加搞整报约走上交签学]不(?:成|了|来|上|起|动|到)[了咧啦嘛呢的呀吧啊哦噢哈]{0,2}$|^(?:用不着|犯不着|使不得|要不得|划不来|不存在|懒得|先?不了|算球|罢咧|没那)|^(?:坚决|绝对|肯定|实在)不"
    r"|^(?:一[\u4e00-\u9fff]{1,2}|半[\u4e00-\u9fff]|啥|谁|从来|压根|根本)(?:都|也)?(?:没|不|莫)(?!错|问题|意见|麻达)"
)
_ONLY_ECHO = re.compile(r"(?:咋|怎么)(?:了|咧|啦)?|有?啥问题|有问题吗|啥事|干啥|有事吗")
_STRONG_YES = re.compile(r"👍|👌|🆗|✅|☑|🙆|💯")
_STRONG_NO = re.compile(r"👎|🙅|❌|✖")
_VERB_DONE = re.compile(
    r"^(?P<verb>[\u4e00-\u9fff]{1,6}?)(?:了|过|着呢|着哩|着|呢|哩|嘛|呀|的|咧|过了|过的|上了|上着呢)*$"
)
_DONE_BEFORE = re.compile(
    r"(?<![难不经])(?:入|加入|参加|领|办|报|申请|签|交|去|来|上|学|做)过[了的呢咧]?$"
)  # 以前在厂里入过
_HUM = re.compile(r"[嗯恩]+|是|对|昂")
# Asked whether to stay unnamed, 千万别留我名字 is a yes.
_HIDES = re.compile(
    r"(?:别|不|甭|嫑|莫)(?:要|能|想|敢)?(?:给我|把我|让我)?(?:留|写|露|提|登|填|说|让|叫|透露|暴露|告诉)(?:我|额|俺|的|他们|老板|厂里|站长|谁)*"
    r"(?:姓?名|身份|是谁|晓得|知道|出去|电话)"
)
# 私人的么 不是公家的, asked whether a firm is private.
_PRIVATE = re.compile(r"(?<![不没非未])(?<![不没非未].)(?<![不没非未]..)(?:私人|私企|私营|民营|民企|个体)")
_SAY_YES = {"anonymous": _HIDES, "is_private": _PRIVATE}
_NEVER = re.compile(r"没|不|未|莫|么|无|非|别|嫑|甭|否|冇")


def parse_yes_no(spec: FieldLike, text: str, ctx: Context) -> Value | Miss:
    """True or False; unsure or neither is a miss."""
    message = plain(text, 300).lower()
    answer = read_yes_no(message, spec)
    answer = in_town(message, spec, ctx) if answer is None else answer
    if answer is None:
        unsure = bool(_UNSURE.search(message))
        return Miss("yes_no.unsure" if unsure else "yes_no.none")
    return Value(answer, "是" if answer else "否")


_IN_TOWN = re.compile(r"(?P<not>[不没莫未嫑][想愿]?)?(?:在|搁|留|待)咱?宝鸡(?!.{0,4}[吗么不]$)")


def in_town(message: str, spec: FieldLike, ctx: Context) -> bool | None:
    """就想在宝鸡寻活, where it is asked whether one works or wants to work there; 人在西安 is left for another look."""
    if "在宝鸡" not in getattr(spec, "ask", "") or _ASKS.search(message) or ctx.places.find_outside(message):
        return None
    said = _IN_TOWN.search(message)
    return said["not"] is None if said is not None else None


def read_yes_no(message: str, spec: FieldLike | None = None) -> bool | None:
    """The answer in a plain sentence, or None when it is neither (or a question, or unsure)."""
    said_yes = _SAY_YES.get(getattr(spec, "key", ""))
    if said_yes is not None and said_yes.search(message) and not _ASKS.search(message):
        return True
    if _STRONG_YES.search(message) and not _STRONG_NO.search(message):
        return True
    if _STRONG_NO.search(message):
        return False
    clauses = [clause for clause in _PUNCTUATION.split(message) if clause]
    if clauses and _OF_COURSE.search(clauses[-1]):
        return True
    if clauses and _OF_COURSE_NOT.search(clauses[0]):
        return False
    if len(clauses) > 1 and _ONLY_ECHO.fullmatch(clauses[-1]):  # 是啊，咋了
        clauses, message = clauses[:-1], " ".join(clauses[:-1])
    if not clauses or (_ASKS.search(message) and not re.search(r"没几|咋的|哪有|哪里有", message)):
        return None
    read = next((a for a in (_clause(clause, spec) for clause in _with_pairs(clauses)) if a is not None), None)
    if read is None and len(clauses) > 1 and _HUM.fullmatch(clauses[0]) and not _NEVER.search(message):
        return None if _UNSURE.search(message) else True  # 嗯，就想留在宝鸡
    return read


def _with_pairs(clauses: list[str]) -> list[str]:
    """The first clauses, together first (嗯 没有 is no), then one by one; a later clause only explains."""
    first = clauses[:3]
    fillers = {
        "嗯",
        "恩",
        "哦",
        "噢",
        "啊",
        "呃",
        "额",
        "哎",
        "唉",
        "那个",
        "对不起",
        "不好意思",
        "嗯嗯",
        "这个",
        "你好",
        "您好",
    }
    rest = [clause for clause in first if clause not in fillers]
    return rest + [clause for clause in first if clause in fillers and not rest]


def _clause(clause: str, spec: FieldLike | None) -> bool | None:
    if _UNSURE.search(clause):
        return None
    half = len(clause) // 2
    current = clause[:half] if half > 1 and clause[:half] * 2 == clause else clause  # 得行得行
    current = _PASSED_ON.sub("", current, count=1)
    if _DONE_BEFORE.search(current) and not _NEVER.search(current):
        return True
    for _ in range(5):
        if _YES_ALONE.fullmatch(current) or _YES_CHAIN.fullmatch(current):
            return True
        if _NO_ALONE.fullmatch(current) or _REFUSED.match(current) or _NO_LEAD.match(current):
            return False
        if _YES_LEAD.match(current) or _HAVE.fullmatch(current):
            return True
        shorter = _FRONT.sub("", current, count=1)
        if shorter == current:
            break
        current = shorter
    return _echo(current, spec) if spec is not None else None


def _echo(clause: str, spec: FieldLike | None) -> bool | None:
    """签了, 交着呢, 单身: words of the question itself say yes; with a negation they say no."""
    asked = f"{getattr(spec, 'ask', '')}{getattr(spec, 'label', '')}"
    found = _VERB_DONE.match(clause)
    if found is None or len(clause) > 10:
        return None
    verb = found.group("verb")
    if _NEVER.search(verb):
        rest = _NEVER.sub("", verb, count=1)
        return False if rest and rest in asked else None
    if verb in asked:
        return True
    # 到仲裁了, 在宝鸡: a verb of being there, and the place the question names.
    return True if verb[0] in "到在入" and len(verb) >= 3 and verb[-2:] in asked else None
