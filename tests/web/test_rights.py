"""Who may do what, with whose customers? Every route, every role, every ownership, against the plan."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID, uuid4

import pytest
from flask.testing import FlaskClient
from werkzeug.routing import Rule

from backend.web.policy import OPEN, POLICY
from events.team import InvitePerson, Join, Leave
from events.values import Role
from tests.web.firm import ADMIN, ALICE, BOB, CHARLIE, MANAGER, NORTH, SOUTH, Firm
from tests.web.routes import NOBODY, address, routes

SOUTHERN_MANAGER, GONE, BOTH = UUID(int=0x5A), UUID(int=0x60), UUID(int=0xB07)
JSON = {"Accept": "application/json"}
CANARY = "Zebulon Quillfeather"
NOT_OURS = ("noted_by", "owner_id", "role", "recorded_at")
"""Fields by which somebody might try to set what only the server sets."""

VISIBLE = {
    "Alice's": {ALICE, MANAGER, BOTH},
    "Bob's": {BOB, MANAGER, BOTH},
    "the pool's": {ALICE, BOB, MANAGER, BOTH},
    "Charlie's": {CHARLIE, SOUTHERN_MANAGER},
    "nobody's": set[UUID](),
}
"""Who sees a customer: written by hand, beside the predicate that decides."""
OWNERS = {"Alice's": (ALICE, NORTH), "Bob's": (BOB, NORTH), "the pool's": (None, NORTH), "Charlie's": (CHARLIE, SOUTH)}
ROLES = {
    ALICE: {Role.SALESPERSON},
    BOB: {Role.SALESPERSON},
    CHARLIE: {Role.SALESPERSON},
    MANAGER: {Role.MANAGER},
    SOUTHERN_MANAGER: {Role.MANAGER},
    BOTH: {Role.MANAGER, Role.ADMIN},
    ADMIN: {Role.ADMIN},
}
TEAM = {MANAGER: {ALICE, BOB}, SOUTHERN_MANAGER: {CHARLIE}, BOTH: {ALICE, BOB}}
"""The salespeople of whom a manager may read."""


@dataclass
class House:
    """A firm with everybody who might ask, and a customer of each kind."""

    firm: Firm
    clients: dict[UUID | None, FlaskClient]
    customers: dict[str, UUID]


@pytest.fixture
def everybody(firm: Firm) -> House:
    for person, roles, team in [
        (SOUTHERN_MANAGER, (Role.MANAGER,), SOUTH),
        (GONE, (Role.SALESPERSON, Role.MANAGER, Role.ADMIN), NORTH),
        (BOTH, (Role.MANAGER, Role.ADMIN), NORTH),
    ]:
        firm.do(person, InvitePerson(name="N", email=f"{person.int}@x.example", roles=roles, team=team))
        firm.do(person, Join())
    clients: dict[UUID | None, FlaskClient] = {person: firm.client(person) for person in [*ROLES, GONE]}
    firm.do(GONE, Leave())
    clients[None] = firm.app.test_client()
    customers = {whose: firm.customer(f"{CANARY} of {whose}", owner=o, team=t) for whose, (o, t) in OWNERS.items()}
    return House(firm, clients, {**customers, "nobody's": uuid4()})


def cells(house: House) -> Iterator[tuple[Rule, str, UUID | None, str, UUID]]:
    """Each route and method, with each person who might ask, for each kind of customer and each colleague."""
    for rule, method in routes(house.firm.app):
        for who in house.clients:
            if "customer" in rule.arguments:
                yield from ((rule, method, who, whose, ALICE) for whose in VISIBLE)
            elif "person" in rule.arguments:
                yield from ((rule, method, who, "nobody's", person) for person in (ALICE, CHARLIE, NOBODY))
            else:
                yield rule, method, who, "nobody's", ALICE


def expected(rule: Rule, method: str, who: UUID | None, whose: str, person: UUID) -> set[int]:
    """The statuses that are right. What is posted has a field that no form knows: allowed and understood is 422.

    What phones send is no form: there, only our own script gets that far.
    """
    allowed = POLICY[rule.endpoint]
    fine = {200, 303, 404} if method == "GET" else {422}
    if allowed is OPEN:
        return {200, 303, 404, 422}
    if who in (None, GONE):
        return {303} if method == "GET" else {401}
    assert who is not None
    if not ROLES[who] & allowed:
        return {404} if rule.arguments else {403}
    if rule.endpoint == "sync.create":
        return {403}
    if "customer" in rule.arguments and who not in VISIBLE[whose]:
        return {404}
    if "person" in rule.arguments and not _may_know(rule, who, person):
        return {404}
    if rule.arguments <= {"customer", "person", "day"}:
        return fine - {404}
    return fine | {404}


def _may_know(rule: Rule, who: UUID, person: UUID) -> bool:
    return person != NOBODY if rule.rule.startswith("/people") else person in TEAM[who]


def test_every_route_answers_everybody_as_planned_and_nothing_is_written(everybody: House) -> None:
    before = everybody.firm.store.head()
    wrong, tried = [], 0
    for rule, method, who, whose, person in cells(everybody):
        at = address(rule, customer=everybody.customers[whose], person=person)
        answer = everybody.clients[who].open(at, method=method, data={"role": "x"} if method == "POST" else None)
        tried += 1
        if answer.status_code not in expected(rule, method, who, whose, person):
            wrong.append(f"{method} {rule.rule} of {whose} asked by {who and hex(who.int)}: {answer.status_code}")
        if rule.endpoint == "sign_in.end":
            everybody.clients[who] = everybody.firm.client(who) if who else everybody.firm.app.test_client()
    assert not wrong, "\n".join(wrong)
    assert everybody.firm.store.head() == before
    assert tried > 500


@pytest.mark.parametrize("field", NOT_OURS)
def test_what_the_server_sets_is_refused_by_name(everybody: House, field: str) -> None:
    """In forms and in JSON alike, over every route that takes something."""
    before = everybody.firm.store.head()
    for rule, method in routes(everybody.firm.app):
        if method != "POST" or POLICY[rule.endpoint] is OPEN or rule.endpoint == "sync.create":
            continue
        who = next(one for one in ROLES if ROLES[one] & POLICY[rule.endpoint])
        at = address(rule, customer=everybody.customers["Alice's"], person=ALICE)
        for sent in ({"data": {field: "x"}}, {"json": {field: "x"}}):
            answer = everybody.clients[who].post(at, headers=JSON, **sent)
            if answer.status_code != 404:
                assert answer.status_code == 422, rule.rule
                assert f"There is no field “{field}” here." in answer.get_json()["error"], rule.rule
    assert everybody.firm.store.head() == before


def test_no_page_shows_a_customer_to_who_may_not_see_them(everybody: House) -> None:
    """Lists, searches, notes and pages of all customers, as pages, for htmx and for programs."""
    for who, client in everybody.clients.items():
        hidden = [f"{CANARY} of {whose}" for whose, seers in VISIBLE.items() if who not in seers]
        for rule in (rule for rule, method in routes(everybody.firm.app) if method == "GET"):
            for whose in OWNERS if "customer" in rule.arguments else ["Alice's"]:
                at = address(rule, customer=everybody.customers[whose], person=ALICE)
                for headers in ({}, JSON, {"HX-Request": "true"}):
                    shown = client.get(at, query_string={"q": CANARY}, headers=headers).text
                    assert not [name for name in hidden if name in shown.replace("&#39;", "'")], (rule.rule, who)


def test_who_may_see_a_customer_does(everybody: House) -> None:
    """The walk above would also pass if nobody saw anything."""
    for whose, seers in VISIBLE.items():
        for who in seers:
            shown = everybody.clients[who].get(f"/customers/{everybody.customers[whose]}").text
            assert f"{CANARY} of {whose}" in shown.replace("&#39;", "'")
            assert CANARY in everybody.clients[who].get("/customers", query_string={"q": CANARY}).text
