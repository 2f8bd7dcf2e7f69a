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
    BeginAction,
    DropAction,
    FeedbackGathered,
    FinishAction,
    GatherFeedback,
    MoveAction,
)
from events.kernel import Command
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


@pytest.mark.parametrize("over", [ActionDone(text="x"), ActionDropped(text="x")])
@pytest.mark.parametrize(
    "asked", [MoveAction(owner=SOMEBODY, by=OTHER_DAY), FinishAction(text="y"), DropAction(text="y")]
)
def test_what_is_over_stays_over(over: ActionDone | ActionDropped, asked: Command) -> None:
    given(BEGUN, over).when(asked).refused("over already")
    given().when(asked).refused("no such action")


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
