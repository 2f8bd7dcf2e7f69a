"""Did htmx ask, and from which page? The only place that knows htmx-flask."""

from __future__ import annotations

from typing import cast
from urllib.parse import parse_qsl, urlsplit

import htmx_flask
from flask import Flask, Response, request


def init_app(app: Flask) -> None:
    htmx_flask.Htmx(app)


def asked() -> bool:
    """Whether htmx asks: the answer is then a fragment."""
    return bool(htmx_flask.request.htmx)


def current_path() -> str:
    """The path of the page on which htmx asks; empty for a plain request."""
    url = cast("str | None", htmx_flask.request.htmx.current_url)
    return urlsplit(url).path if url else ""


def current_query() -> dict[str, str]:
    """What stands behind the ? of that page's address."""
    url = cast("str | None", htmx_flask.request.htmx.current_url)
    return dict(parse_qsl(urlsplit(url).query)) if url else {}


def go(url: str) -> Response:
    """Have htmx leave for another page of our own."""
    return Response(headers={"HX-Redirect": url})


def wants_json() -> bool:
    """Whether another program asks: it says so by `Accept: application/json`."""
    best = request.accept_mimetypes.best_match(["text/html", "application/json"])
    return best == "application/json" and "application/json" in request.headers.get("Accept", "")
