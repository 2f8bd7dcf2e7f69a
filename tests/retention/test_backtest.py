"""Does the backtest play the past as it is defined, and does nobody in it see the future?"""

from __future__ import annotations

import csv
from dataclasses import replace
from datetime import UTC, date, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backend.retention.backtest.buyers import Buyer, Seen
from backend.retention.backtest.figures import Figures
from backend.retention.backtest.policies import POLICIES, Encore, Known
from backend.retention.backtest.run import EVERY_DAY, Backtest, backtest
from backend.retention.backtest.terms import COOL_DOWN, Terms
from backend.retention.days import Calendar
from backend.retention.fold import fold
from backend.retention.follow_ups import follow_ups
from backend.retention.rhythm import UNTIL_FITTED
from events.kernel import Refused
from events.rulebook import Rulebook
from events.values import Rule
from tests.retention.story import MONDAY, bought, day, registered, story

SAMPLE = Path(__file__).resolve().parents[2] / "backend" / "cli" / "demo" / "cdnow.csv"
TERMS = Terms(start=MONDAY, end=day(56), calls=1, follow_weeks=4, in_time_weeks=5)
"""Five weeks, on the days 0, 7, 14, 21 and 28."""


def buyer(customer: str, amount: int, *days: int) -> Buyer:
    """Days are counted from the start, each purchase of the same amount in minor units."""
    return Buyer(customer, tuple(MONDAY.toordinal() + on for on in days), (amount,) * len(days))


WORLD = [
    buyer("ann", 100_00, -60, -40, -20),  # left: 300 in 6.7 weeks
    buyer("bob", 50_00, -50, -30, -10, 10, 30, 50),  # still comes
    buyer("cid", 10_00, -14, -7, 0),  # left: 30 in 4 weeks, the fewest that count
    buyer("dot", 900_00, -9, 5),  # too few purchases for anything
]
ANN, CID = 300 / (40 / 7 + 1), 30 / 4


def figures(policy: str, terms: Terms = TERMS, buyers: list[Buyer] = WORLD) -> Figures:
    [found] = backtest(buyers, terms, [policy]).figures
    return found


def picks(made: Backtest, policy: str) -> list[tuple[int, str]]:
    """On which day, counted from the start, was who called?"""
    return [(call.week - MONDAY.toordinal(), call.customer) for call in made.calls[policy]]


@pytest.mark.parametrize(
    ("policy", "called", "reached", "right", "wasted"),
    [
        # Due after 28 days of silence: three quarters of the shrunk gap are 25 days, 22 and 17.
        ("encore", [(14, "ann"), (28, "cid")], 100, 2, 0),
        # Bob comes three days after his call.
        ("longest-silent", [(0, "ann"), (7, "bob"), (14, "cid")], 100, 2, 1),
        ("most-likely-left", [(0, "ann"), (7, "bob"), (14, "cid")], 100, 2, 1),
        # Cid came last; then Ann and Bob have the same sum, and Ann spent more.
        ("rfm", [(0, "cid"), (7, "ann"), (14, "bob")], 100, 2, 0),
        ("fixed-30-90", [(14, "ann")], 100 * ANN / (ANN + CID), 1, 0),
        ("fixed-60-120", [], 0, 0, 0),
        ("oracle", [(0, "ann"), (7, "cid")], 100, 2, 0),
    ],
)
def test_a_world_worked_out_by_hand(
    policy: str, called: list[tuple[int, str]], reached: float, right: int, wasted: int
) -> None:
    made = backtest(WORLD, TERMS, [policy])
    assert picks(made, policy) == called
    [found] = made.figures
    assert found.reached == pytest.approx(reached)
    assert found.calls == len(called)
    assert found.precision == (pytest.approx(100 * right / len(called)) if called else None)
    assert found.wasted == (pytest.approx(100 * wasted / len(called)) if called else None)


def test_a_late_call_reaches_nobody() -> None:
    assert figures("fixed-30-90", replace(TERMS, in_time_weeks=4)).reached == 0


def test_chance_is_the_same_each_time() -> None:
    first, again = (backtest(WORLD, TERMS, ["random"]) for _ in range(2))
    assert first == again
    assert 1 <= figures("random").calls <= 5


def test_a_policy_asked_for_twice_is_told_once() -> None:
    assert [one.policy for one in backtest(WORLD, TERMS, ["rfm", "encore", "rfm"]).figures] == ["rfm", "encore"]


def test_the_order_of_the_rows_does_not_matter() -> None:
    assert backtest(WORLD[::-1], TERMS) == backtest(WORLD, TERMS)


def test_where_nobody_left_nobody_is_reached() -> None:
    found = backtest([WORLD[1]], TERMS)
    assert found.left == 0
    assert {(one.reached, one.low, one.high) for one in found.figures} == {(None, None, None)}


def test_before_the_first_purchase_nobody_is_called() -> None:
    early = replace(TERMS, start=MONDAY - timedelta(weeks=30))
    first = min(call.week for calls in backtest(WORLD, early).calls.values() for call in calls)
    assert first >= day(-20).toordinal(), "the third purchase of Ann"


def test_money_given_back_lowers_the_worth_and_only_from_its_day_on() -> None:
    back = replace(WORLD[0], given_back=((MONDAY.toordinal() - 5, 290_00),))
    seen = Seen(back)
    seen.until(MONDAY.toordinal() - 6)
    assert seen.spent == 300_00
    seen.until(MONDAY.toordinal())
    assert seen.spent == 10_00
    assert figures("oracle", buyers=[back, *WORLD[1:]]).reached == 100


