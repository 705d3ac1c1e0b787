"""What was no answer to a form's question: a question beside the matter, another wish, or really a miss. The model decides."""

from __future__ import annotations

from actions.fields import Miss, Steering
from actions.fields.message import is_question, plain
from actions.reading.asked import Asked
from actions.reading.calculation import asks_for_sum
from actions.reading.phrases import ENDS_ASKING, LOOKS_UP, NOT_THIS, PERSON, RATHER, WHO_KNOWS
from actions.reading.understood import (
    FLOWS,
    NO_DOUBT,
    SMALL_TALK,
    TAKE_FLOW,
    TAKE_IN_FORM,
    TAKE_PROGRAM,
    Understood,
    understand,
)
from actions.services import Services
from actions.state import FormRun
from actions.turn import CALCULATOR, Plan
from actions.understanding import Understanding

NO_TEXT = "text.no_words"
SAYS_ONE_THING = 8  # characters
SAYS_YES = 0.8  # 可已 for 可以: the model hears yes and no through wrong characters
_WISH_SHORTEST = 5  # characters
_QUESTION_SHORTEST = 5  # characters
_STATEMENT_SHORTEST = 8  # characters


class Asides:
    """One for all conversations."""

    def __init__(self, services: Services) -> None:
        self._services = services

    async def read(self, asked: Asked, miss: Miss, part: str | None = None) -> Plan:
        """`part`: only this of the message is no answer. `miss`: what to say when nothing else was meant either."""
        run, text = asked.run, part or asked.text
        rather = RATHER.fullmatch(plain(text))
        text = rather["wish"] if rather is not None else text
        calculators = self._services.calculators
        wanted = calculators.wanted(text, asked.fields.today) if asks_for_sum(plain(text)) else None
        if wanted is not None:
            same = (run.flow, run.program) == (CALCULATOR, wanted)
            return Plan("again") if same else Plan("calculate", {"calculator": wanted})
        seen = await understand(self._services, text)
        u = seen.understanding
        if _agrees(run, u, text):
            return agreed_to(run)
        if self._same_again(asked, u, text):
            return Plan("steer", {"steer": Steering("cancel")}) if NOT_THIS.search(text) else Plan("again")
        if self._wishes_else(asked, seen, text, outright=rather is not None):
            return Plan("switch", {"understood": seen})
        if _is_aside(seen, text):
            return Plan("aside", {"understood": seen})
        if is_question(text) and (ENDS_ASKING.search(plain(text)) or miss.reason == NO_TEXT):
            private = run.flow == "psych_consultation" and WHO_KNOWS.search(text)
            miss = Miss("psych.question_instead" if private else "form.question_instead")
        return Plan("miss", {"miss": miss, "understood": seen})

    @staticmethod
    def _same_again(asked: Asked, u: Understanding, text: str) -> bool:
        """“我想参加两癌筛查” while that very form is being filled in: no answer, and no miss either."""
        if u.confidence < NO_DOUBT or is_question(text):
            return False
        if u.intent == "join_program":
            return asked.run.program is not None and u.entities.get("program") == asked.run.program
        return u.intent == asked.run.flow and len(plain(text)) >= 2 and asked.flow.confirms

    @staticmethod
    def _wishes_else(asked: Asked, seen: Understood, text: str, *, outright: bool) -> bool:
        """Another form is wished for. `outright`: one thing is given up for another."""
        u = seen.understanding
        if u.intent == "privacy" and is_question(text):
            return False  # 聊的内容会记到我档案里吗 wants nothing deleted
        looks_up = u.intent == asked.run.flow and not asked.flow.confirms  # 查进度 again: begin it anew
        # Who gives up one thing for another, or asks for a lawyer by name, leaves less to guess.
        outright = outright or seen.wants_lawyer(text) or seen.wants_counsellor(text)
        take_flow = TAKE_FLOW if outright else TAKE_IN_FORM
        asks_for = {"handoff": PERSON, "check_status": LOOKS_UP}.get(u.intent)
        if asks_for is not None and asks_for.search(text) is None:
            take_flow = NO_DOUBT  # 好几个人呢; 低保没批下来
        if u.intent in FLOWS and u.confidence >= take_flow and (u.intent != asked.run.flow or looks_up):
            return True
        joins = u.intent == "join_program" and u.entities.get("program") != asked.run.program
        sure = u.confidence >= TAKE_IN_FORM and u.program_confidence >= TAKE_IN_FORM
        return joins and sure and len(plain(text)) >= _WISH_SHORTEST


def agreed_to(run: FormRun) -> Plan:
    """Yes, to whichever of the two is asked."""
    if run.asking == "consent":
        return Plan("consent", {"agreed": True, "values": {}})
    return Plan("steer", {"steer": Steering("confirm")})


def _agrees(run: FormRun, u: Understanding, text: str) -> bool:
    return (
        u.intent == "affirm" and u.confidence >= SAYS_YES and run.asking in ("consent", "confirm")
        and len(plain(text)) <= SAYS_ONE_THING
    )  # fmt: skip


def _is_aside(seen: Understood, text: str) -> bool:
    """A question beside the matter, or small talk."""
    u, length, asks = seen.understanding, len(plain(text)), is_question(text)
    enough = TAKE_PROGRAM if asks else TAKE_IN_FORM
    which = u.intent == "find_station" or u.program_confidence >= TAKE_IN_FORM
    if u.intent in ("ask_program", "find_station") and u.confidence >= enough and which:
        return True
    policy = u.intent == "ask_policy"
    if seen.sure and (asks or policy) and length >= (_QUESTION_SHORTEST if asks else _STATEMENT_SHORTEST):
        return True
    plainly = u.confidence >= NO_DOUBT and length >= _STATEMENT_SHORTEST
    if (asks or plainly) and policy and u.confidence >= TAKE_IN_FORM and seen.hits:
        return True
    # 在哪见面啊 is near to a greeting for the model; a real one is beyond doubt.
    return u.intent in SMALL_TALK and u.confidence >= (NO_DOUBT if u.intent == "greet" else TAKE_IN_FORM)
