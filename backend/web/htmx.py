"""Did htmx ask, and from which page? The only place that knows htmx-flask."""

from __future__ import annotations

from typing import cast
from urllib.parse import parse_qsl

import htmx_flask
from flask import Flask, Response, request

from backend.web.addresses import parts


def init_app(app: Flask) -> None:
    htmx_flask.Htmx(app)


def asked() -> bool:
    """Whether htmx asks: the answer is then a fragment."""
    return bool(htmx_flask.request.htmx)


def current_path() -> str:
    """The path of the page on which htmx asks; empty for a plain request."""
    return parts(_current_url()).path


def current_query() -> dict[str, str]:
    """What stands behind the ? of that page's address."""
    return dict(parse_qsl(parts(_current_url()).query))


def go(url: str) -> Response:
    """Have htmx leave for another page of our own."""
    return Response(headers={"HX-Redirect": url})


def wants_json() -> bool:
    """Whether another program asks: it says so by `Accept: application/json`."""
    best = request.accept_mimetypes.best_match(["text/html", "application/json"])
    return best == "application/json" and "application/json" in request.headers.get("Accept", "")


def _current_url() -> str | None:
    return cast("str | None", htmx_flask.request.htmx.current_url)
