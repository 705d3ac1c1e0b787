"""Train what is not trained yet. A model is kept with the fingerprint of what it was made from, so stopping costs one model."""

from __future__ import annotations

import json
import resource
import subprocess
import time
from dataclasses import asdict, dataclass

from tests.stock.data import ROOT, Snapshot
from tests.stock.projects import HERE, Contender, environment


@dataclass(frozen=True)
class Trained:
    """What a training took. `cpu` in seconds of all cores together."""

    fingerprint: str
    seconds: float
    cpu: float
    sentences: int
    epochs: int


def train(contender: Contender, snapshot: Snapshot, epochs: int, *, kind: str = "nlu") -> Trained:
    """Raises RuntimeError when the training fails. Ctrl-C ends the one that runs; those before it are kept."""
    fingerprint = contender.lay(snapshot, epochs)
    note = contender.folder / f"trained-{kind}.json"
    if note.is_file() and contender.model(kind) is not None:
        known = Trained(**json.loads(note.read_text("utf-8")))
        if known.fingerprint == fingerprint:
            return known
    note.unlink(missing_ok=True)
    for old in (contender.folder / "models").glob(f"{kind}-*"):
        old.unlink()
    log = contender.folder / f"train-{kind}.log"
    print(
        f"  training {contender.id} ({kind}, {snapshot.size} sentences; tail -f {log.relative_to(ROOT)}) …", flush=True
    )
    wall, cpu = time.monotonic(), _children_cpu()
    with log.open("wb") as file:
        done = subprocess.run(
            _command(contender, kind), cwd=ROOT, env=_environment(contender), stdout=file, stderr=file
        )
    if done.returncode != 0 or contender.model(kind) is None:
        raise RuntimeError(f"training {contender.id} failed:\n{log.read_text('utf-8', 'replace')[-1500:]}")
    took = Trained(fingerprint, time.monotonic() - wall, _children_cpu() - cpu, snapshot.size, epochs)
    note.write_text(json.dumps(asdict(took)), "utf-8")
    print(f"  … {took.seconds:.0f} s", flush=True)
    return took


def _command(contender: Contender, kind: str) -> list[str]:
    if contender.ours:
        return [str(contender.python), str(contender.folder / "train.py"), "--force"]
    stamp = time.strftime("%Y%m%d-%H%M%S")
    return [str(contender.python), str(HERE / "train_stock.py"), str(contender.folder), kind, stamp]


def _environment(contender: Contender) -> dict[str, str]:
    # Of a long training that was stopped, Rasa's cache keeps the parts that were ready: DIET when its response selector was not.
    return environment(contender, RASA_MAX_CACHE_SIZE="2000")


def _children_cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime
