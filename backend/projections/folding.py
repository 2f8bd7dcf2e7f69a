"""How do two spellings of a name, place or number meet? The same folding for what is kept and what is sought."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

DIGITS_THAT_TELL = 4
"""Fewer digits than these are a word, not the end of a phone number."""
NATIONAL_DIGITS = 9
"""The digits at the end of a number that stay the same with and without a country code."""
_WORDS = re.compile(r"[^\W_]+(?:[@.'\u2019_+-]+[^\W_]+)*", re.UNICODE)
_DIGITS = re.compile(r"\d")


@lru_cache(maxsize=65_536)
def folded(text: str) -> str:
    """Without case, accents and marks, in any script."""
    if text.isascii():
        return text.lower()
    parts = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in parts if not unicodedata.combining(letter))


def words(text: str) -> set[str]:
    """The folded words of a name, place or address, an e-mail whole and by its parts."""
    found = set(_WORDS.findall(folded(text)))
    return found | {part for word in found for part in re.split(r"[@.'\u2019_+-]+", word) if part}


def backwards(phone: str) -> str:
    """The digits of a phone number from the end, so that its suffixes are prefixes."""
    return "".join(_DIGITS.findall(phone))[::-1]
