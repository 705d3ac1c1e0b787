"""Inert stand-ins for the packages that overrides.txt leaves out.

Rasa imports TensorFlow, chat connectors and cloud clients at start even when the pipeline is linear and only
`/model/parse` is served. A stand-in can be imported, subclassed, used in annotations and decorators; nothing of it
ever runs. Call `install_stand_ins()` before the first `import rasa`. A package that is installed is left alone, so the
same scripts also run in a full environment (DIET comparisons).
"""

from __future__ import annotations

import importlib.abc
import importlib.machinery
import importlib.util
import os
import sys
from collections.abc import Sequence
from types import ModuleType
from typing import Any

ABSENT = (
    "absl", "aio_pika", "aiogram", "aiohttp_retry", "aiormq", "boto3", "botocore", "confluent_kafka", "engineio",
    "fbmessenger", "google", "keras", "matplotlib", "mattermostwrapper", "psycopg2", "pydot", "pymongo",
    "rocketchat_API", "sentry_sdk", "slack_sdk", "sklearn_crfsuite", "socketio", "structlog_sentry", "tensorflow",
    "tensorflow_hub", "tensorflow_text", "twilio", "webexteamssdk",
)  # fmt: skip


class _StandInType(type):
    """A class whose every attribute is again such a class: `tf.keras.Model`, `tf.Tensor`, `Error.Kind` …"""

    def __getattr__(cls, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        child = _StandInType(name, (StandIn,), {})
        setattr(cls, name, child)
        return child

    def __getitem__(cls, item: Any) -> Any:
        return cls


class StandIn(Exception, metaclass=_StandInType):
    """Base of everything a stand-in module holds. An exception, so that `except Absent:` stays legal."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__()

    def __new__(cls, *args: Any, **kwargs: Any) -> Any:
        # Used as a decorator (`@tf.function`): hand the decorated thing back unchanged.
        if cls.__bases__ == (StandIn,) and len(args) == 1 and callable(args[0]) and not kwargs:
            return args[0]
        return super().__new__(cls)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return getattr(type(self), name)

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        return args[0] if len(args) == 1 and callable(args[0]) else self


class _StandInModule(ModuleType):
    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        value = _StandInType(name, (StandIn,), {})
        setattr(self, name, value)
        return value


class _StandInFinder(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    def __init__(self, roots: frozenset[str]) -> None:
        self._roots = roots

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        if fullname.partition(".")[0] not in self._roots:
            return None
        return importlib.machinery.ModuleSpec(fullname, self, is_package=True)

    def create_module(self, spec: importlib.machinery.ModuleSpec) -> ModuleType:
        return _StandInModule(spec.name)

    def exec_module(self, module: ModuleType) -> None:
        """Nothing to run."""


def install_stand_ins() -> tuple[str, ...]:
    """Put stand-ins in the place of absent packages; returns their names. Also quiets what Rasa would send or print."""
    os.environ["RASA_TELEMETRY_ENABLED"] = "false"
    os.environ.setdefault("SQLALCHEMY_SILENCE_UBER_WARNING", "1")
    os.environ.setdefault("LOG_LEVEL", "WARNING")  # Rasa's debug log doubles the time of a parse
    for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
        os.environ.setdefault(name, "1")  # one sentence at a time: more threads only wait for each other
    missing = tuple(name for name in ABSENT if importlib.util.find_spec(name) is None)
    sys.meta_path.append(_StandInFinder(frozenset(missing)))
    return missing


def quiet_rasa() -> None:
    """Warnings only, after Rasa is imported. Its debug lines would put what people wrote into the log."""
    import logging
    import warnings

    from rasa.utils.common import configure_logging_and_warnings
    from rasa.utils.log_utils import configure_structlog

    configure_logging_and_warnings(logging.WARNING, warn_only_once=True, filter_repeated_logs=True)
    configure_structlog(logging.WARNING)
    # Retrieval intents serve as labels for ProgramClassifier here; no response selector is wanted.
    warnings.filterwarnings("ignore", message="(?s).*(response selector|duplicated intents)")
    warnings.filterwarnings("ignore", category=DeprecationWarning)
