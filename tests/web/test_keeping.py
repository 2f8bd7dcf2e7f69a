"""Do those who can do something see how old the last backup is and how full the disk, on both and nobody else?"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from backend.app import create_app, disk_free
from backend.store import Backups
from backend.web.house import Keeping
from events.team import GiveRoles
from events.values import Role
from tests.conftest import Clock
from tests.web.firm import ADMIN, ALICE, COMPILED, MANAGER, NORTH, Firm, told


class Disk:
    """What is free of an invented one."""

    free: int | None = 43

    def __call__(self) -> int | None:
        return self.free


@pytest.fixture
def disk() -> Disk:
    return Disk()


@pytest.fixture
def backups(firm: Firm, tmp_path: Path, disk: Disk, clock: Clock) -> Backups:
    """Those of the firm, whose app now knows where they lie."""
    backups = Backups(tmp_path / "backups", "encore")
    firm.app = create_app(firm.store, secure=False, keeping=Keeping(backups, disk), clock=clock)
    firm.app.testing = True
    firm.app.jinja_env.bytecode_cache = COMPILED
    return backups


@pytest.fixture
def taken(backups: Backups, firm: Firm, clock: Clock) -> Callable[[timedelta], None]:
    def take(ago: timedelta) -> None:
        firm.store.back_up(backups, clock() - ago)

    return take


def backups_on(page: str) -> str:
    """What Me tells of them."""
    return page.partition(">Backups</h2>")[2].partition("</section>")[0]


def test_me_tells_managers_and_admins_when_the_last_backup_was(firm: Firm, taken: Callable[[timedelta], None]) -> None:
    taken(timedelta(hours=5, minutes=50))
    for who in (MANAGER, ADMIN):
        page = backups_on(firm.client(who).get("/me").text)
        assert "Last backup: today 03:10" in page
        assert "43 % of the server&#39;s disk is free" in page or "43 % of the server's disk is free" in page
        assert "notice--amber" not in page
    assert "Last backup" not in firm.client(ALICE).get("/me").text
    kept = told(firm.client(MANAGER), "/me")["backups"]
    assert kept == {
        "last": "2026-03-02T03:10:00+00:00",
        "old": False,
        "failure": None,
        "disk_free_percent": 43,
    }
    assert told(firm.client(ALICE), "/me")["backups"] is None


@pytest.mark.parametrize(
    ("ago", "words", "amber"),
    [
        (timedelta(days=1), "Last backup: yesterday 09:00", False),
        (timedelta(days=1, hours=23), "Last backup: Sat 28 February 10:00", False),
        (timedelta(days=2), "Last backup: Sat 28 February 09:00", True),
        (timedelta(hours=-2), "Last backup: today 11:00", False),
    ],
)
def test_after_two_days_it_is_amber(
    firm: Firm, taken: Callable[[timedelta], None], ago: timedelta, words: str, amber: bool
) -> None:
    taken(ago)
    page = backups_on(firm.client(MANAGER).get("/me").text)
    assert words in page
    assert ("notice--amber" in page) is amber
    assert ("The last backup is 2 days old: see Me." in firm.client(MANAGER).get("/team").text) is amber


def test_that_there_is_none_yet_is_told_on_me_alone(firm: Firm, backups: Backups) -> None:
    page = backups_on(firm.client(ADMIN).get("/me").text)
    assert "No backup yet" in page
    assert "notice--amber" in page
    assert "backup" not in firm.client(MANAGER).get("/team").text


def test_why_the_last_try_failed_is_told(firm: Firm, backups: Backups) -> None:
    backups.note_failure("No space left on device: backups")
    assert "came to nothing: No space left on device" in firm.client(ADMIN).get("/me").text


def test_a_disk_that_fills_up_is_told_where_managers_work(
    firm: Firm, taken: Callable[[timedelta], None], disk: Disk
) -> None:
    taken(timedelta(hours=1))
    firm.do(ALICE, GiveRoles(roles=(Role.SALESPERSON, Role.MANAGER), team=NORTH))
    for free, warned in ((10, False), (9, True), (0, True), (None, False)):
        disk.free = free
        for who, path in ((MANAGER, "/team"), (MANAGER, "/me"), (ADMIN, "/me"), (ALICE, "/queue")):
            page = firm.client(who).get(path).text
            assert (f"Only {free} % of the server" in page) is warned, (who, path, free)


def test_who_only_sells_is_told_nothing(firm: Firm, backups: Backups, disk: Disk) -> None:
    disk.free = 3
    for path in ("/queue", "/me"):
        assert "disk" not in firm.client(ALICE).get(path).text


def test_readyz_tells_it_and_stays_ready(
    firm: Firm, nobody: FlaskClient, taken: Callable[[timedelta], None], disk: Disk
) -> None:
    asked = firm.app.test_client()
    told = asked.get("/readyz").get_json()
    assert told["backup_age_hours"] is None
    taken(timedelta(days=3, hours=1, minutes=30))
    disk.free = 2
    answer = asked.get("/readyz")
    assert answer.status_code == 200
    told = answer.get_json()
    assert (told["status"], told["backup_age_hours"], told["disk_free_percent"]) == ("ok", 73.5, 2)
    bare = nobody.get("/readyz").get_json()
    assert (bare["backup_age_hours"], bare["disk_free_percent"]) == (None, None), "where nobody said where they lie"


def test_the_disk_is_asked_cheaply_and_may_be_gone(tmp_path: Path) -> None:
    free = disk_free(tmp_path)
    assert free is not None
    assert 0 <= free <= 100
    assert disk_free(tmp_path / "nowhere") is None
