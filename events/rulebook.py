"""The rulebook: which numbers decide who is due when? Kept as a fact, so that a replay uses those in force then."""

from __future__ import annotations

from dataclasses import dataclass

from events.kernel import Command, Decider, Fact, Noted, Refused, command, fact

LARGEST = 3_660
"""Ten years of days: what goes beyond is a slip of the finger."""
FEWEST_FOR_A_RHYTHM = 2


@dataclass(frozen=True, kw_only=True)
class Rulebook:
    """Days unless the name says otherwise. The defaults were tried on real purchases (design, "The queue").

    `quiet_gap_percent` of the shrunk gap makes a silence due; the gap comes from the rhythm's numbers, and so may a
    shorter shelf life. From `quiet_ripe_after` on a silence counts in full.
    """

    quiet_after: int = 28
    quiet_gap_percent: int = 75
    quiet_ripe_after: int = 49
    quiet_shelf_life: int = 84
    quiet_shortest_stay: int = 28
    quiet_from_purchase_days: int = 3
    second_after: int = 30
    second_until: int = 90
    pleased_after: int = 7
    pleased_for: int = 7
    pleased_once_per: int = 90
    thank_after: int = 1
    thank_for: int = 2
    thank_above_percent: int = 200
    next_step_for: int = 14
    not_seen_every: int = 180
    not_seen_for: int = 14
    shadow_every: int = 60
    shadow_for: int = 7
    between_contacts: int = 14
    rest_after_order: int = 14
    rest_after_no: int = 60
    next_after_spoke: int = 28
    next_after_no_answer: int = 1
    next_after_voicemail: int = 3
    next_after_sent: int = 7
    next_after_not_in: int = 7
    attempts_at_most: int = 3
    attempts_within: int = 14
    plan_cards: int = 20
    quiet_hours_from: int = 20
    quiet_hours_until: int = 9

    def __post_init__(self) -> None:
        if not all(0 <= number <= LARGEST for number in vars(self).values()):
            raise Refused(f"Every number of the rulebook lies between 0 and {LARGEST:,}.")
        if not self.shadow_every or not self.not_seen_every:
            raise Refused("The shadow portfolio and meetings come back after one day at the earliest.")
        if self.quiet_from_purchase_days < FEWEST_FOR_A_RHYTHM:
            raise Refused("Nobody has a rhythm before the second purchase day.")


@fact("rulebook_adopted")
class RulebookAdopted(Fact):
    rulebook: Rulebook


@command
class AdoptRulebook(Command):
    rulebook: Rulebook


def decide(past: Rulebook | None, asked: AdoptRulebook) -> list[RulebookAdopted]:
    return [] if past == asked.rulebook else [RulebookAdopted(rulebook=asked.rulebook)]


def evolve(past: Rulebook | None, noted: Noted) -> Rulebook | None:
    return noted.body.rulebook if isinstance(noted.body, RulebookAdopted) else past


RULEBOOK = Decider[Rulebook | None, AdoptRulebook, RulebookAdopted](
    start=None, commands=(AdoptRulebook,), facts=(RulebookAdopted,), decide=decide, evolve=evolve
)
