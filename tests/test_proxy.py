"""Does the shipped proxy keep silent phones away from the web? A real Caddy runs the text of docker-compose.yml."""

from __future__ import annotations

import contextlib
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
HALF_SENT = b"POST /note HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 100000\r\n\r\nhalf a n"
SILENT_PHONES = 100
WEB = """
def app(environ, start_response):
    environ["wsgi.input"].read()
    start_response("200 OK", [("Content-Length", "2")])
    return [b"ok"]
"""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextlib.contextmanager
def running(command: list[str | Path], cwd: Path, port: int) -> Iterator[int]:
    """A server of our own on `port`, ended with the test."""
    server = subprocess.Popen(command, cwd=cwd, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        wait_for(port, server)
        yield port
    finally:
        server.terminate()
        try:
            server.wait(timeout=2)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()


def wait_for(port: int, server: subprocess.Popen[bytes]) -> None:
    for _ in range(200):
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
        assert server.poll() is None, "the server ended before it listened"
        time.sleep(0.05)
    raise TimeoutError(port)


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
    shipped = yaml.safe_load((ROOT / "docker-compose.yml").read_text())["configs"]["caddyfile"]["content"]
    told = shipped.replace("${ENCORE_HOST}", f"http://127.0.0.1:{port}").replace("web:8000", f"127.0.0.1:{web}")
    assert "read_body 10s" in told
    quick = told.replace("{\n", "{\n  admin off\n", 1).replace("read_body 10s", "read_body 1s")
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
