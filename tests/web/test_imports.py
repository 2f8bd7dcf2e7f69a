"""Does a file come in by the screens: uploaded or pasted, its columns asked, looked over, brought in and taken back?"""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from backend.importing.folder import Folder, throw_away
from backend.projections import directory
from backend.projections.verify import differences
from backend.web import imports
from events.feedback import NoteFeedback
from events.purchases import RecordPurchase
from events.team import GiveRoles, InvitePerson, Join
from events.values import FeedbackKind, Money, Role
from tests.conftest import Clock
from tests.web.firm import ALICE, BOB, MANAGER, NORTH, SOUTH, Firm, told

JSON = {"Accept": "application/json"}
SALES = (
    "customer_id,name,date,amount\n7,Rosa Marin,2025-01-03,12.50\n7,Rosa Marin,2025-02-03,2\n8,Tom Li,2025-02-04,30\n"
)
SHOPIFY = (
    "Name,Email,Financial Status,Paid at,Accepts Marketing,Currency,Subtotal,Total,Created at,Lineitem quantity,"
    "Lineitem name,Lineitem price,Billing Name,Refunded Amount,Id\n"
    "#1001,rosa@example.com,paid,2025-10-07 09:50:26 +0200,yes,GBP,20.00,24.00,2025-10-07 09:50:26 +0200,1,Tea,10.00,"
    "Rosa Marin,0.00,1\n"
    "#1001,,,,,,,,,1,Cup,10.00,,,\n"
    "#1002,tom@example.com,voided,,no,GBP,5.00,5.00,2025-10-08 10:00:00 +0200,1,Tea,5.00,Tom Li,0.00,2\n"
    "#1003,rosa@example.com,partially_refunded,2025-10-09 09:00:00 +0200,yes,GBP,9.00,9.00,"
    "2025-10-09 09:00:00 +0200,1,Tea,9.00,Rosa Marin,4.00,3\n"
)


@pytest.fixture
def owner(firm: Firm) -> FlaskClient:
    """Who runs a shop of three: sells, manages, and imports."""
    firm.do(MANAGER, GiveRoles(roles=(Role.SALESPERSON, Role.MANAGER), team=NORTH))
    return firm.client(MANAGER)


def upload(client: FlaskClient, text: str | bytes, name: str = "export.csv") -> str:
    content = text if isinstance(text, bytes) else text.encode()
    answer = client.post("/imports", data={"file": (io.BytesIO(content), name)}, headers=JSON)
    assert answer.status_code == 201, answer.get_json()
    return f"/imports/{answer.get_json()['id']}"


def columns(client: FlaskClient, at: str, **changed: str) -> TestResponse:
    """Go on with the columns as they are guessed, but for some."""
    folder = Folder(client.application.extensions["encore-uploads"].root, UUID(at.rpartition("/")[2]))
    choices = folder.read("choices")
    form = {"kind": choices["mapping"]["kind"], "source": choices["source"]}
    for field, places in choices["mapping"]["columns"].items():
        form |= {f"column-{place}": field for place in places}
    return client.post(f"{at}/columns", data={**form, **changed}, headers=JSON)


def checked(client: FlaskClient, at: str, **changed: str) -> dict[str, Any]:
    assert columns(client, at, **changed).status_code == 201
    found = told(client, at)
    assert found["stage"] == "checked", found
    counts: dict[str, Any] = found["checked"]
    return counts


def brought(client: FlaskClient, text: str | bytes, name: str = "export.csv", **given: str) -> dict[str, Any]:
    """The whole road; returns what came in, with the path of the import."""
    at = upload(client, text, name)
    checked(client, at, **{key: value for key, value in given.items() if not key.startswith("_")})
    answer = client.post(f"{at}/start", data={"whose": given.get("_whose", "pool"), **_answers(given)}, headers=JSON)
    assert answer.status_code == 201, answer.get_json()
    found = told(client, at)
    assert found["stage"] == "finished", found
    return {"at": at, **found["brought"]}


def _answers(given: Mapping[str, str]) -> dict[str, str]:
    return {key.removeprefix("_answer_"): value for key, value in given.items() if key.startswith("_answer_")}


