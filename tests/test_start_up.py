"""What the person at the terminal reads when `make up` cannot go on."""

from __future__ import annotations

import shutil
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from scripts import up

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Start-up in an empty folder, so that no real .env or var/ is read."""
    monkeypatch.setattr(up, "ROOT", tmp_path)
    monkeypatch.setattr(up, "VAR", tmp_path / "var")
    for name in ("NLU_PORT", "HTTP_PORT", "CONSOLE_PORT"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path


def test_a_taken_port_is_named_with_the_setting_that_moves_it(elsewhere: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        monkeypatch.setenv("HTTP_PORT", str(port))
        with pytest.raises(up.Stop, match=rf"(?s)端口 {port}.*HTTP_PORT=.*Port {port} is taken"):
            up.programs()


def test_a_port_that_is_no_number_is_said_so(elsewhere: Path) -> None:
    (elsewhere / ".env").write_text("CONSOLE_PORT=eighty\n", "utf-8")
    with pytest.raises(up.Stop, match=r"CONSOLE_PORT='eighty' 不是端口号"):
        up.programs()


def test_a_full_disk_is_said_before_anything_is_written(elsewhere: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    full = shutil.disk_usage(elsewhere)._replace(free=1024)
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: full)
    with pytest.raises(up.Stop, match="磁盘快满了"):
        up.programs()


def test_the_language_server_gets_a_secret_that_only_the_owner_can_read(elsewhere: Path) -> None:
    started = up.programs()
    token = elsewhere / "var" / "nlu.token"
    assert token.stat().st_mode & 0o077 == 0
    assert {program.env["NLU_TOKEN"] for program in started} == {token.read_text()}


def test_set_up_says_which_python_is_missing(tmp_path: Path) -> None:
    """With a uv that finds and downloads nothing, the message names the interpreter to install."""
    uv = tmp_path / "uv"
    uv.write_text("#!/bin/sh\necho no interpreter >&2\nexit 2\n", "utf-8")
    uv.chmod(0o755)
    copy = tmp_path / "project"
    (copy / "scripts").mkdir(parents=True)
    (copy / "nlu").mkdir()
    for name in ("scripts/setup.py", "requirements-dev.lock", "nlu/requirements.lock", "nlu/overrides.txt"):
        shutil.copy(ROOT / name, copy / name)
    done = subprocess.run(
        [sys.executable, str(copy / "scripts" / "setup.py")], env={"PATH": f"{tmp_path}:/usr/bin:/bin", "HOME": str(tmp_path)},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode != 0
    assert "找不到 Python 3.12" in done.stderr
    assert "Traceback" not in done.stderr
