"""Have the running server change to the newest model, without a gap.

    nlu/.venv/bin/python nlu/swap.py

Asks the server of NLU_PORT; without that setting every server that runs from this folder. Exit code 0: the newest model
serves. 1: it does not, and the one before goes on serving, or no server runs.
"""

from __future__ import annotations

import os
import socket
import sys
from pathlib import Path

from project import MODELS, ROOT, control_socket

ANSWER_WITHIN_S = 330  # the server gives up on a load after five minutes


class NoServer(Exception):
    """Nothing answers at this socket."""


def main() -> int:
    os.chdir(ROOT)  # names of sockets are relative, or they would be too long
    port = os.environ.get("NLU_PORT")
    wanted = [control_socket(int(port))] if port else sorted(MODELS.relative_to(ROOT).glob("serve-*.sock"))
    answers = []
    for path in wanted:
        try:
            answers.append(swap(path))
        except NoServer:
            path.unlink(missing_ok=True)
    if not answers:
        print("No NLU server runs from this folder (make up starts one).", file=sys.stderr)
        return 1
    failed = False
    for ok, said in answers:
        print(said if ok else f"Not swapped: {said}", file=sys.stdout if ok else sys.stderr, flush=True)
        failed = failed or not ok
    return 1 if failed else 0


def swap(path: Path) -> tuple[bool, str]:
    """Whether the newest model serves now, and what the server says: when the old one is gone, or the new one refused.

    Raises NoServer.
    """
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as server:
        server.settimeout(ANSWER_WITHIN_S)
        try:
            server.connect(str(path))
            said = server.makefile("r", encoding="utf-8").read().strip()
        except (FileNotFoundError, ConnectionRefusedError) as error:
            raise NoServer(path) from error
        except OSError as error:
            return False, f"the server gave no answer ({error})"
    verdict, _, words = said.partition(" ")
    return verdict == "ok", words or "the server ended while it loaded"


if __name__ == "__main__":
    raise SystemExit(main())
