"""Does a page get one style and one script, kept for ever by their content, and the service worker the newest word?"""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from backend.app import PWA
from backend.web.assets import HTMX, KINDS, put_together
from backend.web.guard import OF_EVERYTHING

FOR_EVER = "public, max-age=31536000, immutable"
ADDRESS = re.compile(r'(?:href|src)="(/assets/[^"]+)"')


def addresses(client: FlaskClient, page: str = "/session/new") -> list[str]:
    return ADDRESS.findall(client.get(page).text)


@pytest.fixture
def pwa(tmp_path: Path) -> Path:
    return Path(shutil.copytree(PWA, tmp_path / "pwa"))


def version(pwa: Path) -> str:
    put_together.cache_clear()
    return put_together(pwa).version


def test_every_page_names_one_style_and_one_script(alice: FlaskClient, nobody: FlaskClient) -> None:
    named = addresses(nobody)
    assert [at.rpartition("/")[2] for at in named] == ["app.css", "app.js"]
    for page in ("/queue", "/note", "/customers", "/nothing-here"):
        assert addresses(alice, page) == named


@pytest.mark.parametrize("place", [0, 1])
def test_what_a_page_names_is_kept_for_ever(nobody: FlaskClient, place: int) -> None:
    at = addresses(nobody)[place]
    answer = nobody.get(at)
    assert (answer.status_code, answer.mimetype) == (200, KINDS[at.rpartition("/")[2]])
    assert answer.headers["Cache-Control"] == FOR_EVER
    assert {header: answer.headers.get(header) for header in OF_EVERYTHING} == OF_EVERYTHING
    assert "Cookie" not in answer.headers.get("Vary", "")
    again = nobody.get(at, headers={"If-None-Match": answer.headers["ETag"]})
    assert (again.status_code, again.data, again.headers["Cache-Control"]) == (304, b"", FOR_EVER)


def test_a_page_of_another_version_gets_the_present_script_but_asks_each_time(nobody: FlaskClient) -> None:
    now = nobody.get(addresses(nobody)[1])
    old = nobody.get("/assets/0123456789abcdef/app.js")
    assert (old.status_code, old.data, old.headers["Cache-Control"]) == (200, now.data, "no-cache")


@pytest.mark.parametrize("name", ["nothing.js", "sw.js", "app.js.map", "..%2fapp.js"])
def test_nothing_else_is_there(nobody: FlaskClient, name: str) -> None:
    answer = nobody.get(f"/assets/0123456789abcdef/{name}")
    assert (answer.status_code, answer.headers["Cache-Control"]) == (404, "private, no-cache")


def test_htmx_stands_in_front_as_it_is_and_defines_itself_for_everybody(nobody: FlaskClient) -> None:
    script = nobody.get(addresses(nobody)[1]).data
    assert script.startswith((PWA / "static" / HTMX).read_bytes() + b";\n(()=>{")
    assert script.startswith(b"var htmx=")


def test_the_worker_is_for_everybody_and_asked_for_each_time(nobody: FlaskClient, alice: FlaskClient) -> None:
    answer = nobody.get("/sw.js")
    assert (answer.status_code, answer.mimetype) == (200, "text/javascript")
    assert answer.headers["Cache-Control"] == "no-cache"
    assert {"Set-Cookie", "Last-Modified"}.isdisjoint(answer.headers.keys())
    assert answer.data == alice.get("/sw.js").data
    again = nobody.get("/sw.js", headers={"If-None-Match": answer.headers["ETag"]})
    assert (again.status_code, again.data, again.headers["Cache-Control"]) == (304, b"", "no-cache")


def test_the_worker_is_told_its_version_and_where_everything_lies(nobody: FlaskClient) -> None:
    told = re.match(r'const VERSION="([0-9a-f]{16})",SHELL=\[(.*)\];\n\(\(\)=>', nobody.get("/sw.js").text)
    assert told
    assert told[1] == version(PWA)
    shell = re.findall(r'"([^"]*)"', told[2])
    assert shell[:2] == addresses(nobody)
    for at in shell:
        with nobody.get(at) as answer:
            assert answer.status_code == 200, at


@pytest.mark.parametrize(
    "changed",
    [
        "static/css/base.css",
        "static/js/ids.js",
        "static/js/sw.js",
        "static/manifest.webmanifest",
        "templates/_card.html",
    ],
)
def test_another_version_is_another_worker(pwa: Path, changed: str) -> None:
    before = version(pwa)
    assert version(pwa) == before == version(PWA)
    with (pwa / changed).open("a") as file:
        file.write("\n;x\n")
    assert version(pwa) != before


def test_a_comment_is_no_other_version(pwa: Path) -> None:
    with (pwa / "static" / "js" / "ids.js").open("a") as file:
        file.write("// said again\n")
    assert version(pwa) == version(PWA)


def test_a_phone_is_rid_of_it_all_where_offline_is_off() -> None:
    on, off = put_together(PWA), put_together(PWA, offline=False)
    assert off.contents == on.contents
    assert off.version != on.version
    for done in ("skipWaiting()", "caches.delete", "clients.claim()", "unregister()"):
        assert done in off.worker_script
    assert not re.search(r"indexedDB|\bfetch\b|localStorage", off.worker_script)
