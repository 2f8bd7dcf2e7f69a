"""How does a whole file get into the log: set by set, each row once, and finished by bringing it in again?"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import chain
from typing import Any, NamedTuple
from uuid import UUID, uuid5

from backend.importing.book import Before, Page, Terms, leave_twins, page_of
from backend.importing.entries import BadRow, Entry
from backend.importing.staging import Staged
from backend.importing.taken_back import undoing
from backend.projections import directory, profiles
from backend.projections.amendments import amendments
from backend.store import Store, Tx, View, bulk
from events.contacts import ContactAttempted
from events.imports import again
from events.kernel import Fact, Noted
from events.purchases import PurchaseRecognised, PurchaseRecorded, PurchaseRefunded, PurchaseVoided
from events.stated import HistoryStated

FACTS_AT_ONCE = 5_000
"""Of one transaction: others write in between."""
CUSTOMERS_AT_ONCE = 1_000
NOT_BEGUN = 2**62
"""Stands for the position of an import that has written nothing: after every other."""
NEWER = 2**63
"""Of a fact that is not in the log."""
CONTENT = frozenset({PurchaseRecorded, ContactAttempted})
"""What may be here under another id, for its row names the customer by other words now."""
ROWS = frozenset({PurchaseRecorded, PurchaseRecognised, ContactAttempted, HistoryStated})
"""What a row itself tells; the other facts follow from it for the customer."""


class Told(NamedTuple):
    """What a set of customers brought, or would bring."""

    customers: int = 0
    new_customers: int = 0
    changed: int = 0
    new_sales: int = 0
    known: int = 0
    contacts: int = 0
    recognised: int = 0

    def plus(self, other: Told) -> Told:
        return Told(*(one + more for one, more in zip(self, other, strict=True)))


@dataclass
class Bringing:
    """One import under way. `left_out` hears of rows that turn out to be no good.

    `orders` are those that the file gives to several people, with the place of whom each belongs to. `since`: the
    position at which this import began; what it brought after that in an earlier run is still its own. Once `stopping`,
    no more sets are made; those on their way still come in, and are told.
    """

    store: Store
    terms: Terms
    left_out: Callable[[BadRow], None]
    orders: Mapping[str, int] = field(default_factory=dict)
    since: int = NOT_BEGUN
    stopping: bool = False
    processes: int = 1

    def offer(self, staged: Iterable[Staged]) -> Iterator[tuple[list[Page], Set[UUID], Told]]:
        """What would come in, and write nothing: the pages of each set, which of their facts are known, and counts."""
        for some in self._sets(staged):
            pages, known = self._pages(some)
            yield pages, known.keys(), self._told(pages, known)

    def bring(self, staged: Iterable[Staged], views: Sequence[View]) -> Iterator[Told]:
        """Append what is new, one set while the next is made. A customer's facts come in together, for the views."""
        made = deque[tuple[list[Page], dict[UUID, int]]]()

        def new() -> Iterator[list[Noted]]:
            for some in self._sets(staged):
                if self.stopping:
                    return
                pages, known = self._pages(some)
                made.append((pages, known))
                yield [noted for noted in _all(pages) if noted.fact_id not in known]

        with bulk(self.store, views=views, processes=self.processes) as book:
            for _ in book.append_each(new()):
                pages, known = made.popleft()
                for page in pages:
                    for bad in page.bad:
                        self.left_out(bad)
                yield self._told(pages, known)

    def _told(self, pages: Sequence[Page], known: Mapping[UUID, int]) -> Told:
        """What an earlier run of the same import brought before it was cut off counts as new."""
        new = changed = rows_known = 0
        kinds = Counter[type[Fact]]()
        for page in pages:
            new_facts = [noted for noted in page.facts if known.get(noted.fact_id, NEWER) > self.since]
            kinds.update(type(noted.body) for noted in new_facts)
            rows = sum(type(noted.body) in ROWS for noted in page.facts)
            rows_known += rows - sum(type(noted.body) in ROWS for noted in new_facts) + len(page.known_lines)
            if page.new or known.get(page.customer, 0) > self.since:
                new += bool(new_facts)
            elif new_facts:
                changed += 1
        return Told(
            customers=len(pages),
            new_customers=new,
            changed=changed,
            new_sales=kinds[PurchaseRecorded],
            known=rows_known,
            contacts=kinds[ContactAttempted],
            recognised=kinds[PurchaseRecognised],
        )

    def _sets(self, staged: Iterable[Staged]) -> Iterator[list[Staged]]:
        gathered, rows = list[Staged](), 0
        for one in staged:
            gathered.append(one)
            rows += len(one.rows) + 1
            if rows >= FACTS_AT_ONCE or len(gathered) >= CUSTOMERS_AT_ONCE:
                yield gathered
                gathered, rows = [], 0
        if gathered:
            yield gathered

    def _pages(self, some: Sequence[Staged]) -> tuple[list[Page], dict[UUID, int]]:
        """The pages of a set, and where those of their facts lie that are in the log and stand."""
        ids = {UUID(bytes=one.customer): one for one in some}
        with self.store.database.read() as tx:
            before = self._before(tx, ids)
            pages = [self._page(customer, one, before.get(customer)) for customer, one in ids.items()]
            known = self._settle(tx, pages)
            for at, page in enumerate(pages):
                _of_no_unknown_order(page, known)
                known_before = before.get(page.customer)
                if known_before is None:
                    pages[at] = self._not_in_vain(tx, page, ids[page.customer], known)
                elif any(type(noted.body) in CONTENT and noted.fact_id not in known for noted in page.facts):
                    leave_twins(page, known_before, self.terms)
        return pages, known

    def _not_in_vain(self, tx: Tx, page: Page, one: Staged, known: dict[UUID, int]) -> Page:
        """Whose rows are all known already is somebody on the list: their refunds and voids are that customer's."""
        rows = [noted for noted in page.facts if type(noted.body) in ROWS]
        if not rows or any(noted.fact_id not in known for noted in rows):
            return page
        found = self.store.find(rows[0].fact_id, tx=tx)
        before = self._before(tx, [found.stream]) if found else {}
        if not before:
            return Page(page.customer, new=True, bad=page.bad)
        ((customer, known_before),) = before.items()
        own = self._page(customer, one, known_before)
        known.update(self._settle(tx, [own]))
        _of_no_unknown_order(own, known)
        return own

    def _page(self, customer: UUID, one: Staged, before: Before | None) -> Page:
        own, bad = self._own_orders(one)
        page = page_of(customer, own, before, self.terms) if own else Page(customer, new=before is None)
        page.bad += bad
        return page

    def _own_orders(self, one: Staged) -> tuple[list[Entry], list[BadRow]]:
        """Without the rows of orders that an earlier row gives to somebody else."""
        if not self.orders:
            return [row for _, row in one.rows], []
        own, bad = list[Entry](), list[BadRow]()
        for place, row in one.rows:
            order = getattr(row.what, "order_id", None)
            if order and self.orders.get(order, place) != place:
                bad.append(BadRow(row.line, "An earlier row gives this order to another customer.", row.text))
            else:
                own.append(row)
        return own, bad

    def _before(self, tx: Tx, customers: Iterable[UUID]) -> dict[UUID, Before]:
        """Who is on the list. Whoever is not, but was, comes on it anew."""
        listed = directory.listed(tx, customers)
        stored = profiles.load(tx, listed)
        return {
            customer: Before(profile, details, partial(self.store.stream, customer, tx=tx))
            for customer, (profile, details) in stored.items()
        }

    def _settle(self, tx: Tx, pages: Sequence[Page]) -> dict[UUID, int]:
        """Give what was taken back before a new id, and tell where what stands in the log already lies."""
        asked = {page.customer for page in pages if not page.new}
        for noted in _all(pages):
            asked.add(noted.fact_id)
            if isinstance(noted.body, PurchaseRefunded | PurchaseVoided) and noted.body.of:
                asked.add(noted.body.of)
        known = self._standing(tx, asked)
        standing, gone = known.standing, known.taken_back
        while gone:
            renamed = {fact: again(fact) for fact in gone}
            new = set(renamed.values())
            for page in pages:
                before, page.facts = page.facts, [_renamed(noted, renamed) for noted in page.facts]
                new |= {noted.fact_id for noted, old in zip(page.facts, before, strict=True) if noted is not old}
            known = self._standing(tx, new)
            standing, gone = standing | known.standing, known.taken_back
        return standing

    def _standing(self, tx: Tx, facts: Set[UUID]) -> _Known:
        found = self.store.recorder.known(tx, {fact.bytes for fact in facts})
        there = {UUID(bytes=key): position for key, position in found.items()}
        onto = amendments(tx, list(there))
        gone = {of for of, several in onto.items() if any(one.undoes and one.fact == undoing(of) for one in several)}
        return _Known({fact: position for fact, position in there.items() if fact not in gone}, gone)


