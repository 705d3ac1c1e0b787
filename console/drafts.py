"""What staff typed and have not sent: kept through reloads, expired logins and errors, in memory only.

Not on disk, since a draft may hold a worker's secrets.
"""

from __future__ import annotations

from collections import OrderedDict

LIMIT = 2_000  # drafts of all colleagues together; the oldest falls out


class Drafts:
    """Texts by (staff id, place), such as `reply:<chat>` or `case:<number>`."""

    def __init__(self) -> None:
        self._kept: OrderedDict[tuple[int, str], str] = OrderedDict()

    def get(self, staff_id: int, place: str) -> str:
        return self._kept.get((staff_id, place), "")

    def keep(self, staff_id: int, place: str, text: str) -> None:
        key = (staff_id, place)
        self._kept.pop(key, None)
        if text.strip():
            self._kept[key] = text
            if len(self._kept) > LIMIT:
                self._kept.popitem(last=False)
