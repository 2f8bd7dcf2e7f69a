"""What of an import that was stopped, cut off or refused: does it go on as it was chosen, and change nothing else?"""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from flask.testing import FlaskClient

from backend.importing import steps
from backend.importing.bring import alone
from backend.importing.desk import Desk
from backend.importing.folder import Folder
from backend.importing.state import EVERY, SILENT, Stage, Stopped, stage_of
from backend.projections import directory
from backend.web.tools import tools_of
from events.imports import IMPORTS, StartImport
from events.kernel import Refused
from tests.web.firm import ALICE, MANAGER, NORTH, Firm, told
from tests.web.test_imports import JSON, SALES, brought, checked, columns, everybody, owner, sound, upload

__all__ = ["owner"]
PEOPLE = "Name,Town\nRosa Marin,Leith\nNew Person,Perth\n"


def folder_of(firm: Firm, at: str) -> Folder:
    return Folder(firm.app.extensions["encore-uploads"].root, UUID(at.rpartition("/")[2]))


def note(folder: Folder, **state: Any) -> None:
    folder.write("state", {**folder.read("state"), **state})


def error(client: FlaskClient, path: str, **given: str) -> str:
    answer = client.post(path, data=given, headers=JSON)
    assert answer.status_code == 422, answer.get_json()
    words: str = answer.get_json()["error"]
    return words


