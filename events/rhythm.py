"""How often do the firm's customers buy and how much do they spend? The numbers fitted to all of them, as a fact."""

from __future__ import annotations

from dataclasses import fields
from datetime import date
from math import isfinite

from events.kernel import Command, Decider, Fact, Noted, Refused, command, fact
from events.values import valid_day

ABOVE_ZERO = ("r", "alpha", "a", "b", "p", "q", "v")


@fact("rhythm_fitted")
class RhythmFitted(Fact):
    """Fitted to the purchases until `as_of`, the day of the last one; `method` names how, and in which version.

    `r`, `alpha` (weeks), `a`, `b`: MBG/NBD. `p`, `q`, `v` (minor units): Gamma-Gamma; None where nobody paid anything.
    `spend_correlation`: of the number of orders with their mean amount. `back_*`: the days by which a quarter, half and
    three quarters of those who come back did; None where too few did. `shelf_life`: days that a silence is fresh; None
    leaves it to the rulebook.
    """

    method: str
    as_of: date
    customers: int
    repeaters: int
    purchases: int
    log_likelihood: float
    r: float
    alpha: float
    a: float
    b: float
    p: float | None = None
    q: float | None = None
    v: float | None = None
    spend_correlation: float | None = None
    back_quarter: int | None = None
    back_half: int | None = None
    back_three_quarters: int | None = None
    shelf_life: int | None = None


@command
class FitRhythm(Command):
    found: RhythmFitted

    def __post_init__(self) -> None:
        valid_day(self.found.as_of)
        numbers = {field.name: getattr(self.found, field.name) for field in fields(self.found)}
        known = {name: number for name, number in numbers.items() if isinstance(number, float | int)}
        if not all(isfinite(number) for number in known.values()):
            raise Refused("The numbers of the rhythm are not numbers.")
        if any(known.get(name, 1) <= 0 for name in ABOVE_ZERO):
            raise Refused("The numbers of the rhythm lie above zero.")
        if any(number < 0 for number in known.values() if isinstance(number, int)):
            raise Refused("Days and customers are counted from zero.")


def decide(past: RhythmFitted | None, asked: FitRhythm) -> list[RhythmFitted]:
    return [] if past == asked.found else [asked.found]


def evolve(past: RhythmFitted | None, noted: Noted) -> RhythmFitted | None:
    return noted.body if isinstance(noted.body, RhythmFitted) else past


RHYTHM = Decider[RhythmFitted | None, FitRhythm, RhythmFitted](
    start=None, commands=(FitRhythm,), facts=(RhythmFitted,), decide=decide, evolve=evolve
)
