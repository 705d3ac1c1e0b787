"""The first half of a turn: what does this message mean here? Everything that needs no transaction (design §4).

The order is the rule: danger, buttons, numbers of the last menu, the form that waits for an answer, and only then the
model. A form's own parser reads an answer before the model may call it a question.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from actions.fields import Context, Miss, Steering, Value, correction, extract_all, parse, read_yes_no, steering
from actions.fields.message import bare, has_word, is_question, plain
from actions.fields.steering import Action
from actions.flows.base import offered
from actions.flows.status import find_number
from actions.followups import said_button
from actions.forms.filling import PERSONAL, STEERS_SLOT, FormFilling
from actions.services import Services
from actions.state import DialogueState, FormRun
from actions.turn import Message, Plan
from actions.understanding import Understanding
from cases.conversations import Snapshot
from knowledge.forms import FieldSpec, FormSpec
from knowledge.search import SearchResult

SMALL_TALK = frozenset({"greet", "thanks", "goodbye", "bot_challenge", "help"})
FLOWS = frozenset({
    "legal_consultation", "psych_consultation", "check_status", "cancel_booking", "reschedule", "handoff", "feedback",
    "privacy",
})  # fmt: skip
# A number typed while one of these is asked is an answer, not a choice from the menu.
NUMERIC = frozenset({"money", "number", "date"})
# What may be picked out of a worker's own account without asking.
SAFE_IN_ACCOUNT = frozenset({"county", "phone", "person_name", "id_number"})

# Confidence from which the model's word is taken; measured by `python -m tests.evaluate first_step`.
TAKE_FLOW = 0.3
TAKE_PROGRAM = 0.3
TAKE_STATION = 0.4
TAKE_SMALL_TALK = 0.4
TAKE_OUT_OF_SCOPE = 0.35
# Inside a form an answer is the likelier thing, so more is asked of a digression.
TAKE_IN_FORM = 0.6
SOFT_CRISIS = 0.55
# Right after danger, and while a person is waited for, a sentence is rather part of the story than a new wish.
TAKE_IN_STORY = 0.9
# Above this the model counts as a second look beside the written rules of danger.
SEEN_CRISIS = 0.85
# When the search is sure of a card, a program counts only if the model knows which one and hardly thinks of policy; when
# the search found something at all, it must at least have an idea which one.
SURE_PROGRAM = 0.7
HARDLY_POLICY = 0.05
SURE_CARD = 0.9
WHICH_PROGRAM = 0.4
NO_DOUBT = 0.9
LONG_TEXT = 4_000
# Texts that tell a story: a question in one is mostly part of it.
STORIES = frozenset({"account", "opinion"})
# A question that happens to name one of these is looked at twice: it may be a question and no answer.
ASKED_ABOUT = frozenset({"county", "number", "money", "date", "slot", "phone"})
NUMBER_FIELD = "number_and_phone"  # of check_status
NO_TEXT = "text.no_words"
SHORT = 60  # characters; a text field this short wants a name or a word, never a question
ALIAS = "alias"  # of psych_consultation
REFUSABLE = PERSONAL | {"employer"}  # “不想写单位” is no name of an employer
SAYS_ONE_THING = 8  # characters
NO_STORY = 4  # characters; so short, and the answer to another question besides, it is only that
WISH_LONGEST = 20  # characters; in a longer message the wish is part of a story
NUMBER_ALONE = 40  # characters; a case number in a message this short is a question about that case

_MENU_NUMBER = re.compile(r"(?:第|选|选择)?\s*([0-9]{1,2}|[一二三四五六七八九十])\s*(?:个|项|号|条)?[。.、]?")
_CHINESE_DIGITS = {c: n for n, c in enumerate("一二三四五六七八九十", 1)}
_RESUME = re.compile(
    r"(?:那|咱|我们?|还是|想|要|就)*(?:继续|接着)(?:吧|填|办|来|刚才的?|刚才那个|弄|报名?|预约)*(?:吧|一下)?"
)
_ASIDE = re.compile(r"^(?:对了|顺便|另外|先问|问一下|问下|请问|想问|我想问|我问|打听|先说说|那个|等等|等下|等一下)")
_OWN_STORY = re.compile(r"我|俺|额|老板|公司|单位|厂里|工地|他们|平台|(?:咋办|怎么办|咋弄|咋整|要不要得回来?)[?？]?$")
_NOTHING = re.compile(
    r"(?:我|也|都|暂时|目前|现在|真)*(?:没有?|莫有?|么有?|无|没得|没了|没啥|没什么|没想好|不知道|不晓得|不清楚|说不清|说不上|记不清|记不得|忘)"
    r"(?:了|咧|的|呢|呀|啊|哩|嘛|说的|想法)*[。.!！]*"
)
_GIVES_IN = re.compile(
    r"(?:那|哦|噢|嗯|唉|哎)*[,， ]*(?:好|行|中|成|知道|明白|晓得|懂|算|谢|谢谢|谢谢您|谢谢你|可以|这样啊?|这么回事|没事)?"
    r"(?:了|咧|吧|的|嘞|啦|呀|啊|哦)*[,，。.!！ ]*(?:谢谢(?:您|你|了|啊)?|算了(?:吧)?|那算了|知道了)?[。.!！]*"
)
_CALLED = re.compile(
    r"(?:那)?(?:你们?|您)?(?:就)?(?:叫|喊|称呼)(?:我)?(?:个)?(.{1,12}?)(?:吧|就行|就好|就可以|就中|得了)?[。.!！]*"
)
_TAKES_BACK = re.compile(
    r"(?:哦|噢|啊|哎呀?|等等|不好意思|对不起)*[,， ]*(?:不对|错了|说错|写错|打错|弄错|搞错|更正).{0,3}[,，。 ]"
)
_CANCELS = re.compile(r"取消|退掉|退了|不去|不要了")
_BOOKED = re.compile(r"预约|报名|约")
_KEEP = re.compile(r"留着|留下|不取消|别取消|先不|还是去|还去|不退|保留|嫑取消|甭取消")
# “我要投诉他” is no opinion on our service.
ABOUT_EMPLOYER = re.compile(
    r"(?:投诉|举报|告)(?:一下|我们?的?|那个|这个|这家)?(?:他|她|老板|单位|公司|厂|工地|领导|包工头|工头|经理|平台|站长)"
)
LEAVES = re.compile(r"退会|退出|退掉|不想(?:参加|报|入)|不(?:参加|报|入)了")  # no wish to join
_LAWYER = re.compile(
    r"(?:(?:我|额|俺)(?:想|要)|想|要|帮我|给我|替我|再)(?:再)?(?:约|预约|请|找|安排)(?:个|一个|位|一位|一下|下|你们?的?)?"
    r"(?:公职|公益|社会|免费)?的?律师(?!费|函)"
)
_REFUSES = re.compile(
    r"(?:我|额|俺|就|也|真|还是)*(?:不|嫑|甭)(?:想|愿意?|方便|能|敢|要)?(?:说|给|留|填|写|讲|告诉|透露)"
    r"(?:我的|你们?|您|出来|名字|姓名|真名|电话|号码|单位|公司|身份证|个人信息|了|咧|嘛|的)*[。.!！]*"
)
# “不对我要入会” is no “no” to the question asked, but another wish.
_WISH = re.compile(
    r"(?:要|想|给我|帮我|替我).{0,4}(?:入会|报名|申请|参加|加入|约|找|查)|"
    r"^(?:查(?:一?下|询)?(?:我的)?(?:进度|预约|报名)|取消(?:预约|报名)|改约|改时间|(?:预?约|找)个?律师|(?:预?约)?心理咨询)$"
)
_ASKS_WHY = re.compile(r"(?:为啥|为什么|凭啥|凭什么|咋还?|干啥|干嘛|做啥).*(?:名|电话|号|信息|身份|记)")
_NOT_THIS = re.compile(r"不是(?:要|想)|不(?:要|想|用)|别|没(?:要|想)|嫑")
_GIVES_UP = re.compile(
    r"(?:算了|还是|那我?)[,，。 ]*.{0,12}不(?:想)?(?:举报|办|报名?|约|弄|申请|参加|要|填|搞|入|来|告|查|问)"
    r"了?(?:吧|咧|算了)?[。.!！]*"
)
_WHO_KNOWS = re.compile(r"单位|老板|领导|别人|家里|知道|保密|泄|告诉")
_ENDS_ASKING = re.compile(r"(?:[?？]|吗|[能行费钱成中用要得人]不)[?？。]*$")
_DIGIT = re.compile(r"[0-9]")
_DIGITS = re.compile(r"[0-9零一二三四五六七八九幺两俩 -]{3,}")


@dataclass(frozen=True, slots=True)
class Understood:
    """The model's reading and what the search found, together."""

    understanding: Understanding
    found: tuple[SearchResult, ...]

    @property
    def sure(self) -> bool:
        return any(result.verdict == "sure" for result in self.found)

    def wants_lawyer(self, text: str) -> bool:
        """“我要约公益律师，欠薪四个月，…”: said outright, however much else the sentence holds."""
        if self.understanding.intent != "ask_policy" or (self.sure and is_question(text)):
            return False
        return _LAWYER.search(plain(text)) is not None

    @property
    def hits(self) -> bool:
        return any(result.hits for result in self.found)

    @property
    def intent(self) -> str:
        """The model's intent, unless the search knows better: a question about rights is often taken for one about a
        program that lives nearby (举报 → violation_report)."""
        u = self.understanding
        if u.intent in ("ask_program", "join_program"):
            best = max((hit.score for result in self.found for hit in result.hits), default=0.0)
            policy = dict(u.ranking).get("ask_policy", 0.0)
            if self.sure and (u.program_confidence < SURE_PROGRAM or (policy >= HARDLY_POLICY and best >= SURE_CARD)):
                return "ask_policy"
            if best and u.program_confidence < WHICH_PROGRAM:
                return "ask_policy"
        return u.intent


