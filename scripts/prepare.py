"""Bring the database to the newest shape and load programs, example consultants and example staff where missing."""

from __future__ import annotations

import asyncio
import os
from datetime import UTC, datetime
from pathlib import Path

from cases import first_content
from cases.migrate import migrate
from cases.settings import DataSettings
from cases.worktime import WorkCalendar
from knowledge.programs import program_values

ROOT = Path(__file__).resolve().parent.parent


async def main() -> None:
    settings = DataSettings()
    await migrate(settings.database_url)
    documents = [program_values(path) for path in sorted((ROOT / "knowledge" / "programs").glob("*.yml"))]
    database = settings.open_database()
    try:
        async with database.transaction() as session:
            password = await first_content.first_content(
                session, program_documents=documents, calendar=WorkCalendar.load(), now=datetime.now(UTC),
                password=os.environ.get("FIRST_PASSWORD"),
            )  # fmt: skip
    finally:
        await database.close()
    # A password that was given from outside is known there; only one made up here must be told.
    if password is not None and not os.environ.get("FIRST_PASSWORD"):
        note = ROOT / "var" / "first-login.txt"
        note.touch(mode=0o600)
        lines = [f"{login}\t{password}\t{name}" for login, name, _ in first_content.EXAMPLE_STAFF]
        note.write_text("用户名\t密码\t说明（示例账号，首次登录后请改密码并删掉本文件）\n" + "\n".join(lines) + "\n")
        print(f"· 示例账号已建好：admin / {password}（全部见 var/first-login.txt）")


if __name__ == "__main__":
    asyncio.run(main())
