"""The web server inside our own event loop: we decide when it stops."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn
from fastapi import FastAPI

from cases.settings import WrongSetting

STREAMS_END_SECONDS = 5


class Server(uvicorn.Server):
    """Leaves the signals to the program, which ends its parts in order."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


def listen(host: str, port: int) -> socket.socket:
    """The socket to serve on, taken before anything else starts. Raises WrongSetting when the port is not free."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    ours = socket.socket(family, socket.SOCK_STREAM)
    ours.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        ours.bind((host, port))
    except OSError as error:
        ours.close()
        raise WrongSetting(
            "HTTP_HOST/HTTP_PORT",
            f"{host}:{port} 用不了（端口可能已被占用，换一个 HTTP_PORT）",
            f"cannot listen there ({error.strerror}); try another HTTP_PORT",
        ) from error
    return ours


def make_server(app: FastAPI) -> Server:
    # No access log: addresses of streams carry tokens.
    config = uvicorn.Config(
        app,
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=STREAMS_END_SECONDS,
        timeout_keep_alive=30,
        lifespan="off",
    )
    return Server(config)
