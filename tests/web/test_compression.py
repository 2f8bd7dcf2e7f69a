"""Does an answer travel small, in a coding that the browser takes, and is what it has already still not sent again?"""

from __future__ import annotations

import gzip
from collections.abc import Callable

import brotli
import pytest
from flask import Flask, Response
from flask.testing import FlaskClient

from backend.app import PWA
from backend.web import compression
from tests.web.firm import ALICE, Firm

UNPACK: dict[str | None, Callable[[bytes], bytes]] = {
    "br": brotli.decompress,
    "gzip": gzip.decompress,
    None: lambda body: body,
}
TAKEN = [
    ("gzip, deflate, br, zstd", "br"),
    ("gzip, deflate", "gzip"),
    ("br;q=0.5, gzip;q=0.9", "gzip"),
    ("gzip, br;q=0", "gzip"),
    ("br;q=0, *", "gzip"),
    ("*", "br"),
    ("gzip;q=0", None),
    ("identity", None),
    ("zstd", None),
    ("", None),
    ("br;q=nonsense, ;;,", None),
]


@pytest.mark.parametrize(("takes", "coding"), TAKEN)
@pytest.mark.parametrize("path", ["/me", "/assets/0/app.js", "/assets/0/app.css"])
def test_the_browser_gets_what_it_takes(alice: FlaskClient, path: str, takes: str, coding: str | None) -> None:
    plain = alice.get(path)
    answer = alice.get(path, headers={"Accept-Encoding": takes})
    assert answer.headers.get("Content-Encoding") == coding
    assert UNPACK[coding](answer.data) == plain.data
    assert answer.content_length == len(answer.data)
    assert "Accept-Encoding" in answer.vary
    assert coding is None or len(answer.data) < len(plain.data) / 2


def test_programs_get_it_too(firm: Firm) -> None:
    for place in range(20):
        firm.customer(f"Person {place}")
    asked = {"Accept": "application/json", "Accept-Encoding": "br"}
    answer = firm.client(ALICE).get("/customers", headers=asked)
    assert (answer.mimetype, answer.headers["Content-Encoding"]) == ("application/json", "br")
    assert b"Person 7" in brotli.decompress(answer.data)


@pytest.mark.parametrize("takes", ["br", "gzip", ""])
@pytest.mark.parametrize("then", ["br", "gzip", ""])
@pytest.mark.parametrize("path", ["/me", "/sw.js", "/assets/0/app.js"])
def test_what_the_browser_has_is_not_sent_again_in_whichever_coding(
    alice: FlaskClient, path: str, takes: str, then: str
) -> None:
    first = alice.get(path, headers={"Accept-Encoding": takes})
    assert first.headers["ETag"].startswith('W/"')
    again = alice.get(path, headers={"Accept-Encoding": then, "If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    assert "Content-Encoding" not in again.headers
    assert "Accept-Encoding" in again.vary


def test_another_content_is_another_tag(firm: Firm) -> None:
    client, takes = firm.client(ALICE), {"Accept-Encoding": "br"}
    tag = client.get("/customers", headers=takes).headers["ETag"]
    firm.customer("Tom Brennan", bought=(20, 51))
    again = client.get("/customers", headers={**takes, "If-None-Match": tag})
    assert again.status_code == 200
    assert b"Tom Brennan" in brotli.decompress(again.data)


def test_asked_for_the_head_alone_the_same_is_said_of_the_body(alice: FlaskClient) -> None:
    takes = {"Accept-Encoding": "br"}
    whole, head = alice.get("/me", headers=takes), alice.head("/me", headers=takes)
    assert (head.data, head.content_length) == (b"", len(whole.data))
    assert head.headers["Content-Encoding"] == "br"


def test_small_answers_and_those_without_a_body_travel_as_they_are(alice: FlaskClient) -> None:
    takes = {"Accept-Encoding": "br"}
    for answer in (alice.get("/healthz", headers=takes), alice.get("/", headers=takes)):
        assert "Content-Encoding" not in answer.headers
        assert "Accept-Encoding" in answer.vary


def test_a_refusal_travels_small_too(alice: FlaskClient) -> None:
    answer = alice.get("/nothing-here", headers={"Accept-Encoding": "br"})
    assert (answer.status_code, answer.headers["Content-Encoding"]) == (404, "br")
    assert b"<!DOCTYPE html>" in brotli.decompress(answer.data)


@pytest.mark.parametrize(
    ("name", "coding"),
    [
        ("manifest.webmanifest", "br"),
        ("js/ids.js", "br"),
        ("css/base.css", "br"),
        ("vendor/htmx-4.0.1.min.js", "br"),
        ("icons/icon-192.png", None),
        ("icons/icon.svg", None),
    ],
)
def test_files_that_are_texts_travel_small_too(nobody: FlaskClient, name: str, coding: str | None) -> None:
    with nobody.get(f"/static/{name}", headers={"Accept-Encoding": "br"}) as answer:
        assert (answer.status_code, answer.headers.get("Content-Encoding")) == (200, coding)
        assert UNPACK[coding](answer.data) == (PWA / "static" / name).read_bytes()
        tag = answer.headers["ETag"]
    assert tag.startswith("W/") == (coding is not None)
    with nobody.get(f"/static/{name}", headers={"Accept-Encoding": "gzip", "If-None-Match": tag}) as again:
        assert again.status_code == 304


@pytest.fixture
def bare() -> FlaskClient:
    """Of an app that answers with what screens of ours do not yet."""
    app = Flask(__name__)
    compression.init_app(app)
    long = "word " * 1000

    @app.get("/streamed")
    def streamed() -> Response:
        return Response((long for _ in range(2)), mimetype="text/html")

    @app.get("/packed")
    def packed() -> Response:
        return Response(gzip.compress(long.encode()), mimetype="text/html", headers={"Content-Encoding": "gzip"})

    @app.get("/picture")
    def picture() -> Response:
        return Response(long, mimetype="image/png")

    @app.get("/part")
    def part() -> Response:
        return Response(long, status=206, mimetype="text/html", headers={"Content-Range": "bytes 0-4999/9999"})

    return app.test_client()


@pytest.mark.parametrize(
    ("path", "coding"), [("/streamed", None), ("/packed", "gzip"), ("/picture", None), ("/part", None)]
)
def test_what_is_no_whole_text_of_ours_is_let_through(bare: FlaskClient, path: str, coding: str | None) -> None:
    answer = bare.get(path, headers={"Accept-Encoding": "br"})
    assert answer.headers.get("Content-Encoding") == coding
    assert UNPACK[coding](answer.data).startswith(b"word word")
