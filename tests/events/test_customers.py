"""Who is on the list, with which details, and who looks after them?"""

from __future__ import annotations

from functools import partial
from typing import Any

import pytest

from events.customers import (
    CUSTOMERS,
    AssignCustomer,
    ClaimCustomer,
    ContactDetailsCorrected,
    CorrectContactDetails,
    CustomerAssigned,
    CustomerNumberGiven,
    CustomerRegistered,
    GiveBackCustomer,
    GiveCustomerNumber,
    PreferredChannelStated,
    RegisterCustomer,
    StatePreferredChannel,
    give_number,
    register,
)
from events.values import Channel
from tests.events.given import NAMES, SOMEBODY, TOO_LONG, UNKEEPABLE, given, noted, nth

OWNER, TEAM, OTHER = nth(21), nth(22), nth(23)
REGISTERED = CustomerRegistered(name="Ann Lee", owner=OWNER, team=TEAM)


def test_a_customer_is_registered_with_what_is_known() -> None:
    given().when(
        RegisterCustomer(name=" Ann  Lee ", phone="0161 496 0000", place=" ", owner=OWNER, team=TEAM, source="shop")
    ).then(
        CustomerRegistered(name="Ann Lee", phone="0161 496 0000", has_phone=True, owner=OWNER, team=TEAM, source="shop")
    )


def test_a_name_alone_is_enough() -> None:
    given().when(RegisterCustomer(name="Ann")).then(CustomerRegistered(name="Ann"))


def test_an_import_makes_the_same_fact() -> None:
    asked = RegisterCustomer(name="Ann", email="ann@example.com", place="Leeds")
    given().when(asked).then(register(asked))
    assert (register(asked).has_email, register(asked).has_place, register(asked).has_phone) == (True, True, False)


@pytest.mark.parametrize("name", NAMES)
def test_a_name_in_any_script_is_registered_and_corrected_unharmed(name: str) -> None:
    given().when(RegisterCustomer(name=name)).then(CustomerRegistered(name=name))
    given(REGISTERED).when(CorrectContactDetails(name=name)).then(ContactDetailsCorrected(name=name))


@pytest.mark.parametrize("name", ["", "  ", "\n\t"])
def test_a_customer_has_a_name(name: str) -> None:
    given().when(lambda: RegisterCustomer(name=name)).refused("Give the customer a name")
    given().when(lambda: CorrectContactDetails(name=name)).refused("keeps a name")


def registered(field: str, text: str) -> RegisterCustomer:
    details: dict[str, Any] = {"name": "Ann", field: text}
    return RegisterCustomer(**details)


@pytest.mark.parametrize("field", ["name", "phone", "email", "place", "source"])
def test_a_detail_that_cannot_be_kept_is_refused(field: str) -> None:
    for text in UNKEEPABLE:
        given().when(partial(registered, field, text)).refused("cannot be kept")
    given().when(partial(registered, field, TOO_LONG)).refused("200 characters")


@pytest.mark.parametrize("field", ["name", "phone", "email", "place"])
def test_a_correction_that_cannot_be_kept_is_refused(field: str) -> None:
    given().when(lambda: CorrectContactDetails(**{field: UNKEEPABLE[0]})).refused("cannot be kept")
    given().when(lambda: CorrectContactDetails(**{field: TOO_LONG})).refused("200 characters")


def test_a_customer_is_registered_once() -> None:
    given(REGISTERED).when(RegisterCustomer(name="Ann Lee")).refused("already on the list")


def test_what_is_not_corrected_stays_and_what_is_emptied_goes() -> None:
    given(REGISTERED).when(CorrectContactDetails(phone=" 0161 496 0001 ", email="")).then(
        ContactDetailsCorrected(phone="0161 496 0001", email="", has_phone=True, has_email=False)
    )
    given(REGISTERED).when(CorrectContactDetails(place="Leeds")).then(
        ContactDetailsCorrected(place="Leeds", has_place=True)
    )


def test_a_correction_of_nothing_is_refused() -> None:
    given(REGISTERED).when(CorrectContactDetails).refused("Nothing was changed")


