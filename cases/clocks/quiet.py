"""Nothing is sent at night: news waits for the morning (hours in limits.yml). Danger and a live talk do not wait."""

from __future__ import annotations

from datetime import datetime, timedelta

from cases.clocks.limits import load_limits
from cases.models import Conversation
from cases.worktime import LOCAL


def not_at_night(at: datetime) -> datetime:
    """The moment itself by day, otherwise the end of that night; aware in, aware UTC or `at` itself out."""
    quiet = load_limits().quiet
    here = at.astimezone(LOCAL)
    late, early = here.time() >= quiet.start, here.time() < quiet.end
    if not (late or early):
        return at
    day = here.date() + timedelta(days=1) if late else here.date()
    return datetime.combine(day, quiet.end, LOCAL).astimezone(at.tzinfo)


def when_to_tell(chat: Conversation, now: datetime) -> datetime:
    """When news of a case may reach this worker: at once by day, in a live talk, or to somebody who wrote just now."""
    last = chat.last_message_at
    awake = last is not None and now - last <= load_limits().quiet.talking
    return now if awake or chat.owner == "staff" else not_at_night(now)
