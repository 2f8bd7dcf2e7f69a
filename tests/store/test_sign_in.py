"""Does nobody get in but by the right password, an open session or an invitation meant for them?"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from backend.store import Store, TooManyAttempts
from backend.store.passwords import AT_ONCE, Passwords
from backend.store.sign_in import SignIn
from events.kernel import Refused
from tests.conftest import Clock

ADA = UUID(int=1)
BOB = UUID(int=2)
EMAIL = "ada@example.org"
PASSWORD = "four plain words here"


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Passwords that cost little: how much they cost is a test of its own."""
    monkeypatch.setattr("backend.store.passwords.MEMORY_KIB", 64)
    monkeypatch.setattr("backend.store.passwords.ROUNDS", 1)


@pytest.fixture
def door(store: Store, quick: None) -> SignIn:
    door = SignIn(store.database, b"a secret")
    door.set_password(ADA, EMAIL, PASSWORD)
    return door


def test_the_right_password_opens(door: SignIn, clock: Clock) -> None:
    assert door.check_password(EMAIL, PASSWORD, "10.0.0.1", clock.now) == ADA
    assert door.check_password("  ADA@Example.org ", PASSWORD, "10.0.0.1", clock.now) == ADA


@pytest.mark.parametrize("password", ["", "four plain words hero", PASSWORD.upper(), "x" * 5_000, "\ud800\x00"])
def test_another_password_does_not(door: SignIn, clock: Clock, password: str) -> None:
    assert door.check_password(EMAIL, password, "10.0.0.1", clock.now) is None


