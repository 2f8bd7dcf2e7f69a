"""Who is this? Passwords, sessions and invitations, none of which can be read back from the database."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from backend.store.database import Database
from backend.store.instants import micros, moment
from backend.store.keys import derived
from backend.store.passwords import Passwords
from backend.store.transactions import Tx
from events.kernel import Refused

IDLE = timedelta(days=14)
LONGEST_SESSION = timedelta(days=90)
SEEN_EVERY = timedelta(minutes=5)
INVITED_FOR = timedelta(days=7)
WINDOW = timedelta(minutes=15)
WRONG_PER_ACCOUNT = 10
WRONG_PER_ADDRESS = 50
TOKEN_BYTES = 32


class TooManyAttempts(Exception):
    """`retry_after`: whole seconds until the next attempt is looked at."""

    def __init__(self, retry_after: int) -> None:
        super().__init__(f"too many wrong attempts; the next in {retry_after} s")
        self.retry_after = retry_after


@dataclass(frozen=True, slots=True)
class Session:
    """`id` names it among the sessions of its person and opens nothing."""

    id: str
    person: UUID
    device: str
    created: datetime
    last_seen: datetime


class SignIn:
    """E-mail addresses are kept as keyed hashes, tokens as plain ones: they are long and random."""

    def __init__(self, database: Database[Any], secret: bytes) -> None:
        self._database = database
        self._passwords = Passwords()
        self._email_key = derived(hashlib.sha256(secret).digest(), b"email")

    def set_password(self, person: UUID, email: str, password: str, about: Sequence[str] = ()) -> None:
        """Raises Refused: too weak, or somebody else signs in with this address."""
        self.keep_password(person, email, self.hashed(password, (email, *about)))

    def hashed(self, password: str, about: Sequence[str]) -> str:
        """What `keep_password` takes; slow, so that it is made before a write is open. Raises Refused: too weak."""
        return self._passwords.hashed(password, about)

    def keep_password(self, person: UUID, email: str, hashed: str) -> None:
        """Raises Refused: somebody else signs in with this address."""
        with self._database.joined() as tx:
            self._keep(tx, person.bytes, self._subject(email), hashed)

    def check_password(self, email: str, password: str, address: str, now: datetime) -> UUID | None:
        """The person, or None. `address`: where the request came from. Raises TooManyAttempts."""
        account = self._subject(email)
        attempt = secrets.token_bytes(16)
        # Counted before it is looked at, so that many at once cannot pass the limit together.
        with self._database.write() as tx:
            self._count(
                tx, attempt, ((account, WRONG_PER_ACCOUNT), (self._subject("at " + address), WRONG_PER_ADDRESS)), now
            )
            found = tx.execute("SELECT person, hash FROM credentials WHERE email = ?", (account,)).fetchone()
        if not self._passwords.right(found[1] if found else None, password):
            return None
        with self._database.write() as tx:
            tx.execute("DELETE FROM attempts WHERE attempt = ?", (attempt,))
        return UUID(bytes=found[0])

    def open_session(self, person: UUID, device: str, now: datetime) -> str:
        """A token that nobody can guess; only its hash is kept."""
        token = secrets.token_urlsafe(TOKEN_BYTES)
        at = micros(now)
        with self._database.joined() as tx:
            sql = "INSERT INTO sessions (token, person, device, created, last_seen) VALUES (?, ?, ?, ?, ?)"
            tx.execute(sql, (_hashed(token), person.bytes, device, at, at))
        return token

    def session(self, token: str, now: datetime) -> Session | None:
        """Whose request this is; None for a token that is unknown, ended or too old."""
        key = _hashed(token)
        with self._database.read() as tx:
            found = tx.execute(
                f"SELECT {_SESSION} FROM sessions WHERE token = ?{_ALIVE}", (key, *_alive(now))
            ).fetchone()
        if found is None:
            return None
        session = _session(found)
        if now - session.last_seen > SEEN_EVERY:
            with self._database.joined() as tx:
                tx.execute("UPDATE sessions SET last_seen = ? WHERE token = ?", (micros(now), key))
        return session

    def revoked(self, token: str, now: datetime) -> Session | None:
        """Whose session this was, of one that was ended from elsewhere; None for one that still opens something.

        No device keeps its token for longer than a session may live.
        """
        sql = f"SELECT {_SESSION} FROM sessions WHERE token = ? AND revoked IS NOT NULL AND created > ?"
        with self._database.read() as tx:
            found = tx.execute(sql, (_hashed(token), micros(now - LONGEST_SESSION))).fetchone()
        return _session(found) if found else None

    def sessions_of(self, person: UUID, now: datetime) -> list[Session]:
        """Those that still open something, the last seen first."""
        sql = f"SELECT {_SESSION} FROM sessions WHERE person = ?{_ALIVE} ORDER BY last_seen DESC"
        with self._database.read() as tx:
            return [_session(row) for row in tx.execute(sql, (person.bytes, *_alive(now))).fetchall()]

    def end_session(self, token: str) -> None:
        """Signed out on the device itself: nothing is kept of it, and it is not taken for one that was revoked."""
        with self._database.joined() as tx:
            tx.execute("DELETE FROM sessions WHERE token = ? AND revoked IS NULL", (_hashed(token),))

    def end_device(self, person: UUID, session_id: str, now: datetime) -> None:
        """End one of this person's sessions by its id; another person's stays."""
        if len(session_id) == 64 and set(session_id) <= set("0123456789abcdef"):
            self._end("person = ? AND token = ?", (person.bytes, bytes.fromhex(session_id)), now)

    def end_sessions(self, person: UUID, now: datetime) -> None:
        self._end("person = ?", (person.bytes,), now)

    def shut_out(self, person: UUID, now: datetime) -> None:
        """Take every way in: sessions, invitations, the password. The address is free for somebody else."""
        self.end_sessions(person, now)
        with self._database.joined() as tx:
            tx.execute("DELETE FROM invitations WHERE person = ?", (person.bytes,))
            tx.execute("DELETE FROM credentials WHERE person = ?", (person.bytes,))

    def invite(self, person: UUID, email: str, now: datetime) -> str:
        """A token that sets this person's password once; an earlier one ends."""
        token = secrets.token_urlsafe(TOKEN_BYTES)
        with self._database.joined() as tx:
            tx.execute("DELETE FROM invitations WHERE person = ? OR expires < ?", (person.bytes, micros(now)))
            tx.execute(
                "INSERT INTO invitations (token, person, email, expires) VALUES (?, ?, ?, ?)",
                (_hashed(token), person.bytes, self._subject(email), micros(now + INVITED_FOR)),
            )
        return token

    def invited(self, token: str, now: datetime) -> UUID | None:
        """Whom an open invitation is for."""
        with self._database.read() as tx:
            found = _open_invitation(tx, token, now)
        return UUID(bytes=found[0]) if found else None

    def accept_invitation(self, token: str, password: str, now: datetime, about: Sequence[str] = ()) -> UUID:
        """Set the password, use the token up and end every session of before. Raises Refused."""
        if self.invited(token, now) is None:
            raise Refused(_CLOSED)
        kept = self._passwords.hashed(password, about)
        with self._database.write() as tx:
            found = _open_invitation(tx, token, now)
            if found is None:
                raise Refused(_CLOSED)
            self._keep(tx, found[0], found[1], kept)
            tx.execute("DELETE FROM invitations WHERE person = ?", (found[0],))
            self.end_sessions(UUID(bytes=found[0]), now)
        return UUID(bytes=found[0])

    def _keep(self, tx: Tx, person: bytes, email: bytes, kept: str) -> None:
        if tx.execute("SELECT 1 FROM credentials WHERE email = ? AND person <> ?", (email, person)).fetchone():
            raise Refused("Somebody else signs in with this e-mail address.")
        tx.execute("DELETE FROM credentials WHERE person = ?", (person,))
        tx.execute("INSERT INTO credentials (person, email, hash) VALUES (?, ?, ?)", (person, email, kept))

    def _count(self, tx: Tx, attempt: bytes, limits: Sequence[tuple[bytes, int]], now: datetime) -> None:
        opened = micros(now - WINDOW)
        tx.execute("DELETE FROM attempts WHERE at <= ?", (opened,))
        for subject, limit in limits:
            sql = "SELECT at FROM attempts WHERE subject = ? ORDER BY at DESC LIMIT 1 OFFSET ?"
            full = tx.execute(sql, (subject, limit - 1)).fetchone()
            if full:
                raise TooManyAttempts(max(1, -((opened - full[0]) // 1_000_000)))
        rows = [(attempt, subject, micros(now)) for subject, _ in limits]
        tx.executemany("INSERT INTO attempts (attempt, subject, at) VALUES (?, ?, ?)", rows)

    def _end(self, which: str, params: Sequence[object], now: datetime) -> None:
        with self._database.joined() as tx:
            tx.execute(f"UPDATE sessions SET revoked = ? WHERE {which} AND revoked IS NULL", (micros(now), *params))

    def _subject(self, text: str) -> bytes:
        return hmac.digest(self._email_key, text.strip().lower().encode("utf-8", "surrogatepass"), "sha256")


_CLOSED = "This invitation was used or is too old. Ask for a new one."
_SESSION = "token, person, device, created, last_seen"
_ALIVE = " AND revoked IS NULL AND last_seen > ? AND created > ?"


def _alive(now: datetime) -> tuple[int, int]:
    return micros(now - IDLE), micros(now - LONGEST_SESSION)


def _session(row: Any) -> Session:
    token, person, device, created, last_seen = row
    return Session(token.hex(), UUID(bytes=person), device, moment(created), moment(last_seen))


def _open_invitation(tx: Tx, token: str, now: datetime) -> Any:
    sql = "SELECT person, email FROM invitations WHERE token = ? AND expires >= ?"
    return tx.execute(sql, (_hashed(token), micros(now))).fetchone()


def _hashed(token: str) -> bytes:
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).digest()