class _Known(NamedTuple):
    """Where facts lie that stand, and which were taken back with their import."""

    standing: dict[UUID, int]
    taken_back: set[UUID]


def _renamed(noted: Noted, renamed: Mapping[UUID, UUID]) -> Noted:
    """The fact under its new id, and of what it speaks under theirs.

    What came of a sale that was taken back, in another import, is no word on the one that comes in its place: it
    comes once more as well, under an id of that one.
    """
    of = getattr(noted.body, "of", None)
    body: Any = noted.body
    fact = renamed.get(noted.fact_id, noted.fact_id)
    if of is not None and of in renamed:
        body = replace(body, of=renamed[of])
        fact = uuid5(fact, renamed[of].hex)
    if fact == noted.fact_id and body is noted.body:
        return noted
    return replace(noted, fact_id=fact, body=body)


def _of_no_unknown_order(page: Page, known: Mapping[UUID, int]) -> None:
    """A credit note has a number of its own, and no sale has it: what it gives back is of none in particular."""
    here = {noted.fact_id for noted in page.facts}
    for at, noted in enumerate(page.facts):
        body = noted.body
        if isinstance(body, PurchaseRefunded) and body.of and body.of not in known and body.of not in here:
            page.facts[at] = replace(noted, body=replace(body, of=None))


def _all(pages: Iterable[Page]) -> Iterator[Noted]:
    return chain.from_iterable(page.facts for page in pages)
