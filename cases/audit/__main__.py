"""`python -m cases.audit verify [ID:DIGEST]` and `python -m cases.audit head`. Exit code 1 when the chain is broken.

`head` prints the newest link as ID:DIGEST. Kept outside this machine (on paper, in a mail), and given to a later `verify`, it
shows that the end of the log was not cut off meanwhile, which the chain alone cannot.
"""

from __future__ import annotations

import asyncio
import sys

from cases.audit.chain import Head
from cases.audit.verifying import Verdict, head, inspect
from cases.database import Database
from cases.settings import DataSettings, WrongSetting

USAGE = "用法 / usage: python -m cases.audit verify [ID:DIGEST] | head"
WHY = {
    "gap": "前面少了记录 / an entry before it is missing",
    "changed": "内容与校验值不符 / it does not fit its digest",
    "key": "校验所用的密钥不在 FIELD_KEYS 里，无法判断 / its key is not in the ring",
    "anchor": "与另存的校验值对不上，末尾可能被截去 / not the entry that was written down; the end may have been cut off",
}


def main(arguments: list[str]) -> int:
    command, *rest = arguments or [""]
    anchor = _anchor(rest[0]) if rest else None
    if command not in ("verify", "head") or len(rest) > (command == "verify") or (rest and anchor is None):
        print(USAGE, file=sys.stderr)
        return 2
    try:
        database = DataSettings.read().open_database()
    except WrongSetting as error:
        print(error, file=sys.stderr)
        return 2
    return asyncio.run(_run(database, command, anchor))


async def _run(database: Database, command: str, anchor: Head | None) -> int:
    try:
        if not await database.has_tables():
            print("数据库打不开或还没有建好 / the database does not answer or has no tables", file=sys.stderr)
            return 2
        async with database.reading() as session:
            if command == "verify":
                return _tell(await inspect(session, anchor=anchor))
            newest = await head(session)
            print(f"{newest.id}:{newest.digest}" if newest else "审计日志还是空的 / the log is empty")
            return 0
    finally:
        await database.close()


def _tell(verdict: Verdict) -> int:
    print(f"记录 / entries: {verdict.count}")
    for words, link in (("最早 / first", verdict.first), ("最新 / last", verdict.last)):
        if link is not None:
            print(f"{words}: {link.id}:{link.digest}")
    if verdict.broken is None:
        print("完整 / OK")
        return 0
    print(f"不完整 / BROKEN: {verdict.broken}: {WHY[verdict.why]}")
    return 1


def _anchor(text: str) -> Head | None:
    number, _, digest = text.strip().partition(":")
    return Head(int(number), digest) if number.isascii() and number.isdigit() and digest else None


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
