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


def test_who_forgot_a_password_gets_a_link_and_nothing_else_changes(shop: Encore, environment: dict[str, str]) -> None:
    token = _token(shop("invite", "ann@example.com", "--name", "Ann"))
    store, now = opened(environment), datetime.now(UTC)
    ann = store.sign_in.accept_invitation(token, "a long enough password", now)
    session, before = store.sign_in.open_session(ann, "phone", now), store.head()
    result = shop("invite", " Ann@Example.com", "--reset")
    assert (result.exit_code, "signs them out everywhere else" in result.stderr) == (0, True)
    assert store.sign_in.session(session, now), "until the new password is chosen"
    assert store.sign_in.accept_invitation(_token(result), "table green window seven", now) == ann
    assert store.sign_in.session(session, now) is None
    assert store.sign_in.check_password("ann@example.com", "table green window seven", "here", now) == ann
    assert store.sign_in.check_password("ann@example.com", "a long enough password", "here", now) is None
    assert store.head() == before
    store.close()


def test_a_reset_of_nobody_says_so(shop: Encore, encore: Encore) -> None:
    result = shop("invite", "bo@example.com", "--reset")
    assert (result.exit_code, "Nobody works here as bo@example.com" in result.output) == (1, True)
    assert "/invitations/" not in result.output
    refused = shop("invite", "ann@example.com", "--reset", "--role", "admin")
    assert (refused.exit_code, "changes nothing else" in refused.output) == (2, True)


def test_a_reset_without_a_firm_says_so(encore: Encore) -> None:
    assert "No firm lives in this database yet" in encore("invite", "ann@example.com", "--reset").output


def test_without_reset_a_name_is_needed(shop: Encore) -> None:
    result = shop("invite", "bo@example.com")
    assert (result.exit_code, "Missing option '--name'" in result.output) == (2, True)


def test_a_firm_of_three_decimals_is_refused(encore: Encore) -> None:
    result = encore("invite", "ann@example.com", "--name", "Ann", "--firm", "A shop", "--currency", "KWD")
    assert (result.exit_code, "three decimals" in result.output) == (1, True)


def _token(result: Result) -> str:
    return result.stdout.strip().removeprefix("http://127.0.0.1:8976/invitations/")
