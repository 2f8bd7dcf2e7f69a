"""What is in force in the firm: time zone, working days, currency, rulebook and the rhythm's numbers?"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, tzinfo
from functools import cached_property
from uuid import UUID
from zoneinfo import ZoneInfo

from backend.retention.days import Calendar, local_day
from backend.retention.fitted import enough, rhythm_of, spend_of, waiting_of
from backend.retention.rhythm import UNTIL_FITTED, Rhythm
from backend.retention.spend import Spend
from backend.retention.waiting import Waiting
from events.contact_basis import ContactBasisStated
from events.firm import DemoDataMade, FirmFounded
from events.kernel import Recorded
from events.rhythm import RhythmFitted
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

    `fitted` None: too few customers came back, and the `rhythm` is that of another shop.
    """

    founded: FirmFounded | None = None
    rulebook: Rulebook = Rulebook()  # noqa: RUF009 frozen
    rhythm: Rhythm = UNTIL_FITTED
    sweep: SweepPlanAdopted | None = None
    demo: DemoDataMade | None = None
    demo_made_at: datetime | None = None
    basis: Basis | None = None
    fitted: RhythmFitted | None = None
    fitted_at: datetime | None = None

    @cached_property
    def zone(self) -> tzinfo:
        return ZoneInfo(self.founded.time_zone if self.founded else "UTC")

    @cached_property
    def calendar(self) -> Calendar:
        return Calendar(self.founded.working_days) if self.founded else Calendar()

    @property
    def currency(self) -> str:
        return self.founded.currency if self.founded else "GBP"

    @property
    def spend(self) -> Spend | None:
        """What customers spend on an order, in minor units; None until it is fitted."""
        return spend_of(self.fitted)

    @property
    def waiting(self) -> Waiting:
        """After how many days customers come back for a second purchase."""
        return waiting_of(self.fitted)

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
            case RulebookAdopted(rulebook=rulebook):
                setting = replace(setting, rulebook=rulebook)
            case RhythmFitted() as fitted if enough(fitted):
                setting = replace(setting, rhythm=rhythm_of(fitted), fitted=fitted, fitted_at=noted.occurred_at)
            case RhythmFitted():
                setting = replace(setting, rhythm=UNTIL_FITTED, fitted=None, fitted_at=None)
            case SweepPlanAdopted() as sweep:
                setting = replace(setting, sweep=sweep if sweep.a_day else None)
            case DemoDataMade() as demo:
                setting = replace(setting, demo=demo, demo_made_at=noted.occurred_at)
            case ContactBasisStated() as stated:
                setting = replace(setting, basis=Basis(stated, noted.occurred_at, noted.noted_by))
            case _:
                pass
    return setting