def test_spend_of_nothing_and_below_is_no_exception() -> None:
    back = replace(buyer("ann", 0, -60, -40, -20), given_back=((MONDAY.toordinal(), 5_00),))
    for one in backtest([back, *WORLD[1:2]], TERMS).figures:
        assert one.reached is None


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"calls": 0}, "1 or more"),
        ({"follow_weeks": 0}, "1 or more"),
        ({"end": day(-1)}, "comes before the start"),
        ({"end": day(27)}, "no week to judge"),
    ],
)
def test_terms_that_judge_nothing_are_refused(change: dict[str, object], said: str) -> None:
    with pytest.raises(Refused, match=said):
        replace(TERMS, **change)  # type: ignore[arg-type]


def test_without_a_purchase_there_is_nothing_to_judge() -> None:
    with pytest.raises(Refused, match="no purchase"):
        backtest([], TERMS)


DAYS = st.lists(st.integers(-200, 90), min_size=1, max_size=9, unique=True).map(sorted)
BASES = st.lists(st.tuples(DAYS, st.integers(0, 500_00)), min_size=1, max_size=12).map(
    lambda told: [buyer(f"{number}", amount, *days) for number, (days, amount) in enumerate(told)]
)
CALLS = replace(TERMS, calls=3)
few = settings(max_examples=25, deadline=None)


@few
@given(BASES, st.sampled_from(CALLS.weeks))
def test_purchases_after_a_week_do_not_change_its_picks(buyers: list[Buyer], week: int) -> None:
    known = [name for name in POLICIES if name != "oracle"]
    cut = [Buyer(one.customer, one.days[:many], one.amounts[:many]) for one in buyers if (many := _through(one, week))]
    whole = backtest(buyers, CALLS, known).calls
    past = backtest(cut, CALLS, known).calls if cut else {name: [] for name in known}
    for name in known:
        assert [call for call in past[name] if call.week <= week] == [call for call in whole[name] if call.week <= week]


def _through(one: Buyer, week: int) -> int:
    return sum(on <= week for on in one.days)


@few
@given(BASES)
def test_one_call_a_silence_and_none_within_28_days(buyers: list[Buyer]) -> None:
    made = backtest(buyers, CALLS)
    days = {one.customer: one.days for one in buyers}
    for calls in made.calls.values():
        assert len({(call.week, call.rank) for call in calls}) == len(calls)
        last: dict[str, int] = {}
        for call in calls:
            assert _purchases(days[call.customer], call.week) >= 3
            before = last.get(call.customer)
            if before is not None:
                assert call.week - before >= COOL_DOWN
                assert any(before < on <= call.week for on in days[call.customer])
            last[call.customer] = call.week


def _purchases(days: tuple[int, ...], week: int) -> int:
    return sum(on <= week for on in days)


@few
@given(DAYS, st.integers(0, 500_00), st.integers(0, 150), st.sampled_from([EVERY_DAY, Calendar()]))
def test_encore_is_what_today_says(days: list[int], amount: int, on: int, calendar: Calendar) -> None:
    """The score of a day is the rank under which the queue has the same purchases, noted as facts."""
    facts = story(registered(days[0]), *(bought(at, amount) for at in days if at <= on))
    today = follow_ups(fold(facts, UTC), Rulebook(), UNTIL_FITTED, calendar, day(on))
    ranks: list[float | None] = [window.rank for window in today if window.rule is Rule.GONE_QUIET]
    seen = Seen(buyer("ann", amount, *days))
    seen.until(day(on).toordinal())
    known = Known(day(on).toordinal(), Rulebook(), UNTIL_FITTED, calendar, {}, 0, 0)
    assert list(Encore()([seen], known)) == (ranks or [None])


@pytest.fixture(scope="module")
def sample() -> list[Buyer]:
    """The CDNOW sample, baskets of one day added up."""
    found: dict[str, dict[int, int]] = {}
    with SAMPLE.open(newline="") as rows:
        for row in csv.DictReader(rows):
            on, days = date.fromisoformat(row["date"]).toordinal(), found.setdefault(row["customer_id"], {})
            days[on] = days.get(on, 0) + round(float(row["amount"]) * 100)
    return [
        Buyer(who, tuple(sorted(days)), tuple(amount for _, amount in sorted(days.items())))
        for who, days in found.items()
    ]


def test_on_real_purchases_it_agrees_with_the_published_figures(sample: list[Buyer]) -> None:
    terms = Terms(start=date(1997, 9, 30), end=date(1998, 6, 30), calls=6, follow_weeks=13, in_time_weeks=12)
    made = backtest(sample, terms)
    told = {one.policy: one for one in made.figures}
    assert (len(terms.weeks), made.left) == (27, 138)
    assert told["fixed-30-90"].reached == pytest.approx(48.5, abs=0.05)
    assert told["fixed-30-90"].precision == pytest.approx(21.0, abs=0.05)
    assert told["fixed-30-90"].wasted == pytest.approx(28.4, abs=0.05)
    assert told["rfm"].reached == pytest.approx(21.0, abs=0.05)
    assert told["longest-silent"].reached == 0
    assert told["oracle"].reached is not None
    assert told["encore"].reached is not None
    assert told["encore"].low is not None
    assert told["encore"].high is not None
    assert told["oracle"].reached > 95 > told["encore"].reached >= 54
    assert told["encore"].low < told["encore"].reached < told["encore"].high
