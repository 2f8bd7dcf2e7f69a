"""Is a sheet made for nobody in particular, so that a phone can fill it in for any customer without a signal?"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

from flask import g

NOBODY, THING = UUID(int=0), UUID(int=1)
"""Stand for the customer, and for the promise or complaint that a sheet is about."""
NAME = "\ue000"
"""Stands for the name: a character that nobody has in theirs."""
WORDS = "\ue003"
"""The same, for the words of what a sheet is about."""


@contextmanager
def for_nobody() -> Iterator[None]:
    g.for_nobody = True
    try:
        yield
    finally:
        del g.for_nobody


def is_for_nobody() -> bool:
    found: bool = g.get("for_nobody", False)
    return found
