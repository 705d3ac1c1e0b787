"""Field encryption: AES-256-GCM, key rotation, and a blind index for look-ups.

A stored value is `<key id>.<base64url(nonce ‖ ciphertext ‖ tag)>`. New values use the first key of the ring; old ones open
with the key they name, so rotation is: put a new key first, re-save at leisure, drop the old key at the end.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import os
from dataclasses import dataclass
from typing import Any

import orjson
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import Dialect, LargeBinary, Text
from sqlalchemy.types import TypeDecorator

from cases.errors import Unreadable

NONCE_BYTES = 12  # the size NIST SP 800-38D recommends for GCM


@dataclass(frozen=True, slots=True)
class _Key:
    id: str
    secret: bytes


class KeyRing:
    """Keys by id, the first one writes. Raises ValueError on a malformed ring, Unreadable on a value it cannot open."""

    def __init__(self, keys: list[tuple[str, bytes]]) -> None:
        if not keys:
            raise ValueError("the key ring is empty")
        for key_id, secret in keys:
            if len(secret) != 32 or not key_id or "." in key_id:
                raise ValueError(f"key {key_id!r} must be 32 bytes long and its id must not hold a dot")
        self._keys = [_Key(i, s) for i, s in keys]
        self._ciphers = {k.id: AESGCM(k.secret) for k in self._keys}
        self._index_keys = [hashlib.sha256(b"blind-index\0" + k.secret).digest() for k in self._keys]

    @classmethod
    def parse(cls, text: str) -> KeyRing:
        """From `id:base64,id:base64`, newest first."""
        keys = []
        for part in text.replace("\n", ",").split(","):
            if not part.strip():
                continue
            key_id, _, encoded = part.strip().partition(":")
            keys.append((key_id, base64.urlsafe_b64decode(encoded + "=" * (-len(encoded) % 4))))
        return cls(keys)

    @staticmethod
    def generate(key_id: str = "k1") -> str:
        """A fresh key in the form `parse` reads."""
        return f"{key_id}:{base64.urlsafe_b64encode(os.urandom(32)).decode().rstrip('=')}"

    def seal(self, plain: bytes) -> str:
        key = self._keys[0]
        nonce = os.urandom(NONCE_BYTES)
        sealed = nonce + self._ciphers[key.id].encrypt(nonce, plain, key.id.encode())
        return f"{key.id}.{base64.urlsafe_b64encode(sealed).decode()}"

    def open(self, stored: str) -> bytes:
        key_id, _, body = stored.partition(".")
        cipher = self._ciphers.get(key_id)
        if cipher is None:
            raise Unreadable(f"no key {key_id!r} in the ring")
        try:
            raw = base64.urlsafe_b64decode(body)
            return cipher.decrypt(raw[:NONCE_BYTES], raw[NONCE_BYTES:], key_id.encode())
        except (InvalidTag, ValueError) as error:  # ValueError: no base64, or too short for a nonce
            raise Unreadable("the stored value was changed or belongs to another key") from error

    def blind_index(self, value: str) -> str:
        """What is stored to find a value again: the same value gives the same 32 hex digits under the newest key; the value
        cannot be read back from them."""
        return self.blind_indexes(value)[0]

    def blind_indexes(self, value: str) -> list[str]:
        """What a value may be stored as, one for each key, newest first: look-ups ask for all of them, so that rows
        written before a rotation are found too."""
        plain = value.strip().upper().encode()
        return [hmac.new(key, plain, hashlib.sha256).hexdigest()[:32] for key in self._index_keys]

    def keys_for(self, purpose: str) -> list[bytes]:
        """A key of 32 bytes for each of the ring, newest first, for this purpose only: it tells nothing of the ring's."""
        return [hmac.new(k.secret, b"purpose\0" + purpose.encode(), hashlib.sha256).digest() for k in self._keys]


def ring_of(dialect: Dialect) -> KeyRing:
    """The ring travels on the engine's dialect, so that column types need no global state."""
    ring: KeyRing = dialect.keyring  # type: ignore[attr-defined]
    return ring


class EncryptedText(TypeDecorator[str]):
    """A string that only ever reaches the disk encrypted."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        return None if value is None else ring_of(dialect).seal(value.encode())

    def process_result_value(self, value: str | None, dialect: Dialect) -> str | None:
        return None if value is None else ring_of(dialect).open(value).decode()


class EncryptedJSON(TypeDecorator[Any]):
    """JSON that only ever reaches the disk encrypted."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:
        return None if value is None else ring_of(dialect).seal(orjson.dumps(value))

    def process_result_value(self, value: str | None, dialect: Dialect) -> Any:
        return None if value is None else orjson.loads(ring_of(dialect).open(value))


class EncryptedBytes(TypeDecorator[bytes]):
    """Attachment content, encrypted."""

    impl = LargeBinary
    cache_ok = True

    def process_bind_param(self, value: bytes | None, dialect: Dialect) -> bytes | None:
        return None if value is None else ring_of(dialect).seal(value).encode()

    def process_result_value(self, value: bytes | None, dialect: Dialect) -> bytes | None:
        return None if value is None else ring_of(dialect).open(bytes(value).decode())
