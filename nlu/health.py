"""Exit code 0 when the NLU server of this machine has its model loaded. For container health checks."""

from __future__ import annotations

import os
import sys
import urllib.error
import urllib.parse
import urllib.request


def main() -> int:
    query = urllib.parse.urlencode({"token": os.environ.get("NLU_TOKEN") or ""})
    address = f"http://127.0.0.1:{os.environ.get('NLU_PORT') or 5005}/status?{query}"
    try:
        with urllib.request.urlopen(address, timeout=3) as answer:
            return 0 if answer.status == 200 else 1
    except (urllib.error.URLError, TimeoutError):
        return 1


if __name__ == "__main__":
    sys.exit(main())
