"""Do the laws of the queue hold under every rulebook that can be adopted, every rhythm and every working week?"""

from __future__ import annotations

from dataclasses import fields
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backend.retention.agenda import Agenda
from backend.retention.days import Calendar
from backend.retention.follow_ups import agenda
from backend.retention.load import coming
from backend.retention.profile import Profile, PurchaseDay
from backend.retention.pulse import Pulse
from backend.retention.rank import parts_of_rank
from backend.retention.rhythm import UNTIL_FITTED, Rhythm
from backend.retention.standing import standing_of
from backend.retention.states import state_of
from backend.retention.trials import trials
from backend.retention.worth import expected_worth
from events.kernel import Recorded, Refused
from events.rulebook import LARGEST, Rulebook
from events.values import FIRST_DAY, LARGEST_AMOUNT, LAST_DAY
from tests.retention.stories import LONG, late_stories
from tests.retention.story import MONDAY, day, folded, nth

NAMES = [field.name for field in fields(Rulebook) if field.name != "segments"]
ODD = st.sampled_from((0, 1, 2, 7, 50, 60, 100, 101, LARGEST))
RHYTHMS = (
    UNTIL_FITTED,
    Rhythm(r=1e-3, alpha=1e-3, a=1e-3, b=1e-3, shelf_life=0, comes_back=(0, 0)),
    Rhythm(r=1e3, alpha=1e4, a=1e3, b=1e3, shelf_life=10**6, comes_back=(LARGEST, 10**5)),
    Rhythm(r=1e-3, alpha=1e4, a=1e-3, b=1e3, pulse=Pulse(MONDAY.toordinal(), (0, 0, 300, 50))),
    Rhythm(r=1e3, alpha=1e-3, a=1e3, b=1e-3, pulse=Pulse(MONDAY.toordinal(), (0,) * 520)),
)
"""At the bounds of the fit, where all customers are alike."""
WEEKS = st.sampled_from(((0, 1, 2, 3, 4), (0,), (6,), tuple(range(7))))
ON = (FIRST_DAY, day(0), day(17), day(LONG), day(LONG + 200), LAST_DAY)


@st.composite
def rulebooks(draw: st.DrawFn) -> Rulebook:
    """Any numbers that are no refused ones."""
    chosen: dict[str, Any] = {}
    for name, number in draw(st.dictionaries(st.sampled_from(NAMES), ODD)).items():
        try:
            Rulebook(**{**chosen, name: number})
        except Refused:
            continue
        chosen[name] = number
    return Rulebook(**chosen)


def laws_hold(profile: Profile, rulebook: Rulebook, rhythm: Rhythm, calendar: Calendar) -> Agenda:
    made = agenda(profile, rulebook, rhythm, calendar)
    for window in (*made.windows, *made.open):
        assert window.because
        assert window.opens <= window.first
        assert window.last is None or window.first <= window.last
    for window in made.windows:
        assert parts_of_rank(window, profile, rulebook, rhythm).rank == window.rank, "the parts add up"
    for on in ON:
        assert standing_of(made, on) is not None, "everybody is due, waiting, resting, withheld or gone"
        assert state_of(profile, rulebook, rhythm, on)
        assert all(0 <= card.day < 28 for card in coming(made, on, 28))
        worth = expected_worth(profile.days, on.toordinal(), rhythm, None)
        assert worth is None or worth.total >= 0
    assert all(trial.amount >= 0 for trial in trials(profile, rulebook, rhythm, 0))
    return made


@settings(max_examples=120, deadline=None)
@given(late_stories(), rulebooks(), st.sampled_from(RHYTHMS), WEEKS)
def test_whatever_happened_under_whatever_rules(
    facts: list[Recorded], rulebook: Rulebook, rhythm: Rhythm, week: tuple[int, ...]
) -> None:
    laws_hold(folded(facts), rulebook, rhythm, Calendar(week))


def bought(*days: int, amount: int, back: int = 0) -> Profile:
    profile = Profile(registered_on=MONDAY, registration=UUID(int=7), orders=len(days))
    profile.days = [PurchaseDay(day, amount, nth(day)) for day in days]
    profile.total = amount * len(days) - back
    return profile


ENDS = (FIRST_DAY.toordinal(), LAST_DAY.toordinal())
TODAY = MONDAY.toordinal()
WIDEST = Rulebook(quiet_gap_percent=LARGEST, quiet_from_purchase_days=2)


@pytest.mark.parametrize("amount", [0, 1, LARGEST_AMOUNT])
@pytest.mark.parametrize("back", [0, LARGEST_AMOUNT])
@pytest.mark.parametrize(
    "days",
    [(), (ENDS[0],), (ENDS[1],), ENDS, (ENDS[0], TODAY, ENDS[1]), range(TODAY - 10_000, TODAY), range(*ENDS, 9_000)],
    ids=("none", "first", "last", "both", "three", "ten thousand", "rare"),
)
@pytest.mark.parametrize("rulebook", [Rulebook(), Rulebook(control_percent=50), WIDEST])
def test_purchases_as_early_late_many_and_large_as_they_can_be(
    days: range | tuple[int, ...], amount: int, back: int, rulebook: Rulebook
) -> None:
    for rhythm in RHYTHMS:
        laws_hold(bought(*days, amount=amount, back=back), rulebook, rhythm, Calendar((0,)))
