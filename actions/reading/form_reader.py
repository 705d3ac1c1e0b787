"""Reading a message while a form waits for an answer (design §4, step 6).

A command first, then the asked field's own parser, other fields along with it, and only for what is no answer the model: a
question beside the matter is answered and the form goes on, another wish puts the form aside, the rest is a miss.
"""

from __future__ import annotations

from actions.fields import Context, Miss, Steering, Value, parse, read_yes_no, steering
from actions.fields.message import BREATH, bare, is_question, plain
from actions.fields.steering import Action
from actions.flows.base import offered
from actions.forms.filling import PERSONAL, STEERS_SLOT, FormFilling
from actions.reading.calculation import asks_for_sum
from actions.reading.own_words import (
    ALIAS,
    NO_STORY,
    STORIES,
    called,
    chosen_early,
    goes_on_telling,
    looks_like_aside,
    needs_no_name,
    says_again,
    told_on,
)
from actions.reading.phrases import (
    ASKS_WHY,
    BOOKED,
    CANCELS,
    DIGIT,
    DIGITS,
    ENDS_ASKING,
    GIVES_IN,
    HANDS_OVER,
    KEEP,
    NOT_THIS,
    NOTHING,
    RATHER,
    REFUSES,
    RESUME,
    WHAT_IF,
    WHO_KNOWS,
    WISH,
    gives_up_here,
)
from actions.reading.understood import (
    FLOWS,
    NO_DOUBT,
    SMALL_TALK,
    TAKE_FLOW,
    TAKE_IN_FORM,
    TAKE_PROGRAM,
    understand,
)
from actions.reading.values import find_field, name_beside_phone, picked_offer, read_correction, told_early
from actions.services import Services
from actions.state import FormRun
from actions.turn import CALCULATOR, Plan
from actions.understanding import Understanding
from knowledge.forms import FieldSpec, FormSpec

# What may be picked out of a worker's own account without asking.
SAFE_IN_ACCOUNT = frozenset({"county", "phone", "person_name", "id_number"})

# A question that happens to name one of these is looked at twice: it may be a question and no answer.
ASKED_ABOUT = frozenset({"county", "number", "money", "date", "slot", "phone"})
NUMBER_FIELD = "number_and_phone"  # of check_status
NO_TEXT = "text.no_words"
SHORT = 60  # characters; a text field this short wants a name or a word, never a question
# Where one of these is asked, what is said is for this question and not for another of its kind (two names in one form).
ONE_FOR_EACH = frozenset({"person_name", "phone", "county", "id_number"})
REFUSABLE = PERSONAL | {"employer"}  # “不想写单位” is no name of an employer
SAYS_ONE_THING = 8  # characters
HANDED_OVER_WITHIN = 30  # characters
KEEPS_WITHIN = 20  # characters
SAYS_YES = 0.8  # 可已 for 可以: the model hears yes and no through wrong characters
ASKS_FROM = 4  # characters
SEVERAL = frozenset({"choice.several", "county.several", "county.unclear"})  # an answer, and not yet a clear one
WISH_LONGEST = 20  # characters; in a longer message the wish is part of a story


