"""Start everything embedded: train if needed, migrate, then nlu, bot and console; print where they are; watch over them.

A process that dies is started again (after 1, 2, 4 … 30 seconds). Ctrl+C or SIGTERM ends all in order.
"""

from __future__ import annotations

import asyncio
import os
import secrets
import shutil
import signal
import socket
import sys
from dataclasses import dataclass, field
from pathlib import Path

import httpx

ROOT = Path(__file__).resolve().parent.parent
VAR = ROOT / "var"
LONGEST_PAUSE_S = 30
START_WAIT_S = 60
MINIMUM_FREE_BYTES = 200 * 1024**2


class Stop(Exception):
    """Start-up cannot go on; the text is for the person at the terminal."""


@dataclass(slots=True)
class Program:
    name: str
    command: list[str]
    port: int
    env: dict[str, str]
    log: Path
    process: asyncio.subprocess.Process | None = None
    pause_s: int = field(default=1)


def setting(name: str, default: str) -> str:
    """From the environment, else from .env, else the default."""
    if name in os.environ:
        return os.environ[name]
    file = ROOT / ".env"
    if file.exists():
        for line in file.read_text("utf-8").splitlines():
            key, separator, value = line.partition("=")
            if separator and key.strip() == name:
                return value.strip().strip("'\"")
    return default


def port_of(name: str, default: int) -> int:
    raw = setting(name, str(default))
    if not raw.isdigit() or not 0 < int(raw) < 65536:
        raise Stop(
            f"{name}={raw!r} 不是端口号（1–65535）。请改 .env。\n  {name} must be a port number; fix it in .env."
        )
    return int(raw)


