"""Logging in (two steps where there is a second factor) and out, and the files workers sent: plain HTTP beside the live pages."""

from __future__ import annotations

import logging
from typing import Annotated
from urllib.parse import quote, urlsplit

from fastapi import FastAPI, Form
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from cases import attachments, audit, staff, wall
from cases.database import Session
from cases.errors import NotFound
from cases.models import Attachment
from cases.staff import FAILURES_ALLOWED, TooManyAttempts, WrongLogin
from console import texts
from console.plain import code_page, login_page, not_found_page
from console.texts import people as people_texts
from console.visit import COOKIE, LATER, Console, Visit

log = logging.getLogger(__name__)


def local_path(target: str) -> str:
    """Where to go after logging in: a path of this console, never another site."""
    parts = urlsplit(target)
    odd = parts.scheme or parts.netloc or "\\" in target or any(ord(c) < 33 for c in target)
    return target if target.startswith("/") and not target.startswith("//") and not odd else "/"


def same_origin(request: Request) -> bool:
    """Was the form sent from our own page? Browsers say so, the older ones by the origin of every POST."""
    if site := request.headers.get("sec-fetch-site"):
        return site in ("same-origin", "none")
    origin = request.headers.get("origin")
    return origin is None or urlsplit(origin).netloc == request.headers.get("host")


def register(app: FastAPI, console: Console) -> None:
    """Put /login, /logout, /health and /files on the application."""
    _password_step(app, console)
    _code_step(app, console)
    _leaving(app, console)
    _files(app, console)


def _password_step(app: FastAPI, console: Console) -> None:
    @app.get("/login", include_in_schema=False)
    async def login_form(
        request: Request, next: str = "/", expired: bool = False, left: bool = False, slow: bool = False
    ) -> Response:
        if not expired and await console.who(request, even_held_back=True) is not None:
            return RedirectResponse(local_path(next), 303)
        hint = texts.LOGIN_EXPIRED if expired else texts.LOGGED_OUT if left else people_texts.CODE_OVER if slow else ""
        return login_page(target=local_path(next), hint=hint)

    @app.post("/login", include_in_schema=False)
    async def log_in(
        request: Request,
        login: Annotated[str, Form()] = "",
        password: Annotated[str, Form()] = "",
        next: Annotated[str, Form()] = "/",
    ) -> Response:
        login, target = login.strip()[:100], local_path(next)
        if not same_origin(request):
            return login_page(login=login, target=target, problem=texts.LOGIN_FOREIGN, status=403)
        address, now = _address(request), console.clock()
        try:
            async with console.database.reading() as session:
                staff_id = await staff.check_password(
                    session, login=login, password=password[: staff.LONGEST_PASSWORD], address=address, now=now
                )
                two_steps = await staff.has_second_factor(session, staff_id)
        except TooManyAttempts as error:
            log.warning("login from %s refused: too many attempts", address)
            return login_page(login=login, target=target, problem=error.message, status=429)
        except WrongLogin:
            async with console.database.transaction() as session:
                await staff.record_failure(session, login=login, address=address, now=now)
                failed = await staff.failures(session, login=login, address=address, now=now)
            left = FAILURES_ALLOWED - failed
            problem = texts.LOGIN_LEFT.format(left=left) if left > 0 else TooManyAttempts.message
            return login_page(login=login, target=target, problem=problem, status=401)
        async with console.database.transaction() as session:
            token = await staff.open_session(session, staff_id, now=now, passed=not two_steps, address=address)
        answer = RedirectResponse(f"/login/code?next={quote(target)}" if two_steps else target, 303)
        _remember(answer, request, token)
        return answer


