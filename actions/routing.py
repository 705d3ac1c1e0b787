"""The first half of a turn: what does this message mean here? Everything that needs no transaction (design §4).

The order is the rule: danger, buttons, numbers of the last menu, the form that waits for an answer, and only then the
model. A form's own parser reads an answer before the model may call it a question.
"""

from __future__ import annotations

from typing import Literal

from actions.answers.passages import asks_wording
from actions.crisis import Crisis
from actions.crisis.second_look import ALARM, ALARM_GUARDED, ALARM_WAITING
from actions.fields import Context, Miss, read_yes_no, steering
from actions.fields.message import has_word, plain
from actions.flows.status import find_number
from actions.followups import card_shown, follow_up, said_article, said_button
from actions.forms.filling import FormFilling
from actions.reading.calm import is_calm
from actions.reading.form_reader import FormReader
from actions.reading.own_words import ALIAS, needs_no_name
from actions.reading.phrases import CHINESE_DIGITS, MENU_NUMBER, RESUME
from actions.reading.understood import understand
from actions.services import Services
from actions.state import DialogueState, FormRun
from actions.turn import Message, Plan
from cases.conversations import Snapshot
from knowledge.forms import FieldSpec

# A number typed while one of these is asked is an answer, not a choice from the menu.
NUMERIC = frozenset({"money", "number", "date"})
# In characters, by the type of field.
ANSWER_ALONE = {"choice": 12, "yes_no": 12, "number": 8, "county": 8, "person_name": 8}
NUMBER_ALONE = 40  # characters; a case number in a message this short is a question about that case


