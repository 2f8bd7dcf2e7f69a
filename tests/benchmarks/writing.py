"""What does a command cost beside the raw transaction, alone and with eight writers at once?"""

from __future__ import annotations

import fcntl
import multiprocessing
import shutil
from collections.abc import Callable, Sequence
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
from tests.benchmarks.recording import Script, bare, recording, replay
from tests.benchmarks.shop import NOW, customer_id

ROUNDS = 400
WRITERS = 8
EACH = 60
TURNS = 3


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
    return lambda: replay(connection, next(waiting))


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
    """Eight processes at once, ours and the floor in turns. The floor queues on a file lock, for the same rows."""
    copies = [folder.with_name(f"{folder.name}-8-{kind}") for kind in ("taken", "ours", "floor")]
    for copy in copies:
        shutil.copytree(folder, copy)
    mine: list[float] = []
    theirs: list[float] = []
    for turn in range(TURNS):
        commands = [asked(turn, customer=10 + number) for number in range(WRITERS * EACH)]
        made = scripts(copies[0], commands)
        mine += _at_once(_carry_many, copies[1], commands)
        theirs += _at_once(_write_many, copies[2], made)
    ours, floor = p99(mine), p99(theirs)
    figure = f"{ours / floor:.2f}x (p99 {ours * 1e3:.1f} ms over {floor * 1e3:.1f} ms)"
    return Line("8 writers, p99", figure, "<= 4x", ours <= 4 * floor, "raw, queueing on a file lock, same rows")


def _at_once(work: Callable[..., None], folder: Path, tasks: Sequence[Any]) -> list[float]:
    ways = multiprocessing.get_context("spawn")
    times, start = ways.Queue(), ways.Barrier(WRITERS)
    shares = [tasks[number::WRITERS] for number in range(WRITERS)]
    processes = [ways.Process(target=work, args=(share, start, times, folder)) for share in shares]
    for process in processes:
        process.start()
    found = [seconds for _ in processes for seconds in times.get(timeout=300)]
    for process in processes:
        process.join()
    return found


def _carry_many(commands: Sequence[Asked], start: Any, times: Any, folder: Path) -> None:
    carry = carrier(folder)
    start.wait()
    times.put([timed(partial(carry, one)) for one in commands])


def _write_many(made: Sequence[Script], start: Any, times: Any, folder: Path) -> None:
    connection = bare(folder / "encore.db")
    with (folder / "floor.lock").open("a") as lock:

        def write(script: Script) -> None:
            fcntl.flock(lock, fcntl.LOCK_EX)
            replay(connection, script)
            fcntl.flock(lock, fcntl.LOCK_UN)

        start.wait()
        times.put([timed(partial(write, script)) for script in made])
