"""The pages about people: accounts, looks behind the counselling wall, the audit log, and everybody's own account."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from cases import staff, wall
from cases.errors import NotFound
from cases.rights import may
from console.doorway import local_path
from console.pages.people.account_page import AccountPage
from console.pages.people.accounts import AccountList
from console.pages.people.audit_page import AuditFilters, AuditPage
from console.pages.people.me import MyAccount
from console.pages.people.wall_page import WallPage, month_of
from console.pages.people.wall_talk import WallTalk
from console.plain import not_found_page
from console.texts import people as texts
from console.visit import ME, Console, Visit, page


def people_pages(console: Console) -> None:
    """Put the pages on the application. Who may not open one reads "not found", as everywhere."""
    page(console, "/people", _accounts)
    page(console, "/people/audit", _audit)
    page(console, "/people/wall", _wall)
    page(console, "/people/wall/{chat_id}", _talk)
    page(console, "/people/{staff_id}", _account)
    page(console, ME, _me)


def _gone(body: str = texts.GONE) -> Response:
    return not_found_page(body, back="/", back_text=texts.BACK_TO_WORK)


async def _accounts(visit: Visit, _request: Request) -> Response | None:
    if not may(visit.actor, "people.see"):  # counsellors come for the requests
        return RedirectResponse("/people/wall", 303) if may(visit.actor, "wall.list", "") else _gone()
    await AccountList(visit).build()
    return None


async def _account(visit: Visit, request: Request) -> Response | None:
    staff_id = _number(str(request.path_params["staff_id"]))
    if staff_id is None or not may(visit.actor, "people.see"):
        return _gone()
    try:
        async with visit.reading() as (session, actor):
            found = await staff.account(session, staff_id, actor=actor, now=visit.now)
    except NotFound:
        return _gone()
    AccountPage(visit, found).build()
    return None


async def _audit(visit: Visit, request: Request) -> Response | None:
    if not may(visit.actor, "audit.see"):
        return _gone()
    await AuditPage(visit, AuditFilters.read(request.query_params)).build()
    return None


async def _wall(visit: Visit, request: Request) -> Response | None:
    if not (may(visit.actor, "wall.ask", "") or may(visit.actor, "wall.list", "")):
        return _gone()
    where = request.query_params.get("chat", "")[:32]
    await WallPage(visit, month_of(request.query_params.get("month", ""), visit.now), where).build()
    return None


async def _talk(visit: Visit, request: Request) -> Response | None:
    chat_id = str(request.path_params["chat_id"])[:32]
    try:
        async with visit.console.database.transaction() as session:  # the reading leaves its entry in the log
            chat, until = await wall.read(session, chat_id, actor=visit.actor, now=visit.now)
    except NotFound:
        return not_found_page(texts.WALL_CLOSED, back="/people/wall", back_text=texts.TAB_WALL)
    WallTalk(visit, chat, until).build()
    return None


async def _me(visit: Visit, request: Request) -> Response | None:
    await MyAccount(visit, local_path(request.query_params.get("next", "/"))).build()
    return None


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 16 else None
