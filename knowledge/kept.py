"""What was learned, kept on the disk between starts: one file of plain arrays a family, under a name that says from what."""

from __future__ import annotations

import logging
import os
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

log = logging.getLogger(__name__)

T = TypeVar("T")


def save_arrays(folder: Path, family: str, key: str, arrays: Mapping[str, NDArray[Any]]) -> None:
    """`folder`/`family`-`key`.npz, written aside and moved into place, so that a reader never sees half a file; older files of
    the family go. A full disk is only logged: it is learned again next time."""
    target, aside = folder / f"{family}-{key}.npz", folder / f"{family}-{key}.{os.getpid()}.part"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with aside.open("wb") as file:
            np.savez(file, **arrays)  # type: ignore[arg-type]
        aside.replace(target)
        for old in folder.glob(f"{family}-*.npz"):
            if old != target:
                old.unlink(missing_ok=True)
    except OSError as error:
        aside.unlink(missing_ok=True)
        log.warning("%s not kept: %s", target.name, error)


def load_arrays(folder: Path, family: str, key: str, read: Callable[[Mapping[str, NDArray[Any]]], T]) -> T | None:
    """What `read` makes of the arrays; None when there is nothing usable. A damaged file is as good as none."""
    path = folder / f"{family}-{key}.npz"
    try:
        with np.load(path, allow_pickle=False) as file:
            return read(file)
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile) as error:
        log.warning("%s not readable, learning again: %s", path.name, error)
        return None
