"""Why a file is not imported, in words for the person who runs the import."""

from __future__ import annotations


class Unreadable(Exception):
    """One file is left out; the import goes on. The message is Chinese and complete."""
