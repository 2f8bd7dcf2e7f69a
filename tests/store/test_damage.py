"""Is every change of the log found, and does one broken row leave all others readable?"""

from __future__ import annotations

import logging
import re
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from backend.store import Store, open_store
from backend.store.recorder import COLUMNS
from tests.conftest import EVERYTHING, SECRET
from tests.store.facts import PersonMet, WallBuilt, met, noted, sold


def change(store: Store, sql: str, *params: object) -> None:
    with store.database.write() as tx:
        tx.execute(sql, params)


def flipped(value: Any) -> Any:
    match value:
        case int():
            return value ^ 64
        case str():
            return chr(ord(value[0]) ^ 1) + value[1:] if value else "x"
        case bytes():
            return bytes([value[0] ^ 1]) + value[1:] if value else b"x"
        case _:
            return b"x"


def filled(store: Store) -> None:
    stream = uuid4()
    for n in range(6):
        first = met(stream, f"Ada {n}")
        store.append([first, noted(sold(stream).body, stream=stream, because=(first.fact_id,))], sent=b"as sent")


@pytest.mark.parametrize("column", [column for column in COLUMNS if column != "position"])
def test_a_flipped_byte_in_any_column_is_found_and_named(store: Store, column: str) -> None:
    filled(store)
    assert list(store.check_chain()) == []
    with store.database.read() as tx:
        (value,) = tx.execute(f"SELECT {column} FROM log WHERE position = 8").fetchone()
    change(
        store, f"UPDATE log SET {column} = ? WHERE position = ?", 7_000 if column == "version" else flipped(value), 8
    )
    assert {fault.position for fault in store.check_chain()} == {8}


@pytest.mark.parametrize("column", [column for column in COLUMNS if column != "position"])
def test_every_value_at_the_end_of_the_log_is_held_by_its_head(store: Store, column: str) -> None:
    filled(store)
    with store.database.read() as tx:
        (value,) = tx.execute(f"SELECT {column} FROM log WHERE position = 12").fetchone()
    change(
        store, f"UPDATE log SET {column} = ? WHERE position = ?", 7_000 if column == "version" else flipped(value), 12
    )
    assert 12 in {fault.position for fault in store.check_chain()}


def test_a_missing_row_is_named(store: Store) -> None:
    filled(store)
    change(store, "DELETE FROM log WHERE position = 5")
    assert (5, "missing: the next row is at 6") in list(store.check_chain())


def test_a_moved_row_is_named(store: Store) -> None:
    filled(store)
    change(store, "UPDATE log SET position = 77 WHERE position = 5")
    assert {5, 77} <= {fault.position for fault in store.check_chain()}


@pytest.mark.parametrize("cut", ["DELETE FROM log WHERE position > 9", "UPDATE log_head SET position = 11"])
def test_a_log_cut_short_is_named(store: Store, cut: str) -> None:
    filled(store)
    change(store, cut)
    assert [fault.position for fault in store.check_chain()] == [12]


@pytest.mark.parametrize("column", ["recorded_at", "chain"])
def test_a_changed_head_is_named(store: Store, column: str) -> None:
    filled(store)
    head = store.head()
    change(store, f"UPDATE log_head SET {column} = ?", flipped(getattr(head, column)))
    assert [fault.position for fault in store.check_chain()] == [12]


def test_a_flipped_byte_in_the_file_is_found(tmp_path: Path) -> None:
    place = tmp_path / "encore.db"
    store = open_store(f"sqlite:///{place}", f"sqlite:///{tmp_path}/keys.db", SECRET, shapes=EVERYTHING)
    stream = uuid4()
    store.append_many([sold(stream, grams=100 + n) for n in range(400)])
    store.close()
    sound = place.read_bytes()
    rows = [match.start() for match in re.finditer(b'"grams":', sound)]
    # From the time it was recorded, through the body, into the chain.
    for at in [row + offset for row, offset in zip(rows[::7], range(-60, 60, 2), strict=False)]:
        place.write_bytes(sound[:at] + bytes([sound[at] ^ 4]) + sound[at + 1 :])
        changed = open_store(f"sqlite:///{place}", f"sqlite:///{tmp_path}/keys.db", SECRET, shapes=EVERYTHING)
        assert list(changed.check_chain()), f"byte {at} was changed unseen"
        changed.close()


BROKEN = (
    ("UPDATE log SET name = ? WHERE position = 2", "never_heard_of"),
    ("UPDATE log SET name_version = ? WHERE position = 2", 9),
    ("UPDATE log SET body = ? WHERE position = 2", b"{"),
    ("UPDATE log SET body = ? WHERE position = 2", b'{"on":"2026-02-31","weight":{"grams":1}}'),
    ("UPDATE log SET body = ? WHERE position = 2", b'{"on":"2026-02-01","weight":{"grams":-1}}'),
    ("UPDATE log SET because = ? WHERE position = 2", b"short"),
    (
        "UPDATE log SET body = ? WHERE position = 2",
        b'{"on":"2026-02-01","weight":{"grams":1}}\x00sealed by nobody at all, ever',
    ),
)


