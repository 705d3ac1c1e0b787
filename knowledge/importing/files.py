"""Which files of a folder are read, and which are refused before anybody opens them."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from knowledge.importing.docx import read_docx
from knowledge.importing.html import read_html
from knowledge.importing.layout import tidy
from knowledge.importing.pdf import Progress, read_pdf
from knowledge.importing.plain import decode, read_markdown, read_text
from knowledge.importing.unreadable import Unreadable

LARGEST = 50 * 1024 * 1024  # bytes of one file
_READERS: dict[str, Callable[[Path], list[str]]] = {
    ".txt": read_text,
    ".docx": read_docx,
    ".html": read_html,
    ".htm": read_html,
}
MARKDOWN = ".md"
KINDS = frozenset((*_READERS, MARKDOWN, ".pdf"))
# Papers that somebody may believe imported: named, with what to do.
NOT_READ = {
    ".doc": "旧版 Word 文件（.doc），请另存为 .docx 再导入",
    ".wps": "WPS 文件，请另存为 .docx 再导入",
    ".rtf": "RTF 文件，请另存为 .docx 再导入",
    ".ofd": "OFD 文件，请另存为 PDF 再导入",
}


@dataclass(frozen=True, slots=True)
class Found:
    """`refused`: why the file is not opened."""

    path: Path
    refused: str | None = None


def find_files(folder: Path) -> list[Found]:
    """Documents below `folder` by name; hidden files, drafts of office programs (~$…) and other kinds are passed over."""
    root = folder.resolve()
    found = []
    for base, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            path = Path(base, name)
            kind = path.suffix.lower()
            if name.startswith((".", "~$")) or kind not in (*KINDS, *NOT_READ):
                continue
            found.append(Found(path, NOT_READ.get(kind) or _refused(path, root)))
    return found


def _refused(path: Path, root: Path) -> str | None:
    if not path.resolve().is_relative_to(root):
        return "是指向文件夹外面的链接，没有打开"
    if not path.is_file():
        return "不是普通文件，没有打开"
    size = path.stat().st_size
    if size > LARGEST:
        return f"文件太大（{size / 1024 / 1024:.0f} MB，最多 {LARGEST // 1024 // 1024} MB）"
    return "文件是空的" if size == 0 else None


def read_paragraphs(path: Path, progress: Progress) -> list[str]:
    """The text of one document by paragraphs; headings begin with “## ”. Raises Unreadable."""
    kind = path.suffix.lower()
    try:
        if kind == MARKDOWN:
            paragraphs = read_markdown(decode(path.read_bytes()))
        elif kind == ".pdf":
            paragraphs = read_pdf(path, progress)
        else:
            paragraphs = _READERS[kind](path)
    except OSError as error:
        raise Unreadable(f"打不开：{error.strerror or error}") from error
    paragraphs = tidy(paragraphs)
    if not paragraphs:
        raise Unreadable("文件里没有文字")
    return paragraphs
