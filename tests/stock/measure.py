"""Parse the held-out sentences with one model, in the process. Runs in either Rasa environment (Python 3.10):

measure.py MODEL HELDOUT.json ANSWERS.json [FOLDER OF OUR NLU PROJECT]
"""

from __future__ import annotations

import asyncio
import json
import logging
import os
import sys
import time
from pathlib import Path
from typing import Any


def main() -> int:
    model, heldout, answers = (Path(name).resolve() for name in sys.argv[1:4])
    if len(sys.argv) > 4:
        sys.path.insert(0, sys.argv[4])
        os.chdir(sys.argv[4])
        from lean import install_stand_ins

        install_stand_ins()
    import rasa.core.agent
    from rasa.utils.common import configure_logging_and_warnings
    from rasa.utils.log_utils import configure_structlog

    configure_logging_and_warnings(logging.WARNING)
    configure_structlog(logging.WARNING)
    rows = json.loads(heldout.read_text("utf-8"))
    agent = rasa.core.agent.Agent.load(str(model))
    found = asyncio.run(_parse(agent, rows))
    answers.write_text(json.dumps(found, ensure_ascii=False), "utf-8")
    return 0


async def _parse(agent: Any, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    for row in rows[:20]:
        await agent.parse_message(row["text"])  # the first ones build tables and TensorFlow's graphs
    found = []
    for row in rows:
        wall, cpu = time.perf_counter(), time.process_time()
        parsed = await agent.parse_message(row["text"])
        wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
        found.append({**read(parsed), "ms": wall * 1000, "cpu_ms": cpu * 1000})
    return found


def read(parsed: dict[str, Any]) -> dict[str, Any]:
    """What was understood. A `nlu_fallback` is looked through: the best label under it counts, and is told apart."""
    ranking = [entry["name"] for entry in parsed["intent_ranking"]] or [parsed["intent"]["name"]]
    unsure = ranking[0] == "nlu_fallback"
    intent = next((name for name in ranking if name != "nlu_fallback"), None)
    return {"intent": intent, "unsure": unsure, "program": _program(parsed, intent)}


def _program(parsed: dict[str, Any], intent: str | None) -> str | None:
    for entity in parsed["entities"]:
        if entity["entity"] == "program":
            return str(entity["value"])
    # Stock: the likeliest response of the intent that was read, not of any intent; kinder than what Rasa would answer.
    for entry in parsed.get("response_selector", {}).get("default", {}).get("ranking", ()):
        of, _, program = str(entry["intent_response_key"]).partition("/")
        if of == intent:
            return program
    return None


if __name__ == "__main__":
    sys.exit(main())
