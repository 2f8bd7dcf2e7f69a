"""The firm: which name, currency, time zone and working days has it, and where did its log come from or go to?"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import assert_never
from uuid import UUID

from events.kernel import Command, Decider, Fact, Noted, Refused, command, fact
from events.values import time_zones, valid_name

FIRM = UUID("5f1a0c52-6b1e-5e0e-9a55-0c0ffee0f1a3")
"""The one stream of a firm's own facts: one database serves one firm."""


@fact("firm_founded")
class FirmFounded(Fact):
    """`working_days` counts Monday as 0; `country_code` is dialled before a national number, without the +."""

    name: str
    currency: str
    time_zone: str
    working_days: tuple[int, ...] = (0, 1, 2, 3, 4)
    country_code: str = ""


@fact("demo_data_made")
class DemoDataMade(Fact):
    """Real purchases, moved by whole days; names, places and the work of the last weeks invented."""

    purchases: int
    customers: int
    moved_by_days: int


@fact("log_exported")
class LogExported(Fact):
    """The log up to this position was written to a file in clear; the file ends before this fact."""

    through: int


@fact("log_loaded")
class LogLoaded(Fact):
    """The log up to this position came from an exported file, with the ids and times of its first recording."""

    through: int


@command
class FoundFirm(Command):
    name: str
    currency: str
    time_zone: str
    working_days: tuple[int, ...] = (0, 1, 2, 3, 4)
    country_code: str = ""

    def __post_init__(self) -> None:
        if not valid_name(self.name):
            raise Refused("Give the firm a name.")
        if not re.fullmatch(r"[A-Z]{3}", self.currency):
            raise Refused("Write the currency as three letters, such as GBP or EUR.")
        if self.time_zone not in time_zones():
            raise Refused("Choose a time zone such as Europe/London.")
        if not self.working_days or not set(self.working_days) <= set(range(7)):
            raise Refused("Choose at least one working day.")
        if not re.fullmatch(r"[0-9]{0,3}", self.country_code):
            raise Refused("Write the country code as up to three digits, such as 44.")


@command
class NoteDemoData(Command):
    purchases: int
    customers: int
    moved_by_days: int


@command
class NoteExport(Command):
    through: int


@command
class NoteLoad(Command):
    through: int


FirmFact = FirmFounded | DemoDataMade | LogExported | LogLoaded
FirmCommand = FoundFirm | NoteDemoData | NoteExport | NoteLoad


@dataclass(frozen=True, kw_only=True)
class Firm:
    founded: FirmFounded | None = None


def decide(past: Firm, asked: FirmCommand) -> list[FirmFact]:
    match asked:
        case FoundFirm():
            if past.founded:
                raise Refused("This database already belongs to a firm.")
            return [
                FirmFounded(
                    name=valid_name(asked.name) or "",
                    currency=asked.currency,
                    time_zone=asked.time_zone,
                    working_days=tuple(sorted(set(asked.working_days))),
                    country_code=asked.country_code,
                )
            ]
        case NoteDemoData(purchases=purchases, customers=customers, moved_by_days=moved_by_days):
            return [DemoDataMade(purchases=purchases, customers=customers, moved_by_days=moved_by_days)]
        case NoteExport(through=through):
            return [LogExported(through=through)]
        case NoteLoad(through=through):
            return [LogLoaded(through=through)]
        case _:
            assert_never(asked)


def evolve(past: Firm, noted: Noted) -> Firm:
    return Firm(founded=noted.body) if isinstance(noted.body, FirmFounded) else past


FIRM_RULES = Decider[Firm, FirmCommand, FirmFact](
    start=Firm(),
    commands=(FoundFirm, NoteDemoData, NoteExport, NoteLoad),
    facts=(FirmFounded, DemoDataMade, LogExported, LogLoaded),
    decide=decide,
    evolve=evolve,
    reports=frozenset({NoteExport, NoteLoad}),
)
