"""Does the state of a customer follow from the evidence alone, and only forward until they buy?"""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings

from backend.retention.profile import Profile, PurchaseDay
from backend.retention.rhythm import UNTIL_FITTED
from backend.retention.states import State, state_of
from events.kernel import Recorded
from events.lifecycle import CustomerGoneForGood, CustomerLost
from events.purchases import PurchaseRefunded
from events.stated import HistoryStated
from events.values import GoneReason
from tests.retention.stories import LONG, late_stories
from tests.retention.story import RULES, Told, bought, day, folded, known, nth, registered

ORDER = list(State)
MONTHLY = tuple(bought(on) for on in range(0, 361, 30))
WEEKLY = tuple(bought(on) for on in range(0, 134, 7))
FAR = [*range(LONG, LONG + 400, 9), LONG + 2_000, LONG + 20_000]


def state(profile: Profile, on: int) -> State:
    return state_of(profile, RULES, UNTIL_FITTED, day(on))


def states(*told: Told, days: range) -> list[State]:
    profile = known(*told)
    return [state(profile, on) for on in days]


def test_a_silence_passes_through_the_states_in_their_order() -> None:
    found = list(dict.fromkeys(states(registered(), *WEEKLY, days=range(133, 300))))
    assert found == [State.ACTIVE, State.DUE, State.OVERDUE, State.LAPSING, State.PAST_TIME]


def test_due_begins_when_the_silence_exceeds_the_own_usual_gap() -> None:
    assert states(registered(), *MONTHLY, days=range(389, 392)) == [State.ACTIVE, State.ACTIVE, State.DUE]


def test_a_purchase_begins_anew() -> None:
    assert states(*MONTHLY, days=range(700, 701)) == [State.PAST_TIME]
    assert states(*MONTHLY, bought(700), days=range(700, 701)) == [State.ACTIVE]


@pytest.mark.parametrize("times", [1, 2])
def test_with_few_purchases_it_is_too_early_to_know(times: int) -> None:
    told = [bought(10 * number) for number in range(times)]
    last = 10 * (times - 1)
    found = states(*told, days=range(last, last + 200))
    assert found[0] == found[29] == State.NEW
    assert found[30] == State.DUE
    assert found[-1] == State.PAST_TIME


def test_nothing_bought_is_new_and_a_last_order_long_ago_past_its_time() -> None:
    assert states(registered(), days=range(400, 401)) == [State.NEW]
    stated = (0, HistoryStated(last_order=day(-200), total=None, orders=None))
    assert states(registered(), stated, days=range(1, 2)) == [State.PAST_TIME]
    stated = (0, HistoryStated(last_order=day(-20), total=None, orders=None))
    assert states(registered(), stated, days=range(1, 2)) == [State.NEW]


def test_only_a_persons_word_is_lost_or_gone() -> None:
    assert states(*MONTHLY, (370, CustomerLost()), days=range(371, 372)) == [State.LOST]
    assert states(*MONTHLY, (370, CustomerLost()), bought(380), days=range(381, 382)) == [State.ACTIVE]
    gone = (390, CustomerGoneForGood(why=GoneReason.CLOSED))
    assert states(*MONTHLY, (370, CustomerLost()), gone, days=range(391, 392)) == [State.GONE]
    assert State.LOST not in states(*MONTHLY, days=range(360, 5_000, 10))


@settings(max_examples=60, deadline=None)
@given(late_stories())
def test_time_moves_a_customer_forward_alone(facts: list[Recorded]) -> None:
    profile = folded(facts)
    found = [ORDER.index(state(profile, on)) for on in FAR]
    assert all(earlier <= later for earlier, later in pairwise(found))


@pytest.mark.parametrize(
    "told",
    [
        [bought(0)],
        [bought(0), bought(0), bought(0)],
        [bought(0), bought(1), bought(2), bought(3)],
        [bought(0, 0), bought(10, 0), bought(20, 0)],
        [bought(0, 100), (1, PurchaseRefunded(of=None, amount=9_900, on=day(1)))],
        [bought(-40_000), bought(-36_000), bought(-30_000)],
    ],
    ids=["one", "merged days", "gaps of a day", "nothing paid", "more given back than paid", "older than the firm"],
)
def test_no_odd_history_is_too_much(told: list[Told]) -> None:
    for on in (0, 1, 30, 500, 26_000):
        assert states(*told, days=range(on, on + 1))[0] in ORDER


def test_ten_thousand_purchases_and_then_an_age_of_silence() -> None:
    profile = Profile(
        days=[PurchaseDay(day(-10_000 + number).toordinal(), 5_000, nth(number)) for number in range(10_000)]
    )
    found = [state(profile, silent) for silent in (-1, 0, 1, 9, 60, 20_000)]
    assert found == [State.ACTIVE, State.ACTIVE, State.OVERDUE, State.LAPSING, State.PAST_TIME, State.PAST_TIME]


def test_where_all_have_lapsed_each_is_past_its_time() -> None:
    base = [known(*[bought(on + shift, 1_000 * (shift + 1)) for on in (0, 20, 50)]) for shift in range(20)]
    assert {state(profile, 2_000) for profile in base} == {State.PAST_TIME}
