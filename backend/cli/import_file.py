"""How does a shop's export get in by command, and what is said of the rows that cannot be taken?"""

from __future__ import annotations

import os
import shutil
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from backend.cli.opening import firm_of, now, opened, views_of
from backend.cli.who import person_by_email, team_by_name, teams
from backend.config import read_settings
from backend.importing.afterwards import follow_up
from backend.importing.bring import bring
from backend.importing.check import check_file
from backend.importing.choices import NEW, OUT, SAME, Choices
from backend.importing.desk import Desk
from backend.importing.folder import Folder
from backend.importing.homes import Fixed
from backend.importing.receive import look
from backend.importing.refused import SHOWN, copy_refused, read_refused
from backend.importing.state import Stage, Teller
from backend.importing.values import DateStyle, NumberStyle
from backend.store import Store
from backend.web.ids import new_id
from backend.web.tools import tools_of
from events.imports import ImportFinished
from events.kernel import SYSTEM

UNKNOWN_COLUMNS = (
    "Encore does not know these columns by their names."
    " Bring the file in once under Me, “Bring in a file”, and say what each holds: after that they are known here too."
)
WORDS = {Stage.READING: "Reading", Stage.BRINGING: "Importing"}


@click.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--source", help="Whose customer numbers these are: the shop or till. Unless said, as the file looks.")
@click.option("--team", help="In whose pool new customers come.")
@click.option("--owner", help="The e-mail address of who looks after new customers.")
@click.option("--dates", type=click.Choice([style.value for style in DateStyle]), help="How dates are written.")
@click.option("--numbers", type=click.Choice([style.value for style in NumberStyle]), help="How amounts are written.")
@click.option("--names", type=click.Choice([SAME, NEW, OUT]), default=OUT, show_default=True,
              help="Rows that give a name alone, which is on the list: the same, a new one, or left out.")  # fmt: skip
def command(
    file: Path,
    source: str | None,
    team: str | None,
    owner: str | None,
    dates: str | None,
    numbers: str | None,
    names: str,
) -> None:
    """Import purchases, people or contacts from FILE (CSV, .xlsx or vCard) and add what is new.

    The columns are recognised by their names, also those of the usual shops and address books. Importing the same file
    again, or a longer one, brings only what is new.
    """
    settings = read_settings()
    with opened(settings) as store:
        firm_of(store)
        fixed = _home(store, team, owner)
        folder = Folder(settings.imports, new_id(now()))
        folder.make()
        try:
            folder.upload.symlink_to(file.resolve())
            look(store, folder, name=file.name, who=SYSTEM, team=fixed.team)
            _choose(folder, source, dates, numbers, names)
            _ask_for_columns(folder)
            tools = tools_of(store, views_of(store), now, processes=os.cpu_count() or 1)
            desk = Desk(tools, folder, fixed, Shown(folder))
            check_file(desk, compare=False)
            _ask(folder)
            finished = bring(desk)
            follow_up(desk)
            _tell(finished)
            _tell_refused(folder.refused, file.with_name(file.name + ".refused.csv"), finished.refused)
        finally:
            shutil.rmtree(folder.path, ignore_errors=True)


class Shown(Teller):
    """Tells on the terminal too how far it has come."""

    def __init__(self, folder: Folder) -> None:
        super().__init__(folder, now)

    def now(self, stage: Stage, *, done: int = 0, of: int = 0, **more: Any) -> None:
        super().now(stage, done=done, of=of, **more)
        if stage in WORDS and of and sys.stderr.isatty():
            click.echo(f"\r{WORDS[stage]} {min(100 * done // of, 100):3} %", nl=done >= of, err=True)


def _choose(folder: Folder, source: str | None, dates: str | None, numbers: str | None, names: str) -> None:
    choices = Choices.of(folder.read("choices"))
    mapping = choices.mapping
    mapping = replace(
        mapping,
        dates=DateStyle(dates) if dates else mapping.dates,
        numbers=NumberStyle(numbers) if numbers else mapping.numbers,
    )
    chosen = replace(choices, source=source.lower() if source else choices.source, mapping=mapping, other_names=names)
    folder.write("choices", chosen.told())


def _ask_for_columns(folder: Folder) -> None:
    if Choices.of(folder.read("choices")).mapping.missing():
        raise click.ClickException(UNKNOWN_COLUMNS)


def _ask(folder: Folder) -> None:
    """What can be read two ways is never guessed."""
    state = folder.read("state")
    if state["stage"] == Stage.ASKING:
        asked = state["doubts"][0]
        ways = " or ".join(f"--{asked['option']} {way}" for way in asked["choices"])
        raise click.ClickException(f"{', '.join(asked['examples'][:3])} can be read in two ways. Say which: {ways}.")


def _home(store: Store, team: str | None, owner: str | None) -> Fixed:
    """Who looks after new customers, and their team; where there is only one team, that one."""
    if owner:
        person = person_by_email(store, owner)
        if person is None or person.team is None:
            raise click.BadParameter(f"Nobody who looks after customers works here as {owner}.", param_hint="--owner")
        return Fixed(person.id, person.team)
    every = teams(store)
    found = team_by_name(store, team) if team else every[0] if len(every) == 1 else None
    if found is None:
        names = ", ".join(one.name for one in every) or "none yet"
        raise click.BadParameter(
            f"Name the team whose pool new customers come in. Teams: {names}.", param_hint="--team"
        )
    return Fixed(None, found.id)


def _tell(finished: ImportFinished) -> None:
    contacts = f", {finished.contacts:,} contacts" if finished.contacts else ""
    click.echo(
        f"{finished.rows:,} rows: {finished.new_purchases:,} purchases{contacts} are new,"
        f" {finished.known:,} were known;"
        f" {finished.new_customers:,} customers are new; {finished.refused:,} rows are refused."
    )


def _tell_refused(refused: Path, file: Path, count: int) -> None:
    """Put the refused rows beside the file; of an earlier import of it, take them away."""
    if not count:
        file.unlink(missing_ok=True)
        return
    for line, why, _ in read_refused(refused, SHOWN):
        click.echo(f"  line {line}: {why}", err=True)
    if count > SHOWN:
        click.echo(f"  … and {count - SHOWN:,} more.", err=True)
    copy_refused(refused, file)
    click.echo(f"All of them, with their reasons: {file}", err=True)
