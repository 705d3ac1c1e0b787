"""Teach the model what staff corrected, and show what that changes before it is kept.

    nlu/.venv/bin/python nlu/corrections.py FILE [--keep] [--anyway]

Checks each row of FILE (shape: correction_rows.py), measures the current model, trains a candidate beside it with the rows
added, measures that, and prints both. Nothing of the project changes unless --keep is given; then the rows stand in
data/nlu/corrections.yml and the candidate is the newest model (nlu/swap.py puts it to work). --keep is refused when
held-out accuracy falls by more than half a point, unless --anyway says so. The candidate of a run without --keep is used
again by a run with it.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import shutil
import sys
import tempfile
import warnings
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from comparison import Comparison, lines
from correction_rows import Example, Known, Unreadable, as_yaml, check, known_names, read_examples
from evaluate import Outcome, read_all
from heldout import Row, read_rows
from lean import install_stand_ins, quiet_rasa
from project import CORRECTIONS, DOMAIN, MODELS, RESULTS, ROOT, TRAINING_DATA, current_model, fingerprint
from train import new_name, settle, train, up_to_date

CANDIDATE = RESULTS / "candidate"
MOST_LOST = 0.005  # of held-out accuracy


class CannotCorrect(Exception):
    """The message says what to do."""


@dataclass(frozen=True)
class Candidate:
    model: Path
    made_from: str


def main() -> int:
    """Exit code 0: measured, and kept if that was asked. 1: not."""
    parser = argparse.ArgumentParser(description="Teach the model what staff corrected, and show what that changes.")
    parser.add_argument("file", type=Path, help="corrections as Rasa NLU YAML")
    parser.add_argument("--keep", action="store_true", help="keep rows and model")
    parser.add_argument("--anyway", action="store_true", help="keep them even if held-out accuracy falls")
    options = parser.parse_args()
    file = options.file.resolve()
    warnings.filterwarnings("ignore")
    install_stand_ins()
    os.chdir(ROOT)
    try:
        return correct(file, keep=options.keep, anyway=options.anyway)
    except CannotCorrect as reason:
        print(reason, file=sys.stderr)
        return 1


def correct(file: Path, *, keep: bool, anyway: bool) -> int:
    """Raises CannotCorrect."""
    before = current_model()
    if before is None or not up_to_date(fingerprint()):
        raise CannotCorrect(
            "The model is older than its data, so other changes would be measured too. First: make train"
        )
    corrected, rejected = check(_read(file), _known())
    for one in rejected:
        print(f"  not taken: {one.row.label}: {one.row.text or '(nothing)'} ({one.reason})")
    if not corrected:
        raise CannotCorrect("No row to learn.")
    print(f"{len(corrected)} rows to learn, {len(rejected)} not taken.", flush=True)
    content = as_yaml([*_rows_kept(), *corrected])
    heldout = read_rows(ROOT / "data", _parser())
    taught = [Row(row.text, row.intent, row.program, "corrected") for row in corrected]
    was = _measure(before, heldout + taught)
    candidate = _candidate(content)
    now = _measure(candidate.model, heldout + taught)
    cut = len(heldout)
    held = Comparison(was[:cut], now[:cut])
    print("\n".join(lines(held, Comparison(was[cut:], now[cut:]))), flush=True)
    if not keep:
        print("Nothing is changed. To keep it: the same with --keep (it is not trained again).")
        return 0
    if held.gain < -MOST_LOST and not anyway:
        raise CannotCorrect(
            f"Not kept: held-out accuracy falls by {-held.gain:.1%}. Look at the sentences above; --anyway keeps it."
        )
    _keep(content, candidate)
    print(f"Kept: {CORRECTIONS.relative_to(ROOT)} and {MODELS.name}/{_newest_name()}. To serve it: make swap")
    return 0


def _parser() -> Any:
    import rasa.shared.utils.io

    return rasa.shared.utils.io.read_yaml


def _read(file: Path) -> list[Example]:
    try:
        return read_examples(_parser()(file.read_text("utf-8")))
    except OSError as error:
        raise CannotCorrect(f"{file} cannot be read: {error.strerror}.") from error
    except (Unreadable, UnicodeDecodeError) as error:
        raise CannotCorrect(f"{file.name} is no NLU data: {error}.") from error
    except Exception as error:  # Rasa's reader lets errors of two YAML libraries through
        raise CannotCorrect(f"{file.name} is no YAML: {' '.join(str(error).split())[:300]}") from error


def _known() -> Known:
    parse = _parser()
    intents, programs = known_names(parse(DOMAIN.read_text("utf-8")))
    training = {
        path.name: read_examples(parse(path.read_text("utf-8"))) for path in sorted(TRAINING_DATA.glob("*.yml"))
    }
    return Known(intents, programs, training, [row.text for row in read_rows(ROOT / "data", parse)])


def _rows_kept() -> list[Example]:
    return read_examples(_parser()(CORRECTIONS.read_text("utf-8"))) if CORRECTIONS.exists() else []


def _measure(model: Path, rows: list[Row]) -> list[Outcome]:
    import rasa.core.agent

    quiet_rasa()
    return asyncio.run(read_all(rasa.core.agent.Agent.load(str(model)), rows))


def _candidate(corrections: str) -> Candidate:
    """A model of a copy of the data with these corrections. The project's own data and models are not touched by it."""
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder) / "nlu"
        shutil.copytree(TRAINING_DATA, data)
        (data / CORRECTIONS.name).write_text(corrections, "utf-8")
        made_from, note = fingerprint(data), CANDIDATE / "fingerprint.txt"
        trained = next(iter(sorted(CANDIDATE.glob("nlu-*.tar.gz"))), None)
        if trained is not None and note.is_file() and note.read_text("utf-8").strip() == made_from:
            return Candidate(trained, made_from)
        shutil.rmtree(CANDIDATE, ignore_errors=True)
        print("Training a candidate (some minutes) …", flush=True)
        model = train(data, CANDIDATE)
        if model is None:
            raise CannotCorrect("Training failed: no model was written. Nothing is changed.")
        note.write_text(made_from + "\n", "utf-8")
        return Candidate(model, made_from)


def _keep(corrections: str, candidate: Candidate) -> None:
    """Rows, then model, then fingerprint: wherever this is cut off, the next `make train` makes them agree."""
    beside = CORRECTIONS.with_suffix(".new")
    beside.write_text(corrections, "utf-8")
    beside.replace(CORRECTIONS)
    candidate.model.replace(MODELS / f"{new_name()}.tar.gz")
    settle(candidate.made_from)
    shutil.rmtree(CANDIDATE)


def _newest_name() -> str:
    model = current_model()
    return model.name if model else ""


if __name__ == "__main__":
    sys.exit(main())
