"""Does every customer, on any day, stand in exactly one way, and does it say why?"""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backend.retention.agenda import Agenda, HoldKind
from backend.retention.profile import Profile, PurchaseDay
from backend.retention.rank import parts_of_rank
from backend.retention.rhythm import UNTIL_FITTED
from backend.retention.standing import Stand, Standing, standing_of
from events.consent import ConsentWithdrawn
from events.contacts import ContactAttempted
from events.follow_ups import FollowUpPutOff, PromiseMade
from events.kernel import Recorded
from events.lifecycle import CustomerGoneForGood, CustomerLost
from events.purchases import PurchaseRefunded
from events.values import Channel, GoneReason, Outcome, PutOffReason, Rule
from tests.retention.stories import LONG, late_stories
from tests.retention.story import (
    RULES,
    Told,
    agenda_of,
    bought,
    complained,
    contact,
    day,
    folded,
    known,
    nth,
    registered,
)

DAYS = [*range(0, LONG + 400, 11), LONG + 5_000]
QUIET = tuple(bought(on) for on in (0, 32, 64, 96))
many = settings(max_examples=60, deadline=None)


def standing(*told: Told, on: int) -> Standing:
    found = standing_of(agenda_of(known(registered(), *told)), day(on))
    assert found
    return found


@many
@given(late_stories(), st.none() | st.integers(0, LONG))
def test_every_customer_stands_in_exactly_one_way_on_any_day(facts: list[Recorded], sweep: int | None) -> None:
    profile = folded(facts)
    made = agenda_of(profile) if sweep is None else agenda_of(profile).under(day(sweep))
    for on in DAYS:
        found = standing_of(made, day(on))
        assert found
        _holds_together(made, found, on)


def _holds_together(made: Agenda, found: Standing, on: int) -> None:
    """Due with a reason of facts, waiting with a date, or in one word of a fact why nothing comes back."""
    if found.stand is Stand.DUE:
        assert found.window
        assert all(window.because for window in made.on(day(on)))
    elif found.stand is Stand.WAITING:
        assert found.on == made.next_on(day(on))
        assert found.on is not None
        assert found.on > day(on)
        assert found.window
        assert found.window.because
    else:
        assert not made.on(day(on))
        assert made.next_on(day(on)) is None or found.stand is Stand.GONE
        assert found.hold
        assert (found.hold.kind is HoldKind.GONE) == (found.stand is Stand.GONE)
        assert (found.hold.kind is HoldKind.REST) == (found.stand is Stand.RESTING)
    assert found.hold is None or found.hold.because


@many
@given(late_stories(), st.none() | st.integers(0, LONG))
def test_the_parts_of_a_rank_add_up_to_it(facts: list[Recorded], sweep: int | None) -> None:
    profile = folded(facts)
    made = agenda_of(profile) if sweep is None else agenda_of(profile).under(day(sweep))
    for window in (*made.windows, *made.open):
        parts = parts_of_rank(window, profile, RULES, UNTIL_FITTED)
        assert parts.rank == window.rank
        assert parts.earned <= parts.points


def test_the_less_likely_active_the_less_is_taken_off() -> None:
    profile = known(registered(), *[bought(on) for on in range(0, 134, 7)])
    quiet = [window for window in agenda_of(profile).open if window.rule is Rule.GONE_QUIET]
    parts = [parts_of_rank(window, profile, RULES, UNTIL_FITTED) for window in quiet]
    assert len({one.points for one in parts}) == 1, "the spend a week is the same all along"
    assert [one.active for one in parts] == sorted((one.active for one in parts), reverse=True)
    assert [one.young for one in parts] == sorted((one.young for one in parts), reverse=True)
    assert parts[-1].young == 0
    assert all(one.fresh for one in parts)


def test_nobody_stands_anywhere_before_anything_is_known() -> None:
    assert standing_of(Agenda((), (), ()), day(0)) is None


def put_off(on: int, until: int | None) -> Told:
    return on, FollowUpPutOff(until=None if until is None else day(until), why=PutOffReason.NO_TIME)


def refused(on: int) -> tuple[Told, ...]:
    return tuple((on, ConsentWithdrawn(channel=channel)) for channel in (Channel.CALL, Channel.TEXT))


