"""Asks the Rasa server (`nlu/`). Nothing it does can hang a turn: short time-out, and no call while it is known to be down."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable, Mapping
from typing import Any

import httpx

from actions.understanding.meaning import UnderstanderDown, Understanding

_LONGEST = 500
_HEAD, _TAIL = 250, 249
_TRIP_AFTER = 2
_PROBE_AFTER_S = 5.0
_MODEL_HEADER = "X-Model"
# An answer is kept this long at most: of a model that was swapped, when nothing new is asked that would tell.
_KEPT_S = 30.0
# The server closed the connection under us: it was idle too long, or its process handed over to another.
_CUT = (httpx.RemoteProtocolError, httpx.ReadError, httpx.WriteError)


class RasaUnderstander:
    """POST /model/parse. After two failures in a row it refuses at once, and lets one call through every five seconds."""

    def __init__(
        self,
        base_url: str,
        token: str,
        http: httpx.AsyncClient,
        timeout_s: float = 2.0,
        cache_size: int = 512,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        """`http` is the caller's and stays open; `monotonic` in seconds."""
        self._url = base_url.rstrip("/") + "/model/parse"
        self._token = token
        self._http = http
        self._timeout_s = timeout_s
        self._cache_size = cache_size
        self._monotonic = monotonic
        self._cache: OrderedDict[str, tuple[Understanding, float]] = OrderedDict()
        self._model = ""
        self._failures = 0
        self._closed_until = 0.0
        self._last_error = ""

    async def understand(self, text: str) -> Understanding:
        """Raises UnderstanderDown; never any other error of the network or of the answer."""
        sent = as_sent(text)
        now = self._monotonic()
        known = self._known(sent, now)
        if known is not None:
            return known
        if self._failures >= _TRIP_AFTER:
            if now < self._closed_until:
                raise UnderstanderDown(self._last_error)
            # This call is the probe; others are refused until it has an answer.
            self._closed_until = now + _PROBE_AFTER_S
        try:
            answer = await self._ask(sent)
            answer.raise_for_status()
            meaning = read_answer(answer.json())
        except (httpx.HTTPError, ValueError, KeyError, TypeError, AttributeError) as error:
            self._failed(error)
            raise UnderstanderDown(self._last_error) from error
        self._failures, self._last_error = 0, ""
        self._remember(sent, meaning, answer.headers.get(_MODEL_HEADER, ""), now)
        return meaning

    @property
    def health(self) -> dict[str, str | int | bool]:
        """`up` is False while calls are refused."""
        return {
            "name": "rasa", "up": self._failures < _TRIP_AFTER, "failures": self._failures, "error": self._last_error,
            "cached": len(self._cache),
        }  # fmt: skip

    async def _ask(self, sent: str) -> httpx.Response:
        """Once more when the connection was cut: reading a sentence twice does no harm, and a swap cuts every connection."""
        try:
            return await self._post(sent)
        except _CUT:
            return await self._post(sent)

    async def _post(self, sent: str) -> httpx.Response:
        params = {"token": self._token} if self._token else None
        return await self._http.post(self._url, params=params, json={"text": sent}, timeout=self._timeout_s)

    def _failed(self, error: Exception) -> None:
        self._failures += 1
        # The class only: a message of httpx can hold the address with its token.
        self._last_error = type(error).__name__
        if isinstance(error, httpx.HTTPStatusError):
            self._last_error += f" {error.response.status_code}"
        self._closed_until = self._monotonic() + _PROBE_AFTER_S

    def _known(self, text: str, now: float) -> Understanding | None:
        meaning, asked_at = self._cache.get(text, (None, 0.0))
        if meaning is None or now - asked_at > _KEPT_S:
            return None
        self._cache.move_to_end(text)
        return meaning

    def _remember(self, text: str, meaning: Understanding, model: str, now: float) -> None:
        if model != self._model:
            # Another model answers now: what the one before it meant does not hold any more.
            self._cache.clear()
            self._model = model
        if self._cache_size <= 0:
            return
        self._cache[text] = (meaning, now)
        while len(self._cache) > self._cache_size:
            self._cache.popitem(last=False)


def as_sent(text: str) -> str:
    """At most 500 characters, head and tail kept (the request is often at the end); never read by Rasa as a literal intent."""
    short = text if len(text) <= 10_000 else text[:5_000] + text[-5_000:]
    flat = " ".join(short.split())
    if len(flat) > _LONGEST:
        flat = f"{flat[:_HEAD]} {flat[-_TAIL:]}"
    # Rasa takes "/restart" or "/affirm{...}" for an intent typed by hand; a full-width slash is only a mark.
    return "／" + flat[1:] if flat.startswith("/") else flat


def read_answer(answer: Any) -> Understanding:
    """The answer of /model/parse. Raises ValueError, KeyError, TypeError or AttributeError when it is none."""
    if not isinstance(answer, Mapping):
        raise ValueError("no object")
    intent = answer["intent"]
    name = intent["name"]
    if not isinstance(name, str) or not name:
        raise ValueError("no intent")
    ranking = tuple((str(row["name"]), float(row["confidence"])) for row in answer.get("intent_ranking") or ())
    entities, sure = _entities(answer.get("entities") or ())
    return Understanding(
        intent=name,
        confidence=float(intent["confidence"]),
        ranking=ranking or ((name, float(intent["confidence"])),),
        entities=entities,
        program_confidence=sure.get("program", 0.0),
    )


def _entities(rows: Any) -> tuple[dict[str, str], dict[str, float]]:
    """The surest value of each entity; one without a confidence comes from a lookup table and counts as sure."""
    values: dict[str, str] = {}
    sure: dict[str, float] = {}
    for row in rows:
        name, confidence = str(row["entity"]), row.get("confidence_entity")
        confidence = 1.0 if confidence is None else float(confidence)
        if name not in values or confidence > sure[name]:
            values[name], sure[name] = str(row["value"]), confidence
    return values, sure
