"""How does the owner ask? `encore check-site [ADDRESS]`: one line a finding, 0 where nothing is missing, else 1."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import click

from backend.cli.site.address import BadAddress, place
from backend.cli.site.certificate import trusting
from backend.cli.site.checking import look
from backend.cli.site.findings import Finding, State, installable
from backend.config import read_address

MARKS = {State.GOOD: "ok", State.MISSING: "NO", State.BETTER: "hint", State.LATER: "-"}


@click.command("check-site")
@click.argument("address", default="")
@click.option("--root", type=click.Path(path_type=Path), help="The root certificate that phones were given.")
@click.option("--http-port", type=click.IntRange(1, 65_535), default=80, show_default=True, help="Leads to HTTPS.")
@click.option("--json", "as_json", is_flag=True, help="For another program.")
def command(address: str, root: Path | None, http_port: int, as_json: bool) -> None:
    """Say whether a phone can install Encore from ADDRESS (https://ENCORE_HOST unless given), and what is missing."""
    asked = address or read_address()
    try:
        at = place(asked)
    except BadAddress as why:
        raise click.ClickException(str(why)) from why
    try:
        context = trusting(root)
    except OSError as why:
        raise click.ClickException(f"{root} holds no certificate that can be read.") from why
    found = []
    for one in look(at, context, own_root=root is not None, http_port=http_port, now=datetime.now(UTC)):
        found.append(one)
        if not as_json:
            click.echo(f"{MARKS[one.state]:5}{one.says} {one.do}".rstrip())
    click.echo(told(asked, found) if as_json else summary(found))
    raise SystemExit(1 if faults(found) else 0)


def faults(found: Sequence[Finding]) -> int:
    return sum(one.state is State.MISSING for one in found)


def summary(found: Sequence[Finding]) -> str:
    count = faults(found)
    able = "A phone can install it" if installable(found) else "A phone cannot install it yet"
    if not count:
        return f"\n{able}."
    return f"\n{able}: {'one thing is' if count == 1 else f'{count} things are'} missing."


def told(asked: str, found: Sequence[Finding]) -> str:
    lines = [{"about": one.about, "state": one.state, "says": one.says, "do": one.do} for one in found]
    whole = {"address": asked, "installable": installable(found), "well": not faults(found), "findings": lines}
    return json.dumps(whole, indent=2)
