"""Do expected purchases, mean orders and worth agree with the published values, and stay sensible at the edges?"""

from __future__ import annotations

from math import isfinite
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backend.retention.profile import PurchaseDay
from backend.retention.rhythm import UNTIL_FITTED, Rhythm
from backend.retention.spend import Spend, depends_on_frequency, fit_spend, mean_order
from backend.retention.worth import expected_purchases, expected_worth
from tests.retention import bg_nbd
from tests.retention.cdnow import REFERENCE, base, repeat_spend

BG = REFERENCE["bg_nbd"]
GAMMA = REFERENCE["gamma_gamma"]
PUBLISHED = Rhythm(**BG["params"])
SPEND = Spend(**GAMMA["params"])
parts = st.floats(0.01, 50)
rhythms = st.builds(Rhythm, r=parts, alpha=parts, a=parts, b=parts)


@pytest.fixture(scope="module")
def bg() -> tuple[Rhythm, float]:
    return bg_nbd.fit(base())


def test_bg_nbd_is_found_as_published(bg: tuple[Rhythm, float]) -> None:
    rhythm, log_likelihood = bg
    for name, published in BG["params"].items():
        assert getattr(rhythm, name) == pytest.approx(published, abs=BG["within"][name])
    assert log_likelihood == pytest.approx(BG["log_likelihood"], abs=BG["within_log_likelihood"])


def test_bg_nbd_expects_the_published_purchases(bg: tuple[Rhythm, float]) -> None:
    for weeks, published in BG["expected"].items():
        assert bg_nbd.expected(bg[0], float(weeks)) == pytest.approx(published, abs=BG["within_expected"])


def test_customer_1_is_as_published(bg: tuple[Rhythm, float]) -> None:
    one = BG["customer_1"]
    found = bg_nbd.expected_of(bg[0], one["x"], one["t_x"], one["T"], one["weeks"])
    assert found == pytest.approx(one["expected"], abs=one["within"])
    assert bg_nbd.active(bg[0], one["x"], one["t_x"], one["T"]) == pytest.approx(one["active"], abs=one["within"])


def test_the_published_probabilities() -> None:
    for weeks, n, published in BG["probabilities"]:
        found = bg_nbd.probability(PUBLISHED, weeks, n)
        assert found == pytest.approx(published, rel=BG["within_probabilities_relative"])


def test_the_more_bought_before_a_silence_the_less_is_expected(bg: tuple[Rhythm, float]) -> None:
    paradox = BG["paradox"]
    for x, published in paradox["expected"].items():
        found = bg_nbd.expected_of(bg[0], int(x), paradox["t_x"], paradox["T"], paradox["weeks"])
        assert found == pytest.approx(published, abs=paradox["within"])


def test_the_published_spend_is_found() -> None:
    found = fit_spend(repeat_spend())
    assert found
    for name, published in GAMMA["params"].items():
        assert getattr(found.spend, name) == pytest.approx(published, abs=GAMMA["within"][name])
    assert found.log_likelihood == pytest.approx(GAMMA["log_likelihood"], abs=GAMMA["within_log_likelihood"])
    assert found.customers == REFERENCE["cdnow"]["repeaters"]
    assert not depends_on_frequency(found.correlation)


def test_the_first_ten_mean_orders_are_as_published() -> None:
    means = [mean_order(SPEND, orders, mean) for orders, mean in repeat_spend()[:10]]
    assert means == pytest.approx(GAMMA["mean_orders"], abs=GAMMA["within_mean_orders"])


def test_frequent_customers_who_spend_more_are_told_of() -> None:
    found = fit_spend([(orders, 10.0 * orders) for orders in range(1, 30)])
    assert found
    assert depends_on_frequency(found.correlation)


@pytest.mark.parametrize("some", [[(1, 100.0)], [(3, 50.0)] * 200, [(10_000, 5.0), (1, 1e7)], [(0, 0.0), (2, 0.01)]])
def test_every_base_has_a_spend(some: list[tuple[int, float]]) -> None:
    found = fit_spend(some)
    assert found
    assert isfinite(found.log_likelihood)
    assert 0 < mean_order(found.spend, 0, 0.0) < 1e12


def test_nobody_who_paid_has_no_spend() -> None:
    assert fit_spend([(0, 0.0), (3, 0.0)]) is None


@settings(max_examples=50, deadline=None)
@given(rhythms, st.integers(0, 50), st.floats(0, 100), st.floats(0, 100), st.floats(0.1, 104))
def test_more_time_brings_no_fewer_purchases(rhythm: Rhythm, x: int, t_x: float, silent: float, weeks: float) -> None:
    soon = expected_purchases(rhythm, x, t_x, t_x + silent, weeks)
    later = expected_purchases(rhythm, x, t_x, t_x + silent, weeks * 2)
    assert 0 <= soon <= later + 1e-9
    assert later <= 2 * weeks * (rhythm.r + x) / (rhythm.alpha + t_x + silent) + 1e-9, "no more than without leaving"


@pytest.mark.parametrize("a", [1.0, 1 + 1e-9, 1 - 1e-9])
def test_nothing_jumps_where_the_closed_form_has_a_hole(a: float) -> None:
    beside = expected_purchases(Rhythm(r=0.5, alpha=6, a=1.001, b=1.6), 3, 20, 25, 52)
    assert expected_purchases(Rhythm(r=0.5, alpha=6, a=a, b=1.6), 3, 20, 25, 52) == pytest.approx(beside, rel=1e-3)


@pytest.mark.parametrize(
    "rhythm",
    [
        UNTIL_FITTED,
        Rhythm(r=1e-3, alpha=1e-3, a=1e-3, b=1e-3),
        Rhythm(r=1e3, alpha=1e4, a=1e3, b=1e3),
        Rhythm(r=1e3, alpha=1e-3, a=1e-3, b=1e3),
    ],
)
@pytest.mark.parametrize("bought", [[5], [5, 5000], list(range(10_000))], ids=["once", "twice", "10,000 times"])
@pytest.mark.parametrize("silent", [0, 100, 10_000])
def test_every_customer_has_a_worth(rhythm: Rhythm, bought: list[int], silent: int) -> None:
    days = [PurchaseDay(day, 1_000, UUID(int=1)) for day in bought]
    found = expected_worth(days, bought[-1] + silent, rhythm, SPEND)
    assert found
    assert isfinite(found.purchases)
    assert found.purchases >= 0
    assert found.total >= 0


def test_worth_is_the_sum_of_its_parts() -> None:
    days = [PurchaseDay(day, amount, UUID(int=day)) for day, amount in ((1, 4_000), (20, 0), (40, -500), (60, 6_000))]
    found = expected_worth(days, 70, UNTIL_FITTED, None, margin_percent=40)
    assert found
    assert found.mean_order == 5_000, "what was given away or back is no order's amount"
    assert found.purchases == expected_purchases(UNTIL_FITTED, 3, 59 / 7, 69 / 7, 52), "but it is a purchase"
    assert found.total == round(found.purchases * 5_000 * 0.4)


def test_nobody_is_worth_anything_before_the_first_purchase() -> None:
    assert expected_worth([], 5, UNTIL_FITTED, SPEND) is None
    assert expected_worth([PurchaseDay(9, 1_000, UUID(int=1))], 8, UNTIL_FITTED, SPEND) is None