def everybody(client: FlaskClient) -> dict[str, dict[str, Any]]:
    """By name, with what the list and the directory tell of each."""
    store = client.application.extensions["encore"].store
    found = {}
    for one in told(client, "/customers?show=all")["customers"]:
        with store.database.read() as tx:
            line = directory.entries(tx, [UUID(one["id"])])[UUID(one["id"])]
        found[one["name"]] = {**one, "total": line.total, "orders": line.orders, "phone": line.phone}
    return found


def sound(firm: Firm) -> None:
    assert list(differences(firm.store)) == []


def test_sales_of_a_till_come_in(firm: Firm, manager: FlaskClient) -> None:
    empty = firm.store.head().position
    at = upload(manager, SALES)
    assert firm.store.head().position == empty + 1, "only the salt of the firm's first file"
    before = firm.store.head()
    page = manager.get(at).text
    assert "What is in the columns?" in page
    assert "Rosa Marin" in page
    counts = checked(manager, at)
    assert (counts["new_customers"], counts["new_sales"], counts["refused"], counts["rows"]) == (2, 3, 0, 3)
    assert "Rosa Marin" in manager.get(at).text
    assert firm.store.head() == before, "a look changes nothing"
    assert manager.post(f"{at}/start", data={"whose": "pool"}, headers=JSON).status_code == 201
    assert set(everybody(manager)) == {"Rosa Marin", "Tom Li"}
    assert "It is in" in manager.get(at).text
    sound(firm)


def test_the_same_rows_change_nothing_in_any_file_and_order(firm: Firm, manager: FlaskClient) -> None:
    brought(manager, SALES)
    lines = SALES.splitlines()
    facts = firm.store.head().position
    again = brought(manager, "\n".join([lines[0], *reversed(lines[1:])]).replace(",", ";"), "other.txt")
    assert (again["new_customers"], again["new_purchases"], again["known"], again["changed"]) == (0, 0, 3, 0)
    assert firm.store.head().position == facts + 2, "only that it began and ended"
    longer = brought(manager, SALES + "9,Ann Bo,2025-03-01,7\n7,Rosa Marin,2025-01-03,12.50\n")
    assert (longer["new_customers"], longer["new_purchases"], longer["known"], longer["changed"]) == (1, 2, 3, 1)
    sound(firm)


def test_an_import_is_taken_back_whole_and_may_come_again(firm: Firm, manager: FlaskClient) -> None:
    at = brought(manager, SALES)["at"]
    assert manager.post(f"{at}/undo", data={}, headers=JSON).status_code == 201
    assert everybody(manager) == {}
    page = manager.get(at).text
    assert "Taken back" in page
    sound(firm)
    assert "taken back already" in manager.post(f"{at}/undo", data={}, headers=JSON).get_json()["error"]
    again = brought(manager, SALES)
    assert (again["new_customers"], again["new_purchases"], again["known"]) == (2, 3, 0)
    assert everybody(manager)["Rosa Marin"]["total"] == 1450
    assert brought(manager, SALES)["known"] == 3
    sound(firm)


def test_what_people_noted_since_is_kept_and_said(firm: Firm, manager: FlaskClient) -> None:
    at = brought(manager, SALES)["at"]
    rosa = UUID(everybody(manager)["Rosa Marin"]["id"])
    firm.do(rosa, NoteFeedback(kind=FeedbackKind.PRAISE, text="lovely"), by=ALICE)
    manager.post(f"{at}/undo", data={}, headers=JSON)
    left = everybody(manager)
    assert set(left) == {"Rosa Marin"}
    assert left["Rosa Marin"]["orders"] == 0
    assert "1 customer stays on the list" in manager.get(at).text
    sound(firm)


def test_details_that_an_import_added_go_with_it(firm: Firm, manager: FlaskClient) -> None:
    known = firm.customer("Rosa Marin", phone=None, email="rosa@example.com", owner=ALICE)
    people = "Name,E-mail,Phone,Town\nRosa M.,ROSA@example.com,0131 496 0999,Leith\n"
    found = brought(manager, people, kind="people")
    assert (found["new_customers"], found["changed"]) == (0, 1)
    line = everybody(manager)["Rosa Marin"]
    assert (line["phone"], line["place"]) == ("0131 496 0999", "Leith")
    manager.post(f"{found['at']}/undo", data={}, headers=JSON)
    with firm.store.database.read() as tx:
        after = directory.entries(tx, [known])[known]
    assert (after.phone, after.place, after.name) == (None, None, "Rosa Marin")
    sound(firm)


