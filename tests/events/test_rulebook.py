"""Which numbers may a rulebook hold?"""

from __future__ import annotations

from dataclasses import asdict, replace
from typing import Any

import msgspec
import pytest

from events.firm import FirmFounded
from events.kernel import Refused
from events.rulebook import FIRM_WIDE, MOST_SEGMENTS, RULEBOOK, AdoptRulebook, Rulebook, RulebookAdopted, Segment
from events.values import LARGEST_AMOUNT
from tests.events.given import TOO_LONG, given, noted

NUMBERS = sorted(asdict(Rulebook()).keys() - {"segments"})
TRADE = Segment(name="Trade", tag="trade", changes=(("quiet_after", 7), ("shadow_every", 30)))
BIG = Segment(name="Big", worth_from=100_000, changes=(("quiet_after", 5),))
RULES_OF_OTHERS = 28
SMALL = Segment(name="Small", worth_below=5_000, changes=(("quiet_after", 40),))
SEGMENTED = Rulebook(pleased_after=3, segments=(TRADE, BIG, SMALL))


def adopting(*segments: Segment) -> AdoptRulebook:
    return AdoptRulebook(rulebook=Rulebook(segments=segments))


def test_a_firm_closes_after_it_opens() -> None:
    for opens, closes in ((17, 9), (9, 9), (9, 25)):
        with pytest.raises(Refused, match="closes later on the day than it opens"):
            Rulebook(opens_at=opens, closes_at=closes)
    assert Rulebook(opens_at=0, closes_at=24).answer_within_hours == 4


def test_a_rulebook_is_adopted_and_the_same_one_not_again() -> None:
    given().when(AdoptRulebook(rulebook=Rulebook())).then(RulebookAdopted(rulebook=Rulebook()))
    given(RulebookAdopted(rulebook=Rulebook())).when(AdoptRulebook(rulebook=Rulebook())).nothing()
    slower = Rulebook(quiet_after=21)
    given(RulebookAdopted(rulebook=Rulebook())).when(AdoptRulebook(rulebook=slower)).then(
        RulebookAdopted(rulebook=slower)
    )


def test_it_may_have_a_name() -> None:
    slower = Rulebook(quiet_after=21)
    adopted = RulebookAdopted(rulebook=slower, name="Autumn")
    given().when(AdoptRulebook(rulebook=slower, name=" Autumn ")).then(adopted)
    given(adopted).when(AdoptRulebook(rulebook=slower, name="Winter")).nothing()
    given().when(lambda: AdoptRulebook(rulebook=slower, name=TOO_LONG)).refused("200 characters")


def test_the_last_one_adopted_is_in_force() -> None:
    slower = Rulebook(quiet_after=21)
    founded = FirmFounded(name="Records", currency="GBP", time_zone="UTC")
    facts = [RulebookAdopted(rulebook=Rulebook()), RulebookAdopted(rulebook=slower), founded]
    assert RULEBOOK.fold(noted(facts)) == slower


@pytest.mark.parametrize("name", NUMBERS)
@pytest.mark.parametrize("number", [-1, 3_661, 10**400])
def test_a_number_beyond_all_measure_is_refused(name: str, number: int) -> None:
    changes: dict[str, Any] = {name: number}
    with pytest.raises(Refused, match="between 0 and 3,660"):
        Rulebook(**changes)


@pytest.mark.parametrize("name", ["shadow_every", "not_seen_every"])
def test_what_comes_back_comes_back_on_another_day(name: str) -> None:
    changes: dict[str, Any] = {name: 0}
    with pytest.raises(Refused, match="one day at the earliest"):
        Rulebook(**changes)


def test_somebody_is_told_every_day() -> None:
    with pytest.raises(Refused, match="At least one customer a day"):
        Rulebook(told_a_day=0)


def test_a_rhythm_needs_two_purchase_days() -> None:
    assert Rulebook(quiet_from_purchase_days=2).quiet_from_purchase_days == 2
    with pytest.raises(Refused, match="second purchase day"):
        Rulebook(quiet_from_purchase_days=1)


