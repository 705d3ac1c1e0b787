"""The settings of the bot, from the environment and an optional `.env` file. `.env.example` lists them for operators."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, field_validator, model_validator

from cases.settings import DataSettings


class Settings(DataSettings):
    nlu_url: str = "http://127.0.0.1:5005"
    nlu_token: str = Field(default="", repr=False)
    http_host: str = "127.0.0.1"
    http_port: int = Field(default=8080, ge=1, le=65535)
    public_url: str = ""  # where workers reach the page; empty: the address we listen on
    telegram_bot_token: str = Field(default="", repr=False)
    telegram_api_url: str = "https://api.telegram.org"
    telegram_webhook_url: str = ""  # empty: long polling
    telegram_webhook_secret: str = Field(default="", repr=False)
    trace: bool = True
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"
    answer_wait_seconds: float = Field(default=8, gt=0, le=60)
    # Limits against floods, per chat and per address; 0 switches one off. This machine's own address is not limited.
    messages_per_10_seconds: int = Field(default=20, ge=0)
    new_chats_per_minute: int = Field(default=30, ge=0)
    limit_loopback: bool = False

    @field_validator("log_level", mode="before")
    @classmethod
    def _upper(cls, value: object) -> object:
        return value.upper() if isinstance(value, str) else value

    @field_validator("nlu_url", "public_url", "telegram_api_url", "telegram_webhook_url")
    @classmethod
    def _web_address(cls, value: str) -> str:
        if value and not value.startswith(("http://", "https://")):
            raise ValueError("要以 http:// 或 https:// 开头 / must start with http:// or https://")
        return value.rstrip("/")

    @model_validator(mode="after")
    def _webhook_needs_secret(self) -> Settings:
        if self.telegram_webhook_url and not self.telegram_webhook_secret:
            raise ValueError(
                "TELEGRAM_WEBHOOK_SECRET: 用了 TELEGRAM_WEBHOOK_URL 就必须设置 / is required with TELEGRAM_WEBHOOK_URL"
            )
        return self

    @property
    def address(self) -> str:
        """Where the page is, for people; without a slash at the end."""
        shown = "127.0.0.1" if self.http_host in ("0.0.0.0", "::") else self.http_host
        return self.public_url or f"http://{shown}:{self.http_port}"
