"""What is a customer worth: so far, in the next 12 months, and through those whom they brought?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from math import floor, log10
from typing import ClassVar
from uuid import UUID

from backend.projections import directory, profiles, referrals
from backend.projections.directory import Entry
from backend.projections.setting import Setting
from backend.retention.profile import Profile
from backend.retention.spend import depends_on_frequency
from backend.retention.waiting import ENOUGH
from backend.retention.worth import Worth, expected_worth
from backend.store import Tx
from backend.web.session import Visit

MAJOR = 100
"""Minor units of a major one."""


@dataclass(frozen=True, slots=True)
class Outlook:
    """Their own worth on a day, in minor units. `ahead` None: nothing to expect of who bought nothing, or has left.

    `early`: with so few purchase days it tells of customers like this one. `as_of`: until when the firm's own customers
    were looked at; None where the numbers of another shop are used. `unsure`: who buys often here spends another sum.
    """

    so_far: int
    ahead: Worth | None
    early: bool
    as_of: date | None
    unsure: bool
    enough: ClassVar[int] = ENOUGH

    @property
    def orders(self) -> float:
        """As many as are shown: tenths below ten."""
        orders = self.ahead.purchases if self.ahead else 0.0
        return round(orders, 1) if orders < 10 else float(round(orders))

    @property
    def order(self) -> int:
        """An order as it is shown: three digits that count, no pence from ten on."""
        return rounded(self.ahead.mean_order, 3) if self.ahead else 0

    @property
    def total(self) -> int:
        """What follows from the numbers as they are shown, so that whoever reckons after finds the same."""
        margin = self.ahead.margin_percent if self.ahead else 0
        return rounded(self.orders * self.order * margin / 100, 2)


@dataclass(frozen=True, slots=True)
class ThroughReferrals:
    """Those whom a customer brought, one level, each with their own worth; never a part of anybody's own worth.

    `brought` of them this person may see, `others` not; their amounts are in minor units.
    """

    brought: int
    others: int
    so_far: int
    ahead: int


@dataclass(frozen=True, slots=True)
class Referrer:
    """Who brought a customer; `entry` None where this person may not see them."""

    id: UUID
    entry: Entry | None


def rounded(minor: float, digits: int) -> int:
    """So many digits that count, of whole major units from ten on."""
    if minor < MAJOR / 2:
        return 0
    last = 10.0 ** (floor(log10(minor)) + 1 - digits)
    step = max(last, MAJOR if minor >= 10 * MAJOR else 1)
    return round(round(minor / step) * step)


def so_far(entry: Entry) -> int:
    """What was noted here; what was stated of before Encore where nothing was."""
    return entry.stated_total if entry.stated_total and not entry.orders else entry.total


def ahead(profile: Profile, setting: Setting, day: date) -> Worth | None:
    """In the 12 months from a day on; None before the first purchase and of who left."""
    if profile.gone or profile.lost:
        return None
    margin = setting.rulebook.of(profile.tags, profile.worth).margin_percent
    return expected_worth(profile.days, day.toordinal(), setting.rhythm, setting.spend, margin_percent=margin)


def outlook(profile: Profile, entry: Entry, setting: Setting, day: date) -> Outlook:
    bought, fitted = sum(one.day <= day.toordinal() for one in profile.days), setting.fitted
    rulebook = setting.rulebook.of(profile.tags, profile.worth)
    return Outlook(
        so_far=so_far(entry),
        ahead=ahead(profile, setting, day),
        early=bought < rulebook.quiet_from_purchase_days,
        as_of=setting.learned_until,
        unsure=fitted is not None and depends_on_frequency(fitted.spend_correlation),
    )


def through_referrals(visit: Visit, tx: Tx, customer: UUID) -> ThroughReferrals:
    """Today. Whoever is not on the list any more counts for nothing."""
    entries = directory.entries(tx, referrals.brought(tx, customer))
    seen = {one: entry for one, entry in entries.items() if visit.scope.sees(entry.owner, entry.team)}
    known = profiles.load(tx, seen)
    expected = [ahead(profile, visit.setting, visit.today) for profile, _ in known.values()]
    return ThroughReferrals(
        brought=len(seen),
        others=len(entries) - len(seen),
        so_far=sum(map(so_far, seen.values())),
        ahead=rounded(sum(one.total for one in expected if one), 2),
    )


def referrer_of(visit: Visit, tx: Tx, profile: Profile) -> Referrer | None:
    if profile.referred is None:
        return None
    by = profile.referred.by
    return Referrer(by, directory.entry(tx, by, visit.scope))
