"""Statute files: a document in the format of knowledge/laws, written whole or not at all."""

from __future__ import annotations

import datetime as dt
import os
from dataclasses import replace
from pathlib import Path
from typing import Any

import yaml

from knowledge.errors import KnowledgeError
from knowledge.importing.recognise import Document
from knowledge.importing.titles import short_name
from knowledge.statutes import PASSAGES, Statute, parse_statute


def write_whole(path: Path, text: str) -> None:
    """Whoever reads the file sees the old one or the new one; a failure leaves the old one."""
    waiting = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        with waiting.open("w", encoding="utf-8", newline="\n") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        os.replace(waiting, path)
    finally:
        waiting.unlink(missing_ok=True)


def statute_text(document: Document, source: str, today: dt.date, known: Statute | None) -> str:
    """The whole file. `known`: the statute it takes the place of, whose short name and aliases live on."""
    if document.verbatim is not None:
        return document.verbatim
    short = known.short if known else document.short
    aliases = list(known.aliases if known else document.aliases)
    plain = short_name(document.name)
    if known and plain not in (short, *aliases):
        aliases.append(plain)
    head: dict[str, Any] = {"name": document.name, "short": short, "aliases": aliases, "version": str(document.version)}
    if document.effective is not None:
        head["effective"] = str(document.effective)
    same_wording = known is not None and known.version == document.version  # what we noted about it still holds
    status = known.status if known and same_wording else document.status
    head |= {"status": status, "source": source, "imported_on": str(today), "unit": document.unit}
    if document.excerpt:
        head["excerpt"] = True
    if known and same_wording and known.repealed:
        head["repealed"] = list(known.repealed)
    if document.notes:
        head["note"] = "；".join(document.notes) + "。"
    if not aliases:
        del head["aliases"]
    yaml_head = yaml.safe_dump(head, allow_unicode=True, sort_keys=False, width=1000)
    body = "\n\n".join(document.lines)
    return f"---\n{yaml_head}---\n\n# {document.name}\n\n{body}\n"


def parse_document(document: Document, source: str, today: dt.date, known: Statute | None) -> tuple[str, Statute]:
    """(text of the file, the statute as it will be read). Raises KnowledgeError."""
    if document.unit == PASSAGES and known is not None and known.unit != PASSAGES:
        # We cite this paper by （一） or 一、: the new wording is split the same way, if it can be.
        try:
            return parse_document(replace(document, unit=known.unit, notes=()), source, today, known)
        except KnowledgeError:
            pass
    text = statute_text(document, source, today, known)
    return text, parse_statute(text, source)
