"""Does a card suggest what fits, helps and is new to the customer?"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

import pytest

from backend.retention.profile import Profile
from backend.retention.worth_saying import Fitting, fitting, sayable
from events.contacts import ContactAttempted
from events.customers import CustomerRegistered
from events.library import ValueItem, ValueKind
from events.lifecycle import CustomerGoneForGood, CustomerLost
from events.relationship_plans import PlanStep, StepKind
from events.started_plans import RelationshipPlanStarted
from events.stated import HistoryStated
from events.tags import CustomerTagged
from events.values import Channel, GoneReason, Outcome, Rule
from tests.retention.story import Told, bought, complained, day, known, registered, undo


def item(number: int, kind: ValueKind = ValueKind.TIP, **more: Any) -> ValueItem:
    said = {"title": f"Item {number}", "words": "", "link": "", "needs": (), "products": (), "existing_only": False}
    return ValueItem(**{"item": UUID(int=number), "kind": kind, **said, **more})


TIP, NEWER, STORY = item(1), item(2), item(3, ValueKind.STORY)
GARDEN = item(4, needs=("garden",))
OFFER = item(5, ValueKind.OFFER, existing_only=True)
NEWS = item(6, ValueKind.NEWS, products=("roses",))
THANKS = item(7, ValueKind.THANKS)
SHELF = (TIP, NEWER, STORY, GARDEN, OFFER, NEWS, THANKS)


def worth_saying(
    profile: Profile, shelf: Iterable[ValueItem], rule: Rule | None, needs: Iterable[str] = ()
) -> list[Fitting]:
    return sayable(profile, rule, fitting(profile, shelf, needs))


def fits(*told: Told, rule: Rule | None = None, shelf: tuple[ValueItem, ...] = SHELF) -> list[ValueItem]:
    return [one.item for one in worth_saying(known(registered(), *told), shelf, rule)]


def tagged(tag: str) -> Told:
    return 0, CustomerTagged(tag=tag)


def sent(on: int, which: ValueItem) -> Told:
    return on, ContactAttempted(channel=Channel.EMAIL, outcome=Outcome.SENT, item=which.item, touch=which.kind.touch)


def test_the_closest_comes_first_then_the_newest() -> None:
    assert fits() == [STORY, NEWER, TIP]
    assert fits(tagged("garden")) == [GARDEN, STORY, NEWER, TIP]
    both = item(8, needs=("garden",), products=("roses",))
    found = worth_saying(known(registered(), tagged("garden"), tagged("roses")), (*SHELF, both), None)
    assert [(one.item, one.by) for one in found[:2]] == [(both, ("garden", "roses")), (NEWS, ("roses",))]


def test_what_they_need_in_their_own_words_is_what_it_is_for() -> None:
    def found(*needs: str) -> list[tuple[ValueItem, tuple[str, ...]]]:
        return [(one.item, one.by) for one in worth_saying(known(registered()), SHELF, None, needs)]

    assert found("Help with the Garden, in spring", "Rose")[0] == (GARDEN, ("garden",))
    assert found("Shade for gardens", "Climbing roses")[:2] == [(NEWS, ("roses",)), (GARDEN, ("garden",))]
    assert GARDEN not in [item for item, _ in found("A present")]


def test_an_offer_is_for_who_has_bought_here_or_before() -> None:
    assert OFFER not in fits()
    assert OFFER in fits(bought(0))
    assert OFFER in fits((0, HistoryStated(last_order=None, total=None, orders=3)))


def test_of_what_fits_as_closely_the_fewest_got_comes_first() -> None:
    used = {STORY.item: 3, NEWER.item: 1, GARDEN.item: 90}
    found = fitting(known(registered(), tagged("garden")), SHELF, used=used)
    assert [(one.item, one.used) for one in found] == [(GARDEN, 90), (THANKS, 0), (TIP, 0), (NEWER, 1), (STORY, 3)]


def test_nothing_twice_but_again_when_it_was_undone() -> None:
    assert fits(sent(1, STORY)) == [NEWER, TIP]
    assert fits(sent(1, STORY), undo(2, 2)) == [STORY, NEWER, TIP]


def test_what_is_retired_is_suggested_no_more() -> None:
    assert fits(shelf=(item(1, retired=True),)) == []


@pytest.mark.parametrize(
    ("rule", "kinds"),
    [
        (Rule.THANK_YOU, {ValueKind.THANKS}),
        (Rule.REFERRAL_THANKS, {ValueKind.THANKS}),
        (Rule.PLEASED, {ValueKind.TIP}),
        (Rule.SHADOW, {ValueKind.TIP, ValueKind.STORY}),
        (Rule.ENQUIRY, {ValueKind.TIP, ValueKind.STORY}),
        (Rule.GONE_QUIET, {ValueKind.TIP, ValueKind.STORY, ValueKind.OFFER}),
        (Rule.COMPLAINT, set()),
        (Rule.LEAVING, set()),
        (Rule.TELL_ENDED, set()),
        (Rule.TELL_FIXED, set()),
    ],
)
def test_what_fits_the_card_of_a_rule(rule: Rule, kinds: set[ValueKind]) -> None:
    assert {one.kind for one in fits(bought(0), rule=rule)} == kinds


def test_nothing_to_who_complained_is_gone_or_closed_the_door() -> None:
    assert fits(complained(1)) == []
    assert fits((1, CustomerGoneForGood(why=GoneReason.CLOSED))) == []
    assert fits((1, CustomerLost(door_open=False))) == []


def test_to_who_left_only_what_helps() -> None:
    assert {one.kind for one in fits(bought(0), (1, CustomerLost()))} == {ValueKind.TIP, ValueKind.STORY}


def test_after_three_that_sold_what_helps_comes_first() -> None:
    deal = item(9, ValueKind.OFFER, needs=("garden",))
    shelf = (TIP, deal)
    assert fits(tagged("garden"), shelf=shelf) == [deal, TIP]
    sold = [
        (on, ContactAttempted(channel=Channel.CALL, outcome=Outcome.SPOKE, rule=Rule.GONE_QUIET)) for on in (1, 2, 3)
    ]
    assert fits(tagged("garden"), *sold, shelf=shelf) == [TIP, deal]


def test_what_is_announced_comes_first_while_its_plan_runs() -> None:
    step = PlanStep(name="News", after_days=0, kind=StepKind.ARTICLE)
    plan = 1, RelationshipPlanStarted(plan=NEWS.announcement, name="News", steps=(step,), on=day(1))
    found = worth_saying(known(registered(), plan), SHELF, Rule.PLAN_STEP)
    assert (found[0].item, found[0].announced) == (NEWS, True)
    assert NEWS not in fits(plan, bought(2), (3, CustomerGoneForGood(why=GoneReason.CLOSED)))


def test_who_was_never_told_of_gets_a_first_word() -> None:
    profile = known((0, CustomerRegistered(name="Ann")))
    assert [one.item for one in worth_saying(profile, (TIP,), Rule.SWEEP)] == [TIP]
