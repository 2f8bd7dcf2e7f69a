"""How long does a backtest take of a year of weekly buyers?"""

from __future__ import annotations

import os
import subprocess
from datetime import date, timedelta
from pathlib import Path
from random import Random
from time import perf_counter

from tests.benchmarks.measure import Line
from tests.benchmarks.sizes import ENCORE

BUYERS, GAP, LEAVES = 2_469, 5.6, 0.003
FIRST, DAYS = date(2025, 1, 1), 365
TERMS = ("--start", "2025-04-30", "--end", "2025-12-31", "--calls", "25", "--follow-weeks", "8", "--in-time-weeks", "8")


def backtest_line(folder: Path) -> Line:
    folder.mkdir()
    rows = write_weekly_buyers(folder / "shop.csv")
    begun = perf_counter()
    running = subprocess.Popen([ENCORE, "backtest", "--csv", folder / "shop.csv", *TERMS], stdout=subprocess.DEVNULL)
    _, status, used = os.wait4(running.pid, 0)
    took = perf_counter() - begun
    running.returncode = os.waitstatus_to_exitcode(status)
    figure = f"{took:.1f} s, {used.ru_maxrss / 1_000:.0f} MB at most"
    reached = running.returncode == 0 and took <= 60
    return Line(f"Backtest of {rows:,} purchases", figure, "<= 60 s", reached, "the clock")


def write_weekly_buyers(file: Path) -> int:
    """A year of customers who come about once a week, and sometimes stop; how many rows there are."""
    chance, rows = Random(7), 0
    with file.open("w") as out:
        out.write("customer_id,date,quantity,amount\n")
        for buyer in range(BUYERS):
            gap, on = GAP * chance.lognormvariate(0, 0.5), chance.uniform(0, 30)
            while on < DAYS:
                out.write(f"{buyer},{FIRST + timedelta(days=int(on))},1,{chance.lognormvariate(3, 0.8):.2f}\n")
                rows += 1
                on += chance.expovariate(1 / gap) if chance.random() > LEAVES else DAYS
    return rows
