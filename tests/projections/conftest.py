"""What does every test of a projection get? A book of customers in an empty store."""

from __future__ import annotations

import pytest

from backend.store import Store
from tests.conftest import Clock
from tests.projections.book import Book


@pytest.fixture
def book(store: Store, clock: Clock) -> Book:
    return Book(store, clock)
