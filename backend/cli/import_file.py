"""How does a shop's export get in by command, and what is said of the rows that cannot be taken?"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from uuid import UUID

import click

from backend.cli.opening import firm_of, now, opened, views_of
from backend.cli.who import person_by_email, team_by_name, teams
from backend.importing.book import open_book
from backend.importing.bring_in import bring_in
from backend.importing.rows import BadRow, read_rows
from backend.projections.uncollected import uncollected
from backend.store import Store
from backend.web.ids import new_id
from events.imports import ImportFinished

SHOWN = 20
LINES_BETWEEN = 1_000
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
"""How a cell begins that a spreadsheet would carry out."""


@click.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--source", default="till", show_default=True, help="Whose customer numbers these are: the shop or till.")
@click.option("--team", help="In whose pool new customers come.")
@click.option("--owner", help="The e-mail address of who looks after new customers.")
def command(file: Path, source: str, team: str | None, owner: str | None) -> None:
    """Import purchases from a CSV FILE and add what is new.

    The first line names the columns: customer_id, date, quantity and amount; order_id, name, phone, email and place
    where there are any. Importing the same file again, or a longer one, brings only what is new.
    """
    with opened() as store, uncollected():
        setting, home = firm_of(store), _home(store, team, owner)
        with file.open("rb") as lines, click.progressbar(length=file.stat().st_size, label="Reading  ") as bar:
            book = open_book(source, read_rows(_told(lines, bar.update), setting.today(now())))
        with click.progressbar(length=len(book.buyers), label="Importing") as bar:
            finished = bring_in(
                store,
                book,
                home=lambda _: home,
                zone=setting.zone,
                views=views_of(store),
                import_id=new_id(now()),
                now=now(),
                progress=bar.update,
            )
    _tell(finished)
    _tell_bad(book.bad, file.with_name(file.name + ".refused.csv"))


def _told(lines: Iterable[bytes], tell: Callable[[int], object]) -> Iterator[bytes]:
    """The same lines; of each thousand, how many bytes went by is told."""
    passed = 0
    for number, line in enumerate(lines):
        passed += len(line)
        if not number % LINES_BETWEEN:
            tell(passed)
            passed = 0
        yield line
    tell(passed)


def _home(store: Store, team: str | None, owner: str | None) -> tuple[UUID | None, UUID]:
    """Who looks after new customers, and their team; where there is only one team, that one."""
    if owner:
        person = person_by_email(store, owner)
        if person is None or person.team is None:
            raise click.BadParameter(f"Nobody who looks after customers works here as {owner}.", param_hint="--owner")
        return person.id, person.team
    every = teams(store)
    found = team_by_name(store, team) if team else every[0] if len(every) == 1 else None
    if found is None:
        names = ", ".join(one.name for one in every) or "none yet"
        raise click.BadParameter(
            f"Name the team whose pool new customers come in. Teams: {names}.", param_hint="--team"
        )
    return None, found.id


def _tell(finished: ImportFinished) -> None:
    click.echo(
        f"{finished.rows:,} rows: {finished.new_purchases:,} purchases are new, {finished.known:,} were known;"
        f" {finished.new_customers:,} customers are new; {finished.refused:,} rows are refused."
    )


def _tell_bad(bad: Sequence[BadRow], file: Path) -> None:
    if not bad:
        file.unlink(missing_ok=True)
        return
    for row in bad[:SHOWN]:
        click.echo(f"  line {row.line}: {row.why}", err=True)
    if len(bad) > SHOWN:
        click.echo(f"  … and {len(bad) - SHOWN:,} more.", err=True)
    with file.open("w", newline="", encoding="utf-8") as text:
        rows = csv.writer(text)
        rows.writerow(("line", "reason", "row"))
        rows.writerows((row.line, row.why, _harmless(row.text)) for row in bad)
    click.echo(f"All of them, with their reasons: {file}", err=True)


def _harmless(text: bytes) -> str:
    """A row as one cell: readable whatever its bytes are, and carried out by no spreadsheet."""
    cell = text.rstrip(b"\r\n").decode(errors="backslashreplace")
    return f"'{cell}" if cell.startswith(FORMULA) else cell
