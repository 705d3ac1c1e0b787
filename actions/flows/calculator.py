"""A calculator as a flow: its questions one by one, no consent and no confirmation, because nothing is kept of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from actions.answers import calculations
from actions.context import TurnContext
from actions.fields import Context, Miss, Value
from actions.fields.message import plain
from actions.flows.base import Flow, Unfit
from actions.reading import calculation_answers, calculation_values
from actions.state import FormRun
from actions.turn import CALCULATOR, Reply
from knowledge.calculators import CalculationError, Calculator
from knowledge.forms import FieldSpec, FormSpec


class Calculating(Flow):
    """`run.program` is the id of the calculator."""

    id = CALCULATOR
    confirms = False
    computes = True

    def exists(self, run: FormRun) -> bool:
        return run.program in self.services.calculators.by_id

    def calculator(self, run: FormRun) -> Calculator:
        return self.services.calculators.by_id[run.program or ""]

    def form(self, run: FormRun) -> FormSpec:
        return self.calculator(run).sheet.form

    def title(self, run: FormRun) -> str:
        return self.calculator(run).sheet.title

    def say(self, ctx: TurnContext, key: str, **places: object) -> str:
        own = f"calculator.{key}"
        return super().say(ctx, own if own in ctx.services.texts else key, **places)

    def intro(self, ctx: TurnContext, run: FormRun, still_open: int) -> str | None:
        sheet = self.calculator(run).sheet
        return sheet.intro if sheet.form.next_field(run.values()) is not None else None

    # ------------------------------------------------------------------ reading
    def reading(self, fields: Context) -> Context:
        return replace(fields, past=True)

    def told(self, run: FormRun, specs: Sequence[FieldSpec], text: str, fields: Context) -> dict[str, Value]:
        words = self.services.calculators.words(run.program or "")
        wanted = frozenset(spec.key for spec in specs)
        return calculation_values.told(words, self.form(run), wanted, run.values(), text, fields)

    def answers(self, run: FormRun, spec: FieldSpec, text: str, fields: Context) -> Mapping[str, Value] | Miss:
        words = self.services.calculators.words(run.program or "")
        meant = calculation_values.named_count(words, plain(text)) if spec.type == "number" else None
        other = self.form(run).field(meant or "")
        if other is not None and meant != spec.key and meant in run.answers:
            return Miss("calculator.other_count", {"label": other.label})
        return calculation_answers.answer(words, self.form(run), spec, run.values(), text, fields, run.heard)

    def skips(self, spec: FieldSpec, text: str) -> bool:
        return calculation_answers.skips(spec, text)

    # ------------------------------------------------------------------ the sum
    def unfit(self, ctx: TurnContext, run: FormRun) -> Unfit | None:
        try:
            self.calculator(run).compute(run.values(), ctx.today)
        except CalculationError as error:
            return Unfit(error.field, error.problem)
        return None

    async def finish(self, ctx: TurnContext, run: FormRun) -> list[Reply] | None:
        calculator = self.calculator(run)
        found = calculator.compute(run.values(), ctx.today)
        run.asking, run.misses, run.heard = "change", 0, ""
        ctx.state.computed = run
        return [calculations.result(ctx, run, calculator.sheet, found)]