def test_people_with_a_stated_past_are_no_invented_sales(firm: Firm, manager: FlaskClient) -> None:
    people = "Name,Phone,Last order,Total so far\nRosa Marin,0131 496 0999,2024-05-03,1240.00\n"
    found = brought(manager, people)
    assert (found["new_customers"], found["new_purchases"]) == (1, 0)
    rosa = everybody(manager)["Rosa Marin"]
    assert (rosa["orders"], rosa["total"]) == (0, 0)
    assert "as stated" in manager.get(f"/customers/{rosa['id']}").text
    assert brought(manager, people)["known"] == 1


def test_a_shop_is_recognised_with_its_refunds_voids_and_lines(firm: Firm, manager: FlaskClient) -> None:
    at = upload(manager, SHOPIFY, "orders_export.csv")
    assert "Shopify" in manager.get(at).text
    found = brought(manager, SHOPIFY)
    assert found["new_customers"] == 2
    assert found["new_purchases"] == 3
    rosa, tom = everybody(manager)["Rosa Marin"], everybody(manager)["Tom Li"]
    assert (rosa["total"], rosa["orders"]) == (2400 + 900 - 400, 2)
    assert (tom["total"], tom["orders"]) == (0, 0)
    page = manager.get(f"/customers/{rosa['id']}").text
    assert "yes" in page
    later = brought(manager, SHOPIFY.replace("Rosa Marin,4.00", "Rosa Marin,9.00"))
    assert later["new_purchases"] == 0
    assert everybody(manager)["Rosa Marin"]["total"] == 2400
    sound(firm)


def test_another_currency_is_left_out(manager: FlaskClient) -> None:
    at = upload(manager, SHOPIFY.replace("GBP", "USD"))
    assert checked(manager, at)["refused"] >= 3
    assert "USD" in manager.get(at).text


def test_a_date_that_can_be_read_two_ways_is_asked_once(firm: Firm, manager: FlaskClient) -> None:
    sales = "customer_id,date,amount\n7,03/04/2025,12.50\n7,05/06/2025,3\n"
    at = upload(manager, sales)
    columns(manager, at)
    found = told(manager, at)
    assert found["stage"] == "asking"
    assert "03/04/2025" in manager.get(at).text
    assert checked(manager, at, dates="mdy")["new_sales"] == 2
    manager.post(f"{at}/start", data={"whose": "pool"}, headers=JSON)
    other = upload(manager, sales + "8,07/08/2025,9\n")
    assert "as the last time" in manager.get(other).text
    folder = Folder(manager.application.extensions["encore-uploads"].root, UUID(other.rpartition("/")[2]))
    assert folder.read("choices")["mapping"]["dates"] == "mdy"


def test_cells_are_pasted(manager: FlaskClient) -> None:
    answer = manager.post("/imports", data={"cells": SALES.replace(",", "\t")}, headers=JSON)
    assert answer.status_code == 201, answer.get_json()
    assert checked(manager, f"/imports/{answer.get_json()['id']}")["new_sales"] == 3


def test_contact_cards_come_in(firm: Firm, manager: FlaskClient) -> None:
    card = "BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Rosa Marin\r\nTEL;TYPE=CELL:+44 131 496 0999\r\nEND:VCARD\r\n"
    assert brought(manager, card, "contacts.vcf")["new_customers"] == 1
    assert everybody(manager)["Rosa Marin"]["phone"] == "+44 131 496 0999"


