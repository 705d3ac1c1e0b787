"""A worker sends a photo of a contract."""

from __future__ import annotations

import httpx

from cases.attachments import MAX_BYTES
from tests.bot.conftest import Carrier, Worker

PHOTO = b"\xff\xd8\xff\xe0" + b"photo" * 100


async def upload(worker: Worker, content: bytes, name: str = "合同.jpg") -> httpx.Response:
    return await worker.web.post(f"{worker.path}/attachments", files={"file": (name, content)}, headers=worker.headers)


async def test_a_photo_is_uploaded_sent_and_opened_again(worker: Worker) -> None:
    kept = await upload(worker, PHOTO)
    assert kept.status_code == 201
    file = kept.json()
    assert (file["name"], file["media_type"], file["size"]) == ("合同.jpg", "image/jpeg", len(PHOTO))
    body = {"client_message_id": "f1", "attachment_ids": [file["id"]]}
    answer = await worker.web.post(f"{worker.path}/messages", json=body, headers=worker.headers)
    assert answer.json()["replies"][0]["text"] == "1：1 个文件"
    assert (await worker.read())[0]["attachments"] == [file]
    back = await worker.web.get(f"{worker.path}/attachments/{file['id']}", headers=worker.headers)
    assert (back.content, back.headers["content-type"]) == (PHOTO, "image/jpeg")
    assert "sandbox" in back.headers["content-security-policy"]


async def test_only_photos_and_pdf_of_a_decent_size_are_taken(worker: Worker) -> None:
    wrong = await upload(worker, b"MZ\x90\x00 a program", "合同.jpg")
    assert (wrong.status_code, wrong.headers["content-type"]) == (415, "application/problem+json")
    assert "照片" in wrong.json()["detail"]
    assert (await upload(worker, PHOTO[:4] + b"x" * MAX_BYTES)).status_code == 413
    assert (await upload(worker, b"")).status_code == 422
    nothing = await worker.web.post(f"{worker.path}/attachments", content=b"{}", headers=worker.headers)
    assert nothing.status_code == 415
    broken = await worker.web.post(
        f"{worker.path}/attachments",
        content=b"no form at all",
        headers={**worker.headers, "content-type": "multipart/form-data; boundary=x"},
    )
    assert broken.status_code in (400, 422)


async def test_a_file_of_another_chat_is_neither_shown_nor_taken_along(
    worker: Worker, web: httpx.AsyncClient, carrier: Carrier
) -> None:
    file = (await upload(worker, PHOTO)).json()
    thief = Worker(web, *(await carrier.new_chat()))
    stolen = await web.get(f"{thief.path}/attachments/{file['id']}", headers=thief.headers)
    assert stolen.status_code == 404
    body = {"client_message_id": "f1", "attachment_ids": [file["id"]]}
    assert (await web.post(f"{thief.path}/messages", json=body, headers=thief.headers)).status_code == 422
