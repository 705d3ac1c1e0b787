"""One chat as a ticket in a list."""

from __future__ import annotations

from datetime import datetime

from nicegui import ui

from cases.chats.cards import ChatCard
from cases.chats.labels import load_labels
from cases.chats.queues import NEAR
from console import saying, texts
from console.shell import chip
from console.texts import chats as chat_texts
from console.visit import Visit


def times_of(card: ChatCard, now: datetime) -> tuple[str, str, bool]:
    """(waited, due, late) in words; part of what is compared, so that time moves on the page."""
    since = card.waiting_since if card.owner == "queue" else card.last_at
    waited = saying.span(now - since) if since else ""
    if waited and card.owner == "queue":
        waited = texts.WAITED.format(time=waited)
    due, _ = saying.due(card.reply_due_at, now) if card.reply_due_at else ("", False)
    return waited, due, card.reply_due_at is not None and card.reply_due_at <= now + NEAR


def draw_ticket(visit: Visit, card: ChatCard, times: tuple[str, str, bool], *, is_open: bool) -> None:
    waited, due, near = times
    row = ui.link(target=f"/chats/{card.id}").classes("ticket")
    row.classes("is-danger" if card.in_danger else "").classes("is-open" if is_open else "")
    with row:
        with ui.element("div").classes("ticket-top"):
            ui.label(saying.person(card.name, card.id)).classes("ticket-name")
            ui.label(waited).classes("ticket-time")
        with ui.element("div").classes("ticket-why"):
            _draw_why(visit, card)
            if due:
                ui.label(due).classes("due" + (" is-late" if near else ""))
        ui.label(_last(card)).classes("ticket-last")
        if card.labels:
            with ui.element("div").classes("ticket-labels"):
                for key in card.labels:
                    chip(load_labels()[key].name, "label")


def desk_name(visit: Visit, role: str, county: str | None) -> str:
    """渭滨区工会 of a county desk, 律师岗位 of others."""
    if role == "county_desk" and county:
        return chat_texts.COUNTY_UNION.format(county=saying.county(visit.console.taxonomy, county))
    return chat_texts.DESK_OF.format(role=texts.ROLES.get(role, role))


def _draw_why(visit: Visit, card: ChatCard) -> None:
    if card.owner == "staff" and card.owner_id == visit.staff_id and card.last_author == "worker":
        chip(texts.NEEDS_REPLY, "reply")
    if card.owner == "staff" and card.owner_id != visit.staff_id:
        chip(card.owner_name or "", "plain")
    reason = card.waiting_reason or "asked"
    if card.in_danger or card.owner == "queue":
        name, kind = texts.REASONS.get(reason, reason), "danger" if card.in_danger else "why"
        chip(("⚠ " if card.in_danger else "") + name, kind).props(f'title="{texts.REASON_HINTS.get(reason, "")}"')
    if card.owner == "queue" and card.desk_role:
        chip(chat_texts.SENT_TO.format(desk=desk_name(visit, card.desk_role, card.desk_county)), "plain")
    if card.county:
        ui.label(saying.county(visit.console.taxonomy, card.county)).classes("ticket-county")


def _last(card: ChatCard) -> str:
    if card.last_hidden:
        return texts.HIDDEN
    said = (card.last_text or "").replace("\n", " ")[:80]
    if card.last_text == "":
        said = texts.EMPTY_MESSAGE  # a photo or a file alone
    if card.last_author in (None, "worker"):
        return said
    return f"{texts.AUTHORS[card.last_author]}：{said}"
