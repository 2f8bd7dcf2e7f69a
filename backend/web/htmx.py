"""Did htmx ask, and from which page? The only place that knows htmx-flask."""

from __future__ import annotations

from typing import cast
from urllib.parse import parse_qsl

import htmx_flask
from flask import Flask, Response, g, request

from backend.web.addresses import parts

OUR_SCRIPT = "X-Encore"
"""A header that our own scripts send along and other sites' pages cannot."""


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


def stand_on(address: str) -> None:
    """From here on the page that asks is this one."""
    g.page = address


def go(url: str) -> Response:
    """Have htmx leave for another page of our own."""
    return Response(headers={"HX-Redirect": url})


def wants_json() -> bool:
    """Whether a script or another program asks: that one says so by `Accept: application/json`."""
    if OUR_SCRIPT in request.headers:
        return True
    best = request.accept_mimetypes.best_match(["text/html", "application/json"])
    return best == "application/json" and "application/json" in request.headers.get("Accept", "")


def _current_url() -> str | None:
    return cast("str | None", g.get("page") or htmx_flask.request.htmx.current_url)
