"""Does an import stay with its team: who sees it, and whose customers show through?"""

from __future__ import annotations

from uuid import UUID, uuid4

import pytest
from flask.testing import FlaskClient

from backend.importing.bring import bring
from backend.importing.check import check_file
from backend.importing.desk import Desk
from backend.importing.folder import Folder
from backend.importing.homes import Fixed
from backend.importing.receive import look
from backend.projections import imports
from backend.web.ids import new_id
from backend.web.tools import tools_of
from events.imports import IMPORTS, FinishImport, StartImport
from events.kernel import SYSTEM
from events.team import InvitePerson, Join
from events.values import Role
from tests.web.firm import ALICE, CHARLIE, NORTH, SOUTH, Firm, told
from tests.web.test_imports import JSON, SALES, brought, checked, upload

PEOPLE = "Name,Town\nRosa Marin,Leith\nNew Person,Perth\n"


@pytest.fixture
def south(firm: Firm) -> FlaskClient:
    who = uuid4()
    firm.do(who, InvitePerson(name="South", email="s@x.example", roles=(Role.MANAGER,), team=SOUTH))
    firm.do(who, Join())
    return firm.client(who)


def listed(client: FlaskClient) -> list[str]:
    return [one["id"] for one in told(client, "/imports")["imports"]]


def test_a_list_tells_what_its_pages_show(firm: Firm, manager: FlaskClient, south: FlaskClient) -> None:
    at = brought(manager, SALES, source="north-till")["at"]
    assert listed(manager) == [at.rpartition("/")[2]]
    assert listed(south) == []
    assert "north-till" in manager.get("/me").text
    assert "north-till" not in south.get("/me").text
    assert south.get(at).status_code == 404


def test_an_import_by_command_is_of_its_team(firm: Firm, manager: FlaskClient, south: FlaskClient) -> None:
    folder = Folder(firm.app.extensions["encore-uploads"].root, new_id(firm.clock()))
    folder.make()
    folder.upload.write_text(SALES)
    look(firm.store, folder, name="a.csv", who=SYSTEM, team=SOUTH)
    desk = Desk(tools_of(firm.store, firm.views, firm.clock), folder, Fixed(None, SOUTH))
    check_file(desk)
    bring(desk)
    at = f"/imports/{folder.id}"
    assert (listed(manager), listed(south)) == ([], [str(folder.id)])
    assert manager.get(at).status_code == 404
    assert manager.post(f"{at}/undo", data={}, headers=JSON).status_code == 404
    assert south.get(at).status_code == 200


def test_an_import_from_before_is_seen_by_all_managers(firm: Firm, manager: FlaskClient, south: FlaskClient) -> None:
    firm.do(IMPORTS, FinishImport(source="old", rows=1, new_customers=1, new_purchases=0, known=0, refused=0))
    assert len(listed(manager)) == len(listed(south)) == 1
    assert manager.get(f"/imports/{listed(manager)[0]}").status_code == 200


def test_those_of_other_teams_take_no_place_in_the_list(firm: Firm, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(imports, "AT_ONCE", 2)
    began = [
        firm.do(IMPORTS, StartImport(source="x", kind="people", team=(NORTH, SOUTH)[n % 5 > 0])) for n in range(10)
    ]
    ids = [one.recorded[0].fact_id for one in began]
    for one in (*ids, ids[0]):
        firm.do(
            IMPORTS,
            FinishImport(
                source="x", rows=1, new_customers=1, new_purchases=0, known=0, refused=0, import_id=one, stopped=True
            ),
        )
    with firm.store.database.read() as tx:
        assert [one.id for one in imports.latest(tx, NORTH, 9)] == [ids[0], ids[5]]
        assert len(imports.latest(tx, SOUTH, 3)) == 3


def test_who_is_on_another_teams_list_alone_is_new(firm: Firm, manager: FlaskClient) -> None:
    theirs = firm.customer("Rosa Marin", place="Leith", owner=CHARLIE, team=SOUTH)
    at = upload(manager, PEOPLE)
    counts = checked(manager, at)
    assert (counts["asked_count"], counts["new_customers"]) == (0, 2)
    page = manager.get(at).text
    assert "Is it the same person?" not in page
    assert "who is it?" not in page
    assert "another team" not in page
    manager.post(f"{at}/start", data={"whose": "pool", "name-0": "same"}, headers=JSON)
    found = told(manager, at)["brought"]
    assert (found["new_customers"], found["refused"], found["changed"]) == (2, 0, 0)
    assert all(noted.noted_by == SYSTEM for noted in firm.store.stream(theirs))


def test_the_same_is_who_can_be_seen(firm: Firm, manager: FlaskClient) -> None:
    their, own = (
        firm.customer("Rosa Marin", place="Leith", owner=who, team=team)
        for who, team in ((CHARLIE, SOUTH), (ALICE, NORTH))
    )
    length = {who: len(firm.store.stream(who)) for who in (their, own)}
    people = "Name,Total so far\nRosa Marin,12.00\n"
    at = upload(manager, people)
    assert checked(manager, at)["asked_count"] == 1
    folder = Folder(firm.app.extensions["encore-uploads"].root, UUID(at.rpartition("/")[2]))
    state = folder.read("state")
    state["told"]["asked"][0]["same"] = [str(their), str(own)]
    folder.write("state", state)
    manager.post(f"{at}/start", data={"whose": "pool", "name-0": "same"}, headers=JSON)
    assert told(manager, at)["brought"]["changed"] == 1
    assert len(firm.store.stream(their)) == length[their]
    assert len(firm.store.stream(own)) > length[own]


def test_the_import_names_its_team(firm: Firm, manager: FlaskClient) -> None:
    at = brought(manager, SALES)["at"]
    with firm.store.database.read() as tx:
        found = imports.of_id(tx, UUID(at.rpartition("/")[2]))
    assert found
    assert found.started
    assert found.started.team == NORTH
