"""How is a whole import taken back: what it added and what it changed, and nothing that people noted since?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid5

from backend.commands import carry_out
from backend.importing.bring import alone
from backend.importing.desk import Desk
from backend.importing.state import Stage
from backend.importing.taken_back import undoing
from backend.projections.imports import of_id
from backend.projections.uncollected import uncollected
from backend.store import Conflict, Store
from events.customers import CustomerAssigned, CustomerRegistered
from events.imports import IMPORT_RULES, IMPORTS, ImportUndone, UndoImport, check_undo
from events.kernel import Asked, Noted, Recorded, Refused
from events.notes import FactUndone

CUSTOMERS_AT_ONCE = 500
UNDONE = "undone"
TRIES = 5


@dataclass(frozen=True)
class Taking:
    """One import that is taken back; `undone` are those that were before it."""

    import_id: UUID
    undone: frozenset[UUID]
    by: UUID
    now: datetime

    def undo(self, noted: Recorded) -> Noted:
        return Noted(
            fact_id=undoing(noted.fact_id),
            stream=noted.stream,
            occurred_at=self.now,
            noted_by=self.by,
            because=(uuid5(self.import_id, UNDONE),),
            body=FactUndone(of=noted.fact_id),
        )


def take_back(desk: Desk, by: UUID) -> ImportUndone:
    """Cut off half-way it may be begun again. Raises Refused for an import that cannot be taken back."""
    store, import_id = desk.store, desk.folder.id
    past = IMPORT_RULES.fold(store.stream(IMPORTS))
    check_undo(past, import_id)
    with alone(desk), uncollected():
        taking = Taking(import_id, past.undone, by, desk.tools.clock())
        customers = sorted(brought(store, import_id).items(), key=lambda one: one[0].bytes)
        facts = kept = 0
        for at in range(0, len(customers), CUSTOMERS_AT_ONCE):
            desk.tell.now(Stage.UNDOING, done=at, of=len(customers))
            undone, stay = _undo(desk, customers[at : at + CUSTOMERS_AT_ONCE], taking)
            facts, kept = facts + undone, kept + stay
        command = UndoImport(import_id=import_id, customers=len(customers), facts=facts, kept=kept)
        asked = Asked(
            command_id=uuid5(import_id, UNDONE),
            stream=IMPORTS,
            occurred_at=desk.tools.clock(),
            noted_by=by,
            commands=(command,),
        )
        body = carry_out(store, asked, views=desk.tools.views).recorded[0].body
    assert isinstance(body, ImportUndone)
    desk.tell.now(Stage.UNDONE)
    return body


def brought(store: Store, import_id: UUID) -> dict[UUID, list[UUID]]:
    """The facts of an import by customer: they lie in the log after its beginning, and name it as their cause."""
    with store.database.read() as tx:
        found = of_id(tx, import_id)
    if found is None:
        raise Refused("There is no such import here.")
    facts: dict[UUID, list[UUID]] = {}
    position = found.began_at
    while some := store.causes_after(position):
        for place, stream, fact, because in some:
            position = place
            if because[:16] == import_id.bytes:
                facts.setdefault(UUID(bytes=stream), []).append(UUID(bytes=fact))
    return facts


def _undo(desk: Desk, customers: Sequence[tuple[UUID, list[UUID]]], taking: Taking) -> tuple[int, int]:
    """Take back what one set of customers got; returns how many facts that is, and how many customers stay."""
    for _ in range(TRIES):
        undoing_facts, expected, facts, kept = list[Noted](), dict[UUID, int](), 0, 0
        for customer, mine in customers:
            stream = desk.store.stream(customer)
            expected[customer] = max((noted.version for noted in stream), default=0)
            going, stays = _going(stream, set(mine), taking)
            there = {noted.fact_id for noted in stream}
            facts, kept = facts + len(going), kept + stays
            undoing_facts += [taking.undo(noted) for noted in going if undoing(noted.fact_id) not in there]
        try:
            if undoing_facts:
                desk.store.append_many(undoing_facts, expected=expected, views=desk.tools.views)
        except Conflict:
            # Somebody noted something meanwhile: it may keep their customer on the list.
            continue
        return facts, kept
    raise Refused("Many are writing on these customers just now. Take the import back in a moment.")


def _going(stream: Sequence[Recorded], mine: set[UUID], taking: Taking) -> tuple[list[Recorded], bool]:
    """What goes, what went in an earlier run included, and whether the customer stays on the list all the same."""
    by_hand = {
        noted.body.of
        for noted in stream
        if isinstance(noted.body, FactUndone) and noted.fact_id != undoing(noted.body.of)
    }
    own = [noted for noted in stream if noted.fact_id in mine and noted.fact_id not in by_hand]
    registered = [noted for noted in stream if isinstance(noted.body, CustomerRegistered)]
    if any(True for _ in _others(stream, mine, by_hand)):
        stays = any(noted.fact_id in mine for noted in registered)
        return [noted for noted in own if not isinstance(noted.body, CustomerRegistered)], stays
    # Who came by an import that was taken back before, and stayed for this one, goes with this one.
    left_over = [
        noted for noted in registered if noted.fact_id not in mine and taking.undone.intersection(noted.because)
    ]
    return [*own, *left_over], False


def _others(stream: Iterable[Recorded], mine: set[UUID], by_hand: set[UUID]) -> Iterator[Recorded]:
    """What people, or another import, noted on this customer and what stands of it; whose they are is no note."""
    gone = {noted.body.of for noted in stream if isinstance(noted.body, FactUndone)}
    for noted in stream:
        ours = noted.fact_id in mine or noted.fact_id in gone or noted.fact_id in by_hand
        if not ours and not isinstance(noted.body, FactUndone | CustomerAssigned | CustomerRegistered):
            yield noted
