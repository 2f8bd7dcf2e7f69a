"""Is a database in PostgreSQL taken for free once everybody has hung up, and not before?"""

from __future__ import annotations

from collections.abc import Iterator

import psycopg
import pytest

from backend.store import draft_schema
from backend.store.draft_schema import SchemaDraft
from backend.store.drafts import CannotReplace
from backend.store.postgres import PostgresDatabase
from tests.conftest import new_schema

pytestmark = pytest.mark.postgres


@pytest.fixture
def url(postgres: str) -> str:
    return new_schema(postgres)


@pytest.fixture
def other(url: str) -> Iterator[psycopg.Connection]:
    """As of an Encore that runs."""
    with psycopg.connect(url, application_name=PostgresDatabase(url).application) as connection:
        yield connection


def test_who_hangs_up_meanwhile_is_waited_for(
    url: str, other: psycopg.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    waited = []

    def sleep(seconds: float) -> None:
        waited.append(seconds)
        other.close()

    monkeypatch.setattr(draft_schema, "LOOKS", 10_000)  # until the server has noticed
    monkeypatch.setattr(draft_schema, "sleep", sleep)
    SchemaDraft(url, "log").check_free()
    assert waited


def test_who_stays_is_told(url: str, other: psycopg.Connection, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(draft_schema, "sleep", lambda seconds: None)
    with pytest.raises(CannotReplace, match="stop it first"):
        SchemaDraft(url, "log").check_free()
