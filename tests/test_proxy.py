"""Does the shipped proxy keep silent phones away, and pass on what the web packed? A real Caddy runs its text."""

from __future__ import annotations

import contextlib
import gzip
import http.client
import socket
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.servers import free_port, running
from tests.shipped import BIN, caddyfile

HALF_SENT = b"POST /note HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 100000\r\n\r\nhalf a n"
SILENT_PHONES = 100
WEB = """
def app(environ, start_response):
    environ["wsgi.input"].read()
    if environ["PATH_INFO"] == "/page":
        headers = [("Content-Type", "text/html"), ("ETag", 'W/"1"'), ("Vary", "Accept-Encoding")]
        if environ.get("HTTP_IF_NONE_MATCH") == 'W/"1"':
            start_response("304 Not Modified", headers)
            return []
        packed = "br" in environ.get("HTTP_ACCEPT_ENCODING", "")
        start_response("200 OK", headers + [("Content-Encoding", "br")] * packed)
        return [b"packed by the web" if packed else b"long " * 1000]
    start_response("200 OK", [("Content-Length", "2")])
    return [b"ok"]
"""


@pytest.fixture
def web(tmp_path: Path) -> Iterator[int]:
    """The smallest web that reads what it is sent, with four threads."""
    (tmp_path / "web.py").write_text(WEB)
    port = free_port()
    gunicorn: list[str | Path] = [BIN / "gunicorn", f"--bind=127.0.0.1:{port}", "--no-control-socket", "--threads=4"]
    with running([*gunicorn, "--worker-class=gthread", "--graceful-timeout=1", "web:app"], tmp_path, port):
        yield port


@pytest.fixture
def proxy(web: int, tmp_path: Path) -> Iterator[int]:
    port = free_port()
    told = caddyfile(tmp_path, ENCORE_HOST=f"http://127.0.0.1:{port}").replace("web:8000", f"127.0.0.1:{web}")
    assert "read_body 2m" in told
    quick = told.replace("{\n", "{\n  admin off\n", 1).replace("read_body 2m", "read_body 1s")
    (tmp_path / "Caddyfile").write_text(quick)
    caddy: list[str | Path] = [BIN / "caddy", "run", "--adapter", "caddyfile", "--config", "Caddyfile"]
    with running(caddy, tmp_path, port):
        yield port


@contextlib.contextmanager
def silent_phones(port: int) -> Iterator[None]:
    with contextlib.ExitStack() as lines:
        for _ in range(SILENT_PHONES):
            line = lines.enter_context(socket.create_connection(("127.0.0.1", port), timeout=5))
            line.sendall(HALF_SENT)
        time.sleep(0.3)
        yield


def answer(port: int) -> int:
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=1) as said:
        return int(said.status)


def test_a_whole_note_passes(proxy: int) -> None:
    note = urllib.request.Request(f"http://127.0.0.1:{proxy}/note", data=b"met at the fair")
    with urllib.request.urlopen(note, timeout=5) as said:
        assert said.status == 200


def test_a_hundred_half_sent_notes_leave_the_web_answering_behind_the_proxy(proxy: int) -> None:
    with silent_phones(proxy):
        assert answer(proxy) == 200


def test_without_the_proxy_the_same_phones_silence_the_web(web: int) -> None:
    with silent_phones(web), pytest.raises(TimeoutError):
        answer(web)


def test_a_note_whose_rest_comes_too_late_is_never_answered_as_saved(proxy: int) -> None:
    with socket.create_connection(("127.0.0.1", proxy), timeout=5) as phone:
        phone.sendall(HALF_SENT)
        time.sleep(2)
        phone.sendall(b"ote".ljust(100_000))
        assert phone.recv(12) == b"HTTP/1.1 499"


def page(port: int, **headers: str) -> tuple[int, str | None, bytes, str | None]:
    """Status, coding, body and tag of a page, asked for as browsers do."""
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    line.request("GET", "/page", headers={"Accept-Encoding": "gzip, deflate, br, zstd", **headers})
    answer = line.getresponse()
    told = answer.status, answer.headers["Content-Encoding"], answer.read(), answer.headers["ETag"]
    line.close()
    return told


def test_what_the_web_has_packed_passes_the_proxy_as_it_is(proxy: int) -> None:
    assert page(proxy) == (200, "br", b"packed by the web", 'W/"1"')


def test_what_the_browser_has_already_is_still_not_sent_again_behind_the_proxy(proxy: int) -> None:
    assert page(proxy, **{"If-None-Match": 'W/"1"'}) == (304, None, b"", 'W/"1"')


def test_what_the_web_has_not_packed_the_proxy_packs(proxy: int) -> None:
    status, coding, body, _ = page(proxy, **{"Accept-Encoding": "gzip"})
    assert (status, coding, gzip.decompress(body)) == (200, "gzip", b"long " * 1000)
