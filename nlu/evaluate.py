"""Measure the newest model on sentences it has not seen; the report goes to nlu/results/.

nlu/.venv/bin/python nlu/evaluate.py [--rasa]     --rasa also writes the report of `rasa test nlu`
"""

from __future__ import annotations

import argparse
import asyncio
import itertools
import json
import os
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from heldout import Row, read_rows
from lean import install_stand_ins, quiet_rasa
from project import PLOTS, RESULTS, ROOT, current_model

PROGRAM_INTENTS = ("ask_program", "join_program")
WORST = 30
BINS = (0.0, 0.3, 0.5, 0.7, 0.9, 1.01)


@dataclass(frozen=True)
class Outcome:
    row: Row
    intent: str | None
    confidence: float
    program: str | None
    milliseconds: float

    @property
    def intent_right(self) -> bool:
        return self.intent == self.row.intent

    @property
    def program_right(self) -> bool:
        return self.program == self.row.program

    @property
    def right(self) -> bool:
        """Intent, and for program intents the program too."""
        return self.intent_right and (self.row.intent not in PROGRAM_INTENTS or self.program_right)


def main() -> int:
    parser = argparse.ArgumentParser(description="Measure the newest model.")
    parser.add_argument("--rasa", action="store_true", help="also write Rasa's own report (rasa test nlu)")
    with_rasa = parser.parse_args().rasa
    model = current_model()
    if model is None:
        print("No model. Train one first: nlu/.venv/bin/python nlu/train.py", file=sys.stderr)
        return 1
    if PLOTS.is_dir():  # put there by `scripts/setup.py --plots`
        sys.path.append(str(PLOTS))
    install_stand_ins()
    os.chdir(ROOT)
    import rasa.core.agent
    import rasa.shared.utils.io

    quiet_rasa()
    rows = read_rows(ROOT / "data", rasa.shared.utils.io.read_yaml)
    agent = rasa.core.agent.Agent.load(str(model))
    outcomes = asyncio.run(read_all(agent, rows))
    report = summary(outcomes)
    report["model"], report["rss_mb"] = model.name, _rss_mb()
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / "report.json").write_text(json.dumps(report, ensure_ascii=False, indent=1), "utf-8")
    (RESULTS / "errors.txt").write_text("\n".join(_error_lines(outcomes)) + "\n", "utf-8")
    _print(report)
    if with_rasa:
        _rasa_report(rows, agent)
    return 0


async def read_all(agent: Any, rows: list[Row]) -> list[Outcome]:
    """What the model makes of each row, in their order."""
    await agent.parse_message("你好")  # the first parse builds tables
    outcomes = []
    for row in rows:
        started = time.perf_counter()
        parsed = await agent.parse_message(row.text)
        elapsed = (time.perf_counter() - started) * 1000
        programs = [entity["value"] for entity in parsed["entities"] if entity["entity"] == "program"]
        intent = parsed["intent"]
        outcomes.append(Outcome(row, intent["name"], intent["confidence"], next(iter(programs), None), elapsed))
    return outcomes


