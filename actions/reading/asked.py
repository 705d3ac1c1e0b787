"""A message to a form that waits for an answer, as its readers see it."""

from __future__ import annotations

from dataclasses import dataclass

from actions.fields import Context, Steering, read_yes_no, steering
from actions.fields.message import breaths, is_question, plain
from actions.flows.base import Flow
from actions.state import FormRun
from knowledge.forms import FieldSpec, FormSpec


@dataclass(frozen=True, slots=True)
class Asked:
    """`words` is the message made plain, `command` the command it is as a whole, `spec` the field that is asked (none while
    consent, confirmation or what to change is)."""

    run: FormRun
    flow: Flow
    form: FormSpec
    spec: FieldSpec | None
    text: str
    words: str
    fields: Context
    command: Steering | None

    @classmethod
    def of(cls, run: FormRun, flow: Flow, text: str, fields: Context) -> Asked:
        form = flow.form(run)
        spec = form.field(run.asking or "")
        command = steering(text, spec.type if spec is not None else None)
        return cls(run, flow, form, spec, text, plain(text), flow.reading(fields), command)

    @property
    def asks(self) -> bool:
        """Is the message a question?"""
        return is_question(self.text)

    @property
    def may_leave(self) -> bool:
        """Is it asked whether to do something that can be left as it is (really cancel?)"""
        return self.run.asking == "confirm" and self.flow.refusal == "leave"

    @property
    def breaths(self) -> list[str]:
        return breaths(self.words)

    @property
    def ends_in(self) -> Steering | None:
        """The command in the last breath: 单位不想说，跳过; 我再想想，取消吧."""
        return steering(self.breaths[-1]) if self.breaths else None

    @property
    def ends_agreeing(self) -> bool:
        """冲，提交: whatever it begins with, unless that is a no."""
        last = self.ends_in
        refuses = any(read_yes_no(breath) is False for breath in self.breaths[:-1])
        return last is not None and last.action == "confirm" and not refuses
