"""Train the model if what it is made from has changed.

nlu/.venv/bin/python nlu/train.py [--force]
"""

from __future__ import annotations

import argparse
import os
import sys
import time
import warnings
from datetime import datetime, timezone

from lean import install_stand_ins, quiet_rasa
from project import CONFIG, DOMAIN, FINGERPRINT, MODELS, ROOT, TRAINING_DATA, current_model, fingerprint, models

KEPT_MODELS = 2  # the one in use and the one before it


def main() -> int:
    """Exit code 0: there is an up-to-date model."""
    parser = argparse.ArgumentParser(description="Train the NLU model if its sources changed.")
    parser.add_argument("--force", action="store_true", help="train even if nothing changed")
    wanted = parser.parse_args().force
    now = fingerprint()
    if not wanted and current_model() and FINGERPRINT.is_file() and FINGERPRINT.read_text("utf-8").strip() == now:
        print("NLU model is up to date.", flush=True)
        return 0
    started = time.monotonic()
    print("Training the NLU model (about a minute) …", flush=True)
    model = _train()
    if model is None:
        print("Training failed: no model was written.", file=sys.stderr)
        return 1
    FINGERPRINT.write_text(now + "\n", "utf-8")
    for old in models()[KEPT_MODELS:]:
        old.unlink()
    print(f"NLU model ready: {model} ({time.monotonic() - started:.0f} s)", flush=True)
    return 0


def _train() -> str | None:
    warnings.filterwarnings("ignore")
    install_stand_ins()
    # Our own fingerprint decides; Rasa's cache of half-trained parts would only fill the disk.
    os.environ["RASA_MAX_CACHE_SIZE"] = "0"
    os.chdir(ROOT)
    print("  loading Rasa …", flush=True)
    from rasa.model_training import train_nlu

    quiet_rasa()
    print("  learning from", TRAINING_DATA.relative_to(ROOT), "…", flush=True)
    MODELS.mkdir(exist_ok=True)
    name = f"nlu-{datetime.now(timezone.utc):%Y%m%d-%H%M%S}"
    return train_nlu(str(CONFIG), str(TRAINING_DATA), str(MODELS), fixed_model_name=name, domain=str(DOMAIN))


if __name__ == "__main__":
    raise SystemExit(main())
