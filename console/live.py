"""Keeping a part of a page fresh: look, wait for a wake-up (or a while), look again."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable

from cases.errors import CasesError
from console.visit import SignedOut, Visit

log = logging.getLogger(__name__)

LOOK_AGAIN_SECONDS = 5.0  # without any wake-up; also moves the words that tell time
PAUSE_SECONDS = 0.1  # so that a burst of commits costs one look


async def keep_fresh(visit: Visit, channels: tuple[str, ...], look: Callable[[], Awaitable[None]]) -> None:
    """Call `look` now and after every wake-up, until cancelled or the login ends."""
    with visit.console.wakeups.subscribed(*channels) as ears:
        while True:
            try:
                await look()
            except SignedOut:
                visit.ask_to_log_in()
                return
            except CasesError as error:
                log.info("a view of staff %s ended: %s", visit.staff_id, error)
                return
            except Exception as error:  # noqa: BLE001 - a database that is away for a moment must not freeze the page
                log.error("looking again for staff %s: %s", visit.staff_id, type(error).__name__)
            await ears.wait(LOOK_AGAIN_SECONDS)
            await asyncio.sleep(PAUSE_SECONDS)
