"""How would Today, and other ways of choosing, have done on purchases that really happened?"""

from __future__ import annotations

import json
from collections.abc import Collection
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

import click

from backend.cli.backtest.sheet import buyers_in
from backend.cli.backtest.telling import as_json, as_table, write_picks
from backend.cli.opening import firm_of, opened
from backend.projections.buyers import buyers
from backend.retention.backtest.buyers import Buyer
from backend.retention.backtest.policies import POLICIES
from backend.retention.backtest.run import EVERY_DAY, USUAL, Backtest, backtest
from backend.retention.backtest.terms import Terms
from backend.retention.days import Calendar
from events.kernel import Refused
from events.rulebook import Rulebook
from events.values import FIRST_DAY, valid_day

A_DAY = click.DateTime(["%Y-%m-%d"])
ONE_OR_MORE = click.IntRange(min=1, max=520)
AS_MANY = click.IntRange(min=1, max=1_000_000)


class Asked(NamedTuple):
    start: datetime | None
    end: datetime | None
    weeks: int
    calls: int
    follow_weeks: int
    in_time_weeks: int


@click.command("backtest")
@click.option("--csv", "file", type=click.Path(exists=True, dir_okay=False, path_type=Path),
              help="Purchases in a file (customer_id, date, amount) instead of the firm's own.")  # fmt: skip
@click.option("--start", type=A_DAY, help="The first day of calling. Unless said, the last weeks that can be judged.")
@click.option("--end", type=A_DAY, help="Through which day silence counts. Unless said, the day of the last purchase.")
@click.option("--weeks", type=ONE_OR_MORE, default=26, show_default=True, help="Weeks of calling, without --start.")
@click.option("--calls", type=AS_MANY, default=10, show_default=True, help="Calls a week.")
@click.option("--follow-weeks", type=ONE_OR_MORE, default=13, show_default=True, help="Of silence: then one has left.")
@click.option("--in-time-weeks", type=ONE_OR_MORE, default=12, show_default=True,
              help="After the last purchase: until then a call is in time.")  # fmt: skip
@click.option("--policy", "policies", type=click.Choice(list(POLICIES)), multiple=True,
              help="Only this one; may be given several times.")  # fmt: skip
@click.option("--json", "told_as_json", is_flag=True, help="Tell it as JSON.")
@click.option("--picks", type=click.Path(dir_okay=False, path_type=Path), help="Write who was called to this file.")
def command(
    file: Path | None, policies: tuple[str, ...], told_as_json: bool, picks: Path | None, **asked: object
) -> None:
    """Play past purchases again, week by week: whom would Encore have called, and whom other ways of choosing?

    Each sees only what was known in its week.
    """
    if file and picks and picks.exists() and picks.samefile(file):
        raise Refused(f"{picks.name} holds the purchases: write the picks to another file.")
    made = _made(file, Asked(**asked), policies or tuple(POLICIES))  # type: ignore[arg-type]  # click gives them
    if picks:
        write_picks(made, picks)
    if told_as_json:
        click.echo(json.dumps(as_json(made), indent=2))
    else:
        for line in as_table(made):
            click.echo(line)


def _made(file: Path | None, asked: Asked, policies: tuple[str, ...]) -> Backtest:
    if file:
        return _judged(buyers_in(file), asked, policies)
    with opened() as store:
        setting = firm_of(store)
        with store.database.read() as tx:
            bought = buyers(tx)
        return _judged(bought, asked, policies, setting.rulebook, setting.calendar)


def _judged(
    bought: Collection[Buyer],
    asked: Asked,
    policies: tuple[str, ...],
    rulebook: Rulebook = USUAL,
    calendar: Calendar = EVERY_DAY,
) -> Backtest:
    return backtest(bought, _terms(bought, asked), policies, rulebook, calendar)


def _terms(bought: Collection[Buyer], asked: Asked) -> Terms:
    """What was not said is the last weeks that can be judged. Raises Refused where nobody bought, or for such a day."""
    if not bought:
        raise Refused("There is no purchase here to judge by yet.")
    last = date.fromordinal(max(buyer.days[-1] for buyer in bought))
    end = valid_day(asked.end.date()) if asked.end else last
    usual = max(end - timedelta(weeks=asked.follow_weeks + asked.weeks - 1), FIRST_DAY)
    return Terms(
        start=valid_day(asked.start.date()) if asked.start else usual,
        end=end,
        calls=asked.calls,
        follow_weeks=asked.follow_weeks,
        in_time_weeks=asked.in_time_weeks,
    )
