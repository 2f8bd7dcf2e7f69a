"""Who is to be thanked for bringing a customer? It follows from what is noted of that customer, also when undone."""

from __future__ import annotations

from uuid import UUID, uuid5

from backend.commands import carry_out
from backend.store import Appended
from backend.web.session import Visit
from events.kernel import Asked, Command, Recorded
from events.notes import FactUndone, UndoFact
from events.referrals import CustomerReferred, ReceiveReferral


def thank(visit: Visit, customer: UUID, appended: Appended) -> None:
    """Note with who brought this customer that they did; who was thought to have is thanked no more.

    After the customer's own fact and with an id that follows from it: a phone that sends again ends what was begun.
    """
    for noted in appended.recorded:
        if isinstance(noted.body, CustomerReferred):
            _unthank_others(visit, customer, noted)
            _carry_out(visit, noted, noted.body.by, _thanks_of(noted.fact_id), ReceiveReferral(customer=customer))


def unthank(visit: Visit, appended: Appended) -> None:
    """Take the thanks back with what was undone."""
    for noted in appended.recorded:
        undone = visit.store.find(noted.body.of) if isinstance(noted.body, FactUndone) else None
        if undone is not None and isinstance(undone.body, CustomerReferred):
            _take_back(visit, noted, undone.fact_id, undone.body.by)


def _unthank_others(visit: Visit, customer: UUID, noted: Recorded) -> None:
    for other in visit.store.stream(customer):
        if isinstance(other.body, CustomerReferred) and other.position < noted.position:
            _take_back(visit, noted, other.fact_id, other.body.by)


def _take_back(visit: Visit, noted: Recorded, referred: UUID, bringer: UUID) -> None:
    thanks = _thanks_of(referred)
    if visit.store.find(thanks) is not None:
        _carry_out(visit, noted, bringer, uuid5(thanks, "undone"), UndoFact(of=thanks))


def _thanks_of(referred: UUID) -> UUID:
    return uuid5(referred, "received")


def _carry_out(visit: Visit, noted: Recorded, bringer: UUID, command_id: UUID, command: Command) -> None:
    asked = Asked(
        command_id=command_id,
        stream=bringer,
        occurred_at=noted.occurred_at,
        noted_by=noted.noted_by,
        device=noted.device,
        commands=(command,),
    )
    carry_out(visit.store, asked, views=visit.house.views)