class Router:
    """Plans one turn. Asks the model and the search, reads nothing but the snapshot."""

    def __init__(self, services: Services, filling: FormFilling) -> None:
        self._services = services
        self._filling = filling

    async def plan(self, snapshot: Snapshot, message: Message, fields: Context) -> Plan:
        crisis = self._services.crisis.look(message.text) if message.text else None
        if crisis is not None:
            return Plan("crisis", {"crisis": crisis})
        await self._services.programs.refresh()
        state = DialogueState.from_dict(snapshot.state)
        self._filling.drop_lost(state)
        if message.payload:
            return Plan("payload", {"payload": message.payload})
        text = message.text
        if not has_word(plain(text)):
            return Plan("files" if message.attachment_ids else "empty")
        picked = self._from_menu(state, text)
        if picked is not None:
            return Plan("payload", {"payload": picked})
        if state.run is not None and state.run.asking is not None:
            return await self._in_form(state, state.run, text, fields)
        if _RESUME.fullmatch(plain(text)) and state.parked:
            return Plan("resume")
        steer = steering(text)
        if steer is not None and steer.action in ("human", "menu", "restart", "back"):
            return Plan("steer", {"steer": steer})
        if find_number(text) is not None and len(text) <= NUMBER_ALONE:
            return Plan("number")
        said = said_button(state, text, fields, waiting=snapshot.owner == "queue")
        if said is not None:
            return Plan("payload", {"payload": said})
        return await self._free(text)

    # ------------------------------------------------------------------ menus
    def _from_menu(self, state: DialogueState, text: str) -> str | None:
        found = _MENU_NUMBER.fullmatch(plain(text))
        if found is None or not state.menu:
            return None
        spec = self._asked(state.run)
        if spec is not None and spec.type in NUMERIC:
            return None
        number = _CHINESE_DIGITS.get(found.group(1)) or int(found.group(1))
        return state.menu[number - 1] if 1 <= number <= len(state.menu) else None

    def _asked(self, run: FormRun | None) -> FieldSpec | None:
        if run is None or run.asking is None:
            return None
        return self._filling.flow(run).form(run).field(run.asking)

    # ------------------------------------------------------------------ a form waits
    async def _in_form(self, state: DialogueState, run: FormRun, text: str, fields: Context) -> Plan:
        form = self._filling.flow(run).form(run)
        spec = form.field(run.asking or "")
        if _RESUME.fullmatch(plain(text)):
            return Plan("again")
        gives_up = spec is not None and (self._gives_in(run, form, spec, text) or _GIVES_UP.fullmatch(plain(text)))
        if gives_up:
            return Plan("steer", {"steer": Steering("cancel")})
        steer = steering(text, spec.type if spec is not None else None)
        if steer is not None and steer.action == "cancel" and run.asking == "confirm" and run.flow == "cancel_booking":
            steer = Steering("confirm")  # asked “really cancel?”, the worker says “cancel”
        if steer is not None and self._steers(steer, run, spec, text):
            return Plan("steer", {"steer": steer, "key": find_field(form, steer.rest) if steer.rest else None})
        if run.asking == "consent":
            told = self._told_early(run, form, text, fields)
            # The digits of a phone are no “1” for yes; “可以，我叫李雷，139…” is yes and more.
            words = plain(text) if len(plain(text)) <= 2 else _DIGITS.sub("", plain(text))
            agreed = True if steer is not None and steer.action == "confirm" else read_yes_no(words)
            if agreed is not None:
                return Plan("consent", {"agreed": agreed, "values": told if agreed else {}})
            if told:
                return Plan("answer", {"values": told})
            taken_back = self._corrected(run, form, text, fields)
            if taken_back is not None:
                return taken_back
            if _ASKS_WHY.search(plain(text)):
                return Plan("miss", {"miss": Miss("form.consent.why")})
            return await self._aside(text, Miss("form.consent.again"), run)
        corrected = self._corrected(run, form, text, fields)
        if corrected is not None:
            return corrected
        if spec is None:
            return await self._at_confirmation(run, form, text, fields)
        if spec.type in REFUSABLE and _REFUSES.fullmatch(plain(text)):
            return Plan("steer", {"steer": Steering("skip")})
        if _WISH.search(plain(text)) and len(text) <= WISH_LONGEST:
            wished = await self._aside(text, Miss("text.no_words"), run)
            if wished.route in ("switch", "again"):
                return wished
        return await self._answer(run, form, spec, text, fields)

    @staticmethod
    def _gives_in(run: FormRun, form: FormSpec, spec: FieldSpec, text: str) -> bool:
        """Told that a rule is not met, people say 好吧 or 知道了. That is no new answer to the question."""
        rule = form.broken_rule(run.values())
        return rule is not None and rule.field == spec.key and bool(_GIVES_IN.fullmatch(plain(text)))

    def _steers(self, steer: Steering, run: FormRun, spec: FieldSpec | None, text: str) -> bool:
        if steer.action == "confirm":
            return run.asking == "confirm"
        if not self._filling.flow(run).confirms and (
            steer.action == "change" or (steer.action == "cancel" and _BOOKED.search(text))
        ):
            return False  # 改时间, 取消预约 while looking something up: a booking is meant, not this small form
        # “没有” to a question is an answer.
        answers = spec is not None and not spec.optional and spec.type in ("choice", "yes_no")
        return not (steer.action == "skip" and answers)

    def _corrected(self, run: FormRun, form: FormSpec, text: str, fields: Context) -> Plan | None:
        """不对，是139…; 电话错了; 时间改成周五."""
        wrong = correction(text)
        if wrong is None:
            return None
        if wrong.hint is None and run.asking not in run.answers and run.asking not in ("confirm", "consent"):
            return self._takes_back(run, form, text, wrong.rest, fields)
        key = find_field(form, wrong.hint) if wrong.hint else run.asking
        spec = form.field(key or "")
        if spec is None:
            values = extract_all(form.fields, wrong.rest, fields) if wrong.rest else {}
            known = {key: value for key, value in values.items() if key in run.answers}
            return Plan("answer", {"values": known, "changed": True}) if known else None
        if not wrong.rest:
            return Plan("steer", {"steer": Steering("change", wrong.hint or ""), "key": spec.key})
        value = parse(offered(spec, run) if spec.key == run.asking else spec, wrong.rest, fields)
        if isinstance(value, Miss):
            return (
                Plan("steer", {"steer": Steering("change", wrong.hint or ""), "key": spec.key}) if wrong.hint else None
            )
        return Plan("answer", {"values": {spec.key: value}, "changed": spec.key in run.answers})

    @staticmethod
    def _told_early(run: FormRun, form: FormSpec, text: str, fields: Context) -> dict[str, Value]:
        """Asked for consent, people often just give the name. It is kept, and the consent asked once more."""
        if is_question(text):
            return {}
        open_fields = [s for s in form.fields if s.key not in run.answers and s.asked(run.values())]
        told = extract_all([s for s in open_fields if s.type not in ("text", "employer")], text, fields)
        following = form.next_field(run.values())
        bare_name = following is not None and following.type in PERSONAL and following.key not in told
        if following is not None and bare_name and read_yes_no(plain(text)) is None:  # 愿意 is an answer, not a name
            value = parse(following, text, fields)
            told |= {following.key: value} if isinstance(value, Value) else {}
        return told

    @staticmethod
    def _takes_back(run: FormRun, form: FormSpec, text: str, rest: str, fields: Context) -> Plan | None:
        """“不对，是陈仓区” while the next field is asked already. “不是会员” is no such thing, but an answer."""
        if not _TAKES_BACK.match(plain(text)):
            return None
        given = [spec for spec in form.fields if spec.key in run.answers]
        values = extract_all(given, rest, fields)
        return Plan("answer", {"values": values, "changed": True}) if values else None

    async def _at_confirmation(self, run: FormRun, form: FormSpec, text: str, fields: Context) -> Plan:
        """Everything is filled in: yes, no, which one to change, a new value, or something else."""
        key = find_field(form, plain(text)) if len(text) <= 12 else None
        if run.asking == "change" and key is not None:
            return Plan("steer", {"steer": Steering("change", text), "key": key})
        leaves = run.asking == "confirm" and self._filling.flow(run).refusal == "leave"
        if leaves and len(text) <= 15 and (_KEEP.search(plain(text)) or _CANCELS.search(plain(text))):
            return Plan("steer", {"steer": Steering("cancel" if _KEEP.search(plain(text)) else "confirm")})
        agreed = read_yes_no(plain(text))
        if run.asking == "confirm" and agreed is not None and len(text) <= 15:
            refusal: Action = "cancel" if self._filling.flow(run).refusal == "leave" else "change"
            return Plan("steer", {"steer": Steering("confirm" if agreed else refusal)})
        values = extract_all(form.fields, text, fields)
        if values and not is_question(text):
            return Plan("answer", {"values": values, "changed": True})
        return await self._aside(text, Miss("cancel.again" if leaves else "form.confirm.again"), run)

    async def _answer(self, run: FormRun, form: FormSpec, spec: FieldSpec, text: str, fields: Context) -> Plan:
        """A field is asked. Its parser reads first; other open fields may be answered along with it."""
        open_fields = [
            other
            for other in form.fields
            if other.key != spec.key and other.key not in run.answers and other.type not in ("text", "employer")
        ]
        if spec.key == NUMBER_FIELD and not _DIGIT.search(text):
            return await self._aside(text, Miss("status.no_number"), run)
        if spec.type == "text":
            if self._looks_like_aside(spec, text):
                aside = await self._aside(text, Miss(NO_TEXT), run)
                if aside.route != "miss":
                    return aside
                if spec.key not in STORIES and (spec.max or 2000) <= SHORT:
                    return aside
            open_fields = [other for other in open_fields if other.type in SAFE_IN_ACCOUNT]
            if spec.optional and _NOTHING.fullmatch(plain(text)):
                return Plan("steer", {"steer": Steering("skip")})
        elif spec.type == "employer":  # 职业技术学校 names no subject of a talk
            open_fields = [other for other in open_fields if other.type in SAFE_IN_ACCOUNT]
        value = parse(offered(spec, run), text, fields)
        if spec.key == ALIAS and isinstance(value, Value) and (called := _CALLED.fullmatch(plain(text))):
            value = Value(called.group(1), called.group(1))
        if spec.type == "slot" and run.offer and isinstance(value, Miss):
            value = self._picked_offer(run, spec, text, fields, value)
        others: dict[str, Value] = extract_all(open_fields, text, fields) if open_fields else {}
        others |= name_beside_phone(open_fields, others, text, fields)
        if isinstance(value, Value) and spec.type in ASKED_ABOUT and is_question(text) and len(plain(text)) >= 6:
            aside = await self._aside(
                text, Miss("text.no_words"), run
            )  # “渭滨区最低工资是多少” names no county of ours
            if aside.route == "aside":
                return aside
        only_that = spec.key in STORIES and others and len(bare(plain(text))) <= NO_STORY  # 岐山 tells no story
        if isinstance(value, Value) and not only_that:
            return Plan("answer", {"values": {spec.key: value, **others}})
        if others and not is_question(text):
            return Plan("answer", {"values": others})
        if spec.optional and _NOTHING.fullmatch(plain(text)):
            return Plan("steer", {"steer": Steering("skip")})
        if spec.type == "slot" and len(plain(text)) <= SAYS_ONE_THING and not is_question(text):
            given = [other for other in form.fields if other.key in STEERS_SLOT and other.key in run.answers]
            anew = {other.key: read for other in given if isinstance(read := parse(other, text, fields), Value)}
            if len(anew) == 1:  # “那当面吧” while the times for a call are shown
                return Plan("answer", {"values": anew, "changed": True})
        return await self._aside(text, value if isinstance(value, Miss) else Miss(NO_TEXT), run)

    @staticmethod
    def _picked_offer(run: FormRun, spec: FieldSpec, text: str, fields: Context, miss: Miss) -> Value | Miss:
        """“第二个” or words of one of the times shown; else the miss, which may know more (that day is past)."""
        chosen = parse(
            FieldSpec(key=spec.key, type="choice", ask=spec.ask, label=spec.label, options=offered(spec, run).options),
            text,
            fields,
        )
        return chosen if isinstance(chosen, Value) else miss

    @staticmethod
    def _looks_like_aside(spec: FieldSpec, text: str) -> bool:
        """While one's own words are asked: is this a question to us rather than the answer?"""
        if len(text) > 40 or not is_question(text):
            return False
        if spec.key not in STORIES or _ASIDE.search(text):
            return True
        return not _OWN_STORY.search(text)

    async def _aside(self, text: str, miss: Miss, run: FormRun) -> Plan:
        """It was no answer: a question, another wish, or really a miss."""
        seen = await self._understand(text)
        u = seen.understanding
        if self._same_again(run, u, text):
            return Plan("steer", {"steer": Steering("cancel")}) if _NOT_THIS.search(text) else Plan("again")
        looks_up = u.intent == run.flow and not self._filling.flow(run).confirms  # 查进度 again: begin it anew
        if u.intent in FLOWS and u.confidence >= TAKE_IN_FORM and (u.intent != run.flow or looks_up):
            return Plan("switch", {"understood": seen})
        joins = u.intent == "join_program" and u.entities.get("program") != run.program
        if joins and len(plain(text)) >= 5 and u.confidence >= TAKE_IN_FORM and u.program_confidence >= TAKE_IN_FORM:
            return Plan("switch", {"understood": seen})
        asks = is_question(text)
        enough = TAKE_PROGRAM if asks else TAKE_IN_FORM
        which = u.intent == "find_station" or u.program_confidence >= TAKE_IN_FORM
        if u.intent in ("ask_program", "find_station") and u.confidence >= enough and which:
            return Plan("aside", {"understood": seen})
        if seen.sure and (asks or u.intent == "ask_policy") and len(plain(text)) >= (5 if asks else 8):
            return Plan("aside", {"understood": seen})
        plainly = u.confidence >= NO_DOUBT and len(plain(text)) >= 8
        if (asks or plainly) and u.intent == "ask_policy" and u.confidence >= TAKE_IN_FORM and seen.hits:
            return Plan("aside", {"understood": seen})
        # 在哪见面啊 is near to a greeting for the model; a real one is beyond doubt.
        if u.intent in SMALL_TALK and u.confidence >= (NO_DOUBT if u.intent == "greet" else TAKE_IN_FORM):
            return Plan("aside", {"understood": seen})
        if asks and (_ENDS_ASKING.search(plain(text)) or miss.reason == NO_TEXT):
            private = run.flow == "psych_consultation" and _WHO_KNOWS.search(text)
            miss = Miss("psych.question_instead" if private else "form.question_instead")
        return Plan("miss", {"miss": miss, "understood": seen})

    def _same_again(self, run: FormRun, u: Understanding, text: str) -> bool:
        """“我想参加两癌筛查” while that very form is being filled in: no answer, and no miss either."""
        if u.confidence < NO_DOUBT or is_question(text):
            return False
        if u.intent == "join_program":
            return run.program is not None and u.entities.get("program") == run.program
        return u.intent == run.flow and len(plain(text)) >= 2 and self._filling.flow(run).confirms

    # ------------------------------------------------------------------ free talk
    async def _free(self, text: str) -> Plan:
        return Plan("free", {"understood": await self._understand(text)})

    async def _understand(self, text: str) -> Understood:
        understanding = await self._services.understander.understand(text[:LONG_TEXT])
        found = () if beyond_doubt(understanding) else self._services.cards.search(text[:LONG_TEXT])
        return Understood(understanding, found)


