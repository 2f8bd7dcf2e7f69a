"""What does the look at a file tell, and by which word is its source known?"""

from __future__ import annotations

import io

from flask.testing import FlaskClient

from tests.web.test_imports import JSON, SALES, brought, checked, upload


def test_a_source_is_the_same_however_it_is_written(manager: FlaskClient) -> None:
    assert brought(manager, SALES, source="Till")["new_purchases"] == 3
    assert brought(manager, SALES, source="till ")["new_purchases"] == 0


def test_a_look_tells_how_many_known_customers_get_something_new(manager: FlaskClient) -> None:
    brought(manager, SALES)
    at = upload(manager, SALES + "7,Rosa Marin,2025-05-03,9\n")
    assert checked(manager, at)["changed"] == 1
    assert (
        " are here already and stay as they are. 1 customer who is here already gets something new."
        in manager.get(at).text
    )
    manager.post(f"{at}/start", data={"whose": "pool"}, headers=JSON)
    assert "1 customer who was here already got something new." in manager.get(at).text


def test_a_file_of_column_names_alone_is_refused(manager: FlaskClient) -> None:
    answer = manager.post("/imports", data={"file": (io.BytesIO(b"Date,Customer,Amount\n"), "x.csv")}, headers=JSON)
    assert answer.status_code == 422
    assert "nothing below it" in answer.get_json()["error"]
