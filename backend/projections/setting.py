"""What is in force in the firm: time zone, working days, currency, rulebook and the rhythm's numbers?"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, tzinfo
from functools import cached_property
from uuid import UUID
from zoneinfo import ZoneInfo

from backend.retention.days import Calendar, local_day
from backend.retention.rhythm import UNTIL_FITTED, Rhythm
from events.contact_basis import ContactBasisStated
from events.firm import DemoDataMade, FirmFounded
from events.kernel import Recorded
from events.rulebook import Rulebook, RulebookAdopted
from events.sweep import SweepPlanAdopted


@dataclass(frozen=True)
class Basis:
    """Why we may call and send service messages where a customer gave no answer; stated when, and by whom."""

    stated: ContactBasisStated
    at: datetime
    by: UUID


@dataclass(frozen=True)
class Setting:
    """`founded` None: no firm lives in this database yet. `sweep` None: there is no sweep plan, or it was ended.

    `control_since`: when the share of customers that are held back at random was last changed; None: nobody is.
    `rulebook_version` counts the rulebooks that were adopted so far; 0: the one that Encore brings along.
    """

    founded: FirmFounded | None = None
    rulebook: Rulebook = Rulebook()  # noqa: RUF009 frozen
    rhythm: Rhythm = UNTIL_FITTED
    control_since: datetime | None = None
    sweep: SweepPlanAdopted | None = None
    demo: DemoDataMade | None = None
    demo_made_at: datetime | None = None
    basis: Basis | None = None
    rulebook_version: int = 0
    rulebook_since: datetime | None = None
    rulebook_name: str = ""

    @cached_property
    def zone(self) -> tzinfo:
        return ZoneInfo(self.founded.time_zone if self.founded else "UTC")

    @cached_property
    def calendar(self) -> Calendar:
        return Calendar(self.founded.working_days) if self.founded else Calendar()

    @property
    def currency(self) -> str:
        return self.founded.currency if self.founded else "GBP"

    def sweep_on(self, day: date) -> SweepPlanAdopted | None:
        """The sweep plan, where it is in force on a day."""
        begun = self.sweep is not None and self.calendar.on_or_after(self.sweep.since) <= day
        return self.sweep if begun else None

    def today(self, now: datetime) -> date:
        return local_day(now, self.zone)


def in_force(facts: Iterable[Recorded]) -> Setting:
    """The setting after facts of the firm's stream; a replay passes those known on its day."""
    setting = Setting()
    for noted in facts:
        match noted.body:
            case FirmFounded() as founded:
                setting = replace(setting, founded=founded)
            case RulebookAdopted() as adopted:
                setting = _ruled(setting, adopted, noted.occurred_at)
            case SweepPlanAdopted() as sweep:
                setting = replace(setting, sweep=sweep if sweep.a_day else None)
            case DemoDataMade() as demo:
                setting = replace(setting, demo=demo, demo_made_at=noted.occurred_at)
            case ContactBasisStated() as stated:
                setting = replace(setting, basis=Basis(stated, noted.occurred_at, noted.noted_by))
            case _:
                pass
    return setting


def _ruled(setting: Setting, adopted: RulebookAdopted, at: datetime) -> Setting:
    return replace(
        setting,
        rulebook=adopted.rulebook,
        control_since=_control_since(setting, adopted.rulebook, at),
        rulebook_version=setting.rulebook_version + 1,
        rulebook_since=at,
        rulebook_name=adopted.name,
    )


def _control_since(before: Setting, rulebook: Rulebook, at: datetime) -> datetime | None:
    if rulebook.control_percent == before.rulebook.control_percent:
        return before.control_since
    return at if rulebook.control_percent else None
