"""How is a server asked, so that none can keep us waiting or make us fail?"""

from __future__ import annotations

import http.client
import socket
import ssl
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from dataclasses import dataclass
from email.message import Message
from threading import Thread
from typing import TypeVar

PATIENCE = 10.0
"""Seconds for the whole of one answer, however slowly a server drips it."""
LARGEST = 2 * 1024 * 1024
"""Bytes of an answer that are read."""

T = TypeVar("T")


class Unanswered(Exception):
    """Half a sentence that says why there is no answer that could be read."""


@dataclass(frozen=True)
class Site:
    """An origin. `context` None: without HTTPS."""

    host: str
    port: int
    context: ssl.SSLContext | None = None

    @property
    def origin(self) -> str:
        scheme, usual = ("https", 443) if self.context else ("http", 80)
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{scheme}://{host}" + ("" if self.port == usual else f":{self.port}")


@dataclass(frozen=True)
class Reply:
    status: int
    headers: Message
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode("utf-8", "replace")

    @property
    def kind(self) -> str:
        """The content type without its parameters."""
        return str(self.headers.get("Content-Type", "")).split(";")[0].strip().lower()


def within(work: Callable[[], T]) -> T:
    """What `work` answers. Raises TimeoutError where it takes longer: it is left behind, in a thread of its own."""
    future: Future[T] = Future()

    def run() -> None:
        try:
            future.set_result(work())
        except Exception as error:
            future.set_exception(error)

    Thread(target=run, daemon=True).start()
    return future.result(timeout=PATIENCE)


def resolve(host: str, port: int) -> list[str]:
    """The addresses of a name. Raises Unanswered."""
    try:
        found = within(lambda: socket.getaddrinfo(host, port, type=socket.SOCK_STREAM))
    except TimeoutError as why:
        raise Unanswered("the name server does not answer") from why
    except (OSError, ValueError) as why:
        raise Unanswered("no name server knows it") from why
    return list(dict.fromkeys(str(one[4][0]) for one in found))


def connect(host: str, port: int) -> None:
    """Raises Unanswered where nobody listens."""
    try:
        within(lambda: socket.create_connection((host, port), timeout=PATIENCE)).close()
    except (OSError, ValueError) as why:
        raise Unanswered(in_words(why)) from why


def fetch(site: Site, path: str, method: str = "GET", headers: Mapping[str, str] | None = None) -> Reply:
    """One answer, without following where it leads. Raises Unanswered."""
    try:
        return within(lambda: _fetch(site, path, method, dict(headers or {})))
    except (OSError, ValueError, http.client.HTTPException) as why:
        raise Unanswered(in_words(why)) from why


def _fetch(site: Site, path: str, method: str, headers: dict[str, str]) -> Reply:
    line = (
        http.client.HTTPSConnection(site.host, site.port, timeout=PATIENCE, context=site.context)
        if site.context
        else http.client.HTTPConnection(site.host, site.port, timeout=PATIENCE)
    )
    try:
        line.request(method, path, headers={"User-Agent": "encore check-site", **headers})
        answer = line.getresponse()
        return Reply(answer.status, answer.headers, answer.read(LARGEST))
    finally:
        line.close()


def in_words(why: Exception) -> str:
    match why:
        case TimeoutError():
            return f"no answer within {PATIENCE:.0f} seconds"
        case ConnectionRefusedError():
            return "nobody listens there"
        case ssl.SSLError():
            return f"HTTPS cannot be agreed on ({(why.reason or 'no reason given').replace('_', ' ').lower()})"
        case OSError() if why.strerror:
            return why.strerror[:1].lower() + why.strerror[1:]
        case _:
            return "the answer is none that a browser understands"
