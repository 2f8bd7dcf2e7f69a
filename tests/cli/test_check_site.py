"""Does `encore check-site` say in words what a phone would miss, whatever answers there?"""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from werkzeug.serving import make_server

from backend.app import create_app
from backend.cli.site import wire
from tests.certificates import Authority, authority
from tests.cli.sites import MANIFEST, PAGE, WHOLE, changed, manifest, saying, serving, speaking
from tests.conftest import Clock
from tests.servers import free_port
from tests.web.firm import Firm

Encore = Callable[..., Result]
NAME = "encore.test"


@pytest.fixture(autouse=True)
def at_home(monkeypatch: pytest.MonkeyPatch) -> None:
    """The name leads to this machine."""
    ask = socket.getaddrinfo

    def answer(host: Any, *args: Any, **options: Any) -> Any:
        if str(host).endswith(".nowhere"):
            raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
        return ask("127.0.0.1" if host == NAME else host, *args, **options)

    monkeypatch.setattr(socket, "getaddrinfo", answer)


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return authority(tmp_path_factory.mktemp("root"))


@pytest.fixture
def redirect() -> Iterator[int]:
    with serving({"/": (308, {"Location": f"https://{NAME}/"}, b"")}, None) as port:
        yield port


class Asking:
    """Asks about a site, and reads what was found by what it is about."""

    def __init__(self, encore: Encore, root: Authority, redirect: int) -> None:
        self.encore, self.root, self.redirect = encore, root, redirect

    def __call__(self, at: str, *options: object) -> dict[str, list[tuple[str, str]]]:
        self.result = self.encore("check-site", at, "--json", "--http-port", self.redirect, *options)
        self.told = json.loads(self.result.output)
        found: dict[str, list[tuple[str, str]]] = {}
        for one in self.told["findings"]:
            assert one["says"].endswith("."), one
            assert (one["do"] != "") == (one["state"] in ("missing", "could be better")), one
            found.setdefault(one["about"], []).append((one["state"], one["says"]))
        missing = any(state == "missing" for lines in found.values() for state, _ in lines)
        assert self.result.exit_code == (1 if missing else 0)
        return found


@pytest.fixture
def asking(encore: Encore, root: Authority, redirect: int) -> Asking:
    return Asking(encore, root, redirect)


def test_a_site_of_which_nothing_is_missing(asking: Asking, root: Authority, tmp_path: Path) -> None:
    with serving(WHOLE, speaking(tmp_path, NAME, root)) as port:
        found = asking(f"https://{NAME}:{port}", "--root", root.file)
        in_words = asking.encore("check-site", f"{NAME}:{port}", "--root", root.file, "--http-port", asking.redirect)
    assert [about for about, lines in found.items() for state, _ in lines if state != "good"] == ["reach"], found
    assert (asking.told["installable"], asking.told["well"]) == (True, True)
    assert in_words.exit_code == 0
    lines = in_words.output.splitlines()
    assert lines[-1] == "A phone can install it."
    assert any(line.startswith("ok   The certificate is for encore.test and trusted by phones that") for line in lines)


def test_encore_itself_behind_https(asking: Asking, root: Authority, tmp_path: Path, clock: Clock) -> None:
    clock.now = datetime.now(UTC)
    firm = Firm(tmp_path, clock)
    app = create_app(firm.store, secure=True, clock=clock)
    server = make_server("127.0.0.1", 0, app, threaded=True, ssl_context=speaking(tmp_path, NAME, root))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    found = asking(f"https://{NAME}:{server.port}", "--root", root.file)
    server.shutdown()
    thread.join()
    server.server_close()
    firm.store.close()
    others = {about: lines for about, lines in found.items() if any(state != "good" for state, _ in lines)}
    assert others.keys() <= {"reach", "compressed", "service_worker"}, others
    assert asking.told["installable"]
    assert found["icons"] == [("good", "All 4 icons load, in the sizes that phones ask for.")]


