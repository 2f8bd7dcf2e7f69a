"""Does an exported log come back to the letter, on either database, with what was forgotten still forgotten?"""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import UUID, uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backend.store import BadLine, IdReused, NotAsWritten, Store, lines_of, open_store
from events.kernel import Noted
from tests.conftest import EVERYTHING, SECRET, Clock, new_schema
from tests.store.facts import NOON, PERSON, PersonMet, ThingSold, WallBuilt, Weight, met, noted, sold
from tests.store.histories import STEPS, STREAMS, Step, forget, note_all

CANARY = "Canary Featherstonehaugh"
LOADED = uuid4()
Lines = list[bytes]
Place = Callable[[], str]


def loaded(through: int) -> Noted:
    """Stands for the fact that says so."""
    return sold(LOADED, grams=through)


@contextmanager
def opened(place: str, folder: Path, clock: Callable[[], datetime]) -> Iterator[Store]:
    keys = f"sqlite:///{folder}/keys-{uuid4()}.db"
    with closing(open_store(place, keys, SECRET, clock=clock, shapes=EVERYTHING)) as store:
        yield store


@pytest.fixture
def other(tmp_path: Path, clock: Clock, request: pytest.FixtureRequest) -> Iterator[Callable[[str], Store]]:
    """An empty store with keys of its own, on the kind of database that is asked for."""
    made: list[Store] = []

    def make(kind: str) -> Store:
        url = (
            f"sqlite:///{tmp_path}/{uuid4()}.db"
            if kind == "sqlite"
            else new_schema(request.getfixturevalue("postgres"))
        )
        keys = f"sqlite:///{tmp_path}/{uuid4()}-keys.db"
        made.append(open_store(url, keys, SECRET, clock=clock, shapes=EVERYTHING))
        return made[-1]

    yield make
    for store in made:
        store.close()


def exported(store: Store, through: int | None = None) -> Lines:
    return list(store.exported(through or store.head().position))


def written(store: Store, clock: Clock) -> list[UUID]:
    ids = [uuid4() for _ in range(4)]
    store.append([met(ids[0], CANARY, words="\x00 \u2028 'quoted' \\ é 👩🏽‍🌾")], sent=b"as sent")
    clock.move(timedelta(microseconds=7))
    store.append([sold(ids[1]), sold(ids[1], minutes=-90)])
    store.append_many(
        [
            met(ids[2], "Ada Lovelace of Nowhere"),
            noted(WallBuilt(centimetres=7), stream=ids[3], because=(ids[0], ids[1])),
        ]
    )
    clock.move(timedelta(days=40))
    store.append([met(ids[0], None), met(ids[0], "Again")], sent=b"another")
    return ids


