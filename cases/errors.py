"""The errors of the case database.

    CasesError
    ├── NotFound            no such thing, or it is not yours to see
    ├── NotAllowed          you may not do this
    ├── Conflict            somebody was quicker
    │   ├── SlotTaken       the time was booked a moment ago
    │   ├── ProgramFull     no place left
    │   ├── AlreadyOwned    another colleague has the chat
    │   └── LeaseLost       another worker took the conversation over
    ├── InvalidChange       the step does not fit the state of the case
    └── Unreadable          stored text that the keys at hand cannot open

Each carries `.message`: the Chinese sentence the person at the edge (worker or staff) should read.
"""

from __future__ import annotations

from cases.calendars.free import FreeSlot


class CasesError(Exception):
    """Base of the tree. `message` is what a person should read; str(error) is for the log."""

    message = "出了点问题，请稍后再试一次。"

    def __init__(self, detail: str = "", *, message: str | None = None) -> None:
        super().__init__(detail or self.message)
        if message is not None:
            self.message = message


class NotFound(CasesError):
    message = "没有找到这条记录。"


class NotAllowed(CasesError):
    message = "您没有权限做这一步。"


class Conflict(CasesError):
    message = "刚刚有人先改过了，请刷新后再试。"


class SlotTaken(Conflict):
    """`alternatives`: the free times nearest to the one that has gone."""

    message = "这个时间刚刚被别人约走了，请换一个时间。"
    alternatives: tuple[FreeSlot, ...] = ()


class ProgramFull(Conflict):
    message = "这个项目的名额刚刚报满了。"


class AlreadyOwned(Conflict):
    message = "这个对话已经有同事在处理。"


class LeaseLost(Conflict):
    message = "这个对话正在另一处处理。"


class InvalidChange(CasesError):
    message = "现在这个状态不能做这一步。"


class Unreadable(CasesError):
    message = "这段内容用现有的密钥打不开，请联系管理员核对密钥。"
