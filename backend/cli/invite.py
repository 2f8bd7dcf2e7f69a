"""How does somebody get in for the first time, or again without their password: by a link that works once?"""

from __future__ import annotations

from uuid import UUID

import click

from backend.cli.links import show
from backend.cli.opening import ask, firm_of, now, opened, views_of
from backend.cli.serve import address
from backend.cli.who import person_by_email, team_by_name
from backend.config import read_settings
from backend.founding.begin import FIRST_TEAM, Beginning, begin
from backend.store import Store
from backend.web.ids import new_id
from events.firm import FoundFirm
from events.team import FormTeam, InvitePerson
from events.values import Role

ROLES = click.Choice([role.value for role in Role])


@click.command("invite")
@click.argument("email")
@click.option("--name", help="The person's name.")
@click.option("--role", "roles", multiple=True, type=ROLES, help="What they do here; may be repeated, roles add up.")
@click.option("--team", help="The team of a salesperson or manager. A new name forms a team.")
@click.option("--reset", is_flag=True, help="For somebody who works here and forgot their password: a link alone.")
@click.option("--firm", help="The name of a new firm, in an empty database. Its first account holds all roles.")
@click.option("--currency", default="GBP", show_default=True, help="Of a new firm: three letters.")
@click.option("--time-zone", default="Europe/London", show_default=True, help="Of a new firm.")
@click.option("--country-code", default="44", show_default=True, help="Of a new firm: dialled before its numbers.")
def command(
    email: str,
    name: str | None,
    roles: tuple[str, ...],
    team: str | None,
    reset: bool,
    firm: str | None,
    currency: str,
    time_zone: str,
    country_code: str,
) -> None:
    """Invite a person, or invite them again, and print their one-time link."""
    if reset and (roles or team or firm):
        raise click.UsageError("--reset makes a link and changes nothing else: leave --role, --team and --firm away.")
    if not reset and name is None:
        raise click.UsageError("Missing option '--name'. With --reset, for somebody who works here, none is needed.")
    settings = read_settings()
    with opened(settings) as store:
        if reset:
            person = _known(store, email)
        elif firm:
            found = FoundFirm(name=firm, currency=currency, time_zone=time_zone, country_code=country_code)
            person = _begin(store, Beginning(firm=found, name=name or "", email=email, team=team or FIRST_TEAM))
        else:
            person = _invited(store, email, name or "", tuple(map(Role, roles)), team)
        token = store.sign_in.invite(person, email, now())
    show(f"{address(settings)}/invitations/{token}")
    what = "choose a new password and signs them out everywhere else" if reset else "choose a password"
    click.echo(f"This link lets them {what}. It works once, within 7 days.", err=True)


def _known(store: Store, email: str) -> UUID:
    firm_of(store)
    known = person_by_email(store, email)
    if known is None:
        raise click.ClickException(f'Nobody works here as {email}. Invite them: encore invite {email} --name "…"')
    return known.id


def _begin(store: Store, beginning: Beginning) -> UUID:
    at = now()
    return begin(store, beginning, views=views_of(store), new_id=lambda: new_id(at), now=at)


def _invited(store: Store, email: str, name: str, roles: tuple[Role, ...], team: str | None) -> UUID:
    """Every command exists, and so is valid, before the first one is carried out."""
    firm_of(store)
    somebody = person_by_email(store, email)
    if somebody:
        return somebody.id
    known = team_by_name(store, team) if team else None
    team_id = known.id if known else new_id(now())
    person = new_id(now())
    invite = InvitePerson(name=name, email=email, roles=roles, team=team_id if team else None)
    form = FormTeam(name=team) if team and not known else None
    if form:
        ask(store, team_id, form)
    ask(store, person, invite)
    return person
