"""Do this log and these keys belong together? Both keep one random id, so that a lost keys file is noticed at once."""

from __future__ import annotations

import os
from typing import Any

from backend.store.database import Database
from backend.store.transactions import Tx


class OtherKeys(Exception):
    """The log was written with other keys than these."""


def pair(log: Database[Any], keys: Database[Any]) -> None:
    """Make sure that they belong together. A log without facts takes up with any keys. Raises OtherKeys."""
    with log.read() as tx:
        of_log = _id(tx, "log_pair")
        written = tx.execute("SELECT position FROM log_head").fetchone()[0] > 0
    with keys.read() as tx:
        of_keys = _id(tx, "key_pair")
        used = tx.execute("SELECT 1 FROM key_check").fetchone() is not None
    # A log from before there were ids may be anybody's, but never that of keys which were made just now.
    if written and (of_log != of_keys if of_log else not used):
        raise OtherKeys(
            "The names in this log were sealed with other keys: let ENCORE_KEYS name the keys that it was started with,"
            " or restore them from their backup."
        )
    if of_log is None or of_log != of_keys:
        _keep(log, "log_pair", _first(keys, os.urandom(16)))


def id_of_keys(keys: Database[Any]) -> bytes | None:
    with keys.read() as tx:
        return _id(tx, "key_pair")


def _id(tx: Tx, table: str) -> bytes | None:
    found = tx.execute(f"SELECT id FROM {table}").fetchone()
    return bytes(found[0]) if found else None


def _first(keys: Database[Any], suggested: bytes) -> bytes:
    """The id of the keys: the first that anybody gave them, also where two start at once."""
    with keys.write() as tx:
        found = _id(tx, "key_pair")
        if found is None:
            tx.execute("INSERT INTO key_pair (id) VALUES (?)", (suggested,))
        return found or suggested


def _keep(log: Database[Any], table: str, pair_id: bytes) -> None:
    with log.write() as tx:
        tx.execute(f"DELETE FROM {table}")
        tx.execute(f"INSERT INTO {table} (id) VALUES (?)", (pair_id,))
