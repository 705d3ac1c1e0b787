"""What the assistant says when somebody is in danger: short, human, with the line that is open at this hour."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import yaml

from actions.crisis.found import Crisis

_FILE = Path(__file__).parent.parent / "texts" / "crisis.yml"
_SHANGHAI = ZoneInfo("Asia/Shanghai")


class CrisisReplies:
    """The sentences of actions/texts/crisis.yml."""

    def __init__(self, texts: Mapping[str, Any]) -> None:
        self._texts = texts

    @classmethod
    def load(cls, path: Path = _FILE) -> CrisisReplies:
        """Reads the file. Raises OSError or yaml.YAMLError when it is missing or broken."""
        return cls(yaml.safe_load(path.read_text(encoding="utf-8")))

    def reply(self, crisis: Crisis, now: datetime) -> str:
        """What to say first. `now` is aware; at night the lines that are always open come first."""
        return self._of(self._texts["first"][crisis.kind][crisis.level], now)

    def stay(self, crisis: Crisis, now: datetime) -> str:
        """What to say to the next message of somebody in danger: no form question, the same lines, still here."""
        return self._of(self._texts["stay"][crisis.kind], now)

    def _of(self, text: str, now: datetime) -> str:
        hour = now.astimezone(_SHANGHAI).hour
        lines: Mapping[str, str] = self._texts["lines"]["night" if hour >= 21 or hour < 8 else "day"]
        for name, line in lines.items():
            text = text.replace("{" + name + "}", line)
        return text.strip()


def reply(crisis: Crisis, now: datetime) -> str:
    """The first reply, read afresh from the file: for callers that keep no CrisisReplies."""
    return CrisisReplies.load().reply(crisis, now)
