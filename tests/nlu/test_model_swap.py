"""The model is changed while chats run. A real server on a copy of the project with little data (small_project.py)."""

from __future__ import annotations

import asyncio
import contextlib
import os
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import pytest
import small_project
from nlu_project import Example
from small_project import PYTHON, SmallProject

from actions.understanding import FallbackUnderstander, RasaUnderstander, RuleUnderstander, Understanding

pytestmark = [pytest.mark.rasa, pytest.mark.timeout(400)]

TOKEN = "a-token-for-tests"
CHATS = 8
NOBODYS = "蓝鲸在唱歌吗"  # only the new model was taught what this means
SAID = ("老板拖欠工资{}个月了", "我想请个律师{}", "转人工{}", "金秋助学咋报名{}", "谢谢{}", "取消第{}个预约")


@dataclass
class Server:
    project: SmallProject
    port: int
    log: Path
    process: subprocess.Popen[bytes]

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def model(self) -> str | None:
        """The name of the model that answers, None while nobody does."""
        try:
            answer = httpx.get(f"{self.url}/status", params={"token": TOKEN}, timeout=2, trust_env=False)
        except httpx.TransportError:
            return None
        return str(answer.json()["model_file"])

    def until_up(self, within: float = 60) -> str:
        deadline = time.monotonic() + within
        while time.monotonic() < deadline and self.process.poll() is None:
            if (model := self.model()) is not None:
                return model
            time.sleep(0.1)
        pytest.fail(f"the server is not up:\n{self.log.read_text()}")

    def swap(self) -> subprocess.CompletedProcess[str]:
        return self.project.run("swap.py", NLU_PORT=str(self.port))

    def workers(self) -> list[int]:
        pid = self.process.pid
        return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


@dataclass
class Chats:
    """Chats that keep asking, none of them twice the same, as the bot asks: Rasa, else keyword rules."""

    understander: FallbackUnderstander
    heard: list[Understanding] = field(default_factory=list)
    slowest: float = 0.0

    async def ask(self, number: int) -> None:
        for n in range(1_000_000):
            started = time.monotonic()
            said = SAID[n % len(SAID)].format(number * 1000 + n)
            self.heard.append(await self.understander.understand(said))
            self.slowest = max(self.slowest, time.monotonic() - started)
            await asyncio.sleep(0.02)

    async def go_on(self) -> None:
        """Until each chat has had an answer, more or less."""
        enough = len(self.heard) + 2 * CHATS
        async with asyncio.timeout(20):
            while len(self.heard) < enough:  # noqa: ASYNC110 (nothing to wait on: the chats only count)
                await asyncio.sleep(0.05)

    @property
    def degraded(self) -> int:
        return sum(meaning.degraded for meaning in self.heard)


@pytest.fixture(scope="module")
def taught(tmp_path_factory: pytest.TempPathFactory) -> SmallProject:
    """A project with two models; the newer one knows one sentence more."""
    if not PYTHON.exists():
        pytest.skip("nlu/.venv is missing: the Rasa environment is not set up")
    project = small_project.make(tmp_path_factory.mktemp("swap") / "nlu")
    project.train()
    project.teach(Example(NOBODYS, "find_station", ""))
    project.train()
    assert len(project.models) == 2
    return project


@pytest.fixture
def server(taught: SmallProject, tmp_path: Path) -> Iterator[Server]:
    """Serves the older model; the newer one lies beside the folder, as `new.tar.gz`."""
    models = taught.folder / "models"
    older, newer = taught.models
    newer.rename(models / "new.tar.gz")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    log = tmp_path / "server.log"
    process = _serve(taught, port, log)
    server = Server(taught, port, log, process)
    try:
        assert server.until_up() == older.name
        yield server
    finally:
        server.process.terminate()
        server.process.wait(timeout=30)
        for path in set(taught.models) - {older}:
            path.unlink()
        (models / "new.tar.gz").rename(newer)


def _serve(project: SmallProject, port: int, log: Path) -> subprocess.Popen[bytes]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("NLU_")}
    with log.open("ab") as out:
        return subprocess.Popen(
            [PYTHON, project.folder / "serve.py"], cwd=log.parent, stdout=out, stderr=out,
            env={**kept, "NLU_PORT": str(port), "NLU_TOKEN": TOKEN},
        )  # fmt: skip


def newest(server: Server, name: str = "nlu-29991231-000000.tar.gz", content: bytes | None = None) -> str:
    """Put a model on top: the one that was taught more, or one of these bytes."""
    models = server.project.folder / "models"
    if content is None:
        shutil.copy(models / "new.tar.gz", models / name)
    else:
        (models / name).write_bytes(content)
    return name


@contextlib.asynccontextmanager
async def chatting(server: Server) -> AsyncIterator[Chats]:
    async with httpx.AsyncClient(timeout=5, trust_env=False) as http:
        chats = Chats(FallbackUnderstander(RasaUnderstander(server.url, TOKEN, http), RuleUnderstander.load()))
        asking = [asyncio.create_task(chats.ask(number)) for number in range(CHATS)]
        await asyncio.sleep(0.5)
        try:
            yield chats
        finally:
            for task in asking:
                task.cancel()
            ended = await asyncio.gather(*asking, return_exceptions=True)
            assert all(isinstance(one, asyncio.CancelledError) for one in ended), ended


