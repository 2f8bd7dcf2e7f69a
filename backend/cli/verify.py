"""Is the log what was written, and are all projections what follows from it?"""

from __future__ import annotations

from itertools import islice

import click

from backend.cli.opening import opened
from backend.projections.verify import differences

SHOWN = 50


@click.command("verify")
def command() -> None:
    """Walk the chain, decode every fact, and hold every projection against a fresh fold. Exit 1 when they differ."""
    with opened() as store:
        faults = (f"fact at {fault.position}: {fault.what}" for fault in store.check_chain())
        found = [*islice(faults, SHOWN + 1), *islice(differences(store), SHOWN + 1)]
        facts = store.head().position
    for line in found[:SHOWN]:
        click.echo(line)
    if len(found) > SHOWN:
        click.echo("… and more.")
    if found:
        raise SystemExit(1)
    click.echo(f"{facts:,} facts are as they were written, and every projection is what follows from them.")
