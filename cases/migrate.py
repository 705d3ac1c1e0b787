"""Bring a database to the newest shape, or walk it back. `python -m cases.migrate up|down|revision` (see `make help`)."""

from __future__ import annotations

import argparse
import asyncio
import os
from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, make_url
from sqlalchemy.ext.asyncio import create_async_engine


def _config(connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).with_name("migrations")))
    config.attributes["connection"] = connection
    return config


async def migrate(url: str, *, to: str = "head") -> None:
    """Upgrade to a revision (default: the newest), or downgrade with `to="base"` or a number of steps such as `-1`."""
    if make_url(url).get_backend_name() == "sqlite" and (file := make_url(url).database):
        Path(file).parent.mkdir(parents=True, exist_ok=True)
    engine = create_async_engine(url)
    try:
        async with engine.begin() as connection:
            step = command.downgrade if to == "base" or to.startswith("-") else command.upgrade
            await connection.run_sync(lambda sync: step(_config(sync), to))
    finally:
        await engine.dispose()


async def write_revision(url: str, message: str) -> None:
    """Compare the models with the database at `url` and write a migration for the difference (for developers)."""
    engine = create_async_engine(url)
    try:
        async with engine.begin() as connection:
            await connection.run_sync(lambda sync: command.revision(_config(sync), message=message, autogenerate=True))
    finally:
        await engine.dispose()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("step", choices=("up", "down", "revision"))
    parser.add_argument("message", nargs="?", default="change")
    args = parser.parse_args()
    url = os.environ.get("DATABASE_URL", "sqlite+aiosqlite:///var/niangjiaren.sqlite3")
    if args.step == "revision":
        asyncio.run(write_revision(url, args.message))
    else:
        asyncio.run(migrate(url, to="head" if args.step == "up" else "base"))


if __name__ == "__main__":
    main()
