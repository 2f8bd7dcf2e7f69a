"""Is the log after a restore as it was at the backup, what was forgotten still forgotten, and never half in place?"""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from threading import Event, Thread
from uuid import UUID, uuid4

import psycopg
import pytest
from click.testing import CliRunner, Result

from backend.cli import main
from backend.cli.opening import now, opened
from backend.config import read_settings
from backend.projections import directory
from backend.store import Head, Store, log_copy, open_store
from events.customers import CustomerRegistered
from events.imports import Identity
from events.kernel import SYSTEM, Noted
from events.notes import NoteAdded
from tests.conftest import new_schema

Encore = Callable[..., Result]
CUSTOMER = Identity("till").customer("7")
PROGRAM = [sys.executable, "-c", "from backend.cli import main; main()"]


@pytest.fixture
def environment(place: str, tmp_path: Path) -> dict[str, str]:
    """On one kind of database after the other."""
    return {"ENCORE_DATABASE": place, "ENCORE_KEYS": f"sqlite:///{tmp_path}/keys.db"}


@pytest.fixture
def filled(shop: Encore, tmp_path: Path) -> Encore:
    rows = (f"{n},2025-01-{n % 28 + 1:02},1,{n + 1}.00,Ann Example {n}" for n in range(40))
    (tmp_path / "till.csv").write_text("customer_id,date,quantity,amount,name\n" + "\n".join(rows) + "\n")
    assert shop("import", tmp_path / "till.csv", "--source", "till").exit_code == 0
    return shop


def backup_of(encore: Encore, folder: Path) -> tuple[Path, Path]:
    """The copies of the log and of the keys."""
    result = encore("backup", folder)
    assert result.exit_code == 0, result.output
    (log,) = folder.glob("*.db")
    (keys,) = (folder / "keys").glob("*.db")
    return log, keys


def more(encore: Encore, tmp_path: Path) -> None:
    (tmp_path / "more.csv").write_text(
        "customer_id,date,quantity,amount,name\n7,2025-06-01,1,9.00,\n99,2025-06-01,1,9,Zoe\n"
    )
    assert encore("import", tmp_path / "more.csv", "--source", "till").exit_code == 0


def look(environment: dict[str, str]) -> Store:
    chosen = read_settings(environment)
    return open_store(chosen.database, chosen.keys, chosen.secret)


def head_of(environment: dict[str, str]) -> Head:
    with closing(look(environment)) as store:
        return store.head()


def name_of(store: Store, customer: UUID) -> str | None:
    body = store.stream(customer)[0].body
    assert isinstance(body, CustomerRegistered)
    with store.database.read() as tx:
        assert directory.entries(tx, [customer])[customer].name == body.name
    return body.name


def forget(environment: dict[str, str], customer: UUID) -> None:
    with closing(look(environment)) as store, store.keys.database.write() as tx:
        tx.execute("DELETE FROM keys WHERE stream = ?", (customer.bytes,))


def test_the_log_is_as_at_the_backup_and_whoever_was_forgotten_since_stays_so(
    filled: Encore, environment: dict[str, str], tmp_path: Path
) -> None:
    log, _ = backup_of(filled, tmp_path / "away")
    head = head_of(environment)
    more(filled, tmp_path)
    other = Identity("till").customer("8")
    with opened(read_settings(environment)) as store:
        assert name_of(store, CUSTOMER) == "Ann Example 7"
        newest = store.head()
    forget(environment, CUSTOMER)

    refused = filled("restore", log)
    assert (refused.exit_code, "they are not overwritten" in refused.output) == (1, True)
    assert head_of(environment) == newest

    restored = filled("restore", "--replace", log)
    assert restored.exit_code == 0, restored.output
    assert "facts are back as they were on 20" in restored.output
    assert head_of(environment) == head
    assert filled("verify").exit_code == 0
    with opened(read_settings(environment)) as store:
        assert name_of(store, CUSTOMER) is None
        assert name_of(store, other) == "Ann Example 8"
        assert len(store.stream(CUSTOMER)) == 2
    # What came after the backup comes in again, and what was in it is known.
    assert "2 purchases are new" in filled("import", tmp_path / "more.csv", "--source", "till").output
    assert "40 were known" in filled("import", tmp_path / "till.csv", "--source", "till").output
    assert filled("verify").exit_code == 0
    aside = kept_aside(environment, restored.output)
    with closing(look(environment | {"ENCORE_DATABASE": aside})) as store:
        assert store.head() == newest
        assert list(store.check_chain()) == []