@pytest.mark.parametrize(
    ("tags", "worth", "quiet_after"),
    [
        (["trade"], 0, 7),
        (["abroad", "trade"], 200_000, 7),
        (["abroad"], 100_000, 5),
        ([], 99_999, 28),
        ([], 5_000, 28),
        ([], 4_999, 40),
    ],
)
def test_the_numbers_of_the_first_segment_that_holds_count(tags: list[str], worth: int, quiet_after: int) -> None:
    numbers = SEGMENTED.of(tags, worth)
    assert (numbers.quiet_after, numbers.pleased_after, numbers.segments) == (quiet_after, 3, ())
    segment = SEGMENTED.segment_of(tags, worth)
    assert (dict(segment.changes)["quiet_after"] if segment else RULES_OF_OTHERS) == quiet_after
    assert numbers.of(tags, worth) is numbers
    assert numbers.shadow_every == (30 if "trade" in tags else 60)


def test_all_that_a_segment_says_has_to_hold() -> None:
    segment = Segment(name="Some", tag="trade", worth_from=10, worth_below=20)
    assert [segment.holds(["trade"], worth) for worth in (9, 10, 19, 20)] == [False, True, True, False]
    assert not segment.holds(["other"], 15)


def test_without_segments_nothing_is_worked_out() -> None:
    rulebook = Rulebook()
    assert rulebook.of(["trade"], 10) is rulebook


def test_what_was_worked_out_is_neither_stored_nor_compared() -> None:
    fresh = replace(SEGMENTED)
    before = msgspec.json.encode(fresh)
    fresh.of(["trade"], 0)
    assert msgspec.json.encode(fresh) == before
    assert fresh == replace(SEGMENTED)
    assert msgspec.json.decode(before, type=Rulebook) == SEGMENTED


def test_an_older_fact_reads_as_before() -> None:
    old = msgspec.json.decode(b'{"rulebook":{"quiet_after":21}}', type=RulebookAdopted)
    assert old == RulebookAdopted(rulebook=Rulebook(quiet_after=21))


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"name": ""}, "a name"),
        ({"name": " Trade"}, "a name"),
        ({"name": "x" * 201}, "200 characters"),
        ({"tag": "Trade"}, "small letters"),
        ({"tag": ""}, "who belongs to “Trade”"),
        ({"worth_from": -1}, "zero or more"),
        ({"worth_below": LARGEST_AMOUNT + 1}, "ten thousand million"),
        ({"worth_below": 0}, "Nobody belongs"),
        ({"worth_from": 5, "worth_below": 5}, "Nobody belongs"),
    ],
)
def test_a_segment_that_says_nothing_is_refused(said: dict[str, Any], words: str) -> None:
    given().when(lambda: adopting(Segment(**{"name": "Trade", "tag": "trade", **said}))).refused(words)


@pytest.mark.parametrize("changes", [(name, 1) for name in sorted(FIRM_WIDE)] + [("unheard_of", 1)])
def test_what_is_the_same_for_everybody_cannot_differ(changes: tuple[str, int]) -> None:
    segment = Segment(name="Trade", tag="trade", changes=(changes,))
    given().when(lambda: adopting(segment)).refused("no number that can differ")


@pytest.mark.parametrize("changes", [("quiet_after", -1), ("shadow_every", 0), ("quiet_from_purchase_days", 1)])
def test_the_numbers_of_a_segment_are_bound_like_all_others(changes: tuple[str, int]) -> None:
    segment = Segment(name="Trade", tag="trade", changes=(changes,))
    with pytest.raises(Refused):
        Rulebook(segments=(segment,))


def test_segments_are_few_and_tell_apart() -> None:
    many = tuple(Segment(name=f"Number {number}", tag="trade") for number in range(MOST_SEGMENTS + 1))
    given().when(lambda: adopting(*many)).refused("20 segments at most")
    given().when(lambda: adopting(TRADE, TRADE)).refused("one name")


def test_no_more_is_earned_than_comes_in() -> None:
    assert Rulebook(margin_percent=0).margin_percent == 0
    assert Rulebook().margin_percent == 100
    with pytest.raises(Refused, match="between 0 and 100 percent"):
        Rulebook(margin_percent=101)


def test_no_more_than_half_is_left_alone() -> None:
    assert Rulebook(control_percent=50).control_percent == 50
    with pytest.raises(Refused, match="At most 50 %"):
        Rulebook(control_percent=51)


@pytest.mark.parametrize("numbers", [{"habit_below_percent": 100}, {"habit_slower_percent": 100}])
def test_who_buys_as_usual_has_changed_no_habit(numbers: dict[str, Any]) -> None:
    assert Rulebook(habit_below_percent=0, habit_slower_percent=0).habit_for == 21
    with pytest.raises(Refused, match="than usual"):
        Rulebook(**numbers)
