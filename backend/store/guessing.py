"""How soon would somebody guess this password, who knows what most people choose and whose it is?"""

from __future__ import annotations

import re
import threading
from collections.abc import Sequence

JUDGED = 32
"""Letters that are looked at: a longer password is no easier, and judging each further one takes longer."""
WEAKEST = 10**9
"""Guesses that a password must stand: above all that people often choose, below four words of every day."""
WEAKEST_TOGETHER = 10**8
"""The same once spaces and dashes are left out: they make guessing longer, but not by what the library thinks."""
FAMOUS = ("correct horse battery staple", "encore")
"""What stands in every text about passwords, and our own name."""
SHORTEST_WORD = 3

_one_at_a_time = threading.Lock()
"""The library keeps the words about a person where every thread finds them."""


def easily_guessed(password: str, about: Sequence[str] = ()) -> bool:
    """`about`: a name, an e-mail address, a firm; whatever stands in it counts as the first guess."""
    known = [word for text in (*about, *FAMOUS) for word in (text.casefold(), _run_together(text), *_words(text))]
    together = _run_together(password)
    return _guesses(password, known) < WEAKEST or (together != "" and _guesses(together, known) < WEAKEST_TOGETHER)


def _guesses(password: str, known: Sequence[str]) -> float:
    # Its lists of words take memory and a moment: only those who choose a password need them.
    from zxcvbn import zxcvbn  # noqa: PLC0415

    with _one_at_a_time:
        judged = zxcvbn(password[:JUDGED], user_inputs=list(dict.fromkeys(filter(None, known))), max_length=JUDGED)
    return float(judged["guesses"])


def _run_together(text: str) -> str:
    return re.sub(r"[\W_]+", "", text).casefold()


def _words(text: str) -> list[str]:
    return [word for word in re.split(r"[\W_]+", text.casefold()) if len(word) >= SHORTEST_WORD]
