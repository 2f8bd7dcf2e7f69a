"""Is Encore reached over HTTPS as shipped? A real Caddy runs the text of docker-compose.yml before a real gunicorn."""

from __future__ import annotations

import gzip
import http.client
import json
import ssl
import subprocess
import time
from collections.abc import Iterator
from contextlib import closing, suppress
from dataclasses import dataclass
from email.message import Message
from http.cookies import SimpleCookie
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from click.testing import CliRunner

from backend.cli import main
from tests.certificates import authority, certificate
from tests.conftest import SECRET, Clock
from tests.servers import free_port, running
from tests.shipped import BIN, HOST, ROOT, caddyfile
from tests.web.firm import ALICE, Firm

PASSWORD = "four plain words here"
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


@dataclass(frozen=True)
class Answer:
    status: int
    headers: Message
    body: bytes


def ask(line: http.client.HTTPConnection, method: str, path: str, body: str = "", **headers: str) -> Answer:
    with closing(line):
        line.request(method, path, body or None, headers)
        answer = line.getresponse()
        return Answer(answer.status, answer.headers, answer.read())


@dataclass(frozen=True)
class Site:
    """Where it is served; `trust` is the root certificate that a phone was given."""

    https: int
    http: int
    trust: Path

    def ask(self, method: str, path: str, body: str = "", **headers: str) -> Answer:
        context = ssl.create_default_context(cafile=str(self.trust))
        line = http.client.HTTPSConnection("localhost", self.https, timeout=10, context=context)
        return ask(line, method, path, body, **headers)


