"""How do people come, work and leave?"""

from __future__ import annotations

from datetime import date
from functools import partial

import pytest

from events.firm import DemoDataMade
from events.kernel import Command, Fact, Refused
from events.team import (
    TEAM,
    AbsenceNoted,
    FormTeam,
    GiveRoles,
    InvitePerson,
    Join,
    Leave,
    NoteAbsence,
    PersonInvited,
    PersonJoined,
    PersonLeft,
    PlanSizeSet,
    RolesGiven,
    SetPlanSize,
    TeamFormed,
    check_address,
    check_admins,
    check_colleague,
    check_team,
)
from events.values import Role
from tests.events.given import NAMES, TOO_LONG, UNKEEPABLE, given, noted, nth

TEAM_ID, OTHER = nth(31), nth(32)
SELLS = (Role.SALESPERSON,)
INVITED = PersonInvited(name="Kim", email="kim@example.com", roles=SELLS, team=TEAM_ID)
AWAY = NoteAbsence(first_day=date(2026, 4, 1), last_day=date(2026, 4, 3), stand_in=OTHER)


def test_a_team_is_formed_once() -> None:
    for name in NAMES:
        given().when(FormTeam(name=f" {name} ")).then(TeamFormed(name=name))
    given(TeamFormed(name="North")).when(FormTeam(name="North")).refused("already there")
    given().when(lambda: FormTeam(name=" ")).refused("Give the team a name")


def test_somebody_is_invited_once_and_joins_once() -> None:
    asked = InvitePerson(name=" Kim ", email=" kim@example.com ", roles=SELLS, team=TEAM_ID)
    given().when(asked).then(INVITED)
    given(INVITED).when(asked).refused("already there")
    given(INVITED).when(Join()).then(PersonJoined())
    given(INVITED, PersonJoined()).when(Join()).nothing()


@pytest.mark.parametrize("email", ["", "kim", "@example.com", "kim@", "kim @example.com"])
def test_an_invitation_goes_to_an_address(email: str) -> None:
    given().when(lambda: InvitePerson(name="Kim", email=email, roles=SELLS, team=TEAM_ID)).refused("kim@example.com")


def test_an_invitation_says_who_it_is_for() -> None:
    given().when(lambda: InvitePerson(name="", email="kim@example.com", roles=SELLS, team=TEAM_ID)).refused("name")
    for text in [*UNKEEPABLE, TOO_LONG]:
        given().when(partial(InvitePerson, name=text, email="k@e.org", roles=SELLS, team=TEAM_ID)).refused("This text")


def test_roles_add_up_and_selling_needs_a_team() -> None:
    both = (Role.SALESPERSON, Role.ADMIN)
    given(INVITED).when(GiveRoles(roles=both, team=TEAM_ID)).then(RolesGiven(roles=both, team=TEAM_ID))
    given(INVITED).when(GiveRoles(roles=(Role.ADMIN,))).then(RolesGiven(roles=(Role.ADMIN,)))
    given(INVITED).when(lambda: GiveRoles(roles=())).refused("at least one role")
    for role in (Role.SALESPERSON, Role.MANAGER):
        given(INVITED).when(partial(GiveRoles, roles=(role,))).refused("belongs to a team")


def test_an_absence_has_a_stand_in_and_an_order_of_days() -> None:
    given(INVITED).when(AWAY).then(AbsenceNoted(first_day=date(2026, 4, 1), last_day=date(2026, 4, 3), stand_in=OTHER))
    for first, last, words in [
        (date(2026, 4, 3), date(2026, 4, 1), "Swap the dates"),
        (date.min, date(2026, 4, 1), "between 1900 and 2099"),
        (date(2026, 4, 1), date.max, "between 1900 and 2099"),
    ]:
        given(INVITED).when(partial(NoteAbsence, first_day=first, last_day=last, stand_in=OTHER)).refused(words)


@pytest.mark.parametrize("cards", [1, 20, 200])
def test_a_plan_has_a_size(cards: int) -> None:
    given(INVITED).when(SetPlanSize(cards=cards)).then(PlanSizeSet(cards=cards))


@pytest.mark.parametrize("cards", [0, -1, 201, 10**400])
def test_a_plan_of_no_cards_or_of_too_many_is_refused(cards: int) -> None:
    given(INVITED).when(lambda: SetPlanSize(cards=cards)).refused("between 1 and 200")


def test_somebody_leaves() -> None:
    given(INVITED, PersonJoined()).when(Leave()).then(PersonLeft())


@pytest.mark.parametrize("asked", [Join(), GiveRoles(roles=(Role.ADMIN,)), Leave(), AWAY, SetPlanSize(cards=5)])
@pytest.mark.parametrize("past", [(), (INVITED, PersonLeft())])
def test_nothing_is_asked_of_who_does_not_work_here(asked: Command, past: tuple[Fact, ...]) -> None:
    given(*past).when(asked).refused("does not work here")


def test_other_facts_do_not_change_where_somebody_stands() -> None:
    facts = [INVITED, RolesGiven(roles=(Role.ADMIN,)), DemoDataMade(purchases=1, customers=1, moved_by_days=0)]
    past = TEAM.fold(noted(facts))
    assert (past.known, past.joined, past.left) == (True, False, False)


def test_a_team_is_one_that_is_there() -> None:
    check_team(None, ())
    check_team(TEAM_ID, {TEAM_ID})
    with pytest.raises(Refused, match="not there any more"):
        check_team(OTHER, {TEAM_ID})


def test_an_address_belongs_to_one_person() -> None:
    check_address("kim@example.com", {"lee@example.com"})
    with pytest.raises(Refused, match="works here already"):
        check_address(" Kim@Example.com ", {"kim@example.COM"})


def test_the_last_admin_stays() -> None:
    check_admins(1)
    with pytest.raises(Refused, match="another person an admin first"):
        check_admins(0)


def test_only_a_colleague_stands_in() -> None:
    check_colleague(OTHER, {OTHER})
    with pytest.raises(Refused, match="same team"):
        check_colleague(TEAM_ID, {OTHER})
