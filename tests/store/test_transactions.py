"""Does a transaction read one moment, write all or nothing, and queue with all others?"""

from __future__ import annotations

import os
import threading
from pathlib import Path
from typing import Any

import pytest

from backend.store import Busy, Database, Store, Tx, delete_in, select_in
from backend.store.checkpoints import ROWS_BETWEEN
from backend.store.postgres import PostgresDatabase
from backend.store.sqlite import SqliteDatabase
from tests.conftest import new_schema


@pytest.fixture
def database(store: Store) -> Database[Any]:
    with store.database.write() as tx:
        tx.execute("CREATE TABLE live_cards (customer INTEGER, name TEXT)")
    return store.database


def names(database: Database[Any]) -> list[str]:
    with database.read() as tx:
        return [name for (name,) in tx.execute("SELECT name FROM live_cards ORDER BY customer").fetchall()]


def add(tx: Tx, customer: int, name: str = "Ada") -> None:
    tx.execute("INSERT INTO live_cards (customer, name) VALUES (?, ?)", (customer, name))


def write_and_fail(database: Database[Any]) -> None:
    with database.write() as tx:
        add(tx, 1)
        raise KeyError


def write_what_cannot_be(database: Database[Any]) -> None:
    with database.write() as tx:
        add(tx, 1)
        tx.execute("SELECT nothing FROM nowhere")


def test_an_exception_undoes_the_whole_write(database: Database[Any]) -> None:
    with pytest.raises(KeyError):
        write_and_fail(database)
    assert names(database) == []
    with database.write() as tx:
        add(tx, 2)
    assert names(database) == ["Ada"]


def test_a_statement_that_fails_leaves_the_connection_usable(database: Database[Any]) -> None:
    for _ in range(3):
        with pytest.raises(database.errors):
            write_what_cannot_be(database)
    assert names(database) == []


def test_a_read_sees_one_moment(database: Database[Any]) -> None:
    with database.read() as before:
        assert before.execute("SELECT COUNT(*) FROM live_cards").fetchone() == (0,)
        with database.write() as tx:
            assert tx.writable
            add(tx, 1)
        assert before.execute("SELECT COUNT(*) FROM live_cards").fetchone() == (0,)
        assert not before.writable
    assert names(database) == ["Ada"]


def test_a_read_inside_a_write_sees_what_was_written(database: Database[Any]) -> None:
    with database.write() as tx:
        add(tx, 1)
        assert names(database) == ["Ada"]
        with database.joined() as joined:
            assert joined is tx


def test_a_write_inside_a_write_is_a_mistake(database: Database[Any]) -> None:
    with database.write(), pytest.raises(RuntimeError, match="open in this thread"), database.write():
        pass


def test_a_reader_cannot_write_unseen(database: Database[Any]) -> None:
    if isinstance(database, PostgresDatabase):
        with pytest.raises(database.errors), database.read() as tx:
            add(tx, 1)
        assert names(database) == []


def test_many_rows_go_in_and_are_looked_up_in_sets(database: Database[Any]) -> None:
    with database.write() as tx:
        tx.insert("live_cards", ("customer", "name"), [(n, f"Ada\t\\ {n} 100 %") for n in range(1_200)])
        tx.insert("live_cards", ("customer", "name"), [(9_999, None)])
        tx.insert("live_cards", ("customer", "name"), [])
    with database.read() as tx:
        found = dict(select_in(tx, "SELECT customer, name FROM live_cards WHERE customer IN (*)", range(5, 2_000)))
        assert len(list(tx.scan("SELECT * FROM live_cards WHERE customer >= ?", (100,)))) == 1_101
    assert len(found) == 1_195
    assert found[700] == "Ada\t\\ 700 100 %"
    with database.write() as tx:
        delete_in(tx, "DELETE FROM live_cards WHERE customer IN (*)", range(1_190))
        delete_in(tx, "DELETE FROM live_cards WHERE customer IN (*)", ())
        assert tx.execute("SELECT COUNT(*) FROM live_cards WHERE name LIKE '%100 \\%' ESCAPE '\\'").fetchone() == (10,)


def test_a_rebuild_writes_beside_the_live_tables(database: Database[Any]) -> None:
    with database.write() as tx:
        add(tx, 1, "live")
        beside = tx.building()
        beside.execute("CREATE TABLE live_cards (customer INTEGER, name TEXT)")
        beside.insert("live_cards", ("customer", "name"), [(1, "next")])
        beside.executemany("INSERT INTO live_cards (customer, name) VALUES (?, ?)", [(2, "next")])
        assert len(list(beside.building().scan("SELECT * FROM live_cards"))) == 2
        assert beside.writable
    assert names(database) == ["live"]
    with database.read() as tx:
        assert tx.execute("SELECT COUNT(*) FROM next_cards").fetchone() == (2,)


