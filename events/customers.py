"""Customers: who are they, how can they be reached, and who looks after them?"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import assert_never
from uuid import UUID

from events.kernel import Command, Decider, Fact, Noted, Refused, command, fact, personal
from events.values import Channel, valid_name

FREE_AGAIN = "Somebody else had them meanwhile, and gave them back. They are on Today again: take them there."
NOT_BACK = "Only whoever took a customer out of the pool gives them back, as long as they look after them."
TAKEN = "Somebody else was quicker, and looks after this customer already. There is nothing left for you to do."


@fact("customer_registered")
class CustomerRegistered(Fact):
    """`numbered`: the shop or till `source`, of which they came, has a number for them."""

    name: str | None = personal()
    phone: str | None = personal()
    email: str | None = personal()
    place: str | None = personal()
    has_phone: bool = False
    has_email: bool = False
    has_place: bool = False
    owner: UUID | None = None
    team: UUID | None = None
    source: str = ""
    numbered: bool = False


@fact("contact_details_corrected")
class ContactDetailsCorrected(Fact):
    """What is None stays as it was; an empty text clears it. `has_*` says the same without telling the detail."""

    name: str | None = personal()
    phone: str | None = personal()
    email: str | None = personal()
    place: str | None = personal()
    has_phone: bool | None = None
    has_email: bool | None = None
    has_place: bool | None = None


@fact("customer_assigned")
class CustomerAssigned(Fact):
    owner: UUID | None
    team: UUID


@fact("preferred_channel_stated")
class PreferredChannelStated(Fact):
    channel: Channel


@fact("customer_number_given")
class CustomerNumberGiven(Fact):
    """The number under which the shop or till `source` knows this customer."""

    source: str
    number: str | None = personal()


@command
class RegisterCustomer(Command):
    name: str
    phone: str | None = None
    email: str | None = None
    place: str | None = None
    owner: UUID | None = None
    team: UUID | None = None
    source: str = ""

    def __post_init__(self) -> None:
        if not valid_name(self.name):
            raise Refused("Give the customer a name: any name that you will know again.")
        for detail in (self.phone, self.email, self.place, self.source):
            valid_name(detail)


@command
class CorrectContactDetails(Command):
    """What is None stays; an empty text clears."""

    name: str | None = None
    phone: str | None = None
    email: str | None = None
    place: str | None = None

    def __post_init__(self) -> None:
        if self.name is not None and not valid_name(self.name):
            raise Refused("A customer keeps a name: any name that you will know again.")
        for detail in (self.phone, self.email, self.place):
            valid_name(detail)
        if self.name is self.phone is self.email is self.place is None:
            raise Refused("Nothing was changed. Correct the name, phone, e-mail or place.")


@command
class AssignCustomer(Command):
    """An owner of None puts the customer into the team's pool."""

    owner: UUID | None
    team: UUID


@command
class ClaimCustomer(Command):
    """Take a customer out of the team's pool: whoever asks first looks after them."""

    owner: UUID
    team: UUID


@command
class GiveBackCustomer(Command):
    """Put a customer back into the team's pool, whom `owner` took out of it by the fact `claim`."""

    owner: UUID
    claim: UUID


@command
class StatePreferredChannel(Command):
    channel: Channel


@command
class GiveCustomerNumber(Command):
    """The same number of the same source is the same customer in every later file."""

    source: str
    number: str

    def __post_init__(self) -> None:
        if not valid_name(self.source) or not valid_name(self.number):
            raise Refused("Give the number, and the shop or till whose number it is.")


