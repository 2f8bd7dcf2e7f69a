"""What does a command cost beside the raw transaction, alone and with eight writers at once?"""

from __future__ import annotations

import fcntl
import multiprocessing
import shutil
from collections.abc import Callable
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import Any
from uuid import UUID, uuid5

from backend.commands import carry_out
from backend.projections.views import Views
from events.contacts import LogContactAttempt
from events.kernel import Asked
from events.values import Channel, Outcome
from tests.benchmarks.measure import Line, interleaved, p99, ratio_line, timed
from tests.benchmarks.pages import opened
from tests.benchmarks.recording import Script, bare, recording
from tests.benchmarks.shop import NOW, customer_id

ROUNDS = 400
WRITERS = 8
EACH = 150
ROWS, ROW = 12, 200


def asked(number: int, customer: int = 1) -> Asked:
    return Asked(
        command_id=uuid5(UUID(int=1), f"{customer} {number}"),
        stream=customer_id(customer),
        occurred_at=NOW,
        noted_by=UUID(int=7),
        commands=(LogContactAttempt(channel=Channel.CALL, outcome=Outcome.SPOKE),),
    )


def carrier(folder: Path) -> Callable[[Asked], object]:
    store = opened(folder)
    views = (Views(lambda tx, stream: store.stream(stream, tx=tx)),)
    return lambda one: carry_out(store, one, views=views, sent=b"measured")


def scripts(folder: Path, commands: list[Asked]) -> list[Script]:
    carry = carrier(folder)
    found = []
    for one in commands:
        with recording() as script:
            carry(one)
        found.append(script)
    return found


def raw(database: Path, made: list[Script]) -> Callable[[], None]:
    connection = bare(database)
    waiting = iter(made)

    def write() -> None:
        connection.execute("BEGIN IMMEDIATE")
        for sql, rows in next(waiting).writes:
            connection.executemany(sql, rows) if len(rows) > 1 else connection.execute(sql, rows[0]).fetchall()
        connection.execute("COMMIT")

    return write


def one_command(folder: Path) -> Line:
    """The same commands on three copies: taken down on one, then carried out and written bare in turn."""
    copies = [folder.with_name(f"{folder.name}-{kind}") for kind in ("taken", "ours", "raw")]
    for copy in copies:
        shutil.copytree(folder, copy)
    commands = [asked(number, customer=number) for number in range(ROUNDS)]
    write = raw(copies[2] / "encore.db", scripts(copies[0], commands))
    carry, waiting = carrier(copies[1]), iter(commands)
    mine, theirs = interleaved(lambda: carry(next(waiting)), write, ROUNDS)
    return ratio_line("One command in process", mine[50:], theirs[50:], 1.3, "raw transaction, same rows")


def many_writers(folder: Path) -> Line:
    """Eight processes: ours, then the floor, which queues on a file lock and writes the same rows bare."""
    ours, floor = (folder.with_name(f"{folder.name}-8-{kind}") for kind in ("ours", "floor"))
    for copy in (ours, floor):
        shutil.copytree(folder, copy)
    with closing(bare(floor / "encore.db")) as connection:
        connection.execute("CREATE TABLE floor (id INTEGER PRIMARY KEY, body BLOB)")
    mine, theirs = p99(_at_once(_carry_many, ours)), p99(_at_once(_write_many, floor))
    figure = f"{mine / theirs:.2f}x (p99 {mine * 1e3:.1f} ms over {theirs * 1e3:.1f} ms)"
    return Line("8 writers, p99", figure, "<= 4x", mine <= 4 * theirs, "raw, queueing on a file lock")


def _at_once(work: Callable[..., None], folder: Path) -> list[float]:
    ways = multiprocessing.get_context("spawn")
    times, start = ways.Queue(), ways.Barrier(WRITERS)
    processes = [ways.Process(target=work, args=(number, start, times, folder)) for number in range(WRITERS)]
    for process in processes:
        process.start()
    found = [seconds for _ in processes for seconds in times.get(timeout=300)]
    for process in processes:
        process.join()
    return found


def _carry_many(writer: int, start: Any, times: Any, folder: Path) -> None:
    carry = carrier(folder)
    start.wait()
    times.put([timed(partial(carry, asked(number, 10 + writer))) for number in range(EACH)])


def _write_many(_: int, start: Any, times: Any, folder: Path) -> None:
    """As many rows as a command writes, under the same kind of lock."""
    connection = bare(folder / "encore.db")
    lock = (folder / "floor.lock").open("a")

    def write() -> None:
        fcntl.flock(lock, fcntl.LOCK_EX)
        connection.execute("BEGIN IMMEDIATE")
        connection.executemany("INSERT INTO floor (body) VALUES (?)", [(b"x" * ROW,)] * ROWS)
        connection.execute("COMMIT")
        fcntl.flock(lock, fcntl.LOCK_UN)

    start.wait()
    times.put([timed(write) for _ in range(EACH)])
