"""Does this program still open what earlier ones left behind?

Each release leaves `tests/golden/store_<number>.db` and its keys, written by `python -m tests.store.test_golden`.
"""

from __future__ import annotations

import shutil
from datetime import UTC, date, datetime
from pathlib import Path
from uuid import UUID

import pytest

from backend.store import open_store
from events.kernel import Fact
from tests.conftest import EVERYTHING, SECRET
from tests.store.facts import Colour, PersonMet, ThingSold, WallBuilt, Weight, noted

GOLDEN = Path(__file__).parent.parent / "golden"
CUSTOMER, OTHER = UUID(int=11), UUID(int=12)
WRITTEN = datetime(2026, 11, 22, tzinfo=UTC)
FACTS: tuple[Fact, ...] = (
    PersonMet(kind="guest", name="Ada Žižková", words="rang at noon"),
    ThingSold(on=date(2026, 2, 28), weight=Weight(450), colour=Colour.BLUE, parts=("lid", "pot"), order=OTHER),
    WallBuilt(centimetres=120, builder="Bob"),
    PersonMet(kind="guest", name=None, words=None),
)
NUMBERS = sorted(int(file.stem.split("_")[1]) for file in GOLDEN.glob("store_[0-9]*.db") if "keys" not in file.name)


def write(number: int, folder: Path) -> None:
    place, keys = f"sqlite:///{folder}/store_{number}.db", f"sqlite:///{folder}/store_{number}_keys.db"
    store = open_store(place, keys, SECRET, clock=lambda: WRITTEN, shapes=EVERYTHING)
    ids = [UUID(int=100 + n) for n in range(len(FACTS))]
    for body, fact_id in zip(FACTS, ids, strict=True):
        store.append([noted(body, stream=CUSTOMER, fact_id=fact_id, because=(ids[0],))], sent=b"as sent")
    store.append_many([noted(body, stream=OTHER, fact_id=UUID(int=200 + n)) for n, body in enumerate(FACTS)])
    store.sign_in.set_password(CUSTOMER, "ada@example.org", "four plain words here")
    store.close()


@pytest.mark.parametrize("number", NUMBERS)
def test_an_earlier_database_reads_and_goes_on(number: int, tmp_path: Path) -> None:
    for file in GOLDEN.glob(f"store_{number}*.db"):
        shutil.copy(file, tmp_path)
    place, keys = f"sqlite:///{tmp_path}/store_{number}.db", f"sqlite:///{tmp_path}/store_{number}_keys.db"
    store = open_store(place, keys, SECRET, shapes=EVERYTHING)
    assert [fact.body for fact in store.stream(CUSTOMER)] == list(FACTS)
    assert [fact.body for fact in store.stream(OTHER)] == list(FACTS)
    assert store.stream(CUSTOMER)[1].because == (UUID(int=100),)
    known = store.answered(UUID(int=101), CUSTOMER, b"as sent")
    assert known is not None
    assert known.recorded[0].recorded_at == WRITTEN
    assert store.sign_in.check_password("ada@example.org", "four plain words here", "10.0.0.1", WRITTEN) == CUSTOMER
    assert store.append([noted(FACTS[0], stream=CUSTOMER)], sent=b"new").recorded[0].version == len(FACTS) + 1
    assert list(store.check_chain()) == []
    store.close()


def test_there_is_a_golden_database() -> None:
    assert NUMBERS


if __name__ == "__main__":
    write(max(NUMBERS, default=0) + 1, GOLDEN)
