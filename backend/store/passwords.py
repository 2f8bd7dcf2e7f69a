"""Is this the password, and would others guess it? Slow on purpose, and no more than two at a time."""

from __future__ import annotations

import threading
import unicodedata
from collections.abc import Sequence

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from backend.store.guessing import easily_guessed
from events.kernel import Refused

SHORTEST = 15
LONGEST = 1_000
MEMORY_KIB = 19 * 1024
ROUNDS = 2
AT_ONCE = 2
"""Each takes that memory and a core: more at a time would let sign-in stop everything else."""


class Passwords:
    def __init__(self) -> None:
        self._hasher = PasswordHasher(time_cost=ROUNDS, memory_cost=MEMORY_KIB, parallelism=1)
        self._slots = threading.BoundedSemaphore(AT_ONCE)
        self._of_nobody: str | None = None

    def hashed(self, password: str, about: Sequence[str] = ()) -> str:
        """Raises Refused for one that is easily guessed, also by who knows what it is `about`: name, e-mail, firm."""
        spelt = _spelt(password)
        if len(password) < SHORTEST:
            raise Refused(f"Choose a password of {SHORTEST} characters or more. Four words are easy to keep in mind.")
        if len(password) > LONGEST:
            raise Refused(f"Choose a password of at most {LONGEST:,} characters.")
        if easily_guessed(password, about):
            raise Refused("This password is one of the first that others would try. Choose another one.")
        with self._slots:
            return self._hasher.hash(spelt)

    def right(self, kept: str | None, password: str) -> bool:
        """Whether it is the one; as slow for an account that does not exist, where `kept` is None."""
        if len(password) > LONGEST:
            return False
        against = kept or self._nobody()
        with self._slots:
            try:
                self._hasher.verify(against, _spelt(password))
            except (VerificationError, InvalidHashError):
                return False
        return kept is not None

    def _nobody(self) -> str:
        if self._of_nobody is None:
            with self._slots:
                self._of_nobody = self._hasher.hash(b"nobody's")
        return self._of_nobody


def _spelt(password: str) -> bytes:
    # One keyboard sends é as one sign, another as two.
    return unicodedata.normalize("NFKC", password).encode("utf-8", "surrogatepass")
