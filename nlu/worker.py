"""The process that holds one model and answers. Started by serve.py, which owns the port; never by hand.

    worker.py MODEL LISTENING_FD REPORT_FD [gently]

It loads the model, has it read a few plain sentences, writes one line to REPORT_FD (`ready NAME` or `failed REASON`), and
only then accepts. `gently`: another worker serves meanwhile, and what that one needs comes first. On SIGTERM it stops
accepting and finishes what it has begun. When serve.py is gone (REPORT_FD ends) so is it.
"""

from __future__ import annotations

import asyncio
import ctypes
import gc
import math
import os
import signal
import socket
import sys
import threading
import warnings
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lean import install_stand_ins, quiet_rasa
from project import ROOT

if TYPE_CHECKING:
    from sanic import Sanic
    from sanic.request import Request
    from sanic.response import HTTPResponse

# Rasa's API can also train, replace the model by a path, and run conversations: nobody here needs that.
SERVED_PATHS = frozenset({"/", "/version", "/status", "/model/parse"})
MAX_BODY_BYTES = 256 * 1024
# Which model answered: who keeps answers throws them away when this changes.
MODEL_HEADER = "X-Model"
# Nobody may have to wait for this sentence: a model that misreads one of these is not put to work. The first parse also
# builds tables that take a second. A sentence → the intents that are right.
WARM_UP: Mapping[str, frozenset[str]] = {
    "你好": frozenset({"greet"}),
    "转人工": frozenset({"handoff"}),
    "我不想活了": frozenset({"crisis"}),
    "老板不给发工资怎么办": frozenset({"ask_policy", "legal_consultation"}),
    "金秋助学咋报名": frozenset({"ask_program", "join_program"}),
}


class Unfit(Exception):
    """The model cannot be put to work; the message says why."""


def main() -> int:
    """Exit code 1: the model could not be put to work, and the report says why."""
    model, listener, report = (
        Path(sys.argv[1]),
        socket.socket(fileno=int(sys.argv[2])),
        socket.socket(fileno=int(sys.argv[3])),
    )
    threading.Thread(target=_end_with_the_supervisor, args=(report,), daemon=True).start()
    warnings.filterwarnings("ignore")
    install_stand_ins()
    os.chdir(ROOT)
    try:
        with ThreadPoolExecutor(1, initializer=_stand_back if "gently" in sys.argv[4:] else None) as loading:
            agent = loading.submit(asyncio.run, load_fit(model)).result()
    except Unfit as reason:
        _say(report, f"failed {reason}")
        return 1
    _give_back_memory()
    app = build_app(model, agent, os.environ.get("NLU_TOKEN") or None, report)
    app.run(sock=listener, workers=1, access_log=False, motd=False, debug=False)
    return 0


def build_app(model: Path, agent: Any, token: str | None, report: socket.socket) -> Sanic:
    """Rasa's server with this agent, reduced to SERVED_PATHS; it says `ready` just before it accepts."""
    import rasa.server
    from sanic import response

    app: Sanic = rasa.server.create_app(agent, cors_origins=[], auth_token=token)
    app.config.REQUEST_MAX_SIZE = MAX_BODY_BYTES
    app.ctx.ending = False

    async def only_served_paths(request: Request) -> HTTPResponse | None:
        if request.path not in SERVED_PATHS or (request.path == "/model/parse" and request.method != "POST"):
            return response.json({"status": "failure", "reason": "NotFound", "code": 404}, status=404)
        return None

    async def sign(request: Request, answer: HTTPResponse) -> None:
        answer.headers[MODEL_HEADER] = model.name
        if app.ctx.ending and request.stream is not None:
            # Sanic would go on reading requests from a busy connection until it cuts it: say goodbye with this answer.
            request.stream.keep_alive = False

    async def ready(app: Sanic, loop: asyncio.AbstractEventLoop) -> None:
        print(f"NLU ready: {model.name}", flush=True)
        _say(report, f"ready {model.name}")

    async def end(app: Sanic, loop: asyncio.AbstractEventLoop) -> None:
        app.ctx.ending = True

    app.register_middleware(only_served_paths, "request")
    app.register_middleware(sign, "response")
    app.register_listener(ready, "before_server_start")
    app.register_listener(end, "before_server_stop")
    return app


async def load_fit(model: Path) -> Any:
    """The agent of a model that reads plain sentences right. Raises Unfit."""
    import rasa.core.agent

    quiet_rasa()
    try:
        agent = rasa.core.agent.Agent.load(str(model))
        answers = {text: await agent.parse_message(text) for text in WARM_UP}
    except Exception as error:  # whatever a damaged archive or a component can raise
        raise Unfit(f"{model.name} could not be loaded: {type(error).__name__}: {str(error)[:200]!r}") from error
    wrong = [text for text, answer in answers.items() if not sensible(answer, WARM_UP[text])]
    if wrong:
        raise Unfit(f"{model.name} misreads {'、'.join(wrong)}")
    return agent


def sensible(answer: Mapping[str, Any], right: frozenset[str]) -> bool:
    """Is this the answer of a model that works: a right intent, with a confidence?"""
    intent = answer.get("intent") or {}
    confidence = intent.get("confidence")
    return intent.get("name") in right and isinstance(confidence, float) and math.isfinite(confidence)


def _stand_back() -> None:
    """Loading takes a core for seconds. On Linux a thread has a priority of its own: those who ask meanwhile go first."""
    with suppress(OSError):
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), 5)


def _say(report: socket.socket, line: str) -> None:
    try:
        report.sendall(" ".join(line.split()).encode() + b"\n")
    except OSError:
        os.kill(os.getpid(), signal.SIGTERM)  # the supervisor is gone


def _end_with_the_supervisor(report: socket.socket) -> None:
    """Its end of the pair closes with it, however it died; an orphan would hold the port."""
    while report.recv(64):
        pass
    os.kill(os.getpid(), signal.SIGTERM)


def _give_back_memory() -> None:
    """Loading leaves free blocks that glibc would keep (some 5 MB); other C libraries have no such call."""
    gc.collect()
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
    if trim is not None:
        trim(0)


if __name__ == "__main__":
    raise SystemExit(main())
