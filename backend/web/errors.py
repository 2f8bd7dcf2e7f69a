"""What does somebody read when something cannot be done? One clear sentence, in the form they asked for."""

from __future__ import annotations

import logging
from collections.abc import Mapping

from flask import Flask, Response, jsonify, make_response, redirect, render_template, request, url_for
from werkzeug.exceptions import HTTPException, NotFound

from backend.store import Busy, Conflict, IdReused, TooManyAttempts
from backend.web import htmx
from backend.web.session import revoked
from events.kernel import Refused

log = logging.getLogger(__name__)

PLAIN = {
    400: "broken",
    401: "signed_out",
    403: "not_yours",
    404: "not_here",
    405: "not_so",
    413: "too_large",
    415: "broken",
}
"""Which sentence of errors/_sentences.html goes with a status."""


MOST_SENTENCES = 5
"""Of what is wrong with a form: who sends more wrong than that reads no further."""


class SignedOut(HTTPException):
    code = 401


class NotAllowed(HTTPException):
    code = 403


class UsedLink(HTTPException):
    """An invitation that opens nothing any more."""

    code = 404


class FromElsewhere(HTTPException):
    """Another site made this browser send it."""

    code = 403


class Invalid(Exception):
    """Fields of a form that cannot be taken, each with its sentence."""

    def __init__(self, fields: dict[str, str]) -> None:
        super().__init__("; ".join(fields.values()))
        self.fields = fields

    @property
    def sentence(self) -> str:
        return " ".join(list(self.fields.values())[:MOST_SENTENCES])


def init_app(app: Flask) -> None:
    app.register_error_handler(Refused, _refused)
    app.register_error_handler(Invalid, _invalid)
    app.register_error_handler(IdReused, _id_reused)
    app.register_error_handler(Conflict, _busy)
    app.register_error_handler(Busy, _busy)
    app.register_error_handler(TooManyAttempts, _too_many)
    app.register_error_handler(SignedOut, _signed_out)
    app.register_error_handler(FromElsewhere, _from_elsewhere)
    app.register_error_handler(UsedLink, _used_link)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(Exception, _unexpected)


def _refused(error: Refused) -> Response:
    return answer(422, sentence=str(error))


def _invalid(error: Invalid) -> Response:
    return answer(422, sentence=error.sentence)


def _id_reused(_: IdReused) -> Response:
    return answer(409, which="id_reused")


def _busy(_: Exception) -> Response:
    return _later(answer(503, which="busy"), 1)


def _too_many(error: TooManyAttempts) -> Response:
    return _later(answer(429, which="too_many", minutes=-(-error.retry_after // 60)), error.retry_after)


def _signed_out(_: SignedOut) -> Response:
    """Who opens a page signs in first and goes on there; a program or a form reads what is wrong.

    A device that was signed out from elsewhere forgets the pages it keeps; what it still has to send it keeps.
    """
    ended = revoked() is not None
    if request.method in ("GET", "HEAD") and not htmx.wants_json() and not htmx.asked():
        to = request.full_path.removesuffix("?")
        response = make_response(redirect(url_for("sign_in.new", next=to if to != "/" else None), 303))
    else:
        response = answer(401, which="signed_out", told={"revoked": ended})
    if ended:
        response.headers["Clear-Site-Data"] = '"cache"'
    return response


def _from_elsewhere(_: FromElsewhere) -> Response:
    return answer(403, which="from_elsewhere")


def _used_link(_: UsedLink) -> Response:
    return answer(404, which="used_link")


def said(which: str, minutes: int = 0) -> str:
    """One of errors/_sentences.html."""
    return render_template("errors/_sentences.html", which=which, minutes=minutes).strip()


def answer(
    status: int, *, sentence: str = "", which: str = "", minutes: int = 0, told: Mapping[str, object] | None = None
) -> Response:
    """The sentence as JSON, with what else is `told` there, as a fragment or as a page. `which`: see said()."""
    sentence = sentence or said(which, minutes)
    if htmx.wants_json() or request.is_json:
        response = jsonify(error=sentence, **(told or {}))
    elif htmx.asked():
        response = make_response(render_template("errors/_sentence.html", sentence=sentence))
    else:
        response = make_response(render_template("errors/show.html", sentence=sentence, status=status))
    response.status_code = status
    return response


def not_here() -> NotFound:
    """What one may not see is answered as if it were not there."""
    return NotFound()


def _later(response: Response, seconds: int) -> Response:
    response.headers["Retry-After"] = str(seconds)
    return response


def _http(error: HTTPException) -> Response:
    if error.response is not None or (error.code or 500) < 400:
        return make_response(error.get_response())
    return answer(error.code or 500, which=PLAIN.get(error.code or 500, "broken"))


def _unexpected(error: Exception) -> Response:
    log.error("unexpected", exc_info=error)
    return answer(500, which="failed")