class FormReader:
    """One for all conversations."""

    def __init__(self, services: Services, filling: FormFilling) -> None:
        self._services = services
        self._filling = filling

    async def read(self, run: FormRun, text: str, fields: Context) -> Plan:
        form = self._filling.flow(run).form(run)
        spec = form.field(run.asking or "")
        fields = self._filling.flow(run).reading(fields)
        if RESUME.fullmatch(plain(text)):
            return Plan("again")
        gives_up = spec is not None and (self._gives_in(run, form, spec, text) or gives_up_here(plain(text)))
        if gives_up:
            return Plan("steer", {"steer": Steering("cancel")})
        steer = steering(text, spec.type if spec is not None else None)
        if steer is not None and steer.action == "cancel" and run.asking == "confirm" and run.flow == "cancel_booking":
            steer = Steering("confirm")  # asked “really cancel?”, the worker says “cancel”
        if steer is not None and self._steers(steer, run, spec, text):
            return Plan("steer", {"steer": steer, "key": find_field(form, steer.rest) if steer.rest else None})
        if run.asking == "consent":
            if WHO_KNOWS.search(plain(text)) and (is_question(text) or plain(text).endswith("吧")):
                return Plan("miss", {"miss": Miss("form.consent.why")})  # 不会让老板看见吧
            told = told_early(run, form, text, fields)
            # The digits of a phone are no “1” for yes; “可以，我叫李雷，139…” is yes and more.
            words = plain(text) if len(plain(text)) <= 2 else DIGITS.sub("", plain(text))
            agreed = True if steer is not None and steer.action == "confirm" else read_yes_no(words)
            if agreed is not None:
                return Plan("consent", {"agreed": agreed, "values": told if agreed else {}})
            if told:
                return Plan("answer", {"values": told})
            taken_back = read_correction(run, form, text, fields)
            if taken_back is not None:
                return taken_back
            if goes_on_telling(run, form, text):
                return Plan("answer", {"values": told_on(run, text)})
            if ASKS_WHY.search(plain(text)):
                return Plan("miss", {"miss": Miss("form.consent.why")})
            return await self._aside(text, Miss("form.consent.again"), run, fields)
        kept = self._keeps(run, text)
        if kept is not None:
            return kept
        corrected = read_correction(run, form, text, fields)
        if corrected is not None:
            return corrected
        if len(text) <= HANDED_OVER_WITHIN and HANDS_OVER.search(plain(text)):
            return Plan("steer", {"steer": Steering("human")})
        if spec is None:
            return await self._at_confirmation(run, form, text, fields)
        if spec.type in REFUSABLE and REFUSES.fullmatch(plain(text)):
            return Plan("steer", {"steer": Steering("skip")})
        if len(text) <= WISH_LONGEST and WISH.search(plain(text)) and not self._chooses(run, spec, text, fields):
            wished = await self._aside(text, Miss("text.no_words"), run, fields)
            if wished.route in ("switch", "again"):
                return wished
        return await self._answer(run, form, spec, text, fields)

    def revised(self, run: FormRun, text: str, fields: Context) -> Plan | None:
        """Right after a sum: one of its answers put otherwise (工资改成5000, 要是干了四年呢), or all of it once more."""
        flow = self._filling.flow(run)
        form, fields = flow.form(run), flow.reading(fields)
        steer = steering(text)
        if steer is not None and steer.action == "restart":
            return Plan("payload", {"payload": f"calc:{run.program}"})
        if steer is not None and steer.action in ("change", "back"):
            return Plan("steer", {"steer": Steering("change", steer.rest), "key": find_field(form, steer.rest)})
        corrected = read_correction(run, form, text, fields)
        if corrected is not None or len(text) > WISH_LONGEST or not WHAT_IF.match(plain(text)):
            return corrected
        values = flow.told(run, form.fields, text, fields)
        return Plan("answer", {"values": values, "changed": True}) if values else None

    @staticmethod
    def _gives_in(run: FormRun, form: FormSpec, spec: FieldSpec, text: str) -> bool:
        """Told that a rule is not met, people say 好吧 or 知道了. That is no new answer to the question."""
        rule = form.broken_rule(run.values())
        return rule is not None and rule.field == spec.key and bool(GIVES_IN.fullmatch(plain(text)))

    def _steers(self, steer: Steering, run: FormRun, spec: FieldSpec | None, text: str) -> bool:
        if steer.action == "confirm":
            return run.asking == "confirm"
        flow = self._filling.flow(run)
        if not (flow.confirms or flow.computes) and (
            steer.action == "change" or (steer.action == "cancel" and BOOKED.search(text))
        ):
            return False  # 改时间, 取消预约 while looking something up: a booking is meant, not this small form
        # “没有” to a question is an answer.
        answers = spec is not None and not spec.optional and spec.type in ("choice", "yes_no")
        return not (steer.action == "skip" and answers)

    @staticmethod
    def _chooses(run: FormRun, spec: FieldSpec, text: str, fields: Context) -> bool:
        """想找公职律师, asked which lawyer, is an answer and no other wish."""
        return spec.type == "choice" and not isinstance(parse(offered(spec, run), text, fields), Miss)

    def _keeps(self, run: FormRun, text: str) -> Plan | None:
        """Asked “really cancel?”: 等等，不取消了 leaves it, 取消吧 does it."""
        asked = run.asking == "confirm" and self._filling.flow(run).refusal == "leave" and len(text) <= KEEPS_WITHIN
        if asked and (KEEP.search(plain(text)) or CANCELS.search(plain(text))):
            return Plan("steer", {"steer": Steering("cancel" if KEEP.search(plain(text)) else "confirm")})
        return None

    async def _at_confirmation(self, run: FormRun, form: FormSpec, text: str, fields: Context) -> Plan:
        """Everything is filled in: yes, no, which one to change, a new value, or something else."""
        key = find_field(form, plain(text)) if len(text) <= 12 else None
        if run.asking == "change" and key is not None:
            return Plan("steer", {"steer": Steering("change", text), "key": key})
        leaves = run.asking == "confirm" and self._filling.flow(run).refusal == "leave"
        last = self._ends_in(text)
        if run.asking == "confirm" and not leaves and last is not None and last.action == "cancel":
            return Plan("steer", {"steer": last})  # 先不提交了，我再想想，取消吧
        agreed = True if self._ends_agreeing(text) else read_yes_no(plain(text))
        if run.asking == "confirm" and agreed is not None and len(text) <= 15:
            refusal: Action = "cancel" if self._filling.flow(run).refusal == "leave" else "change"
            return Plan("steer", {"steer": Steering("confirm" if agreed else refusal)})
        values = self._filling.flow(run).told(run, form.fields, text, fields)
        if values and not is_question(text):
            return Plan("answer", {"values": values, "changed": True})
        return await self._aside(text, Miss("cancel.again" if leaves else "form.confirm.again"), run, fields)

    async def _answers_and_asks(
        self, run: FormRun, spec: FieldSpec, open_fields: list[FieldSpec], text: str, fields: Context
    ) -> Plan | None:
        """扶风法门镇，你们那律师收费吗: the answer is taken, and the question answered before the next is put."""
        breaths = _breaths(text)
        asked = [breath for breath in breaths if is_question(breath) and len(breath) >= ASKS_FROM]
        told = " ".join(breath for breath in breaths if breath not in asked)
        flow = self._filling.flow(run)
        if spec.type == "text" or flow.computes or not asked or not told:
            return None
        read = flow.answers(run, spec, told, fields)
        if isinstance(read, Miss):
            return None
        aside = await self._aside(" ".join(asked), Miss(NO_TEXT), run, fields)
        if aside.route != "aside":
            return None
        return Plan("aside", {**aside.data, "values": {**flow.told(run, open_fields, told, fields), **read}})

    @staticmethod
    def _ends_agreeing(text: str) -> bool:
        """冲，提交: whatever it begins with, unless that is a no."""
        last = FormReader._ends_in(text)
        before = _breaths(text)[:-1]
        return last is not None and last.action == "confirm" and not any(read_yes_no(b) is False for b in before)

    @staticmethod
    def _ends_in(text: str) -> Steering | None:
        """The command in the last breath: 单位不想说，跳过; 我再想想，取消吧."""
        breaths = _breaths(text)
        return steering(breaths[-1]) if breaths else None

    async def _answer(self, run: FormRun, form: FormSpec, spec: FieldSpec, text: str, fields: Context) -> Plan:
        """A field is asked. Its parser reads first; other open fields may be answered along with it."""
        open_fields = [
            other
            for other in form.fields
            if other.key != spec.key
            and other.key not in run.answers
            and other.type not in ("text", "employer")
            and (other.type != spec.type or other.type not in ONE_FOR_EACH or (other.label and other.label in text))
        ]
        unanswered = open_fields
        if spec.key == NUMBER_FIELD and not DIGIT.search(text):
            return await self._aside(text, Miss("status.no_number"), run, fields)
        if spec.type == "text":
            if spec.key == ALIAS and needs_no_name(text):
                return Plan("steer", {"steer": Steering("skip")})
            if looks_like_aside(spec, text):
                aside = await self._aside(text, Miss(NO_TEXT), run, fields)
                if aside.route != "miss":
                    return aside
                if spec.key not in STORIES and (spec.max or 2000) <= SHORT:
                    return aside
            open_fields = [other for other in open_fields if other.type in SAFE_IN_ACCOUNT]
            if spec.optional and NOTHING.fullmatch(plain(text)):
                return Plan("steer", {"steer": Steering("skip")})
            if spec.key in STORIES and says_again(run, form, text, fields):
                return Plan("miss", {"miss": Miss(NO_TEXT)})
        elif spec.type == "employer":  # 职业技术学校 names no subject of a talk
            open_fields = [other for other in open_fields if other.type in SAFE_IN_ACCOUNT]
        flow = self._filling.flow(run)
        if flow.skips(spec, text):
            return Plan("steer", {"steer": Steering("skip")})
        answered = flow.answers(run, spec, text, fields)
        value = answered if isinstance(answered, Miss) else answered[spec.key]
        if spec.key == ALIAS and isinstance(value, Value) and (said := called(text, unanswered, fields)):
            return Plan("answer", {"values": said})
        if spec.type == "slot" and run.offer and isinstance(value, Miss):
            value = picked_offer(run, spec, text, fields, value)
        others: dict[str, Value] = flow.told(run, open_fields, text, fields) if open_fields else {}
        if not isinstance(answered, Miss):
            others |= {key: found for key, found in answered.items() if key != spec.key}
        others |= name_beside_phone(open_fields, others, text, fields)
        both = await self._answers_and_asks(run, spec, open_fields, text, fields)
        if both is not None:
            return both
        beside = spec.type in ASKED_ABOUT and is_question(text) and len(plain(text)) >= 6 and not flow.computes
        if isinstance(value, Value) and beside:
            aside = await self._aside(
                text, Miss("text.no_words"), run, fields
            )  # “渭滨区最低工资是多少” names no county of ours
            if aside.route == "aside":
                return aside
        only_that = spec.key in STORIES and others and len(bare(plain(text))) <= NO_STORY  # 岐山 tells no story
        if isinstance(value, Value) and not only_that:
            return Plan("answer", {"values": {spec.key: value, **others}})
        if not others and isinstance(value, Miss):
            others = chosen_early(open_fields, text, fields)
        if others and not is_question(text):
            return Plan("answer", {"values": others})
        if isinstance(value, Miss) and value.reason not in SEVERAL and goes_on_telling(run, form, text):
            return Plan("answer", {"values": told_on(run, text)})
        if isinstance(value, Miss) and value.reason in SEVERAL and not is_question(text):
            return Plan("miss", {"miss": value})
        last = self._ends_in(text)
        if spec.optional and last is not None and last.action == "skip":
            return Plan("steer", {"steer": last})
        unsure = isinstance(value, Miss) and value.reason == "yes_no.unsure"
        nothing = NOTHING.fullmatch(BREATH.split(plain(text))[0]) is not None  # 没有 头一回入
        if spec.optional and (unsure or nothing):
            return Plan("steer", {"steer": Steering("skip")})
        if spec.type == "slot" and read_yes_no(plain(text)):
            return Plan("miss", {"miss": Miss("slot.pick")})  # 可以 picks none of the times
        if spec.type == "slot" and len(plain(text)) <= SAYS_ONE_THING and not is_question(text):
            given = [other for other in form.fields if other.key in STEERS_SLOT and other.key in run.answers]
            anew = {other.key: read for other in given if isinstance(read := parse(other, text, fields), Value)}
            if len(anew) == 1:  # “那当面吧” while the times for a call are shown
                return Plan("answer", {"values": anew, "changed": True})
        return await self._aside(text, value if isinstance(value, Miss) else Miss(NO_TEXT), run, fields)

    async def _aside(self, text: str, miss: Miss, run: FormRun, fields: Context) -> Plan:
        """It was no answer: a question, another wish, or really a miss."""
        rather = RATHER.fullmatch(plain(text))
        text = rather["wish"] if rather is not None else text
        calculators = self._services.calculators
        wanted = calculators.wanted(text, fields.today) if asks_for_sum(plain(text)) else None
        if wanted is not None:
            same = (run.flow, run.program) == (CALCULATOR, wanted)
            return Plan("again") if same else Plan("calculate", {"calculator": wanted})
        seen = await understand(self._services, text)
        u = seen.understanding
        agrees = u.intent == "affirm" and run.asking in ("consent", "confirm")
        if agrees and len(plain(text)) <= SAYS_ONE_THING and u.confidence >= SAYS_YES:
            return self._agreed(run)
        if self._same_again(run, u, text):
            return Plan("steer", {"steer": Steering("cancel")}) if NOT_THIS.search(text) else Plan("again")
        looks_up = u.intent == run.flow and not self._filling.flow(run).confirms  # 查进度 again: begin it anew
        # Who gives up one thing for another, or asks for a lawyer by name, leaves less to guess.
        outright = rather is not None or seen.wants_lawyer(text) or seen.wants_counsellor(text)
        take_flow = TAKE_FLOW if outright else TAKE_IN_FORM
        if u.intent in FLOWS and u.confidence >= take_flow and (u.intent != run.flow or looks_up):
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
        if asks and (ENDS_ASKING.search(plain(text)) or miss.reason == NO_TEXT):
            private = run.flow == "psych_consultation" and WHO_KNOWS.search(text)
            miss = Miss("psych.question_instead" if private else "form.question_instead")
        return Plan("miss", {"miss": miss, "understood": seen})

    @staticmethod
    def _agreed(run: FormRun) -> Plan:
        if run.asking == "consent":
            return Plan("consent", {"agreed": True, "values": {}})
        return Plan("steer", {"steer": Steering("confirm")})

    def _same_again(self, run: FormRun, u: Understanding, text: str) -> bool:
        """“我想参加两癌筛查” while that very form is being filled in: no answer, and no miss either."""
        if u.confidence < NO_DOUBT or is_question(text):
            return False
        if u.intent == "join_program":
            return run.program is not None and u.entities.get("program") == run.program
        return u.intent == run.flow and len(plain(text)) >= 2 and self._filling.flow(run).confirms


def _breaths(text: str) -> list[str]:
    return [breath for breath in BREATH.split(plain(text)) if breath]
