"""Serve the newest model, and change to a newer one without a gap (docs/decisions/0009-model-swap.md).

    nlu/.venv/bin/python nlu/serve.py          nlu/swap.py changes the model while it runs

Environment: NLU_HOST (127.0.0.1), NLU_PORT (5005), NLU_TOKEN (needed unless the host is a loopback address; sent by
clients as `?token=`). Answers `POST /model/parse`, `GET /status`, `GET /version`, `GET /`.

This process owns the port and nothing else: it never imports Rasa, so it stays small. worker.py holds the model.
"""

from __future__ import annotations

import ipaddress
import os
import socket
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass

from project import MODELS, ROOT, control_socket, current_model
from supervisor import CannotStart, Supervisor

# After a kill -9 the worker of the killed supervisor needs a moment to notice and to let go of the port.
PORT_WAIT_S = 6


@dataclass(frozen=True)
class Settings:
    host: str
    port: int
    token: str | None


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
        if current_model() is None:
            raise CannotStart(f"No model in {MODELS}. Train one first: nlu/.venv/bin/python nlu/train.py")
        os.chdir(ROOT)
        Supervisor(lambda: bind(settings), control_socket(settings.port)).run()
    except CannotStart as problem:
        print(f"NLU cannot start: {problem}", file=sys.stderr)
        return 1
    return 0


def bind(settings: Settings) -> socket.socket:
    """The port, held but refusing until a worker listens on it. Raises CannotStart when others keep it."""
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    until = time.monotonic() + PORT_WAIT_S
    while True:
        listener = socket.socket(family, socket.SOCK_STREAM)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((settings.host, settings.port))
        except OSError as problem:
            listener.close()
            if time.monotonic() > until:
                where = f"{settings.host}:{settings.port}"
                raise CannotStart(f"cannot listen on {where} ({problem.strerror}); choose another NLU_PORT.") from None
            time.sleep(0.1)
        else:
            return listener


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


if __name__ == "__main__":
    raise SystemExit(main())
