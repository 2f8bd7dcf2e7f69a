"""Which laws does the science keep, whatever happens to a customer?"""

from __future__ import annotations

from copy import deepcopy
from dataclasses import asdict, replace
from datetime import UTC, timedelta
from random import Random

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from backend.retention.agenda import OWED, Agenda, HoldKind
from backend.retention.corrections import standing, undone
from backend.retention.fold import can_carry_on, carry_on, fold, in_order
from backend.retention.profile import Profile
from backend.retention.ways import refused_every_way
from events.kernel import Recorded, without_personal
from events.notes import FactUndone
from events.values import Rule
from tests.retention.stories import LONG, late_stories, stories
from tests.retention.story import agenda_of, day, folded

BOOKKEEPING = ("facts", "last_at", "last_position", "voided", "awaited")
DAYS = [day(number) for number in range(LONG, LONG + 400, 3)]
ASKED_FOR = {Rule.NEXT_STEP}
"""A date that somebody set with them."""
many = settings(max_examples=60, deadline=None)


def known_of(profile: Profile) -> dict[str, object]:
    return {name: value for name, value in asdict(profile).items() if name not in BOOKKEEPING}


@many
@given(stories(), st.data())
def test_carrying_on_from_anywhere_is_the_fold_of_it_all_byte_for_byte(
    facts: list[Recorded], data: st.DataObject
) -> None:
    at = data.draw(st.integers(0, len(facts)))
    begun = fold(facts[:at], UTC)
    if can_carry_on(begun, facts[at:]):
        stored = msgspec.msgpack.decode(msgspec.msgpack.encode(begun), type=Profile)
        assert msgspec.msgpack.encode(carry_on(stored, facts[at:], UTC)) == msgspec.msgpack.encode(fold(facts, UTC))


@many
@given(late_stories(), st.data())
def test_a_late_fact_is_never_carried_on(facts: list[Recorded], data: st.DataObject) -> None:
    """In the order of recording: either the new fact came last, or it says itself that all is folded anew."""
    at = data.draw(st.integers(0, len(facts)))
    begun = folded(facts[:at])
    if can_carry_on(begun, facts[at:]):
        assert known_of(carry_on(begun, facts[at:], UTC)) == known_of(folded(facts))


@many
@given(stories(), st.randoms(use_true_random=False))
def test_the_order_of_arrival_does_not_matter(facts: list[Recorded], chance: Random) -> None:
    arrival = list(range(1, len(facts) + 1))
    chance.shuffle(arrival)
    arrived = [replace(noted, position=position) for noted, position in zip(facts, arrival, strict=True)]
    chance.shuffle(arrived)
    assert folded(arrived) == folded(facts)


@many
@given(stories())
def test_neither_profile_nor_agenda_reads_what_is_personal(facts: list[Recorded]) -> None:
    forgotten = [replace(noted, body=without_personal(noted.body)) for noted in facts]
    assert folded(forgotten) == folded(facts)
    assert agenda_of(folded(forgotten)) == agenda_of(folded(facts))


@many
@given(stories())
def test_undoing_is_the_same_as_never_having_happened(facts: list[Recorded]) -> None:
    voided = undone(facts)
    never = [noted for noted in facts if standing(noted, voided) and not isinstance(noted.body, FactUndone)]
    assert known_of(folded(never)) == known_of(folded(facts))
    assert agenda_of(folded(never)) == agenda_of(folded(facts))


@many
@given(stories())
def test_a_fold_is_repeatable_and_can_be_stored(facts: list[Recorded]) -> None:
    profile = folded(facts)
    assert folded(in_order(reversed(facts))) == profile
    stored = msgspec.msgpack.decode(msgspec.msgpack.encode(profile), type=Profile)
    assert stored == profile
    before = deepcopy(profile)
    assert agenda_of(stored) == agenda_of(profile)
    assert profile == before, "the agenda changes nothing"


@many
@given(stories())
def test_what_is_open_is_what_the_rules_say_less_what_is_withheld(facts: list[Recorded]) -> None:
    made = agenda_of(folded(facts))
    for on in DAYS:
        by_rules = sorted((window.rule, window.item, window.rank) for window in made.windows if window.covers(on))
        left = [(window.rule, window.item, window.rank) for window in made.on(on)]
        withheld = [(window.rule, window.item, window.rank) for window, _ in made.withheld(on)]
        assert sorted(left + withheld, key=str) == sorted(by_rules, key=str)


@many
@given(stories())
def test_the_next_day_is_the_first_day_with_a_reason(facts: list[Recorded]) -> None:
    made = agenda_of(folded(facts))
    found = made.next_on(day(LONG))
    if found is None:
        assert not any(made.on(on) for on in DAYS)
        assert {hold.kind for hold in made.holds} & {HoldKind.GONE, HoldKind.REST, HoldKind.NO_CONSENT}
    else:
        assert made.on(found)
        assert not any(made.on(on) for on in DAYS if on < found)


@many
@given(stories())
def test_what_is_owed_is_withheld_for_good_only_from_who_is_gone(facts: list[Recorded]) -> None:
    profile = folded(facts)
    wanted = not refused_every_way(profile) and not (profile.lost and not profile.lost.door_open)
    news = {fact for fact, one in profile.news.items() if one.action is None or wanted}
    owed = {*profile.promises, *profile.complaints, *profile.enquiries, *news}
    shown = {window.item for window in agenda_of(profile).open} - {None}
    assert shown == (set() if profile.gone else owed)


@many
@given(stories())
def test_every_window_has_days_and_a_reason_of_facts_that_stand(facts: list[Recorded]) -> None:
    made: Agenda = agenda_of(folded(facts))
    known, voided = {noted.fact_id for noted in facts}, set(undone(facts))
    for window in (*made.windows, *made.open):
        assert window.last is None or window.first <= window.last
        assert window.opens <= window.first
        assert set(window.because) <= known - voided
    for hold in made.holds:
        assert hold.because
        assert set(hold.because) <= known - voided


@many
@given(stories())
def test_who_left_is_under_no_pressure_for_eight_weeks(facts: list[Recorded]) -> None:
    profile = folded(facts)
    if profile.lost:
        made = agenda_of(profile)
        for number in range(8 * 7):
            assert {window.rule for window in made.on(profile.lost.on + timedelta(days=number))} <= OWED | ASKED_FOR


@many
@given(stories())
def test_the_grass_is_checked_at_most_once_for_each_loss(facts: list[Recorded]) -> None:
    profile = folded(facts)
    checks = [window for window in agenda_of(profile).windows if window.rule is Rule.GRASS_CHECK]
    assert len(checks) <= bool(profile.lost)
    for window in checks:
        assert profile.lost
        assert window.first >= profile.lost.on + timedelta(days=60)
        assert window.last == profile.lost.on + timedelta(days=120)
