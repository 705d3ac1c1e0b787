"""Who may apply: conditions on answers, what is said when one is not met, and where else the worker may go."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from nicegui import ui

from console.pages.programs.conditions import draw_condition, reset_condition
from console.pages.programs.inputs import Inputs
from console.pages.programs.parts import Part
from console.program_document import Values, add_rule, comparable, rules_of
from console.texts import programs as texts
from knowledge.programs import Program
from knowledge.taxonomy import Taxonomy


class RulesPart(Part):
    def __init__(
        self, values: Callable[[], Values], inputs: Inputs, taxonomy: Taxonomy, others: Sequence[Program]
    ) -> None:
        super().__init__(texts.PART_RULES, texts.PART_RULES_HINT)
        self._values, self._inputs, self._taxonomy = values, inputs, taxonomy
        self._offers = {"human": texts.OFFER_HUMAN}
        self._offers |= {f"about:{other.id}": texts.OFFER_ABOUT.format(title=other.title) for other in others}
        self._offers |= {f"start:{key}": name for key, name in taxonomy.flows.items() if key != "enrollment"}

    def _fill(self) -> None:
        self._inputs.forget("rules[")
        values = self._values()
        rules = rules_of(values)
        if not rules:
            ui.label(texts.RULES_NONE).classes("panel-empty is-wide")
        for at, rule in enumerate(rules):
            self._draw_rule(at, rule)
        with ui.element("div").classes("editor-actions is-wide"):
            ui.button(texts.RULE_NEW, on_click=self._add).props("outline no-caps")

    def _add(self) -> None:
        if not add_rule(self._values()):
            ui.notify(texts.RULES_NOTHING, type="info", position="top")
            return
        self.draw()
        self._inputs.touched()

    def _remove(self, at: int) -> None:
        rules_of(self._values()).pop(at)
        self.draw()
        self._inputs.touched()

    def _draw_rule(self, at: int, rule: Values) -> None:
        inputs, path = self._inputs, f"rules[{at + 1}]"
        fields = {key: (label, field) for key, label, field in comparable(self._values())}
        with ui.element("div").classes("question is-wide"):
            with ui.element("div").classes("question-head"):
                ui.label(texts.RULE_TITLE.format(number=at + 1)).classes("question-title")
                remove = ui.button(texts.REMOVE, on_click=lambda: self._remove(at)).classes("question-tool")
                remove.props(f'flat dense no-caps aria-label="{texts.REMOVE} {texts.RULE_TITLE.format(number=at + 1)}"')
            with ui.element("div").classes("form-grid"):

                def pick_field(key: Any) -> None:
                    rule["field"] = key
                    reset_condition(rule, fields[key][1])
                    self.draw()

                now = str(rule.get("field"))
                labels = {key: label for key, (label, _) in fields.items()}
                inputs.pick(labels, now, f"{path}.field", texts.RULE_FIELD, pick_field)
                if now in fields:
                    draw_condition(inputs, rule, fields[now][1], path, texts.RULE_VALUE, self._taxonomy, most=True)
                inputs.text(rule, "otherwise", f"{path}.otherwise", texts.RULE_OTHERWISE, area=True)
                offers = dict(self._offers) | {str(p): str(p) for p in rule.get("offer") or () if p not in self._offers}
                inputs.pick(
                    offers, [str(p) for p in rule.get("offer") or ()], f"{path}.offer", texts.RULE_OFFER,
                    lambda keys: rule.update(offer=list(keys or ())), several=True,
                )  # fmt: skip
