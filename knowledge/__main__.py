"""Commands over the knowledge: lint, check, cards, calculators, evaluate, import, changes."""

from __future__ import annotations

import argparse
import datetime as dt
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from knowledge.calculators.examples import show_examples
from knowledge.cards import load_cards
from knowledge.errors import KnowledgeError
from knowledge.importing.command import add_commands
from knowledge.lint import lint_folder
from knowledge.taxonomy import load_taxonomy
from knowledge.truth import check_folder, table


def lint(folder: Path) -> int:
    findings = lint_folder(folder, dt.date.today())
    for finding in findings:
        print(finding)
    errors = sum(finding.level == "error" for finding in findings)
    print(f"{errors} 个错误，{len(findings) - errors} 个提醒")
    return 1 if errors else 0


def check(folder: Path, ids: Sequence[str], *, verbose: bool = False) -> int:
    verdicts = check_folder(folder, dt.date.today(), ids)
    for line in table(verdicts, verbose=verbose):
        print(line)
    return 0 if all(verdict.true for verdict in verdicts) else 1


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
    shared = argparse.ArgumentParser(add_help=False)
    shared.add_argument("--folder", type=Path, default=Path(__file__).parent, help="the knowledge folder")
    commands = parser.add_subparsers(title="commands", required=True, metavar="COMMAND")
    commands.add_parser("lint", parents=[shared], help="what is missing or wrong, by file and line").set_defaults(
        run=lambda options: lint(options.folder)
    )
    truth = commands.add_parser("check", parents=[shared], help="do the laws say what the cards say, figure by figure")
    truth.add_argument("ids", nargs="*", metavar="ID", help="only these cards")
    truth.add_argument("--verbose", action="store_true", help="each figure with the articles it stands in")
    truth.set_defaults(run=lambda options: check(options.folder, options.ids, verbose=options.verbose))
    commands.add_parser("cards", parents=[shared], help="all cards, a line each").set_defaults(
        run=lambda options: cards(options.folder)
    )
    commands.add_parser(
        "calculators", parents=[shared], help="the examples worked by hand, against what the calculators give"
    ).set_defaults(run=lambda options: show_examples(options.folder / "calculators"))
    figures = commands.add_parser("evaluate", parents=[shared], help="figures of the search on labelled questions")
    figures.add_argument("--questions", type=Path, default=Path("tests/data/questions"), help="labelled questions")
    figures.add_argument("--misses", action="store_true", help="print each wrong answer")
    figures.add_argument("--many", type=int, default=5000, help="synthetic cards for the speed figures; 0 skips")
    figures.set_defaults(run=_evaluate)
    add_commands(commands, shared)
    options = parser.parse_args(arguments)
    try:
        return int(options.run(options))
    except KnowledgeError as error:
        print(error, file=sys.stderr)
        return 1


def _evaluate(options: argparse.Namespace) -> int:
    # Read when numpy loads; more threads of the linear algebra fight over a busy processor (76 ms for 3 ms).
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    from knowledge.evaluate import evaluate

    return evaluate(options.folder, options.questions, misses=options.misses, many=options.many)


if __name__ == "__main__":
    sys.exit(main())
