"""Which key opens a stream's personal fields? They lie apart from the log, each wrapped by the secret."""

from __future__ import annotations

import hashlib
import hmac
import logging
import os
from collections.abc import Collection
from functools import cached_property
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from backend.store.database import Database
from backend.store.transactions import Tx, select_in

KEY = 32
NONCE = 12
MARK = 4
log = logging.getLogger(__name__)

REMEMBERED = 5_000
"""Keys kept unwrapped in a process: some 15 MB at most, for each holds two ciphers that are ready."""


class WrongSecret(Exception):
    """The secret is not the one that these keys were wrapped with."""


class StreamKey:
    """`mark` tells which key sealed something, so that a later key of the same stream is not blamed for damage."""

    def __init__(self, plain: bytes) -> None:
        self.mark = derived(plain, b"mark")[:MARK]
        self.cipher = AESGCM(plain)
        self._plain = plain

    @cached_property
    def _signing(self) -> bytes:
        return derived(self._plain, b"sent")

    def seal(self, words: bytes, about: bytes) -> bytes:
        nonce = os.urandom(NONCE)
        return self.mark + nonce + self.cipher.encrypt(nonce, words, about)

    def opened(self, sealed: bytes, about: bytes) -> bytes:
        """Raises InvalidTag for anything that this key did not seal about just this."""
        return self.cipher.decrypt(sealed[MARK : MARK + NONCE], sealed[MARK + NONCE :], about)

    def digest(self, sent: bytes) -> bytes:
        """What a command looked like when it was sent, without keeping it."""
        return self.mark + hmac.digest(self._signing, sent, "sha256")


def derived(secret: bytes, purpose: bytes) -> bytes:
    """A key for one purpose alone (HKDF's expansion to one block)."""
    return hmac.digest(secret, b"encore " + purpose + b"\x01", "sha256")


class Keys:
    """A stream's key is written and durable before the first fact that needs it."""

    def __init__(self, database: Database[Any], secret: bytes) -> None:
        self.database = database
        self._wrapping = AESGCM(derived(hashlib.sha256(secret).digest(), b"wrap"))
        self._known: dict[bytes, StreamKey] = {}

    def check(self) -> None:
        """Raises WrongSecret. The first secret to come is the right one."""
        with self.database.read() as tx:
            found = tx.execute("SELECT wrapped FROM key_check").fetchone()
        if found is None:
            with self.database.write() as tx:
                found = tx.execute("SELECT wrapped FROM key_check").fetchone()
                if found is None:
                    tx.execute("INSERT INTO key_check (wrapped) VALUES (?)", (self._wrap(bytes(32), b"check"),))
                    return
        self._unwrap(found[0], b"check")

    def get(self, stream: bytes) -> StreamKey | None:
        """None when there is none, or no longer."""
        return self._known.get(stream) or self.of({stream}).get(stream)

    def of(self, streams: Collection[bytes]) -> dict[bytes, StreamKey]:
        """The keys there are."""
        known = self._known
        found = {stream: known[stream] for stream in streams if stream in known}
        if len(found) < len(streams):
            with self.database.read() as tx:
                loaded = self._load(tx, [stream for stream in streams if stream not in found])
            self._remember(loaded)
            found |= loaded
        return found

    def made_for(self, streams: Collection[bytes]) -> dict[bytes, StreamKey]:
        """A key for each, new where there was none; all of them durable."""
        found = self.of(streams)
        missing = [stream for stream in streams if stream not in found]
        if missing:
            loaded = self._made({stream: os.urandom(KEY) for stream in missing})
            self._remember(loaded)
            found |= loaded
        return found

    def _made(self, plain: dict[bytes, bytes]) -> dict[bytes, StreamKey]:
        """These keys, or those that others made meanwhile for the same streams; written when this returns."""
        wrapped = [(stream, self._wrap(key, stream)) for stream, key in plain.items()]
        with self.database.write() as tx:
            others = {stream for (stream,) in select_in(tx, "SELECT stream FROM keys WHERE stream IN (*)", plain)}
            loaded = self._load(tx, list(others))
            if len(loaded) < len(others):
                raise WrongSecret("A key is damaged: restore the keys from their backup.")
            tx.insert("keys", ("stream", "wrapped"), [row for row in wrapped if row[0] not in others])
        return loaded | {stream: StreamKey(key) for stream, key in plain.items() if stream not in others}

    def _load(self, tx: Tx, streams: list[bytes]) -> dict[bytes, StreamKey]:
        loaded: dict[bytes, StreamKey] = {}
        for stream, wrapped in select_in(tx, "SELECT stream, wrapped FROM keys WHERE stream IN (*)", streams):
            try:
                loaded[stream] = StreamKey(self._unwrap(wrapped, stream))
            except WrongSecret:
                # One damaged key must not close the others.
                log.critical("the key of stream %s is damaged", stream.hex())
        return loaded

    def _remember(self, loaded: dict[bytes, StreamKey]) -> None:
        if len(self._known) + len(loaded) > REMEMBERED:
            self._known = {}
        self._known.update(loaded)

    def _wrap(self, plain: bytes, about: bytes) -> bytes:
        nonce = os.urandom(NONCE)
        return nonce + self._wrapping.encrypt(nonce, plain, about)

    def _unwrap(self, wrapped: bytes, about: bytes) -> bytes:
        try:
            return self._wrapping.decrypt(wrapped[:NONCE], wrapped[NONCE:], about)
        except InvalidTag:
            raise WrongSecret(
                "These keys were wrapped with another secret. Start with the secret kept beside them."
            ) from None