def test_a_customer_is_given_to_an_owner_or_to_the_pool() -> None:
    given(REGISTERED).when(AssignCustomer(owner=OTHER, team=TEAM)).then(CustomerAssigned(owner=OTHER, team=TEAM))
    given(REGISTERED).when(AssignCustomer(owner=None, team=TEAM)).then(CustomerAssigned(owner=None, team=TEAM))


def test_giving_a_customer_to_who_has_them_changes_nothing() -> None:
    given(REGISTERED).when(AssignCustomer(owner=OWNER, team=TEAM)).nothing()
    given(REGISTERED, CustomerAssigned(owner=OTHER, team=TEAM)).when(AssignCustomer(owner=OTHER, team=TEAM)).nothing()


def test_nobody_unknown_is_assigned_or_claimed() -> None:
    given().when(AssignCustomer(owner=OWNER, team=TEAM)).refused("not on the list")
    given().when(ClaimCustomer(owner=OWNER, team=TEAM)).refused("not on the list")


def test_whoever_claims_a_customer_of_the_pool_first_looks_after_them() -> None:
    pooled = CustomerAssigned(owner=None, team=TEAM)
    given(REGISTERED, pooled).when(ClaimCustomer(owner=OTHER, team=TEAM)).then(CustomerAssigned(owner=OTHER, team=TEAM))
    given(REGISTERED).when(ClaimCustomer(owner=OTHER, team=TEAM)).refused("Somebody else was quicker")
    given(REGISTERED).when(ClaimCustomer(owner=OWNER, team=TEAM)).nothing()


def test_who_took_a_customer_out_of_the_pool_gives_them_back_as_long_as_they_have_them() -> None:
    pooled, mine = CustomerAssigned(owner=None, team=TEAM), CustomerAssigned(owner=SOMEBODY, team=TEAM)
    given(REGISTERED, pooled, mine).when(GiveBackCustomer(owner=SOMEBODY, claim=nth(3))).then(pooled)
    for past, claim in (
        ((REGISTERED, pooled), 2),
        ((REGISTERED, pooled, mine), 2),
        ((REGISTERED, mine), 2),
        ((REGISTERED, pooled, mine, pooled), 3),
        ((REGISTERED, pooled, mine, CustomerAssigned(owner=OTHER, team=TEAM), mine), 3),
    ):
        given(*past).when(GiveBackCustomer(owner=SOMEBODY, claim=nth(claim))).refused("as long as they look after")
    handed = CustomerAssigned(owner=OTHER, team=TEAM)
    given(REGISTERED, pooled, handed).when(GiveBackCustomer(owner=OTHER, claim=nth(3))).refused("out of the pool")


def test_the_preferred_channel_is_stated() -> None:
    given(REGISTERED).when(StatePreferredChannel(channel=Channel.TEXT)).then(
        PreferredChannelStated(channel=Channel.TEXT)
    )


def test_other_facts_do_not_change_who_looks_after_a_customer() -> None:
    past = CUSTOMERS.fold(noted([REGISTERED, PreferredChannelStated(channel=Channel.CALL)]))
    assert (past.registered, past.owner, past.team) == (True, OWNER, TEAM)


def test_a_number_is_kept_once_for_each_shop() -> None:
    asked = GiveCustomerNumber(source="till", number=" 11  82 ")
    kept = CustomerNumberGiven(source="till", number="11 82")
    given(REGISTERED).when(asked).then(kept)
    assert give_number(asked) == kept
    given(REGISTERED, kept).when(asked).nothing()
    given(REGISTERED, kept).when(GiveCustomerNumber(source="shop", number="11 82")).then(
        CustomerNumberGiven(source="shop", number="11 82")
    )


@pytest.mark.parametrize(("source", "number"), [("", "1"), ("till", " "), ("", "")])
def test_a_number_is_some_shops(source: str, number: str) -> None:
    given(REGISTERED).when(lambda: GiveCustomerNumber(source=source, number=number)).refused("whose number")


def test_a_number_that_cannot_be_kept_is_refused() -> None:
    for text in UNKEEPABLE:
        given(REGISTERED).when(partial(GiveCustomerNumber, source="till", number=text)).refused("cannot be kept")
