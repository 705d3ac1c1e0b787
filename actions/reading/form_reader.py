"""Reading a message while a form waits for an answer (design §4, step 6).

A command first (`commands.py`), then the asked field's own parser and other fields along with it (`answers.py`), and only for
what is no answer the model (`asides.py`): a question beside the matter is answered and the form goes on, another wish puts the
form aside, the rest is a miss.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from actions.fields import Context, Miss, Steering, read_yes_no, steering
from actions.fields.learned import SURE_AGAINST, SURE_STEP, YES_NO
from actions.fields.message import bare, plain
from actions.fields.steering import Action
from actions.forms.filling import FormFilling
from actions.reading.answers import read_answer
from actions.reading.asides import Asides
from actions.reading.asked import Asked
from actions.reading.before_parsing import WISH_LONGEST
from actions.reading.commands import ALWAYS, COMMANDS
from actions.reading.own_words import goes_on_telling, remark_in, told_on
from actions.reading.phrases import ASKS_WHY, DIGITS, MAY_NOTE, WHAT_IF, WHO_KNOWS
from actions.reading.values import find_field, read_correction, told_early
from actions.services import Services
from actions.state import FormRun
from actions.turn import Plan

CONFIRM: Mapping[str, Action] = {"yes": "confirm", "no": "change", "cancel": "cancel"}
"""What may be said to the list of answers, and the command that it is."""
SAID_FOR_YES = ("同意", "可以", "愿意", "确认", "提交", "确定", "没问题", "没错", "对的", "好的")
_LABEL_WITHIN = 12  # characters
_AGREES_WITHIN = 15  # characters


class FormReader:
    """One for all conversations."""

    def __init__(self, services: Services, filling: FormFilling) -> None:
        self._filling = filling
        self._asides = Asides(services)
        self._learned = services.learned_answers

    async def read(self, run: FormRun, text: str, fields: Context) -> Plan:
        """What is to be done about `text`, said while `run` waits."""
        asked = Asked.of(run, self._filling.flow(run), text, fields)
        plan = next((plan for command in ALWAYS if (plan := command(asked)) is not None), None)
        if plan is None and run.asking == "consent":
            return await self._consent(asked)
        plan = plan or next((plan for command in COMMANDS if (plan := command(asked)) is not None), None)
        if plan is not None:
            return plan
        if asked.spec is None:
            return await self._confirmation(asked)
        return await read_answer(asked, asked.spec, self._asides, self._learned)

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

    async def _consent(self, asked: Asked) -> Plan:
        """May we keep the name and phone? Yes, no, the name itself, more of the story, or why."""
        run, form, text, words, fields = asked.run, asked.form, asked.text, asked.words, asked.fields
        if WHO_KNOWS.search(words) and (asked.asks or words.endswith("吧")):
            return Plan("miss", {"miss": Miss("form.consent.why")})  # 不会让老板看见吧
        told = told_early(run, form, text, fields)
        confirms = asked.command is not None and asked.command.action == "confirm"
        # The digits of a phone are no “1” for yes; “可以，我叫李雷，139…” is yes and more.
        agreed = True if confirms else read_yes_no(words if len(words) <= 2 else DIGITS.sub("", words))
        if agreed is None and (MAY_NOTE.fullmatch(words) or self._sounds_like_yes(asked)):
            agreed, told = True, {}  # 同义 is no name
        if (
            agreed is None
            and not ASKS_WHY.search(words)
            and (guess := self._guess("consent", YES_NO, text)) is not None
        ):
            agreed = guess == "yes"
        if agreed is not None and (agreed or not told):  # 不是 我叫赵有福: a name put right refuses nothing
            return Plan("consent", {"agreed": agreed, "values": told if agreed else {}})
        if told:
            return Plan("answer", {"values": told})
        corrected = read_correction(run, form, text, fields)
        if corrected is not None:
            return corrected
        if goes_on_telling(run, form, text):
            return Plan("answer", {"values": told_on(run, text)})
        if ASKS_WHY.search(words):
            return Plan("miss", {"miss": Miss("form.consent.why")})
        return await self._asides.read(asked, Miss("form.consent.again"))

    async def _confirmation(self, asked: Asked) -> Plan:
        """Everything is filled in: yes, no, which one to change, a new value, or something else."""
        run, form, text, words = asked.run, asked.form, asked.text, asked.words
        key = find_field(form, words) if len(text) <= _LABEL_WITHIN else None
        if run.asking == "change" and key is not None:
            return Plan("steer", {"steer": Steering("change", text), "key": key})
        confirms = run.asking == "confirm"
        last = asked.ends_in
        if confirms and not asked.may_leave and last is not None and last.action == "cancel":
            return Plan("steer", {"steer": last})  # 先不提交了，我再想想，取消吧
        noted, rest = remark_in(text) if confirms and asked.flow.keeps_remarks else ("", text)
        if noted:
            return self._adds(asked, noted, rest)
        agreed = True if asked.ends_agreeing or self._sounds_like_yes(asked) else read_yes_no(words)
        values = asked.flow.told(run, form.fields, text, asked.fields)
        anew = {key: value for key, value in values.items() if value.value != run.answers.get(key, {}).get("value")}
        if confirms and agreed is False and anew and not asked.asks:
            return Plan("answer", {"values": anew, "changed": True})  # 不对 一共来4个人
        if confirms and agreed is not None and len(text) <= _AGREES_WITHIN:
            refusal: Action = "cancel" if asked.may_leave else "change"
            agreed = agreed or (not asked.may_leave and self._guess("confirm", CONFIRM, text, SURE_AGAINST) == "yes")
            return Plan("steer", {"steer": Steering("confirm" if agreed else refusal)})
        if values and not asked.asks:
            return Plan("answer", {"values": values, "changed": True})
        guess = self._guess("confirm", CONFIRM, text) if confirms and not asked.may_leave else None
        if guess is not None:
            return Plan("steer", {"steer": Steering(CONFIRM[guess])})
        return await self._asides.read(asked, Miss("cancel.again" if asked.may_leave else "form.confirm.again"))

    @staticmethod
    def _adds(asked: Asked, noted: str, rest: str) -> Plan:
        """还有电话晚上打: kept with the answers; whatever else was said in the same message holds as well."""
        values = asked.flow.told(asked.run, asked.form.fields, rest, asked.fields) if rest else {}
        if values:
            return Plan("answer", {"values": values, "changed": True, "remark": noted})
        command = steering(rest) if rest else None
        if rest and (read_yes_no(rest) or (command is not None and command.action == "confirm")):
            return Plan("steer", {"steer": Steering("confirm"), "remark": noted})
        return Plan("remark", {"remark": noted})

    @staticmethod
    def _sounds_like_yes(asked: Asked) -> bool:
        """同义 for 同意, 确任 for 确认."""
        said = bare(asked.words)
        return any(asked.fields.choice_words.same_sound(word, said) for word in SAID_FOR_YES)

    def _guess(self, step: str, answers: Iterable[str], text: str, sure: float = SURE_STEP) -> str | None:
        """Which of the answers to a step that is no field is meant, where no written word tells."""
        guess = self._learned.guess_of(step, answers, text)
        enough = SURE_AGAINST if guess is not None and guess.key == "cancel" else sure
        return guess.key if guess is not None and guess.probability >= enough else None
