"""How often do this firm's customers buy? Fits the numbers of the rhythm now, by command."""

from __future__ import annotations

import click

from backend.cli.opening import firm_of, now, opened
from backend.refitting import refit
from backend.retention.fitted import enough
from backend.retention.waiting import ENOUGH


@click.command("fit")
def command() -> None:
    """Fit how often customers buy and what they spend to all purchases. `serve` does it by itself once a day."""
    with opened() as store:
        firm_of(store)
        found = refit(store, now(), always=True)
    if found is None or not enough(found):
        came = found.repeaters if found else 0
        click.echo(f"{came:,} customers came back so far. Below {ENOUGH} the numbers of other shops are used.")
        return
    click.echo(
        f"Fitted to {found.purchases:,} purchases of {found.customers:,} customers, {found.repeaters:,} of whom came"
        f" back:\n  r {found.r:.4f}  alpha {found.alpha:.3f} weeks  a {found.a:.4f}  b {found.b:.4f}"
        f"  log-likelihood {found.log_likelihood:,.2f}"
    )
    if found.p is not None:
        click.echo(
            f"  spend: p {found.p:.3f}  q {found.q:.3f}  v {found.v:.1f}"
            f"  correlation with frequency {found.spend_correlation:.2f}"
        )
    if found.back_half is not None:
        click.echo(
            f"Of those who come back, a quarter are back after {found.back_quarter} days,"
            f" half after {found.back_half}, three quarters after {found.back_three_quarters}."
        )
    if found.shelf_life is not None:
        click.echo(f"A silence is fresh for {found.shelf_life} days, unless the rulebook ends it before.")
