"""Where the console's own files are, and the address of its style sheet."""

from __future__ import annotations

import hashlib
from pathlib import Path


def folder() -> Path:
    return Path(__file__).with_name("static")


def style_url() -> str:
    """Changes with the content, so browsers may keep the file for long."""
    return f"/assets/console.css?v={hashlib.sha256((folder() / 'console.css').read_bytes()).hexdigest()[:10]}"
