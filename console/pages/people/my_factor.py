"""Setting up one's second factor: a picture for the phone, a first code, ten codes for the paper."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from nicegui import ui

from cases import staff
from cases.actors import Actor
from cases.database import Session
from cases.staff import SetUp
from console.pages.people.frame import say, show_once, warn
from console.texts import people as texts
from console.visit import Visit


class MyFactor:
    """`after`: where to go when it is set up or switched off."""

    def __init__(self, visit: Visit, has_one: bool, after: Callable[[], None]) -> None:
        self._visit = visit
        self._has_one = has_one
        self._after = after

    def build(self) -> None:
        self._box = ui.element("div").classes("my-factor")
        with self._box:
            if self._has_one:
                ui.label(texts.FACTOR_ON).classes("chip chip-account-active")
                ui.label(texts.FACTOR_ON_SINCE).classes("hint")
                ui.label(texts.FACTOR_OFF_ASK).classes("hint")
                self._code = self._code_field()
                ui.button(texts.FACTOR_OFF, on_click=self._switch_off).props("outline no-caps")
            else:
                ui.label(texts.FACTOR_WHY).classes("hint")
                ui.button(texts.FACTOR_START, on_click=self._start).props("unelevated no-caps")

    def _code_field(self) -> ui.input:
        return (
            ui.input(texts.CODE_LABEL)
            .props("outlined dense maxlength=40 autocomplete=one-time-code")
            .classes("my-field")
            .mark("code")
        )

    async def _start(self) -> None:
        made: list[SetUp] = []

        async def work(session: Session, actor: Actor, _now: datetime) -> None:
            made.append(await staff.begin_second_factor(session, actor=actor))

        if not await self._visit.attempt(work):
            return
        self._box.clear()
        with self._box:
            ui.label(texts.FACTOR_SCAN)
            # Our own drawing of our own address: nothing in it comes from outside.
            import segno  # read when somebody sets a second factor up

            picture = segno.make(made[-1].address, error="m").svg_inline(
                scale=5, border=3, dark="#2b2420", light="#fff"
            )
            ui.html(picture, sanitize=False).classes("my-qr").props(f'role=img aria-label="{texts.FACTOR}"')
            ui.label(texts.FACTOR_TYPE).classes("hint")
            secret = made[-1].secret
            ui.label(" ".join(secret[n : n + 4] for n in range(0, len(secret), 4))).classes("secret")
            ui.label(texts.FACTOR_THEN)
            self._code = self._code_field()
            ui.button(texts.FACTOR_CONFIRM, on_click=self._confirm).props("unelevated no-caps")

    async def _confirm(self) -> None:
        codes: list[str] | None = None

        async def work(session: Session, actor: Actor, now: datetime) -> None:
            nonlocal codes
            codes = await staff.confirm_second_factor(
                session, actor=actor, code=self._code.value or "", token=self._visit.token, now=now
            )

        if not await self._visit.attempt(work):
            return
        if codes is None:
            warn(texts.FACTOR_WRONG)
            return
        self._visit.asked_for_second_factor = False
        show_once(texts.RECOVERY_TITLE, texts.RECOVERY_BODY, tuple(codes), texts.RECOVERY_DONE, self._after)

    async def _switch_off(self) -> None:
        right = False

        async def work(session: Session, actor: Actor, now: datetime) -> None:
            nonlocal right
            right = await staff.remove_second_factor(session, actor=actor, code=self._code.value or "", now=now)

        if not await self._visit.attempt(work):
            return
        if not right:
            warn(texts.FACTOR_WRONG)
            return
        say(texts.FACTOR_OFF_DONE)
        self._after()