@pytest.mark.parametrize(
    ("host", "signed", "days", "words"),
    [
        (NAME, True, -1, ["has expired"]),
        (NAME, False, 90, ["made by the server itself"]),
        ("other.test", True, 90, ["is not for encore.test"]),
        ("other.test", False, 90, ["made by the server itself", "is not for encore.test"]),
        (NAME, False, -1, ["made by the server itself", "has expired"]),
    ],
)
def test_a_bad_certificate_is_called_what_it_is_and_the_rest_is_looked_at(
    asking: Asking, root: Authority, tmp_path: Path, host: str, signed: bool, days: float, words: list[str]
) -> None:
    with serving(WHOLE, speaking(tmp_path, host, root if signed else None, days)) as port:
        found = asking(f"https://{NAME}:{port}", "--root", root.file)
    assert [state for state, _ in found["certificate"]] == ["missing"] * len(words)
    said = " ".join(says for _, says in found["certificate"])
    assert all(one in said for one in words), said
    assert found["manifest"][0][0] == "good"
    assert asking.told["installable"] is False


def test_a_root_that_phones_do_not_have(asking: Asking, root: Authority, tmp_path: Path) -> None:
    with serving(WHOLE, speaking(tmp_path, NAME, root)) as port:
        found = asking(f"https://{NAME}:{port}")
    assert found["certificate"] == [("missing", "The certificate was signed by somebody whom phones do not know.")]


def test_a_certificate_that_runs_out_soon(asking: Asking, root: Authority, tmp_path: Path) -> None:
    with serving(WHOLE, speaking(tmp_path, NAME, root, days=2)) as port:
        found = asking(f"https://{NAME}:{port}", "--root", root.file)
    assert [state for state, _ in found["certificate"]] == ["good", "could be better"]


@pytest.mark.parametrize(
    ("paths", "about", "state", "words"),
    [
        ({**WHOLE, "/": (500, {}, b"")}, "page", "missing", "answered by 500"),
        (changed("/", 303, Location="https://elsewhere.test/"), "page", "missing", "leads elsewhere"),
        (changed("/", 303, Location="/"), "page", "missing", "answered by 303"),
        (changed("/", 303, Location="//[bad"), "page", "missing", "leads elsewhere"),
        (changed("/", body=b"<![bad[ "), "manifest", "missing", "no manifest"),
        (changed("/", body=b"<p>Hello"), "manifest", "missing", "no manifest"),
        (changed("/", body=b"<link rel=manifest href='//e.test/m'>"), "manifest", "missing", "no manifest"),
        (changed("/", body=b"<link rel=manifest href='//[bad'>"), "manifest", "missing", "no manifest"),
        (changed("/", body=b"\xff\xfe\x00"), "manifest", "missing", "no manifest"),
        ({**WHOLE, "/m.json": (404, {}, b"")}, "manifest", "missing", "answered by 404"),
        (changed("/m.json", body=b"[" * 100_000), "manifest", "missing", "cannot be read"),
        (changed("/m.json", body=b"[]"), "manifest", "missing", "cannot be read"),
        (changed("/m.json", kind="text/plain"), "manifest", "missing", "text/plain"),
        (manifest(name=""), "manifest", "missing", "lacks a name"),
        (manifest(start_url="https://e.test/"), "manifest", "missing", "where to start"),
        (manifest(display="browser"), "manifest", "missing", "a window of its own"),
        (manifest(display=["standalone"]), "manifest", "missing", "a window of its own"),
        (manifest(icons=None), "icons", "missing", "no icon of 192x192 or 512x512"),
        (manifest(icons=MANIFEST["icons"][:1]), "icons", "missing", "no icon of 512x512"),
        (manifest(icons=[None, 7, {"src": 7, "sizes": []}]), "icons", "missing", "no icon of 192x192"),
        (manifest(icons={"src": "x"}), "icons", "missing", "no icon"),
        ({**WHOLE, "/i512.png": (404, {}, b"")}, "icons", "missing", "/i512.png does not load"),
        (changed("/i512.png", body=b"no picture"), "icons", "missing", "not of the size"),
        (changed("/i512.png", body=WHOLE["/i192.png"][2]), "icons", "missing", "not of the size"),
        (changed("/", Strict_Transport_Security="max-age=0"), "hsts", "missing", "HTTPS alone"),
        (changed("/", Strict_Transport_Security="forever"), "hsts", "missing", "HTTPS alone"),
        (changed("/", Content_Security_Policy=""), "content_security_policy", "missing", "which scripts"),
        (
            changed("/", Content_Security_Policy="script-src 'unsafe-inline'"),
            "content_security_policy",
            "missing",
            "anybody",
        ),
        (changed("/session/end", Set_Cookie="encore=; HttpOnly"), "cookies", "missing", "could travel openly"),
        (changed("/session/end", Set_Cookie=";;=;"), "cookies", "missing", "cannot be seen"),
        ({**WHOLE, "/session/end": (404, {}, b"")}, "cookies", "missing", "cannot be seen"),
        (changed("/", Content_Encoding="identity"), "compressed", "could be better", "slow"),
        ({**WHOLE, "/a.js": (200, {}, b"")}, "service_worker", "not yet", "Installing does not need one"),
        ({**WHOLE, "/sw.js": (404, {}, b"")}, "service_worker", "missing", "/sw.js does not load"),
    ],
)
def test_each_thing_that_is_missing_is_said(
    asking: Asking, root: Authority, tmp_path: Path, paths: Any, about: str, state: str, words: str
) -> None:
    with serving(paths, speaking(tmp_path, NAME, root)) as port:
        found = asking(f"https://{NAME}:{port}", "--root", root.file)
    assert any(words in says for one, says in found[about] if one == state), found.get(about)


