"""Errors of the web API, all as `application/problem+json` (RFC 9457) with a `detail` that a worker can read."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any

import orjson
from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException

from bot.tasks import where
from cases.attachments import BadAttachment, TooLarge, WrongType
from cases.conversations import TokenExpired
from cases.errors import CasesError, NotAllowed, NotFound

log = logging.getLogger(__name__)

DETAILS = {
    400: "发来的内容读不懂，请刷新页面再试一次。",
    401: "登录凭证没有或者已过期，请刷新页面重新开始。",
    403: "您没有权限做这一步。",
    404: "没有找到这个对话，请刷新页面重新开始。",
    405: "这个地址不支持这样的操作。",
    413: "内容太大了，请分几次发。",
    415: "只能收照片（JPG、PNG、GIF、WebP）和 PDF。",
    422: "发来的内容不合要求，请检查后再发。",
    429: "您发得太快了，请稍等几秒再发。",
    500: "我们这边出了点问题，请稍后再试一次。",
    503: "系统这会儿有点忙，请稍后再试一次。",
}


class Problem(HTTPException):
    """`detail` is the Chinese sentence for the person; without one the usual sentence of the status is used."""

    def __init__(self, status: int, detail: str | None = None, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(status, detail or DETAILS.get(status, DETAILS[500]), headers)


def problem(
    status: int,
    detail: str | None = None,
    *,
    errors: Sequence[Mapping[str, Any]] = (),
    headers: Mapping[str, str] | None = None,
) -> Response:
    body: dict[str, Any] = {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": detail or DETAILS.get(status, DETAILS[500]),
    }
    if errors:
        body["errors"] = list(errors)
    return Response(orjson.dumps(body), status, dict(headers or {}), "application/problem+json")


def answer_errors(app: FastAPI) -> None:
    """Register how every error of this app is answered."""

    async def plain(_request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)
        ours = isinstance(error, Problem)
        return problem(error.status_code, error.detail if ours else None, headers=error.headers)

    async def invalid(_request: Request, error: Exception) -> Response:
        assert isinstance(error, RequestValidationError)
        found = error.errors()
        if any(e["type"] == "json_invalid" for e in found):
            return problem(400)
        # What was sent is not repeated in the answer.
        return problem(422, errors=[{"at": [str(p) for p in e["loc"]], "message": e["msg"]} for e in found[:10]])

    async def refused(_request: Request, error: Exception) -> Response:
        assert isinstance(error, CasesError)
        match error:
            case TokenExpired():
                return problem(401, error.message)
            case NotFound():
                return problem(404, None if error.message == NotFound.message else error.message)
            case NotAllowed():
                return problem(403, error.message)
            case TooLarge():
                return problem(413, error.message)
            case WrongType():
                return problem(415, error.message)
            case BadAttachment():
                return problem(422, error.message)
        log.error("a request failed: %s", where(error))
        return problem(500)

    async def broken(_request: Request, error: Exception) -> Response:
        return problem(500)

    app.add_exception_handler(HTTPException, plain)
    app.add_exception_handler(RequestValidationError, invalid)
    app.add_exception_handler(CasesError, refused)
    app.add_exception_handler(Exception, broken)
