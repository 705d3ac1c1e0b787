"""What people say to steer a talk, as patterns: each is looked for in the place its name tells."""

from __future__ import annotations

import re

from actions.fields.message import BREATH

MENU_NUMBER = re.compile(r"(?:第|选|选择)?\s*([0-9]{1,2}|[一二三四五六七八九十])\s*(?:个|项|号|条)?[。.、]?")
CHINESE_DIGITS = {c: n for n, c in enumerate("一二三四五六七八九十", 1)}
# At the end of what was begun as an answer: 算了 我说不清 还是转人工吧.
HANDS_OVER = re.compile(
    r"(?<!不)(?<!别)(?<!嫑)(?<!甭)(?<!没)(?<!不要)(?<!不想)(?<!不用)(?<!不需要)(?<!别给我)"
    r"(?:转|找|换|接|叫|喊|来|派|跟|和)(?:个|一下|一个|一位|你们)?(?:人工|真人|活人|工作人员)"
    r"(?:(?:跟|和|给|来|帮|替|教|陪)*(?:我|额|俺)?(?:说说|说|讲|聊|谈|谝|办|填|弄|问|看|打电话)?(?:一下)?(?:行不行?|成不|吧|嘛|吗|得了|算了|呢)*)"
    r"[?？。.!！]*$"
)
RESUME = re.compile(
    r"(?:那|咱|我们?|还是|想|要|就)*(?:继续|接着)(?:吧|填|办|来|刚才的?|刚才那个|弄|报名?|预约)*(?:吧|一下)?"
)
ASIDE = re.compile(r"^(?:对了|顺便|另外|先问|问一下|问下|请问|想问|我想问|我问|打听|先说说|那个|等等|等下|等一下)")
OWN_STORY = re.compile(r"我|俺|额|老板|公司|单位|厂里|工地|他们|平台|(?:咋办|怎么办|咋弄|咋整|要不要得回来?)[?？]?$")
NOTHING = re.compile(
    r"(?:我|也|都|暂时|目前|现在|真)*(?:没有?|莫有?|么有?|无|没得|没了|没啥|没什么|没想好|不知道|不晓得|不清楚|说不清|说不上|记不清|记不得|忘)"
    r"(?:了|咧|的|呢|呀|啊|哩|嘛|说的|想法)*[。.!！]*"
)
GIVES_IN = re.compile(
    r"(?:那|哦|噢|嗯|唉|哎)*[,， ]*(?:好|行|中|成|知道|明白|晓得|懂|算|谢|谢谢|谢谢您|谢谢你|可以|这样啊?|这么回事|没事)?"
    r"(?:了|咧|吧|的|嘞|啦|呀|啊|哦)*[,，。.!！ ]*(?:谢谢(?:您|你|了|啊)?|算了(?:吧)?|那算了|知道了)?[。.!！]*"
)
ANY_NAME = re.compile(
    r"(?:随便|都行|都可以|无所谓|你们?看着).{0,4}(?:叫|称呼|起|喊)?.{0,6}|(?:叫|称呼|起|喊)(?:个)?(?:啥|什么)都.{1,3}"
)
CALLED = re.compile(
    r"(?:那)?(?:你们?|您)?(?:就)?(?:叫|喊|称呼)(?:我|额|俺|咱)?(?:个)?(.{1,12}?)(?:吧|就行|就好|就可以|就中|就成|就能成|得了)?[。.!！]*"
)
# 名字就不留了, 能不能匿名: no name at all.
NO_NAME = re.compile(r"匿名|保密|(?:不|嫑|甭|没必要).{0,4}(?:名|称呼|叫)|(?:名|称呼).{0,6}(?:不|嫑|甭|免)")
TAKES_BACK = re.compile(
    r"(?:哦|噢|啊|哎呀?|等等|不好意思|对不起)*[,， ]*(?:不对|错了|说错|写错|打错|弄错|搞错|更正).{0,3}[,，。 ]"
)
CHANGES_TO = re.compile(r"改成|改为|换成|改到|换到")  # 算了，合租房隔音太差，改成当面聊
CANCELS = re.compile(r"取消|退掉|退了|不去|不要了")
BOOKED = re.compile(r"预约|报名|约")
KEEP = re.compile(r"留着|留下|不取消|别取消|先不|还是去|还去|不退|保留|嫑取消|甭取消|照去|不用取消|莫取消")
# “我要投诉他” is no opinion on our service.
ABOUT_EMPLOYER = re.compile(
    r"(?:投诉|举报|告)(?:一下|我们?的?|那个|这个|这家)?(?:他|她|老板|单位|公司|厂|工地|领导|包工头|工头|经理|平台|站长)"
)
LEAVES = re.compile(r"退会|退出|退掉|不想(?:参加|报|入)|不(?:参加|报|入|举报|办|申请)了")  # no wish to join
# A wish said outright, however much else the sentence holds: 我今天就要个律师, 找个律师, 能约律师不.
_GET = r"(?:约|预约|请|找|寻|要|派|安排|来)(?:到|上)?(?:个|一个|位|一位|一下|下|你们?的?)?"
# Others have lawyers too (公司找律师对付我), and one may want none.
_NOT_OURS = "".join(
    f"(?<!{before})"
    for before in (
        "老板", "公司", "单位", "对方", "厂里", "平台", "人家", "他们",
        "不", "不用", "不想", "不要", "不需要", "没", "别",
    )
)  # fmt: skip
LAWYER = re.compile(
    _NOT_OURS + _GET + r"(?:公职|公益|社会|免费|懂劳动法)?的?律师(?!费|函)"
    r"|(?:有|能)(?:没有)?律师(?:没|不|吗|能).{0,20}(?:约|见|说说|问问)"
)
COUNSELLOR = re.compile(
    r"(?:约|预约|找|请|安排|要)(?:个|一个|位|一位|一下|下)?(?:女|男)?的?(?:心理咨询|心理老师|心理医生|心理咨询师|咨询师|心理辅导)"
    r"|(?:心理咨询|心理老师|心理医生|咨询师)(?:师)?.{0,3}(?:给我|帮我|替我)(?:约|安排|报)"
)
REFUSES = re.compile(
    r"(?:我|额|俺|就|也|真|还是)*(?:不|嫑|甭)(?:想|愿意?|方便|能|敢|要)?(?:说|给|留|填|写|讲|告诉|透露)"
    r"(?:我的|你们?|您|出来|名字|姓名|真名|电话|号码|单位|公司|身份证|个人信息|了|咧|嘛|的)*[。.!！]*"
)
# “不对我要入会” is no “no” to the question asked, but another wish.
WISH = re.compile(
    r"(?:要|想|给我|帮我|替我).{0,4}(?:入会|报名|申请|参加|加入|约|找|查)|"
    r"^(?:查(?:一?下|询)?(?:我的)?(?:进度|预约|报名)|取消(?:预约|报名)|改约|改时间|(?:预?约|找)个?律师|(?:预?约)?心理咨询)$"
)
JOINS = re.compile(
    r"(?:想|要|给我|给额|帮我|帮额|替我|让工会|叫工会|请工会|工会能不能).{0,10}(?:调解|报名|申请|参加|加入|入会)"
)
ASKS_WHY = re.compile(r"(?:为啥|为什么|凭啥|凭什么|咋还?|干啥|干嘛|做啥).*(?:名|电话|号|信息|身份|记)")
NOT_THIS = re.compile(r"不是(?:要|想)|不(?:要|想|用)|别|没(?:要|想)|嫑")
GIVES_UP = re.compile(
    r"(?:算了|还是|那我?)[,，。 ]*.{0,12}不(?:想)?(?:举报|办|报名?|约|弄|申请|参加|要|填|搞|入|来|告|查|问)"
    r"了?(?:吧|咧|算了)?[。.!！]*"
)
# “算了，这个不报了，我要约律师”: what is wished instead.
RATHER = re.compile(
    r"(?:算了|不(?!知)[^,，。 ]{1,3}了)[吧咧,，。 ]*(?:[^,，。 ]{0,6}不[^,，。 ]{1,3}了[吧咧]?)?[,，。 ]*"
    r"(?P<wish>(?!我不)(?:我|额|俺|给我|帮我|想|要).{2,})"
)
WHO_KNOWS = re.compile(r"单位|老板|领导|别人|家里|知道|保密|泄|告诉")
ENDS_ASKING = re.compile(r"(?:[?？]|吗|[能行费钱成中用要得人]不)[?？。]*$")
WHAT_IF = re.compile(r"(?:那|要是|如果|假如|万一|换成|按|改|那要|可要)")  # 要是干了四年呢, after a sum
DIGIT = re.compile(r"[0-9]")
DIGITS = re.compile(r"[0-9零一二三四五六七八九幺两俩 -]{3,}")


def gives_up_here(words: str) -> bool:
    """算了，不举报了，都是一个村的: the form is given up, with or without a reason, and nothing else is wished instead."""
    if GIVES_UP.fullmatch(words):
        return True
    found = GIVES_UP.match(words)
    if found is None or RATHER.fullmatch(words):
        return False
    rest = words[found.end() :]
    return not rest or (BREATH.match(rest) is not None and WISH.search(rest) is None and "改" not in rest)
