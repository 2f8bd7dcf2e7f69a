"""How is a sheet shown: as a dialog over the page that asked, or as a page of its own where no script runs?"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Response, make_response, render_template, request, url_for

from backend.web import htmx
from backend.web.addresses import parts
from backend.web.forms import Back
from backend.web.nobody import is_for_nobody
from events.kernel import Refused


def show(template: str, **shown: Any) -> Response:
    """Render a sheet. It gets `fragment`, `for_nobody` and `back`: where Cancel leads, and a plain form goes on."""
    return make_response(
        render_template(template, fragment=htmx.asked(), back=came_from(), for_nobody=is_for_nobody(), **shown)
    )


def came_from() -> str:
    """The page of our own from which somebody came; Today where nothing says so."""
    asked = request.args.get("back", "")
    given = _own(asked) if asked else _own(_referer())
    return given if given and parts(given).path != request.path else "/"


def further(endpoint: str, customer: UUID, **values: Any) -> str:
    """The address of the next sheet; without a script it still knows where all this began."""
    if not htmx.asked():
        values["back"] = came_from()
    return url_for(endpoint, customer=customer, **values)


def _referer() -> str:
    came = parts(request.referrer)
    if came.netloc != request.host:
        return ""
    return f"{came.path}?{came.query}" if came.query else came.path


def _own(address: str) -> str:
    try:
        found: str = Back().deserialize(address)
    except Refused:
        return ""
    return found
