"""Prints how well the parsers read answers: `python -m actions.fields [file.yml … | said]`.

A row is {type, text, value, options?, min?, max?}; `value: null` means the field must be asked again. Times are relative to
Wednesday 2026-11-25, ten in the morning. Data of the project: tests/data/fields*.yml. `said`: see folds.py.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import yaml

from actions.catalog import load_forms
from actions.crisis import ordinary_messages
from actions.fields import ChoiceWords, Context, Places, Value, folds, parse
from knowledge.forms import FieldSpec
from knowledge.meaning import load_encoder
from knowledge.programs import load_programs
from knowledge.taxonomy import load_taxonomy

_ROOT = Path(__file__).parents[2]
NOW = datetime(2026, 11, 25, 2, 0, tzinfo=UTC)
BAR = 0.98


@dataclass(frozen=True, slots=True)
class Outcome:
    row: dict[str, Any]
    got: Any  # None: not accepted

    @property
    def right(self) -> bool:
        return bool(self.got == self.row["value"])

    @property
    def harmful(self) -> bool:
        """A wrong value taken for right is worse than a question asked twice."""
        return not self.right and self.got is not None


def outcomes(rows: Sequence[dict[str, Any]]) -> list[Outcome]:
    """Each row read by the parser of its type. Raises KeyError for a type that does not exist."""
    counties = load_taxonomy().counties
    ctx = Context.at(NOW, counties, Places.load(), ChoiceWords.load())
    found = []
    for row in rows:
        spec = FieldSpec(
            key="field", type=row["type"], label="", ask="", options=row.get("options", {}),
            min=row.get("min"), max=row.get("max"),
        )  # fmt: skip
        read = parse(spec, row["text"], ctx)
        found.append(Outcome(row, read.value if isinstance(read, Value) else None))
    return found


def main(paths: Sequence[Path]) -> int:
    """Prints shares by type and each miss. Returns 1 below the bar (98 %)."""
    rows = [row for path in paths for row in yaml.safe_load(path.read_text(encoding="utf-8"))]
    found = outcomes(rows)
    for outcome in found:
        if not outcome.right:
            row = outcome.row
            print(f"  {row['type']}: {row['text']} → {outcome.got!r}，应为 {row['value']!r}")
    total = Counter(o.row["type"] for o in found)
    right = Counter(o.row["type"] for o in found if o.right)
    for kind, count in sorted(total.items()):
        print(f"{kind:<14}{right[kind]:>5} / {count:<5}{right[kind] / count:>8.1%}")
    share = sum(right.values()) / len(found)
    harmful = sum(o.harmful for o in found)
    print(f"读对 {share:.1%}（{sum(right.values())}/{len(found)}，目标 98%）；其中读错而不是再问：{harmful}")
    return 0 if share >= BAR else 1


def said() -> int:
    """The learned answers, on folds of their own examples."""
    forms = [*load_forms().values(), *(program.form for program in load_programs(_ROOT / "knowledge" / "programs"))]
    specs = [spec for form in forms for spec in form.fields if spec.type in ("choice", "yes_no")]
    ctx = Context.at(NOW, load_taxonomy().counties, Places.load(), ChoiceWords.load())
    return folds.main(specs, ctx, ordinary_messages(), load_encoder())


if __name__ == "__main__":
    if sys.argv[1:] == ["said"]:
        sys.exit(said())
    sys.exit(main([Path(name) for name in sys.argv[1:]] or sorted((_ROOT / "tests" / "data").glob("fields*.yml"))))
