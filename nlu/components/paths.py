"""Where the NLU project stands on disk, so that components work from any working directory."""

from __future__ import annotations

import hashlib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def project_file(name: str) -> Path:
    """The file `name`, given relative to the NLU project; FileNotFoundError says which setting is wrong."""
    path = ROOT / name
    if not path.is_file():
        raise FileNotFoundError(f"{path} is named in config.yml but does not exist")
    return path


def digest(name: str) -> str:
    """SHA-256 of a project file: lets Rasa see that a component must be trained again."""
    return hashlib.sha256(project_file(name).read_bytes()).hexdigest()
