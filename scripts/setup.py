#!/usr/bin/env python3
"""Make the two Python environments from their locks. Needs only Python 3.8+, its pip, and the net on the first run.

An environment is made again only when its lock changed. `--lock` writes the locks anew; `--plots` brings what the reports
are drawn with. Interpreters that are there (python3.x on the PATH, pyenv's) are used; elsewhere uv downloads them.
"""

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
UV_HOME = ROOT / ".uv"
PLOTS = ROOT / "build" / "plots"
NEEDED_BYTES = 2 * 1024**3  # both environments, the model and head room; measured 1.1 GB
# name, folder, interpreters in order of preference, lock, extra arguments for installing
ENVIRONMENTS = (
    ("主环境 main", ROOT / ".venv", ("3.12", "3.11"), ROOT / "requirements-dev.lock", ()),
    ("语言模型环境 nlu", ROOT / "nlu" / ".venv", ("3.10",), ROOT / "nlu" / "requirements.lock",
     ("--override", str(ROOT / "nlu" / "overrides.txt"))),
)  # fmt: skip


def stop(message):
    sys.exit("\n✗ " + message + "\n")


def environment():
    """The process environment, with all of pyenv's interpreters made visible to uv."""
    env = dict(os.environ)
    env.pop("VIRTUAL_ENV", None)
    versions = Path(env.get("PYENV_ROOT", Path.home() / ".pyenv")) / "versions"
    if versions.is_dir():
        env["PYENV_VERSION"] = ":".join(sorted(p.name for p in versions.iterdir() if (p / "bin/python").exists()))
    return env


def find_uv():
    """uv from the PATH, or one of our own in .uv/."""
    found = shutil.which("uv")
    if found:
        return found
    own = UV_HOME / "bin" / "uv"
    if own.exists():
        return str(own)
    print("· 安装 uv（只这一次）", flush=True)
    try:
        subprocess.run([sys.executable, "-m", "venv", str(UV_HOME)], check=True, stdout=subprocess.DEVNULL)
        subprocess.run([str(UV_HOME / "bin" / "pip"), "install", "-q", "uv"], check=True)
    except (OSError, subprocess.CalledProcessError):
        # Debian's python3 comes without venv; pip can still put uv into a folder.
        target = UV_HOME / "lib"
        done = subprocess.run([sys.executable, "-m", "pip", "install", "-q", "--target", str(target), "uv"])
        if done.returncode != 0:
            stop(
                "装不上 uv。请先安装 python3-venv 或 uv，再运行 make up。\n"
                "  Could not install uv: install python3-venv or uv first."
            )
        own = target / "bin" / "uv"
    return str(own)


def check_disk():
    free = shutil.disk_usage(ROOT).free
    if free < NEEDED_BYTES:
        stop(
            f"磁盘空间不够：还剩 {free / 1024**3:.1f} GB，至少要 2 GB。请清理后再试。\n"
            f"  Disk nearly full: {free / 1024**3:.1f} GB free, 2 GB needed."
        )


def make(uv, name, folder, pythons, lock, extra):
    digest = hashlib.sha256(lock.read_bytes() + "".join(extra).encode()).hexdigest()
    stamp = folder / ".lock-digest"
    if stamp.exists() and stamp.read_text() == digest:
        return
    check_disk()
    print("· 准备" + name, flush=True)
    env = environment()
    if not (folder / "bin" / "python").exists():
        for version in pythons:
            done = subprocess.run(
                [uv, "venv", "-q", "--python", version, str(folder)],
                env=env,
                stderr=subprocess.PIPE,
                text=True,
            )
            if done.returncode == 0:
                break
        else:
            stop(
                "找不到 Python {0}，也下载不到。请先安装它（例如 pyenv install {0}），再运行 make up。\n"
                "  Python {1} was not found and could not be downloaded: install it first.\n  {2}".format(
                    pythons[0], " / ".join(pythons), done.stderr.strip()[-300:]
                )
            )
    done = subprocess.run(
        [
            uv,
            "pip",
            "install",
            "-q",
            "--python",
            str(folder / "bin" / "python"),
            "--require-hashes",
            "-r",
            str(lock),
            *extra,
        ],
        env=env,
    )
    if done.returncode != 0:
        stop(
            name
            + " 没装成，上面是原因。网络或磁盘好了以后再运行一次即可。\n  Installation failed; see above, then run it again."
        )
    stamp.write_text(digest)


def write_locks(uv):
    env = environment()
    common = ["--generate-hashes", "--no-annotate", "--no-header", "-q"]
    for source, target, arguments in (
        ("requirements.in", "requirements.lock", ["--universal", "--python-version", "3.11"]),
        ("requirements-dev.in", "requirements-dev.lock", ["--universal", "--python-version", "3.11"]),
        (
            "nlu/requirements.in",
            "nlu/requirements.lock",
            ["--python-version", "3.10", "--override", "nlu/overrides.txt"],
        ),
        ("nlu/plots.in", "nlu/plots.lock", ["--python-version", "3.10", "--no-emit-package", "numpy"]),
    ):
        subprocess.run(
            [uv, "pip", "compile", *common, *arguments, source, "-o", target], cwd=str(ROOT), env=env, check=True
        )


def make_plots(uv):
    """matplotlib in a folder of its own, for the reports of `make evaluate`; the environment that serves stays without it."""
    lock = ROOT / "nlu" / "plots.lock"
    digest = hashlib.sha256(lock.read_bytes()).hexdigest()
    stamp = PLOTS / ".lock-digest"
    if stamp.exists() and stamp.read_text() == digest:
        return
    python = str(ROOT / "nlu" / ".venv" / "bin" / "python")
    into = ["-q", "--python", python, "--target", str(PLOTS), "--no-deps", "--require-hashes", "-r", str(lock)]
    subprocess.run([uv, "pip", "install", *into], env=environment(), check=True)
    stamp.write_text(digest)


def main():
    uv = find_uv()
    if "--lock" in sys.argv[1:]:
        write_locks(uv)
        return
    if "--plots" in sys.argv[1:]:
        make_plots(uv)
        return
    for name, folder, pythons, lock, extra in ENVIRONMENTS:
        make(uv, name, folder, pythons, lock, extra)


if __name__ == "__main__":
    main()
