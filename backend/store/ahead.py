"""What would a transaction write? Worked out on a moment that is over, to be written later, word for word."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from backend.store.transactions import Building, Rows, Tx

WRITES = re.compile(r"\s*(?:INSERT\s+INTO|UPDATE|DELETE\s+FROM)\s+(\w+)", re.IGNORECASE)
READS = re.compile(r"\s*(?:SELECT|WITH)\b", re.IGNORECASE)
WORDS = re.compile(r"\w+")

Step = tuple[str, str, Sequence[str], Sequence[Any]]
"""One call of a transaction: which, of what SQL or table, its columns, and its values or rows."""


class NotAhead(Exception):
    """This can be told only when it is written: it asks for what it wrote itself, or for what others are writing."""


class Nothing:
    """What a statement answers that is still to come."""

    def fetchone(self) -> None:
        return None

    def fetchall(self) -> list[Any]:
        return []

    def __iter__(self) -> Iterator[Any]:
        return iter(())


class Ahead:
    """Reads what stands, and keeps what would be written. Raises NotAhead where the two would meet."""

    writable = True

    def __init__(self, tx: Tx, to_be_written: Iterable[str]) -> None:
        """`to_be_written`: tables that others will have written to by then."""
        self._tx = tx
        self.by_key = tx.by_key
        self._written = set(to_be_written)
        self.steps: list[Step] = []

    def execute(self, sql: str, params: Sequence[object] = ()) -> Rows:
        if self._reads(sql):
            return self._tx.execute(sql, params)
        self.steps.append(("execute", sql, (), list(params)))
        return Nothing()

    def executemany(self, sql: str, rows: Iterable[Sequence[object]]) -> None:
        if self._reads(sql):
            raise NotAhead(sql)
        self.steps.append(("executemany", sql, (), list(rows)))

    def execute_in(self, sql: str, values: Sequence[object]) -> Rows:
        if self._reads(sql):
            return self._tx.execute_in(sql, values)
        self.steps.append(("execute_in", sql, (), list(values)))
        return Nothing()

    def insert(self, table: str, columns: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
        self._written.add(table)
        if rows:
            self.steps.append(("insert", table, columns, rows))

    def scan(self, sql: str, params: Sequence[object] = ()) -> Iterator[Any]:
        if not self._reads(sql):
            raise NotAhead(sql)
        return self._tx.scan(sql, params)

    def building(self) -> Tx:
        return Building(self)

    def _reads(self, sql: str) -> bool:
        if READS.match(sql):
            if not self._written.isdisjoint(WORDS.findall(sql)):
                raise NotAhead(sql)
            return True
        wrote = WRITES.match(sql)
        if wrote is None or "RETURNING" in sql:
            raise NotAhead(sql)
        self._written.add(wrote[1])
        return False


def carry_out(tx: Tx, steps: Iterable[Step]) -> None:
    """Write what was kept."""
    for call, subject, columns, values in steps:
        match call:
            case "insert":
                tx.insert(subject, columns, values)
            case "executemany":
                tx.executemany(subject, values)
            case "execute_in":
                tx.execute_in(subject, values)
            case _:
                tx.execute(subject, values)
