"""Writing cards that staff edited back as files, byte for byte as they were saved."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from knowledge.errors import KnowledgeError
from knowledge.reading import ID
from knowledge.standing import Standing


@dataclass(frozen=True, slots=True)
class Exported:
    """`what`: written, same (the file holds this text already), or withdrawn (the file should be deleted by hand)."""

    path: Path
    what: Literal["written", "same", "withdrawn"]


def export_cards(folder: Path, standings: Mapping[str, Standing]) -> list[Exported]:
    """Write every live card into `folder`; nothing is deleted. Raises KnowledgeError on an id that is no file name."""
    done = []
    for card_id, found in standings.items():
        path = folder / f"{card_id}.md"
        if found.state == "withdrawn":
            done.append(Exported(path, "withdrawn"))
        elif found.state == "live":
            if not ID.fullmatch(card_id):
                raise KnowledgeError(card_id, "编号不能用作文件名", field="id")
            content = found.document.encode()
            same = path.is_file() and path.read_bytes() == content
            if not same:
                _write(path, content)
            done.append(Exported(path, "same" if same else "written"))
    return done


def _write(path: Path, content: bytes) -> None:
    """Aside and moved into place: who reads meanwhile never sees half a card."""
    path.parent.mkdir(parents=True, exist_ok=True)
    aside = path.with_name(f"{path.name}.{os.getpid()}.part")
    aside.write_bytes(content)
    aside.replace(path)
