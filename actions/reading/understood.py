"""What the model and the search make of a sentence, and from which confidence their word is taken."""

from __future__ import annotations

from dataclasses import dataclass, replace

from actions.fields.message import is_question, plain
from actions.reading.calm import DANGER
from actions.reading.leaning import lean
from actions.reading.phrases import BOOKS_COUNSELLOR, COUNSELLOR, JOINS, JOINS_UNION, LAWYER
from actions.services import Services
from actions.understanding import Understanding
from knowledge.cards import Card
from knowledge.search import SearchResult

SMALL_TALK = frozenset({"greet", "thanks", "goodbye", "bot_challenge", "help"})
FLOWS = frozenset({
    "legal_consultation", "psych_consultation", "check_status", "cancel_booking", "reschedule", "handoff", "feedback",
    "privacy",
})  # fmt: skip
# Confidence from which the model's word is taken; measured by `make evaluate`.
TAKE_FLOW = 0.3
TAKE_PROGRAM = 0.3
# A form is begun from here; a fainter wish is told about the program, which offers the form.
TAKE_JOIN = 0.35
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
SURE_PROGRAM = 0.9
HARDLY_POLICY = 0.1
SURE_CARD = 0.95
# Below this a short question names no program of its own: 得交钱不 means the one just shown.
NAMED_PROGRAM = 0.7
WHICH_PROGRAM = 0.5
# A wish for a flow below this gives way to a card the search is sure of.
FLOW_OVER_CARD = 0.6
NO_DOUBT = 0.9
# From here on a wish in so many words is one, whatever card the story before it is near to.
OUTRIGHT = 0.7
SAID_SHORT = 0.5  # 没单位 我想加入工会: there is no room for another story
SHORT_WISH = 15  # characters
LONG_TEXT = 4_000


@dataclass(frozen=True, slots=True)
class Understood:
    """The model's reading and what the search found, together."""

    understanding: Understanding
    found: tuple[SearchResult, ...]
    outright: bool = False
    """A wish for a program is said in so many words: 厂里乱扣我钱，我想让工会出面给调解."""

    @property
    def sure(self) -> bool:
        return any(result.verdict == "sure" for result in self.found)

    def wants_lawyer(self, text: str) -> bool:
        """“我要约公益律师，欠薪四个月，…”: said outright, however much else the sentence holds."""
        u = self.understanding
        faint = u.intent in ("ask_program", "join_program") and u.confidence < OUTRIGHT
        if not faint and u.intent not in ("ask_policy", "legal_consultation", "out_of_scope"):
            return False
        if u.intent == "ask_policy" and self.sure and is_question(text):
            return False
        return LAWYER.search(plain(text)) is not None

    def wants_counsellor(self, text: str) -> bool:
        """“你们那个心理咨询给我约一个”: no card about counselling is meant."""
        books = not is_question(text) and BOOKS_COUNSELLOR.match(plain(text)) is not None
        meant = books or self.understanding.intent == "psych_consultation"
        return meant and COUNSELLOR.search(plain(text)) is not None

    def wants_to_join(self, text: str) -> bool:
        """没单位 我想加入工会: whatever card speaks of joining, this is a wish."""
        return not is_question(text) and JOINS_UNION.search(plain(text)) is not None

    @property
    def hits(self) -> bool:
        return any(result.hits for result in self.found)

    @property
    def intent(self) -> str:
        """The model's intent, unless the search knows better: a question about rights is often taken for one about a
        program that lives nearby (举报 → violation_report), or for a wish to see a lawyer."""
        u = self.understanding
        if u.intent in ("ask_program", "join_program") and not self.outright:
            best = max((hit.score for result in self.found for hit in result.hits), default=0.0)
            policy = dict(u.ranking).get("ask_policy", 0.0)
            if self.sure and (u.program_confidence < SURE_PROGRAM or (policy >= HARDLY_POLICY and best >= SURE_CARD)):
                return "ask_policy"
            if best and u.program_confidence < WHICH_PROGRAM:
                return "ask_policy"
        if u.intent in FLOWS and u.intent != "handoff" and u.confidence < FLOW_OVER_CARD and self.sure:
            return "ask_policy"
        return u.intent


async def understand(services: Services, text: str, shown: Card | None = None) -> Understood:
    """Ask the model, and the search unless the model is beyond doubt. `shown`: the card the worker reads just now."""
    read = await services.understander.understand(text[:LONG_TEXT])
    understanding = without_faint_danger(read, alone=read.intent == DANGER and not services.crisis.may_be(text))
    found = () if beyond_doubt(understanding) else services.cards.search(text[:LONG_TEXT])
    if shown is not None and found:
        found = lean(services, text, shown, found)
    enough = SAID_SHORT if len(plain(text)) <= SHORT_WISH and not is_question(text) else OUTRIGHT
    joins = understanding.intent == "join_program" and understanding.confidence >= enough
    return Understood(understanding, found, joins and JOINS.search(plain(text)) is not None)


def without_faint_danger(u: Understanding, *, alone: bool = False) -> Understanding:
    """Rules and second look saw no danger: what the model only faintly takes for one means the next likeliest thing. `alone`:
    nothing else sees any, however sure the model is."""
    if u.intent != DANGER or (u.confidence >= SOFT_CRISIS and not alone):
        return u
    rest = tuple((intent, share) for intent, share in u.ranking if intent != DANGER)
    return replace(u, intent=rest[0][0], confidence=rest[0][1], ranking=rest) if rest else replace(u, confidence=0.0)


def beyond_doubt(u: Understanding) -> bool:
    """Is the reading so sure that no card could be meant? Then the search (a few milliseconds) is spared."""
    if u.intent in ("ask_program", "join_program"):
        return u.confidence >= NO_DOUBT and u.program_confidence >= NO_DOUBT
    return u.confidence >= NO_DOUBT and (u.intent in FLOWS or u.intent in SMALL_TALK or u.intent == "find_station")
