"""Serve the newest model: what `rasa run --enable-api` does, for NLU alone, with less memory and a smaller surface.

    nlu/.venv/bin/python nlu/serve.py

Environment: NLU_HOST (127.0.0.1), NLU_PORT (5005), NLU_TOKEN (needed unless the host is a loopback address; sent by
clients as `?token=`). Answers `POST /model/parse`, `GET /status`, `GET /version`, `GET /`.
"""

from __future__ import annotations

import asyncio
import ipaddress
import os
import socket
import sys
import warnings
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from lean import install_stand_ins, quiet_rasa
from project import ROOT, current_model

if TYPE_CHECKING:
    from sanic import Sanic
    from sanic.request import Request
    from sanic.response import HTTPResponse

# Rasa's API can also train, replace the model by a path, and run conversations: nobody here needs that.
SERVED_PATHS = frozenset({"/", "/version", "/status", "/model/parse"})
MAX_BODY_BYTES = 256 * 1024
# The first parse takes a second (tables are built when first used): do it before the port opens.
WARM_UP = ("你好", "老板拖欠工资三个月了，我想申请法律援助，人在渭滨区，送美团的", "额娃考上大学了，金秋助学咋报名")


@dataclass(frozen=True)
class Settings:
    host: str
    port: int
    token: str | None


class CannotStart(Exception):
    """The message says what to do."""


def read_settings(environment: Mapping[str, str]) -> Settings:
    """Raises CannotStart for a port that is no number and for an open host without a token."""
    host = environment.get("NLU_HOST") or "127.0.0.1"
    token = environment.get("NLU_TOKEN") or None
    try:
        port = int(environment.get("NLU_PORT") or 5005)
    except ValueError:
        raise CannotStart(f"NLU_PORT must be a number, not {environment['NLU_PORT']!r}.") from None
    if token is None and not _is_loopback(host):
        raise CannotStart(f"NLU_TOKEN must be set when NLU_HOST is {host} (other machines can reach it).")
    return Settings(host, port, token)


def main() -> int:
    try:
        settings = read_settings(os.environ)
        model = current_model()
        if model is None:
            raise CannotStart(f"No model in {ROOT / 'models'}. Train one first: nlu/.venv/bin/python nlu/train.py")
        _check_port(settings)
    except CannotStart as problem:
        print(f"NLU cannot start: {problem}", file=sys.stderr)
        return 1
    warnings.filterwarnings("ignore")
    install_stand_ins()
    os.chdir(ROOT)
    app = build_app(model, settings.token)
    app.run(host=settings.host, port=settings.port, workers=1, access_log=False, motd=False, debug=False)
    return 0


def build_app(model: Path, token: str | None) -> Sanic:
    """Rasa's server with `model` loaded before the port opens, reduced to SERVED_PATHS."""
    import rasa.core.agent
    import rasa.server
    from sanic import response

    quiet_rasa()
    app: Sanic = rasa.server.create_app(cors_origins=[], auth_token=token)
    app.config.REQUEST_MAX_SIZE = MAX_BODY_BYTES

    async def only_served_paths(request: Request) -> HTTPResponse | None:
        if request.path not in SERVED_PATHS or (request.path == "/model/parse" and request.method != "POST"):
            return response.json({"status": "failure", "reason": "NotFound", "code": 404}, status=404)
        return None

    async def load(app: Sanic, loop: asyncio.AbstractEventLoop) -> None:
        app.ctx.agent = await rasa.core.agent.load_agent(model_path=str(model), loop=loop)
        if not app.ctx.agent.is_ready():
            raise SystemExit(f"NLU cannot start: {model} could not be loaded. Train again with --force.")
        for text in WARM_UP:
            await app.ctx.agent.parse_message(text)
        print(f"NLU ready: {model.name}", flush=True)

    app.register_middleware(only_served_paths, "request")
    app.register_listener(load, "before_server_start")
    return app


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _check_port(settings: Settings) -> None:
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((settings.host, settings.port))
        except OSError as problem:
            where = f"{settings.host}:{settings.port}"
            raise CannotStart(f"cannot listen on {where} ({problem.strerror}); choose another NLU_PORT.") from None


if __name__ == "__main__":
    raise SystemExit(main())
