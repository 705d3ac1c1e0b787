"""Commands over the knowledge: lint, cards, evaluate."""

from __future__ import annotations

import argparse
import datetime as dt
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from knowledge.cards import load_cards
from knowledge.errors import KnowledgeError
from knowledge.lint import lint_folder
from knowledge.taxonomy import load_taxonomy


def lint(folder: Path) -> int:
    findings = lint_folder(folder, dt.date.today())
    for finding in findings:
        print(finding)
    errors = sum(finding.level == "error" for finding in findings)
    print(f"{errors} 个错误，{len(findings) - errors} 个提醒")
    return 1 if errors else 0


def cards(folder: Path) -> int:
    taxonomy = load_taxonomy(folder / "taxonomy.yml")
    found = sorted(load_cards(folder / "cards"), key=lambda card: (list(taxonomy.groups).index(card.group), card.id))
    for card in found:
        print(
            f"{taxonomy.groups[card.group]:　<10}{card.id:<28}{len(card.questions):>3} 问  "
            f"{card.region}  {card.reviewed_on}  {card.title}"
        )
    print(f"{len(found)} 张卡片，{sum(len(card.questions) for card in found)} 种问法")
    return 0


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m knowledge", description=__doc__)
    parser.add_argument("command", choices=("lint", "cards", "evaluate"))
    parser.add_argument("--folder", type=Path, default=Path(__file__).parent, help="the knowledge folder")
    parser.add_argument(
        "--questions", type=Path, default=Path("tests/data/policy_questions.yml"), help="labelled questions (evaluate)"
    )
    parser.add_argument("--misses", action="store_true", help="print each wrong answer (evaluate)")
    parser.add_argument("--many", type=int, default=5000, help="synthetic cards for the speed figures; 0 skips")
    options = parser.parse_args(arguments)
    try:
        if options.command == "lint":
            return lint(options.folder)
        if options.command == "cards":
            return cards(options.folder)
        # Read when numpy loads; more threads of the linear algebra fight over a busy processor (76 ms for 3 ms).
        os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
        from knowledge.evaluate import evaluate

        return evaluate(options.folder, options.questions, misses=options.misses, many=options.many)
    except KnowledgeError as error:
        print(error, file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main())
