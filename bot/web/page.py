"""The worker's page: a few small files, compressed once, with an ETag so that a second visit costs nothing."""

from __future__ import annotations

import gzip
import hashlib
import mimetypes
from dataclasses import dataclass
from pathlib import Path

from fastapi import FastAPI, Request, Response

from bot.web.problems import Problem

FOLDER = Path(__file__).with_name("static")
SMALLEST_WORTH_PACKING = 500
PACKABLE = ("text/", "application/json", "application/manifest+json", "image/svg+xml")


@dataclass(frozen=True, slots=True)
class PageFile:
    media_type: str
    plain: bytes
    packed: bytes | None
    etag: str

    @classmethod
    def read(cls, path: Path) -> PageFile:
        plain = path.read_bytes()
        kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
        kind = "text/javascript" if path.suffix in (".js", ".mjs") else kind
        kind = "application/manifest+json" if path.suffix == ".webmanifest" else kind
        worth = kind.startswith(PACKABLE) and len(plain) >= SMALLEST_WORTH_PACKING
        packed = gzip.compress(plain, 9, mtime=0) if worth else None
        full = f"{kind}; charset=utf-8" if kind.startswith(PACKABLE) else kind
        return cls(full, plain, packed, f'"{hashlib.sha256(plain).hexdigest()[:20]}"')


def read_page(folder: Path = FOLDER) -> dict[str, PageFile]:
    """All files of the page by their address; only these are served, so no address leads out of the folder."""
    files = {
        f"/{path.relative_to(folder).as_posix()}": PageFile.read(path)
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not path.name.startswith(".")
    }
    if "/index.html" in files:
        files["/"] = files["/index.html"]
    return files


def serve_page(app: FastAPI, files: dict[str, PageFile]) -> None:
    """Register the page last: it answers every address the API does not."""

    @app.api_route("/{address:path}", methods=["GET", "HEAD"], include_in_schema=False)
    async def page(address: str, request: Request) -> Response:
        file = files.get(f"/{address}")
        if file is None:
            raise Problem(404, "没有这个页面。")
        headers = {"etag": file.etag, "cache-control": "no-cache", "vary": "accept-encoding"}
        if file.etag in request.headers.get("if-none-match", ""):
            return Response(None, 304, headers)
        if file.packed is not None and "gzip" in request.headers.get("accept-encoding", ""):
            return Response(file.packed, 200, {**headers, "content-encoding": "gzip"}, file.media_type)
        return Response(file.plain, 200, headers, file.media_type)
