"""A consistent copy of the embedded SQLite database while it is in use. What is encrypted stays encrypted; keep the key apart."""

from __future__ import annotations

import sqlite3
import sys
from datetime import datetime
from pathlib import Path

from sqlalchemy import make_url

from cases.settings import DataSettings


def main() -> None:
    url = make_url(DataSettings().database_url)
    if url.get_backend_name() != "sqlite" or not url.database:
        sys.exit("这里只备份内置的 SQLite；PostgreSQL 请用 pg_dump（见 docs/operations.md）。")
    source = Path(url.database)
    target = source.parent / "backup" / f"{source.stem}-{datetime.now():%Y%m%d-%H%M%S}.sqlite3"
    target.parent.mkdir(exist_ok=True)
    with sqlite3.connect(source) as live, sqlite3.connect(target) as copy:
        live.backup(copy)
    target.chmod(0o600)
    print(f"✓ 已备份到 {target}")


if __name__ == "__main__":
    main()
