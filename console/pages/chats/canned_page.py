"""The canned replies of the desks: writing, changing, retiring. What two change at once is not lost."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from nicegui import ui

from cases import staff
from cases.actors import Actor
from cases.chats.canned import LONGEST_BODY, LONGEST_TITLE, add_reply, all_replies, change_reply, places
from cases.database import Session
from cases.models import CannedReply
from cases.rights import may
from console import saying, texts
from console.shell import chip, empty, shell
from console.texts import chats as chat_texts
from console.visit import Visit

EVERYBODY = ""


class CannedPage:
    def __init__(self, visit: Visit) -> None:
        self._visit = visit

    async def build(self) -> None:
        ui.page_title(f"{chat_texts.CANNED_TITLE} · {texts.TITLE}")
        with shell(self._visit, active="chats"), ui.element("div").classes("sheet"):
            with ui.element("div").classes("title-row"):
                ui.label(chat_texts.CANNED_TITLE).classes("page-title").props("role=heading aria-level=1")
                ui.button(chat_texts.CANNED_ADD, on_click=lambda: self._edit(None)).props("unelevated no-caps")
            ui.label(chat_texts.CANNED_INTRO).classes("hint")
            ui.label(chat_texts.CANNED_KNOWN).classes("hint")
            self._list = ui.element("div").classes("canned-list")
        await self._look()

    async def _look(self) -> None:
        async with self._visit.reading() as (session, actor):
            replies = await all_replies(session, actor=actor)
            names = await staff.names(session)
        self._list.clear()
        with self._list:
            if not replies:
                empty(chat_texts.CANNED_EMPTY, chat_texts.CANNED_EMPTY_HINT)
            for reply in replies:
                self._draw(reply, names)

    def _draw(self, reply: CannedReply, names: Mapping[int, str]) -> None:
        with ui.element("article").classes("panel canned" + ("" if reply.active else " is-retired")):
            with ui.element("div").classes("canned-head"):
                ui.label(reply.title).classes("canned-title").props("role=heading aria-level=2")
                chip(self._role_name(reply.role), "plain")
                chip(self._county_name(reply.county), "plain")
                if not reply.active:
                    chip(chat_texts.CANNED_RETIRED, "why")
            ui.label(reply.body).classes("canned-words")
            with ui.element("div").classes("canned-foot"):
                if reply.changed_by in names:
                    at = saying.moment(reply.changed_at, self._visit.now)
                    ui.label(chat_texts.CANNED_BY.format(name=names[reply.changed_by or 0], at=at)).classes("hint")
                ui.button(chat_texts.CANNED_EDIT, on_click=lambda: self._edit(reply)).props("flat dense no-caps")
                words = chat_texts.CANNED_RETIRE if reply.active else chat_texts.CANNED_REVIVE
                ui.button(words, on_click=lambda: self._retire(reply)).props("flat dense no-caps")

    def _role_name(self, role: str | None) -> str:
        return texts.ROLES.get(role, role) if role else chat_texts.EVERY_ROLE

    def _county_name(self, county: str | None) -> str:
        return saying.county(self._visit.console.taxonomy, county) if county else chat_texts.WHOLE_CITY

    def _counties(self) -> dict[str, str]:
        """Those this colleague may write for; the whole city only for whose right holds there."""
        actor, taxonomy = self._visit.actor, self._visit.console.taxonomy
        whole = {EVERYBODY: chat_texts.WHOLE_CITY} if may(actor, "canned.edit") else {}
        return whole | {code: name for code, name in taxonomy.counties.items() if may(actor, "canned.edit", code)}

    def _edit(self, reply: CannedReply | None) -> None:
        counties = self._counties()
        with ui.dialog(value=True) as dialog, ui.card().classes("dialog"):
            ui.label(chat_texts.CANNED_EDIT if reply else chat_texts.CANNED_ADD).classes("dialog-title")
            title = ui.input(chat_texts.CANNED_NAME, value=reply.title if reply else "")
            title.props(f"outlined dense maxlength={LONGEST_TITLE} autofocus").classes("dialog-text")
            body = ui.textarea(chat_texts.CANNED_BODY, value=reply.body if reply else "")
            body.props(f"outlined autogrow maxlength={LONGEST_BODY}").classes("dialog-text")
            hint = ui.label("").classes("hint")
            body.on_value_change(lambda event: self._say_places(hint, event.value or ""))
            role = ui.select(
                {EVERYBODY: chat_texts.EVERY_ROLE} | dict(texts.ROLES),
                label=chat_texts.CANNED_ROLE,
                value=(reply.role if reply else None) or EVERYBODY,
            )
            at = (reply.county if reply else None) or EVERYBODY
            county = ui.select(
                counties, label=chat_texts.CANNED_COUNTY, value=at if at in counties else next(iter(counties), None)
            )
            for choice in (role, county):
                choice.props("outlined dense options-dense").classes("dialog-text")

            async def save() -> None:
                async def work(session: Session, actor: Actor, now: datetime) -> None:
                    said = {"title": title.value or "", "body": body.value or ""}
                    of, place = role.value or None, county.value or None
                    if reply is None:
                        await add_reply(session, actor=actor, role=of, county=place, now=now, **said)
                        return
                    await change_reply(
                        session, reply.id, actor=actor, seen=reply.changed_at, role=of, county=place,
                        active=reply.active, now=now, **said,
                    )  # fmt: skip

                if await self._visit.attempt(work):
                    dialog.close()
                    ui.notify(chat_texts.CANNED_SAVED, type="positive", position="top")
                await self._look()  # also after a conflict: the newer text stands behind the dialog

            with ui.element("div").classes("dialog-actions"):
                ui.button(texts.CANCEL, on_click=dialog.close).props("flat no-caps")
                ui.button(chat_texts.CANNED_SAVE, on_click=save).props("unelevated no-caps")
        self._say_places(hint, reply.body if reply else "")

    def _say_places(self, hint: ui.label, body: str) -> None:
        hint.set_text("　".join(f"{{{name}}}" for name in places(body)))

    async def _retire(self, reply: CannedReply) -> None:
        async def work(session: Session, actor: Actor, now: datetime) -> None:
            await change_reply(
                session, reply.id, actor=actor, seen=reply.changed_at, title=reply.title, body=reply.body,
                role=reply.role, county=reply.county, active=not reply.active, now=now,
            )  # fmt: skip

        await self._visit.attempt(work)
        await self._look()
