"""How is a whole import taken back: what it added and what it changed, and nothing that people noted since?"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from uuid import UUID, uuid5

from backend.commands import carry_out
from backend.importing.bring import alone
from backend.importing.desk import Desk
from backend.importing.state import Stage
from backend.projections.imports import of_id
from backend.projections.uncollected import uncollected
from backend.store import Store
from events.customers import CustomerAssigned, CustomerRegistered
from events.imports import IMPORT_RULES, IMPORTS, ImportUndone, UndoImport, check_undo
from events.kernel import Asked, Noted, Recorded, Refused
from events.notes import FactUndone

CUSTOMERS_AT_ONCE = 500
UNDONE = "undone"


def take_back(desk: Desk, by: UUID) -> ImportUndone:
    """Cut off half-way it may be begun again. Raises Refused for an import that cannot be taken back."""
    store, import_id = desk.store, desk.folder.id
    check_undo(IMPORT_RULES.fold(store.stream(IMPORTS)), import_id)
    with alone(desk), uncollected():
        facts = kept = 0
        customers = sorted(brought(store, import_id).items(), key=lambda one: one[0].bytes)
        for at in range(0, len(customers), CUSTOMERS_AT_ONCE):
            desk.tell.now(Stage.UNDOING, done=at, of=len(customers))
            undone, stay = _undo(desk, customers[at : at + CUSTOMERS_AT_ONCE], by)
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


def _undo(desk: Desk, customers: Sequence[tuple[UUID, list[UUID]]], by: UUID) -> tuple[int, int]:
    """Take back what one set of customers got; returns how many facts, and how many customers stay all the same."""
    now, undoing, kept = desk.tools.clock(), list[Noted](), 0
    for customer, mine in customers:
        stream = desk.store.stream(customer)
        own = set(mine)
        undone = {noted.body.of for noted in stream if isinstance(noted.body, FactUndone)}
        others = _others(stream, own, undone)
        stays = bool(others) and any(
            isinstance(noted.body, CustomerRegistered) and noted.fact_id in own for noted in stream
        )
        kept += stays
        for noted in stream:
            if noted.fact_id not in own or noted.fact_id in undone:
                continue
            if stays and isinstance(noted.body, CustomerRegistered):
                continue
            undoing.append(
                Noted(
                    fact_id=uuid5(noted.fact_id, "taken back"),
                    stream=customer,
                    occurred_at=now,
                    noted_by=by,
                    because=(uuid5(desk.folder.id, UNDONE),),
                    body=FactUndone(of=noted.fact_id),
                )
            )
    if undoing:
        desk.store.append_many(undoing, views=desk.tools.views)
    return len(undoing), kept


def _others(stream: Iterable[Recorded], own: set[UUID], undone: set[UUID]) -> list[Recorded]:
    """What people, or another import, noted on this customer and what stands of it; whose they are is no note."""
    return [
        noted
        for noted in stream
        if noted.fact_id not in own
        and noted.fact_id not in undone
        and not isinstance(noted.body, FactUndone | CustomerAssigned)
    ]
