"""What a form asks: typed fields in order, and the rules that an answer must meet."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from knowledge.reading import Reader

FIELD_TYPES = (
    "choice", "text", "person_name", "phone", "county", "date", "money", "number", "yes_no", "id_number",
    "employer", "slot",
)  # fmt: skip
# The engine asks these itself when a program does not, so rules and conditions may name them.
COMMON_FIELDS = ("name", "phone", "county")


@dataclass(frozen=True, slots=True)
class When:
    """Ask a field only when an earlier one has this value, one of these, or at least `min` (money in fen)."""

    field: str
    equals: str | int | bool | None = None
    one_of: tuple[str, ...] = ()
    min: int | None = None

    def holds(self, answers: Mapping[str, Any]) -> bool:
        value = answers.get(self.field)
        if value is None:
            return False
        if self.min is not None:
            return isinstance(value, int) and value >= self.min
        return str(value) in self.one_of if self.one_of else bool(value == self.equals)


@dataclass(frozen=True, slots=True)
class FieldSpec:
    """One question of a form. `options`: key → text for choice. `min`/`max`: number as is, money in fen, text length."""

    key: str
    type: str
    ask: str
    label: str
    options: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    optional: bool = False
    when: When | None = None
    min: int | None = None
    max: int | None = None
    sensitive: bool = False
    example: str = ""
    help: str = ""

    def asked(self, answers: Mapping[str, Any]) -> bool:
        return self.when is None or self.when.holds(answers)

    def fits(self, value: Any) -> bool:
        """Could this be an answer? Answers are kept while staff change the question. None: it was skipped."""
        if value is None:
            return self.optional
        if self.type == "choice":
            return str(value) in self.options
        if self.type == "yes_no":
            return isinstance(value, bool)
        if self.type in ("number", "money"):
            if isinstance(value, bool) or not isinstance(value, int):
                return False
            return (self.min is None or value >= self.min) and (self.max is None or value <= self.max)
        return isinstance(value, str)


@dataclass(frozen=True, slots=True)
class Rule:
    """A condition on one field, checked once it is known. `offer` holds payloads of what else helps."""

    field: str
    otherwise: str
    min: int | None = None
    max: int | None = None
    equals: str | int | bool | None = None
    one_of: tuple[str, ...] = ()
    offer: tuple[str, ...] = ()

    def met(self, answers: Mapping[str, Any]) -> bool:
        """True while the field is unknown: a rule speaks only about what was said."""
        value = answers.get(self.field)
        if value is None:
            return True
        if self.equals is not None and value != self.equals:
            return False
        if self.one_of and str(value) not in self.one_of:
            return False
        if self.min is not None and value < self.min:
            return False
        return self.max is None or bool(value <= self.max)


@dataclass(frozen=True, slots=True)
class FormSpec:
    """The fields of a flow or a program, in the order they are asked."""

    id: str
    title: str
    fields: tuple[FieldSpec, ...]
    rules: tuple[Rule, ...] = ()

    def field(self, key: str) -> FieldSpec | None:
        return next((spec for spec in self.fields if spec.key == key), None)

    def next_field(self, answers: Mapping[str, Any]) -> FieldSpec | None:
        """The first question still open. A skipped optional field is kept in `answers` as None."""
        return next((spec for spec in self.fields if spec.key not in answers and spec.asked(answers)), None)

    def broken_rule(self, answers: Mapping[str, Any]) -> Rule | None:
        return next((rule for rule in self.rules if not rule.met(answers)), None)


def read_fields(reader: Reader, name: str = "fields") -> tuple[FieldSpec, ...]:
    """Read and check the fields of a form. Raises KnowledgeError."""
    found: list[FieldSpec] = []
    for item in reader.mappings(name):
        spec = _read_field(item)
        if any(spec.key == other.key for other in found):
            raise item.fail("key", f"{spec.key} 出现了两次")
        earlier = {other.key for other in found}
        if spec.when and spec.when.field not in earlier and spec.when.field not in COMMON_FIELDS:
            raise item.fail("when", f"条件里的 {spec.when.field} 应排在它前面")
        found.append(spec)
    return tuple(found)


def _read_field(item: Reader) -> FieldSpec:
    item.only(
        "key", "type", "ask", "label", "options", "optional", "when", "min", "max", "sensitive", "example", "help"
    )
    kind = item.string("type")
    if kind not in FIELD_TYPES:
        raise item.fail("type", f"{kind!r} 不是字段类型（{'、'.join(FIELD_TYPES)}）")
    options = item.mapping("options")
    if kind == "choice" and (options is None or len(options.values) < 2):
        raise item.fail("options", "choice 至少要有两个选项")
    if kind != "choice" and options is not None:
        raise item.fail("options", "只有 choice 才有选项")
    low, high = item.integer("min"), item.integer("max")
    if low is not None and high is not None and low > high:
        raise item.fail("min", "最小值比最大值还大")
    return FieldSpec(
        key=item.identifier("key"),
        type=kind,
        ask=item.string("ask"),
        label=item.string("label"),
        options=MappingProxyType(_read_options(options) if options else {}),
        optional=item.boolean("optional"),
        when=_read_when(item),
        min=low,
        max=high,
        # An identity number is always sensitive, whatever the file says.
        sensitive=item.boolean("sensitive") or kind == "id_number",
        example=item.string("example", default=""),
        help=item.string("help", default=""),
    )


def _read_options(options: Reader) -> dict[str, str]:
    for key in options.values:
        # YAML reads bare yes/no/on/off as booleans; such a key would never match what a button sends.
        if not isinstance(key, str):
            raise options.fail(str(key), "选项的键请加引号")
    return {key: options.string(key) for key in options.values}


def _read_when(item: Reader) -> When | None:
    when = item.mapping("when")
    if when is None:
        return None
    when.only("field", "equals", "one_of", "min")
    value, one_of, low = when.values.get("equals"), when.strings("one_of"), when.integer("min")
    if sum((isinstance(value, str | int | bool), bool(one_of), low is not None)) != 1:
        raise when.fail("equals", "equals、one_of、min 里写一个，不能空着")
    return When(when.identifier("field"), value, one_of, low)


def read_rules(reader: Reader, fields: tuple[FieldSpec, ...], name: str = "rules") -> tuple[Rule, ...]:
    """Read the rules of a form; each must name one of its fields (or a common one). Raises KnowledgeError."""
    by_key = {spec.key: spec for spec in fields}
    return tuple(_read_rule(item, by_key) for item in reader.mappings(name))


def _read_rule(item: Reader, by_key: Mapping[str, FieldSpec]) -> Rule:
    item.only("field", "min", "max", "equals", "one_of", "otherwise", "offer")
    rule = Rule(
        field=item.identifier("field"),
        otherwise=item.string("otherwise"),
        min=item.integer("min"),
        max=item.integer("max"),
        equals=item.values.get("equals"),
        one_of=item.strings("one_of"),
        offer=item.strings("offer"),
    )
    spec = by_key.get(rule.field)
    if spec is None and rule.field not in COMMON_FIELDS:
        raise item.fail("field", f"没有 {rule.field} 这个字段")
    if rule.min is None and rule.max is None and rule.equals is None and not rule.one_of:
        raise item.fail("field", "规则要写 min、max、equals 或 one_of")
    if spec is not None:
        _check_rule_fits(item, rule, spec)
    return rule


def _check_rule_fits(item: Reader, rule: Rule, spec: FieldSpec) -> None:
    if (rule.min is not None or rule.max is not None) and spec.type not in ("number", "money"):
        raise item.fail("min", f"{spec.key} 不是数字或金额，不能比大小")
    if spec.type == "yes_no" and rule.equals is not None and not isinstance(rule.equals, bool):
        raise item.fail("equals", f"{spec.key} 是是非题，equals 应是 true 或 false")
    if spec.type == "choice":
        wanted = rule.one_of or ((str(rule.equals),) if rule.equals is not None else ())
        for key in wanted:
            if key not in spec.options:
                raise item.fail("equals", f"{spec.key} 没有选项 {key}")
