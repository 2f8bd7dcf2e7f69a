"""How is something noted from a screen: once, in the writer's name, at the time it happened, and answered?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from flask import Response, current_app, jsonify, make_response, redirect
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect

from backend.commands import Also, carry_out
from backend.projections import directory
from backend.projections.directory import Entry
from backend.store import Appended, View
from backend.web import htmx, item
from backend.web.errors import not_here
from backend.web.forms import canonical, moment_in_time
from backend.web.ids import new_id
from backend.web.policy import POLICY
from backend.web.session import Visit, device
from events.kernel import Asked, Command


def seen(visit: Visit, customer: UUID) -> Entry:
    """The customer's line, if this person may see it; 404 otherwise, as for one who is not there."""
    with visit.read() as tx:
        found = directory.entry(tx, customer, visit.scope)
    if found is None:
        raise not_here()
    return found


def save(
    visit: Visit,
    stream: UUID,
    commands: tuple[Command, ...],
    given: Mapping[str, Any],
    form: Mapping[str, Any],
    *,
    id_field: str = "fact_id",
    also: Also | None = None,
    views: Sequence[View] | None = None,
) -> Appended:
    """Carry out commands on one stream. `given` are the fields as they came, `form` the checked ones.

    `views` None: those of the house.
    """
    noted = item.current()
    asked = Asked(
        command_id=form.get(id_field) or new_id(visit.now),
        stream=stream,
        occurred_at=moment_in_time(form.get("occurred_at"), visit.now),
        noted_by=visit.person.id,
        device=visit.session.device or device(),
        phone_at=noted.phone_at if noted else None,
        commands=commands,
    )
    appended = carry_out(
        visit.store, asked, views=visit.house.views if views is None else views, sent=canonical(given), also=also
    )
    if noted:
        noted.appended = appended
    return appended


def answer(visit: Visit, appended: Appended, *, bar: str, back: str, **told: Any) -> Response:
    """What follows a save, and the same save again: JSON 201, bar and redrawn page for htmx, or 303 back to a page."""
    if htmx.wants_json():
        ids = [str(noted.fact_id) for noted in appended.recorded]
        response = jsonify(fact_id=ids[0] if ids else None, facts=ids, **told)
        response.status_code = 201
        return response
    if htmx.asked():
        return make_response(bar + redrawn(visit))
    return make_response(redirect(back, 303))


def redrawn(visit: Visit) -> str:
    """The part of the page that asked which a saved fact may have changed; nothing where this person has none."""
    try:
        endpoint, values = current_app.url_map.bind("").match(htmx.current_path() or "/")
        redraw = visit.house.redraws.get(endpoint)
        return redraw(visit, values) if redraw and visit.has(*POLICY[endpoint]) else ""
    except (HTTPException, RequestRedirect):
        return ""
