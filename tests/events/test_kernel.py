"""Do envelopes, ids, refusals and the register of stored names do what every topic relies on?"""

from __future__ import annotations

from dataclasses import FrozenInstanceError
from datetime import date
from uuid import UUID, uuid5

import pytest

from events.contacts import ContactAttempted
from events.customers import CustomerRegistered
from events.kernel import REGISTER, Asked, Command, Fact, command, fact, note, shape_of, without_personal
from events.purchases import PurchaseRecorded
from events.team import TEAM, Standing
from events.values import Channel, Outcome
from tests.events.given import CUSTOMER, DAY, FIRST, SOMEBODY, START, deciders, nth


def asked(*, because: tuple[UUID, ...] = ()) -> Asked:
    return Asked(
        command_id=FIRST,
        stream=CUSTOMER,
        occurred_at=START,
        noted_by=SOMEBODY,
        device="a phone",
        because=because,
        commands=(),
    )


def test_the_first_fact_takes_the_id_of_its_command_and_the_others_follow_from_it() -> None:
    bought = PurchaseRecorded(amount=1, on=DAY)
    first, second, third = note(asked(because=(nth(7),)), [bought, bought, bought])
    assert (first.fact_id, second.fact_id, third.fact_id) == (FIRST, uuid5(FIRST, "1"), uuid5(FIRST, "2"))
    assert first.because == (nth(7),)
    assert second.because == third.because == (FIRST, nth(7))
    assert {(one.stream, one.occurred_at, one.noted_by, one.device) for one in (first, second, third)} == {
        (CUSTOMER, START, SOMEBODY, "a phone")
    }


def test_a_command_that_changes_nothing_leads_to_no_fact() -> None:
    assert note(asked(), []) == []


def test_a_fact_cannot_be_changed() -> None:
    bought = PurchaseRecorded(amount=1, on=DAY)
    with pytest.raises(FrozenInstanceError):
        bought.amount = 2  # type: ignore[misc]


def test_facts_and_commands_are_spelt_out_by_name() -> None:
    with pytest.raises(TypeError):
        PurchaseRecorded(1, DAY)  # type: ignore[call-arg]

    @command
    class Wave(Command):
        hands: int

    with pytest.raises(TypeError):
        Wave(2)  # type: ignore[call-arg]


def test_two_facts_cannot_be_stored_under_one_name() -> None:
    before = dict(REGISTER)
    with pytest.raises(ValueError, match="two facts are stored as purchase_recorded"):

        @fact("purchase_recorded")
        class SomethingElse(Fact):
            pass

    assert before == REGISTER


def test_a_fact_knows_its_stored_name_version_and_what_is_personal() -> None:
    shape = shape_of(CustomerRegistered)
    assert (shape.name, shape.version, shape.body) == ("customer_registered", 1, CustomerRegistered)
    assert shape.personal == ("name", "phone", "email", "place")
    assert shape_of(CustomerRegistered(name="Ann")) is shape


def test_without_the_key_a_fact_reads_the_same_but_for_what_was_personal() -> None:
    said = ContactAttempted(channel=Channel.CALL, outcome=Outcome.SPOKE, next_on=date(2026, 4, 1), note="wants blue")
    assert without_personal(said) == ContactAttempted(
        channel=Channel.CALL, outcome=Outcome.SPOKE, next_on=date(2026, 4, 1)
    )
    bought = PurchaseRecorded(amount=1, on=DAY)
    assert without_personal(bought) is bought


def test_every_command_has_one_decider_and_every_fact_is_made_by_one() -> None:
    decided = [made for decider in set(map(id, deciders().values())) for made in _facts(decider)]
    assert sorted(map(str, decided)) == sorted(str(shape.body) for shape in REGISTER.values())
    for decider in deciders().values():
        assert decider.reports <= set(decider.commands)


@pytest.mark.parametrize("asked", sorted(deciders(), key=str))
def test_a_topic_asked_for_what_is_not_its_own_is_a_bug(asked: type[Command]) -> None:
    """Topics that know one command only are handed nothing else, so they do not look."""

    @command
    class FromElsewhere(Command):
        pass

    decider = deciders()[asked]
    if len(decider.commands) > 1:
        past = Standing(known=True) if decider is TEAM else decider.start
        with pytest.raises(AssertionError):
            decider.decide(past, FromElsewhere())


def _facts(key: int) -> tuple[type[Fact], ...]:
    return next(decider.facts for decider in deciders().values() if id(decider) == key)