def check_port(name: str, port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            raise Stop(
                f"端口 {port}（{name}）被别的程序占用了。请关掉它，或在 .env 里换一个：{name}=…\n"
                f"  Port {port} is taken: stop what uses it, or set {name} in .env."
            ) from error


def programs() -> list[Program]:
    VAR.mkdir(exist_ok=True)
    if shutil.disk_usage(VAR).free < MINIMUM_FREE_BYTES:
        raise Stop("磁盘快满了（不到 200 MB），先清理再启动。\n  Disk nearly full (under 200 MB free).")
    ports = {n: port_of(n, d) for n, d in (("NLU_PORT", 5005), ("HTTP_PORT", 8080), ("CONSOLE_PORT", 8081))}
    for name, port in ports.items():
        check_port(name, port)
    token = VAR / "nlu.token"
    if not token.exists():
        token.touch(mode=0o600)
        token.write_text(secrets.token_urlsafe(24))
    common = {
        **os.environ, "NLU_TOKEN": setting("NLU_TOKEN", token.read_text()), "NLU_PORT": str(ports["NLU_PORT"]),
        "NLU_URL": setting("NLU_URL", f"http://127.0.0.1:{ports['NLU_PORT']}"), "HTTP_PORT": str(ports["HTTP_PORT"]),
        "CONSOLE_PORT": str(ports["CONSOLE_PORT"]), "PYTHONUNBUFFERED": "1",
        # Short vectors: more threads only make each search slower (docs/decisions/0003-search.md).
        "OPENBLAS_NUM_THREADS": "1",
    }  # fmt: skip
    nlu = str(ROOT / "nlu" / ".venv" / "bin" / "python")
    return [
        Program("nlu", [nlu, str(ROOT / "nlu" / "serve.py")], ports["NLU_PORT"], common, VAR / "nlu.log"),
        Program("bot", [sys.executable, "-m", "bot"], ports["HTTP_PORT"], common, VAR / "bot.log"),
        Program("console", [sys.executable, "-m", "console"], ports["CONSOLE_PORT"], common, VAR / "console.log"),
    ]


async def run_once(*command: str) -> None:
    process = await asyncio.create_subprocess_exec(*command, cwd=ROOT)
    if await process.wait() != 0:
        raise Stop(f"这一步没成：{' '.join(command[-2:])}。上面是原因。\n  This step failed; see above.")


async def start(program: Program) -> None:
    with program.log.open("ab") as log:
        program.process = await asyncio.create_subprocess_exec(
            *program.command, cwd=ROOT, env=program.env, stdout=log, stderr=log
        )


async def keep_running(program: Program, ending: asyncio.Event) -> None:
    """Start a program again when it dies. A program that cannot read its settings (exit 2) is not tried again."""
    while not ending.is_set():
        assert program.process is not None
        code = await program.process.wait()
        if ending.is_set():
            return
        if code == 2:
            tail = program.log.read_text("utf-8", "replace").strip().splitlines()[-5:]
            raise Stop(f"{program.name} 的设置有误：\n  " + "\n  ".join(tail))
        print(f"! {program.name} 停了（代码 {code}），{program.pause_s} 秒后重启；日志 {program.log}", flush=True)
        await asyncio.sleep(program.pause_s)
        program.pause_s = min(program.pause_s * 2, LONGEST_PAUSE_S)
        await start(program)


async def wait_until_up(program: Program, path: str) -> None:
    url = f"http://127.0.0.1:{program.port}{path}"
    async with httpx.AsyncClient(timeout=2, trust_env=False) as http:
        for _ in range(START_WAIT_S * 5):
            try:
                if (await http.get(url)).status_code < 500:
                    return
            except httpx.HTTPError:
                pass
            await asyncio.sleep(0.2)
    raise Stop(f"{program.name} 没能启动，请看 {program.log}\n  {program.name} did not start; see its log.")


async def end(running: list[Program]) -> None:
    for program in reversed(running):
        if program.process is not None and program.process.returncode is None:
            program.process.terminate()
    for program in reversed(running):
        if program.process is not None:
            try:
                await asyncio.wait_for(program.process.wait(), 10)
            except TimeoutError:
                program.process.kill()


async def main() -> None:
    wanted = programs()
    await run_once(str(ROOT / "nlu" / ".venv" / "bin" / "python"), str(ROOT / "nlu" / "train.py"))
    await run_once(sys.executable, "-m", "scripts.learn")
    await run_once(sys.executable, "-m", "scripts.prepare")
    ending = asyncio.Event()
    loop = asyncio.get_running_loop()
    for sign in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(sign, ending.set)
    try:
        for program in wanted:
            await start(program)
        keepers = [asyncio.create_task(keep_running(program, ending)) for program in wanted]
        ready = asyncio.gather(
            wait_until_up(wanted[0], "/"), wait_until_up(wanted[1], "/api/health"), wait_until_up(wanted[2], "/login")
        )
        over = asyncio.create_task(ending.wait())
        await asyncio.wait({ready, over, *keepers}, return_when=asyncio.FIRST_COMPLETED)
        for task in keepers:
            if task.done():
                task.result()
        if ready.done():
            ready.result()
            say_where(wanted)
            await asyncio.wait({over, *keepers}, return_when=asyncio.FIRST_COMPLETED)
            for task in keepers:
                if task.done():
                    task.result()
        ending.set()
    finally:
        ending.set()
        await end(wanted)


def say_where(wanted: list[Program]) -> None:
    ports = {program.name: program.port for program in wanted}
    telegram = "已接上" if setting("TELEGRAM_BOT_TOKEN", "") else "未接（在 .env 里填 TELEGRAM_BOT_TOKEN 即可）"
    print(
        f"\n✓ 娘家人已经启动\n  网页聊天  http://127.0.0.1:{ports['bot']}/\n  工作台    http://127.0.0.1:{ports['console']}/\n"
        f"  Telegram  {telegram}\n  首次登录  见 {(VAR / 'first-login.txt').relative_to(ROOT)}\n  停止：Ctrl+C\n",
        flush=True,
    )  # fmt: skip


if __name__ == "__main__":
    try:
        asyncio.run(main())
    except Stop as reason:
        sys.exit(f"\n✗ {reason}\n")
