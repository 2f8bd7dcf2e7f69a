"""How does somebody get in for the first time: by a link that works once?"""

from __future__ import annotations

from uuid import UUID

import click

from backend.cli.opening import ask, firm_of, now, opened
from backend.cli.serve import address
from backend.cli.who import person_by_email, team_by_name
from backend.config import read_settings
from backend.store import Store
from backend.web.ids import new_id
from events.firm import FIRM, FoundFirm
from events.rulebook import AdoptRulebook, Rulebook
from events.team import FormTeam, InvitePerson
from events.values import Role

FIRST_TEAM = "Sales"
ROLES = click.Choice([role.value for role in Role])


@click.command("invite")
@click.argument("email")
@click.option("--name", required=True, help="The person's name.")
@click.option("--role", "roles", multiple=True, type=ROLES, help="What they do here; may be repeated, roles add up.")
@click.option("--team", help="The team of a salesperson or manager. A new name forms a team.")
@click.option("--firm", help="The name of a new firm, in an empty database. Its first account holds all roles.")
@click.option("--currency", default="GBP", show_default=True, help="Of a new firm: three letters.")
@click.option("--time-zone", default="Europe/London", show_default=True, help="Of a new firm.")
@click.option("--country-code", default="44", show_default=True, help="Of a new firm: dialled before its numbers.")
def command(
    email: str,
    name: str,
    roles: tuple[str, ...],
    team: str | None,
    firm: str | None,
    currency: str,
    time_zone: str,
    country_code: str,
) -> None:
    """Invite a person, or invite them again, and print their one-time link."""
    settings = read_settings()
    with opened(settings) as store:
        if firm:
            found = FoundFirm(name=firm, currency=currency, time_zone=time_zone, country_code=country_code)
            person = _invite(store, email, name, tuple(Role), team or FIRST_TEAM, found)
        else:
            firm_of(store)
            known = person_by_email(store, email)
            person = known.id if known else _invite(store, email, name, tuple(map(Role, roles)), team)
        token = store.sign_in.invite(person, email, now())
    click.echo(f"{address(settings)}/invitations/{token}")
    click.echo("This link lets them choose a password. It works once, within 7 days.", err=True)


def _invite(
    store: Store, email: str, name: str, roles: tuple[Role, ...], team: str | None, found: FoundFirm | None = None
) -> UUID:
    """Every command exists, and so is valid, before the first one is carried out."""
    known = team_by_name(store, team) if team else None
    team_id = known.id if known else new_id(now())
    person = new_id(now())
    invite = InvitePerson(name=name, email=email, roles=roles, team=team_id if team else None)
    form = FormTeam(name=team) if team and not known else None
    if found:
        # The numbers in force are a fact from the first day, so that another program's defaults change no replay.
        ask(store, FIRM, found, AdoptRulebook(rulebook=Rulebook()))
    if form:
        ask(store, team_id, form)
    ask(store, person, invite)
    return person
