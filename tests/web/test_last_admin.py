"""Is somebody always left who can manage people, whatever is asked at the same moment?"""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier
from typing import Any
from uuid import uuid4

import pytest

from backend.projections import people
from backend.web import saving, staffing
from events.team import GiveRoles, InvitePerson
from events.values import Role
from tests.conftest import Clock
from tests.web.firm import ADMIN, MANAGER, NORTH, Firm

JSON = {"Accept": "application/json"}
WORDS = "Make another person an admin first."


@pytest.fixture
def firm(place: str, tmp_path: Path, clock: Clock) -> Iterator[Firm]:
    """On one kind of database after the other."""
    made = Firm(tmp_path, clock, place)
    yield made
    made.store.close()


@pytest.fixture
def together(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two requests have looked at who works here before either of them writes."""
    both, save = Barrier(2, timeout=20), saving.save

    def wait(*asked: Any, **more: Any) -> Any:
        both.wait()
        return save(*asked, **more)

    monkeypatch.setattr(staffing, "save", wait)


def admins(firm: Firm) -> int:
    with firm.store.database.read() as tx:
        return sum(one.has(Role.ADMIN) for one in people.people(tx))


@pytest.mark.parametrize(("path", "sent"), [("leave", {}), ("roles", {"roles": ["manager"], "team": str(NORTH)})])
def test_two_admins_cannot_remove_each_other_at_one_moment(
    firm: Firm, together: None, path: str, sent: dict[str, Any]
) -> None:
    firm.do(MANAGER, GiveRoles(roles=(Role.MANAGER, Role.ADMIN), team=NORTH))
    pairs = [(firm.client(ADMIN), MANAGER), (firm.client(MANAGER), ADMIN)]
    with ThreadPoolExecutor(2) as threads:
        asked = [threads.submit(one.post, f"/people/{who}/{path}", json=sent, headers=JSON) for one, who in pairs]
        answers = [one.result() for one in asked]
    assert sorted(answer.status_code for answer in answers) == [201, 422]
    assert [answer for answer in answers if answer.status_code == 422 and WORDS in answer.get_json()["error"]]
    assert admins(firm) == 1


def test_who_never_came_manages_nobody(firm: Firm) -> None:
    """An invitation may be lost or too old: nobody could get in any more."""
    invited = InvitePerson(name="Kim", email="kim@encore.example", roles=(Role.ADMIN,))
    firm.do(uuid4(), invited)
    before = firm.store.head()
    refused = firm.client(ADMIN).post(f"/people/{ADMIN}/leave", headers=JSON)
    assert (refused.status_code, WORDS in refused.get_json()["error"]) == (422, True)
    assert firm.store.head() == before
    assert firm.client(ADMIN).get("/people").status_code == 200, "signed in as before"
