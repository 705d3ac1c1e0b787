"""The settings of the case database, shared by the programs that open it, and how a wrong setting is reported."""

from __future__ import annotations

import os
import secrets
import sys
from binascii import Error as Base64Error
from pathlib import Path
from typing import Self

from pydantic import Field, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict, SettingsError
from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError

from cases.crypto import KeyRing
from cases.database import Database
from cases.wakeups import LocalWakeups, RedisWakeups, Wakeups


class WrongSetting(Exception):
    """One line a person can act on: `NAME: 中文 / English`."""

    def __init__(self, name: str, chinese: str, english: str) -> None:
        super().__init__(f"设置有误 / wrong setting: {name}: {chinese} / {english}")


class DataSettings(BaseSettings):
    """From the environment and, where present, a `.env` file in the working folder; the environment wins."""

    model_config = SettingsConfigDict(env_file=".env", extra="ignore", env_ignore_empty=True)

    database_url: str = "sqlite+aiosqlite:///var/niangjiaren.sqlite3"
    field_keys: str = Field(default="", repr=False)  # `id:base64,…`, newest first; empty: read from key_file
    key_file: Path = Path("var/field.key")
    redis_url: str = Field(default="", repr=False)  # empty: wake-ups within this machine only

    @field_validator("database_url")
    @classmethod
    def _known_database(cls, value: str) -> str:
        try:
            driver = make_url(value).drivername
        except ArgumentError:
            driver = ""
        if driver not in ("sqlite+aiosqlite", "postgresql+asyncpg"):
            raise ValueError(
                "要写成 sqlite+aiosqlite:///文件 或 postgresql+asyncpg://用户:密码@主机/库名 / "
                "must be sqlite+aiosqlite:///path or postgresql+asyncpg://user:password@host/name"
            )
        return value

    @field_validator("redis_url")
    @classmethod
    def _known_redis(cls, value: str) -> str:
        if value and not value.startswith(("redis://", "rediss://", "unix://")):
            raise ValueError("要以 redis:// 或 rediss:// 开头 / must start with redis:// or rediss://")
        return value

    @classmethod
    def read(cls) -> Self:
        """The settings, or one line per wrong one on stderr and exit code 2."""
        try:
            return cls()
        except ValidationError as error:
            for problem in error.errors(include_input=False, include_url=False):
                name = f"{problem['loc'][0]}: ".upper() if problem["loc"] else ""  # a rule over several names itself
                words = problem["msg"].removeprefix("Value error, ")
                if " / " not in words:
                    words = f"这个值不合适 / {words}"
                print(f"设置有误 / wrong setting: {name}{words}", file=sys.stderr)
        except (SettingsError, UnicodeDecodeError) as error:
            print(f"设置有误 / wrong setting: .env: 读不懂 / cannot be read ({error})", file=sys.stderr)
        raise SystemExit(2)

    def key_ring(self) -> KeyRing:
        """The field keys; on the very first start a key file is made. Raises WrongSetting."""
        if self.field_keys:
            return _parse("FIELD_KEYS", self.field_keys)
        try:
            if not self.key_file.exists():
                _make_key_file(self.key_file)
            return _parse("KEY_FILE", self.key_file.read_text("ascii"))
        except (OSError, UnicodeDecodeError) as error:
            raise WrongSetting(
                "KEY_FILE",
                f"{self.key_file} 不能读写",
                f"{self.key_file} cannot be read or made ({type(error).__name__})",
            ) from error

    def open_database(self, *, reads_on_loop: bool = False) -> Database:
        """The database behind these settings (not yet migrated); `reads_on_loop` as in Database. Raises WrongSetting."""
        url = make_url(self.database_url)
        if url.get_backend_name() == "sqlite" and url.database:
            try:
                Path(url.database).parent.mkdir(parents=True, exist_ok=True)
            except OSError as error:
                raise WrongSetting(
                    "DATABASE_URL", "数据库所在的文件夹建不了", f"cannot make its folder ({error.strerror})"
                ) from error
        return Database(self.database_url, self.key_ring(), reads_on_loop=reads_on_loop)

    def open_wakeups(self, database: Database) -> Wakeups:
        """Wake-ups for these settings; start their `run()` in a task of your own."""
        return RedisWakeups(self.redis_url) if self.redis_url else LocalWakeups(database)


def _parse(name: str, text: str) -> KeyRing:
    try:
        return KeyRing.parse(text)
    except (ValueError, Base64Error) as error:
        # The reason is not repeated: it could quote a part of a key.
        raise WrongSetting(
            name, "密钥格式不对，应为 编号:base64（32 字节）", "must be id:base64 of 32 bytes, several parted by commas"
        ) from error


def _make_key_file(path: Path) -> None:
    """Write a fresh key, readable by its owner only. Of two programs starting at once, one wins and both use its key."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "w") as file:
            file.write(KeyRing.generate() + "\n")
            file.flush()
            os.fsync(file.fileno())
        os.link(draft, path)
    except FileExistsError:
        pass  # somebody else was first; theirs is read next
    finally:
        draft.unlink()
