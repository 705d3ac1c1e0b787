"""Memory that building the assistant took and left free goes back to the machine; it would never be used again."""

from __future__ import annotations

import ctypes
import gc


def give_back() -> None:
    """After the start, once. Only glibc has the call; elsewhere nothing but a collection happens."""
    gc.collect()
    try:
        trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
    except OSError:
        return
    if trim is not None:
        trim(0)
