"""Whom does a phone carry when there is no signal: everybody whom some people look after, who is due soon first?"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from backend.projections import sweep
from backend.projections.queue import RUNNING
from backend.retention.agenda import Window
from backend.store import Tx, uuid_of
from events.values import Rule

SOON = timedelta(days=7)
HELD = "SELECT customer, touched_on FROM live_directory WHERE holder = ?"


@dataclass(frozen=True, slots=True)
class Portfolio:
    """`soon` are due within a week, the first day first; `others` are the next of the sweep, then whom one knows best.

    `whole`: nobody had to be left out.
    """

    soon: tuple[UUID, ...]
    others: tuple[UUID, ...]
    whole: bool


def portfolio(
    tx: Tx, holders: Sequence[UUID], day: date, *, at_most: int, sweeping: bool = False, turns: int = 0
) -> Portfolio:
    """Up to `at_most` customers of these people. `turns`: so many of the first one's sweep come in the next days."""
    held: dict[bytes, int] = {}
    for holder in holders:
        held.update((bytes(key), touched or 0) for key, touched in tx.execute(HELD, (holder.bytes,)))
    soon = [key for key in _soon(tx, holders, day, sweeping=sweeping) if key in held]
    ranked = dict.fromkeys(soon)
    if turns and holders:
        ranked |= dict.fromkeys(who.bytes for who, _ in sweep.best(tx, holders[0], turns) if who.bytes in held)
    ranked |= dict.fromkeys(sorted(held, key=lambda key: (-held[key], key)))
    chosen = list(ranked)[:at_most]
    near = soon[:at_most]
    return Portfolio(_ids(near), _ids(chosen[len(near) :]), whole=len(held) <= at_most)


def _soon(tx: Tx, holders: Iterable[UUID], day: date, *, sweeping: bool) -> list[bytes]:
    """Who is due on one of the next days, the most urgent of the first day first."""
    last, due = day + SOON, list[tuple[date, int, int, bytes]]()
    for holder in holders:
        for untried in (0,) if sweeping else (0, 1):
            asked = (holder.bytes, untried, day.toordinal(), last.toordinal())
            for key, rule, lane, rank, first, every, lasting in tx.execute(RUNNING, asked):
                begins = date.fromordinal(first)
                if every:
                    window = Window(Rule(rule), begins, begins, None, rank, (), every=every, lasting=lasting)
                    starts = window.starts(day)
                else:
                    starts = max(begins, day)
                if starts is not None and starts <= last:
                    due.append((starts, lane, -rank, bytes(key)))
    return list(dict.fromkeys(key for *_, key in sorted(due)))


def _ids(keys: Iterable[bytes]) -> tuple[UUID, ...]:
    return tuple(map(uuid_of, keys))