@pytest.mark.parametrize(
    ("date", "state", "words"),
    [
        ("Thu, 01 Jan 2026 00:00:00 GMT", "missing", "behind"),
        ("Thu, 01 Jan 2099 00:00:00 GMT", "missing", "ahead of"),
        ("Thu, 01 Jan 2099 00:00:00 -0000", "missing", "ahead of"),
        ("noon", "not yet", "does not say"),
        ("Thu, 99 Jan 9999 99:99:99 GMT", "not yet", "does not say"),
    ],
)
def test_a_wrong_clock_is_said(asking: Asking, date: str, state: str, words: str) -> None:
    page = f"HTTP/1.0 200 OK\r\nDate: {date}\r\n\r\n{PAGE}".encode()
    with saying(page) as port:
        found = asking(f"http://{NAME}:{port}")
    assert found["clock"][0][0] == state
    assert words in found["clock"][0][1]


def test_without_https_a_phone_does_not_install_it(asking: Asking) -> None:
    with serving(changed("/session/end", Set_Cookie="encore=; HttpOnly; Path=/"), None) as port:
        found = asking(f"http://{NAME}:{port}")
        here = asking(f"http://127.0.0.1:{port}")
    assert found["private"][0][0] == "missing"
    assert "others can read along" in found["private"][0][1]
    assert found["cookies"][0][0] == "could be better"
    assert "redirect" not in found
    assert here["private"][0][0] == "good"
    assert here["reach"] == [("missing", "Only this machine itself finds 127.0.0.1; a phone does not.")]


def test_a_cookie_for_https_where_there_is_none_lets_nobody_in(asking: Asking) -> None:
    with serving(WHOLE, None) as port:
        assert "Nobody can sign in" in asking(f"http://{NAME}:{port}")["cookies"][0][1]


def test_who_comes_without_https_ought_to_be_led_there(asking: Asking, root: Authority, tmp_path: Path) -> None:
    with serving(WHOLE, speaking(tmp_path, NAME, root)) as port, serving(WHOLE, None) as plain:
        asking.redirect = plain
        assert asking(f"https://{NAME}:{port}", "--root", root.file)["redirect"][0][0] == "missing"
        asking.redirect = free_port()
        assert asking(f"https://{NAME}:{port}", "--root", root.file)["redirect"][0][0] == "could be better"