def test_a_name_alone_is_asked(firm: Firm, manager: FlaskClient) -> None:
    firm.customer("Rosa Marin", place="Leith", owner=ALICE)
    people = "Name,Town\nRosa Marin,Leith\nNew Person,Perth\n"
    at = upload(manager, people)
    assert checked(manager, at)["asked_count"] == 1
    page = manager.get(at).text
    assert "Is it the same person?" in page
    assert "on the list, Leith" in page
    nobody = brought(manager, people)
    assert (nobody["new_customers"], nobody["refused"]) == (1, 1)
    same = brought(manager, people, **{"_answer_name-0": "same"})
    assert (same["new_customers"], same["refused"]) == (0, 0)
    new = brought(manager, people, _answer_other_names="new")
    assert new["new_customers"] == 1
    assert sum(one["name"] == "Rosa Marin" for one in told(manager, "/customers?show=all")["customers"]) == 2


def test_a_sale_noted_by_hand_counts_once_unless_it_is_another(firm: Firm, manager: FlaskClient) -> None:
    brought(manager, SALES)
    rosa = UUID(everybody(manager)["Rosa Marin"]["id"])
    firm.do(rosa, RecordPurchase(amount=Money(990), on=firm.today), by=ALICE)
    more = SALES + f"7,Rosa Marin,{firm.today},9.90\n"
    at = upload(manager, more)
    assert checked(manager, at)["by_hand_count"] == 1
    assert "noted by hand before" in manager.get(at).text
    found = brought(manager, more)
    assert (found["recognised"], found["new_purchases"]) == (1, 0)
    assert everybody(manager)["Rosa Marin"]["total"] == 1450 + 990
    assert brought(manager, more)["known"] == 4
    sound(firm)


def test_both_count_where_they_are_two_sales(firm: Firm, manager: FlaskClient) -> None:
    brought(manager, SALES)
    rosa = UUID(everybody(manager)["Rosa Marin"]["id"])
    firm.do(rosa, RecordPurchase(amount=Money(990), on=firm.today), by=ALICE)
    brought(manager, SALES + f"7,Rosa Marin,{firm.today},9.90\n", _answer_same_sales="false")
    assert everybody(manager)["Rosa Marin"]["total"] == 1450 + 990 + 990


@pytest.mark.parametrize("whose", ["mine", "spread", "pool"])
def test_new_customers_are_whose_they_are_said_to_be(firm: Firm, owner: FlaskClient, whose: str) -> None:
    many = "customer_id,date,amount\n" + "".join(f"{n},2025-01-03,5\n" for n in range(9))
    brought(owner, many, _whose=whose)
    with firm.store.database.read() as tx:
        held = {who: directory.held(tx, who, 100) for who in (MANAGER, ALICE, BOB, NORTH)}
    expected = {
        "mine": {MANAGER: 9, ALICE: 0, BOB: 0, NORTH: 0},
        "spread": {MANAGER: 3, ALICE: 3, BOB: 3, NORTH: 0},
        "pool": {MANAGER: 0, ALICE: 0, BOB: 0, NORTH: 9},
    }
    assert held == expected[whose]


def test_a_column_says_whose_they_are(firm: Firm, manager: FlaskClient) -> None:
    people = "Name,Phone,Owner\nRosa Marin,0131 496 0001,alice adams\nTom Li,0131 496 0002,Nobody Here\n"
    found = brought(manager, people, _whose="column")
    assert "Nobody Here" in manager.get(found["at"]).text
    with firm.store.database.read() as tx:
        assert (directory.held(tx, ALICE, 9), directory.held(tx, NORTH, 9)) == (1, 1)


def test_rows_left_out_are_told_with_line_and_reason(manager: FlaskClient) -> None:
    bad = "customer_id,date,amount\n7,2025-02-31,1\n7,2025-02-01,5\n=cmd|x,2099-01-01,5\n"
    found = brought(manager, bad)
    assert found["refused"] == 2
    page = manager.get(found["at"]).text
    assert "no such day" in page
    answer = manager.get(f"{found['at']}/refused.csv")
    assert "attachment" in answer.headers["Content-Disposition"]
    rows = list(csv.DictReader(io.StringIO(answer.text)))
    answer.close()
    assert [row["Left out: line"] for row in rows] == ["2", "4"]
    assert rows[1]["customer_id"] == "'=cmd|x"
    assert rows[0]["date"] == "2025-02-31"
    assert "no such day" in rows[0]["Left out: because"]


