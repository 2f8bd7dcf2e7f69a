"""How do other rules come into force while everybody works: worked out beside, and swapped in with their fact?

Without the write lock every customer's rows are worked out under the rules to come, and those that differ are kept.
The one transaction that appends the fact puts them in place of what stood there, and derives anew who changed
meanwhile. So nobody ever reads other rules with the rows of before, or other rows under the rules of before; and where
it ends early, nothing has changed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TypeVar
from uuid import UUID

from backend.projections import directory, firm, profiles
from backend.projections.base import Customer, Row, customer_of
from backend.projections.setting import Rules, Setting
from backend.projections.views import RULED, Views
from backend.store import Store, Tx, View

T = TypeVar("T")
TRIES = 3
Decides = tuple[Rules, date | None]
"""The rules, and since when a control group is held back: all of a setting that the rows follow from."""


class Overtaken(Exception):
    """The rules changed since the rows were worked out."""


@dataclass(frozen=True)
class Prepared:
    """By table and customer: rows that differ between two rules, as it stood when the log ended at `seen`."""

    before: Decides
    after: Decides
    seen: int
    rows: dict[str, dict[bytes, list[Row]]] = field(
        default_factory=lambda: {question.table.name: {} for question in RULED}
    )


def adopt_beside(store: Store, after: Callable[[Setting], Setting], adopt: Callable[[Sequence[View]], T]) -> T:
    """Have `adopt` carry out, with these views, the command by which other rules come into force.

    `after` tells the setting that will be, from the one that is. Returns and raises what `adopt` does. Where others
    keep changing the rules, the last try works out everything inside its transaction.
    """
    for _ in range(TRIES):
        try:
            return adopt((Reruling(store, prepare(store, after)),))
        except Overtaken:
            continue
    return adopt((Views(lambda tx, stream: store.stream(stream, tx=tx)),))


def prepare(store: Store, after: Callable[[Setting], Setting]) -> Prepared:
    """Work out what will differ, in short reads; not to be called inside a transaction."""
    with store.database.read() as tx:
        seen, before = store.recorder.head(tx).position, firm.setting(tx)
        everybody = list(profiles.everybody(tx))
    setting = after(before)
    prepared = Prepared(_decides(before), _decides(setting), seen)
    for batch in profiles.in_batches(everybody):
        with store.database.read() as tx:
            _compare(tx, batch, setting, prepared)
    return prepared


def _decides(setting: Setting) -> Decides:
    return setting.rules, setting.control_from


def _compare(tx: Tx, batch: Sequence[UUID], setting: Setting, prepared: Prepared) -> None:
    everybody = [customer_of(customer, *known, setting) for customer, known in profiles.load(tx, batch).items()]
    for question in RULED:
        states = _ruled(everybody) if question.table is directory.TABLE else everybody
        stands = question.table.found(tx, [state.key for state in states])
        for state in states:
            rows = list(question.rows(state))
            if Counter(rows) != stands[state.key]:
                prepared.rows[question.table.name][state.key] = rows


def _ruled(states: Sequence[Customer]) -> list[Customer]:
    """Of whom the directory may say something else: whether who was worked on came from the sweep."""
    return [state for state in states if state.profile.first_worked_on]


class Reruling(Views):
    """The inline projections, where the rows of other rules are prepared. Raises Overtaken."""

    def __init__(self, store: Store, prepared: Prepared) -> None:
        super().__init__(lambda tx, stream: store.stream(stream, tx=tx))
        self._store = store
        self._prepared = prepared

    def rerule(self, tx: Tx, before: Setting) -> None:
        prepared = self._prepared
        if (prepared.before, prepared.after) != (_decides(before), _decides(firm.setting(tx))):
            raise Overtaken
        changed = self._store.changed_after(tx, prepared.seen)
        self._swap(tx, {stream.bytes for stream in changed})
        self.derive(tx, changed)

    def _swap(self, tx: Tx, but: Collection[bytes]) -> None:
        for question in RULED:
            rows = {key: of for key, of in self._prepared.rows[question.table.name].items() if key not in but}
            question.table.replace(tx, list(rows), [row for of in rows.values() for row in of])
