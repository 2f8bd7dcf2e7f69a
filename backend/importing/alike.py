"""Can two spellings be the name of one person?"""

from __future__ import annotations

from functools import lru_cache

from backend.projections.folding import words

_TITLES = frozenset({"mr", "mrs", "ms", "miss", "dr", "prof", "sir", "herr", "frau", "mme", "m", "sr", "sra"})


def alike(one: str | None, other: str | None) -> bool:
    """Whether every word of the shorter name stands in the longer one; an initial stands for a word.

    A name that is missing contradicts nobody. Two first names of one family are two people.
    """
    if not one or not other:
        return True
    few, many = sorted((_parts(one), _parts(other)), key=len)
    if not few:
        # Names without a letter tell nobody by their words.
        return one.split() == other.split()
    return all(any(_same(word, theirs) for theirs in many) for word in few)


def unmistakable(name: str) -> str:
    """The name as a key: its words without case, marks and order."""
    return " ".join(sorted(_parts(name)) or name.casefold().split())


@lru_cache(maxsize=4_096)
def _parts(name: str) -> frozenset[str]:
    found = frozenset(words(name))
    return found - _TITLES or found


def _same(word: str, other: str) -> bool:
    return word == other or (1 in (len(word), len(other)) and word[0] == other[0])
