"""How often the first step is right: every held-out sentence goes through the public chat API of a real stack.

    python -m tests.evaluate [--misses 30] [--only INTENT] [--rows FILE]

Right means: the flow, the program (told about or begun, as asked), the kind of small talk, danger seen, or a policy answer;
for a policy question the very card, or it stands among the (at most three) questions offered. Prints shares by intent and
by style, milliseconds a turn, and the misses. Data: nlu/data/heldout*.yml, tests/data/questions/.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
import tempfile
import time
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import yaml

from knowledge.labelled import load_questions
from tests import stack as stacks
from tests.worker import Worker

ROOT = Path(__file__).resolve().parent.parent
SMALL_TALK = {"greet", "thanks", "goodbye", "bot_challenge", "help"}
AT_ONCE = 4


@dataclass(frozen=True, slots=True)
class Row:
    text: str
    intent: str
    style: str
    program: str | None = None
    wants: tuple[frozenset[str], ...] = ()  # cards: one set per question in the message, any of a set is right


@dataclass(frozen=True, slots=True)
class Outcome:
    row: Row
    right: bool
    near: bool  # the right program or card, only the other way round (told about instead of begun, offered instead of said)
    got: str
    ms: float


def load_rows(file: Path | None = None) -> list[Row]:
    """Of one file of sentences, or all the project has: sentences kept from training, and labelled policy questions."""
    rows = []
    for path in [file] if file else sorted((ROOT / "nlu" / "data").glob("heldout*.yml")):
        for r in yaml.safe_load(path.read_text("utf-8")):
            rows.append(Row(r["text"], r["intent"], r.get("style", "plain"), r.get("program")))
    if file is not None:
        return rows
    for q in load_questions(ROOT / "tests" / "data" / "questions"):
        # A row without a card is nothing the cards answer: there the right step is to say so.
        rows.append(Row(q.text, "ask_policy" if q.wants else "no_card", q.style, None, q.wants))
    return rows


def judge(row: Row, said: dict[str, Any]) -> tuple[bool, bool, str]:
    """(right, near, what it did) of one answer."""
    trace = said["trace"] or {}
    kind, flow, program = trace.get("kind"), trace.get("flow"), trace.get("program")
    got = ":".join(str(part) for part in (kind, flow, program, trace.get("which"), trace.get("card_id")) if part)
    offered = [b["payload"] for reply in said["replies"] for b in reply["buttons"]]
    if row.intent == "crisis":
        return bool(trace.get("crisis")), kind == "suggestions", got
    if row.intent == "join_program":
        return flow == "enrollment" and program == row.program, program == row.program, got
    if row.intent == "ask_program":
        return kind == "program_info" and program == row.program, program == row.program, got
    if row.intent == "ask_policy":
        cards = {reply["card"]["id"] for reply in said["replies"] if reply["card"]}
        shown = cards | {p.removeprefix("card:") for p in offered if p.startswith("card:")}
        if not row.wants:
            return kind in ("policy", "calculator") or bool(shown), kind == "program_info", got
        return all(want & shown for want in row.wants), bool(cards), got
    if row.intent == "no_card":
        return not any(reply["card"] for reply in said["replies"]), False, got
    if row.intent == "find_station":
        return kind == "station", False, got
    if row.intent in SMALL_TALK:
        return trace.get("which") == row.intent, kind == "smalltalk", got
    if row.intent in ("affirm", "deny"):
        return kind in ("smalltalk", "suggestions"), False, got
    if row.intent == "out_of_scope":
        return kind == "out_of_scope", kind == "suggestions", got
    return flow == row.intent, f"start:{row.intent}" in offered, got


async def ask(http: httpx.AsyncClient, base: str, row: Row, gate: asyncio.Semaphore) -> Outcome:
    async with gate:
        worker = await Worker(http, base).arrive()
        began = time.perf_counter()
        said = await worker.say(row.text)
        ms = (time.perf_counter() - began) * 1000
    right, near, got = judge(row, said)
    trace = said["trace"] or {}
    return Outcome(row, right, near, f"{got} [{trace.get('intent')} {trace.get('confidence')}]", ms)


def show(outcomes: list[Outcome], misses: int) -> None:
    def table(title: str, key: Any) -> None:
        groups: dict[str, list[Outcome]] = defaultdict(list)
        for outcome in outcomes:
            groups[key(outcome)].append(outcome)
        print(f"\n{title:<24}{'rows':>6}{'right':>9}{'or near':>9}")
        for name, group in sorted(groups.items()):
            right = sum(o.right for o in group) / len(group)
            near = sum(o.right or o.near for o in group) / len(group)
            print(f"{name:<24}{len(group):>6}{right:>9.1%}{near:>9.1%}")

    table("intent", lambda o: o.row.intent)
    table("style", lambda o: o.row.style)
    times = sorted(o.ms for o in outcomes)
    print(f"\nmilliseconds a first turn: p50 {times[len(times) // 2]:.0f}, p95 {times[int(len(times) * 0.95)]:.0f}")
    wrong = [o for o in outcomes if not o.right]
    for outcome in wrong[:misses]:
        cards = " + ".join("|".join(sorted(want)) for want in outcome.row.wants)
        wanted = ":".join(p for p in (outcome.row.intent, outcome.row.program, cards) if p)
        print(f"  {outcome.row.text[:60]}\n      wanted {wanted}, got {outcome.got}")
    print(f"\nright first step: {1 - len(wrong) / len(outcomes):.1%} of {len(outcomes)} (bar 95 %)")


async def main(misses: int, only: str | None, file: Path | None) -> None:
    why = stacks.missing()
    if why is not None:
        sys.exit(f"cannot run: {why}")
    rows = [row for row in load_rows(file) if only is None or row.intent == only]
    gate = asyncio.Semaphore(AT_ONCE)
    with tempfile.TemporaryDirectory() as folder:
        async with stacks.running(Path(folder)) as stack, httpx.AsyncClient(timeout=30, trust_env=False) as http:
            outcomes = await asyncio.gather(*(ask(http, stack.web, row, gate) for row in rows))
    show(list(outcomes), misses)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--misses", type=int, default=30)
    parser.add_argument("--only")
    parser.add_argument("--rows", type=Path, help="a file of sentences in the shape of nlu/data/heldout*.yml")
    arguments = parser.parse_args()
    asyncio.run(main(arguments.misses, arguments.only, arguments.rows))
