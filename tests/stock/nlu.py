"""Our language model beside that of `rasa init`:

    python -m tests.stock.nlu [--epochs 100] [--every 1] [--only stock,ours] [--same]

The same sentences teach every row, the same held-out rows are asked of each, one process after the other in one run. A model
is trained only when its sentences, settings or packages changed; Ctrl-C keeps those that are ready. Writes build/stock/nlu.md.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import subprocess
import sys
from dataclasses import dataclass

from tests.stock import table
from tests.stock.data import ROOT, Snapshot
from tests.stock.projects import BUILD, CONTENDERS, HERE, SENTENCES, Contender, environment, missing
from tests.stock.servers import Started, start_nlu, supported
from tests.stock.training import Trained, train

PROGRAM_INTENTS = ("ask_program", "join_program")
HEAD = (
    "",
    "intent",
    "intent and program",
    "unsure",
    "p50 ms",
    "p95 ms",
    "CPU ms",
    "train s",
    "train CPU s",
    "start s",
    "MB",
)


@dataclass(frozen=True)
class Measured:
    """Shares from 0 to 1. `both` is None where a pipeline has no part that tells programs apart."""

    intent: float
    both: float | None
    unsure: float
    p50: float
    p95: float
    cpu: float


def measure(contender: Contender, snapshot: Snapshot) -> Measured:
    """Raises RuntimeError when the parsing process fails."""
    heldout, answers = BUILD / "heldout.json", contender.folder / "answers.json"
    snapshot.write_heldout(heldout)
    command = [str(contender.python), str(HERE / "measure.py"), str(contender.model()), str(heldout), str(answers)]
    done = subprocess.run(
        [*command, str(contender.folder)] if contender.ours else command,
        cwd=ROOT, env=environment(contender), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    if done.returncode != 0:
        raise RuntimeError(f"{contender.id} could not be measured:\n{done.stderr[-1500:]}")
    found = json.loads(answers.read_text("utf-8"))
    pairs = list(zip(snapshot.heldout, found, strict=True))
    intents = [answer["intent"] == row.intent for row, answer in pairs]
    both = [
        answer["intent"] == row.intent and (row.intent not in PROGRAM_INTENTS or answer["program"] == row.program)
        for row, answer in pairs
    ]
    tells_programs = any(answer["program"] for answer in found)
    times = [answer["ms"] for answer in found]
    return Measured(
        _share(intents), _share(both) if tells_programs else None, _share([answer["unsure"] for answer in found]),
        table.percentile(times, 0.5), table.percentile(times, 0.95), sum(answer["cpu_ms"] for answer in found) / len(found),
    )  # fmt: skip


def _share(flags: list[bool]) -> float:
    return sum(flags) / len(flags)


def row(contender: Contender, trained: Trained, measured: Measured, started: Started | None) -> list[str]:
    both = "–" if measured.both is None else f"{measured.both:.1%}"
    unsure = "–" if contender.ours else f"{measured.unsure:.1%}"
    served = ("–", "–") if started is None else (f"{started.seconds:.1f}", f"{started.megabytes:.0f}")
    return [
        contender.title, f"{measured.intent:.1%}", both, unsure, f"{measured.p50:.1f}", f"{measured.p95:.1f}",
        f"{measured.cpu:.1f}", f"{trained.seconds:.0f}", f"{trained.cpu:.0f}", *served,
    ]  # fmt: skip


def main(arguments: argparse.Namespace) -> int:
    why = missing() or supported()
    if why is not None:
        sys.exit(f"cannot run: {why}")
    wanted = [CONTENDERS[name] for name in arguments.only]
    BUILD.mkdir(parents=True, exist_ok=True)
    snapshot = Snapshot.kept(SENTENCES) if arguments.same else Snapshot.take(arguments.every)
    snapshot.keep(SENTENCES)
    print(
        f"{snapshot.size} sentences to learn from, {len(snapshot.heldout)} held out, {arguments.epochs} epochs",
        flush=True,
    )
    trained = {each.id: train(each, snapshot, arguments.epochs) for each in wanted}
    rows = []
    for each in wanted:
        print(f"  measuring {each.id} …", flush=True)
        started = asyncio.run(start_nlu(each, [held.text for held in snapshot.heldout]))
        rows.append(row(each, trained[each.id], measure(each, snapshot), started))
    under = (
        f"{snapshot.size} training sentences, {len(snapshot.heldout)} held out, {arguments.epochs} epochs of DIET; "
        f"{table.machine()}. Parse in the process, one at a time; MB and start of the server. *unsure*: share that the stock bot "
        "would answer with `nlu_fallback`; the columns before it look through that to its best label."
    )
    print("\n" + table.plain(HEAD, rows) + "\n" + under)
    (BUILD / "nlu.md").write_text(table.markdown(HEAD, rows) + "\n\n" + under + "\n", "utf-8")
    print(f"\nas Markdown: {(BUILD / 'nlu.md').relative_to(ROOT)}")
    return 0


def names(text: str) -> list[str]:
    """Raises ValueError for a name that no row has."""
    found = text.split(",")
    if unknown := [name for name in found if name not in CONTENDERS]:
        raise ValueError(unknown)
    return found


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--epochs", type=int, default=100, help="of DIET and the response selector; `rasa init` has 100"
    )
    parser.add_argument("--every", type=int, default=1, help="every n-th sentence only, for a trial")
    parser.add_argument(
        "--same", action="store_true", help="the sentences of the run before, whatever nlu/data holds by now"
    )
    parser.add_argument("--only", type=names, default=list(CONTENDERS), help="rows, by " + ",".join(CONTENDERS))
    try:
        sys.exit(main(parser.parse_args()))
    except KeyboardInterrupt:
        sys.exit("\nstopped; what was trained is kept and used next time")