@pytest.fixture
def cut_off(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Lets the next bring or take-back end in a sentence."""

    @contextmanager
    def failing() -> Iterator[None]:
        def fail(*_: object) -> None:
            raise Refused("The disk is full.")

        with monkeypatch.context() as now:
            now.setattr(steps, "bring", fail)
            now.setattr(steps, "take_back", fail)
            yield

    return failing


@pytest.mark.parametrize("stage", ["failed", "stopped"])
def test_answers_hold_when_it_goes_on(firm: Firm, owner: FlaskClient, cut_off: Any, stage: str) -> None:
    firm.customer("Rosa Marin", place="Leith", owner=ALICE)
    at = upload(owner, PEOPLE)
    checked(owner, at)
    with cut_off():
        owner.post(f"{at}/start", data={"whose": "mine", "name-0": "new"}, headers=JSON)
    note(folder_of(firm, at), stage=stage)
    page = owner.get(at).text
    assert f"{at}/go-on" in page
    assert f"{at}/start" not in page
    assert "Look the file over first" in error(owner, f"{at}/start", whose="pool")
    assert owner.post(f"{at}/go-on", data={}, headers=JSON).status_code == 201
    found = told(owner, at)
    assert (found["stage"], found["brought"]["new_customers"]) == ("finished", 2)
    with firm.store.database.read() as tx:
        assert directory.held(tx, MANAGER, 9) == 2


def test_whose_they_are_said_to_be_comes_before_the_column(firm: Firm, manager: FlaskClient) -> None:
    people = "Name,Phone,Owner\nRosa Marin,0131 496 0001,alice adams\n"
    at = upload(manager, people)
    checked(manager, at)
    assert _chosen(manager.get(at).text) == "column"
    manager.post(f"{at}/start", data={"whose": "pool"}, headers=JSON)
    again = upload(manager, people.replace("Rosa Marin,0131 496 0001", "Tom Li,0131 496 0002"))
    checked(manager, again)
    assert _chosen(manager.get(again).text) == "pool"


def test_what_was_begun_and_never_finished_is_listed(firm: Firm, owner: FlaskClient, cut_off: Any) -> None:
    at = upload(owner, SALES)
    checked(owner, at)
    started = StartImport(source="till", kind="purchases", team=NORTH)
    firm.do(IMPORTS, started, by=MANAGER)
    (one,) = told(owner, "/imports")["imports"]
    assert (one["source"], one["new_customers"]) == ("till", None)
    assert "not finished" in owner.get("/imports").text
    assert "The last one: till" in owner.get("/me").text


def _chosen(page: str) -> str:
    radios = [part for part in page.split("<input")[1:] if 'name="whose"' in part.partition(">")[0]]
    (one,) = (part for part in radios if "checked" in part.partition(">")[0])
    return one.partition('value="')[2].partition('"')[0]


@contextmanager
def another_at_work(root: Path) -> Iterator[None]:
    with (root / "turn").open("w") as turn:
        fcntl.flock(turn, fcntl.LOCK_EX)
        yield


def test_one_that_waits_stays_alive_and_hears_of_a_stop(firm: Firm, manager: FlaskClient) -> None:
    at = upload(manager, SALES)
    checked(manager, at)
    folder, now, waited = folder_of(firm, at), [firm.clock()], list[Stage]()
    tools = tools_of(firm.store, firm.views, lambda: now[0])

    def wait(_: float) -> None:
        waited.append(stage_of(folder, now[0]))
        now[0] += SILENT * 0.6
        if len(waited) == 5:
            folder.ask_to_stop()

    with another_at_work(folder.path.parent), pytest.raises(Stopped), alone(Desk(tools, folder), wait):
        pass
    assert waited == [Stage.WAITING] * 5


def test_stopped_while_it_waits_it_goes_on_where_it_was(firm: Firm, manager: FlaskClient) -> None:
    at = upload(manager, SALES)
    checked(manager, at)
    folder = folder_of(firm, at)
    clock = _running(firm.clock())
    tools = tools_of(firm.store, firm.views, lambda: next(clock))
    with another_at_work(folder.path.parent):
        folder.ask_to_stop()
        steps.run(tools, folder, "bring")
    assert told(manager, at)["stage"] == "stopped"
    page = manager.get(at)
    assert page.status_code == 200
    assert "stopped before anything came in" in page.text
    assert "Change the columns" in page.text
    assert manager.post(f"{at}/go-on", data={}, headers=JSON).status_code == 201
    assert told(manager, at)["brought"]["new_customers"] == 2


def _running(now: datetime) -> Iterator[datetime]:
    while True:
        yield now
        now += EVERY


@pytest.mark.parametrize("step", ["waiting", "bringing"])
def test_one_that_died_before_anything_came_in_has_a_page(firm: Firm, manager: FlaskClient, step: str) -> None:
    at = upload(manager, SALES)
    checked(manager, at)
    note(folder_of(firm, at), stage=step, at=(firm.clock() - timedelta(minutes=5)).isoformat())
    page = manager.get(at)
    assert page.status_code == 200
    assert "Go on" in page.text


def test_a_take_back_that_failed_is_tried_again_as_one(firm: Firm, manager: FlaskClient, cut_off: Any) -> None:
    at = brought(manager, SALES)["at"]
    with cut_off():
        manager.post(f"{at}/undo", data={}, headers=JSON)
    assert told(manager, at)["stage"] == "failed"
    page = manager.get(at).text
    assert "The disk is full" in page
    assert f"{at}/undo" not in page
    assert manager.post(f"{at}/go-on", data={}, headers=JSON).status_code == 201
    assert told(manager, at)["stage"] == "undone"
    assert everybody(manager) == {}
    sound(firm)


def test_a_take_back_that_was_cut_off_goes_on_as_one(firm: Firm, manager: FlaskClient) -> None:
    at = brought(manager, SALES)["at"]
    long_ago = (firm.clock() - timedelta(minutes=5)).isoformat()
    note(folder_of(firm, at), stage="undoing", step="undo", at=long_ago)
    assert "Taking it back was cut off" in manager.get(at).text
    manager.post(f"{at}/go-on", data={}, headers=JSON)
    assert everybody(manager) == {}


def test_a_look_that_failed_is_tried_again_as_one(
    firm: Firm, manager: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    at = upload(manager, SALES)
    with monkeypatch.context() as now:
        now.setattr(steps, "check_file", _no_disk)
        columns(manager, at)
    assert told(manager, at)["stage"] == "failed"
    manager.post(f"{at}/go-on", data={}, headers=JSON)
    assert told(manager, at)["stage"] == "checked"


def _no_disk(_: object) -> None:
    raise OSError


def test_what_came_in_is_read_no_other_way(firm: Firm, manager: FlaskClient, cut_off: Any) -> None:
    at = brought(manager, SALES)["at"]
    answer = columns(manager, at)
    assert (answer.status_code, answer.get_json()["error"]) == (
        422,
        "What came in stays as it was read. Take it back first.",
    )
    assert "Nothing of this import is left" in error(manager, f"{at}/go-on")
    note(folder_of(firm, at), stage="failed", why="x")
    assert columns(manager, at).status_code == 422
    assert told(manager, at)["stage"] == "failed"


@pytest.mark.parametrize("stage", ["reading", "waiting", "bringing", "undoing"])
def test_nothing_else_begins_while_it_is_under_way(firm: Firm, manager: FlaskClient, stage: str) -> None:
    at = upload(manager, SALES)
    checked(manager, at)
    note(folder_of(firm, at), stage=stage, at=firm.clock().isoformat())
    before = firm.store.head()
    assert "under way" in columns(manager, at).get_json()["error"]
    for path in ("/start", "/undo", "/go-on"):
        assert "under way" in error(manager, at + path, **({"whose": "pool"} if path == "/start" else {}))
    assert firm.store.head() == before
    assert told(manager, at)["stage"] == stage


def test_stopping_what_is_thrown_away_does_nothing(firm: Firm, manager: FlaskClient) -> None:
    at = brought(manager, SALES)["at"]
    folder = folder_of(firm, at)
    folder.path.rename(folder.path.with_name("gone"))
    assert manager.post(f"{at}/stop", data={}, headers=JSON).status_code == 201


def test_whoever_is_meant_by_a_name_is_asked_of_no_other_when_it_is_read_again(
    firm: Firm, manager: FlaskClient
) -> None:
    rosa = firm.customer("Rosa Marin", place="Leith", owner=ALICE)
    at = upload(manager, PEOPLE)
    checked(manager, at)
    other = firm.customer("Rosa Marin", place="Perth", owner=ALICE)
    manager.post(f"{at}/start", data={"whose": "pool", "name-0": "same"}, headers=JSON)
    asked = folder_of(firm, at).read("state")["told"]["asked"]
    assert [one["same"] for one in asked] == [[str(rosa)]]
    assert str(other) not in str(asked)


def test_all_mine_are_of_whoever_says_so(firm: Firm, owner: FlaskClient) -> None:
    at = upload(owner, SALES)
    checked(owner, at)
    about = folder_of(firm, at).read("about")
    folder_of(firm, at).write("about", {**about, "who": str(ALICE)})
    owner.post(f"{at}/start", data={"whose": "mine"}, headers=JSON)
    with firm.store.database.read() as tx:
        assert (directory.held(tx, MANAGER, 9), directory.held(tx, ALICE, 9)) == (2, 0)


def test_nobody_is_given_customers_who_cannot_have_them(firm: Firm, manager: FlaskClient) -> None:
    at = upload(manager, SALES)
    checked(manager, at)
    for whose in ("mine", "column"):
        assert "Choose whose the new customers are" in error(manager, f"{at}/start", whose=whose)
    assert everybody(manager) == {}
