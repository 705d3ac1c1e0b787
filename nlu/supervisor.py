"""Owns the listening socket and the workers: one that serves, and while a model is swapped a second that gets ready.

Standard library only, and little of it: what this process imports is paid for as long as the assistant runs.
"""

from __future__ import annotations

import os
import selectors
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from project import ROOT, current_model, models

READY_WITHIN_S = 300  # a load takes 6 s; beside chats on a busy machine it stands back for them, and took 75 s
LEAN = ("-OO",)  # no docstrings of Rasa, scikit-learn and the rest in memory: 16 MB, more than this process takes
DRAIN_S = 20  # Sanic gives open requests 15 s; a parse takes milliseconds


class CannotStart(Exception):
    """The message says what to do."""


@dataclass
class Worker:
    """`report`: our end of a pair; a line comes when it is ready or failed, the end when it is dead."""

    model: Path
    process: subprocess.Popen[bytes]
    report: socket.socket
    started: float = field(default_factory=time.monotonic)


class Supervisor:
    """`bind` gives a fresh bound socket; `control` is where swap.py asks."""

    def __init__(self, bind: Callable[[], socket.socket], control: Path) -> None:
        self._bind = bind
        self._control_path = control
        self._selector = selectors.DefaultSelector()
        self._serving: Worker | None = None
        self._coming: Worker | None = None
        self._asking: socket.socket | None = None  # who waits to hear how the swap went
        self._leaving: Worker | None = None
        self._done = ""  # what is said when the old one is gone

    def run(self) -> None:
        """Until SIGTERM or SIGINT. Raises CannotStart when no model can be served; whoever started us tries again later."""
        for sign in (signal.SIGTERM, signal.SIGINT):
            signal.signal(sign, _stop)
        self._listener = self._bind()
        self._control = self._open_control()
        try:
            self._coming = self._start(_newest())
            while True:
                for key, _ in self._selector.select(timeout=1):
                    key.data()
                self._end_what_takes_too_long()
        except _Stopped:
            pass
        finally:
            self._end()

    # ------------------------------------------------------------------ workers
    def _start(self, model: Path) -> Worker:
        ours, theirs = socket.socketpair()
        fds = (self._listener.fileno(), theirs.fileno())
        command = [sys.executable, *LEAN, str(ROOT / "worker.py"), str(model), *map(str, fds)]
        if self._serving is not None:
            command.append("gently")
        process = subprocess.Popen(command, pass_fds=fds)
        theirs.close()
        worker = Worker(model, process, ours)
        self._selector.register(ours, selectors.EVENT_READ, lambda: self._heard(worker))
        return worker

    def _heard(self, worker: Worker) -> None:
        # A line is one short write on a local pair: it comes whole.
        try:
            said = worker.report.recv(4096).decode("utf-8", "replace").strip()
        except ConnectionError:
            said = ""
        if said.startswith("ready ") and worker is self._coming:
            self._switch(worker)
            return
        self._bury(worker)
        if worker is self._coming:
            self._coming = None
            self._came_to_nothing(worker, said.removeprefix("failed ") or "it died while it loaded")
        elif worker is self._serving:
            self._serving = None
            print(f"NLU worker died (code {worker.process.returncode}); starting it again", flush=True)
            if self._coming is None:
                self._begin_anew(worker.model if worker.model.exists() else _newest())
        else:
            # Only now is it sure that no answer comes from the old model any more.
            self._leaving = None
            self._answer(self._done)

    def _switch(self, worker: Worker) -> None:
        """The new one accepts now. The old one stops accepting and finishes; what waits in the port's queue is the new one's."""
        self._leaving, self._serving, self._coming = self._serving, worker, None
        self._done = f"ok {worker.model.name} serves, ready after {time.monotonic() - worker.started:.1f} s"
        if self._leaving is not None:
            self._leaving.started = time.monotonic()  # of its leaving
            self._leaving.process.terminate()
        else:
            self._answer(self._done)

    def _came_to_nothing(self, worker: Worker, reason: str) -> None:
        print(f"NLU model not served: {reason}", file=sys.stderr, flush=True)
        if self._serving is not None:
            self._answer(f"failed {reason}; {self._serving.model.name} goes on serving")
            return
        self._answer(f"failed {reason}")
        older = [model for model in models() if model.name < worker.model.name]
        if not older:
            raise CannotStart(f"{reason}.")
        self._begin_anew(older[0])

    def _begin_anew(self, model: Path) -> None:
        """Nobody listens, so nobody may wait: a closed port is refused at once, and callers use their rules meanwhile."""
        self._listener.close()
        self._listener = self._bind()
        self._coming = self._start(model)

    def _bury(self, worker: Worker) -> None:
        self._selector.unregister(worker.report)
        worker.report.close()
        if worker.process.poll() is None:
            try:
                worker.process.wait(timeout=5)
            except subprocess.TimeoutExpired:
                worker.process.kill()
                worker.process.wait()

    def _end_what_takes_too_long(self) -> None:
        now = time.monotonic()
        if self._coming is not None and now - self._coming.started > READY_WITHIN_S:
            self._coming.process.kill()
        if self._leaving is not None and now - self._leaving.started > DRAIN_S:
            self._leaving.process.kill()

    def _end(self) -> None:
        """Closing our ends of the pairs ends the workers; who does not go is killed."""
        self._control.close()
        self._control_path.unlink(missing_ok=True)
        self._listener.close()
        workers = [worker for worker in (self._serving, self._coming, self._leaving) if worker is not None]
        for worker in workers:
            worker.process.terminate()
        for worker in workers:
            self._bury(worker)

    # ------------------------------------------------------------------ swap
    def _open_control(self) -> socket.socket:
        """A socket in the file system: only this user can ask, and there is no port and no secret to keep."""
        self._control_path.unlink(missing_ok=True)  # of one that was killed; the port is ours, so nobody uses it
        control = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        before = os.umask(0o177)
        try:
            control.bind(str(self._control_path))
        finally:
            os.umask(before)
        control.listen()
        self._selector.register(control, selectors.EVENT_READ, self._asked)
        return control

    def _asked(self) -> None:
        asking, _ = self._control.accept()
        newest = current_model()
        if self._coming is not None or self._leaving is not None or newest is None:
            _tell(asking, "failed a swap is going on already; ask again" if newest else "failed there is no model")
        elif self._serving is not None and newest == self._serving.model:
            _tell(asking, f"ok {newest.name} is the newest and serves already")
        else:
            self._asking = asking
            self._coming = self._start(newest)

    def _answer(self, line: str) -> None:
        if self._asking is not None:
            _tell(self._asking, line)
            self._asking = None


class _Stopped(Exception):
    """SIGTERM or SIGINT."""


def _stop(*_: Any) -> None:
    # A second signal (Ctrl+C reaches the group, then whoever started us says it again) must not break the ending.
    for sign in (signal.SIGTERM, signal.SIGINT):
        signal.signal(sign, signal.SIG_IGN)
    raise _Stopped


def _newest() -> Path:
    model = current_model()
    if model is None:
        raise CannotStart("there is no model any more; train one: nlu/.venv/bin/python nlu/train.py")
    return model


def _tell(asking: socket.socket, line: str) -> None:
    with suppress(OSError):  # who asked went away
        asking.sendall(line.encode() + b"\n")
    asking.close()
