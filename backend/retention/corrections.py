"""What was undone, voided, put right or given back of which facts? Heard before the fold begins, in any order."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import replace
from uuid import UUID

from events.kernel import Fact, Noted, Recorded
from events.notes import FactUndone
from events.purchases import PurchaseCorrected, PurchaseRecognised, PurchaseRecorded, PurchaseRefunded, PurchaseVoided

_OF_PURCHASES = (PurchaseCorrected, PurchaseRefunded, PurchaseRecognised)
_CHANGING = (FactUndone, PurchaseCorrected, PurchaseVoided, PurchaseRecognised)


def changes_earlier(body: Fact) -> bool:
    """Whether a fact says of another one that it never happened, or happened otherwise."""
    return isinstance(body, _CHANGING) or (isinstance(body, PurchaseRefunded) and body.of is not None)


def undone(facts: Iterable[Noted]) -> dict[UUID, UUID]:
    """Of each undone fact the one that undid it; as a whole, so that undoing may come before what it undoes.

    An order that did not come about counts as undone, by the fact that voided it.
    """
    found: dict[UUID, UUID] = {}
    orders: list[Noted] = []
    for noted in facts:
        if isinstance(noted.body, FactUndone):
            found[noted.body.of] = noted.fact_id
        elif isinstance(noted.body, PurchaseVoided | PurchaseRecognised):
            orders.append(noted)
    return _voided(orders, found) | found if orders else found


def _voided(orders: Sequence[Noted], taken_back: Container[UUID]) -> dict[UUID, UUID]:
    said = [noted for noted in orders if noted.fact_id not in taken_back]
    same = _same(said)
    return {same.get(one.body.of, one.body.of): one.fact_id for one in said if isinstance(one.body, PurchaseVoided)}


def _same(facts: Iterable[Noted]) -> Mapping[UUID, UUID]:
    """Of each brought row that was recognised the purchase that it is."""
    return {noted.fact_id: noted.body.of for noted in facts if isinstance(noted.body, PurchaseRecognised)}


def standing(noted: Noted, voided: Container[UUID]) -> bool:
    """Whether a fact counts: neither undone nor noted onto an undone one (a next date, a note)."""
    return noted.fact_id not in voided and getattr(noted.body, "of", None) not in voided


def said_of_purchases(facts: Sequence[Recorded], voided: Container[UUID]) -> list[Recorded]:
    """What stands of the corrections and refunds, and of which rows are one purchase."""
    return [noted for noted in facts if isinstance(noted.body, _OF_PURCHASES) and noted.fact_id not in voided]


def awaited(facts: Sequence[Recorded], said: Sequence[Recorded]) -> list[UUID]:
    """Of what `said` speaks though it is not there: it may come late, and must not be taken in as it stands."""
    spoken_of = [of for noted in said if (of := getattr(noted.body, "of", None)) is not None]
    if not spoken_of:
        return []
    known = {noted.fact_id for noted in facts}
    return [of for of in dict.fromkeys(spoken_of) if of not in known]


def corrected(facts: Sequence[Recorded], said: Sequence[Recorded]) -> Sequence[Recorded]:
    """The same facts with each purchase as its last correction says, less what was given back of it."""
    if not said:
        return facts
    same = _same(said)
    last: dict[UUID, PurchaseCorrected] = {}
    back: dict[UUID, int] = {}
    for noted in said:
        match noted.body:
            case PurchaseCorrected(of=of) as correction:
                last[same.get(of, of)] = correction
            case PurchaseRefunded(of=UUID() as of, amount=amount):
                back[same.get(of, of)] = back.get(same.get(of, of), 0) + amount
            case _:
                pass
    return [_as_corrected(noted, last.get(noted.fact_id), back.get(noted.fact_id, 0)) for noted in facts]


def _as_corrected(noted: Recorded, correction: PurchaseCorrected | None, back: int) -> Recorded:
    """No more is given back of a purchase than was paid for it."""
    body = noted.body
    if not isinstance(body, PurchaseRecorded) or (correction is None and not back):
        return noted
    amount, on = (correction.amount, correction.on) if correction else (body.amount, body.on)
    return replace(noted, body=replace(body, amount=max(amount - back, 0), on=on))
