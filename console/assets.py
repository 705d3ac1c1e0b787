"""Where the console's own files are, and the address of its style sheet (which changes with its content, so it may be
kept for long)."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Final

FOLDER: Final = Path(__file__).with_name("static")


def _address(name: str) -> str:
    return f"/assets/{name}?v={hashlib.sha256((FOLDER / name).read_bytes()).hexdigest()[:10]}"


STYLE_URL: Final = _address("console.css")
FAVICON: Final = FOLDER / "favicon.svg"
