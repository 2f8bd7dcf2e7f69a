"""Can a firm begin, and can somebody get in by a link from the command line?"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

from click.testing import Result

from backend.config import read_settings
from backend.projections import people
from backend.store import Store, open_store
from events.values import Role

Encore = Callable[..., Result]


def opened(environment: dict[str, str]) -> Store:
    settings = read_settings(environment)
    return open_store(settings.database, settings.keys, settings.secret)


def test_the_first_account_of_a_firm_holds_every_role(shop: Encore, environment: dict[str, str]) -> None:
    store = opened(environment)
    with store.database.read() as tx:
        (ann,) = people.people(tx)
        (team,) = people.teams(tx)
    store.close()
    assert set(ann.roles) == set(Role)
    assert ann.team == team.id


def test_the_link_lets_in_once(shop: Encore, environment: dict[str, str]) -> None:
    result = shop("invite", "bo@example.com", "--name", "Bo", "--role", "salesperson", "--team", "Sales")
    token = result.stdout.strip().removeprefix("http://127.0.0.1:8976/invitations/")
    store, now = opened(environment), datetime.now(UTC)
    store.sign_in.accept_invitation(token, "a long enough password", now)
    assert store.sign_in.invited(token, now) is None
    assert store.sign_in.check_password("bo@example.com", "a long enough password", "here", now)
    store.close()


def test_inviting_again_makes_a_new_link_for_the_same_person(shop: Encore, environment: dict[str, str]) -> None:
    first, second = (shop("invite", "ann@example.com", "--name", "Ann").stdout.strip() for _ in range(2))
    assert first != second
    store = opened(environment)
    with store.database.read() as tx:
        assert len(people.people(tx)) == 1
    store.close()


def test_what_is_wrong_is_said_before_anything_is_written(encore: Encore, environment: dict[str, str]) -> None:
    assert "No firm lives in this database yet" in encore("invite", "ann@example.com", "--name", "Ann").output
    result = encore("invite", "no address", "--name", "Ann", "--firm", "A shop")
    assert result.exit_code == 1
    assert "e-mail address" in result.output
    assert encore("invite", "ann@example.com", "--name", "Ann", "--firm", "A shop").exit_code == 0


def test_a_second_firm_is_refused(shop: Encore) -> None:
    result = shop("invite", "ann@example.com", "--name", "Ann", "--firm", "Another shop")
    assert result.exit_code == 1
    assert "already belongs to a firm" in result.output