def test_an_unknown_address_does_not_and_takes_as_long(
    door: SignIn, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked_at: list[str | None] = []

    def right(kept: str | None, password: str) -> bool:
        looked_at.append(kept)
        return False

    monkeypatch.setattr(door._passwords, "right", right)
    assert door.check_password("eve@example.org\ud800", PASSWORD, "10.0.0.1", clock.now) is None
    assert looked_at == [None]


def test_a_hash_for_nobody_is_compared_and_never_fits() -> None:
    passwords = Passwords()
    assert not passwords.right(None, "nobody's")
    assert passwords._of_nobody is not None
    assert not passwords.right("no hash at all", "nobody's")


def test_one_accent_may_be_typed_in_two_ways(door: SignIn, clock: Clock) -> None:
    door.set_password(BOB, "bob@example.org", "the ol\u00e9 at the corner")
    assert door.check_password("bob@example.org", "the ole\u0301 at the corner", "10.0.0.1", clock.now) == BOB


def test_a_new_password_replaces_the_old_one(door: SignIn, clock: Clock) -> None:
    door.set_password(ADA, "ada.l@example.org", "another four plain words")
    assert door.check_password(EMAIL, PASSWORD, "10.0.0.1", clock.now) is None
    assert door.check_password("ada.l@example.org", "another four plain words", "10.0.0.1", clock.now) == ADA


def test_two_people_cannot_share_an_address(door: SignIn) -> None:
    with pytest.raises(Refused, match="Somebody else"):
        door.set_password(BOB, EMAIL.upper(), PASSWORD)


@pytest.mark.parametrize(
    "password",
    ["", "fourteen chars", "PasswordPassword", "password password", "123456789012345", "aaaaaaaaaaaaaaaa", "x" * 1_001],
)
def test_a_weak_password_is_refused_in_a_sentence(door: SignIn, password: str) -> None:
    with pytest.raises(Refused) as refused:
        door.set_password(ADA, EMAIL, password)
    assert str(refused.value).endswith(".")


def test_the_eleventh_wrong_password_is_not_looked_at(door: SignIn, clock: Clock) -> None:
    for n in range(10):
        assert door.check_password(EMAIL, "wrong", f"10.0.0.{n}", clock.now) is None
        clock.move(timedelta(seconds=30))
    with pytest.raises(TooManyAttempts) as refused:
        door.check_password(EMAIL, PASSWORD, "10.0.1.1", clock.now)
    assert refused.value.retry_after == 600
    clock.move(timedelta(seconds=601))
    assert door.check_password(EMAIL, PASSWORD, "10.0.1.1", clock.now) == ADA


def test_right_passwords_are_not_counted(door: SignIn, clock: Clock) -> None:
    for _ in range(60):
        assert door.check_password(EMAIL, PASSWORD, "10.0.0.1", clock.now) == ADA


def test_one_place_gets_fifty_tries_over_all_accounts(door: SignIn, clock: Clock) -> None:
    for n in range(50):
        door.check_password(f"{n}@example.org", "wrong", "10.0.0.1", clock.now)
    with pytest.raises(TooManyAttempts):
        door.check_password(EMAIL, PASSWORD, "10.0.0.1", clock.now)
    assert door.check_password(EMAIL, PASSWORD, "10.0.0.2", clock.now) == ADA


def test_many_at_once_do_not_pass_the_limit_together(store: Store, door: SignIn, clock: Clock) -> None:
    answers: list[str] = []

    def attempt(worker: SignIn) -> None:
        for n in range(5):
            try:
                worker.check_password(EMAIL, "wrong", f"10.0.0.{n}", clock.now)
                answers.append("looked at")
            except TooManyAttempts:
                answers.append("too many")

    threads = [threading.Thread(target=attempt, args=(SignIn(store.database, b"a secret"),)) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (answers.count("looked at"), answers.count("too many")) == (10, 20)


def test_no_more_than_two_passwords_are_hashed_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    passwords, running, most = Passwords(), [0], [0]
    lock = threading.Lock()

    def verify(kept: str, password: bytes) -> bool:
        with lock:
            running[0] += 1
            most[0] = max(most[0], running[0])
        threading.Event().wait(0.01)
        with lock:
            running[0] -= 1
        return True

    monkeypatch.setattr(passwords._hasher.__class__, "verify", lambda self, kept, password: verify(kept, password))
    threads = [threading.Thread(target=passwords.right, args=("kept", "password")) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert most == [AT_ONCE]


def test_passwords_cost_what_they_should(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    assert Passwords().hashed(PASSWORD).startswith("$argon2id$v=19$m=19456,t=2,p=1$")


def test_a_session_is_open_until_it_is_ended(door: SignIn, clock: Clock) -> None:
    token = door.open_session(ADA, "phone", clock.now)
    other = door.open_session(ADA, "desk", clock.now)
    session = door.session(token, clock.now)
    assert session is not None
    assert (session.person, session.device) == (ADA, "phone")
    door.end_session(token)
    assert door.session(token, clock.now) is None
    assert door.session(other, clock.now) is not None
    door.end_sessions(ADA, clock.now)
    assert door.session(other, clock.now) is None
    assert door.sessions_of(ADA, clock.now) == []


@pytest.mark.parametrize("token", ["", "x", "\ud800", "\x00" * 43])
def test_an_invented_token_opens_nothing(door: SignIn, clock: Clock, token: str) -> None:
    assert door.session(token, clock.now) is None
    assert door.invited(token, clock.now) is None


def test_one_device_can_be_signed_out_by_its_owner_alone(door: SignIn, clock: Clock) -> None:
    token, other = door.open_session(ADA, "phone", clock.now), door.open_session(BOB, "desk", clock.now)
    (session,) = door.sessions_of(ADA, clock.now)
    for person, session_id in ((BOB, session.id), (ADA, "x"), (ADA, "z" * 64)):
        door.end_device(person, session_id, clock.now)
    assert door.session(token, clock.now) is not None
    door.end_device(ADA, session.id, clock.now)
    assert door.session(token, clock.now) is None
    assert door.session(other, clock.now) is not None


def test_a_device_that_was_signed_out_from_elsewhere_is_told_from_others(door: SignIn, clock: Clock) -> None:
    lost, desk = door.open_session(ADA, "phone", clock.now), door.open_session(ADA, "desk", clock.now)
    assert door.revoked(lost, clock.now) is None
    door.end_device(ADA, next(one.id for one in door.sessions_of(ADA, clock.now) if one.device == "phone"), clock.now)
    door.end_session(desk)
    revoked = door.revoked(lost, clock.now)
    assert revoked is not None
    assert (revoked.person, revoked.device) == (ADA, "phone")
    assert door.revoked(desk, clock.now) is None, "signed out on that very device"
    old = door.open_session(ADA, "old", clock.now)
    clock.move(timedelta(days=15))
    assert door.session(old, clock.now) is door.revoked(old, clock.now) is None, "merely too old"
    clock.move(timedelta(days=75))
    assert door.revoked(lost, clock.now) is None, "as long as a device keeps its token"


def test_a_new_password_and_leaving_revoke_every_device(door: SignIn, clock: Clock) -> None:
    lost = door.open_session(ADA, "phone", clock.now)
    door.accept_invitation(door.invite(ADA, EMAIL, clock.now), PASSWORD, clock.now)
    assert door.revoked(lost, clock.now) is not None
    fresh = door.open_session(ADA, "phone", clock.now)
    door.shut_out(ADA, clock.now)
    assert door.revoked(fresh, clock.now) is not None


@pytest.mark.parametrize("token", ["", "x", "\ud800", "\x00" * 43])
def test_an_invented_token_was_never_revoked(door: SignIn, clock: Clock, token: str) -> None:
    assert door.revoked(token, clock.now) is None


def test_a_session_ends_when_it_lies_idle_and_after_ninety_days(door: SignIn, clock: Clock) -> None:
    idle, used = door.open_session(ADA, "phone", clock.now), door.open_session(ADA, "desk", clock.now)
    for _ in range(8):
        clock.move(timedelta(days=11))
        assert door.session(used, clock.now) is not None
    assert door.session(idle, clock.now) is None
    clock.move(timedelta(days=3))
    assert door.session(used, clock.now) is None


def test_a_session_is_noted_as_seen_every_five_minutes(door: SignIn, clock: Clock) -> None:
    opened = clock.now
    token = door.open_session(ADA, "phone", opened)
    clock.move(timedelta(minutes=4))
    door.session(token, clock.now)
    assert door.sessions_of(ADA, clock.now)[0].last_seen == opened
    clock.move(timedelta(minutes=4))
    door.session(token, clock.now)
    assert door.sessions_of(ADA, clock.now)[0].last_seen == clock.now


def test_an_invitation_sets_a_password_once(door: SignIn, clock: Clock) -> None:
    token = door.invite(BOB, "bob@example.org", clock.now)
    assert door.invited(token, clock.now) == BOB
    with pytest.raises(Refused, match="15 characters"):
        door.accept_invitation(token, "short", clock.now)
    assert door.accept_invitation(token, PASSWORD, clock.now) == BOB
    assert door.check_password("bob@example.org", PASSWORD, "10.0.0.1", clock.now) == BOB
    with pytest.raises(Refused, match="Ask for a new one"):
        door.accept_invitation(token, PASSWORD, clock.now)
    assert door.invited(token, clock.now) is None


def test_an_invitation_lasts_seven_days_and_a_new_one_ends_it(door: SignIn, clock: Clock) -> None:
    first = door.invite(BOB, "bob@example.org", clock.now)
    second = door.invite(BOB, "bob@example.org", clock.now)
    assert door.invited(first, clock.now) is None
    clock.move(timedelta(days=7))
    assert door.invited(second, clock.now) == BOB
    clock.move(timedelta(seconds=1))
    with pytest.raises(Refused, match="too old"):
        door.accept_invitation(second, PASSWORD, clock.now)


def test_two_who_accept_at_once_do_not_both_get_in(door: SignIn, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    token = door.invite(BOB, "bob@example.org", clock.now)
    hashed = door._passwords.hashed

    def slow(password: str, about: Sequence[str] = ()) -> str:
        monkeypatch.setattr(door._passwords, "hashed", hashed)
        door.accept_invitation(token, PASSWORD, clock.now)
        return hashed(password)

    monkeypatch.setattr(door._passwords, "hashed", slow)
    with pytest.raises(Refused, match="was used"):
        door.accept_invitation(token, "another four plain words", clock.now)
    assert door.check_password("bob@example.org", PASSWORD, "10.0.0.1", clock.now) == BOB


def test_no_address_token_or_password_stands_in_the_database(
    door: SignIn, clock: Clock, store: Store, tmp_path: Path
) -> None:
    tokens = [door.open_session(ADA, "phone", clock.now), door.invite(uuid4(), "bob@example.org", clock.now)]
    door.check_password(EMAIL, "wrong wrong wrong", "10.9.8.7", clock.now)
    tables = ("credentials", "sessions", "invitations", "attempts")
    with store.database.read() as tx:
        kept = str([tx.execute(f"SELECT * FROM {table}").fetchall() for table in tables]).encode()
    kept += b"".join(file.read_bytes() for file in tmp_path.glob("encore.db*"))
    for secret in (EMAIL, "example.org", PASSWORD, "wrong wrong wrong", "10.9.8.7", *tokens):
        assert secret.encode() not in kept
