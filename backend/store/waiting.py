"""Where do the rows of a large file wait until it is known whose they are? On disk, and they may be lost any time."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from pathlib import Path

TABLES = (
    "CREATE TABLE waiting (place INTEGER NOT NULL, line INTEGER NOT NULL, order_id TEXT, entry BLOB NOT NULL)",
    "CREATE TABLE customers (place INTEGER PRIMARY KEY, customer BLOB NOT NULL)",
    "CREATE TABLE namesakes (place INTEGER PRIMARY KEY, customer BLOB NOT NULL)",
    "CREATE INDEX customers_customer ON customers (customer, place)",
)
PRAGMAS = ("journal_mode=OFF", "synchronous=OFF", "locking_mode=EXCLUSIVE", "cache_size=-8192", "temp_store=FILE")
"""Nothing waits for the disk, and what is sorted on the way goes there too: a million rows must not fill the memory."""
ADD = "INSERT INTO waiting (place, line, order_id, entry) VALUES (?, ?, ?, ?)"
MOVE = "UPDATE waiting SET place = ? WHERE place = ?"
INDEX = "CREATE INDEX IF NOT EXISTS waiting_place ON waiting (place, line)"
SHARED = """
    SELECT order_id FROM waiting WHERE order_id IS NOT NULL GROUP BY order_id HAVING MIN(place) <> MAX(place)
"""
FIRST_OF = "SELECT place FROM waiting WHERE order_id = ? ORDER BY line LIMIT 1"
NAME = "INSERT OR REPLACE INTO customers (place, customer) VALUES (?, ?)"
ASK = "INSERT OR REPLACE INTO namesakes (place, customer) VALUES (?, ?)"
NAMESAKE = "SELECT customer FROM namesakes WHERE place = ?"
UNNAMED = """
    SELECT DISTINCT place FROM waiting WHERE place NOT IN (SELECT place FROM customers) ORDER BY place
"""
AT = "SELECT line, entry FROM waiting WHERE place = ? ORDER BY line"
BY_CUSTOMER = """
    SELECT customers.customer, waiting.place, waiting.line, waiting.entry
    FROM customers CROSS JOIN waiting ON waiting.place = customers.place
    ORDER BY customers.customer, customers.place, waiting.line
"""

Waits = tuple[int, int, str | None, bytes]
"""A row: the place of whom it speaks of, its line, its order if it names one, and what it says."""


class Waiting:
    """Rows by the place of whom they speak of, and the customer at each place, once that is known."""

    def __init__(self, path: Path, *, anew: bool) -> None:
        """`anew` False: go on with the rows that were put aside before."""
        if anew:
            path.unlink(missing_ok=True)
        self._connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
        for pragma in PRAGMAS:
            self._connection.execute(f"PRAGMA {pragma}")
        for table in TABLES if anew else ():
            self._connection.execute(table)

    def add(self, rows: Iterable[Waits]) -> None:
        self._many(ADD, rows)

    def join(self, places: dict[int, int]) -> None:
        """All rows are there, and those at a place belong to another one."""
        self._connection.execute(INDEX)
        self._many(MOVE, ((into, place) for place, into in places.items()))

    def shared_orders(self) -> dict[str, int]:
        """Orders that are given to several people, with the place of the first row of each."""
        shared = [order for (order,) in self._connection.execute(SHARED).fetchall()]
        return {order: self._connection.execute(FIRST_OF, (order,)).fetchone()[0] for order in shared}

    def name(self, customers: Iterable[tuple[int, bytes]]) -> None:
        """Which customer stands at which place."""
        self._many(NAME, customers)

    def ask(self, namesakes: Iterable[tuple[int, bytes]]) -> None:
        """Who may stand at a place: somebody of the same name."""
        self._many(ASK, namesakes)

    def namesake(self, place: int) -> bytes | None:
        found = self._connection.execute(NAMESAKE, (place,)).fetchone()
        return found[0] if found else None

    def unnamed(self) -> list[int]:
        """Places of rows whose customer nobody has named yet."""
        return [place for (place,) in self._connection.execute(UNNAMED)]

    def at(self, place: int) -> list[tuple[int, bytes]]:
        """Line and content of the rows of one place."""
        return self._connection.execute(AT, (place,)).fetchall()

    def by_customer(self) -> Iterator[tuple[bytes, int, int, bytes]]:
        """Customer, place, line and content of every named row, in the order of the customers' ids."""
        return iter(self._connection.execute(BY_CUSTOMER))

    def close(self) -> None:
        self._connection.close()

    def _many(self, sql: str, rows: Iterable[tuple[object, ...]]) -> None:
        self._connection.execute("BEGIN")
        self._connection.executemany(sql, rows)
        self._connection.execute("COMMIT")
