"""What of the library is worth saying to a customer now, that fits them and that they did not get yet?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple
from uuid import UUID

from backend.retention.mix import only_sold
from backend.retention.profile import Profile
from events.library import ValueItem, ValueKind
from events.themes import Theme, suggested
from events.values import Rule

_HELPS = frozenset({ValueKind.TIP, ValueKind.ARTICLE, ValueKind.STORY})
_EVERYTHING = frozenset(ValueKind) - {ValueKind.THANKS}
_NOTHING: frozenset[ValueKind] = frozenset()
_FITS_RULE: Mapping[Rule, frozenset[ValueKind]] = {
    Rule.COMPLAINT: _NOTHING,
    Rule.LEAVING: _NOTHING,
    Rule.THANK_YOU: frozenset({ValueKind.THANKS}),
    Rule.REFERRAL_THANKS: frozenset({ValueKind.THANKS}),
    Rule.PLEASED: frozenset({ValueKind.TIP, ValueKind.ARTICLE}),
    Rule.PROMISE: _HELPS,
    Rule.CALL_BACK: _HELPS,
    Rule.ENQUIRY: _HELPS,
    Rule.HABIT_CHANGED: _HELPS,
    Rule.SHADOW: _HELPS,
}
"""What may be said with the card of a rule; with those that are not here everything but thanks."""


class Fitting(NamedTuple):
    """`by`: their tags and needs that it is for; none: it is for everybody. `announced`: their plan is to tell it."""

    item: ValueItem
    by: tuple[str, ...]
    announced: bool = False


def worth_saying(
    profile: Profile, shelf: Iterable[ValueItem], rule: Rule | None, needs: Iterable[str] = ()
) -> list[Fitting]:
    """What fits, the best first: what is announced, what helps after three that sold, the closest, then the newest.

    `shelf` is in the order in which it was first kept. `rule`: that of the card's first reason, if there is one.
    `needs`: what they need and have not got yet, in the words in which it was noted (34, 35).
    """
    waiting = profile.complaints or any(news.action is None for news in profile.news.values())
    if profile.gone or waiting or (profile.lost and not profile.lost.door_open):
        return []
    allowed = _HELPS if profile.lost else _FITS_RULE.get(rule, _EVERYTHING) if rule else _EVERYTHING
    sent, plan, wanted = {one.item for one in profile.sent_items}, _plan(profile), "\n".join(needs)
    found = [
        Fitting(item, _for(item, set(profile.tags), wanted), _tells_of(plan, item))
        for item in shelf
        if not item.retired and item.kind in allowed and item.item not in sent
        if has_bought(profile) or not item.existing_only
    ]
    helps_first = only_sold(profile)
    fitting = [one for one in reversed(found) if one.by or one.announced or not (one.item.needs or one.item.products)]
    return sorted(
        fitting, key=lambda one: (not one.announced, helps_first and one.item.kind not in _HELPS, -len(one.by))
    )


def _for(item: ValueItem, tags: set[str], wanted: str) -> tuple[str, ...]:
    meant = item.needs + item.products
    spoken_of = suggested((Theme(name=one) for one in meant), wanted) if wanted else ()
    return tuple(sorted(tags.intersection(meant).union(spoken_of)))


def has_bought(profile: Profile) -> bool:
    """Here, or before Encore as a list said."""
    stated = profile.stated
    return bool(profile.days) or (stated is not None and bool(stated.orders or stated.total or stated.last_order))


def _plan(profile: Profile) -> UUID | None:
    run = profile.relationship_plan
    return run.plan if run and not run.ended else None


def _tells_of(plan: UUID | None, item: ValueItem) -> bool:
    return plan is not None and item.announcement == plan
