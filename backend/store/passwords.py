"""Is this the password? Slow on purpose, and no more than two at a time."""

from __future__ import annotations

import threading
import unicodedata

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from events.kernel import Refused

SHORTEST = 15
LONGEST = 1_000
MEMORY_KIB = 19 * 1024
ROUNDS = 2
AT_ONCE = 2
"""Each takes that memory and a core: more at a time would let sign-in stop everything else."""
COMMON = frozenset(
    {
        "111111111111111", "123123123123123", "12345678901234567890", "123456789012345", "1234567890123456",
        "abcdefghijklmno", "abcdefghijklmnopqrstuvwxyz", "correcthorsebatterystaple", "iloveyouiloveyou",
        "letmeinletmeinletmein", "passwordpassword", "password123456789",
        "qwertyuiopasdfgh", "qwertyuiopasdfghjkl", "qwertyuiopasdfghjklzxcvbnm", "qwertyqwertyqwerty",
        "thisisapassword", "thisismypassword", "1q2w3e4r5t6y7u8i9o0p", "1qaz2wsx3edc4rfv", "administrator123",
    }
)  # fmt: skip
FEWEST_LETTERS = 4
"""Different ones: aaaaaaaaaaaaaaa is long and yet the first that is tried."""


class Passwords:
    def __init__(self) -> None:
        self._hasher = PasswordHasher(time_cost=ROUNDS, memory_cost=MEMORY_KIB, parallelism=1)
        self._slots = threading.BoundedSemaphore(AT_ONCE)
        self._of_nobody: str | None = None

    def hashed(self, password: str) -> str:
        """Raises Refused for one that is easily guessed."""
        spelt = _spelt(password)
        if len(password) < SHORTEST:
            raise Refused(f"Choose a password of {SHORTEST} characters or more. Four words are easy to keep in mind.")
        if len(password) > LONGEST:
            raise Refused(f"Choose a password of at most {LONGEST:,} characters.")
        if password.lower().replace(" ", "") in COMMON or len(set(password)) < FEWEST_LETTERS:
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
