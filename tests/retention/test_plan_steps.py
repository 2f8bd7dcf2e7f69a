"""When do the steps of a relationship plan come, what does them, and what ends the plan by itself?"""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.retention.agenda import Agenda, HoldKind
from backend.retention.plan_steps import PlanOnDay, StepMark, behind_windows, plan_on_day, steps_at
from backend.retention.profile import PlanEndReason
from events.enquiries import EnquiryReceived
from events.feedback import ComplaintResolved
from events.follow_ups import FollowUpPutOff, NextDateSet, ReasonSettled
from events.kernel import Recorded
from events.lifecycle import CustomerGoneForGood, CustomerLost
from events.purchases import PurchaseVoided
from events.relationship_plans import AFTER_A_FIRST_SALE, READY_MADE, PlanStep, StepKind
from events.started_plans import PlanStepDone, PlanStopReason, RelationshipPlanStarted, RelationshipPlanStopped
from events.values import Channel, GoneReason, Outcome, Rule
from tests.retention.stories import LONG, stories
from tests.retention.story import (
    CALENDAR,
    RULES,
    Told,
    agenda_of,
    bought,
    complained,
    contact,
    day,
    days_of,
    folded,
    known,
    nth,
    reasons,
    registered,
    undo,
    why_not,
)
from tests.retention.test_laws import many
from tests.retention.test_rules import spans

PLAN = UUID(int=0x91A)
STEP = Rule.PLAN_STEP
DAYS = {"card": (2, 4), "call": (7, 20), "article": (30, 43), "invite": (91, 104)}
"""From a Monday on: the card until the call's day, the invite moved from a Sunday."""


def start(on: int = 0, steps: tuple[PlanStep, ...] = READY_MADE, begins: int | None = None) -> Told:
    first = day(on if begins is None else begins)
    return on, RelationshipPlanStarted(plan=PLAN, name=AFTER_A_FIRST_SALE, steps=steps, on=first)


def of_kinds(*kinds: StepKind, every: int = 7) -> tuple[PlanStep, ...]:
    return tuple(PlanStep(name=kind, after_days=every * n, kind=kind) for n, kind in enumerate(kinds, 1))


def stands(*told: Told, on: int) -> PlanOnDay:
    profile = known(*told)
    assert profile.relationship_plan is not None
    return plan_on_day(profile.relationship_plan, profile.days, day(on), RULES, CALENDAR)


def ended(*told: Told, on: int = 200) -> tuple[PlanEndReason, int] | None:
    end = stands(*told, on=on).end
    return (end.why, (end.on - day(0)).days) if end else None


BEGUN = (registered(), start())
"""The plan is the second fact."""


def test_each_step_asks_from_its_working_day_until_the_next_ones_or_fourteen_days() -> None:
    by_next = [
        PlanStep(name="A", after_days=2, kind=StepKind.CALL),
        PlanStep(name="B", after_days=5, kind=StepKind.CALL),
    ]
    assert spans(days_of(STEP, registered(), start(steps=tuple(by_next)))) == [(2, 20)]
    assert spans(days_of(STEP, *BEGUN)) == [(2, 20), DAYS["article"], DAYS["invite"]]
    first = agenda_of(known(*BEGUN)).on(day(6))[0]
    assert (first.numbers["step"], first.first, first.last, first.because) == (0, day(2), day(6), (nth(2),))


def test_a_step_that_nobody_did_is_missed_and_does_not_pile_up() -> None:
    assert reasons(*BEGUN, on=8) == [STEP]
    assert len([one for one in agenda_of(known(*BEGUN)).on(day(8)) if one.rule is STEP]) == 1


def test_two_steps_of_a_weekend_share_the_monday() -> None:
    steps = tuple(PlanStep(name="S", after_days=after, kind=StepKind.CALL) for after in (5, 6))
    windows = [one for one in agenda_of(known(registered(), start(steps=steps))).open if one.rule is STEP]
    assert [(one.first, one.last) for one in windows] == [(day(7), day(7)), (day(7), day(20))]