async def test_chats_go_on_while_the_model_is_swapped_and_hear_the_new_one_afterwards(server: Server) -> None:
    async with chatting(server) as chats:
        before = await chats.understander.understand(NOBODYS)
        assert before.intent != "find_station"
        old_worker = server.workers()
        name = newest(server)
        done = await asyncio.to_thread(server.swap)
        assert done.returncode == 0, done.stdout + done.stderr
        assert name in done.stdout
        counted = len(chats.heard)
        await chats.go_on()
        assert len(chats.heard) > counted > CHATS
        # The same question as before, which was kept by the bot: the old meaning is gone.
        assert (await chats.understander.understand(NOBODYS)).intent == "find_station"
        assert chats.degraded == 0
    assert server.model() == name
    assert len(server.workers()) == 1 and server.workers() != old_worker
    print(f"{done.stdout.strip()}; {len(chats.heard)} answers, slowest {chats.slowest * 1000:.0f} ms")


async def test_swapping_again_and_again_under_load_loses_nothing(server: Server) -> None:
    async with chatting(server) as chats:
        for n in range(3):
            newest(server, f"nlu-2999123{n}-000000.tar.gz")
            assert (await asyncio.to_thread(server.swap)).returncode == 0
        assert chats.degraded == 0


async def test_a_model_that_cannot_be_loaded_changes_nothing(server: Server) -> None:
    old = server.model()
    newest(server, content=b"no archive")
    async with chatting(server) as chats:
        done = await asyncio.to_thread(server.swap)
        assert done.returncode == 1
        assert "could not be loaded" in done.stderr and f"{old} goes on serving" in done.stderr
        assert chats.degraded == 0
    assert server.model() == old
    assert len(server.workers()) == 1


async def test_a_model_that_misreads_plain_sentences_changes_nothing(server: Server) -> None:
    """It loads, and takes danger for a greeting."""
    old = server.model()
    data = server.project.folder / "data" / "nlu" / "all.yml"
    kept = data.read_text("utf-8")
    broken = kept.replace("- intent: crisis", "- intent: SWAP").replace("- intent: greet", "- intent: crisis")
    data.write_text(broken.replace("- intent: SWAP", "- intent: greet"), "utf-8")
    try:
        name = server.project.train().name
    finally:
        data.write_text(kept, "utf-8")
    done = await asyncio.to_thread(server.swap)
    assert done.returncode == 1
    assert f"{name} misreads" in done.stderr and "我不想活了" in done.stderr
    assert server.model() == old


async def test_a_killed_worker_is_started_again_with_the_model_that_served(server: Server) -> None:
    old = server.model()
    newest(server, content=b"no archive")  # a swap that was never asked for, and would fail
    [worker] = server.workers()
    async with chatting(server) as chats:
        os.kill(worker, signal.SIGKILL)
        assert await asyncio.to_thread(server.until_up) == old
        # Meanwhile the rules answered, at once: nobody waited for a time-out.
        assert chats.degraded > 0 and chats.slowest < 1.5
    assert server.workers() != [worker]


def test_a_new_model_that_is_killed_while_it_loads_changes_nothing(server: Server) -> None:
    old, [serving] = server.model(), server.workers()
    newest(server)
    asking = subprocess.Popen(
        [PYTHON, "swap.py"], cwd=server.project.folder, env={**os.environ, "NLU_PORT": str(server.port)}, text=True,
        stderr=subprocess.PIPE,
    )  # fmt: skip
    deadline = time.monotonic() + 20
    while len(server.workers()) < 2 and time.monotonic() < deadline:
        time.sleep(0.05)
    [coming] = set(server.workers()) - {serving}
    second = server.swap()
    assert second.returncode == 1 and "going on already" in second.stderr
    os.kill(coming, signal.SIGKILL)
    _, said = asking.communicate(timeout=30)
    assert asking.returncode == 1 and "died while it loaded" in said
    assert server.model() == old and server.workers() == [serving]


def test_a_killed_supervisor_leaves_no_worker_behind_and_the_port_free(server: Server) -> None:
    [worker] = server.workers()
    server.process.kill()
    server.process.wait()
    server.process = _serve(server.project, server.port, server.log)
    assert server.until_up()
    assert worker not in server.workers()
    assert not Path(f"/proc/{worker}").exists()
    assert server.swap().returncode == 0  # the socket it is asked by is the new one's


def test_at_a_start_a_broken_newest_model_is_passed_over(server: Server) -> None:
    old = server.model()
    server.process.terminate()
    server.process.wait(timeout=30)
    newest(server, content=b"no archive")
    server.process = _serve(server.project, server.port, server.log)
    assert server.until_up() == old


def test_nothing_new_is_said_so_and_so_is_nobody_there(server: Server) -> None:
    done = server.swap()
    assert done.returncode == 0 and "serves already" in done.stdout
    server.process.terminate()
    server.process.wait(timeout=30)
    done = server.project.run("swap.py")
    assert done.returncode == 1 and "No NLU server runs" in done.stderr


def test_who_owns_the_port_stays_small(server: Server) -> None:
    status = Path(f"/proc/{server.process.pid}/status").read_text()
    assert int(status.split("VmRSS:")[1].split()[0]) / 1024 < 16
