"""Is an import that was killed half-way finished by running it again, with nothing doubled?"""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from click.testing import Result

CUSTOMERS = 4_000
PURCHASES = 3 * CUSTOMERS


def write_export(file: Path) -> None:
    rows = (f"{n},2025-0{month}-1{n % 10},1,{n % 90}.5" for n in range(CUSTOMERS) for month in (1, 3, 5))
    file.write_text("customer_id,date,quantity,amount\n" + "\n".join(rows) + "\n")


def facts_in(tmp_path: Path) -> int:
    with closing(sqlite3.connect(tmp_path / "encore.db")) as connection:
        return int(connection.execute("SELECT COALESCE(MAX(position), 0) FROM log").fetchone()[0])


def test_an_import_killed_half_way_is_finished_by_the_next(
    shop: Callable[..., Result], environment: dict[str, str], tmp_path: Path
) -> None:
    write_export(tmp_path / "till.csv")
    before = facts_in(tmp_path)
    program = [sys.executable, "-c", "from backend.cli import main; main()", "import", str(tmp_path / "till.csv")]
    running = subprocess.Popen(program, env={**os.environ, **environment}, stdout=subprocess.DEVNULL)
    # Two are the salt and the beginning of the import.
    while facts_in(tmp_path) <= before + 2 and running.poll() is None:
        time.sleep(0.01)
    running.send_signal(signal.SIGKILL)
    assert running.wait() == -signal.SIGKILL, "it was done before it could be killed"
    written = facts_in(tmp_path) - before
    assert 2 < written < CUSTOMERS + PURCHASES
    said = shop("import", tmp_path / "till.csv").output
    assert f"{PURCHASES:,} rows" in said
    # Beside them the salt, two beginnings, one end, the sweep that the first import begins, and the rhythm.
    assert facts_in(tmp_path) - before == CUSTOMERS + PURCHASES + 6
    assert shop("verify").exit_code == 0
