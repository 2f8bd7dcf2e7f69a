"""The rulebook: which numbers decide who is due when? Kept as a fact, so that a replay uses those in force then."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from events.kernel import Command, Decider, Fact, Noted, Refused, command, fact
from events.values import LARGEST_AMOUNT, valid_name, valid_tag

LARGEST = 3_660
"""Ten years of days: what goes beyond is a slip of the finger."""
FEWEST_FOR_A_RHYTHM = 2
MOST_HELD_BACK = 50
"""Percent: more than half of all overdue customers left alone is no control group but a loss."""
MOST_SEGMENTS = 20
HOURS_OF_A_DAY = 24
FIRM_WIDE = frozenset(
    {
        "plan_cards", "quiet_hours_from", "quiet_hours_until", "control_percent", "segments",
        "answer_within_hours", "opens_at", "closes_at", "told_a_day",
    }
)  # fmt: skip
"""What is the same for everybody: a plan holds customers of all segments, so does an evening, and a lot is drawn."""


@dataclass(frozen=True, kw_only=True)
class Segment:
    """Some customers, and which numbers differ for them. All that is said has to hold; the first segment counts.

    `worth_from` and `worth_below` bound the worth so far, in minor units; `changes` are names and numbers.
    """

    name: str
    tag: str = ""
    worth_from: int | None = None
    worth_below: int | None = None
    changes: tuple[tuple[str, int], ...] = ()

    def __post_init__(self) -> None:
        if not self.name or self.name != valid_name(self.name):
            raise Refused("Give each segment a name, such as Wholesale.")
        if self.tag != valid_tag(self.tag):
            raise Refused("A tag is one line in small letters.")
        low, high = self.worth_from, self.worth_below
        if not self.tag and low is None and high is None:
            raise Refused(f"Say who belongs to “{self.name}”: a tag, or what they are worth.")
        if not all(0 <= bound <= LARGEST_AMOUNT for bound in (low, high) if bound is not None):
            raise Refused("What somebody is worth is zero or more, and ten thousand million at most.")
        if high is not None and high <= (low or 0):
            raise Refused(f"Nobody belongs to “{self.name}”: “below” has to be more than “from”.")

    def holds(self, tags: Collection[str], worth: int) -> bool:
        """Whether a customer with these tags and this worth, in minor units, belongs to it."""
        return (
            (not self.tag or self.tag in tags)
            and (self.worth_from is None or worth >= self.worth_from)
            and (self.worth_below is None or worth < self.worth_below)
        )


AS_USUAL = 100
"""Percent."""


@dataclass(frozen=True, kw_only=True)
class Rulebook:
    """Days unless the name says otherwise. The defaults were tried on real purchases (README, "How good is the list?").

    `quiet_gap_percent` of the shrunk gap makes a silence due; the gap comes from the rhythm's numbers, and so may a
    shorter shelf life. From `quiet_ripe_after` on a silence counts in full. A complaint is ended within
    `complaint_within` working days, 0: on its own day; of what an action put right so many customers `told_a_day` come
    to each person, so that one for thousands fills no day. Who left is under no pressure for
    `no_pressure_weeks`, and asked once between the days `grass_check_from` and `grass_check_until` after it whether the
    grass is greener there; until 0 asks nobody. `shadow_spread`: over so many days the turns of the shadow portfolio
    are spread. `contacts_a_month`: attempts in a calendar month, 0 for no cap. `control_percent` of those who go quiet
    are left alone at random, to measure what calling brings. `margin_percent` of what comes in is what the firm earns
    by it; 100: worth is told as revenue. A habit has changed below `habit_below_percent` of the own spend, or at
    `habit_slower_percent` of the own gap; 0 looks for none. `second_by_waiting` 1: the second purchase is due by how
    long customers here wait for it, where that is known.
    An enquiry is answered within `answer_within_hours` of those from `opens_at` to `closes_at` o'clock on working days;
    0: no such promise.
    """

    quiet_after: int = 28
    quiet_gap_percent: int = 75
    quiet_ripe_after: int = 49
    quiet_shelf_life: int = 84
    quiet_shortest_stay: int = 28
    quiet_from_purchase_days: int = 3
    habit_from_purchase_days: int = 6
    habit_below_percent: int = 45
    habit_slower_percent: int = 200
    habit_for: int = 21
    second_after: int = 30
    second_until: int = 90
    second_by_waiting: int = 1
    pleased_after: int = 7
    pleased_for: int = 7
    pleased_once_per: int = 90
    thank_after: int = 1
    thank_for: int = 2
    thank_above_percent: int = 200
    next_step_for: int = 14
    plan_step_for: int = 14
    not_seen_every: int = 180
    not_seen_for: int = 14
    complaint_within: int = 1
    told_a_day: int = 20
    no_pressure_weeks: int = 8
    grass_check_from: int = 60
    grass_check_until: int = 120
    shadow_every: int = 60
    shadow_for: int = 7
    shadow_spread: int = 14
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
    contacts_a_month: int = 4
    control_percent: int = 0
    plan_cards: int = 20
    quiet_hours_from: int = 20
    quiet_hours_until: int = 9
    margin_percent: int = 100
    answer_within_hours: int = 4
    opens_at: int = 9
    closes_at: int = 17
    segments: tuple[Segment, ...] = ()

    def __post_init__(self) -> None:
        if not all(0 <= number <= LARGEST for name, number in vars(self).items() if name != "segments"):
            raise Refused(f"Every number of the rulebook lies between 0 and {LARGEST:,}.")
        self._check_shares()
        if not self.told_a_day:
            raise Refused("At least one customer a day is told what was put right.")
        if not self.opens_at < self.closes_at <= HOURS_OF_A_DAY:
            raise Refused("The firm closes later on the day than it opens, at 24 o'clock at the latest.")
        if not self.shadow_every or not self.not_seen_every:
            raise Refused("The shadow portfolio and meetings come back after one day at the earliest.")
        if self.quiet_from_purchase_days < FEWEST_FOR_A_RHYTHM:
            raise Refused("Nobody has a rhythm before the second purchase day.")
        if self.segments:
            self._check_segments()

    def _check_shares(self) -> None:
        if self.margin_percent > 100:
            raise Refused("The margin lies between 0 and 100 percent of what a customer pays.")
        if self.control_percent > MOST_HELD_BACK:
            raise Refused(f"At most {MOST_HELD_BACK} % may be held back.")
        if self.habit_below_percent >= AS_USUAL or 0 < self.habit_slower_percent <= AS_USUAL:
            raise Refused("A habit has changed only where somebody buys for less, or less often, than usual.")

    def _check_segments(self) -> None:
        if len(self.segments) > MOST_SEGMENTS:
            raise Refused(f"A rulebook has {MOST_SEGMENTS} segments at most.")
        if len({segment.name for segment in self.segments}) < len(self.segments):
            raise Refused("Two segments have one name.")
        for segment in self.segments:
            for name, _ in segment.changes:
                if name not in vars(self) or name in FIRM_WIDE:
                    raise Refused(f"For “{segment.name}”, “{name}” is no number that can differ.")
            self._for(segment)

    def of(self, tags: Collection[str], worth: int) -> Rulebook:
        """The numbers for a customer with these tags and this worth, in minor units: a rulebook without segments."""
        if not self.segments:
            return self
        for segment, numbers in self._by_segment:
            if segment.holds(tags, worth):
                return numbers
        return self._for_others

    def segment_of(self, tags: Collection[str], worth: int) -> Segment | None:
        """The one whose numbers count; None: those of all others do."""
        return next((segment for segment in self.segments if segment.holds(tags, worth)), None)

    @cached_property
    def _by_segment(self) -> list[tuple[Segment, Rulebook]]:
        return [(segment, self._for(segment)) for segment in self.segments]

    @cached_property
    def _for_others(self) -> Rulebook:
        return replace(self, segments=())

    def _for(self, segment: Segment) -> Rulebook:
        changes: dict[str, Any] = dict(segment.changes)
        return replace(self, **{**changes, "segments": ()})


@fact("rulebook_adopted")
class RulebookAdopted(Fact):
    """`name` is what managers call this version, such as Autumn."""

    rulebook: Rulebook
    name: str = ""


@command
class AdoptRulebook(Command):
    rulebook: Rulebook
    name: str = ""

    def __post_init__(self) -> None:
        valid_name(self.name)


def decide(past: Rulebook | None, asked: AdoptRulebook) -> list[RulebookAdopted]:
    if past == asked.rulebook:
        return []
    return [RulebookAdopted(rulebook=asked.rulebook, name=valid_name(asked.name) or "")]


def evolve(past: Rulebook | None, noted: Noted) -> Rulebook | None:
    return noted.body.rulebook if isinstance(noted.body, RulebookAdopted) else past


RULEBOOK = Decider[Rulebook | None, AdoptRulebook, RulebookAdopted](
    start=None, commands=(AdoptRulebook,), facts=(RulebookAdopted,), decide=decide, evolve=evolve
)
