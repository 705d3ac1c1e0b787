"""Alembic's entry: runs on the connection that `cases.migrate` hands over."""

from __future__ import annotations

from typing import Any

from alembic import context
from alembic.autogenerate.api import AutogenContext
from sqlalchemy import text

from cases.crypto import EncryptedBytes, EncryptedJSON, EncryptedText
from cases.models import Base
from cases.models.base import UtcDateTime

# Migrations must stand alone when the models have moved on, so they name plain column types only.
PLAIN = {
    EncryptedText: "sa.Text()",
    EncryptedJSON: "sa.Text()",
    EncryptedBytes: "sa.LargeBinary()",
    UtcDateTime: "sa.DateTime(timezone=True)",
}


LOCK = 610300  # any number, as long as it is always the same


def render_item(kind: str, obj: Any, _context: AutogenContext) -> str | bool:
    if kind == "type":
        for cls, plain in PLAIN.items():
            if isinstance(obj, cls):
                return plain
    return False


def run() -> None:
    connection = context.config.attributes["connection"]
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        render_item=render_item,
        render_as_batch=connection.dialect.name == "sqlite",
    )
    with context.begin_transaction():
        if connection.dialect.name == "postgresql":
            # Several programs start at once; the others wait here and then find nothing left to do.
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": LOCK})
        context.run_migrations()


run()
