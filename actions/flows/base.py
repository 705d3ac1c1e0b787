"""What a flow is: a form to fill in, checks before it starts, choices from the database, and what happens at its end."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from actions.context import TurnContext
from actions.fields import Context, Miss, Value, extract_all, parse
from actions.services import Services
from actions.state import FormRun
from actions.turn import Button, Reply
from knowledge.forms import FieldSpec, FormSpec


@dataclass(frozen=True, slots=True)
class Unfit:
    """An answer that does not go with the others: the field to ask again, and what to say."""

    field: str
    problem: str


REMARK = "remark"  # key of what was said besides, in a case
LONG_FORM = 3  # from so many open questions on, a word about the way is worth its length


class Flow:
    """Base of all flows. One object serves all conversations; everything of one filling-in lives in its FormRun."""

    id: str
    confirms = True
    """Show everything and ask before finishing?"""
    reads_request = True
    """Does the sentence that asked for the flow answer its questions? Not where words such as 不满意 mislead."""
    refusal = "change"
    """What a “no” to the confirmation means: change an answer, or leave everything as it is."""
    keeps_remarks = False
    """Does it end in a case that keeps what is said besides the answers? Elsewhere nobody would read it."""
    computes = False
    """Do the answers make a sum? Then they are shown as they are understood and changed by word, never confirmed."""

    def __init__(self, services: Services) -> None:
        self.services = services

    def title(self, run: FormRun) -> str:
        return self.form(run).title

    def form(self, run: FormRun) -> FormSpec:
        """The fields of this run."""
        return self.services.forms[self.id]

    def exists(self, run: FormRun) -> bool:
        """Can this run still be gone on with?"""
        return True

    def mend(self, run: FormRun) -> None:
        """Drop answers that no longer fit, where the form may change while it is filled in."""

    def outdated(self, run: FormRun) -> bool:
        """Must the form ask anew, since it was changed after it asked last?"""
        return False

    def say(self, ctx: TurnContext, key: str, **places: object) -> str:
        """A text of the engine; a flow may have words of its own for it."""
        return ctx.say(key, **places)

    def intro(self, ctx: TurnContext, run: FormRun, still_open: int) -> str | None:
        """A word about the way ahead, where the form is long enough for one."""
        return ctx.say("form.intro", title=self.title(run)) if still_open >= LONG_FORM else None

    # ------------------------------------------------------------------ reading
    def reading(self, fields: Context) -> Context:
        """What parsers should know besides while this form is filled in."""
        return fields

    def told(self, run: FormRun, specs: Sequence[FieldSpec], text: str, fields: Context) -> dict[str, Value]:
        """What a sentence answers of these questions without being asked."""
        return extract_all(specs, text, fields)

    def answers(self, run: FormRun, spec: FieldSpec, text: str, fields: Context) -> Mapping[str, Value] | Miss:
        """What the text answers to the question asked; along with it, what only goes together."""
        read = parse(offered(spec, run), text, fields)
        return read if isinstance(read, Miss) else {spec.key: read}

    def skips(self, spec: FieldSpec, text: str) -> bool:
        """Does the text leave an optional question out in words of this flow?"""
        return False

    def unfit(self, ctx: TurnContext, run: FormRun) -> Unfit | None:
        """The first answer that does not go with the others; a field without an answer is none."""
        return None

    # ------------------------------------------------------------------ going on
    def case_fields(self, run: FormRun) -> dict[str, Any]:
        """The answers as a case keeps them: key → {"label", "value", "display"}, and the remark; skipped ones are left out."""
        kept = {}
        for spec in self.form(run).fields:
            answer = run.answers.get(spec.key)
            if answer is not None and answer["value"] is not None:
                kept[spec.key] = {"label": spec.label, "value": answer["value"], "display": answer["display"]}
        if run.remark:
            kept[REMARK] = {"label": self.services.texts("label.remark"), "value": run.remark, "display": run.remark}
        return kept

    async def begin(self, ctx: TurnContext, run: FormRun) -> list[Reply] | None:
        """Called once when the flow starts. Replies given here end it at once (the window is closed, nothing to cancel)."""
        return None

    async def choices(self, ctx: TurnContext, run: FormRun, spec: FieldSpec) -> list[dict[str, Any]] | None:
        """For fields whose options come from the database: [{"value", "display"}]; None for all other fields."""
        return None

    def no_choices(self, ctx: TurnContext, run: FormRun, spec: FieldSpec) -> list[Reply]:
        """What to say when `choices` found none."""
        raise NotImplementedError(f"{self.id} offers no choices for {spec.key}")

    def confirmation(self, ctx: TurnContext, run: FormRun) -> tuple[str, tuple[Button, ...]] | None:
        """Words and buttons of its own instead of the list of answers; None for the list."""
        return None

    async def finish(self, ctx: TurnContext, run: FormRun) -> list[Reply] | None:
        """Do it. None: the run goes on (a time was taken meanwhile); what to say then is asked by the engine."""
        raise NotImplementedError(self.id)


def offered(spec: FieldSpec, run: FormRun) -> FieldSpec:
    """The field with the choices last shown as its options, for the parser."""
    if not run.offer:
        return spec
    return replace(spec, options={str(o["value"]): str(o["display"]) for o in run.offer})
