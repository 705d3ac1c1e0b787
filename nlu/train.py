"""Train the model if what it is made from has changed.

nlu/.venv/bin/python nlu/train.py [--force]
"""

from __future__ import annotations

import argparse
import os
import shutil
import sys
import tempfile
import time
import warnings
from datetime import datetime, timezone
from pathlib import Path

from danger import as_training_data, danger_sentences
from lean import install_stand_ins, quiet_rasa
from project import (
    CONFIG,
    DOMAIN,
    FINGERPRINT,
    MODELS,
    ROOT,
    TRAINING_DATA,
    current_model,
    danger_examples,
    fingerprint,
    models,
)

KEPT_MODELS = 2  # the one in use and the one before it


def main() -> int:
    """Exit code 0: there is an up-to-date model."""
    parser = argparse.ArgumentParser(description="Train the NLU model if its sources changed.")
    parser.add_argument("--force", action="store_true", help="train even if nothing changed")
    wanted = parser.parse_args().force
    now = fingerprint()
    if not wanted and up_to_date(now):
        print("NLU model is up to date.", flush=True)
        return 0
    started = time.monotonic()
    print("Training the NLU model (some minutes) …", flush=True)
    model = train(TRAINING_DATA, MODELS)
    if model is None:
        print("Training failed: no model was written.", file=sys.stderr)
        return 1
    settle(now)
    print(f"NLU model ready: {model} ({time.monotonic() - started:.0f} s)", flush=True)
    return 0


def train(training_data: Path, folder: Path) -> Path | None:
    """A new model of this data and of the sentences of danger in `folder`, or None when Rasa wrote none."""
    warnings.filterwarnings("ignore")
    install_stand_ins()
    # Our own fingerprint decides; Rasa's cache of half-trained parts would only fill the disk.
    os.environ["RASA_MAX_CACHE_SIZE"] = "0"
    os.chdir(ROOT)
    print("  loading Rasa …", flush=True)
    from rasa.model_training import train_nlu

    quiet_rasa()
    print("  learning from", training_data.name, "…", flush=True)
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as everything:
        gather(training_data, Path(everything))
        model = train_nlu(str(CONFIG), everything, str(folder), fixed_model_name=new_name(), domain=str(DOMAIN))
    return Path(model) if model else None


def gather(training_data: Path, folder: Path) -> None:
    """All that a model learns from, as files of Rasa's in `folder`. Needs Rasa loaded."""
    import rasa.shared.utils.io

    for file in sorted(training_data.glob("*.yml")):
        shutil.copy(file, folder)
    sentences = danger_sentences(danger_examples(), rasa.shared.utils.io.read_yaml)
    if sentences:
        (folder / "danger_examples.yml").write_text(as_training_data(sentences), "utf-8")


def new_name() -> str:
    """Of a model that is the newest from now on."""
    return f"nlu-{datetime.now(timezone.utc):%Y%m%d-%H%M%S}"


def settle(made_from: str) -> None:
    """The newest model is made from what has this fingerprint; old ones go."""
    FINGERPRINT.write_text(made_from + "\n", "utf-8")
    for old in models()[KEPT_MODELS:]:
        old.unlink()


def up_to_date(now: str) -> bool:
    """Is the newest model made from what has this fingerprint?"""
    return current_model() is not None and FINGERPRINT.is_file() and FINGERPRINT.read_text("utf-8").strip() == now


if __name__ == "__main__":
    raise SystemExit(main())
