"""The settings of the console, from the environment and an optional `.env` file."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, field_validator

from cases.settings import DataSettings


class Settings(DataSettings):
    """Logins need no secret of their own: the cookie holds a random token, the database its hash."""

    console_host: str = "127.0.0.1"
    console_port: int = Field(default=8081, ge=1, le=65535)
    require_totp: bool = False  # roles that are asked for a second factor may not put it off
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"

    @field_validator("log_level", mode="before")
    @classmethod
    def _upper(cls, value: object) -> object:
        return value.upper() if isinstance(value, str) else value

    @property
    def address(self) -> str:
        shown = "127.0.0.1" if self.console_host in ("0.0.0.0", "::") else self.console_host
        return f"http://{shown}:{self.console_port}"
