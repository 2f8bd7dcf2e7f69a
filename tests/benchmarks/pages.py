"""How much dearer than bare Flask are our pages? The same SQL and the same template, without what we do around them."""

from __future__ import annotations

import http.client
import multiprocessing
import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlencode
from uuid import UUID, uuid5

from flask import Flask, Response, g, redirect, template_rendered
from werkzeug.serving import WSGIRequestHandler, make_server

from backend.app import create_app
from backend.store import Store, open_store
from tests.benchmarks.measure import Line, interleaved, ratio_line
from tests.benchmarks.recording import Script, bare, read_again, recording, replay
from tests.benchmarks.shop import NOW, SECRET, customer_id

ROUNDS = 200
WARM = 20


class _Http11(WSGIRequestHandler):
    protocol_version = "HTTP/1.1"

    def log(self, type: str, message: str, *args: Any) -> None:  # noqa: A002
        """Say nothing while measuring."""


@dataclass(frozen=True)
class Taken:
    """A page as it was made once: its statements, its template with everything it shows, and the visit."""

    script: Script
    template: Any
    context: dict[str, Any]
    visit: Any


def opened(folder: Path) -> Store:
    return open_store(f"sqlite:///{folder}/encore.db", f"sqlite:///{folder}/keys.db", SECRET, clock=lambda: NOW)


def app_on(folder: Path) -> tuple[Flask, Store]:
    store = opened(folder)
    return create_app(store, secure=False, clock=lambda: NOW), store


def taken_down(app: Flask, cookie: str, path: str) -> Taken:
    """Ask for a page once and keep all that it was made of."""
    shown: list[tuple[Any, dict[str, Any]]] = []

    def keep(_: Flask, template: Any, context: dict[str, Any], **__: Any) -> None:
        shown.append((template, context))

    with app.test_client(use_cookies=False) as client, template_rendered.connected_to(keep, app), recording() as script:
        response = client.get(path, headers={"Cookie": cookie})
        assert response.status_code == 200, response.status
        return Taken(script, *shown[-1], g.visit)


def strip(app: Flask, views: dict[str, Callable[..., Any]]) -> Flask:
    """The same routes with bare views in place of ours, and nothing around them."""
    app.before_request_funcs.clear()
    app.after_request_funcs.clear()
    app.view_functions.update(views)
    return app


def bare_page(taken: Taken, database: Path) -> Callable[..., str]:
    local = threading.local()

    def show(**_: Any) -> str:
        if not hasattr(local, "connection"):
            local.connection = bare(database)
        read_again(local.connection, taken.script)
        g.visit = taken.visit
        return str(taken.template.render(taken.context))

    return show


def bare_writer(scripts: list[Script], database: Path) -> Callable[..., Response]:
    connection = bare(database)
    waiting = iter(scripts)

    def write(**_: Any) -> Any:
        replay(connection, next(waiting))
        return redirect("/queue", 303)

    return write


def contact(number: int) -> tuple[str, str]:
    """The n-th contact attempt that is posted: its path and its fields."""
    path = f"/customers/{customer_id(0)}/contact-attempts"
    fields = {"fact_id": str(uuid5(UUID(int=0), f"post {number}")), "channel": "call", "outcome": "spoke"}
    return path, urlencode(fields)


def scripts_of_contacts(folder: Path, cookie: str, count: int) -> list[Script]:
    app, store = app_on(folder)
    scripts = []
    with app.test_client(use_cookies=False) as client:
        for number in range(count):
            path, body = contact(number)
            with recording() as script:
                headers = {"Cookie": cookie, "Content-Type": "application/x-www-form-urlencoded"}
                assert client.post(path, data=body, headers=headers).status_code == 303
            scripts.append(script)
    store.close()
    return scripts


def serve(folder: Path, kind: str, cookie: str, ports: Any) -> None:
    """In a process of its own: our app, or the bare one over a copy of the same database."""
    app, store = app_on(folder)
    if kind == "bare":
        history = f"/customers/{customer_id(0)}/history"
        pages = {"queue.index": "/queue", "history.index": history}
        views: dict[str, Callable[..., Any]] = {
            endpoint: bare_page(taken_down(app, cookie, path), folder / "encore.db") for endpoint, path in pages.items()
        }
        copy = folder.with_name(folder.name + "-copy")
        shutil.copytree(folder, copy)
        scripts = scripts_of_contacts(copy, cookie, ROUNDS + WARM)
        views["contacts.create"] = bare_writer(scripts, folder / "encore.db")
        store.close()
        app = strip(app, views)
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=_Http11)
    ports.put(server.port)
    server.serve_forever()


@contextmanager
def server(folder: Path, kind: str, cookie: str) -> Iterator[http.client.HTTPConnection]:
    ways = multiprocessing.get_context("spawn")
    ports = ways.Queue()
    process = ways.Process(target=serve, args=(folder, kind, cookie, ports), daemon=True)
    process.start()
    try:
        yield http.client.HTTPConnection("127.0.0.1", ports.get(timeout=60))
    finally:
        process.terminate()
        process.join()


def asker(connection: http.client.HTTPConnection, cookie: str, path: str) -> Callable[[], bytes]:
    def ask() -> bytes:
        connection.request("GET", path, headers={"Cookie": cookie, "Accept": "text/html"})
        response = connection.getresponse()
        assert response.status == 200, response.status
        return response.read()

    return ask


def poster(connection: http.client.HTTPConnection, cookie: str) -> Callable[[], bytes]:
    numbers = iter(range(ROUNDS + WARM))

    def post() -> bytes:
        path, body = contact(next(numbers))
        headers = {"Cookie": cookie, "Content-Type": "application/x-www-form-urlencoded"}
        connection.request("POST", path, body, headers)
        response = connection.getresponse()
        assert response.status == 303, response.status
        return response.read()

    return post


def lines(folder: Path, cookie: str) -> list[Line]:
    """`folder` holds a firm whose first customer has a long history and whose first salesperson a full queue."""
    copy = folder.with_name("bare")
    shutil.copytree(folder, copy)
    history = f"/customers/{customer_id(0)}/history"
    with server(folder, "ours", cookie) as ours, server(copy, "bare", cookie) as floor:
        found = []
        named = "bare Flask, same SQL and template"
        for what, path in (("Queue page, 20 cards", "/queue"), ("History page, 50 facts", history)):
            pair = asker(ours, cookie, path), asker(floor, cookie, path)
            interleaved(*pair, WARM)
            found.append(ratio_line(what, *interleaved(*pair, ROUNDS), 3, named))
        writers = poster(ours, cookie), poster(floor, cookie)
        interleaved(*writers, WARM)
        named = "bare Flask, same rows in one durable transaction"
        found.append(ratio_line("Log a contact over HTTP", *interleaved(*writers, ROUNDS), 4, named))
    return found
