"""How is chance drawn so that the same seed always gives the same draw?"""

from __future__ import annotations

from hashlib import sha256, shake_128
from struct import unpack

WORD = 2**32


def lot(seed: int, week: int, customer: str) -> int:
    """A customer's lot in one week."""
    return int.from_bytes(sha256(f"{seed} {week} {customer}".encode()).digest()[:8])


def drawn(seed: int, turn: int, count: int) -> list[int]:
    """`count` places below `count`, each drawn anew: one bootstrap sample."""
    words = unpack(f"<{count}I", shake_128(f"{seed} {turn}".encode()).digest(4 * count))
    return [word * count // WORD for word in words]
