"""Lifecycle: who is lost by a person's word, why, and who is gone for good?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import assert_never

from events.kernel import Command, Decider, Fact, Noted, Refused, command, fact, personal
from events.values import GoneReason, LossReason, valid_name, valid_text, valid_themes


@fact("customer_lost")
class CustomerLost(Fact):
    """Somebody said that they left. We thanked, asked why and left the door open, as far as `door_open` says.

    `competitor`: where they went, in the customer's words.
    """

    reason: LossReason | None = None
    door_open: bool = True
    text: str | None = personal()
    competitor: str | None = personal()
    themes: tuple[str, ...] = ()


@fact("loss_reason_given")
class LossReasonGiven(Fact):
    reason: LossReason
    text: str | None = personal()
    competitor: str | None = personal()
    themes: tuple[str, ...] = ()


@fact("customer_gone_for_good")
class CustomerGoneForGood(Fact):
    """Closed, died, moved away or asked never to be contacted: stops every card at once."""

    why: GoneReason


@command
class MarkLost(Command):
    reason: LossReason | None = None
    door_open: bool = True
    text: str | None = None
    competitor: str | None = None
    themes: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        valid_text(self.text)
        valid_name(self.competitor)
        valid_themes(self.themes)


@command
class GiveLossReason(Command):
    reason: LossReason
    text: str | None = None
    competitor: str | None = None
    themes: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        valid_text(self.text)
        valid_name(self.competitor)
        valid_themes(self.themes)


@command
class MarkGoneForGood(Command):
    why: GoneReason


LifecycleFact = CustomerLost | LossReasonGiven | CustomerGoneForGood
LifecycleCommand = MarkLost | GiveLossReason | MarkGoneForGood


@dataclass(frozen=True, kw_only=True)
class Lifecycle:
    lost: bool = False


def decide(past: Lifecycle, asked: LifecycleCommand) -> list[LifecycleFact]:
    match asked:
        case MarkLost(reason=reason, door_open=door_open, text=text):
            where, themes = valid_name(asked.competitor), valid_themes(asked.themes)
            kept = valid_text(text)
            return [CustomerLost(reason=reason, door_open=door_open, text=kept, competitor=where, themes=themes)]
        case GiveLossReason(reason=reason, text=text):
            if not past.lost:
                raise Refused("This customer is not marked lost, so there is no reason to keep.")
            where, themes = valid_name(asked.competitor), valid_themes(asked.themes)
            return [LossReasonGiven(reason=reason, text=valid_text(text), competitor=where, themes=themes)]
        case MarkGoneForGood(why=why):
            return [CustomerGoneForGood(why=why)]
        case _:
            assert_never(asked)


def evolve(past: Lifecycle, noted: Noted) -> Lifecycle:
    return Lifecycle(lost=True) if isinstance(noted.body, CustomerLost) else past


LIFECYCLE = Decider[Lifecycle, LifecycleCommand, LifecycleFact](
    start=Lifecycle(),
    commands=(MarkLost, GiveLossReason, MarkGoneForGood),
    facts=(CustomerLost, LossReasonGiven, CustomerGoneForGood),
    decide=decide,
    evolve=evolve,
    reports=frozenset({MarkLost, MarkGoneForGood}),
)
