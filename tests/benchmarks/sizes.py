"""How long do imports, rebuilds and starts take, and does the queue stay as quick when the firm grows tenfold?"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from datetime import date
from functools import partial
from pathlib import Path
from statistics import median
from time import perf_counter
from uuid import UUID

from backend.projections import queue
from backend.projections.rebuild import rebuild
from backend.projections.uncollected import uncollected
from backend.store import bulk
from events.kernel import Noted
from tests.benchmarks.measure import Line, ratio_line, timed
from tests.benchmarks.recording import Script, bare, recording, replay
from tests.benchmarks.shop import Firm, book_of, fill, open_firm, write_csv

ENCORE = Path(sys.executable).with_name("encore")
TURNS = 3
WRITTEN = ("INSERT", "UPDATE", "DELETE")


def environment(folder: Path, **more: str) -> dict[str, str]:
    settings = {"ENCORE_DATABASE": f"sqlite:///{folder}/encore.db", "ENCORE_KEYS": f"sqlite:///{folder}/keys.db"}
    return {**os.environ, **settings, **more}


def import_line(folder: Path) -> Line:
    open_firm(folder, 3).store.close()
    rows = write_csv(folder / "shop.csv", 23_500, 70_000)
    begun = perf_counter()
    subprocess.run(
        [ENCORE, "import", folder / "shop.csv", "--source", "measured"],
        env=environment(folder, ENCORE_SECRET="a secret for measuring alone"),
        check=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    took = perf_counter() - begun
    return Line(f"Import of {rows:,} purchases", f"{took:.1f} s", "<= 8 s", took <= 8, "the clock")


def book_line(folder: Path, customers: int = 23_500) -> Line:
    """A book of new customers as an import has it, and bare the rows that it led to, on copies of one firm in turn."""
    firm = open_firm(folder / "taken", 3)
    sets = book_of(firm, customers)
    firm.store.close()
    copies = [folder / f"{kind}-{turn}" for turn in range(TURNS) for kind in ("ours", "floor")]
    for copy in copies:
        shutil.copytree(folder / "taken", copy)
    firm = open_firm(folder / "taken", 3)
    scripts = [_taken_down(firm, facts) for facts in sets]
    ours, floor = [], []
    for turn in range(TURNS):
        floor.append(timed(partial(_written_bare, folder / f"floor-{turn}" / "encore.db", scripts)))
        firm = open_firm(folder / f"ours-{turn}", 3)
        ours.append(timed(partial(_brought_in, firm, sets)))
        firm.store.close()
    facts = sum(map(len, sets))
    return ratio_line(f"Book of {facts:,} facts", ours, floor, 1.5, "raw transactions, same rows")


def _taken_down(firm: Firm, facts: list[Noted]) -> Script:
    with recording() as script:
        firm.store.append_many(facts, views=firm.views)
    script.writes = [(sql, rows) for sql, rows in script.writes if sql.startswith(WRITTEN) and "INTO keys" not in sql]
    return script


def _written_bare(database: Path, scripts: list[Script]) -> None:
    connection = bare(database)
    for script in scripts:
        replay(connection, script)


def _brought_in(firm: Firm, sets: list[list[Noted]]) -> int:
    with uncollected(), bulk(firm.store, views=firm.views) as book:
        return sum(len(recorded) for recorded in book.append_each(sets))


def rebuild_line(firm: Firm) -> Line:
    facts = firm.store.head().position
    bare = min(timed(lambda: read_bare(firm)) for _ in range(3))
    took = min(timed(lambda: rebuild(firm.store)) for _ in range(3))
    speed = facts / took
    figure = f"{speed:,.0f} facts/s ({facts:,} in {took:.1f} s)"
    floor = f"the clock; rows read alone: {facts / bare:,.0f}/s"
    return Line("Rebuild", figure, ">= 50,000/s", speed >= 50_000, floor)


def read_bare(firm: Firm) -> None:
    with firm.store.database.read() as tx:
        for _ in tx.scan("SELECT * FROM log ORDER BY stream, occurred_at, position"):
            pass


def two_firms(folder: Path) -> tuple[Firm, Firm]:
    """One with 10,000 customers of 20 salespeople, and one with ten times as many of both."""
    small, large = open_firm(folder / "small", 20), open_firm(folder / "large", 200)
    fill(small, 10_000)
    fill(large, 100_000)
    return small, large


def growth_line(small: Firm, large: Firm) -> Line:
    """Today's queue of one salesperson of 20 and of 200, each with some 500 customers, asked in turn."""
    times: dict[int, list[float]] = {20: [], 200: []}
    for number in range(400):
        for firm in (small, large):
            people = firm.salespeople
            times[len(people)].append(timed(partial(ask, firm, people[number % len(people)])))
    ours, floor = median(times[200]), median(times[20])
    figure = f"{ours / floor:.2f}x ({ours * 1e3:.2f} ms over {floor * 1e3:.2f} ms)"
    return Line("Queue, 100,000 customers", figure, "<= 1.3x", ours <= 1.3 * floor, "the same with 10,000")


def ask(firm: Firm, who: UUID) -> None:
    with firm.store.database.read() as tx:
        queue.plan(tx, who, date(2026, 11, 23), cards=20)


def start_line(folder: Path) -> Line:
    """From `encore serve` to the first page in full, with the disk's cache warm."""
    took = min(_start(folder) for _ in range(3))
    return Line("Cold start to first page", f"{took:.2f} s", "< 1.5 s", took < 1.5, "the clock")


def _start(folder: Path) -> float:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    env = environment(folder, ENCORE_SECRET="a secret for measuring alone", ENCORE_PORT=str(port))
    begun = perf_counter()
    process = subprocess.Popen([ENCORE, "serve"], env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        while True:
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{port}/session/new") as answer:
                    answer.read()
                    return perf_counter() - begun
            except OSError:
                time.sleep(0.01)
    finally:
        process.terminate()
        process.wait()
