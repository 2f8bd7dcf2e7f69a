"""Does verify find what is not as it was written, and say where?"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from backend.cli import main
from backend.config import read_settings
from backend.store import open_store

Encore = Callable[..., Result]


@pytest.fixture
def filled(shop: Encore, tmp_path: Path) -> Encore:
    (tmp_path / "till.csv").write_text(
        "customer_id,date,quantity,amount,name\n"
        + "\n".join(f"{n},2025-01-{n + 1:02},1,{n + 1}.00,Ann Example {n}" for n in range(25))
    )
    assert shop("import", tmp_path / "till.csv").exit_code == 0
    assert shop("verify").exit_code == 0
    return shop


@contextmanager
def database(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(tmp_path / "encore.db")) as connection, connection:
        yield connection


def test_any_flipped_byte_of_a_fact_is_found(filled: Encore, tmp_path: Path) -> None:
    with database(tmp_path) as connection:
        columns = [row[1] for row in connection.execute("PRAGMA table_info(log)") if row[2] in {"BLOB", "TEXT"}]
    for column in columns:
        with database(tmp_path) as connection:
            sql = f"SELECT position, CAST({column} AS BLOB) FROM log WHERE length({column}) > 0 ORDER BY position DESC"
            position, stored = connection.execute(sql).fetchone() or (0, b"")
            if not stored:
                continue
            flipped = bytes([stored[0] ^ 1]) + stored[1:]
            connection.execute(f"UPDATE log SET {column} = ? WHERE position = ?", (flipped, position))
        result = filled("verify")
        assert result.exit_code == 1, column
        assert f"fact at {position}:" in result.output
        with database(tmp_path) as connection:
            connection.execute(f"UPDATE log SET {column} = ? WHERE position = ?", (stored, position))


def test_a_changed_projection_row_is_named_but_not_told(filled: Encore, tmp_path: Path) -> None:
    with database(tmp_path) as connection:
        connection.execute("UPDATE live_directory SET total = total + 1, name = 'Mallory' WHERE total = 500")
    result = filled("verify")
    assert result.exit_code == 1
    assert "live_directory, customer" in result.output
    assert "differs in name, total" in result.output
    assert "Mallory" not in result.output


def test_a_missing_row_and_one_too_many_are_named(filled: Encore, tmp_path: Path) -> None:
    with database(tmp_path) as connection:
        connection.execute("DELETE FROM live_agenda WHERE rowid = (SELECT MIN(rowid) FROM live_agenda)")
        connection.execute("INSERT INTO live_terms (customer, team, term) VALUES (?, ?, ?)", (b"x" * 16, b"y", b"z"))
    result = filled("verify")
    assert result.exit_code == 1
    assert "live_agenda, customer" in result.output
    assert "1 rows are missing" in result.output
    assert "live_terms, customer 78787878-7878-7878-7878-787878787878 follows from no fact" in result.output


def test_a_changed_profile_says_which_part(filled: Encore, tmp_path: Path) -> None:
    with database(tmp_path) as connection:
        (key, profile) = connection.execute("SELECT customer, profile FROM live_profiles").fetchone()
        changed = profile.replace(b"\xa6orders\x01", b"\xa6orders\x02")
        assert changed != profile
        connection.execute("UPDATE live_profiles SET profile = ? WHERE customer = ?", (changed, key))
    assert "differs in profile (orders)" in filled("verify").output


def test_a_rebuild_puts_every_row_right(filled: Encore, tmp_path: Path) -> None:
    with database(tmp_path) as connection:
        connection.execute("DELETE FROM live_directory")
        connection.execute("UPDATE live_agenda SET rank = 0")
    assert filled("verify").exit_code == 1
    assert "facts in" in filled("rebuild").output
    assert filled("verify").exit_code == 0


def test_what_was_imported_is_verified_on_both_databases(
    place: str, environment: dict[str, str], tmp_path: Path
) -> None:
    environment |= {"ENCORE_DATABASE": place, "ENCORE_KEYS": f"sqlite:///{tmp_path}/keys.db"}

    def encore(*words: str) -> Result:
        return CliRunner().invoke(main, words, env=environment)

    (tmp_path / "till.csv").write_text("customer_id,date,quantity,amount\n7,2025-01-03,1,12.50\n8,2025-02-04,1,3\n")
    assert encore("invite", "ann@example.com", "--name", "Ann", "--firm", "A shop").exit_code == 0
    assert "2 purchases are new" in encore("import", str(tmp_path / "till.csv")).output
    assert "2 were known" in encore("import", str(tmp_path / "till.csv")).output
    for _ in range(2):
        assert encore("verify").exit_code == 0
        assert encore("rebuild").exit_code == 0
    settings = read_settings(environment)
    store = open_store(settings.database, settings.keys, settings.secret)
    with store.database.write() as tx:
        tx.execute("UPDATE live_directory SET total = total + ?", (1,))
    store.close()
    assert "differs in total" in encore("verify").output
