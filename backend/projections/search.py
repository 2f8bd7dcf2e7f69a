"""Who is meant by a part of a name, an e-mail, a place or the end of a phone number?"""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from backend.projections.base import Customer, Row, Scope, Table
from backend.projections.folding import DIGITS_THAT_TELL, NATIONAL_DIGITS, backwards, words
from backend.store import Tx, uuid_of

TABLE = Table(
    "live_terms",
    {"customer": "BYTEA NOT NULL", "team": "BYTEA NOT NULL", "term": "BYTEA NOT NULL"},
    indexes=("team, term, customer",),
    key="customer, team, term",
    by_key=True,
)
NO_TEAM = b"\x00" * 16
PHONE = "#"
"""Before the digits of a phone number, kept from the end: its suffixes are prefixes of the term."""
LAST = b"\xff"
"""After every continuation of a term. Terms are kept as bytes, which every database compares in the same way."""
MATCHES = """
    SELECT DISTINCT live_terms.customer FROM live_terms
    JOIN live_directory ON live_directory.customer = live_terms.customer
    WHERE live_terms.team = ? AND live_terms.term >= ? AND live_terms.term < ? AND {} LIMIT ?
"""
ALSO = "EXISTS (SELECT 1 FROM live_terms AS t WHERE t.customer = live_terms.customer AND t.term >= ? AND t.term < ?)"


class Search:
    table = TABLE

    def rows(self, customer: Customer) -> Iterable[Row]:
        if not customer.profile.registered:
            return
        details, team = customer.details, customer.profile.team
        key, team_key = customer.key, team.bytes if team else NO_TEAM
        for term in sorted(_terms(details.name, details.email, details.place)):
            yield (key, team_key, term.encode())
        if details.phone and (digits := backwards(details.phone)):
            yield (key, team_key, (PHONE + digits).encode())


def _terms(*texts: str | None) -> set[str]:
    return {term for text in texts if text for term in words(text)}


def sought(query: str) -> list[str]:
    """What to look for: the end of a phone number, or the beginnings of words, the longest first."""
    digits = backwards(query)
    if len(digits) >= DIGITS_THAT_TELL and not any(letter.isalpha() for letter in query):
        return [PHONE + digits[:NATIONAL_DIGITS]]
    return sorted(words(query), key=lambda word: (-len(word), word))


def matches(tx: Tx, team: UUID, scope: Scope, query: str, limit: int) -> list[UUID]:
    """Up to `limit` customers of a team that `scope` may see and in whom every word of the query begins a word."""
    terms = [term.encode() for term in sought(query)]
    if not terms:
        return []
    first, *others = terms
    where, params = scope.where()
    conditions = [where]
    for word in others:
        conditions.append(ALSO)
        params += [word, word + LAST]
    sql = MATCHES.format(" AND ".join(conditions))
    found = tx.execute(sql, [team.bytes, first, first + LAST, *params, limit])
    return [uuid_of(row[0]) for row in found]
