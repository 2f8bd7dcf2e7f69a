"""Which sites does a test ask about: whole ones, ones that lack something, and servers that talk nonsense?"""

from __future__ import annotations

import json
import socket
import ssl
import struct
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from tests.certificates import Authority, certificate

PAGE = "<!DOCTYPE html><link rel=manifest href=/m.json><script src=/a.js></script>"
ICON = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"
MANIFEST: Mapping[str, Any] = {
    "name": "Encore",
    "start_url": "/queue",
    "display": "standalone",
    "icons": [{"src": f"i{size}.png", "sizes": f"{size}x{size}", "type": "image/png"} for size in (192, 512)],
}
WHOLE: Mapping[str, tuple[int, Mapping[str, str], bytes]] = {
    "/": (
        200,
        {
            "Content-Type": "text/html",
            "Content-Encoding": "gzip",
            "Strict-Transport-Security": "max-age=31536000",
            "Content-Security-Policy": "default-src 'none'",
        },
        PAGE.encode(),
    ),
    "/m.json": (200, {"Content-Type": "application/manifest+json"}, json.dumps(MANIFEST).encode()),
    "/i192.png": (200, {"Content-Type": "image/png"}, ICON + struct.pack(">II", 192, 192)),
    "/i512.png": (200, {"Content-Type": "image/png"}, ICON + struct.pack(">II", 512, 512)),
    "/a.js": (200, {"Content-Type": "text/javascript"}, b"navigator.serviceWorker.register('/sw.js')"),
    "/sw.js": (200, {"Content-Type": "text/javascript"}, b""),
    "/session/end": (303, {"Set-Cookie": "__Host-encore=; Secure; HttpOnly; Path=/"}, b""),
}
"""A site of which nothing is missing: what a test changes is what is found."""


def changed(path: str, status: int = 200, kind: str = "", body: bytes | None = None, **headers: str) -> dict[str, Any]:
    old = WHOLE[path]
    told = {
        **old[1],
        **({"Content-Type": kind} if kind else {}),
        **{n.replace("_", "-"): v for n, v in headers.items()},
    }
    return {**WHOLE, path: (status, told, old[2] if body is None else body)}


def manifest(**changes: Any) -> dict[str, Any]:
    told = {name: value for name, value in {**MANIFEST, **changes}.items() if value is not None}
    return changed("/m.json", body=json.dumps(told).encode())


def speaking(folder: Path, host: str, by: Authority | None, days: float = 90) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*certificate(folder, host, by, days=days))
    return context


@contextmanager
def serving(paths: Mapping[str, tuple[int, Mapping[str, str], bytes]], spoken: ssl.SSLContext | None) -> Iterator[int]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            status, headers, body = paths.get(self.path, (404, {}, b""))
            self.send_response(status)
            for name, value in {"Content-Length": str(len(body)), **headers}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        do_POST = do_GET  # noqa: N815 as the library calls it

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    class Quiet(ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, *_: object) -> None:
            """A client that refuses the certificate is what is tested."""

    server = Quiet(("127.0.0.1", 0), Handler)
    if spoken:
        server.socket = spoken.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield server.server_address[1]
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@contextmanager
def saying(words: bytes, pause: float = 0) -> Iterator[int]:
    """A server that answers everything with these bytes, one after the other, and then falls silent."""
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def answer() -> None:
            while True:
                try:
                    line = listening.accept()[0]
                except OSError:
                    return
                threading.Thread(target=say, args=(line,), daemon=True).start()

        def say(line: socket.socket) -> None:
            with line, suppress(OSError):
                line.recv(4096)
                for byte in range(0, len(words), 1 if pause else len(words) or 1):
                    line.sendall(words[byte : byte + (1 if pause else len(words))])
                    time.sleep(pause)
                if not words:
                    time.sleep(5)

        threading.Thread(target=answer, daemon=True).start()
        yield listening.getsockname()[1]