CustomerFact = (
    CustomerRegistered | ContactDetailsCorrected | CustomerAssigned | PreferredChannelStated | CustomerNumberGiven
)
CustomerCommand = (
    RegisterCustomer | CorrectContactDetails | AssignCustomer | ClaimCustomer | GiveBackCustomer
    | StatePreferredChannel | GiveCustomerNumber
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Customers:
    """`claim`: the fact by which the owner took them out of the pool; None where they came to them in another way."""

    registered: bool = False
    owner: UUID | None = None
    team: UUID | None = None
    claim: UUID | None = None
    numbers: frozenset[CustomerNumberGiven] = frozenset()


def decide(past: Customers, asked: CustomerCommand) -> list[CustomerFact]:
    match asked:
        case RegisterCustomer():
            if past.registered:
                raise Refused("This customer is already on the list.")
            return [register(asked)]
        case CorrectContactDetails():
            return [correct(asked)]
        case AssignCustomer(owner=owner, team=team):
            return _assigned(past, owner, team)
        case ClaimCustomer(owner=owner, team=team):
            if past.owner not in (None, owner):
                raise Refused(TAKEN)
            return _assigned(past, owner, past.team or team)
        case GiveBackCustomer(owner=owner, claim=claim):
            return _given_back(past, owner, claim)
        case StatePreferredChannel(channel=channel):
            return [PreferredChannelStated(channel=channel)]
        case GiveCustomerNumber():
            given = give_number(asked)
            return [] if given in past.numbers else [given]
        case _:
            assert_never(asked)


def _assigned(past: Customers, owner: UUID | None, team: UUID) -> list[CustomerFact]:
    if not past.registered:
        raise Refused("This customer is not on the list.")
    return [] if (owner, team) == (past.owner, past.team) else [CustomerAssigned(owner=owner, team=team)]


def _given_back(past: Customers, owner: UUID, claim: UUID) -> list[CustomerFact]:
    if past.team is None or (past.owner, past.claim) != (owner, claim):
        raise Refused(NOT_BACK)
    return [CustomerAssigned(owner=None, team=past.team)]


def register(asked: RegisterCustomer, *, numbered: bool = False) -> CustomerRegistered:
    """The fact of a registration; set-wise imports call it without the rest of the topic."""
    phone, email, place = valid_name(asked.phone), valid_name(asked.email), valid_name(asked.place)
    return CustomerRegistered(
        name=valid_name(asked.name),
        phone=phone,
        email=email,
        place=place,
        has_phone=bool(phone),
        has_email=bool(email),
        has_place=bool(place),
        owner=asked.owner,
        team=asked.team,
        source=asked.source,
        numbered=numbered,
    )


def give_number(asked: GiveCustomerNumber) -> CustomerNumberGiven:
    """The same for a number."""
    return CustomerNumberGiven(source=valid_name(asked.source) or "", number=valid_name(asked.number))


def correct(asked: CorrectContactDetails) -> ContactDetailsCorrected:
    """The same for details; set-wise imports fill gaps by it."""
    name, phone, email, place = (
        None if detail is None else valid_name(detail) or ""
        for detail in (asked.name, asked.phone, asked.email, asked.place)
    )
    return ContactDetailsCorrected(
        name=name,
        phone=phone,
        email=email,
        place=place,
        has_phone=None if phone is None else bool(phone),
        has_email=None if email is None else bool(email),
        has_place=None if place is None else bool(place),
    )


def evolve(past: Customers, noted: Noted) -> Customers:
    match noted.body:
        case CustomerRegistered(owner=owner, team=team):
            return replace(past, registered=True, owner=owner, team=team)
        case CustomerAssigned(owner=owner, team=team):
            claimed = past.owner is None and owner == noted.noted_by
            return replace(past, owner=owner, team=team, claim=noted.fact_id if claimed else None)
        case CustomerNumberGiven() as given:
            return replace(past, numbers=past.numbers | {given})
        case _:
            return past


CUSTOMERS = Decider[Customers, CustomerCommand, CustomerFact](
    start=Customers(),
    commands=(
        RegisterCustomer, CorrectContactDetails, AssignCustomer, ClaimCustomer, GiveBackCustomer,
        StatePreferredChannel, GiveCustomerNumber,
    ),
    facts=(
        CustomerRegistered, ContactDetailsCorrected, CustomerAssigned, PreferredChannelStated, CustomerNumberGiven,
    ),
    decide=decide,
    evolve=evolve,
    reports=frozenset({CorrectContactDetails, StatePreferredChannel}),
)  # fmt: skip
