"""The sentences of one run: a snapshot of nlu/data, the same for every row, so that nobody's edit gets in between."""

from __future__ import annotations

import json
import sys
from collections import defaultdict
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parents[2]
NLU = ROOT / "nlu"
# nlu/ is no package: its own scripts find each other by folder, and heldout.py needs nothing of Rasa.
if str(NLU) not in sys.path:
    sys.path.append(str(NLU))

from danger import INTENT, danger_sentences  # noqa: E402
from heldout import Row, read_rows  # noqa: E402
from project import danger_examples  # noqa: E402


@dataclass(frozen=True)
class Snapshot:
    """`training`: label (an intent, or intent/program) → sentences. `text` is the same as a file of Rasa's."""

    training: dict[str, list[str]]
    heldout: list[Row]

    @classmethod
    def take(cls, every: int = 1) -> Snapshot:
        """Every n-th sentence of each label, for a trial; 1 is all. Held-out rows likewise."""
        found: dict[str, list[str]] = defaultdict(list)
        for file in sorted((NLU / "data" / "nlu").glob("*.yml")):
            for block in _read(file.read_text("utf-8"))["nlu"]:
                lines = (line.strip() for line in block["examples"].splitlines())
                found[block["intent"]] += [line[2:].strip() for line in lines if line.startswith("- ")]
        found[INTENT] += danger_sentences(danger_examples(), _read)
        training = {label: texts[::every] for label, texts in found.items()}
        return cls(training, read_rows(NLU / "data", _read)[::every])

    def keep(self, file: Path) -> None:
        """For `kept`: the next run may then use these sentences although nlu/data has moved on."""
        content = {"training": self.training, "heldout": [asdict(row) for row in self.heldout]}
        file.write_text(json.dumps(content, ensure_ascii=False), "utf-8")

    @classmethod
    def kept(cls, file: Path) -> Snapshot:
        """Raises FileNotFoundError before the first run."""
        content = json.loads(file.read_text("utf-8"))
        return cls(content["training"], [Row(**row) for row in content["heldout"]])

    def only_words(self) -> Snapshot:
        """Without the sentences that hold no letter, character or number."""
        training = {
            label: [text for text in texts if any(map(str.isalnum, text))] for label, texts in self.training.items()
        }
        return Snapshot(training, self.heldout)

    @property
    def size(self) -> int:
        return sum(map(len, self.training.values()))

    @property
    def text(self) -> str:
        lines = ['version: "3.1"', "nlu:"]
        for label, texts in self.training.items():
            lines += [f"  - intent: {label}", "    examples: |", *(f"      - {text}" for text in texts)]
        return "\n".join(lines) + "\n"

    def write_heldout(self, file: Path) -> None:
        rows = [{"text": row.text, "intent": row.intent, "program": row.program} for row in self.heldout]
        file.write_text(json.dumps(rows, ensure_ascii=False), "utf-8")


def _read(text: str) -> Any:
    return yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
