"""The bots that are compared, each laid out under build/stock/ as a Rasa project of its own."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from tests.stock.data import NLU, ROOT, Snapshot

HERE = Path(__file__).resolve().parent
BUILD = ROOT / "build" / "stock"
STOCK_PYTHON = ROOT / "build" / "stock-venv" / "bin" / "python"
OUR_PYTHON = NLU / ".venv" / "bin" / "python"
SENTENCES = BUILD / "sentences.json"  # what the last run learned from and was asked
Config = dict[str, Any]
# The scripts of nlu/ that a model depends on; an edit of those that serve is no reason to train for an hour again.
LEARNS = ("train.py", "lean.py", "project.py")


@dataclass(frozen=True)
class Contender:
    """A row of the table. `ours`: the parts of nlu/ with `change` made to its config.yml; else a stock bot with `config`.

    `only_words`: leave out the few sentences that are signs alone; they have no tokens, and then DIET fails.
    """

    id: str
    title: str
    python: Path
    ours: bool
    config: str = "config.yml"
    change: Callable[[Config, int], None] = lambda config, epochs: None
    only_words: bool = False

    @property
    def folder(self) -> Path:
        # Ours in a folder nlu, beside which knowledge/ can be found: components may name files of it.
        return BUILD / self.id / "nlu" if self.ours else BUILD / self.id

    def lay(self, snapshot: Snapshot, epochs: int) -> str:
        """Write the project; returns the fingerprint of everything the model is made from."""
        (self.folder / "models").mkdir(parents=True, exist_ok=True)
        snapshot = snapshot.only_words() if self.only_words else snapshot
        files = self._ours(snapshot, epochs) if self.ours else self._stock(snapshot, epochs)
        total = hashlib.sha256()
        for named in sorted((ROOT / "knowledge" / "lexicon").iterdir()) if self.ours else ():
            if named.suffix in (".txt", ".yml"):
                total.update(named.read_bytes())
        for name, content in sorted(files.items()):
            path = self.folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            if not path.is_file() or path.read_bytes() != content:
                path.write_bytes(content)
            if not name.endswith(".py") or name in LEARNS or name.startswith("components/"):
                total.update(name.encode() + hashlib.sha256(content).digest())
        return total.hexdigest()

    def _stock(self, snapshot: Snapshot, epochs: int) -> dict[str, bytes]:
        bot = HERE / "bot"
        config = yaml.safe_load((bot / self.config).read_text("utf-8"))
        set_epochs(config, epochs)
        return {
            "config.yml": dump(config), "data/nlu.yml": snapshot.text.encode(),
            "data/rules.yml": (bot / "rules.yml").read_bytes(), "data/stories.yml": (bot / "stories.yml").read_bytes(),
            "domain/bot.yml": (bot / "domain.yml").read_bytes(), "domain/intents.yml": (NLU / "domain.yml").read_bytes(),
            "requirements.lock": (HERE / "requirements.lock").read_bytes(),
        }  # fmt: skip

    def _ours(self, snapshot: Snapshot, epochs: int) -> dict[str, bytes]:
        # A copy, so that nlu/models is left alone and a second pipeline can be trained and served by the same scripts.
        beside = self.folder.parent / "knowledge"
        if not beside.is_symlink():
            beside.symlink_to(ROOT / "knowledge", target_is_directory=True)
        config = yaml.safe_load((NLU / "config.yml").read_text("utf-8"))
        self.change(config, epochs)
        paths = [NLU / "domain.yml", NLU / "requirements.lock", *NLU.glob("*.py"), *(NLU / "components").glob("*.py")]
        paths += [path for path in (NLU / "data").glob("*.*") if not path.name.startswith(("heldout", "README"))]
        files = {str(path.relative_to(NLU)): path.read_bytes() for path in paths}
        return {**files, "config.yml": dump(config), "data/nlu/nlu.yml": snapshot.text.encode()}

    def model(self, kind: str = "nlu") -> Path | None:
        """The newest trained model of a kind: `nlu`, or `bot` for NLU and Core together."""
        return max((self.folder / "models").glob(f"{kind}-*.tar.gz"), default=None)


def set_epochs(config: Config, epochs: int) -> None:
    for part in [*config.get("pipeline", ()), *config.get("policies", ())]:
        if "epochs" in part:
            part["epochs"] = epochs


def dump(config: Config) -> bytes:
    return yaml.safe_dump(config, allow_unicode=True, sort_keys=False).encode()


def without_vectors(config: Config, epochs: int) -> None:
    config["pipeline"] = [part for part in config["pipeline"] if not part["name"].endswith("UseFeaturizer")]


def with_diet(config: Config, epochs: int) -> None:
    """Our tokens, vectors and program head, and DIET for the intent. It needs features of each word, which TF-IDF of whole
    sentences has not: the counts of `rasa init` stand in its place."""
    counts: list[Config] = [{"name": "CountVectorsFeaturizer"}]
    counts += [{"name": "CountVectorsFeaturizer", "analyzer": "char_wb", "min_ngram": 1, "max_ngram": 4}]
    diet: list[Config] = [{"name": "DIETClassifier", "epochs": epochs, "constrain_similarities": True}]
    instead = {"TfidfFeaturizer": counts, "LinearIntentClassifier": diet}
    config["pipeline"] = [
        part for old in config["pipeline"] for part in instead.get(old["name"].rpartition(".")[2], [old])
    ]


CONTENDERS = {
    each.id: each
    for each in (
        Contender("stock", "stock: `rasa init`, DIET", STOCK_PYTHON, ours=False),
        Contender("stock-linear", "stock parts, LogisticRegressionClassifier", STOCK_PYTHON, ours=False,
                  config="config_linear.yml"),
        Contender("words", "ours, words + characters only", OUR_PYTHON, ours=True, change=without_vectors),
        Contender("ours", "**ours, as configured**", OUR_PYTHON, ours=True),
        Contender("ours-diet", "ours with DIET on counts + vectors", STOCK_PYTHON, ours=True, change=with_diet, only_words=True),
    )
}  # fmt: skip


def missing() -> str | None:
    """Why nothing can be compared here, or None."""
    if not (STOCK_PYTHON.parent.parent / ".lock-digest").is_file():
        return "the stock environment is not installed (make stock-setup)"
    return None if OUR_PYTHON.exists() else "our Rasa environment is not installed (make setup)"


def environment(contender: Contender, **more: str) -> dict[str, str]:
    """For the programs of a contender: quiet, and nothing of ours that the stock bot would not have."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("PYTEST", "TELEGRAM_", "NLU_", "RASA_"))}
    env = {
        "RASA_TELEMETRY_ENABLED": "false", "SQLALCHEMY_SILENCE_UBER_WARNING": "1", "TF_CPP_MIN_LOG_LEVEL": "3",
        "RASA_CACHE_DIRECTORY": str(BUILD / "cache" / contender.id), "PYTHONUNBUFFERED": "1",
        "PYTHONWARNINGS": "ignore", "SANIC_HOST": "127.0.0.1",
    }  # fmt: skip
    if contender.ours:
        env["OPENBLAS_NUM_THREADS"] = "1"
    return {**kept, **env, **more}
