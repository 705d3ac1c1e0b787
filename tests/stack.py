"""The whole embedded assistant as real processes, for tests and measurements: NLU server, bot, and if wanted the console.

Everything lives in one temporary folder (database, keys, logs) and on free ports; ended by pid when the block is left.
"""

from __future__ import annotations

import asyncio
import os
import socket
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from cases.database import Database
from cases.settings import DataSettings

ROOT = Path(__file__).resolve().parent.parent
NLU_PYTHON = ROOT / "nlu" / ".venv" / "bin" / "python"
START_SECONDS = 90
PASSWORD = "shi-li-mi-ma"


def missing() -> str | None:
    """Why the stack cannot start here, or None."""
    if not NLU_PYTHON.exists():
        return "the Rasa environment is not installed (make setup)"
    if not any((ROOT / "nlu" / "models").glob("*.tar.gz")):
        return "no trained model (make train)"
    return None


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass(slots=True)
class Process:
    """A program of the stack that can be killed and started again."""

    name: str
    command: list[str]
    env: dict[str, str]
    ready_url: str
    log: Path
    handle: asyncio.subprocess.Process | None = None

    async def start(self) -> None:
        with self.log.open("ab") as log:
            self.handle = await asyncio.create_subprocess_exec(
                *self.command, cwd=ROOT, env=self.env, stdout=log, stderr=log
            )

    async def wait_ready(self) -> None:
        async with httpx.AsyncClient(timeout=2, trust_env=False) as http:
            for _ in range(START_SECONDS * 10):
                if self.handle is not None and self.handle.returncode is not None:
                    break
                try:
                    if (await http.get(self.ready_url)).status_code < 500:
                        return
                except httpx.HTTPError:
                    pass
                await asyncio.sleep(0.1)
        raise RuntimeError(f"{self.name} did not start:\n{self.log.read_text('utf-8', 'replace')[-3000:]}")

    async def end(self) -> None:
        if self.handle is None or self.handle.returncode is not None:
            return
        self.handle.terminate()
        try:
            await asyncio.wait_for(self.handle.wait(), 15)
        except TimeoutError:
            self.handle.kill()
            await self.handle.wait()

    async def kill(self) -> None:
        """kill -9."""
        if self.handle is not None and self.handle.returncode is None:
            self.handle.kill()
            await self.handle.wait()

    def memory_mb(self) -> float:
        """Memory of the process and its children, in MB; of a page it shares with others its part (PSS), so that figures of
        several processes add up."""
        assert self.handle is not None
        return sum(_memory_kb(pid) for pid in _family(self.handle.pid)) / 1024


@dataclass(slots=True)
class Stack:
    folder: Path
    web: str
    console: str
    env: dict[str, str]
    processes: dict[str, Process] = field(default_factory=dict)

    def open_database(self) -> Database:
        """A second look at the same database, for checking what really arrived."""
        return DataSettings(database_url=self.env["DATABASE_URL"], key_file=Path(self.env["KEY_FILE"])).open_database()


@asynccontextmanager
async def running(
    folder: Path, *, console: bool = False, nlu: bool = True, settings: dict[str, str] | None = None
) -> AsyncIterator[Stack]:
    """Start the stack in `folder`; `settings` are more environment variables."""
    ports = {name: free_port() for name in ("nlu", "bot", "console")}
    env = {
        **{k: v for k, v in os.environ.items() if not k.startswith(("PYTEST", "TELEGRAM_"))},
        "DATABASE_URL": f"sqlite+aiosqlite:///{folder}/cases.sqlite3", "KEY_FILE": str(folder / "field.key"),
        "REDIS_URL": "", "NLU_PORT": str(ports["nlu"]), "NLU_URL": f"http://127.0.0.1:{ports['nlu']}",
        "NLU_TOKEN": "test-token", "HTTP_PORT": str(ports["bot"]), "CONSOLE_PORT": str(ports["console"]),
        "TRACE": "true", "LOG_LEVEL": "WARNING", "FIRST_PASSWORD": PASSWORD, "OPENBLAS_NUM_THREADS": "1",
        "MESSAGES_PER_10_SECONDS": "0", "NEW_CHATS_PER_MINUTE": "0", "PYTHONUNBUFFERED": "1", **(settings or {}),
    }  # fmt: skip
    stack = Stack(folder, f"http://127.0.0.1:{ports['bot']}", f"http://127.0.0.1:{ports['console']}", env)
    prepare = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "scripts.prepare", cwd=ROOT, env=env, stdout=asyncio.subprocess.DEVNULL
    )
    if await prepare.wait() != 0:
        raise RuntimeError("scripts.prepare failed")
    if nlu:
        stack.processes["nlu"] = Process(
            "nlu",
            [str(NLU_PYTHON), str(ROOT / "nlu" / "serve.py")],
            env,
            f"http://127.0.0.1:{ports['nlu']}/",
            folder / "nlu.log",
        )
    stack.processes["bot"] = Process(
        "bot", [sys.executable, "-m", "bot"], env, f"{stack.web}/api/health", folder / "bot.log"
    )
    if console:
        stack.processes["console"] = Process(
            "console", [sys.executable, "-m", "console"], env, f"{stack.console}/login", folder / "console.log"
        )
    try:
        for process in stack.processes.values():
            await process.start()
        for process in stack.processes.values():
            await process.wait_ready()
        yield stack
    finally:
        for process in reversed(stack.processes.values()):
            await process.end()


def _family(pid: int) -> list[int]:
    children: list[int] = []
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        for child in task.read_text().split():
            children += _family(int(child))
    return [pid, *children]


def _memory_kb(pid: int) -> int:
    for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1])
    return 0