def test_a_later_rulebook_changes_how_long_a_step_waits() -> None:
    assert spans(days_of(STEP, *BEGUN, rulebook=replace(RULES, plan_step_for=3)))[-1] == (91, 93)
    assert days_of(STEP, *BEGUN, rulebook=replace(RULES, plan_step_for=0)) == []


@pytest.mark.parametrize(
    ("kind", "channel", "outcome", "does"),
    [
        (StepKind.CALL, Channel.CALL, Outcome.SPOKE, True),
        (StepKind.CALL, Channel.VIDEO, Outcome.MET, True),
        (StepKind.CALL, Channel.VISIT, Outcome.MET, True),
        (StepKind.CALL, Channel.CALL, Outcome.NO_ANSWER, False),
        (StepKind.CALL, Channel.CALL, Outcome.VOICEMAIL, False),
        (StepKind.CALL, Channel.EMAIL, Outcome.SENT, False),
        (StepKind.MESSAGE, Channel.TEXT, Outcome.SENT, True),
        (StepKind.MESSAGE, Channel.EMAIL, Outcome.ANSWERED, True),
        (StepKind.MESSAGE, Channel.CALL, Outcome.SPOKE, False),
        (StepKind.CARD, Channel.LETTER, Outcome.SENT, True),
        (StepKind.ARTICLE, Channel.EMAIL, Outcome.SENT, True),
        (StepKind.INVITE, Channel.TEXT, Outcome.SENT, True),
        (StepKind.INVITE, Channel.CALL, Outcome.SPOKE, False),
        (StepKind.VISIT, Channel.VISIT, Outcome.MET, True),
        (StepKind.VISIT, Channel.VISIT, Outcome.NOT_IN, False),
        (StepKind.VISIT, Channel.CALL, Outcome.SPOKE, False),
    ],
)
def test_a_contact_of_the_fitting_kind_does_the_step(
    kind: StepKind, channel: Channel, outcome: Outcome, does: bool
) -> None:
    steps = of_kinds(kind, StepKind.CALL, every=30)
    stood = stands(registered(), start(steps=steps), contact(31, outcome, channel=channel), on=35)
    assert (stood.steps[0][0].done_on == day(31)) is does
    assert (stood.behind is None) is does


def test_a_contact_before_its_day_does_nothing_and_a_late_one_does_it() -> None:
    assert stands(*BEGUN, contact(6), on=8).behind is not None
    late = stands(*BEGUN, contact(26), on=27)
    assert (late.behind, late.done) == (None, 1)


def test_a_contact_does_the_step_whose_day_has_come_and_no_other() -> None:
    stood = stands(*BEGUN, contact(8), contact(9), on=10)
    assert [mark for _, mark in stood.steps] == [StepMark.MISSED, StepMark.DONE, StepMark.TO_COME, StepMark.TO_COME]


def test_nothing_left_to_do_on_the_card_does_the_step() -> None:
    settled = (3, ReasonSettled(rules=(STEP, Rule.PLEASED)))
    assert stands(*BEGUN, settled, on=3).done == 1
    assert days_of(STEP, *BEGUN, settled)[0] == 7
    assert stands(*BEGUN, (1, ReasonSettled(rules=(STEP,))), on=3).done == 0


def test_a_step_noted_done_may_be_an_earlier_or_a_later_one() -> None:
    stood = stands(*BEGUN, (8, PlanStepDone(of=nth(2), step=0)), (8, PlanStepDone(of=nth(2), step=2)), on=31)
    assert [mark for _, mark in stood.steps] == [StepMark.DONE, StepMark.MISSED, StepMark.DONE, StepMark.TO_COME]
    assert stood.behind is None


