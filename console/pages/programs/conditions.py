"""A condition on an earlier answer, as boxes: the options it may be, yes or no, or a number."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from console.pages.programs.inputs import Inputs
from console.program_document import Values, chosen, set_condition
from console.texts import programs as texts
from knowledge.taxonomy import Taxonomy

YES_NO: Mapping[str, str] = {"yes": texts.YES, "no": texts.NO}


def reset_condition(item: Values, field: Values) -> None:
    """Another question is looked at: begin with something that can be read."""
    kind, options = str(field.get("type")), field.get("options")
    if kind in ("number", "money"):
        set_condition(item, kind, None)
        item["min"] = 0
    else:
        first = list(options)[:1] if isinstance(options, Mapping) else []
        set_condition(item, kind, first if kind in ("choice", "county") else True)


def draw_condition(
    inputs: Inputs, item: Values, field: Values, path: str, label: str, taxonomy: Taxonomy, *, most: bool
) -> None:
    """`most`: may an upper bound be given, too? (rules may, conditions of questions not)"""
    kind = field.get("type")
    if kind in ("number", "money"):
        fen = kind == "money"
        inputs.number(item, "min", f"{path}.min", texts.AT_LEAST, fen=fen)
        if most:
            inputs.number(item, "max", f"{path}.max", texts.AT_MOST, fen=fen)
    elif kind == "yes_no":
        inputs.pick(
            YES_NO, "yes" if item.get("equals") is True else "no", f"{path}.equals", label,
            lambda key: set_condition(item, "yes_no", key == "yes"),
        )  # fmt: skip
    else:
        options = field.get("options")
        known = taxonomy.counties if kind == "county" else options if isinstance(options, Mapping) else {}
        pick: Callable[[Any], None] = lambda keys: set_condition(item, "choice", keys)  # noqa: E731
        inputs.pick(
            {str(key): str(text) for key, text in known.items()}, chosen(item), f"{path}.equals", label, pick,
            several=True,
        )  # fmt: skip
