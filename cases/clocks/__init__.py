"""Clocks (design D10): one promise, told to the worker and kept by the desk, in the desk's own working time.

`following` hooks into the case file, `steps` is what staff do, `warnings` and `left` are read by lists and rounds, `queue`
says where a chat stands, `quiet` keeps the night. How long is allowed: limits.yml; when it counts: cases/calendar.yml.
"""

from cases.clocks.following import (
    answered,
    appointed,
    asked,
    case_moved,
    case_opened,
    note_reply,
    replied,
    start_clocks,
)
from cases.clocks.left import TimeLeft, time_left
from cases.clocks.limits import TIERS, load_limits
from cases.clocks.queue import Place, calendar_of_desk, place_of, promise
from cases.clocks.quiet import not_at_night, when_to_tell
from cases.clocks.steps import change_tier, pause, resume, tier_changed
from cases.clocks.warnings import ClockWarning, due_warnings, warnings_for

__all__ = [
    "TIERS",
    "ClockWarning",
    "Place",
    "TimeLeft",
    "answered",
    "appointed",
    "asked",
    "calendar_of_desk",
    "case_moved",
    "case_opened",
    "change_tier",
    "due_warnings",
    "load_limits",
    "not_at_night",
    "note_reply",
    "pause",
    "place_of",
    "promise",
    "replied",
    "resume",
    "start_clocks",
    "tier_changed",
    "time_left",
    "warnings_for",
    "when_to_tell",
]