@pytest.mark.parametrize(
    ("told", "on", "stand", "hold", "next_on"),
    [
        ((), 130, Stand.DUE, None, 130),
        ((), 100, Stand.WAITING, None, 105),
        ((put_off(130, 150),), 131, Stand.WAITING, HoldKind.PUT_OFF, 150),
        ((put_off(130, None),), 131, Stand.RESTING, HoldKind.REST, None),
        ((contact(130),), 139, Stand.WAITING, HoldKind.IN_TOUCH, None),
        ((contact(130, next_on=158),), 139, Stand.WAITING, HoldKind.NEXT_DATE, 158),
        ((contact(130, Outcome.ORDERED),), 139, Stand.WAITING, HoldKind.ORDERED, None),
        ((complained(130), contact(130)), 130, Stand.WAITING, HoldKind.WORKED, 133),
        ((complained(130),), 131, Stand.DUE, None, 131),
        (refused(130), 131, Stand.WITHHELD, HoldKind.NO_CONSENT, None),
        (((130, CustomerLost()),), 131, Stand.WAITING, HoldKind.NO_PRESSURE, None),
        (((130, CustomerGoneForGood(why=GoneReason.CLOSED)),), 131, Stand.GONE, HoldKind.GONE, None),
        (((130, CustomerGoneForGood(why=GoneReason.CLOSED)), (130, PromiseMade(on=day(140)))), 140, Stand.GONE,
         HoldKind.GONE, None),
    ],
)  # fmt: skip
def test_each_way_to_stand(
    told: tuple[Told, ...], on: int, stand: Stand, hold: HoldKind | None, next_on: int | None
) -> None:
    found = standing(*QUIET, *told, on=on)
    assert (found.stand, found.hold.kind if found.hold else None) == (stand, hold)
    if next_on is not None:
        assert found.on == day(next_on)


def test_three_attempts_are_enough_for_now() -> None:
    tries = [(on, ContactAttempted(channel=Channel.CALL, outcome=Outcome.NO_ANSWER)) for on in (130, 131, 132)]
    found = standing(*QUIET, *tries, on=134)
    assert (found.stand, found.hold and found.hold.kind) == (Stand.WAITING, HoldKind.CAPPED)
    assert (found.on, found.until) == (day(144), day(143))


def many_days(number: int) -> Profile:
    """Bought on each of so many days, the last one yesterday."""
    days = [PurchaseDay(day(on - number).toordinal(), 5_000, nth(1)) for on in range(number)]
    return Profile(registered_on=day(-number), registration=nth(1), days=days, total=5_000 * number)


@pytest.mark.parametrize(
    "profile",
    [
        known(registered()),
        known(registered(), bought(0)),
        known(registered(), bought(0), bought(0), bought(0)),
        known(registered(), bought(0), bought(1), bought(2)),
        known(registered(), bought(0, 0), bought(10, 0), bought(20, 0)),
        known(registered(), bought(0, 100), (1, PurchaseRefunded(of=None, amount=9_900, on=day(1)))),
        known(registered(), bought(-40_000), bought(-36_000), bought(-30_000)),
        many_days(10_000),
    ],
    ids=["none", "one", "merged", "daily", "nothing paid", "given back", "older than the firm", "ten thousand"],
)
def test_no_odd_history_is_too_much(profile: Profile) -> None:
    made = agenda_of(profile)
    for on in (0, 1, 20, 60, 200, 20_000):
        found = standing_of(made, day(on))
        assert found
        assert found.stand in (Stand.DUE, Stand.WAITING)
    for window in made.windows:
        assert parts_of_rank(window, profile, RULES, UNTIL_FITTED).rank == window.rank


def test_a_reason_lasts_over_all_its_bands_and_through_its_turn() -> None:
    made = agenda_of(known(*QUIET))
    for on in (130, 150, 170):
        (quiet,) = [window for window in made.on(day(on)) if window.rule is Rule.GONE_QUIET]
        bands = [window for window in made.open if window.rule is Rule.GONE_QUIET]
        assert len(bands) > 1
        assert made.spell(quiet, day(on)) == (bands[0].first, bands[-1].last)
    on = next(on for on in range(200, 400) if made.on(day(on)))
    (shadow,) = made.on(day(on))
    for later in (on, on + 6):
        assert made.spell(shadow, day(later)) == (day(on), day(on + 6))
    (promise,) = agenda_of(known(*QUIET, (1, PromiseMade(on=day(3))))).on(day(4))
    assert agenda_of(known(*QUIET)).spell(promise, day(4)) == (day(3), None)
