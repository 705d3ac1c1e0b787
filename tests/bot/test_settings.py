"""An operator gets a setting wrong and is told which one, in one line; keys are made once and kept."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from bot.server import listen
from bot.settings import Settings
from cases.crypto import KeyRing
from cases.settings import WrongSetting


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DATABASE_URL", "mysql://root@db/x"),
        ("REDIS_URL", "localhost"),
        ("HTTP_PORT", "eighty"),
        ("HTTP_PORT", "99999"),
        ("NLU_URL", "nlu:5005"),
        ("LOG_LEVEL", "loud"),
        ("TRACE", "perhaps"),
        ("ANSWER_WAIT_SECONDS", "0"),
    ],
)
def test_a_wrong_setting_is_named_in_one_line(
    name: str, value: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv(name, value)
    with pytest.raises(SystemExit) as stopped:
        Settings.read()
    assert stopped.value.code == 2
    said = capsys.readouterr().err
    assert said.count("\n") == 1
    assert name in said
    assert "设置有误" in said


def test_a_webhook_needs_its_secret(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TELEGRAM_WEBHOOK_URL", "https://bot.example")
    with pytest.raises(SystemExit):
        Settings.read()
    assert "TELEGRAM_WEBHOOK_SECRET" in capsys.readouterr().err


def test_the_environment_wins_over_the_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".env").write_text("HTTP_PORT=8100\nNLU_TOKEN=from-file\nHTTP_HOST=\n", "utf-8")
    monkeypatch.setenv("HTTP_PORT", "8200")
    settings = Settings.read()
    assert (settings.http_port, settings.nlu_token, settings.http_host) == (8200, "from-file", "127.0.0.1")
    assert "from-file" not in repr(settings)


def test_the_first_start_makes_a_key_that_later_starts_use(tmp_path: Path) -> None:
    settings = Settings(key_file=tmp_path / "new" / "field.key")
    sealed = settings.key_ring().seal(b"610302")
    assert stat.S_IMODE(settings.key_file.stat().st_mode) == 0o600
    assert settings.key_ring().open(sealed) == b"610302"
    assert [p.name for p in settings.key_file.parent.iterdir()] == ["field.key"]


@pytest.mark.parametrize(
    "keys", ["k1", "k1:short", "k1:!!!!", KeyRing.generate("a.b")], ids=["alone", "short", "signs", "dot"]
)
def test_malformed_keys_are_named_but_not_shown(keys: str) -> None:
    with pytest.raises(WrongSetting) as wrong:
        Settings(field_keys=keys).key_ring()
    assert "FIELD_KEYS" in str(wrong.value)
    assert keys not in str(wrong.value)


def test_a_taken_port_is_said_plainly() -> None:
    with listen("127.0.0.1", 0) as first:
        first.listen()
        with pytest.raises(WrongSetting, match="HTTP_PORT"):
            listen("127.0.0.1", first.getsockname()[1])
