"""May this request go on: is it from our own pages, is somebody signed in, and do their roles open this route?"""

from __future__ import annotations

from flask import Flask, Response, g, request

from backend.web import htmx
from backend.web.addresses import parts
from backend.web.errors import FromElsewhere, NotAllowed, SignedOut, not_here
from backend.web.policy import OPEN, POLICY, STILL_HEARD
from backend.web.session import ended_visit, load_visit

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "manifest-src 'self'; worker-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Frame-Options": "DENY",
}
OF_EVERYTHING = {name: HEADERS[name] for name in ("X-Content-Type-Options", "Cross-Origin-Resource-Policy")}
"""What matters also for what no browser shows as a page; the rest would be a third of what a phone loads first."""
A_YEAR = 365 * 24 * 3600
SAY_THEMSELVES = frozenset({"assets.show", "assets.worker"})
"""Of everybody like files, and they know how long they stay the same."""
FILES = frozenset({"static", "assets.show"})
FOUND = (200, 304)


class Unlisted(Exception):
    """A route without a policy: the app does not start."""


def init_app(app: Flask, *, secure: bool) -> None:
    app.before_request(check)

    @app.after_request
    def protect(response: Response) -> Response:
        response.headers.update(HEADERS if _is_shown(response) else OF_EVERYTHING)
        if secure:
            response.headers["Strict-Transport-Security"] = f"max-age={A_YEAR}"
        if request.endpoint == "static":
            _public(response)
        elif request.endpoint not in SAY_THEMSELVES or response.status_code not in FOUND:
            _personal(response)
        return response


def _is_shown(response: Response) -> bool:
    """Whether a browser may show it as a page, or run it as a worker, whose rules those headers are."""
    return request.endpoint not in FILES or response.status_code not in FOUND or response.mimetype == "image/svg+xml"


def check_policy(app: Flask) -> None:
    """Raises Unlisted unless the policy names every route, and no other."""
    routes = {rule.endpoint for rule in app.url_map.iter_rules()}
    if routes != POLICY.keys():
        raise Unlisted(f"routes and policy differ: {sorted(routes ^ POLICY.keys())}")


def check() -> None:
    g.visit = None
    if request.method not in SAFE and not _own_page():
        raise FromElsewhere
    if request.endpoint is None or POLICY[request.endpoint] is OPEN:
        return
    g.visit = load_visit()
    if g.visit is None:
        still_heard = request.endpoint in STILL_HEARD and htmx.OUR_SCRIPT in request.headers
        g.ended = ended_visit() if still_heard else None
        if g.ended is None:
            raise SignedOut
        return
    if not g.visit.has(*POLICY[request.endpoint]):
        # A room may be known to be closed; whether a customer or a person is there may not.
        raise not_here() if request.view_args else NotAllowed


def _own_page() -> bool:
    """A browser says where a request comes from; a client that says nothing is no browser and passes."""
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site in ("same-origin", "none")
    origin = request.headers.get("Origin")
    return origin is None or parts(origin).netloc == request.host


def _public(response: Response) -> None:
    """Files are of everybody. A vendored one has its version in its name and never changes."""
    if response.status_code in FOUND:
        vendored = (request.view_args or {}).get("filename", "").startswith("vendor/")
        keep = f"max-age={A_YEAR}, immutable" if vendored else "max-age=300"
        response.headers["Cache-Control"] = f"public, {keep}"


def _personal(response: Response) -> None:
    """Pages are of one person: kept by that browser alone, and asked for again each time."""
    response.headers["Cache-Control"] = "private, no-cache"
    response.vary.update(("Cookie", "Accept", "HX-Request"))
    if request.method == "GET" and response.status_code == 200 and not response.is_streamed:
        response.add_etag(weak=True)
        response.make_conditional(request)
