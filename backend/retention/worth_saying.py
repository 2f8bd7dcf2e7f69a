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
    Rule.TELL_ENDED: _NOTHING,
    Rule.TELL_FIXED: _NOTHING,
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
MANY = 200
"""So far it is counted who got an item: whoever counts on reads the whole book on the way to one card."""
UNUSED: Mapping[UUID, int] = {}


class Fitting(NamedTuple):
    """`by`: their tags and needs that it is for; none: it is for everybody. `announced`: their plan is to tell it.

    `used`: how many others of their team got it, counted up to MANY.
    """

    item: ValueItem
    by: tuple[str, ...]
    announced: bool = False
    used: int = 0

    @property
    def well_known(self) -> bool:
        return self.used >= MANY


def fitting(
    profile: Profile, shelf: Iterable[ValueItem], needs: Iterable[str] = (), used: Mapping[UUID, int] = UNUSED
) -> list[Fitting]:
    """What fits and is new to them, whatever their card is for, the best first: what is announced, what helps after
    three that sold, the closest, what the fewest got, then the newest.

    `shelf` is in the order in which it was first kept; `used` counts who got what of it. `needs`: what they need and
    have not got yet, in the words in which it was noted (34, 35).
    """
    if _in_peace(profile):
        return []
    sent, plan, wanted = {one.item for one in profile.sent_items}, _plan(profile), "\n".join(needs)
    found = [
        Fitting(item, _for(item, set(profile.tags), wanted), _tells_of(plan, item), used.get(item.item, 0))
        for item in shelf
        if not item.retired and item.item not in sent and _may_have(profile, item)
    ]
    helps_first = only_sold(profile)

    def place(one: Fitting) -> tuple[bool, bool, int, int]:
        return not one.announced, helps_first and one.item.kind not in _HELPS, -len(one.by), one.used

    meant = [one for one in reversed(found) if one.by or one.announced or not (one.item.needs or one.item.products)]
    return sorted(meant, key=place)


def sayable(profile: Profile, rule: Rule | None, fits: Iterable[Fitting]) -> list[Fitting]:
    """What of it may be said with a card whose first reason is by this rule; None: with one that has none."""
    allowed = _HELPS if profile.lost else _FITS_RULE.get(rule, _EVERYTHING) if rule else _EVERYTHING
    return [one for one in fits if one.item.kind in allowed]


def why_not(profile: Profile, item: ValueItem | None) -> str:
    """What stands against sending this, but that they have it; "" where nothing does. None: thanks that all firms have.

    One word of: gone, closed (they left and want no more of us), complaint, retired, existing (for who has bought).
    """
    if profile.gone:
        return "gone"
    if profile.complaints:
        return "complaint"
    if _in_peace(profile):
        return "closed"
    if item is not None and item.retired:
        return "retired"
    return "" if item is None or _may_have(profile, item) else "existing"


def _in_peace(profile: Profile) -> bool:
    return bool(profile.gone or profile.complaints or (profile.lost and not profile.lost.door_open))


def _may_have(profile: Profile, item: ValueItem) -> bool:
    return has_bought(profile) or not item.existing_only


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