@pytest.fixture(scope="module")
def web(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """Encore with a firm in which Alice has a password, started as the image starts it."""
    folder = tmp_path_factory.mktemp("firm")
    firm = Firm(folder, Clock())
    firm.store.sign_in.set_password(ALICE, "alice@encore.example", PASSWORD)
    firm.customer("Tom Brennan", bought=(61, 93, 125))
    firm.store.close()
    port = free_port()
    settings = {
        "ENCORE_DATABASE": f"sqlite:///{folder}/encore.db",
        "ENCORE_KEYS": f"sqlite:///{folder}/keys.db",
        "ENCORE_SECRET": SECRET.decode(),
        "ENCORE_HOST": "localhost",
    }
    with running([BIN / "gunicorn", *as_shipped(port)], ROOT, port, settings):
        yield port


def as_shipped(port: int) -> list[str]:
    """The Dockerfile's own words for gunicorn, on another port."""
    started = (ROOT / "Dockerfile").read_text().split("\nCMD ", 1)[1].replace("\\\n", "")
    words: list[str] = json.loads(started)
    return [word.replace("0.0.0.0:8000", f"127.0.0.1:{port}") for word in words[1:]]


def adapted(told: str, web: int, https: int, http: int, folder: Path) -> str:
    """The shipped configuration on ports that need no rights, writing nowhere but here."""
    ports = f"{{\n  admin off\n  http_port {http}\n  https_port {https}\n"
    shipped = told.replace("web:8000", f"127.0.0.1:{web}").replace("/certificate/", f"{folder}/")
    return shipped.replace("{\n", ports, 1)


@pytest.fixture(scope="module", params=["own", "internal"])
def site(request: pytest.FixtureRequest, web: int, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """With a certificate that the owner gives, and with one that the proxy makes for the shop's own network."""
    folder, https, http = tmp_path_factory.mktemp("proxy"), free_port(), free_port()
    root = authority(folder)
    certificate(folder, "localhost", root)
    chosen = {"ENCORE_CERTIFICATE": str(folder)} if request.param == "own" else {"ENCORE_TLS": "internal"}
    (folder / "Caddyfile").write_text(
        adapted(caddyfile(folder, ENCORE_HOST="localhost", **chosen), web, https, http, folder)
    )
    caddy: list[str | Path] = [BIN / "caddy", "run", "--adapter", "caddyfile", "--config", "Caddyfile"]
    made = folder / "caddy/pki/authorities/local/root.crt"
    with running(caddy, folder, https, {"XDG_DATA_HOME": str(folder), "XDG_CONFIG_HOME": str(folder)}):
        opened = Site(https, http, made if request.param == "internal" else root.file)
        wait_for_certificate(opened)
        yield opened


def wait_for_certificate(site: Site) -> None:
    """The proxy listens before it has made its own."""
    for _ in range(100):
        with suppress(ssl.SSLError, FileNotFoundError):
            site.ask("GET", "/healthz")
            return
        time.sleep(0.1)
    raise TimeoutError("the proxy has no certificate")


def test_somebody_signs_in_over_https_with_a_cookie_of_this_name_alone(site: Site) -> None:
    form = urlencode({"email": "alice@encore.example", "password": PASSWORD})
    origin = {"Origin": f"https://localhost:{site.https}", "Sec-Fetch-Site": "same-origin"}
    answer = site.ask("POST", "/session", form, **FORM, **origin)
    assert (answer.status, answer.headers["Location"]) == (303, "/")
    cookie = SimpleCookie(answer.headers["Set-Cookie"])["__Host-encore"]
    assert (cookie["secure"], cookie["httponly"], cookie["path"], cookie["domain"]) == (True, True, "/", "")
    book = site.ask("GET", "/customers", Cookie=f"__Host-encore={cookie.value}")
    assert book.status == 200
    assert "Tom Brennan" in book.body.decode()
    assert site.ask("GET", "/queue", Cookie=f"encore={cookie.value}").status == 303, "only the name that is private"


def test_every_answer_says_that_only_https_is_spoken_here(site: Site) -> None:
    for path in ("/session/new", "/static/manifest.webmanifest", "/nothing-here"):
        answer = site.ask("GET", path)
        assert answer.headers["Strict-Transport-Security"] == "max-age=31536000"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        if "static" not in path:
            assert "default-src 'none'" in answer.headers["Content-Security-Policy"]


def test_who_comes_without_https_is_sent_there(site: Site) -> None:
    line = http.client.HTTPConnection("localhost", site.http, timeout=10)
    answer = ask(line, "GET", "/session/new?next=/queue")
    assert answer.status == 308
    assert answer.headers["Location"] == "https://localhost/session/new?next=/queue"


def test_pages_come_compressed(site: Site) -> None:
    answer = site.ask("GET", "/session/new", **{"Accept-Encoding": "gzip"})
    assert answer.headers["Content-Encoding"] == "gzip"
    assert b"<!DOCTYPE html>" in gzip.decompress(answer.body)


def test_a_phone_that_was_not_told_to_trust_it_refuses(site: Site) -> None:
    line = http.client.HTTPSConnection("localhost", site.https, timeout=10, context=ssl.create_default_context())
    with pytest.raises(ssl.SSLCertVerificationError):
        ask(line, "GET", "/")


@pytest.fixture(scope="module")
def public(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What Caddy makes of the configuration for a public name, which it must find valid."""
    folder = tmp_path_factory.mktemp("public")
    (folder / "Caddyfile").write_text(caddyfile(folder))
    told = ["--adapter", "caddyfile", "--config", "Caddyfile"]
    settings = {"XDG_DATA_HOME": str(folder), "XDG_CONFIG_HOME": str(folder), "HOME": str(folder)}
    subprocess.run([BIN / "caddy", "validate", *told], cwd=folder, env=settings, check=True, capture_output=True)
    read = subprocess.run([BIN / "caddy", "adapt", *told], cwd=folder, env=settings, check=True, capture_output=True)
    found: dict[str, Any] = json.loads(read.stdout)
    return found


def test_a_public_name_gets_a_public_certificate_and_a_redirect(public: dict[str, Any]) -> None:
    """Caddy obtains one, and redirects, for every name that nothing else is said of."""
    (server,) = public["apps"]["http"]["servers"].values()
    assert server["listen"] == [":443"]
    assert [match["host"] for route in server["routes"] for match in route["match"]] == [[HOST]]
    assert "automatic_https" not in server
    assert "tls" not in public["apps"], "an issuer or a certificate of one's own would stand here"


def test_a_certificate_is_not_put_into_the_machines_own_trust(public: dict[str, Any]) -> None:
    assert public["apps"]["pki"]["certificate_authorities"]["local"]["install_trust"] is False


def test_check_site_finds_nothing_missing_but_a_name_of_ones_own(site: Site) -> None:
    asked = [f"https://localhost:{site.https}", "--root", str(site.trust), "--http-port", str(site.http), "--json"]
    result = CliRunner().invoke(main, ["check-site", *asked])
    told = json.loads(result.output)
    assert {one["about"] for one in told["findings"] if one["state"] == "missing"} == {"reach"}
    assert {one["about"] for one in told["findings"] if one["state"] == "good"} >= {
        "certificate", "redirect", "hsts", "content_security_policy", "cookies", "compressed", "manifest", "icons",
    }  # fmt: skip
