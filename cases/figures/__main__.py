"""`python -m cases.figures [--again]`: bring the figures up to now; with --again forget them first and count everything anew."""

from __future__ import annotations

import argparse
import asyncio
import sys
import time
from datetime import UTC, datetime

from cases.figures.counting import LIMIT_CATCHING_UP, count_all, forget
from cases.settings import DataSettings, WrongSetting


async def _run(*, again: bool) -> None:
    database = DataSettings.read().open_database()
    try:
        if again:
            async with database.transaction() as session:
                await forget(session)
        began = time.monotonic()
        counted = await count_all(database, now=datetime.now(UTC), limit=LIMIT_CATCHING_UP)
        print(f"已计数 / counted: {counted} ({time.monotonic() - began:.1f} s)")
    finally:
        await database.close()


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m cases.figures", description=__doc__)
    parser.add_argument("--again", action="store_true", help="从头重新计数 / count everything anew")
    try:
        asyncio.run(_run(again=parser.parse_args().again))
    except WrongSetting as error:
        print(error, file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
