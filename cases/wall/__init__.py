"""A look behind the counselling wall: asked for with a reason, opened by a counsellor, over after an hour, each reading logged.

Why it is so, and why there is no way around a counsellor at night: docs/decisions/0011-rights.md.
"""

from cases.wall.openings import (
    ANSWER_WITHIN,
    OPEN_FOR,
    AskedAlready,
    Opening,
    ask,
    end,
    mine,
    open_for,
    open_wall,
    openings,
    refuse,
    waiting,
)
from cases.wall.reading import file, read

__all__ = [
    "ANSWER_WITHIN",
    "OPEN_FOR",
    "AskedAlready",
    "Opening",
    "ask",
    "end",
    "file",
    "mine",
    "open_for",
    "open_wall",
    "openings",
    "read",
    "refuse",
    "waiting",
]
