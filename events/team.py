"""The team: who works here, in which roles and teams, who is away and who left?"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date
from typing import assert_never
from uuid import UUID

from events.kernel import Command, Decider, Fact, Noted, Refused, command, fact, personal
from events.values import Role, valid_day, valid_name

MOST_CARDS = 200


@fact("team_formed")
class TeamFormed(Fact):
    name: str


@fact("person_invited")
class PersonInvited(Fact):
    name: str | None = personal()
    email: str | None = personal()
    roles: tuple[Role, ...]
    team: UUID | None = None


@fact("person_joined")
class PersonJoined(Fact):
    """The invitation was accepted: from now on this person can sign in."""


@fact("roles_given")
class RolesGiven(Fact):
    roles: tuple[Role, ...]
    team: UUID | None = None


@fact("person_left")
class PersonLeft(Fact):
    """Their name stays on what they noted."""


@fact("absence_noted")
class AbsenceNoted(Fact):
    """Away from the first to the last day; the stand-in sees their promises, complaints and enquiries."""

    first_day: date
    last_day: date
    stand_in: UUID


@fact("plan_size_set")
class PlanSizeSet(Fact):
    cards: int


@command
class FormTeam(Command):
    name: str

    def __post_init__(self) -> None:
        if not valid_name(self.name):
            raise Refused("Give the team a name.")


@command
class InvitePerson(Command):
    name: str
    email: str
    roles: tuple[Role, ...]
    team: UUID | None = None

    def __post_init__(self) -> None:
        if not valid_name(self.name):
            raise Refused("Give the person's name.")
        valid_email(self.email)
        _valid_roles(self.roles, self.team)


@command
class Join(Command):
    pass


@command
class GiveRoles(Command):
    roles: tuple[Role, ...]
    team: UUID | None = None

    def __post_init__(self) -> None:
        _valid_roles(self.roles, self.team)


@command
class Leave(Command):
    pass


@command
class NoteAbsence(Command):
    first_day: date
    last_day: date
    stand_in: UUID

    def __post_init__(self) -> None:
        if valid_day(self.first_day) > valid_day(self.last_day):
            raise Refused("The last day away comes before the first. Swap the dates.")


@command
class SetPlanSize(Command):
    cards: int

    def __post_init__(self) -> None:
        if not 1 <= self.cards <= MOST_CARDS:
            raise Refused(f"Choose between 1 and {MOST_CARDS} cards a day.")


def valid_email(text: str) -> str:
    """What one signs in with. Raises Refused for what is no address."""
    email = valid_name(text) or ""
    if "@" not in email[1:-1] or " " in email:
        raise Refused("Write the whole e-mail address, such as kim@example.com.")
    return email


def _valid_roles(roles: tuple[Role, ...], team: UUID | None) -> None:
    if not roles:
        raise Refused("Choose at least one role.")
    if team is None and {Role.SALESPERSON, Role.MANAGER} & set(roles):
        raise Refused("A salesperson or manager belongs to a team. Choose one.")


def check_team(team: UUID | None, teams: Collection[UUID]) -> None:
    """Raises Refused for a team that is not there."""
    if team is not None and team not in teams:
        raise Refused("This team is not there any more. Choose another one.")


def check_address(email: str, known: Collection[str]) -> None:
    """Raises Refused when somebody who works here has this address: it is what they sign in with."""
    if email.strip().casefold() in {address.casefold() for address in known}:
        raise Refused("Somebody with this e-mail address works here already.")


def check_admins(staying: int) -> None:
    """Raises Refused when nobody would be left to manage people. `staying`: admins after the change who can sign in."""
    if not staying:
        raise Refused("Somebody who is here already has to manage people. Make another person an admin first.")


def check_colleague(person: UUID, colleagues: Collection[UUID]) -> None:
    """Raises Refused for who cannot stand in or take over: only a salesperson of the same team can."""
    if person not in colleagues:
        raise Refused("Choose a salesperson of the same team.")


TeamFact = TeamFormed | PersonInvited | PersonJoined | RolesGiven | PersonLeft | AbsenceNoted | PlanSizeSet
TeamCommand = FormTeam | InvitePerson | Join | GiveRoles | Leave | NoteAbsence | SetPlanSize


@dataclass(frozen=True, kw_only=True)
class Standing:
    """What is known of one person or team: the state of their stream."""

    known: bool = False
    joined: bool = False
    left: bool = False


def decide(past: Standing, asked: TeamCommand) -> list[TeamFact]:
    _check_standing(past, new=isinstance(asked, FormTeam | InvitePerson))
    match asked:
        case FormTeam(name=name):
            return [TeamFormed(name=valid_name(name) or "")]
        case InvitePerson(name=name, email=email, roles=roles, team=team):
            return [PersonInvited(name=valid_name(name), email=valid_name(email), roles=roles, team=team)]
        case Join():
            return [] if past.joined else [PersonJoined()]
        case GiveRoles(roles=roles, team=team):
            return [RolesGiven(roles=roles, team=team)]
        case Leave():
            return [PersonLeft()]
        case NoteAbsence(first_day=first_day, last_day=last_day, stand_in=stand_in):
            return [AbsenceNoted(first_day=first_day, last_day=last_day, stand_in=stand_in)]
        case SetPlanSize(cards=cards):
            return [PlanSizeSet(cards=cards)]
        case _:
            assert_never(asked)


def _check_standing(past: Standing, *, new: bool) -> None:
    if new and past.known:
        raise Refused("This team or person is already there.")
    if not new and (not past.known or past.left):
        raise Refused("This person does not work here any more.")


def evolve(past: Standing, noted: Noted) -> Standing:
    match noted.body:
        case TeamFormed() | PersonInvited():
            return replace(past, known=True)
        case PersonJoined():
            return replace(past, joined=True)
        case PersonLeft():
            return replace(past, left=True)
        case _:
            return past


TEAM = Decider[Standing, TeamCommand, TeamFact](
    start=Standing(),
    commands=(FormTeam, InvitePerson, Join, GiveRoles, Leave, NoteAbsence, SetPlanSize),
    facts=(TeamFormed, PersonInvited, PersonJoined, RolesGiven, PersonLeft, AbsenceNoted, PlanSizeSet),
    decide=decide,
    evolve=evolve,
)