def test_a_name_that_leads_nowhere(asking: Asking) -> None:
    found = asking("https://shop.nowhere")
    assert list(found) == ["name"]
    assert "leads nowhere" in found["name"][0][1]


def test_a_port_on_which_nobody_listens(asking: Asking) -> None:
    assert "nobody listens there" in asking(f"https://{NAME}:{free_port()}")["port"][0][1]


def test_something_else_on_the_port(asking: Asking, root: Authority, tmp_path: Path) -> None:
    with serving(WHOLE, None) as port:
        assert "There is no HTTPS" in asking(f"https://{NAME}:{port}")["certificate"][0][1]
    with serving(WHOLE, speaking(tmp_path, NAME, root)) as port:
        assert "cannot be read" in asking(f"http://{NAME}:{port}")["page"][0][1]


@pytest.mark.parametrize(
    ("words", "pause"),
    [
        (b"", 0),
        (b"\x00\xff\xfe garbage \r\n\r\n", 0),
        (b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 500, 0),
        (b"HTTP/1.1 200 OK\r\nContent-Length: -7\r\n\r\n", 0),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf", 0),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", 0),
        (b"HTTP/1.1 303 See\r\nLocation: \x80\xff\r\n\r\n", 0),
        (b"HTTP/1.1 999999 ?\r\n\r\n", 0),
        (b"HTTP/1.1 200 OK\r\n" + b"X" * 70_000, 0),
        (b"HTTP/1.1 200 OK\r\nX: " + b"slowly" * 100, 0.2),
    ],
)
def test_no_server_makes_it_fail_or_wait(
    asking: Asking, monkeypatch: pytest.MonkeyPatch, words: bytes, pause: float
) -> None:
    monkeypatch.setattr(wire, "PATIENCE", 0.4)
    with saying(words, pause) as port:
        plain = asking(f"http://{NAME}:{port}")
        spoken = asking(f"https://{NAME}:{port}")
    assert any(state == "missing" for lines in plain.values() for state, _ in lines)
    assert spoken["certificate"][0][0] == "missing"


@pytest.mark.parametrize(
    "address",
    [
        "ftp://crm.example.org",
        "https://",
        "http://[bad",
        "https://a b",
        "https://name:99999",
        "https://x:y",
        "a\x00b",
        "://",
    ],
)
def test_what_is_no_address_is_said_in_a_sentence(encore: Encore, address: str) -> None:
    result = encore("check-site", address)
    assert result.exit_code == 1
    assert "Write the address as" in result.output


@pytest.mark.parametrize(
    "address", ["https://" + "a" * 70 + ".nowhere", "https://ünï.nowhere", "https://..nowhere", "https://-.nowhere"]
)
def test_a_strange_name_leads_nowhere(asking: Asking, address: str) -> None:
    assert asking(address)["name"][0][0] == "missing"


def test_a_root_that_is_none_is_said(encore: Encore, tmp_path: Path) -> None:
    (tmp_path / "root.pem").write_text("nothing")
    for file in ("root.pem", "not-there.pem"):
        result = encore("check-site", NAME, "--root", tmp_path / file)
        assert result.exit_code == 1
        assert f"{tmp_path / file} holds no certificate" in result.output


def test_without_an_address_it_asks_where_encore_is_served(
    encore: Encore, environment: dict[str, str], tmp_path: Path
) -> None:
    environment["ENCORE_PORT"] = str(free_port())
    assert f"Nothing answers on port {environment['ENCORE_PORT']}" in encore("check-site").output
    environment["ENCORE_HOST"] = "shop.nowhere"
    assert "The name shop.nowhere leads nowhere" in encore("check-site").output
    assert list(tmp_path.iterdir()) == [], "it only asks: no secret, no database"
