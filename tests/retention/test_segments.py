"""Do the numbers of a segment decide for its customers, for the whole agenda, and for nobody else?"""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given

from backend.retention.follow_ups import agenda
from backend.retention.rhythm import UNTIL_FITTED
from backend.retention.sweep import was_untried
from events.kernel import Recorded
from events.rulebook import Rulebook, Segment
from events.tags import CustomerTagged, CustomerUntagged
from events.values import Outcome, Rule
from tests.retention.stories import stories
from tests.retention.story import CALENDAR, Told, agenda_of, bought, contact, days_of, folded, known, registered
from tests.retention.test_laws import many

TRADE = Segment(name="Trade", tag="trade", changes=(("pleased_after", 14), ("second_until", 300)))
BIG = Segment(name="Big", worth_from=8_000, changes=(("pleased_after", 3),))
RULES = Rulebook(segments=(TRADE, BIG))


def tagged(on: int, tag: str = "trade") -> Told:
    return on, CustomerTagged(tag=tag)


@pytest.mark.parametrize(
    ("told", "first"),
    [
        ([], 7),
        ([tagged(1)], 14),
        ([tagged(1, "abroad")], 7),
        ([tagged(1), (2, CustomerUntagged(tag="trade"))], 7),
        ([bought(0, 4_000)], 3),
        ([bought(0, 4_000), tagged(1)], 14),
    ],
)
def test_a_customer_is_due_by_the_numbers_of_their_segment(told: list[Told], first: int) -> None:
    assert days_of(Rule.PLEASED, bought(0), *told, rulebook=RULES)[0] == first


@many
@given(stories())
def test_a_segment_is_the_same_as_a_rulebook_of_its_own(facts: list[Recorded]) -> None:
    profile = folded(facts)
    own = Rulebook().of((), 0)
    if "trade" in profile.tags:
        own = Rulebook(pleased_after=14, second_until=300)
    elif profile.worth >= 8_000:
        own = Rulebook(pleased_after=3)
    assert agenda_of(profile, RULES) == agenda_of(profile, own)
    rhythm = UNTIL_FITTED, CALENDAR
    assert was_untried(profile, RULES, *rhythm) == was_untried(profile, own, *rhythm)


def test_who_was_swept_is_told_by_the_numbers_of_the_segment() -> None:
    story = registered(-800, source="till"), bought(-200), contact(0, Outcome.NO_ANSWER)
    plain, trade = known(*story), known(*story, tagged(0))
    rhythm = UNTIL_FITTED, CALENDAR
    assert was_untried(plain, RULES, *rhythm)
    assert not was_untried(trade, RULES, *rhythm)


def test_a_rulebook_without_the_segments_is_another_agenda() -> None:
    profile = known(bought(0), tagged(1))
    without = replace(RULES, segments=())
    assert agenda(profile, RULES, UNTIL_FITTED, CALENDAR) != agenda(profile, without, UNTIL_FITTED, CALENDAR)
