"""Which customers does a text name? A story of one is told to another without names."""

from __future__ import annotations

import re
from collections.abc import Iterator

from backend.projections import directory
from backend.web.session import Visit

MOST_WORDS = 4
MOST_LOOKED_UP = 200
"""So few does a story have: beyond them it is a list."""
_AROUND = re.compile(r"^\W+|(?:['\u2019]s)?\W*$")
"""Marks before and behind a word, and whose something is."""


def named_in(visit: Visit, text: str) -> list[str]:
    """The customers whom this person sees and whose whole name, of two words or more, stands in a text."""
    found: list[str] = []
    with visit.read() as tx:
        for candidate in sorted(set(_candidates(text)))[:MOST_LOOKED_UP]:
            found += [one.name for one in directory.named(tx, visit.scope, candidate, 1) if one.name]
    return list(dict.fromkeys(found))


def _candidates(text: str) -> Iterator[str]:
    """Words in a row that could be a name: none of them in small letters. Many scripts know no other ones."""
    words = [_AROUND.sub("", word) for word in text.split()]
    for first in range(len(words)):
        for last in range(first + 2, min(first + MOST_WORDS, len(words)) + 1):
            some = words[first:last]
            if not all(some) or any(word.islower() for word in some):
                break
            yield " ".join(some)
