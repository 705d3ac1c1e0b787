"""The parser of each field type."""

from __future__ import annotations

from collections.abc import Callable

from actions.fields.choice import parse_choice
from actions.fields.county import parse_county
from actions.fields.dates import parse_date
from actions.fields.employer import parse_employer
from actions.fields.id_number import parse_id_number
from actions.fields.money import parse_money
from actions.fields.name import parse_name
from actions.fields.number import parse_number
from actions.fields.phone import parse_phone
from actions.fields.slot import parse_slot
from actions.fields.text import parse_text
from actions.fields.values import Context, FieldLike, Miss, Value
from actions.fields.yes_no import parse_yes_no

Parser = Callable[[FieldLike, str, Context], Value | Miss]
PARSERS: dict[str, Parser] = {
    "choice": parse_choice, "text": parse_text, "person_name": parse_name, "phone": parse_phone, "county": parse_county,
    "date": parse_date, "money": parse_money, "number": parse_number, "yes_no": parse_yes_no, "id_number": parse_id_number,
    "employer": parse_employer, "slot": parse_slot,
}  # fmt: skip


def parse(spec: FieldLike, text: str, ctx: Context) -> Value | Miss:
    """What `text` answers to the field. Raises KeyError for a type that does not exist, nothing else."""
    return PARSERS[spec.type](spec, text, ctx)
