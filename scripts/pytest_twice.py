"""Run pytest; what failed gets one more try. `python scripts/pytest_twice.py <pytest arguments>`. Exits as pytest does."""

from __future__ import annotations

import subprocess
import sys

FAILED = 1  # pytest's exit code for failed tests; all others (usage, interrupted, nothing collected) are final


def main() -> int:
    command = [sys.executable, "-m", "pytest", *sys.argv[1:]]
    first = subprocess.run(command, check=False).returncode
    if first != FAILED:
        return first
    print("\n一次没过的再试一次 / what failed is tried once more\n", flush=True)
    return subprocess.run([*command, "--last-failed", "--last-failed-no-failures", "none"], check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
