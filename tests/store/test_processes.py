"""Do several processes, and one that is killed, leave one log without a gap?"""

from __future__ import annotations

import multiprocessing
import os
import signal
import time
from pathlib import Path
from uuid import UUID

from backend.store import open_store
from tests.conftest import EVERYTHING, SECRET
from tests.store.facts import met, sold

ONE = UUID(int=1)


def write(place: str, keys: str, number: int, times: int) -> None:
    store = open_store(place, keys, SECRET, shapes=EVERYTHING)
    for n in range(times):
        store.append([sold(ONE), met(UUID(int=100 + number), f"Ada {n}")][n % 2 : n % 2 + 1], sent=b"as sent")
        if n % 10 == 0:
            store.append_many([sold(UUID(int=200 + n)), sold(ONE)])
    store.close()


def test_four_processes_write_one_log(place: str, tmp_path: Path) -> None:
    keys = f"sqlite:///{tmp_path}/keys.db"
    spawn = multiprocessing.get_context("spawn")
    children = [spawn.Process(target=write, args=(place, keys, number, 50)) for number in range(4)]
    for child in children:
        child.start()
    for child in children:
        child.join()
    assert [child.exitcode for child in children] == [0, 0, 0, 0]
    store = open_store(place, keys, SECRET, shapes=EVERYTHING)
    assert store.head().position == 4 * (50 + 10)
    assert list(store.check_chain()) == []
    assert sorted(fact.version for fact in store.stream(ONE)) == list(range(1, 4 * (25 + 5) + 1))
    store.close()


def test_a_writer_that_is_killed_leaves_a_whole_log(place: str, tmp_path: Path) -> None:
    keys = f"sqlite:///{tmp_path}/keys.db"
    store = open_store(place, keys, SECRET, shapes=EVERYTHING)
    child = multiprocessing.get_context("spawn").Process(target=write, args=(place, keys, 0, 100_000))
    child.start()
    deadline = time.monotonic() + 30
    while store.head().position < 50 and time.monotonic() < deadline:
        time.sleep(0.01)
    assert child.pid is not None
    os.kill(child.pid, signal.SIGKILL)
    child.join()
    before = store.head().position
    assert before >= 50
    assert store.append([sold(ONE)], sent=b"as sent").recorded[0].position == before + 1
    assert list(store.check_chain()) == []
    store.close()