def test_uploads_go_after_30_days(firm: Firm, manager: FlaskClient, clock: Clock) -> None:
    found = brought(manager, SALES + "9,X,never,5\n")
    root = firm.app.extensions["encore-uploads"].root
    folder = Folder(root, UUID(found["at"].rpartition("/")[2]))
    old = (clock.now - timedelta(days=31)).timestamp()
    for path in (*folder.path.iterdir(), folder.path):
        os.utime(path, (old, old))
    assert throw_away(root, clock.now) == 1
    assert not folder.there
    page = manager.get(found["at"])
    assert page.status_code == 200
    assert manager.get(f"{found['at']}/refused.csv").status_code == 404
    assert manager.post(f"{found['at']}/undo", data={}, headers=JSON).status_code == 201
    assert everybody(manager) == {}


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "empty"),
        (b"%PDF-1.4 nothing", "PDF"),
        (b"\x89PNG\r\n\x1a\n", "picture"),
        (b"just one line of words", ""),
    ],
)
def test_what_is_no_table_is_refused_in_a_sentence(
    firm: Firm, manager: FlaskClient, content: bytes, words: str
) -> None:
    before = firm.store.head()
    answer = manager.post("/imports", data={"file": (io.BytesIO(content), "x.csv")}, headers=JSON)
    assert answer.status_code == 422
    assert words in answer.get_json()["error"]
    assert firm.store.head() == before
    assert not list(firm.app.extensions["encore-uploads"].root.glob("*-*"))


def test_a_file_that_is_too_large_is_told_to_be_split(manager: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(imports, "LARGEST_UPLOAD", 10)
    answer = manager.post("/imports", data={"file": (io.BytesIO(SALES.encode()), "x.csv")}, headers=JSON)
    assert answer.status_code == 413
    assert "Split it" in answer.get_json()["error"]


def test_nothing_to_read_is_refused(manager: FlaskClient) -> None:
    answer = manager.post("/imports", data={"cells": "  "}, headers=JSON)
    assert (answer.status_code, answer.get_json()["error"]) == (422, "Choose a file, or paste the cells of a table.")


def test_an_import_is_of_its_team_alone(firm: Firm, manager: FlaskClient) -> None:
    found = brought(manager, SALES)
    other = uuid4()
    firm.do(other, InvitePerson(name="South", email="s@x.example", roles=(Role.MANAGER,), team=SOUTH))
    firm.do(other, Join())
    south = firm.client(other)
    for path in ("", "/refused.csv"):
        assert south.get(found["at"] + path).status_code == 404
    for path in ("/undo", "/stop", "/start", "/columns"):
        assert south.post(found["at"] + path, data={}).status_code == 404


def test_columns_that_say_too_little_are_refused(manager: FlaskClient) -> None:
    at = upload(manager, SALES)
    for form, words in [
        ({"kind": "purchases", "source": "till"}, "Say which column"),
        ({"kind": "x", "source": "till"}, "Choose what the rows are"),
        ({"kind": "purchases", "source": "till", "column-99": "date"}, "Choose what the rows are"),
        ({"kind": "purchases", "source": "till", "column-0": "owner_id"}, "Choose for each column"),
        ({"kind": "purchases", "source": " ", "column-0": "number", "column-2": "date", "column-3": "amount"}, "where"),
    ]:
        answer = manager.post(f"{at}/columns", data=form, headers=JSON)
        assert answer.status_code == 422, form
        assert words in answer.get_json()["error"]
    assert (
        "Look the file over first"
        in manager.post(f"{at}/start", data={"whose": "pool"}, headers=JSON).get_json()["error"]
    )


def test_a_double_tap_uploads_once(firm: Firm, manager: FlaskClient) -> None:
    form = {"fact_id": str(uuid4())}
    first = manager.post("/imports", data={**form, "file": (io.BytesIO(SALES.encode()), "a.csv")}, headers=JSON)
    again = manager.post("/imports", data={**form, "file": (io.BytesIO(SALES.encode()), "a.csv")}, headers=JSON)
    assert first.get_json()["id"] == again.get_json()["id"]
