"""A copy of the NLU project with little data: its own models, training and servers, and a training takes seconds."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

from nlu_project import LEXICON, NLU, Example, examples_of

PYTHON = NLU / ".venv" / "bin" / "python"
ROWS_OF_AN_INTENT, ROWS_OF_A_PROGRAM = 15, 3
# What a worker is tried with before it accepts (nlu/worker.py); a tenth of the data would not teach them all.
PLAIN = (
    Example("你好", "greet", ""), Example("转人工", "handoff", ""), Example("我不想活了", "crisis", ""),
    Example("老板不给发工资怎么办", "ask_policy", ""), Example("金秋助学咋报名", "join_program/autumn_scholarship", ""),
)  # fmt: skip
HELDOUT = (
    ("您好哇", "greet"), ("谢啦", "thanks"), ("给我叫个真人来说话", "handoff"), ("老板欠我俩月工钱", "ask_policy"),
    ("想把预约往后挪", "reschedule"), ("不想约了，取消吧", "cancel_booking"), ("我想请个律师", "legal_consultation"),
)  # fmt: skip


@dataclass(frozen=True)
class SmallProject:
    folder: Path

    @property
    def models(self) -> list[Path]:
        return sorted((self.folder / "models").glob("nlu-*.tar.gz"))

    def run(self, *command: str, timeout: float = 340, **environment: str) -> subprocess.CompletedProcess[str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith("NLU_")}
        return subprocess.run(
            [PYTHON, *command], cwd=self.folder, env={**kept, **environment}, capture_output=True, text=True,
            timeout=timeout, check=False,
        )  # fmt: skip

    def teach(self, *more: Example) -> None:
        """Training data: a few rows of each label of the real project, the plain sentences, and `more`."""
        taken: dict[str, list[str]] = defaultdict(list)
        for example in (*PLAIN, *more):
            taken[example.label].append(example.text)
        for path in sorted((NLU / "data" / "nlu").glob("*.yml")):
            for example in examples_of(path):
                most = ROWS_OF_A_PROGRAM if "/" in example.label else ROWS_OF_AN_INTENT
                if len(taken[example.label]) < most and example.text not in taken[example.label]:
                    taken[example.label].append(example.text)
        blocks = [
            f"- intent: {label}\n  examples: |\n" + "".join(f"    - {text}\n" for text in texts)
            for label, texts in sorted(taken.items())
        ]
        folder = self.folder / "data" / "nlu"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "all.yml").write_text('version: "3.1"\nnlu:\n' + "".join(blocks), "utf-8")

    def train(self) -> Path:
        done = self.run("train.py")
        assert done.returncode == 0, done.stdout + done.stderr
        return self.models[-1]


def make(folder: Path) -> SmallProject:
    """Code and settings of the real project, copied, and the lexicon beside them as there; no model yet."""
    folder.mkdir()
    for name in ("config.yml", "domain.yml", "requirements.lock"):
        shutil.copy(NLU / name, folder)
    # In so little data hardly an n-gram comes three times.
    settings = folder / "config.yml"
    settings.write_text(settings.read_text("utf-8").replace("min_df: 3", "min_df: 1"), "utf-8")
    for path in NLU.glob("*.py"):
        shutil.copy(path, folder)
    shutil.copytree(NLU / "components", folder / "components", ignore=shutil.ignore_patterns("__pycache__"))
    (folder / "data").mkdir()
    shutil.copy(NLU / "data" / "lookups.yml", folder / "data")
    shutil.copytree(LEXICON, folder.parent / "knowledge" / "lexicon")
    rows = "".join(f"- {{text: {text}, intent: {intent}, style: plain}}\n" for text, intent in HELDOUT)
    (folder / "data" / "heldout.yml").write_text(rows, "utf-8")
    project = SmallProject(folder)
    project.teach()
    return project
