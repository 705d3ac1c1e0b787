"""The stories by role."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from types import MappingProxyType
from typing import Final

from tests.roles import (
    administrator,
    counsellor,
    county_desk,
    duty,
    knowledge_editor,
    lawyer,
    program_officer,
)
from tests.roles.camera import Camera
from tests.roles.stage import Desk

Story = Callable[[Desk, Camera], Awaitable[None]]
STORIES: Final[Mapping[str, Story]] = MappingProxyType(
    {
        "administrator": administrator.story,
        "counsellor": counsellor.story,
        "county_desk": county_desk.story,
        "duty": duty.story,
        "knowledge_editor": knowledge_editor.story,
        "lawyer": lawyer.story,
        "program_officer": program_officer.story,
    }
)