def test_behind_or_on_plan() -> None:
    done = (3, PlanStepDone(of=nth(2), step=0))
    on_plan = stands(*BEGUN, done, on=6)
    assert on_plan.behind is None
    assert on_plan.following
    assert (on_plan.done, on_plan.following.first) == (1, day(7))
    today = stands(*BEGUN, done, on=7)
    assert today.behind is None
    assert today.following
    assert today.following.first == day(7)
    behind = stands(*BEGUN, done, on=12).behind
    assert behind
    assert (behind.step.name, behind.first) == ("Call", day(7))
    still = stands(*BEGUN, done, on=29).behind
    assert still
    assert still.first == day(7)
    assert stands(*BEGUN, done, on=30).behind is None


def test_a_purchase_after_the_start_ends_it() -> None:
    assert ended(*BEGUN, bought(10), on=20) == (PlanEndReason.BOUGHT, 10)
    assert days_of(STEP, *BEGUN, bought(10))[-1:] == []
    assert STEP in reasons(*BEGUN, on=12)


@pytest.mark.parametrize("on", [-1, 0])
def test_what_was_bought_by_its_first_day_is_what_it_follows_up(on: int) -> None:
    assert ended(*BEGUN, bought(on), on=20) is None
    late = (3, replace(bought(on)[1]))
    assert ended(*BEGUN, late, on=20) is None


def test_a_voided_order_lets_it_run_on() -> None:
    assert ended(*BEGUN, bought(10), (12, PurchaseVoided(of=nth(3), on=day(12))), on=20) is None


@pytest.mark.parametrize(
    ("what", "why"),
    [
        ((10, EnquiryReceived()), PlanEndReason.ASKED),
        (contact(10, Outcome.SPOKE, inbound=True), PlanEndReason.ASKED),
        (contact(10, Outcome.ORDERED), PlanEndReason.BOUGHT),
        ((10, CustomerLost()), PlanEndReason.LOST),
        ((10, CustomerGoneForGood(why=GoneReason.CLOSED)), PlanEndReason.GONE),
        ((10, RelationshipPlanStopped(of=nth(2), why=PlanStopReason.NOT_WANTED)), PlanEndReason.STOPPED),
        ((10, PlanStepDone(of=nth(2), step=3)), PlanEndReason.FINISHED),
    ],
)
def test_it_stops_by_itself_and_runs_on_once_that_is_undone(what: Told, why: PlanEndReason) -> None:
    assert ended(*BEGUN, what, on=15) == (why, 10)
    assert days_of(STEP, *BEGUN, what) == []
    assert ended(*BEGUN, what, undo(12, 3), on=15) is None
    assert days_of(STEP, *BEGUN, what, undo(12, 3)) == days_of(STEP, *BEGUN)


def test_a_purchase_that_came_to_light_late_counts_from_its_day() -> None:
    asked = (10, EnquiryReceived())
    assert ended(*BEGUN, asked, (20, bought(8)[1]), on=25) == (PlanEndReason.BOUGHT, 8)
    assert ended(*BEGUN, asked, (20, bought(15)[1]), on=25) == (PlanEndReason.ASKED, 10)


def test_it_runs_out_with_its_last_step() -> None:
    assert ended(*BEGUN, on=104) is None
    assert ended(*BEGUN, on=105) == (PlanEndReason.RAN_OUT, 104)


def test_another_plan_ends_the_first_and_undoing_it_brings_that_back() -> None:
    other = start(5, of_kinds(StepKind.CALL))
    profile = known(*BEGUN, other)
    assert [one.ended.why for one in profile.earlier_plans if one.ended] == [PlanEndReason.REPLACED]
    assert days_of(STEP, *BEGUN, other) == list(range(14, 28))
    assert days_of(STEP, *BEGUN, other, undo(6, 3)) == days_of(STEP, *BEGUN)


def test_a_step_of_a_plan_that_is_over_does_nothing() -> None:
    over = (*BEGUN, start(5, of_kinds(StepKind.CALL)), (6, PlanStepDone(of=nth(2), step=1)))
    assert stands(*over, on=6).done == 0


