"""Steps on a program's document while it is edited by forms. Keys of questions and options stay what they are, so that
answers given under the old text still belong to the new one."""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from console.texts import programs as texts

Values = dict[str, Any]
COMPARABLE = ("choice", "yes_no", "number", "money", "county")  # what conditions and rules may look at


def lines_of(value: object) -> str:
    """A list as lines of a text box."""
    return "\n".join(str(item) for item in value) if isinstance(value, list) else ""


def read_lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def fields_of(values: Values) -> list[Values]:
    """The questions, to be changed in place. What is no mapping (typed as YAML) is left out."""
    return _list(values, "fields")


def rules_of(values: Values) -> list[Values]:
    return _list(values, "rules")


def _list(values: Values, name: str) -> list[Values]:
    found = values.get(name)
    if not isinstance(found, list) or not all(isinstance(item, dict) for item in found):
        found = [item for item in found if isinstance(item, dict)] if isinstance(found, list) else []
        values[name] = found
    return found


def add_field(values: Values) -> None:
    fields = fields_of(values)
    key = _free("q", {str(item.get("key")) for item in fields})
    fields.append({"key": key, "type": "text", "label": texts.FIELD_NEW_LABEL, "ask": texts.FIELD_NEW_ASK})


def copy_field(values: Values, at: int) -> None:
    """The same question once more, right behind, with a key of its own."""
    fields = fields_of(values)
    twin = copy.deepcopy(fields[at])
    twin["key"] = _free("q", {str(item.get("key")) for item in fields})
    fields.insert(at + 1, twin)


def remove_field(values: Values, at: int) -> None:
    """Take a question out, and every condition and rule that looks at it."""
    key = fields_of(values).pop(at).get("key")
    for item in fields_of(values):
        when = item.get("when")
        if isinstance(when, Mapping) and when.get("field") == key:
            item.pop("when")
    values["rules"] = [rule for rule in rules_of(values) if rule.get("field") != key]


def move_field(values: Values, at: int, by: int) -> bool:
    """One place up (-1) or down (1). False at the ends."""
    fields = fields_of(values)
    to = at + by
    if not 0 <= to < len(fields):
        return False
    fields[at], fields[to] = fields[to], fields[at]
    return True


def set_type(field: Values, kind: str) -> None:
    """Another type: what only the old one knows is dropped."""
    field["type"] = kind
    if kind == "choice":
        field.setdefault("options", {"o1": "", "o2": ""})
    else:
        field.pop("options", None)
    if kind not in ("number", "money", "text"):
        field.pop("min", None)
        field.pop("max", None)


def set_options(field: Values, lines: Sequence[str]) -> None:
    """The options as lines. A line with a known text keeps its key; as many lines as before means some were reworded."""
    before = field.get("options")
    old = {str(key): str(text) for key, text in before.items()} if isinstance(before, Mapping) else {}
    by_text = {text: key for key, text in old.items()}
    lines = list(dict.fromkeys(lines))
    left = [key for key, text in old.items() if text not in lines]
    reworded = iter(left if len(lines) == len(old) else ())
    taken = set(old)
    found: dict[str, str] = {}
    for line in lines:
        key = by_text.get(line) or next(reworded, None) or _free("o", taken)
        taken.add(key)
        found[key] = line
    field["options"] = found


def set_bound(item: Values, name: str, typed: str, *, fen: bool) -> None:
    """`min` or `max` as typed; `fen`: people type yuan. What is no number is kept as text, so that the check names it."""
    text = typed.strip().replace(",", "")
    if not text:
        item.pop(name, None)
        return
    try:
        item[name] = round(float(text) * 100) if fen else int(text)
    except (ValueError, OverflowError):
        item[name] = text


def bound(item: Mapping[str, Any], name: str, *, fen: bool) -> str:
    value = item.get(name)
    if fen and isinstance(value, int) and not isinstance(value, bool):
        return f"{value / 100:g}" if value % 100 else str(value // 100)
    return "" if value is None else str(value)


def set_condition(item: Values, kind: str, value: Any) -> None:
    """What an answer must be, in a `when` or a rule: a list of options, a yes or no, or (by `set_bound`) a number."""
    for name in ("equals", "one_of", "min", "max"):
        item.pop(name, None)
    if kind in ("choice", "county"):
        item["one_of"] = [str(key) for key in value or ()]
    elif kind == "yes_no":
        item["equals"] = bool(value)


def chosen(item: Mapping[str, Any]) -> list[str]:
    """The options a condition names, whether written as one_of or equals."""
    one_of = item.get("one_of")
    if isinstance(one_of, list):
        return [str(key) for key in one_of]
    equals = item.get("equals")
    return [equals] if isinstance(equals, str) else []


def comparable(values: Values, before: int | None = None) -> Iterator[tuple[str, str, Values]]:
    """(key, label, field) of the questions a condition may look at; `before`: only those asked before this place."""
    for n, item in enumerate(fields_of(values)):
        if before is not None and n >= before:
            return
        if item.get("type") in COMPARABLE and item.get("key"):
            yield str(item["key"]), str(item.get("label") or item["key"]), item


def add_rule(values: Values) -> bool:
    """A rule on the first question that can be compared. False when there is none."""
    first = next(comparable(values), None)
    if first is None:
        return False
    key, _, field = first
    rule: Values = {"field": key, "otherwise": "", "offer": ["human"]}
    if field.get("type") in ("number", "money"):
        rule["min"] = 0
    else:
        options = field.get("options")
        value = list(options)[:1] if isinstance(options, Mapping) else True
        set_condition(rule, str(field["type"]), value)
    rules_of(values).append(rule)
    return True


def same(one: Mapping[str, Any] | None, other: Mapping[str, Any] | None) -> bool:
    """Do two documents say the same? The revision is only counted."""
    if one is None or other is None:
        return one is other
    return {**one, "revision": 0} == {**other, "revision": 0}


def _free(stem: str, taken: set[str]) -> str:
    return next(key for n in range(1, 1_000) if (key := f"{stem}{n}") not in taken)
