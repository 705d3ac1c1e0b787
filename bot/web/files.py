"""Photos and documents of the web chat. They are read in memory: nothing of them touches the disk unencrypted."""

from __future__ import annotations

from urllib.parse import quote

from fastapi import APIRouter, Depends, Request, Response
from starlette.datastructures import UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser

from bot.intake import clean
from bot.web import shapes
from bot.web.guard import UPLOAD_LIMIT
from bot.web.parts import CHAT_ID, Parts
from bot.web.problems import Problem
from cases import attachments


class InMemoryParser(MultiPartParser):
    """Never spools to a temporary file; the body's size is limited before it comes here."""

    spool_max_size = UPLOAD_LIMIT + 1


def file_routes(parts: Parts) -> APIRouter:
    router = APIRouter(tags=["files"])

    async def mine(request: Request, conversation_id: str) -> str:
        return await parts.let_in(request, conversation_id)

    @router.post(
        "/api/conversations/{conversation_id}/attachments",
        status_code=201,
        responses={201: {"model": shapes.FileOut}},
        openapi_extra={
            "requestBody": {
                "content": {
                    "multipart/form-data": {
                        "schema": {
                            "type": "object",
                            "properties": {"file": {"type": "string", "format": "binary"}},
                            "required": ["file"],
                        }
                    }
                }
            }
        },
    )
    async def upload(request: Request, chat: str = Depends(mine)) -> Response:
        """One photo or PDF in the form field `file`, 10 MB at most. Send its id with a message afterwards."""
        await parts.slow_down(request, f"upload:{chat}", limit=parts.limits.messages, seconds=10)
        name, content = await _read(request)
        async with parts.database.transaction() as session:
            file_id = await attachments.keep(
                session, conversation_id=chat, name=name, content=content, now=parts.clock()
            )
        kind = attachments.media_type(content)
        return shapes.send({"id": file_id, "name": name, "media_type": kind, "size": len(content)}, 201)

    @router.get("/api/conversations/{conversation_id}/attachments/{attachment_id}")
    async def download(attachment_id: str, chat: str = Depends(mine)) -> Response:
        """A file of this chat, by its owner."""
        if not CHAT_ID.fullmatch(attachment_id):
            raise Problem(404, "没有找到这个文件。")
        async with parts.database.reading() as session:
            row = await attachments.get(session, attachment_id)
            if row.conversation_id != chat:
                raise Problem(404, "没有找到这个文件。")
            headers = {
                "content-disposition": f"attachment; filename*=UTF-8''{quote(row.name, safe='')}",
                "content-security-policy": "sandbox; default-src 'none'",
            }
            return Response(row.content, 200, headers, row.media_type)

    return router


async def _read(request: Request) -> tuple[str, bytes]:
    """(name, content) of the form's one file."""
    if not request.headers.get("content-type", "").startswith("multipart/form-data"):
        raise Problem(415, "请用表单（multipart/form-data）上传文件。")
    try:
        form = await InMemoryParser(request.headers, request.stream(), max_files=1, max_fields=4).parse()
    except (MultiPartException, KeyError, ValueError) as error:
        raise Problem(400) from error
    file = form.get("file")
    if not isinstance(file, UploadFile):
        raise Problem(422, "没有看到文件，请重新选一次。")
    content = await file.read()
    if not content:
        raise Problem(422, "这个文件是空的，请重新选一次。")
    return clean(file.filename or "文件", longest=120).replace("/", "_").replace("\\", "_"), content
