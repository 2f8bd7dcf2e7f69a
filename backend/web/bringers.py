"""Who is to be thanked for bringing a customer? It follows from what is noted of that customer, also when undone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from uuid import UUID, uuid5

from backend.commands import Also, carry_out_together
from backend.projections import profiles, referrals
from backend.retention.profile import Referred
from backend.store import Tx
from backend.web.session import Visit
from events.kernel import Asked, Command, Recorded, Refused
from events.notes import FactUndone, UndoFact
from events.referrals import CustomerReferred, ReceiveReferral, ReferralReceived


def thank(visit: Visit, customer: UUID) -> Also:
    """In the transaction of what is noted of a customer: who brought them is thanked, and nobody else any more.

    Raises Refused where somebody would be brought by whom they brought themselves; whoever else writes waits until
    this is through.
    """

    def follow(tx: Tx, recorded: Sequence[Recorded]) -> None:
        if referrals.in_circle(tx, customer):
            raise Refused(
                "That would be a circle: one of them brought the other already, at once or through others."
                " Correct that first, or choose somebody else."
            )
        if not any(_says_who(visit, tx, noted) for noted in recorded):
            return
        facts = {noted.fact_id: noted for noted in visit.store.stream(customer, tx=tx)}
        referred = profiles.load(tx, [customer])[customer][0].referred
        for bringer in _no_longer(facts.values(), referred):
            for thanks in _standing(visit.store.stream(bringer, tx=tx), customer):
                _note(visit, bringer, recorded[-1], uuid5(thanks, "undone"), UndoFact(of=thanks))
        if referred:
            # As of when they were brought: who is said to have done so again after all is not thanked anew.
            _note(
                visit,
                referred.by,
                facts[referred.fact],
                thanks_of(recorded[-1].fact_id),
                ReceiveReferral(customer=customer),
            )

    return follow


def _says_who(visit: Visit, tx: Tx, noted: Recorded) -> bool:
    said = visit.store.find(noted.body.of, tx=tx) if isinstance(noted.body, FactUndone) else noted
    return said is not None and isinstance(said.body, CustomerReferred)


def _no_longer(facts: Iterable[Recorded], referred: Referred | None) -> list[UUID]:
    """Who was once said to have brought them, and is not."""
    said = {noted.body.by for noted in facts if isinstance(noted.body, CustomerReferred)}
    return sorted(said - {referred.by} if referred else said)


def _standing(facts: Sequence[Recorded], customer: UUID) -> Iterator[UUID]:
    """The thanks for bringing them that were not taken back."""
    undone = {noted.body.of for noted in facts if isinstance(noted.body, FactUndone)}
    for noted in facts:
        if isinstance(noted.body, ReferralReceived) and noted.body.customer == customer and noted.fact_id not in undone:
            yield noted.fact_id


def thanks_of(said: UUID) -> UUID:
    """Under which id it is noted that who brought somebody is to be thanked, by the fact that says so."""
    return uuid5(said, "received")


def _note(visit: Visit, bringer: UUID, cause: Recorded, command_id: UUID, command: Command) -> None:
    """Once, by its id, which follows from that of the fact from which it follows."""
    asked = Asked(
        command_id=command_id,
        stream=bringer,
        occurred_at=cause.occurred_at,
        noted_by=cause.noted_by,
        device=cause.device,
        commands=(command,),
    )
    carry_out_together(visit.store, (asked,), views=visit.house.views)