def test_an_open_complaint_and_a_rest_withhold_its_steps() -> None:
    assert why_not(STEP, *BEGUN, complained(1), on=8) == {HoldKind.COMPLAINT_OPEN}
    assert STEP in reasons(*BEGUN, complained(1), (3, ComplaintResolved(complaint=nth(3))), on=8)
    assert why_not(STEP, *BEGUN, (1, NextDateSet(next_on=None)), on=8) == {HoldKind.REST}


def test_not_now_and_a_chosen_date_hold_it_back_but_not_the_date_of_a_button() -> None:
    assert why_not(STEP, *BEGUN, (1, FollowUpPutOff(until=day(15))), on=8) == {HoldKind.PUT_OFF}
    assert why_not(STEP, *BEGUN, (1, NextDateSet(next_on=day(15))), on=8) == {HoldKind.NEXT_DATE}
    assert STEP in reasons(*BEGUN, contact(1, Outcome.SPOKE, 29), on=8)
    assert why_not(STEP, *BEGUN, contact(1, Outcome.SAID_NO, 61), on=8) == {HoldKind.NEXT_DATE}


def test_a_call_without_an_answer_comes_back_when_its_button_said() -> None:
    tried = contact(7, Outcome.NO_ANSWER, 9)
    assert why_not(STEP, *BEGUN, tried, on=8) == {HoldKind.NEXT_DATE}
    assert set(reasons(*BEGUN, tried, on=9)) == {STEP, Rule.NEXT_STEP}


def test_a_thank_you_card_counts_toward_no_cap() -> None:
    kinds = (StepKind.CARD, StepKind.CARD, StepKind.CARD, StepKind.CALL)
    cards = [contact(on, Outcome.SENT, channel=Channel.LETTER) for on in (1, 2, 3)]
    assert STEP in reasons(registered(), start(steps=of_kinds(*kinds, every=1)), *cards, on=4)
    calls = (StepKind.MESSAGE, StepKind.MESSAGE, StepKind.MESSAGE, StepKind.CALL)
    capped = (registered(), start(steps=of_kinds(*calls, every=1)), *cards)
    assert why_not(STEP, *capped, on=4) == {HoldKind.CAPPED}


def test_a_plan_may_begin_on_a_later_day() -> None:
    told = (registered(), start(0, of_kinds(StepKind.CALL), begins=14))
    assert days_of(STEP, *told) == list(range(21, 35))
    assert ended(*told, bought(3), on=20) == (PlanEndReason.BOUGHT, 3)


@many
@given(stories())
def test_a_running_plan_asks_for_a_step_or_ends(facts: list[Recorded]) -> None:
    """Nobody is told to do a step of a plan that is over, or more than the one that has come, but for weekends."""
    profile = folded(facts)
    run, made = profile.relationship_plan, agenda_of(profile)
    for on in range(0, LONG + 150, 7):
        asked = [window for window in made.on(day(on)) if window.rule is STEP]
        stood = plan_on_day(run, profile.days, day(on), RULES, CALENDAR) if run else None
        assert len({window.first for window in asked}) <= 1
        if stood is None or stood.end:
            assert not asked


@many
@given(stories(), st.integers(0, LONG + 150))
def test_behind_is_told_by_windows_as_on_each_day(facts: list[Recorded], on: int) -> None:
    profile = folded(facts)
    run = profile.relationship_plan
    if run is None:
        return
    stood = plan_on_day(run, profile.days, day(on), RULES, CALENDAR)
    if stood.end is None:
        windows = behind_windows(steps_at(run, RULES, CALENDAR))
        assert any(first <= day(on) <= last for first, last in windows) is (stood.behind is not None)


def place_in_the_sweep(*told: Told) -> Agenda:
    return agenda_of(known(*told))


def test_whom_a_plan_looks_after_has_no_place_in_the_sweep() -> None:
    old = (registered(-800, source="till"), bought(-800))
    assert place_in_the_sweep(*old).untried
    assert place_in_the_sweep(*old, start()).untried is None
    assert place_in_the_sweep(*old, start(), bought(200), undo(201, 4)).untried is None
