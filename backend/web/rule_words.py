"""What does each number of the rulebook say, in plain words, and how far may it go? The one table of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from backend.projections.setting import Setting
from backend.retention.shelf_life import fresh_days
from backend.retention.silence import second_days
from backend.web.formats import money
from events.rulebook import FEWEST_FOR_A_RHYTHM, FIRM_WIDE, LARGEST, MOST_HELD_BACK, Rulebook, Segment

OFF = "0 switches it off."
GROUPS: Mapping[str, str] = {
    "Gone quiet": "Somebody with a rhythm of their own is silent for longer than that rhythm lets expect. "
    "Of the two beginnings the later one counts.",
    "Buys differently": "Somebody still buys, but for less or less often than they used to, and not because all do.",
    "Second purchase": "Somebody bought once or twice, and nothing since.",
    "Pleased with it?": "A courtesy after a purchase.",
    "Thank you": "A courtesy after a first purchase, an unusually large one, or when they bring somebody.",
    "Next step": "The next date that an outcome's button brings along.",
    "Plan step": "The day of a step of their plan has come.",
    "Complaints": "Nothing is sold until a complaint has ended, and they know how.",
    "Put right": "An action is done: each customer whose words it answers is to be told.",
    "They left": "Thanked, asked why, and left in peace for a while.",
    "Not seen in person": "Somebody buys often, and nobody has met them for long.",
    "Shadow portfolio": "Gone quiet or left; we keep in touch, slowly.",
    "Manners": "What keeps everybody from being called too often.",
    "Worth": "What a customer is expected to bring in the next 12 months.",
    "Enquiries": "What we promise to whoever asks us something: an answer in time.",
    "For everybody": "Of the whole firm: the same in every segment.",
}
"""Each rule, and what it is about."""


@dataclass(frozen=True, slots=True)
class Word:
    """`words` say a number in the place of {}, with its unit; it lies between `low` and `high`."""

    group: str
    words: str
    low: int = 0
    high: int = LARGEST
    hint: str = ""
    says: tuple[str, ...] = ()
    """What each number from 0 on says, where it is a choice and no number."""

    @property
    def label(self) -> str:
        told = self.words.format("…")
        return told[0].upper() + told[1:]


WORDS: Mapping[str, Word] = {
    "quiet_from_purchase_days": Word("Gone quiet", "from {} purchase days on", low=FEWEST_FOR_A_RHYTHM),
    "quiet_after": Word("Gone quiet", "after at least {} days of silence"),
    "quiet_gap_percent": Word("Gone quiet", "and after {} % of the customer's own usual gap", high=1_000),
    "quiet_ripe_after": Word("Gone quiet", "ripe, and so of full urgency, after {} days"),
    "quiet_shelf_life": Word("Gone quiet", "until day {} of the silence"),
    "quiet_shortest_stay": Word("Gone quiet", "but for {} days at least"),
    "habit_from_purchase_days": Word("Buys differently", "from {} purchase days on", low=FEWEST_FOR_A_RHYTHM),
    "habit_below_percent": Word("Buys differently", "below {} % of what they used to spend", high=99, hint=OFF),
    "habit_slower_percent": Word("Buys differently", "or at {} % of their usual gap", hint=OFF),
    "habit_for": Word("Buys differently", "asked for {} days", hint=OFF),
    "second_by_waiting": Word(
        "Second purchase",
        "as long as customers here wait: {}",
        high=1,
        hint="1: by your own customers, once enough came back. 0: by the days below.",
        says=("by these days", "as long as customers here wait; until that is known"),
    ),
    "second_after": Word("Second purchase", "after {} days"),
    "second_until": Word("Second purchase", "until day {}"),
    "pleased_after": Word("Pleased with it?", "after {} days"),
    "pleased_for": Word("Pleased with it?", "for {} days", hint=OFF),
    "pleased_once_per": Word("Pleased with it?", "at most once in {} days"),
    "thank_after": Word("Thank you", "after {} days"),
    "thank_for": Word("Thank you", "for {} days", hint=OFF),
    "thank_above_percent": Word("Thank you", "for a purchase of at least {} % of their average", high=LARGEST),
    "next_after_spoke": Word("Next step", "{} days after a talk"),
    "next_after_no_answer": Word("Next step", "{} days after no answer"),
    "next_after_voicemail": Word("Next step", "{} days after a voicemail"),
    "next_after_sent": Word("Next step", "{} days after a message"),
    "next_after_not_in": Word("Next step", "{} days after a visit to nobody"),
    "next_step_for": Word("Next step", "on Today for {} days"),
    "plan_step_for": Word("Plan step", "on Today until the next one's day, for {} days at most", hint=OFF),
    "not_seen_every": Word("Not seen in person", "every {} days", low=1),
    "not_seen_for": Word("Not seen in person", "for {} days", hint=OFF),
    "complaint_within": Word(
        "Complaints", "ended within {} working days, unless somebody says another", high=60, hint="0: on its own day."
    ),
    "told_a_day": Word("Put right", "{} customers a working day for each person", low=1, high=200),
    "no_pressure_weeks": Word("They left", "{} weeks without pressure", high=520, hint="0: none."),
    "grass_check_from": Word("They left", "asked whether the grass is greener there, from day {}"),
    "grass_check_until": Word("They left", "until day {} after they left", hint=OFF),
    "shadow_every": Word("Shadow portfolio", "every {} days", low=1),
    "shadow_for": Word("Shadow portfolio", "for {} days"),
    "shadow_spread": Word(
        "Shadow portfolio", "spread over {} days", hint="So that one December does not come at once."
    ),
    "between_contacts": Word("Manners", "{} days between a talk and the next reason to sell"),
    "rest_after_order": Word("Manners", "{} days without selling after an order"),
    "rest_after_no": Word("Manners", "{} days of rest after a no"),
    "attempts_at_most": Word("Manners", "{} tries at most", hint="0: as many as you like."),
    "attempts_within": Word("Manners", "within {} days"),
    "contacts_a_month": Word("Manners", "{} contacts a month at most", hint="0: as many as you like."),
    "margin_percent": Word(
        "Worth", "{} % of what comes in is earned", high=100, hint="100: worth is told as revenue, not profit."
    ),
    "answer_within_hours": Word(
        "Enquiries", "answered within {} working hours", high=100, hint="0: nothing is promised, and nothing is late."
    ),
    "opens_at": Word("Enquiries", "open from {} o'clock", high=23),
    "closes_at": Word("Enquiries", "until {} o'clock", low=1, high=24),
    "plan_cards": Word("For everybody", "{} cards a day, promises on top", low=1, high=200),
    "quiet_hours_from": Word("For everybody", "no calls from {} o'clock", high=24),
    "quiet_hours_until": Word("For everybody", "until {} o'clock", high=24),
    "control_percent": Word(
        "For everybody",
        "{} of a hundred overdue customers left alone at random",
        high=MOST_HELD_BACK,
        hint="So that you learn what calling brings: see Does calling help? 0: nobody.",
    ),
}
"""In the order in which they are read."""
SINGULAR = {
    "{} days": "{} day",
    "{} purchase days": "{} purchase day",
    "{} tries": "{} try",
    "{} cards": "{} card",
    "{} working hours": "{} working hour",
    "{} working days": "{} working day",
    "{} customers": "{} customer",
    "{} weeks": "{} week",
}
PER_SEGMENT = {name: word for name, word in WORDS.items() if name not in FIRM_WIDE}


@dataclass(frozen=True)
class Told:
    """A rulebook in words."""

    rulebook: Rulebook
    setting: Setting

    @cached_property
    def groups(self) -> dict[str, str]:
        """All numbers of each rule in one line."""
        said: dict[str, list[str]] = {group: [] for group in GROUPS}
        for name, word in WORDS.items():
            said[word.group].append(said_of(name, getattr(self.rulebook, name)))
        return {group: ", ".join(words) for group, words in said.items()}

    @cached_property
    def learned(self) -> list[str]:
        """What follows from the rhythm that is in force, with the numbers for everybody."""
        rulebook, rhythm = self.rulebook, self.setting.rhythm
        after, until = second_days(rulebook, rhythm)
        fresh, longest = fresh_days(rulebook, rhythm), rulebook.quiet_shelf_life
        sooner = f", not {longest}: your customers usually wait less" if fresh < longest else ""
        return [
            f"A second purchase is asked for from day {after} to day {until}",
            f"A silence is fresh until day {fresh}{sooner}",
        ]

    @cached_property
    def segments(self) -> list[str]:
        return [told_segment(segment, self.setting) for segment in self.rulebook.segments]

    def since(self, before: Rulebook) -> list[str]:
        """What is otherwise than it was before, a sentence each."""
        changed = [
            f"{word.group}: {said_of(name, now)}, before {was}"
            for name, word in WORDS.items()
            if (now := getattr(self.rulebook, name)) != (was := getattr(before, name))
        ]
        earlier, later = _named(before), _named(self.rulebook)
        gone = [f"No other numbers for “{name}” any more" for name in earlier if name not in later]
        other = [told_segment(one, self.setting) for name, one in later.items() if earlier.get(name) != one]
        moved = [name for name in later if name in earlier] != [name for name in earlier if name in later]
        return [*changed, *gone, *other, *(["The segments stand in another order"] if moved else [])]


def said_of(name: str, number: int) -> str:
    """After 1 day, after 2 days."""
    words = WORDS[name].says[number] if WORDS[name].says else WORDS[name].words
    for several, one in SINGULAR.items() if number == 1 else ():
        words = words.replace(several, one)
    return words.format(f"{number:,}")


def told_segment(segment: Segment, setting: Setting) -> str:
    """For “Trade” (tag trade, worth £1,000 or more): gone quiet after at least 7 days of silence."""
    changes = [f"{WORDS[name].group.lower()} {said_of(name, number)}" for name, number in segment.changes]
    who = [f"tag {segment.tag}"] if segment.tag else []
    if segment.worth_from is not None:
        who.append(f"worth {money(segment.worth_from, setting)} or more")
    if segment.worth_below is not None:
        who.append(f"worth less than {money(segment.worth_below, setting)}")
    return f"For “{segment.name}” ({', '.join(who)}): {', '.join(changes) or 'the numbers of all others'}"


def as_json(rulebook: Rulebook) -> dict[str, Any]:
    """As it may be sent back: numbers by name, worth in major units."""
    return {
        **{name: getattr(rulebook, name) for name in WORDS},
        "segments": [
            {
                "name": one.name,
                "tag": one.tag,
                "worth_from": amount(one.worth_from),
                "worth_below": amount(one.worth_below),
                "changes": dict(one.changes),
            }
            for one in rulebook.segments
        ],
    }


def amount(minor: int | None) -> str:
    """Minor units as one types them; nothing for none."""
    return "" if minor is None else f"{minor // 100}.{minor % 100:02}".removesuffix(".00")


def _named(rulebook: Rulebook) -> dict[str, Segment]:
    return {segment.name: segment for segment in rulebook.segments}
