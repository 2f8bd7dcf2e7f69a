"""Does the fit find the published rhythm of the real purchases, and the top of the hill on any base?"""

from __future__ import annotations

from collections import Counter
from math import isfinite

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backend.retention import climb
from backend.retention.fit import BOUNDS, STARTS, Likelihood, fit_rhythm
from backend.retention.rhythm import UNTIL_FITTED, Rhythm, shrunk_gap
from tests.retention.cdnow import REFERENCE, base

Row = tuple[int, float, float]
MBG = REFERENCE["mbg_nbd"]
PRECISION = 1e-3
"""Of a log-likelihood: a ridge that only rises toward a bound is not climbed to its very end."""


def numbers_of(rhythm: Rhythm) -> tuple[float, ...]:
    return rhythm.r, rhythm.alpha, rhythm.a, rhythm.b


@st.composite
def customers(draw: st.DrawFn) -> Row:
    x = draw(st.integers(0, 12))
    last = draw(st.integers(x, 300)) if x else 0
    return x, last / 7, (last + draw(st.integers(0, 300))) / 7


bases = st.lists(customers(), min_size=1, max_size=60)


def test_the_sample_counts_as_published() -> None:
    counts = REFERENCE["cdnow"]
    assert len(base()) == counts["customers"]
    assert sum(x for x, _, _ in base()) == counts["repeats"]


def test_the_published_numbers_are_found() -> None:
    found = fit_rhythm(base())
    for name, published in MBG["params"].items():
        assert getattr(found.rhythm, name) == pytest.approx(published, abs=MBG["within"][name])
    assert found.log_likelihood == pytest.approx(MBG["log_likelihood"], abs=MBG["within_log_likelihood"])
    assert (found.customers, found.repeaters) == (2357, REFERENCE["cdnow"]["repeaters"])


def test_the_climb_written_here_ends_where_scipy_does() -> None:
    pytest.importorskip("scipy.optimize")
    gain, start = climb._of_logs(Likelihood(Counter(base())).mean), [0.0, 1.0, 0.0, 0.0]
    bounds = climb.Bounds([-6.0] * 4, [6.0] * 4)
    ours, theirs = (gain(by(gain, start, bounds))[0] for by in (climb.by_hand, climb.by_scipy))
    assert ours * len(base()) == pytest.approx(theirs * len(base()), abs=PRECISION)


@settings(max_examples=30, deadline=None)
@given(bases)
def test_the_slope_is_the_one_that_is_measured(some: list[Row]) -> None:
    mean = Likelihood(Counter(some)).mean
    numbers = list(numbers_of(UNTIL_FITTED))
    value, slope = mean(numbers)
    for place in range(4):
        nudged = [one + 1e-6 * (at == place) for at, one in enumerate(numbers)]
        assert (mean(nudged)[0] - value) / 1e-6 == pytest.approx(slope[place], abs=1e-4)


@settings(max_examples=30, deadline=None)
@given(bases)
def test_no_nudge_makes_the_customers_likelier(some: list[Row]) -> None:
    found = fit_rhythm(some)
    mean = Likelihood(Counter(some)).mean
    for place in range(4):
        for by in (0.98, 1.02):
            nudged = [one * (by if at == place else 1) for at, one in enumerate(numbers_of(found.rhythm))]
            assert mean(BOUNDS.within(nudged))[0] * len(some) <= found.log_likelihood + PRECISION


@settings(max_examples=20, deadline=None)
@given(bases, st.randoms(use_true_random=False))
def test_the_order_of_the_customers_does_not_matter(some: list[Row], chance: st.DataObject) -> None:
    mixed = some[:]
    chance.shuffle(mixed)  # type: ignore[attr-defined]
    assert fit_rhythm(mixed) == fit_rhythm(some)


@settings(max_examples=20, deadline=None)
@given(bases)
def test_customers_alike_count_each(some: list[Row]) -> None:
    numbers = STARTS[0]
    apart = sum(Likelihood(Counter([one])).mean(numbers)[0] for one in some)
    assert Likelihood(Counter(some)).mean(numbers)[0] * len(some) == pytest.approx(apart, rel=1e-9)


@settings(max_examples=20, deadline=None)
@given(bases, customers())
def test_a_shrunk_gap_lies_between_the_bases_and_the_own(some: list[Row], one: Row) -> None:
    rhythm, (x, t_x, _) = fit_rhythm(some).rhythm, one
    theirs, own = shrunk_gap(rhythm, 0, 0), t_x / x * 7 if x else shrunk_gap(rhythm, 0, 0)
    assert min(theirs, own) * 0.999 <= shrunk_gap(rhythm, x, t_x) <= max(theirs, own) * 1.001


@pytest.mark.parametrize(
    "some",
    [
        [],
        [(0, 0.0, 0.0)],
        [(1, 0.0, 0.0)],
        [(1, 0.14, 0.14)],
        [(0, 0.0, 300.0)] * 500,
        [(3, 10.0, 10.0)] * 500,
        [(10_000, 1428.0, 1500.0)],
        [(10_000, 1428.0, 15_000.0), (0, 0.0, 0.0), (1, 5.0, 3.0)],
        [(number % 9, number % 9 * 2.0, 400.0) for number in range(500)],
    ],
    ids=["nobody", "one today", "twice today", "one", "no repeats", "all alike", "10,000", "extremes", "all lapsed"],
)
def test_every_base_has_a_rhythm(some: list[Row]) -> None:
    found = fit_rhythm(some)
    assert isfinite(found.log_likelihood)
    assert all(isfinite(one) and one > 0 for one in numbers_of(found.rhythm))
    assert found.customers == len(some)


@pytest.mark.parametrize(
    ("x", "known"), [(1, -0.5772156649015329), (0.5, -1.9635100260214235), (10, 2.251752589066721)]
)
def test_digamma(x: float, known: float) -> None:
    assert climb.digamma(x) == pytest.approx(known, abs=1e-10)
