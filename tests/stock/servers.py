"""Start the servers of the contenders, and read from /proc what they cost."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

from tests.stack import Process, free_port
from tests.stock.data import ROOT
from tests.stock.projects import HERE, Contender, environment

WAITS = 4
TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Started:
    """Of an NLU server alone: seconds until its first answer, and MB resident after twenty."""

    seconds: float
    megabytes: float


async def start_nlu(contender: Contender, texts: list[str]) -> Started | None:
    """Start the server of a trained language model, ask it, end it. None when the server refuses to serve this model: ours tries
    each on a few plain sentences first, and one that learned from a part of the data may fail there."""
    port, model = free_port(), contender.model()
    assert model is not None
    if contender.ours:
        command = [str(contender.python), str(contender.folder / "serve.py")]
    else:
        command = [*_rasa(contender), "run", "--enable-api", "-i", "127.0.0.1", "-p", str(port), "-m", str(model)]
    log = contender.folder / "serve.log"
    env = environment(contender, NLU_PORT=str(port))
    server = Process("nlu", command, env, f"http://127.0.0.1:{port}/", log)
    began = time.monotonic()
    await server.start()
    try:
        try:
            await _patiently(server)
        except RuntimeError as error:
            print(f"    not served: {str(error).strip().splitlines()[-1]}", flush=True)
            return None
        async with httpx.AsyncClient(timeout=60, trust_env=False) as http:
            seconds = 0.0
            for text in texts[:20]:
                answer = await http.post(f"http://127.0.0.1:{port}/model/parse", json={"text": text})
                answer.raise_for_status()
                seconds = seconds or time.monotonic() - began
        return Started(seconds, server.memory_mb())
    finally:
        await server.end()


@asynccontextmanager
async def our_nlu(contender: Contender, folder: Path) -> AsyncIterator[tuple[dict[str, str], Process]]:
    """The server of our trained model. Gives the settings by which the bot finds it, and the process."""
    port = free_port()
    settings = {"NLU_PORT": str(port), "NLU_URL": f"http://127.0.0.1:{port}", "NLU_TOKEN": "test-token"}
    command = [str(contender.python), str(contender.folder / "serve.py")]
    server = Process("nlu", command, environment(contender, **settings), settings["NLU_URL"] + "/", folder / "nlu.log")
    await server.start()
    try:
        await server.wait_ready()
        yield settings, server
    finally:
        await server.end()


@asynccontextmanager
async def stock_bot(contender: Contender, folder: Path, *, durable: bool) -> AsyncIterator[tuple[str, list[Process]]]:
    """`rasa run` and `rasa run actions` as one would start them, with the REST channel. Gives the address and both processes."""
    port, actions = free_port(), free_port()
    model, bot = contender.model("bot"), HERE / "bot"
    env = environment(
        contender, STOCK_ACTION_PORT=str(actions), STOCK_CARDS=str(ROOT / "knowledge" / "cards"),
        STOCK_BOOKINGS_FILE=str(folder / "bookings.sqlite3"), STOCK_TRACKER_FILE=str(folder / "tracker.sqlite3"),
        PYTHONPATH=str(bot),
    )  # fmt: skip
    endpoints = bot / ("endpoints_durable.yml" if durable else "endpoints.yml")
    server = Process(
        "rasa",
        [*_rasa(contender), "run", "-i", "127.0.0.1", "-p", str(port), "-m", str(model),
         "--endpoints", str(endpoints), "--credentials", str(bot / "credentials.yml")],
        env, f"http://127.0.0.1:{port}/", contender.folder / "rasa.log",
    )  # fmt: skip
    action_server = Process(
        "actions", [*_rasa(contender), "run", "actions", "-p", str(actions), "--actions", "stock_actions"],
        env, f"http://127.0.0.1:{actions}/health", contender.folder / "actions.log",
    )  # fmt: skip
    started: list[Process] = []
    try:
        for process in (action_server, server):
            await process.start()
            started.append(process)
        for process in started:
            await _patiently(process)
        yield f"http://127.0.0.1:{port}", started
    finally:
        for process in reversed(started):
            await process.end()


async def _patiently(process: Process) -> None:
    """A stock bot may need more than the 90 s that ours is given, on a busy machine. Raises RuntimeError."""
    for _ in range(WAITS - 1):
        try:
            return await process.wait_ready()
        except RuntimeError:
            if process.handle is None or process.handle.returncode is not None:
                raise
    return await process.wait_ready()


def _rasa(contender: Contender) -> list[str]:
    return [str(contender.python), "-m", "rasa"]


def cpu_seconds(processes: Iterable[Process]) -> float:
    """User and system time so far, children too."""
    return sum(_ticks(pid) for process in processes if process.handle for pid in _family(process.handle.pid)) / TICKS


def _family(pid: int) -> list[int]:
    children = [
        int(child) for tasks in Path(f"/proc/{pid}/task").glob("*/children") for child in tasks.read_text().split()
    ]
    return [pid, *(member for child in children for member in _family(child))]


def _ticks(pid: int) -> int:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return int(fields[11]) + int(fields[12])


def supported() -> str | None:
    """Why nothing can be measured here, or None."""
    return None if sys.platform == "linux" else "memory and CPU are read from /proc: Linux only"
