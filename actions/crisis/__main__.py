"""How well danger is seen.

    python -m actions.crisis [file.yml …]     rules alone, and with the second look, on rows {text, expect, kind}
    python -m actions.crisis choose           the second look on folds of its own examples: where to put the alarm
    python -m actions.crisis told             injuries told while a form waits: over, or of this moment
    python -m actions.crisis denials          what is said right after an alarm: denials heard, pleas taken for one

Rows of the project: tests/data/crisis*.yml. Written with the rules or looked at since: crisis.yml; written last
and measured once before anything followed: crisis_plaza.yml.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, get_args

import numpy as np
import yaml

from actions.crisis.denial import Says
from actions.crisis.found import Crisis
from actions.crisis.rules import CrisisRules
from actions.crisis.second_look import ALARM, ALARM_GUARDED, SecondLook
from actions.crisis.watch import DangerWatch, training_data
from knowledge.cards import load_cards
from knowledge.meaning import load_encoder

_ROOT = Path(__file__).parents[2]
_CARDS = _ROOT / "knowledge" / "cards"
_CACHE = _ROOT / "var" / "cache"
_FOLDS = 5
_ALARMS = (0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.5, 0.6)
Row = dict[str, Any]


def main(paths: Sequence[Path]) -> int:
    """Prints each miss of the whole layer and the shares. Returns 1 when a goal of the design is missed on any file."""
    rules = CrisisRules.load()
    watch = DangerWatch.open(load_encoder(), _CACHE, load_cards(_CARDS))
    held = True
    for path in paths:
        rows: list[Row] = yaml.safe_load(path.read_text(encoding="utf-8"))
        print(f"\n{path.name}：{len(rows)} 行")
        _shares("只用规则", rows, [rules.look(row["text"]) for row in rows])
        seen = [watch.look(row["text"]) for row in rows]
        for row, crisis in zip(rows, seen, strict=True):
            if (crisis is None) != (row["expect"] == "none"):
                print(f"  {row['expect']} → {f'{crisis.kind} {crisis.rule}' if crisis else '没看出'}：{row['text']}")
        held = _shares("规则和第二眼", rows, seen) and held
    return 0 if held else 1


def _shares(name: str, rows: Sequence[Row], seen: Sequence[Crisis | None]) -> bool:
    """Prints one line; True when the goals are met."""

    def share(expect: str, right: Callable[[Crisis | None], bool]) -> float:
        of = [crisis for row, crisis in zip(rows, seen, strict=True) if row["expect"] == expect]
        return sum(map(right, of)) / len(of) if of else 1.0

    explicit = share("explicit", lambda crisis: crisis is not None)
    hint = share("hint", lambda crisis: crisis is not None)
    false = 1 - share("none", lambda crisis: crisis is None)
    found = [(row, crisis) for row, crisis in zip(rows, seen, strict=True) if crisis is not None and row.get("kind")]
    kinds = sum(crisis.kind == row["kind"] for row, crisis in found) / len(found) if found else 1.0
    print(
        f"{name}：明说的看出 {explicit:.1%}（目标 99.5%），暗示的 {hint:.1%}（目标 95%），误报 {false:.1%}（目标不超过 2%），"
        f"种类对 {kinds:.1%}"
    )
    return explicit >= 0.995 and hint >= 0.95 and false <= 0.02


def denials(path: Path = _ROOT / "tests" / "data" / "after_danger.yml") -> int:
    """Rows {text, expect: denies | confirms | unclear}. Returns 1 when a plea is taken for a denial."""
    watch = DangerWatch.open(load_encoder(), _CACHE, load_cards(_CARDS))
    rows: list[Row] = yaml.safe_load(path.read_text(encoding="utf-8"))
    heard = {kind: [watch.denies(row["text"]) for row in rows if row["expect"] == kind] for kind in get_args(Says)}
    for row in rows:
        if watch.denies(row["text"]) != (row["expect"] == "denies"):
            print(f"  {row['expect']}：{row['text']}")
    for kind, found in heard.items():
        print(f"{kind}：{len(found)} 行，当作否认 {sum(found) / len(found):.1%}")
    return 1 if any(heard["confirms"]) else 0


def told(path: Path = _ROOT / "tests" / "data" / "told_in_forms.yml") -> int:
    """Rows {text, expect: none | explicit}, said to a form. Returns 1 when an emergency of this moment is missed."""
    watch = DangerWatch.open(load_encoder(), _CACHE, load_cards(_CARDS))
    rows: list[Row] = yaml.safe_load(path.read_text(encoding="utf-8"))
    alarms = []
    for row in rows:
        crisis = watch.look(row["text"], alarm=ALARM_GUARDED)
        alarms.append(crisis is not None and not watch.is_over(crisis, row["text"]))
        if alarms[-1] != (row["expect"] != "none"):
            print(f"  {row['expect']}：{row['text']}")
    over = [alarm for row, alarm in zip(rows, alarms, strict=True) if row["expect"] == "none"]
    now = [alarm for row, alarm in zip(rows, alarms, strict=True) if row["expect"] != "none"]
    print(f"已经过去的伤 {len(over)} 行，报警 {sum(over)}；正在发生的 {len(now)} 行，没看出 {len(now) - sum(now)}")
    return 0 if all(now) else 1


def choose() -> int:
    """Five folds: each part of the examples is looked at by a model that never saw it. Prints shares by alarm."""
    rules, encoder = CrisisRules.load(), load_encoder()
    examples, ordinary = training_data(rules, load_cards(_CARDS))
    random = np.random.default_rng(12356)
    fold_of = random.integers(_FOLDS, size=len(examples))
    fold_of_ordinary = random.integers(_FOLDS, size=len(ordinary))
    scores: list[tuple[str, float, bool]] = []  # (level, danger, seen by rules)
    for fold in range(_FOLDS):
        look = SecondLook.learn(
            [e for e, f in zip(examples, fold_of, strict=True) if f != fold],
            [t for t, f in zip(ordinary, fold_of_ordinary, strict=True) if f != fold],
            encoder,
        )
        scores += [
            (e.level or "none", look.danger(e.text), rules.look_at(e.text) is not None)
            for e, f in zip(examples, fold_of, strict=True)
            if f == fold
        ]
        scores += [
            ("ordinary", look.danger(t), rules.look_at(t) is not None)
            for t, f in zip(ordinary, fold_of_ordinary, strict=True)
            if f == fold
        ]
    levels = ("explicit", "hint", "none", "ordinary")
    print("alarm   " + "".join(f"{level:>22}" for level in levels) + "   (second look alone / with rules)")
    for alarm in _ALARMS:
        cells = []
        for level in levels:
            of = [(danger >= alarm, ruled) for name, danger, ruled in scores if name == level]
            alone = sum(seen for seen, _ in of) / len(of)
            both = sum(seen or ruled for seen, ruled in of) / len(of)
            cells.append(f"{alone:>12.1%} /{both:>8.1%}")
        print(f"{alarm:<8}" + "".join(cells) + ("   ← now" if alarm == ALARM else ""))
    return 0


if __name__ == "__main__":
    if sys.argv[1:] == ["choose"]:
        sys.exit(choose())
    if sys.argv[1:] == ["told"]:
        sys.exit(told())
    if sys.argv[1:] == ["denials"]:
        sys.exit(denials())
    sys.exit(main([Path(name) for name in sys.argv[1:]] or sorted((_ROOT / "tests" / "data").glob("crisis*.yml"))))
