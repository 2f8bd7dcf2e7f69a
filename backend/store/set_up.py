"""Does this link set the firm up? One link at a time, of which only a hash is kept."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta
from typing import Any

from backend.store.database import Database
from backend.store.instants import micros
from events.kernel import Refused

OPEN_FOR = timedelta(hours=24)
TOKEN_BYTES = 32


class SetUp:
    """Kept in the database, so that every process of the server knows the link. It asks for no firm."""

    def __init__(self, database: Database[Any]) -> None:
        self._database = database

    def new_token(self, now: datetime) -> str:
        """A token that nobody can guess; an earlier one ends."""
        token = secrets.token_urlsafe(TOKEN_BYTES)
        with self._database.joined() as tx:
            tx.execute("DELETE FROM set_up")
            tx.execute("INSERT INTO set_up (token, expires) VALUES (?, ?)", (_hashed(token), micros(now + OPEN_FOR)))
        return token

    def opens(self, token: str, now: datetime) -> bool:
        with self._database.read() as tx:
            sql = "SELECT 1 FROM set_up WHERE token = ? AND expires >= ?"
            return tx.execute(sql, (_hashed(token), micros(now))).fetchone() is not None

    def use_up(self, token: str, now: datetime) -> None:
        """To be called in the write that founds the firm. Raises Refused where the token opens nothing any more."""
        with self._database.joined() as tx:
            if not self.opens(token, now):
                raise Refused("This set-up link was used or is too old.")
            tx.execute("DELETE FROM set_up")


def _hashed(token: str) -> bytes:
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).digest()
