"""What every request passes first: a limit on the body's size, and headers that keep the page to itself."""

from __future__ import annotations

import logging

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.tasks import where
from bot.web.problems import Problem, problem
from cases.attachments import MAX_BYTES

log = logging.getLogger(__name__)

JSON_LIMIT = 1024 * 1024
UPLOAD_LIMIT = MAX_BYTES + 64 * 1024  # the form around the file

HEADERS = [
    (
        b"content-security-policy",
        b"default-src 'self'; img-src 'self' blob: data:; object-src 'none'; base-uri 'none'; form-action 'self'; "
        b"frame-ancestors 'none'",
    ),
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"referrer-policy", b"no-referrer"),
    (b"permissions-policy", b"camera=(), microphone=(), geolocation=()"),
    (b"cross-origin-opener-policy", b"same-origin"),
]


class Guard:
    """Pure ASGI middleware around the whole app."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        limit = UPLOAD_LIMIT if scope["path"].endswith("/attachments") else JSON_LIMIT
        got = 0
        started = False

        async def counted() -> Message:
            nonlocal got
            message = await receive()
            got += len(message.get("body", b""))
            if got > limit:
                raise Problem(413)
            return message

        async def marked(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                started = True
                headers = message.setdefault("headers", [])
                known = {name.lower() for name, _ in headers}
                headers.extend((name, value) for name, value in HEADERS if name not in known)
                if b"cache-control" not in known:
                    headers.append((b"cache-control", b"no-store"))
            await send(message)

        announced = next((v for n, v in scope["headers"] if n == b"content-length"), b"0")
        if announced.isdigit() and int(announced) > limit:
            await problem(413, headers={"connection": "close"})(scope, receive, marked)
            return
        try:
            await self._app(scope, counted, marked)
        except Exception as error:  # noqa: BLE001 - the server would log the error's text, which may quote a worker
            log.error("%s failed: %s", scope["method"], where(error))
            if not started:
                await problem(500)(scope, receive, marked)
