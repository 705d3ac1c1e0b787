"""The addresses of the inbox, and who may open them."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from cases.rights import may
from console.pages.chats.canned_page import CannedPage
from console.pages.chats.inbox import InboxPage
from console.plain import not_found_page
from console.texts import chats as texts
from console.visit import Console, Visit, page


def chat_pages(console: Console) -> None:
    """Everybody has the inbox; the canned replies are kept by who may edit them."""

    async def inbox(visit: Visit, _request: Request) -> Response | None:
        InboxPage(visit).build()
        return None

    async def canned(visit: Visit, _request: Request) -> Response | None:
        if not may(visit.actor, "canned.edit", ""):
            return not_found_page(texts.CANNED_FORBIDDEN)
        await CannedPage(visit).build()
        return None

    page(console, "/", inbox)
    page(console, "/chats/{chat_id}", inbox)
    page(console, "/canned", canned)
