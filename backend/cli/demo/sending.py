"""What of the library goes to whom in the demo? What the card would suggest: it fits, and is new to them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from uuid import UUID

from backend.cli.demo.world import World
from backend.projections import library, profiles
from backend.retention.ways import Way
from backend.retention.worth_saying import fitting, sayable
from events.contacts import LogContactAttempt
from events.values import Channel, Outcome, Rule

THANKS = frozenset({Rule.THANK_YOU, Rule.REFERRAL_THANKS})
IN_WRITING = (Channel.LETTER, Channel.EMAIL, Channel.TEXT)


def with_what_fits(world: World, customer: UUID, asked: LogContactAttempt) -> LogContactAttempt:
    """The attempt with the first item that is worth saying, where something was sent."""
    if asked.outcome is not Outcome.SENT:
        return asked
    with world.store.database.read() as tx:
        profile, details = profiles.load(tx, [customer])[customer]
        needs = [words for need in profile.needs if (words := details.words.get(need))]
        found = sayable(profile, asked.rule, fitting(profile, library.shelf(tx), needs))
    return replace(asked, item=found[0].item.item, touch=found[0].item.kind.touch) if found else asked


def way_for(rule: Rule | None, ways: Iterable[Way]) -> Way | None:
    """The first usable one; thanks are written, where there is an address."""
    usable = [way for way in ways if way.usable]
    if rule in THANKS:
        usable.sort(key=lambda way: way.channel not in IN_WRITING)
    return usable[0] if usable else None