@pytest.mark.parametrize(("sql", "value"), BROKEN)
def test_a_row_that_cannot_be_read_is_set_aside(
    store: Store, caplog: pytest.LogCaptureFixture, sql: str, value: object
) -> None:
    stream, other = uuid4(), uuid4()
    store.append([sold(stream), sold(stream), sold(stream)])
    store.append([met(other, "Ada")])
    change(store, sql, value)
    sealed = isinstance(value, bytes) and b"\x00" in value
    assert [fact.version for fact in store.stream(stream)] == ([1, 2, 3] if sealed else [1, 3])
    assert [fact.version for fact in store.stream(other)] == [1]
    assert [fact.version for fact in store.page(stream, limit=2)] == ([3, 2] if sealed else [3, 1])
    with store.database.read() as tx:
        assert {len(facts) for _, facts in store.streams(tx)} == ({1, 3} if sealed else {1, 2})
    assert [position for position, _ in store.set_aside()] == ([] if sealed else [2])
    alarms = [record for record in caplog.records if record.levelno == logging.CRITICAL]
    assert len(alarms) == (0 if sealed else 1)
    assert 2 in {fault.position for fault in store.check_chain()}
    assert store.append([sold(stream)]).recorded[0].version == 4


def test_personal_fields_moved_to_another_fact_are_not_read_there(store: Store) -> None:
    stream = uuid4()
    store.append([met(stream, "Ada"), met(stream, "Bob")])
    change(store, "UPDATE log SET body = (SELECT body FROM log WHERE position = 1) WHERE position = 2")
    assert [getattr(fact.body, "name", None) for fact in store.stream(stream)] == ["Ada"]
    assert store.set_aside() == [(2, "its personal fields are not what was sealed")]


def test_a_broken_row_met_inside_a_write_is_set_aside_with_it(store: Store) -> None:
    stream = uuid4()
    store.append([sold(stream), sold(stream)])
    change(store, "UPDATE log SET body = ? WHERE position = 1", b"{")
    with store.database.write() as tx:
        assert [fact.version for fact in store.stream(stream, tx=tx)] == [2]
    assert [position for position, _ in store.set_aside()] == [1]


def test_text_that_is_no_text_breaks_one_row_alone(tmp_path: Path) -> None:
    place, keys = f"sqlite:///{tmp_path}/encore.db", f"sqlite:///{tmp_path}/keys.db"
    store = open_store(place, keys, SECRET, shapes=EVERYTHING)
    stream = uuid4()
    store.append([sold(stream), sold(stream), sold(stream)])
    change(store, "UPDATE log SET device = CAST(? AS TEXT) WHERE position = 2", b"\xff\xfe")
    change(store, "UPDATE log SET name = CAST(? AS TEXT) WHERE position = 3", b"\xff\xfe")
    assert [fact.version for fact in store.stream(stream)] == [1]
    assert {fault.position for fault in store.check_chain()} == {2, 3}
    store.close()


def test_an_older_shape_is_taken_up_to_the_present_one(store: Store) -> None:
    stream = uuid4()
    store.append([noted(WallBuilt(centimetres=1, builder="Ada"), stream=stream)])
    change(store, "UPDATE log SET name_version = 1, body = ? WHERE position = 1", b'{"metres":3}')
    assert store.stream(stream)[0].body == WallBuilt(centimetres=300, builder=None)


def test_an_older_shape_keeps_its_personal_fields(store: Store) -> None:
    stream = uuid4()
    given = noted(WallBuilt(centimetres=1, builder="Ada"), stream=stream)
    store.append([given])
    key = store.keys.made_for({stream.bytes})[stream.bytes]
    body = b'{"metres":3}\x00' + key.seal(b'{"builder":"Bob"}', given.fact_id.bytes + stream.bytes)
    change(store, "UPDATE log SET name_version = 1, body = ? WHERE position = 1", body)
    assert store.stream(stream)[0].body == WallBuilt(centimetres=300, builder="Bob")


def test_personal_fields_that_a_fact_does_not_have_are_not_read(store: Store) -> None:
    stream = uuid4()
    given = met(stream, "Ada")
    store.append([given, noted(PersonMet(name=None, words=None), stream=stream)])
    key = store.keys.made_for({stream.bytes})[stream.bytes]
    body = b'{"kind":"guest"}\x00' + key.seal(b'{"kind":"thief"}', given.fact_id.bytes + stream.bytes)
    change(store, "UPDATE log SET body = ? WHERE position = 1", body)
    assert [fact.version for fact in store.stream(stream)] == [2]
