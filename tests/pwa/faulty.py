"""Which server do phones in bad weather reach? The real app over a firm's files, with faults that a file asks for."""

from __future__ import annotations

import json
import os
import socket
import sys
import time
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

from jinja2 import FileSystemBytecodeCache
from werkzeug.serving import make_server

from backend.app import create_app
from backend.projections.rebuild import ensure
from backend.store import Backups, open_store
from backend.web.assets import NAME, Assets
from backend.web.house import Keeping
from tests.conftest import SECRET

Answer = Iterable[bytes]
FAULTS = "faults.json"
"""{"path": "/sync", "slow": seconds, "cut": true}: what befalls requests below a path. `cut`: no answer comes."""


class Faults:
    """Between the wire and the app. A cut comes after the app has done all its work: only the answer is lost."""

    def __init__(self, app: Callable[..., Answer], file: Path) -> None:
        self._app, self._file = app, file

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Answer:
        faults = json.loads(self._file.read_text())
        if not environ["PATH_INFO"].startswith(faults.get("path", "/")):
            return self._app(environ, start_response)
        time.sleep(faults.get("slow", 0))
        answer = list(self._app(environ, start_response))
        if faults.get("cut"):
            environ["werkzeug.socket"].shutdown(socket.SHUT_RDWR)
        return answer


STRICT = b'durability: "strict"'


def next_version(found: Assets, version: str) -> Assets:
    """After an update: another style, and so other names of files and another service worker."""
    contents = {**found.contents, "app.css": found.contents["app.css"] + f"/*{version}*/".encode()}
    return replace(found, contents=contents, version=version)


def less_durable(found: Assets, durability: str) -> Assets:
    """The same scripts, with which phones do not wait until a note is on the disk itself: what must lose some."""
    contents = {
        name: content.replace(STRICT, b'durability: "%s"' % durability.encode())
        for name, content in found.contents.items()
    }
    assert contents["app.js"] != found.contents["app.js"]
    return replace(found, contents=contents, version=found.version + durability)


def serve(folder: Path, port: int, version: str, durability: str) -> None:
    """Until the process is ended; what it says goes into a file beside the firm's."""
    with (folder / "server.log").open("ab") as log:
        for told in (sys.stdout, sys.stderr):
            os.dup2(log.fileno(), told.fileno())
    store = open_store(f"sqlite:///{folder}/encore.db", f"sqlite:///{folder}/keys.db", SECRET)
    ensure(store)
    keeping = Keeping(Backups(folder / "backups", "encore"), lambda: 50)
    app = create_app(store, secure=False, keeping=keeping)
    app.jinja_env.bytecode_cache = FileSystemBytecodeCache()  # each start would compile every template anew
    found: Assets = app.extensions[NAME]
    if version:
        found = next_version(found, version)
    if durability:
        found = less_durable(found, durability)
    app.extensions[NAME] = app.jinja_env.globals["assets"] = found
    app.wsgi_app = Faults(app.wsgi_app, folder / FAULTS)  # type: ignore[method-assign]
    make_server("127.0.0.1", port, app, threaded=True).serve_forever()
