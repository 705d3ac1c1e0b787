"""Write nlu/data/nlu/policy_cards.yml anew: eight questions of every card, so that the language model knows what is asked there.

More of them would teach it that nearly everything is a question about policy (docs/decisions/0002-nlu-pipeline.md).
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

import yaml

from knowledge.cards import Card, load_cards

ROOT = Path(__file__).resolve().parent.parent
NLU = ROOT / "nlu"
TARGET = NLU / "data" / "nlu" / "policy_cards.yml"
A_CARD = 8
# Whom it hurts asks about it, but it is answered as danger (actions/crisis).
LEFT_OUT = frozenset({"domestic_violence_help"})


def main() -> None:
    sys.path.insert(0, str(NLU))
    from nearness import Nearness, key  # the language model's own rule for what is too near to a held-out sentence

    heldout = Nearness(row["text"] for path in sorted((NLU / "data").glob("heldout*.yml")) for row in _read(path))
    taught = {
        key(line.strip().removeprefix("- "))
        for path in TARGET.parent.glob("*.yml")
        if path != TARGET
        for block in _read(path)["nlu"]
        for line in block["examples"].splitlines()
    }
    lines = ["# Made by scripts/policy_examples.py from knowledge/cards: change the cards, not this file.",
             'version: "3.1"', "nlu:"]  # fmt: skip
    for card in load_cards(ROOT / "knowledge" / "cards"):
        fit = [q for q in card.questions if key(q) and key(q) not in taught and heldout.to(q) is None]
        taught.update(map(key, fit))
        if fit and card.id not in LEFT_OUT:
            lines += [f"  # {card.id}", "  - intent: ask_policy", "    examples: |"]
            lines += [f"      - {question}" for question in spread(card, fit)]
    TARGET.write_text("\n".join(lines) + "\n", encoding="utf-8")


def spread(card: Card, questions: Sequence[str]) -> Sequence[str]:
    """Evenly over the list, for neighbours in it are alike."""
    step = max(1, len(questions) // A_CARD)
    return questions[::step][:A_CARD]


def _read(path: Path) -> list[dict[str, str]] | dict[str, list[dict[str, str]]]:
    content: list[dict[str, str]] | dict[str, list[dict[str, str]]] = yaml.load(
        path.read_text("utf-8"), getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    )
    return content


if __name__ == "__main__":
    main()
