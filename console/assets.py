"""Where the console's own files are, and the addresses of its style sheets."""

from __future__ import annotations

import hashlib
from pathlib import Path


def folder() -> Path:
    return Path(__file__).with_name("static")


def style_links() -> str:
    """The links to all style sheets, `console.css` first: the others build on its colours.

    An address changes with the content, so browsers may keep the file for long.
    """
    sheets = sorted((folder() / "css").glob("*.css"), key=lambda path: (path.stem != "console", path.stem))
    return "".join(f'<link rel="stylesheet" href="/assets/css/{path.name}?v={_mark(path)}">' for path in sheets)


def _mark(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()[:10]
