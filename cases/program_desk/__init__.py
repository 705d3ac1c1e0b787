"""What staff do with programs: drafts, publishing, and the way back to an earlier version."""

from cases.program_desk.listing import ProgramLine, list_programs
from cases.program_desk.publishing import publish
from cases.program_desk.versions import history, newest, save_draft, version

__all__ = ["ProgramLine", "history", "list_programs", "newest", "publish", "save_draft", "version"]
