"""Actions: what do we change because of what customers said, who sees to it, by when, and whose words does it answer?

Each action has a stream of its own.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import assert_never
from uuid import UUID

from events.kernel import Command, Decider, Fact, Noted, Refused, command, fact, personal
from events.values import LossReason, valid_day, valid_text, valid_theme

MOST_GATHERED = 10_000
LONGEST_WHAT = 200


@fact("action_begun")
class ActionBegun(Fact):
    """It answers what is said of a theme, why people leave, or single voices alone.

    `what` is about the firm, but may name people: it is sealed under the action's own key.
    """

    owner: UUID
    by: date
    team: UUID
    theme: str = ""
    what: str | None = personal()
    reason: LossReason | None = None


@fact("feedback_gathered")
class FeedbackGathered(Fact):
    """The action answers what this customer said: the feedback, or the reason for leaving, `of`."""

    customer: UUID
    of: UUID


@fact("feedback_taken_out")
class FeedbackTakenOut(Fact):
    """The action does not answer it any more; it may be gathered again."""

    customer: UUID
    of: UUID


@fact("action_moved")
class ActionMoved(Fact):
    """Somebody sees to it by another day, or somebody else does."""

    owner: UUID
    by: date


@fact("action_done")
class ActionDone(Fact):
    """What was done, as customers may be told."""

    text: str | None = personal()


@fact("action_dropped")
class ActionDropped(Fact):
    """Why nothing will be done."""

    text: str | None = personal()


@fact("action_reopened")
class ActionReopened(Fact):
    """It is neither done nor dropped after all, and runs again."""


@command
class BeginAction(Command):
    what: str
    owner: UUID
    by: date
    team: UUID
    theme: str = ""
    reason: LossReason | None = None

    def __post_init__(self) -> None:
        if not _one_line(self.what):
            raise Refused("Say what is to be done, such as “Send parcels on Mondays”.")
        valid_day(self.by)
        if self.theme:
            valid_theme(self.theme)


@command
class GatherFeedback(Command):
    customer: UUID
    of: UUID


@command
class TakeOutFeedback(Command):
    customer: UUID
    of: UUID


@command
class MoveAction(Command):
    owner: UUID
    by: date

    def __post_init__(self) -> None:
        valid_day(self.by)


@command
class FinishAction(Command):
    text: str

    def __post_init__(self) -> None:
        if valid_text(self.text) is None:
            raise Refused("Say what was done: customers are told in these words.")


@command
class DropAction(Command):
    text: str

    def __post_init__(self) -> None:
        if valid_text(self.text) is None:
            raise Refused("Say in a few words why nothing will be done.")


@command
class ReopenAction(Command):
    pass


ActionFact = (
    ActionBegun | FeedbackGathered | FeedbackTakenOut | ActionMoved | ActionDone | ActionDropped | ActionReopened
)
ActionCommand = BeginAction | GatherFeedback | TakeOutFeedback | MoveAction | FinishAction | DropAction | ReopenAction


@dataclass(frozen=True, kw_only=True)
class Action:
    """`over`: done or dropped."""

    begun: bool = False
    owner: UUID | None = None
    by: date | None = None
    over: bool = False


def _one_line(text: str) -> str:
    kept = " ".join((valid_text(text) or "").split())
    if len(kept) > LONGEST_WHAT:
        raise Refused(f"Say what is to be done in up to {LONGEST_WHAT} characters.")
    return kept


def decide(past: Action, asked: ActionCommand) -> list[ActionFact]:
    match asked:
        case BeginAction(what=what, owner=owner, by=by, team=team, theme=theme, reason=reason):
            named = valid_theme(theme) if theme else ""
            return [ActionBegun(owner=owner, by=by, team=team, theme=named, what=_one_line(what), reason=reason)]
        case GatherFeedback(customer=customer, of=of):
            return [FeedbackGathered(customer=customer, of=of)]
        case TakeOutFeedback(customer=customer, of=of):
            _running(past)
            return [FeedbackTakenOut(customer=customer, of=of)]
        case MoveAction(owner=owner, by=by):
            _running(past)
            return [] if (owner, by) == (past.owner, past.by) else [ActionMoved(owner=owner, by=by)]
        case FinishAction(text=text):
            _running(past)
            return [ActionDone(text=valid_text(text))]
        case DropAction(text=text):
            _running(past)
            return [ActionDropped(text=valid_text(text))]
        case ReopenAction():
            _begun(past)
            return [ActionReopened()] if past.over else []
        case _:
            assert_never(asked)


def _begun(past: Action) -> None:
    if not past.begun:
        raise Refused("There is no such action.")


def _running(past: Action) -> None:
    _begun(past)
    if past.over:
        raise Refused("This action is over already. Open it again, or begin another one.")


def evolve(past: Action, noted: Noted) -> Action:
    match noted.body:
        case ActionBegun(owner=owner, by=by):
            return Action(begun=True, owner=owner, by=by)
        case ActionMoved(owner=owner, by=by):
            return replace(past, owner=owner, by=by)
        case ActionDone() | ActionDropped():
            return replace(past, over=True)
        case ActionReopened():
            return replace(past, over=False)
        case _:
            return past


ACTIONS = Decider[Action, ActionCommand, ActionFact](
    start=Action(),
    commands=(BeginAction, GatherFeedback, TakeOutFeedback, MoveAction, FinishAction, DropAction, ReopenAction),
    facts=(ActionBegun, FeedbackGathered, FeedbackTakenOut, ActionMoved, ActionDone, ActionDropped, ActionReopened),
    decide=decide,
    evolve=evolve,
    reports=frozenset({BeginAction, GatherFeedback}),
)
