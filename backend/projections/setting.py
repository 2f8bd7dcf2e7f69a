"""What is in force in the firm: time zone, working days, currency, rulebook and the rhythm's numbers?"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, tzinfo
from functools import cached_property
from uuid import UUID
from zoneinfo import ZoneInfo

from backend.retention.answering import Hours, hours_of
from backend.retention.days import Calendar, local_day
from backend.retention.fitted import enough, rhythm_of, spend_of, waiting_of
from backend.retention.rhythm import UNTIL_FITTED, Rhythm
from backend.retention.spend import Spend
from backend.retention.waiting import Waiting
from events.contact_basis import ContactBasisStated
from events.firm import DemoDataMade, FirmFounded
from events.kernel import Recorded
from events.relationship_plans import RELATIONSHIP_PLANS, RelationshipPlanRetired, RelationshipPlanWritten, WrittenPlans
from events.rhythm import RhythmFitted
from events.rulebook import Rulebook, RulebookAdopted
from events.sweep import SweepPlanAdopted
from events.themes import READY_MADE, Themes, ThemesKept


@dataclass(frozen=True)
class Basis:
    """Why we may call and send service messages where a customer gave no answer; stated when, and by whom."""

    stated: ContactBasisStated
    at: datetime
    by: UUID


Rules = tuple[Rulebook, Rhythm, Calendar]


@dataclass(frozen=True)
class Setting:
    """`founded` None: no firm lives in this database yet. `sweep` None: there is no sweep plan, or it was ended.

    `fitted` None: too few customers came back, and the `rhythm` is that of another shop. `control_since`: when the
    share of customers that are held back at random was last changed; None: nobody is.
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
    fitted: RhythmFitted | None = None
    fitted_at: datetime | None = None
    rulebook_version: int = 0
    rulebook_since: datetime | None = None
    rulebook_name: str = ""
    relationship_plans: WrittenPlans = ()
    themes: Themes = READY_MADE

    @cached_property
    def zone(self) -> tzinfo:
        return ZoneInfo(self.founded.time_zone if self.founded else "UTC")

    @cached_property
    def calendar(self) -> Calendar:
        return Calendar(self.founded.working_days) if self.founded else Calendar()

    @cached_property
    def hours(self) -> Hours:
        """When the firm works, by the rulebook in force."""
        return hours_of(self.rulebook, self.calendar, self.zone)

    @property
    def rules(self) -> Rules:
        """All that an agenda is worked out by, but for the sweep plan: where it changes, every customer's may."""
        return self.rulebook, self.rhythm, self.calendar

    @property
    def control_from(self) -> date | None:
        """The first day of a control group with today's share; None: nobody is held back."""
        return self.today(self.control_since) if self.control_since else None

    @property
    def currency(self) -> str:
        return self.founded.currency if self.founded else "GBP"

    @property
    def spend(self) -> Spend | None:
        """What customers spend on an order, in minor units; None until it is fitted."""
        return spend_of(self.fitted)

    @property
    def learned_until(self) -> date | None:
        """The day of the firm's last purchase that the rhythm is fitted to; None: it is that of another shop."""
        return self.fitted.as_of if self.fitted else None

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
            case RhythmFitted() as found:
                setting = fitted(setting, found, noted.occurred_at)
            case RulebookAdopted() as adopted:
                setting = ruled(setting, adopted, noted.occurred_at)
            case SweepPlanAdopted() as sweep:
                setting = replace(setting, sweep=sweep if sweep.a_day else None)
            case DemoDataMade() as demo:
                setting = replace(setting, demo=demo, demo_made_at=noted.occurred_at)
            case ContactBasisStated() as stated:
                setting = replace(setting, basis=Basis(stated, noted.occurred_at, noted.noted_by))
            case ThemesKept(themes=themes):
                setting = replace(setting, themes=themes)
            case RelationshipPlanWritten() | RelationshipPlanRetired():
                written = RELATIONSHIP_PLANS.evolve(setting.relationship_plans, noted)
                setting = replace(setting, relationship_plans=written)
            case _:
                pass
    return setting


def fitted(setting: Setting, found: RhythmFitted, at: datetime) -> Setting:
    """The setting once these numbers are found: in force where enough customers came back."""
    if enough(found):
        return replace(setting, rhythm=rhythm_of(found), fitted=found, fitted_at=at)
    return replace(setting, rhythm=UNTIL_FITTED, fitted=None, fitted_at=None)


def ruled(setting: Setting, adopted: RulebookAdopted, at: datetime) -> Setting:
    """The setting once this rulebook is adopted."""
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
