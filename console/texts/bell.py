"""Words of the bell: what is running out for this colleague."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

BELL: Final = "提醒"
BELL_COUNT: Final = "提醒 {count}"
LABEL: Final = "快到时限的事，{count} 件"
TITLE: Final = "快到时限的事"
NOTHING: Final = "没有快到时限的事。"
NEW_WARNINGS: Final = "有 {count} 条新苗头"
MORE: Final = "还有更多，见“案件 · 今天到期”"
MINE: Final = "我经办"
NOBODYS: Final = "还没人办"
KINDS: Final[Mapping[str, str]] = MappingProxyType({"first_reply": "首次答复", "update": "进展告知", "solve": "办结"})
