"""A full Rasa with TensorFlow in build/stock-venv: `make stock-setup`; with `--lock` it writes requirements.lock anew."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from scripts import setup

ROOT = Path(__file__).resolve().parents[2]
HERE = Path(__file__).resolve().parent
VENV = ROOT / "build" / "stock-venv"
NEEDED_BYTES = 4 * 1024**3  # 2.5 GB of packages, and room to unpack them


def main() -> int:
    uv = setup.find_uv()
    lock = HERE / "requirements.lock"
    if "--lock" in sys.argv[1:]:
        subprocess.run(
            [uv, "pip", "compile", "--generate-hashes", "--no-annotate", "--no-header", "-q", "--python-version", "3.10",
             str(HERE / "requirements.in"), "-o", str(lock)],
            cwd=ROOT, env=setup.environment(), check=True,
        )  # fmt: skip
    VENV.parent.mkdir(exist_ok=True)
    setup.NEEDED_BYTES = NEEDED_BYTES
    setup.make(uv, "对照环境 stock（TensorFlow，约 2.5 GB）", VENV, ("3.10",), lock, ())
    # A wheel of TensorFlow wants AVX, and there is none for some machines: better said here than in the midst of a training.
    tried = subprocess.run(
        [str(VENV / "bin" / "python"), "-c", "import tensorflow, rasa; print(rasa.__version__, tensorflow.__version__)"],
        capture_output=True, text=True,
    )  # fmt: skip
    if tried.returncode != 0:
        print(
            f"TensorFlow cannot be used on this machine; nothing to compare with.\n{tried.stderr[-600:]}",
            file=sys.stderr,
        )
        return 1
    print(f"Stock Rasa is ready in {VENV.relative_to(ROOT)}: Rasa, TensorFlow {tried.stdout.strip()}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