def kept_aside(environment: dict[str, str], said: str) -> str:
    """The URL under which the replaced log can be looked at."""
    (kept,) = re.findall(r"What was replaced is kept: (?:the schema )?(\S+)", said)
    place = environment["ENCORE_DATABASE"]
    return f"sqlite:///{kept}" if place.startswith("sqlite") else f"{place}%20-csearch_path%3D{kept}"


@pytest.mark.postgres
def test_a_backup_of_one_kind_of_database_restores_into_the_other_and_back(
    filled: Encore, environment: dict[str, str], tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    log, _ = backup_of(filled, tmp_path / "away")
    head = head_of(environment)
    sqlite = environment["ENCORE_DATABASE"].startswith("sqlite")
    other = new_schema(request.getfixturevalue("postgres")) if sqlite else f"sqlite:///{tmp_path}/other.db"
    there = environment | {"ENCORE_DATABASE": other}

    def encore(*words: object) -> Result:
        return CliRunner().invoke(main, [str(word) for word in words], env=there)

    assert encore("restore", log).exit_code == 0
    assert encore("verify").exit_code == 0
    assert head_of(there) == head
    more(encore, tmp_path)
    log, _ = backup_of(encore, tmp_path / "back")
    assert filled("restore", "--replace", log).exit_code == 0
    assert filled("verify").exit_code == 0
    assert head_of(environment) == head_of(there)


def test_lost_keys_come_from_their_copy_and_never_over_those_that_are_there(
    filled: Encore, environment: dict[str, str], tmp_path: Path
) -> None:
    log, keys = backup_of(filled, tmp_path / "away")
    forget(environment, CUSTOMER)
    said = filled("restore", "--replace", log, "--keys", keys)
    assert (said.exit_code, "leave --keys out" in said.output) == (1, True)
    for file in tmp_path.glob("keys.db*"):
        file.unlink()
    assert "name their newest copy" in filled("restore", "--replace", log).output
    assert "name the other one" in filled("restore", "--replace", log, "--keys", log).output
    assert not (tmp_path / "keys.db").exists()
    assert filled("restore", "--replace", log, "--keys", keys).exit_code == 0
    assert filled("verify").exit_code == 0
    with opened(read_settings(environment)) as store:
        assert name_of(store, CUSTOMER) == "Ann Example 7", "the copy was older than the forgetting"


def test_keys_that_were_begun_anew_are_replaced_only_when_asked(
    filled: Encore, environment: dict[str, str], tmp_path: Path
) -> None:
    log, keys = backup_of(filled, tmp_path / "away")
    (tmp_path / "new").mkdir()
    there = environment | {
        "ENCORE_DATABASE": f"sqlite:///{tmp_path}/new/encore.db",
        "ENCORE_KEYS": f"sqlite:///{tmp_path}/new/keys.db",
        "ENCORE_SECRET": read_settings(environment).secret.decode(),
    }

    def encore(*words: object) -> Result:
        return CliRunner().invoke(main, [str(word) for word in words], env=there)

    assert encore("invite", "eve@example.com", "--name", "Eve", "--firm", "Begun too early").exit_code == 0
    assert "--replace keeps them" in encore("restore", log, "--keys", keys).output
    assert encore("restore", "--replace", log).exit_code == 1
    wrong = encore("restore", "--replace", keys)
    assert "copy of keys" in wrong.output
    assert encore("restore", "--replace", log, "--keys", keys).exit_code == 0
    assert encore("verify").exit_code == 0
    assert head_of(there) == head_of(environment)
    assert len(list((tmp_path / "new").glob("*-replaced-*.db"))) == 2


def test_another_secret_opens_nothing_and_changes_nothing(
    filled: Encore, environment: dict[str, str], tmp_path: Path
) -> None:
    log, _ = backup_of(filled, tmp_path / "away")
    head = head_of(environment)
    there = environment | {"ENCORE_SECRET": "another secret, lost and found"}
    result = CliRunner().invoke(main, ["restore", "--replace", str(log)], env=there)
    assert (result.exit_code, "another secret" in result.output) == (1, True)
    assert head_of(environment) == head
    assert list(tmp_path.glob(".draft*")) == []


def test_nothing_is_replaced_while_it_is_open(filled: Encore, environment: dict[str, str], tmp_path: Path) -> None:
    log, _ = backup_of(filled, tmp_path / "away")
    with closing(look(environment)) as store:
        head = store.head()
        result = filled("restore", "--replace", log)
        assert (result.exit_code, "stop it first" in result.output) == (1, True)
        assert store.head() == head
    assert filled("restore", "--replace", log).exit_code == 0


@pytest.mark.postgres
def test_a_postgres_that_refuses_to_be_moved_is_told_in_a_sentence(
    filled: Encore, environment: dict[str, str], tmp_path: Path
) -> None:
    if environment["ENCORE_DATABASE"].startswith("sqlite"):
        pytest.skip("files have nothing that hangs on them")
    log, _ = backup_of(filled, tmp_path / "away")
    more(filled, tmp_path)
    head = head_of(environment)
    with psycopg.connect(environment["ENCORE_DATABASE"], autocommit=True) as other:
        other.execute("BEGIN; LOCK TABLE log IN ACCESS SHARE MODE")
        result = filled("restore", "--replace", log)
        other.execute("ROLLBACK")
    assert (result.exit_code, "nothing was changed" in result.output) == (1, True)
    assert head_of(environment) == head
    assert filled("restore", "--replace", log).exit_code == 0


def test_a_database_in_which_nothing_happened_yet_is_restored_into(
    filled: Encore, environment: dict[str, str], tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    log, _ = backup_of(filled, tmp_path / "away")
    fresh = environment["ENCORE_DATABASE"].startswith("postgres")
    other = new_schema(request.getfixturevalue("postgres")) if fresh else f"sqlite:///{tmp_path}/fresh.db"
    there = environment | {"ENCORE_DATABASE": other}
    with opened(read_settings(there)) as store:
        assert store.head().position == 0
    result = CliRunner().invoke(main, ["restore", str(log)], env=there)
    assert result.exit_code == 0, result.output
    assert "kept" not in result.output, "nothing was there to keep"
    assert head_of(there) == head_of(environment)


def test_killed_half_way_the_old_log_or_the_restored_one_is_in_place(
    filled: Encore, environment: dict[str, str], tmp_path: Path
) -> None:
    log, _ = backup_of(filled, tmp_path / "away")
    restored = head_of(environment)
    more(filled, tmp_path)
    old = head_of(environment)
    begun = time.perf_counter()
    assert filled("restore", "--replace", log).exit_code == 0
    whole = time.perf_counter() - begun
    for tried in range(8):
        more(filled, tmp_path)
        before = head_of(environment)
        running = subprocess.Popen(
            [*PROGRAM, "restore", "--replace", str(log)],
            env={**os.environ, **environment},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        time.sleep(0.4 + tried * (whole + 0.4) / 8)
        running.send_signal(signal.SIGKILL)
        running.wait()
        assert head_of(environment) in (before, restored)
        assert filled("verify").exit_code == 0
    last = filled("restore", "--replace", log)
    assert last.exit_code == 0, last.output
    assert head_of(environment) == restored != old
    assert list(tmp_path.glob(".draft*")) == []
    assert filled("verify").exit_code == 0


def test_a_log_put_there_without_projections_gets_them_at_the_next_start(
    filled: Encore, environment: dict[str, str], tmp_path: Path
) -> None:
    log, _ = backup_of(filled, tmp_path / "away")
    there = environment | {"ENCORE_DATABASE": f"sqlite:///{tmp_path}/bare.db"}
    with closing(look(there)) as store:
        store.restore(log_copy(log))
    result = CliRunner().invoke(main, ["verify"], env=there)
    assert result.exit_code == 0, result.output
    with opened(read_settings(there)) as store:
        assert name_of(store, CUSTOMER) == "Ann Example 7"


def test_a_backup_taken_while_others_write_is_the_log_of_one_moment(
    filled: Encore, environment: dict[str, str], tmp_path: Path
) -> None:
    first = head_of(environment).position
    done = Event()

    def write() -> None:
        with closing(look(environment)) as store:
            while not done.is_set():
                note = NoteAdded(text="another")
                store.append([Noted(fact_id=uuid4(), stream=CUSTOMER, occurred_at=now(), noted_by=SYSTEM, body=note)])

    writer = Thread(target=write)
    writer.start()
    try:
        copies = [log_copy(backup_of(filled, tmp_path / str(number))[0]) for number in range(5)]
    finally:
        done.set()
        writer.join()
    positions = [copy.head.position for copy in copies]
    assert first <= positions[0] < positions[-1] <= head_of(environment).position
    for number, copy in enumerate(copies):
        with closing(look(environment | {"ENCORE_DATABASE": f"sqlite:///{tmp_path}/of-{number}.db"})) as store:
            store.restore(copy)
            assert list(store.check_chain()) == []


def test_what_cannot_be_restored_is_told_in_a_sentence(filled: Encore, tmp_path: Path) -> None:
    (tmp_path / "letter.db").write_text("Dear Ann, " * 1_000)
    for file in ("letter.db", "nothing.db", "till.csv"):
        result = filled("restore", "--replace", tmp_path / file)
        assert result.exit_code == 1
        assert result.output.startswith("Error: ")
        assert len(result.output.splitlines()) == 1
