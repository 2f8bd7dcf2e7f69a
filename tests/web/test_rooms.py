"""Does everybody find the rooms of their roles, and does a demo say so?"""

from __future__ import annotations

import re

from flask.testing import FlaskClient

from events.firm import FIRM, NoteDemoData
from events.team import GiveRoles
from events.values import Role
from tests.conftest import Clock
from tests.web.firm import ALICE, NORTH, Firm


def rooms(client: FlaskClient) -> list[str]:
    """The addresses in the bar below."""
    page = client.get("/me").text
    return re.findall(r'href="([^"]+)"', page[page.index('<ul class="tabs__list">') : page.index("</nav>")])


def here(client: FlaskClient, path: str) -> str:
    (href,) = re.findall(r'href="([^"]+)"\s+aria-current="page"', client.get(path).text)
    return str(href)


def test_each_role_has_its_rooms(alice: FlaskClient, manager: FlaskClient, admin: FlaskClient) -> None:
    assert rooms(alice) == ["/queue", "/customers", "/note", "/me"]
    assert rooms(manager) == ["/customers", "/note", "/team", "/me"]
    assert rooms(admin) == ["/people", "/me"]


def test_roles_add_up(firm: Firm, alice: FlaskClient) -> None:
    firm.do(ALICE, GiveRoles(roles=tuple(Role), team=NORTH))
    assert rooms(alice) == ["/queue", "/customers", "/note", "/team", "/people", "/me"]


def test_every_room_is_built(firm: Firm, alice: FlaskClient) -> None:
    firm.do(ALICE, GiveRoles(roles=tuple(Role), team=NORTH))
    assert {alice.get(room).status_code for room in rooms(alice)} == {200}


def test_one_begins_in_ones_first_room(
    alice: FlaskClient, manager: FlaskClient, admin: FlaskClient, nobody: FlaskClient
) -> None:
    assert [client.get("/").location for client in (alice, manager, admin)] == ["/queue", "/customers", "/people"]
    assert nobody.get("/").location.startswith("/session")


def test_the_room_one_is_in_is_marked(alice: FlaskClient, manager: FlaskClient) -> None:
    assert alice.get("/queue").text.count('aria-current="page"') == 1
    assert [here(alice, path) for path in ("/hours", "/library", "/actions")] == ["/queue", "/me", "/me"]
    assert [here(manager, path) for path in ("/hours", "/library", "/themes")] == ["/team", "/team", "/team"]


def test_a_demo_says_what_is_real_and_how_old_it_is(firm: Firm, clock: Clock, alice: FlaskClient) -> None:
    assert "Demo data" not in alice.get("/queue").text
    firm.do(FIRM, NoteDemoData(purchases=6919, customers=2357, moved_by_days=9000), days_ago=8)
    page = alice.get("/queue").text
    assert "Demo data:</b> real purchases, invented people</summary>" in page
    assert "the last is of 21 February" in page
    assert "This demo is 8 days old" in page