class Router:
    """Plans one turn. Asks the model and the search, reads nothing but the snapshot."""

    def __init__(self, services: Services, filling: FormFilling) -> None:
        self._services = services
        self._filling = filling
        self._forms = FormReader(services, filling)

    async def plan(self, snapshot: Snapshot, message: Message, fields: Context) -> Plan:
        state = DialogueState.from_dict(snapshot.state)
        crisis, mark = self._danger(snapshot, state, message.text, fields)
        if crisis is not None and not crisis.suspected:
            return Plan("crisis", {"crisis": crisis})
        await self._services.programs.refresh()
        self._filling.drop_lost(state)
        answered = self._chooses(state.run, message.text, fields) or self._leaves(snapshot, state, message.text, fields)
        if crisis is not None and not answered:
            # Who waits for a person or sits in a form has a story already: there a feeling is enough.
            untold = snapshot.owner == "bot" and not _answers(state)
            if not (untold and await is_calm(self._services.understander, crisis, message.text)):
                return Plan("crisis", {"crisis": crisis})
        plan = await self._harmless(snapshot, state, message, fields)
        return plan if mark is None else Plan(plan.route, {**plan.data, mark: True})

    def _danger(
        self, snapshot: Snapshot, state: DialogueState, text: str, fields: Context
    ) -> tuple[Crisis | None, Literal["denied", "caution"] | None]:
        """The danger in a message; or a mark: danger seen before is denied; an injury that is over is told while a form
        waits, which is no alarm and yet worth a word of caution."""
        watch = self._services.crisis
        if state.run is None and state.in_danger(fields.now) and watch.denies(text):
            return None, "denied"
        calm_line = snapshot.owner == "queue" and not state.in_danger(fields.now)
        alarm = ALARM_GUARDED if _answers(state) else ALARM_WAITING if calm_line else ALARM
        crisis = watch.look(text, alarm=alarm) if text else None
        asked = state.run is not None and state.run.asking is not None
        over = crisis is not None and asked and watch.is_over(crisis, text)
        return (None, "caution") if over else (crisis, None)

    async def _harmless(self, snapshot: Snapshot, state: DialogueState, message: Message, fields: Context) -> Plan:
        """What a message means that tells of no danger."""
        if state.run is not None and self._renews(state.run, message):
            return Plan("renewed")
        if message.payload:
            return Plan("payload", {"payload": message.payload})
        text = message.text
        if not has_word(plain(text)) and not self._nods(state.run, text):
            return Plan("files" if message.attachment_ids else "empty")
        picked = self._from_menu(state, text)
        if picked is not None:
            return Plan("payload", {"payload": picked})
        if state.run is not None and state.run.asking is not None:
            if asks_wording(self._services.passages, text):  # 劳动合同法第82条是啥 names no 合同 as the matter
                return Plan("aside", {"understood": await understand(self._services, text)})
            return await self._forms.read(state.run, text, fields)
        if RESUME.fullmatch(plain(text)) and state.parked:
            return Plan("resume")
        revised = self._revised(state, text, fields)
        if revised is not None:
            return revised
        steer = steering(text)
        if steer is not None and steer.action in ("human", "menu", "restart", "back", "skip"):
            return Plan("steer", {"steer": steer})
        if find_number(text) is not None and len(text) <= NUMBER_ALONE:
            return Plan("number")
        sum_wished = self._sum(state, text, fields)
        if sum_wished is not None:
            return sum_wished
        said = said_button(state, text, fields, waiting=snapshot.owner == "queue")
        if said is not None:
            return Plan("payload", {"payload": said})
        article = said_article(state, text, self._services)
        if article is not None:
            return Plan("payload", {"payload": article})
        about = follow_up(state, text, self._services)
        if about is not None:
            return Plan("follow_up", {"follow_up": about})
        shown = self._services.cards.by_id.get(state.last_card or "") if card_shown(state) else None
        seen = await understand(self._services, text, shown)
        wanted = self._services.calculators.wanted(text, fields.today, seen.found)
        return Plan("free" if wanted is None else "calculate", {"understood": seen, "calculator": wanted})

    def _renews(self, run: FormRun, message: Message) -> bool:
        """Did staff take out the very question that is answered here? A way out or to a person stays one."""
        if not self._filling.flow(run).outdated(run):
            return False
        if message.payload:
            return message.payload.startswith((f"set:{run.id}:", f"skip:{run.id}:", f"confirm:{run.id}"))
        steer = steering(message.text) if message.text else None
        return steer is None or steer.action not in ("human", "menu", "cancel")

    def _chooses(self, run: FormRun | None, text: str, fields: Context) -> bool:
        """他说明天别来了, asked how one was dismissed: few words that pick an option are no hint of anything else, nor are
        就我自己, asked for how many, or 名字就不留了, asked for one. In a longer answer a hint may stand beside it."""
        spec = self._asked(run)
        if spec is not None and spec.key == ALIAS and needs_no_name(text):
            return True
        longest = ANSWER_ALONE.get(spec.type, 0) if spec is not None else 0
        if run is None or spec is None or len(plain(text)) > longest:
            return False
        flow = self._filling.flow(run)
        return not isinstance(flow.answers(run, spec, text, flow.reading(fields)), Miss)

    def _nods(self, run: FormRun | None, text: str) -> bool:
        """👌, where yes or no is asked."""
        spec = self._asked(run)
        asks = run is not None and (
            run.asking in ("consent", "confirm") or (spec is not None and spec.type == "yes_no")
        )
        return asks and read_yes_no(plain(text)) is not None

    @staticmethod
    def _leaves(snapshot: Snapshot, state: DialogueState, text: str, fields: Context) -> bool:
        """算了我不等了, said in the line for a person, and 行 到时候提醒我: the button under our last words, in other words."""
        said = said_button(state, text, fields, waiting=snapshot.owner == "queue")
        return said is not None and (said == "leave_queue" or said.startswith("remind:"))

    # ------------------------------------------------------------------ sums
    def _revised(self, state: DialogueState, text: str, fields: Context) -> Plan | None:
        """工资改成5000 right after a result."""
        computed = state.computed
        if computed is None or f"change:{computed.id}" not in state.menu:
            return None
        plan = self._forms.revised(computed, text, fields)
        return plan if plan is None or plan.route == "payload" else Plan("revise", {"plan": plan})

    def _sum(self, state: DialogueState, text: str, fields: Context) -> Plan | None:
        """帮我算加班费; 帮我算算 means the sum that the card just shown offers."""
        calculators = self._services.calculators
        wanted = calculators.wanted(text, fields.today)
        if wanted is not None:
            return Plan("calculate", {"calculator": wanted})
        if not calculators.wants_list(text):
            return None
        offered = next((payload for payload in state.menu if payload.startswith("calc:")), None)
        return Plan("payload", {"payload": offered if offered and card_shown(state) else "calcs"})

    # ------------------------------------------------------------------ menus
    def _from_menu(self, state: DialogueState, text: str) -> str | None:
        found = MENU_NUMBER.fullmatch(plain(text))
        if found is None or not state.menu:
            return None
        spec = self._asked(state.run)
        if spec is not None and spec.type in NUMERIC:
            return None
        number = CHINESE_DIGITS.get(found.group(1)) or int(found.group(1))
        return state.menu[number - 1] if 1 <= number <= len(state.menu) else None

    def _asked(self, run: FormRun | None) -> FieldSpec | None:
        if run is None or run.asking is None:
            return None
        return self._filling.flow(run).form(run).field(run.asking)


def _answers(state: DialogueState) -> bool:
    """Is a question of ours open: a form's, or whether to be reminded?"""
    asked = state.run is not None and state.run.asking is not None
    return asked or any(payload.startswith("remind:") for payload in state.menu)
