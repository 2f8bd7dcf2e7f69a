"""How do two spellings of a name, place or number meet? The same folding for what is kept and what is sought."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

DIGITS_THAT_TELL = 4
"""Fewer digits than these are a word, not the end of a phone number."""
NATIONAL_DIGITS = 9
"""The digits at the end of a number that stay the same with and without a country code."""
_WORDS = re.compile(r"[^\W_]+")
_DIGITS = re.compile(r"\d")
_STROKES = str.maketrans(
    {"ł": "l", "ø": "o", "đ": "d", "ð": "d", "ħ": "h", "ŧ": "t", "\u0131": "i", "æ": "ae", "œ": "oe", "þ": "th"}
)
"""Letters whose stroke is no mark of its own to Unicode; people leave it out when they search."""


@lru_cache(maxsize=65_536)
def folded(text: str) -> str:
    """Without case, accents and marks, in any script."""
    if text.isascii():
        return text.lower()
    parts = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in parts if not unicodedata.combining(letter)).translate(_STROKES)


def words(text: str) -> set[str]:
    """The folded words of a name, place or e-mail address, taken apart at every mark: O'Neill is o and neill."""
    return set(_WORDS.findall(folded(text)))


def backwards(phone: str) -> str:
    """The digits of a phone number from the end, so that its suffixes are prefixes."""
    digits = phone.removeprefix("+")
    return (digits if digits.isdecimal() else "".join(_DIGITS.findall(digits)))[::-1]