def _code_step(app: FastAPI, console: Console) -> None:
    @app.get("/login/code", include_in_schema=False)
    async def code_form(request: Request, next: str = "/") -> Response:
        if await console.who(request, even_held_back=True) is not None:
            return RedirectResponse(local_path(next), 303)
        if not request.cookies.get(COOKIE):
            return RedirectResponse(f"/login?next={quote(local_path(next))}", 303)
        return code_page(target=local_path(next))

    @app.post("/login/code", include_in_schema=False)
    async def give_code(
        request: Request, code: Annotated[str, Form()] = "", next: Annotated[str, Form()] = "/"
    ) -> Response:
        target, address = local_path(next), _address(request)
        if not same_origin(request):
            return code_page(target=target, problem=texts.LOGIN_FOREIGN, status=403)
        try:
            async with console.database.transaction() as session:
                given = await staff.give_code(
                    session, request.cookies.get(COOKIE, ""), code[:100], address=address, now=console.clock()
                )
        except NotFound:
            return RedirectResponse(f"/login?slow=1&next={quote(target)}", 303)
        if given.token is None:
            log.warning("a code from %s was wrong", address)
            if given.left <= 0:
                return code_page(target=target, problem=TooManyAttempts.message, status=429)
            return code_page(target=target, problem=people_texts.CODE_WRONG.format(left=given.left), status=401)
        answer = RedirectResponse(target, 303)
        _remember(answer, request, given.token)
        return answer


def _leaving(app: FastAPI, console: Console) -> None:
    @app.post("/logout", include_in_schema=False)
    async def log_out(request: Request) -> Response:
        if not same_origin(request):
            return RedirectResponse("/", 303)
        async with console.database.transaction() as session:
            await staff.close_session(session, request.cookies.get(COOKIE, ""), now=console.clock())
        answer = RedirectResponse("/login?left=1", 303)
        answer.delete_cookie(COOKIE)
        return answer

    @app.get("/health", include_in_schema=False)
    async def health() -> Response:
        ready = await console.database.has_tables()
        return JSONResponse({"status": "ok" if ready else "database"}, 200 if ready else 503)


def _files(app: FastAPI, console: Console) -> None:
    @app.get("/files/{attachment_id}", include_in_schema=False)
    async def file(request: Request, attachment_id: str) -> Response:
        visit = await console.who(request)
        if visit is None:
            return RedirectResponse(f"/login?next={quote(request.url.path)}", 303)
        try:
            async with console.database.transaction() as session:  # a look at a paper is an event of its case
                found = await _opened_file(session, visit, attachment_id)
        except NotFound:
            async with console.database.transaction() as session:
                await attachments.record_refusal(session, attachment_id, actor=visit.actor, now=visit.now)
            log.warning("staff %s was refused file %s", visit.staff_id, attachment_id[:40])
            return not_found_page(texts.NOT_FOUND_BODY)
        return Response(
            found.content,
            media_type=found.media_type,
            headers={
                "Content-Disposition": f"inline; filename*=UTF-8''{quote(found.name)}",
                "Content-Security-Policy": "default-src 'none'; sandbox",
                "Cache-Control": "private, no-store",
            },
        )


async def _opened_file(session: Session, visit: Visit, attachment_id: str) -> Attachment:
    now = visit.now
    try:
        found = await attachments.for_staff(session, attachment_id, actor=visit.actor)
    except NotFound:
        return await wall.file(session, attachment_id, actor=visit.actor, now=now)
    if found.case_id is not None:
        await attachments.record_look(session, found.case_id, attachment_id, actor=visit.actor, now=now)
    else:
        await audit.record_once_an_hour(
            session, actor=visit.actor, action="file.opened", subject=f"file:{found.id}", now=now
        )
    return found


def _address(request: Request) -> str:
    return request.client.host if request.client else ""


def _remember(answer: Response, request: Request, token: str) -> None:
    answer.set_cookie(
        COOKIE,
        token,
        max_age=int(staff.SESSION_LIFETIME.total_seconds()),
        httponly=True,
        samesite="lax",
        secure=request.url.scheme == "https",
    )
    answer.delete_cookie(LATER)
