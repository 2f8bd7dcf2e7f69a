"""What of mine is not sent yet? And the one page that a phone shows in place of all others when there is no signal."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import cast

from flask import Blueprint, Flask, Response, current_app, g, make_response, render_template
from werkzeug.routing import MapAdapter

from backend.retention.agenda import Lane
from backend.web.nobody import NAME, NOBODY, THING, for_nobody
from backend.web.session import Visit, visit
from events.themes import Themes
from events.values import Channel, FeedbackKind, Outcome

blueprint = Blueprint("waiting", __name__)
SHEETS = (
    *(f"/customers/{NOBODY}/contact-attempts/new?channel={channel}" for channel in Channel),
    *(f"/customers/{NOBODY}/feedback/new?kind={kind}" for kind in FeedbackKind),
    *(f"/customers/{NOBODY}/consents/new?channel={channel}" for channel in (Channel.CALL, Channel.TEXT, Channel.EMAIL)),
    *(
        f"/customers/{NOBODY}/{sheet}/new"
        for sheet in (
            "next-dates", "put-offs", "promises", f"complaints/{THING}/resolution", "enquiries", "purchases", "notes",
            "needs", "habit-answers", "done", "loss", "loss-reason", "gone", "details", "referrer", "referrals",
        )
    ),
    f"/customers/{NOBODY}/promises/{THING}/new-date",
    f"/customers/{NOBODY}/value-items/{THING}",
    f"/customers/{NOBODY}/thanks",
    f"/customers/{NOBODY}/feedback/{THING}/themes/new",
    f"/customers/{NOBODY}/news/{THING}/telling/new",
    f"/note/{NOBODY}",
    "/customers/enquiry/new",
    "/customers/new",
)  # fmt: skip
"""Made once for nobody in particular; the phone puts the customer in."""
REACHED = (*(outcome.value for outcome in Outcome if outcome.reached), FeedbackKind.COMPLAINT.value)
"""What a phone counts as reached; it knows a visit with a complaint as that alone."""
OWN_SHEETS = (f"/customers/{NOBODY}/complaints/{THING}/care/new",)
"""The same, with whom this person may choose."""


@dataclass(frozen=True, slots=True)
class Way:
    """A way to be in touch as a card shows it, with what the phone puts in."""

    channel: str
    href: str
    number: str
    sheet: str


@blueprint.get("/waiting")
def show() -> Response:
    here = visit()
    return make_response(
        render_template(
            "waiting/show.html",
            sheets=_sheets(here),
            lanes=list(Lane),
            plans=[one for one in here.setting.relationship_plans if not one.retired],
            channels=list(Channel),
            reached=REACHED,
            nobody=NOBODY,
            name=NAME,
        )
    )


def _sheets(here: Visit) -> dict[str, str]:
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined] # noqa: SLF001 the app behind the proxy
    own = {path: _sheet(app, here, path) for path in OWN_SHEETS}
    return _made(here.setting.currency, here.today, here.setting.themes) | own


@lru_cache(maxsize=8)
def _made(currency: str, day: date, themes: Themes) -> dict[str, str]:  # noqa: ARG001 what they depend on
    """Nothing in them is of a customer or a person, so that they serve everybody of a day."""
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined] # noqa: SLF001 the app behind the proxy
    here = g.visit
    return {path: _sheet(app, here, path) for path in SHEETS}


def _sheet(app: Flask, here: Visit, path: str) -> str:
    """Through the very function that shows it to who asks for one customer."""
    with app.test_request_context(path, headers={"HX-Request": "true"}) as context, for_nobody():
        g.visit = here
        adapter: MapAdapter | None = context.url_adapter
        assert adapter is not None
        endpoint, values = adapter.match()
        return cast(Response, app.view_functions[endpoint](**values)).get_data(as_text=True)
