"""Do lists of a busy team stay quick when its book grows tenfold, from 10,000 to 100,000 customers?"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from functools import partial
from statistics import median
from uuid import UUID

from backend.projections import (
    acted_on,
    actions,
    attempts,
    directory,
    enquiries,
    library,
    power_hours,
    profiles,
    put_offs,
    sent_items,
    voiced,
)
from backend.projections.base import Scope
from backend.projections.voiced import About
from backend.store import Tx
from events.values import EnquirySource
from tests.benchmarks.busy import RUNNING, action_id, hour_id, keep_busy
from tests.benchmarks.measure import Line, timed
from tests.benchmarks.shop import NOW, TEAM, Firm

ROUNDS = 60
A_YEAR_AGO, LONG_AGO = datetime(2025, 11, 21, tzinfo=UTC), datetime(1970, 1, 1, tzinfo=UTC)
SHOWN, COUNTED = 50, 10_000
"""Rows of a list, and up to how many something is counted, as on the screens."""
CLOCK = 0.030
"""Seconds."""
List = Callable[[Tx, UUID], object]


def _board(tx: Tx, _: UUID) -> object:
    running, done = (actions.of_team(tx, TEAM, state, SHOWN + 1) for state in (actions.RUNNING, actions.DONE))
    return voiced.reasons(tx, TEAM), running, acted_on.came(tx, [one.id for one in done])


def _own_actions(tx: Tx, person: UUID) -> object:
    running = actions.of_team(tx, TEAM, actions.RUNNING, SHOWN + 1)
    return [actions.gathers_of(tx, one.id, Scope((person, TEAM))) for one in running]


def _one_action(tx: Tx, _: UUID) -> object:
    which = action_id(RUNNING)
    first = actions.gathered_of(tx, which, Scope((TEAM,)), SHOWN)
    return directory.entries(tx, first), acted_on.came(tx, [which]), acted_on.answers(tx, which)


def _enquiries(tx: Tx, _: UUID) -> object:
    late = enquiries.missed(tx, TEAM, LONG_AGO, NOW, SHOWN)
    return enquiries.waiting(tx, TEAM, SHOWN), late, enquiries.of_holder(tx, TEAM, 20)


def _look_back(tx: Tx, person: UUID) -> object:
    steps = attempts.of_hour(tx, hour_id(person, 3), person)
    return profiles.load(tx, [one.customer for one in steps]), put_offs.of_hour(tx, hour_id(person, 3), person)


SHORT: dict[str, List] = {
    "Who speaks of a theme": lambda tx, _: voiced.speaking(tx, TEAM, About("Delivery"), SHOWN + 1),
    "Enquiries that wait or were late": _enquiries,
    "Power hours, and what has worked": lambda tx, who: (
        power_hours.of_person(tx, who, A_YEAR_AGO, 400),
        attempts.of_person(tx, who),
    ),
    "A power hour looked back at": _look_back,
}
"""Lists of as many rows in every firm."""
SUMS: dict[str, List] = {
    "Themes by the worth at stake": lambda tx, _: voiced.themes(tx, TEAM),
    "Actions of a team": _board,
    "Actions for a salesperson": _own_actions,
    "An action for 10,000": _one_action,
    "Where enquiries come from": lambda tx, _: [
        enquiries.bought(tx, TEAM, source, A_YEAR_AGO, COUNTED) for source in (*EnquirySource, None)
    ],
    "What of the library few got": lambda tx, _: (library.shelf(tx), sent_items.used(tx, TEAM)),
    "The library with its counts": lambda tx, _: (library.everything(tx), sent_items.counts(tx, TEAM)),
}
"""Numbers that are told of everybody in a team, or of 10,000 at most: they grow with it, and stay small."""


def lines(small: Firm, large: Firm) -> Iterator[Line]:
    """Two firms with 10,000 and 100,000 customers, each with one team; both are kept busy first."""
    keep_busy(small, 10_000)
    keep_busy(large, 100_000)
    for name, ask in SHORT.items():
        ours, floor = (median(times) for times in _times(ask, large, small))
        figure = f"{ours / floor:.2f}x ({ours * 1e3:.2f} ms over {floor * 1e3:.2f} ms)"
        yield Line(name, figure, "<= 1.5x", ours <= 1.5 * floor, "the same with 10,000")
    for name, ask in SUMS.items():
        ours, floor = (median(times) for times in _times(ask, large, small))
        figure = f"{ours * 1e3:.1f} ms with 100,000, {floor * 1e3:.1f} ms with 10,000"
        yield Line(name, figure, f"<= {CLOCK * 1e3:.0f} ms", ours <= CLOCK, "the clock")


def _times(ask: List, *firms: Firm) -> list[list[float]]:
    """Of each firm, asked in turn, by one salesperson after the other."""
    times: list[list[float]] = [[] for _ in firms]
    for number in range(ROUNDS):
        for firm, found in zip(firms, times, strict=True):
            found.append(timed(partial(_ask, ask, firm, firm.salespeople[number % len(firm.salespeople)])))
    return times


def _ask(ask: List, firm: Firm, who: UUID) -> None:
    with firm.store.database.read() as tx:
        ask(tx, who)