def test_a_thread_that_ends_leaves_its_connection_to_the_next(database: Database[Any]) -> None:
    for _ in range(20):
        thread = threading.Thread(target=names, args=(database,))
        thread.start()
        thread.join()
    assert len(database._idle) <= 2


@pytest.mark.filterwarnings("ignore:This process:DeprecationWarning")
def test_a_forked_child_has_connections_of_its_own(database: Database[Any]) -> None:
    with database.write() as tx:
        add(tx, 1, "parent")
    child = os.fork()
    if not child:
        status = 1
        try:
            with database.write() as tx:
                add(tx, 2, "child")
            status = 0 if names(database) == ["parent", "child"] else 2
        finally:
            os._exit(status)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    with database.write() as tx:
        add(tx, 3, "parent")
    assert names(database) == ["parent", "child", "parent"]


def test_a_writer_waits_for_the_one_before(database: Database[Any]) -> None:
    writing, seen = threading.Event(), []

    def second() -> None:
        writing.wait()
        with database.write() as tx:
            seen.extend(tx.execute("SELECT customer FROM live_cards").fetchall())

    thread = threading.Thread(target=second)
    thread.start()
    with database.write() as tx:
        writing.set()
        thread.join(0.1)
        assert thread.is_alive()
        add(tx, 1)
    thread.join()
    assert seen == [(1,)]


def test_a_writer_that_cannot_come_through_says_so(postgres: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("backend.store.postgres.LOCK_TIMEOUT_MS", 50)
    url = new_schema(postgres)
    one, other = PostgresDatabase(url), PostgresDatabase(url)
    with one.write(), pytest.raises(Busy), other.write():
        pass
    with other.write() as tx:
        assert tx.execute("SELECT 1").fetchone() == (1,)
    one.close()
    other.close()


def test_a_database_that_is_not_there_is_busy() -> None:
    with pytest.raises(Busy), PostgresDatabase("postgresql://localhost:1/encore").read():
        pass


def test_a_connection_that_broke_is_replaced(postgres: str) -> None:
    database = PostgresDatabase(new_schema(postgres))
    with database.read() as tx:
        (process,) = tx.execute("SELECT pg_backend_pid()").fetchone()
    other = PostgresDatabase(postgres)
    with other.write() as tx:
        tx.execute("SELECT pg_terminate_backend(?)", (process,))
    other.close()
    with database.write() as tx:
        assert tx.execute("SELECT 1").fetchone() == (1,)
    database.close()


def test_a_connection_lost_in_the_middle_may_be_tried_again(postgres: str) -> None:
    database = PostgresDatabase(new_schema(postgres))
    with pytest.raises(Busy), database.write() as tx:
        tx.execute("SELECT pg_terminate_backend(pg_backend_pid())")
    with database.write() as tx:
        assert tx.execute("SELECT 1").fetchone() == (1,)
    database.close()


def test_another_program_holding_the_file_is_told_from_a_fault(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("backend.store.sqlite.FOREIGN_LOCK_MS", 50)
    one = SqliteDatabase(tmp_path / "encore.db")
    foreign = one._connect()
    foreign.execute("BEGIN IMMEDIATE")
    with pytest.raises(Busy), one.write():
        pass
    foreign.rollback()
    with one.write() as tx:
        tx.execute("CREATE TABLE live_cards (customer INTEGER)")
    foreign.close()
    one.close()


def test_the_write_ahead_log_does_not_grow_for_ever(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("backend.store.checkpoints.FRAMES_AT_MOST", 200)
    database = SqliteDatabase(tmp_path / "encore.db")
    with database.write() as tx:
        tx.execute("CREATE TABLE live_cards (customer INTEGER, name TEXT)")
    rows = [(n, "x" * 400) for n in range(ROWS_BETWEEN)]
    written, size = 0, 1
    # On a busy machine the thread that empties it comes late; without it, it would be as large as what was written.
    for _ in range(400):
        with database.write() as tx:
            tx.insert("live_cards", ("customer", "name"), rows)
        written += ROWS_BETWEEN * 400
        size = (tmp_path / "encore.db-wal").stat().st_size
        if written > 30_000_000 and size < written / 3:
            break
    assert size < written / 3
    database.close()
    assert not (tmp_path / "encore.db-wal").exists()
