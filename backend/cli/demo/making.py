"""How is a whole demo firm made in an empty database, the same one each time but for its dates?"""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from random import Random
from zoneinfo import ZoneInfo

import click

from backend.cli.demo.details import Inventor
from backend.cli.demo.diary import Amounts
from backend.cli.demo.play import TIME_ZONE, Play
from backend.cli.demo.till import FILE, read_till
from backend.cli.demo.world import Clock, World
from backend.cli.opening import now, opened, views_of
from backend.config import Settings
from backend.refitting import refit
from backend.retention.days import local_day
from events.firm import FIRM, NoteDemoData

SEED = 2_357
A_WHILE = timedelta(minutes=10)
"""Longer than the clock of the demo moves on by one command: nothing happens after now."""


def make(settings: Settings, amounts: Amounts | None = None, purchases: Path = FILE) -> None:
    """Make it with its work up to yesterday. That it is a demo is noted last: without it, it is not whole."""
    zone, chance = ZoneInfo(TIME_ZONE), Random(SEED)
    until = now() - A_WHILE
    today, inventor = local_day(until, zone), Inventor(chance)
    amounts = amounts or Amounts()
    till = read_till(purchases, today - timedelta(days=1), inventor)
    clock = Clock(until - timedelta(weeks=amounts.weeks, days=1))
    with opened(settings, clock) as store:
        world = World(store, views_of(store), clock, chance, zone)
        play = Play(world, till, inventor, today, until, amounts)
        click.echo(f"Importing {len(till.rows):,} purchases ...")
        play.found()
        with click.progressbar(length=amounts.weeks * 7, label=f"Playing {amounts.weeks} weeks of work") as bar:
            play.go_on(bar.update)
        clock.at = until
        refit(store, clock.at)
        told = NoteDemoData(purchases=len(till.rows), customers=len(till.numbers), moved_by_days=till.moved_by)
        world.do(FIRM, told)
