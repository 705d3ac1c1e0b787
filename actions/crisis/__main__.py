"""Prints how well the rules see danger: `python -m actions.crisis [file.yml]`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import yaml

from actions.crisis.rules import CrisisRules

_ROWS = Path(__file__).parents[2] / "tests" / "data" / "crisis.yml"


def main(path: Path) -> int:
    """Counts rows by expectation and prints each miss. Returns 1 when a goal is missed."""
    rules = CrisisRules.load()
    rows: list[dict[str, Any]] = yaml.safe_load(path.read_text(encoding="utf-8"))
    right = {"explicit": 0, "hint": 0, "none": 0}
    total = dict(right)
    kinds_wrong = 0
    for row in rows:
        crisis, expect = rules.look(row["text"]), row["expect"]
        total[expect] += 1
        if (crisis is not None) == (expect != "none"):
            right[expect] += 1
            if crisis is not None and crisis.kind != row["kind"]:
                kinds_wrong += 1
                print(f"  种类 {row['kind']} → {crisis.kind}：{row['text']}")
        else:
            seen = f"{crisis.kind} {crisis.level}（{crisis.rule}）" if crisis else "没看出"
            print(f"  {expect} → {seen}：{row['text']}")
    share = {name: right[name] / total[name] if total[name] else 1.0 for name in total}
    print(f"明说的看出 {share['explicit']:.1%}（{right['explicit']}/{total['explicit']}，目标 99.5%）")
    print(f"暗示的看出 {share['hint']:.1%}（{right['hint']}/{total['hint']}，目标 95%）")
    print(
        f"误报 {1 - share['none']:.1%}（{total['none'] - right['none']}/{total['none']}，目标不超过 2%）；种类不同 {kinds_wrong}"
    )
    return 0 if share["explicit"] >= 0.995 and share["hint"] >= 0.95 and share["none"] >= 0.98 else 1


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]) if len(sys.argv) > 1 else _ROWS))
