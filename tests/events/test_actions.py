"""What may be done with an action, from its beginning to its end?"""

from __future__ import annotations

from functools import partial
from typing import Any

import pytest

from events.actions import (
    ActionBegun,
    ActionDone,
    ActionDropped,
    ActionMoved,
    ActionReopened,
    BeginAction,
    DropAction,
    FeedbackGathered,
    FeedbackTakenOut,
    FinishAction,
    GatherFeedback,
    MoveAction,
    ReopenAction,
    TakeOutFeedback,
)
from events.kernel import Command
from events.values import LossReason
from tests.events.given import CUSTOMER, DAY, FIRST, SOMEBODY, TOO_LONG, given

BEGIN: dict[str, Any] = {
    "what": " Send parcels  on Mondays ",
    "owner": SOMEBODY,
    "by": DAY,
    "team": FIRST,
    "theme": "Delivery",
}
BEGUN = ActionBegun(owner=SOMEBODY, by=DAY, team=FIRST, theme="Delivery", what="Send parcels on Mondays")
OTHER_DAY = DAY.replace(day=20)


def test_an_action_is_begun_gathers_what_was_said_moves_and_is_done() -> None:
    given().when(BeginAction(**BEGIN)).then(BEGUN)
    given(BEGUN).when(GatherFeedback(customer=CUSTOMER, of=FIRST)).then(FeedbackGathered(customer=CUSTOMER, of=FIRST))
    given(BEGUN).when(MoveAction(owner=SOMEBODY, by=OTHER_DAY)).then(ActionMoved(owner=SOMEBODY, by=OTHER_DAY))
    given(BEGUN).when(MoveAction(owner=SOMEBODY, by=DAY)).nothing()
    given(BEGUN).when(FinishAction(text=" On Mondays now ")).then(ActionDone(text="On Mondays now"))
    given(BEGUN).when(DropAction(text="Too dear")).then(ActionDropped(text="Too dear"))


def test_an_action_may_answer_why_people_leave() -> None:
    asked = BeginAction(**{**BEGIN, "theme": "", "reason": LossReason.SERVICE})
    given().when(asked).then(
        ActionBegun(owner=SOMEBODY, by=DAY, team=FIRST, what="Send parcels on Mondays", reason=LossReason.SERVICE)
    )


def test_what_was_gathered_is_taken_out_while_the_action_runs() -> None:
    gathered = FeedbackGathered(customer=CUSTOMER, of=FIRST)
    taken_out = FeedbackTakenOut(customer=CUSTOMER, of=FIRST)
    given(BEGUN, gathered).when(TakeOutFeedback(customer=CUSTOMER, of=FIRST)).then(taken_out)
    given(BEGUN, gathered, taken_out).when(GatherFeedback(customer=CUSTOMER, of=FIRST)).then(gathered)


@pytest.mark.parametrize("over", [ActionDone(text="x"), ActionDropped(text="x")])
@pytest.mark.parametrize(
    "asked",
    [
        TakeOutFeedback(customer=CUSTOMER, of=FIRST),
        MoveAction(owner=SOMEBODY, by=OTHER_DAY),
        FinishAction(text="y"),
        DropAction(text="y"),
    ],
)
def test_what_is_over_stays_over_until_it_is_opened_again(over: ActionDone | ActionDropped, asked: Command) -> None:
    given(BEGUN, over).when(asked).refused("over already")
    given(BEGUN, over).when(ReopenAction()).then(ActionReopened())
    given(BEGUN, over, ActionReopened()).when(ReopenAction()).nothing()
    given(BEGUN, over, ActionReopened()).when(FinishAction(text="z")).then(ActionDone(text="z"))
    given().when(asked).refused("no such action")
    given().when(ReopenAction()).refused("no such action")


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"what": " "}, "Say what is to be done"),
        ({"what": "x" * 201}, "up to 200 characters"),
        ({"what": TOO_LONG}, "This text is too long"),
        ({"theme": "x" * 5_000}, "one line of up to 60 characters"),
        ({"by": DAY.replace(year=1800)}, "between 1900 and 2099"),
    ],
)
def test_an_action_says_what_and_by_when(change: dict[str, Any], words: str) -> None:
    given().when(partial(BeginAction, **{**BEGIN, **change})).refused(words)


def test_how_it_ended_is_told_in_words() -> None:
    given(BEGUN).when(partial(FinishAction, text=" ")).refused("Say what was done")
    given(BEGUN).when(partial(DropAction, text=" ")).refused("why nothing will be done")