def name_beside_phone(
    open_fields: list[FieldSpec], told: dict[str, Value], text: str, fields: Context
) -> dict[str, Value]:
    """“张建民，13700001111”: what stands beside a phone, and nothing else, is the name."""
    name = next((spec for spec in open_fields if spec.type == "person_name"), None)
    beside = bare(_DIGITS.sub(" ", plain(text)))
    if name is None or name.key in told or not any(s.type == "phone" and s.key in told for s in open_fields):
        return {}
    value = parse(name, beside, fields) if 2 <= len(beside) <= 4 else None
    return {name.key: value} if isinstance(value, Value) else {}


def beyond_doubt(u: Understanding) -> bool:
    """Is the reading so sure that no card could be meant? Then the search (a few milliseconds) is spared."""
    if u.intent in ("ask_program", "join_program"):
        return u.confidence >= NO_DOUBT and u.program_confidence >= NO_DOUBT
    return u.confidence >= NO_DOUBT and (u.intent in FLOWS or u.intent in SMALL_TALK or u.intent == "find_station")


def find_field(form: FormSpec, words: str) -> str | None:
    """The field people mean by 电话, 时间, 名字, 区县: its label, a part of it, or a usual name of its type."""
    words = words.strip()
    if not words:
        return None
    for spec in form.fields:
        if spec.label and (spec.label in words or words in spec.label):
            return spec.key
    usual = {
        "phone": ("电话", "手机", "号码", "联系方式"), "person_name": ("名字", "姓名", "称呼"),
        "county": ("县", "区", "地方", "地址"), "slot": ("时间", "日期", "几点", "哪天"), "id_number": ("身份证",),
        "text": ("情况", "说明", "内容"), "employer": ("单位", "公司", "厂"),
    }  # fmt: skip
    for spec in form.fields:
        if any(name in words for name in usual.get(spec.type, ())):
            return spec.key
    return None