def summary(outcomes: list[Outcome]) -> dict[str, Any]:
    """Every figure of the report; shares from 0 to 1, times in milliseconds."""
    about_programs = [outcome for outcome in outcomes if outcome.row.intent in PROGRAM_INTENTS]
    times = sorted(outcome.milliseconds for outcome in outcomes)
    confused = Counter((o.row.intent, str(o.intent)) for o in outcomes if not o.intent_right)
    return {
        "rows": len(outcomes),
        "intent_accuracy": _share(outcome.intent_right for outcome in outcomes),
        "program_accuracy": _share(outcome.program_right for outcome in about_programs),
        "intent_and_program": _share(outcome.right for outcome in outcomes),
        "per_intent": _grouped(outcomes, lambda outcome: outcome.row.intent),
        "per_style": _grouped(outcomes, lambda outcome: outcome.row.style),
        "calibration": _calibration(outcomes),
        "calibration_error": _calibration_error(outcomes),
        "worst": _error_lines(sorted(outcomes, key=lambda outcome: -outcome.confidence))[:WORST],
        "confusions": [[*pair, count] for pair, count in confused.most_common(15)],
        "wrong_programs": [[str(o.row.program), str(o.program)] for o in about_programs if not o.program_right],
        "ms_p50": times[len(times) // 2],
        "ms_p95": times[int(len(times) * 0.95)],
    }


def _share(flags: Iterable[bool]) -> float:
    counted = list(flags)
    return round(sum(counted) / len(counted), 4) if counted else 0.0


def _grouped(outcomes: list[Outcome], key: Callable[[Outcome], str]) -> dict[str, dict[str, float]]:
    groups: dict[str, list[bool]] = defaultdict(list)
    for outcome in outcomes:
        groups[key(outcome)].append(outcome.right)
    return {name: {"rows": len(flags), "right": _share(flags)} for name, flags in sorted(groups.items())}


def _calibration(outcomes: list[Outcome]) -> list[dict[str, float]]:
    """Per band of confidence: how often the intent was right. Well calibrated: `right` is near `confidence`."""
    table = []
    for low, high in itertools.pairwise(BINS):
        band = [outcome for outcome in outcomes if low <= outcome.confidence < high]
        if band:
            mean = sum(outcome.confidence for outcome in band) / len(band)
            table.append({"from": low, "rows": len(band), "confidence": round(mean, 3),
                          "right": _share(outcome.intent_right for outcome in band)})  # fmt: skip
    return table


def _calibration_error(outcomes: list[Outcome]) -> float:
    """Expected calibration error over ten equal bands: 0 when a confidence of 0.7 is right seven times in ten."""
    total = 0.0
    for number in range(10):
        band = [o for o in outcomes if number / 10 <= min(o.confidence, 0.9999) < (number + 1) / 10]
        if band:
            mean = sum(o.confidence for o in band) / len(band)
            total += len(band) * abs(mean - sum(o.intent_right for o in band) / len(band))
    return round(total / len(outcomes), 4)


def _error_lines(outcomes: list[Outcome]) -> list[str]:
    return [
        f"{o.row.intent}{'/' + o.row.program if o.row.program else ''} → {o.intent}"
        f"{'/' + o.program if o.program else ''} {o.confidence:.2f}  [{o.row.style}] {o.row.text}"
        for o in outcomes if not o.right
    ]  # fmt: skip


def _rss_mb() -> float:
    """Resident memory of this process, MB; 0 where /proc does not exist."""
    status = Path("/proc/self/status")
    if not status.exists():
        return 0.0
    line = next(line for line in status.read_text().splitlines() if line.startswith("VmRSS"))
    return round(int(line.split()[1]) / 1024, 1)


def _print(report: dict[str, Any]) -> None:
    print(f"{report['rows']} unseen sentences, {report['model']}")
    print(f"  intent {report['intent_accuracy']:.1%}   program {report['program_accuracy']:.1%}   "
          f"both {report['intent_and_program']:.1%}")  # fmt: skip
    print(f"  parse p50 {report['ms_p50']:.1f} ms   p95 {report['ms_p95']:.1f} ms   RSS {report['rss_mb']:.0f} MB")
    for part in ("per_intent", "per_style"):
        print(f"  {part.replace('_', ' ')}")
        for name, figures in report[part].items():
            print(f"    {name:20s} {figures['right']:7.1%} of {figures['rows']}")
    print("  confidence → right")
    for band in report["calibration"]:
        print(f"    {band['confidence']:.2f} → {band['right']:.2f}  ({band['rows']} rows)")
    print(f"  expected calibration error {report['calibration_error']:.3f}")
    print("  taken for")
    for expected, got, count in report["confusions"]:
        print(f"    {expected} → {got}: {count}")
    print(f"  the {WORST} misses it was surest of")
    for line in report["worst"]:
        print(f"    {line}")


def _rasa_report(rows: list[Row], agent: Any) -> None:
    """What `rasa test nlu` writes (intent_report.json, intent_errors.json), from the same rows; where matplotlib is at hand
    the confusion matrix and the histogram of confidences, too."""
    from rasa.nlu.test import run_evaluation
    from rasa.shared.nlu.training_data.message import Message
    from rasa.shared.nlu.training_data.training_data import TrainingData

    data = TrainingData([Message.build(text=row.text, intent=row.intent) for row in rows])
    file = RESULTS / "heldout_nlu.yml"
    data.persist_nlu(str(file))
    asyncio.run(run_evaluation(str(file), agent.processor, output_directory=str(RESULTS), disable_plotting=not PLOTS.is_dir(),
                               successes=False, errors=True))  # fmt: skip


if __name__ == "__main__":
    sys.exit(main())