both = pytest.mark.parametrize("kind", ["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])


@both
def test_what_is_exported_and_loaded_is_exported_again_to_the_letter(
    store: Store, other: Callable[[str], Store], clock: Clock, kind: str
) -> None:
    ids = written(store, clock)
    forget(store, ids[2])
    lines = exported(store)
    clock.move(timedelta(days=1))
    there = other(kind)
    assert there.load(lines, loaded) == store.head().position == len(lines) - 1
    assert there.head().position == len(lines), "and that it was loaded is a fact as well"
    assert exported(there, len(lines) - 1) == lines
    assert list(there.check_chain()) == []
    for stream in ids:
        assert there.stream(stream) == store.stream(stream)
    assert there.stream(LOADED)[0].body == ThingSold(on=NOON.date(), weight=Weight(len(lines) - 1))
    assert there.stream(LOADED)[0].recorded_at == clock.now
    # And back, with all that was noted meanwhile.
    there.append([met(ids[0], "Later")])
    back = other("sqlite")
    assert back.load(exported(there), loaded) == there.head().position
    assert exported(back, there.head().position) == exported(there)


def test_lines_are_in_clear_and_in_the_order_of_the_log(store: Store, clock: Clock) -> None:
    ids = written(store, clock)
    forget(store, ids[2])
    told = [json.loads(line) for line in exported(store)]
    assert told[0] == {"encore": "log", "format": 1, "through": 7}
    assert [one["position"] for one in told[1:]] == list(range(1, 8))
    assert told[1] == {
        "position": 1,
        "stream": str(ids[0]),
        "version": 1,
        "fact_id": told[1]["fact_id"],
        "name": "test_person_met",
        "name_version": 1,
        "occurred_at": "2026-03-01T12:00:00Z",
        "recorded_at": "2026-03-02T09:00:00Z",
        "noted_by": str(PERSON),
        "device": "phone",
        "body": {"kind": "guest"},
        "personal": {"name": CANARY, "words": "\x00 \u2028 'quoted' \\ é 👩🏽‍🌾"},
        "sent": True,
    }
    assert told[2]["recorded_at"] == "2026-03-02T09:00:00.000007Z"
    assert told[4]["personal"] is None, "its key is gone"
    assert "personal" not in told[6], "nothing personal was ever said"
    assert told[5]["because"] == [str(ids[0]), str(ids[1])]


def test_a_part_is_the_beginning_of_the_whole(store: Store, clock: Clock) -> None:
    written(store, clock)
    assert exported(store, 3)[1:] == exported(store)[1:4]
    assert exported(store, 3)[0] == b'{"encore":"log","format":1,"through":3}\n'


@both
def test_a_loaded_log_keeps_no_name_in_clear_and_none_that_was_forgotten(
    store: Store, other: Callable[[str], Store], clock: Clock, kind: str, tmp_path: Path
) -> None:
    ids = written(store, clock)
    forget(store, ids[0])
    there = other(kind)
    there.load(exported(store), loaded)
    assert [fact.body for fact in there.stream(ids[0])] == [PersonMet(), PersonMet(), PersonMet()]
    assert there.stream(ids[2])[0].body == PersonMet(name="Ada Lovelace of Nowhere")
    # A key that comes later opens what comes later, and is not blamed for the rest.
    there.append([met(ids[0], "New")])
    assert there.stream(ids[0])[-1].body == PersonMet(name="New")
    assert json.loads(exported(there)[1])["personal"] is None
    assert list(there.check_chain()) == []
    there.close()
    assert all(b"Ada Lovelace" not in file.read_bytes() for file in tmp_path.iterdir() if file.is_file())


@both
def test_a_command_sent_again_after_a_load_is_known(
    store: Store, other: Callable[[str], Store], clock: Clock, kind: str
) -> None:
    stream, plain = uuid4(), uuid4()
    given_, unsent = met(stream, CANARY), sold(plain)
    first = store.append([given_], sent=b"as sent")
    store.append([unsent])
    there = other(kind)
    there.load(exported(store), loaded)
    before = there.head()
    assert there.answered(given_.fact_id, stream, b"as sent") == there.append([given_], sent=b"as sent")
    assert there.append([given_], sent=b"as sent").recorded == first.recorded
    # The key that signed it was left behind: nobody can tell whether the words are the same, and nothing is written.
    assert there.append([given_], sent=b"other words").known
    # What no phone sent is no phone's, and the other way round; the same id in another stream neither.
    for wrong, sent in ((unsent, b"as sent"), (given_, b""), (sold(plain, fact_id=given_.fact_id), b"as sent")):
        with pytest.raises(IdReused):
            there.append([wrong], sent=sent)
    assert there.head() == before
    # New commands are told apart as ever.
    later = met(stream, "Later")
    there.append([later], sent=b"later")
    assert there.append([later], sent=b"later").known
    with pytest.raises(IdReused):
        there.append([later], sent=b"other words")


@settings(max_examples=40, deadline=None)
@given(st.lists(STEPS, min_size=1, max_size=12), st.sets(st.sampled_from(STREAMS)))
def test_export_load_export_is_export_whatever_was_noted_and_forgotten(steps: list[Step], forgotten: set[UUID]) -> None:
    ticks = count()
    with TemporaryDirectory() as folder:
        here = Path(folder)

        def clock() -> datetime:
            return NOON + timedelta(milliseconds=next(ticks))

        with (
            opened(f"sqlite:///{here}/one.db", here, clock) as store,
            opened(f"sqlite:///{here}/two.db", here, clock) as there,
        ):
            note_all(store, steps)
            for stream in forgotten:
                forget(store, stream)
            lines = exported(store)
            assert there.load(lines, loaded) == len(steps)
            assert exported(there, len(steps)) == lines
            assert [there.stream(stream) for stream in STREAMS] == [store.stream(stream) for stream in STREAMS]
            assert list(there.check_chain()) == []


def changed(**fields: object) -> Callable[[Lines], Lines]:
    """The third fact's line with other fields."""

    def change(lines: Lines) -> Lines:
        told = json.loads(lines[3]) | fields
        kept = {name: value for name, value in told.items() if value is not ...}
        return [*lines[:3], json.dumps(kept).encode() + b"\n", *lines[4:]]

    return change


BAD: list[tuple[str, Callable[[Lines], Lines], str]] = [
    ("empty", lambda lines: [], "Line 1 is not how"),
    ("another file", lambda lines: [b"customer_id,date\n", b"7,2025-01-01\n"], "Line 1 is not how"),
    ("no first line", lambda lines: lines[1:], "Line 1 is not how"),
    ("utf-16", lambda lines: ["".join(line.decode() for line in lines).encode("utf-16")], "Line 1 is not how"),
    ("bom", lambda lines: [b"\xef\xbb\xbf" + lines[0], *lines[1:]], "Line 1 is not how"),
    ("newer", lambda lines: [lines[0].replace(b"1", b"2", 1), *lines[1:]], "Line 1 says that a newer"),
    ("cut short", lambda lines: lines[:5], "Line 6 is missing: the file ought to end with fact 7"),
    ("cut within", lambda lines: [*lines[:4], lines[4][:40]], "Line 5 is not a line"),
    ("too many", lambda lines: [*lines, lines[-1].replace(b":7,", b":8,", 1)], "Line 9"),
    ("doubled", lambda lines: [*lines[:4], *lines[3:]], "Line 5 is not fact 4"),
    ("left out", lambda lines: [*lines[:3], *lines[4:]], "Line 4 is not fact 3"),
    ("blank", lambda lines: [*lines[:3], b"\n", *lines[3:]], "Line 4 is not a line"),
    ("deep", lambda lines: [*lines[:3], b'{"body":' + b'{"a":' * 100_000, *lines[4:]], "Line 4 is not a line"),
    ("long", lambda lines: [*lines[:3], b" " * 5_000_000, *lines[4:]], "Line 4 is far too long"),
    ("not utf-8", lambda lines: [*lines[:3], lines[3].replace(b"phone", b"ph\xffne"), *lines[4:]], "Line 4 is not a"),
    ("surrogate", lambda lines: [*lines[:3], lines[3].replace(b"phone", b"\\ud800"), *lines[4:]], "Line 4 is not a"),
    ("position", changed(position=4), "Line 4 is not fact 3"),
    ("version", changed(version=1), "Line 4 does not follow"),
    ("version 0", changed(version=0), "Line 4 is not a line"),
    ("earlier", changed(recorded_at="2020-01-01T00:00:00Z"), "Line 4 does not follow"),
    ("no zone", changed(recorded_at="2026-03-02T09:00:00"), "Line 4 is not a line"),
    ("unknown name", changed(name="test_nothing"), "Line 4 holds no fact of this Encore"),
    ("newer shape", changed(name_version=9), "Line 4 holds no fact of this Encore"),
    ("huge version", changed(name_version=2**70), "Line 4"),
    ("bad value", changed(body={"on": "2026-02-31", "weight": {"grams": 5}}), "Line 4 holds no fact"),
    ("own rule", changed(body={"on": "2026-03-01", "weight": {"grams": -5}}), "Line 4 holds no fact"),
    ("no body", changed(body=...), "Line 4 is not a line"),
    ("body a list", changed(body=[]), "Line 4 is not a line"),
    ("strange field", changed(admin=True), "Line 4 is not a line"),
    ("strange personal", changed(personal={"name": "Eve"}), "Line 4 holds no fact"),
    ("empty personal", changed(personal={}), "Line 4 is not a line"),
    ("device", changed(device="a\x00b"), "Line 4 names a device"),
    ("year 1", changed(occurred_at="0001-01-01T00:00:00+14:00"), "Line 4"),
]


@pytest.mark.parametrize(("spoil", "words"), [case[1:] for case in BAD], ids=[case[0] for case in BAD])
def test_a_spoilt_file_is_told_by_its_line_and_nothing_is_loaded(
    spoil: Callable[[Lines], Lines], words: str, clock: Clock, other: Callable[[str], Store]
) -> None:
    store, there = other("sqlite"), other("sqlite")
    written(store, clock)
    lines = exported(store)
    with pytest.raises(BadLine, match=words):
        there.load(spoil(lines), loaded)
    assert there.head().position == 0
    assert there.load(lines, loaded) == 7, "and the right one can still be loaded"


def test_an_id_that_comes_twice_is_told_within_a_part_and_across_parts(
    monkeypatch: pytest.MonkeyPatch, clock: Clock, other: Callable[[str], Store]
) -> None:
    store = other("sqlite")
    written(store, clock)
    lines = exported(store)
    first = json.loads(lines[1])["fact_id"]
    for at_once in (2_000, 1):
        monkeypatch.setattr("backend.store.carrying.LINES_AT_ONCE", at_once)
        with pytest.raises(BadLine, match="Line 4 has the id of an earlier fact"):
            other("sqlite").load(changed(fact_id=first)(lines), loaded)
        with pytest.raises(BadLine, match="Line 4 does not follow"):
            other("sqlite").load(changed(version=1)(lines), loaded)
        assert other("sqlite").load(lines, loaded) == 7


@pytest.mark.postgres
def test_a_spoilt_file_leaves_postgres_empty_as_well(clock: Clock, other: Callable[[str], Store]) -> None:
    store, there = other("sqlite"), other("postgres")
    written(store, clock)
    with pytest.raises(BadLine, match="Line 4"):
        there.load(changed(name="test_nothing")(exported(store)), loaded)
    assert there.head().position == 0
    assert there.load(exported(store), loaded) == 7


def test_a_log_that_is_not_what_was_written_is_not_exported(store: Store, clock: Clock) -> None:
    written(store, clock)
    with store.database.write() as tx:
        tx.execute("UPDATE log SET device = 'another' WHERE position = 5")
    with pytest.raises(NotAsWritten, match="Fact 5 "):
        exported(store)
    assert len(exported(store, 4)) == 5


def test_lines_are_read_in_bounded_pieces() -> None:
    pieces = list(lines_of(io.BytesIO(b"one\ntwo\n" + b"x" * 9_000_000)))
    assert pieces[:2] == [b"one\n", b"two\n"]
    assert max(map(len, pieces)) < 5_000_000
