"""What is written down of each request? One line of JSON, without what was asked for or said.

No path, query, name, note or token: the route's template says which room it was.
"""

from __future__ import annotations

import json
import logging
import sys
import time
from datetime import UTC, datetime
from traceback import extract_tb

from flask import Flask, Response, g, request

log = logging.getLogger(__name__)
ROOT = "backend"
"""The logger above all of ours: the alarms of the store come to the same place."""


class Line(logging.Formatter):
    """A record as one line of JSON. Of an error its kind and places are told, not its words: they may hold a name."""

    def format(self, record: logging.LogRecord) -> str:
        moment = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        told: dict[str, object] = {"at": moment, "level": record.levelname.lower(), "said": record.getMessage()}
        told |= getattr(record, "told", {})
        if record.exc_info and record.exc_info[0]:
            kind, _, trace = record.exc_info
            told["error"] = kind.__name__
            told["where"] = [f"{at.filename}:{at.lineno} {at.name}" for at in extract_tb(trace)]
        return json.dumps(told)


def to_stderr() -> None:
    """Write the lines where the server's other words go."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(Line())
    root = logging.getLogger(ROOT)
    root.handlers = [handler]
    root.setLevel(logging.INFO)
    root.propagate = False


def init_app(app: Flask) -> None:
    """To be called before others hook in: what is registered first looks at the answer last."""

    @app.before_request
    def start() -> None:
        g.started = time.perf_counter()

    @app.after_request
    def tell(response: Response) -> Response:
        log.info("request", extra={"told": told(response)})
        return response


def told(response: Response) -> dict[str, object]:
    visit = g.get("visit")
    return {
        "method": request.method if request.method.isalpha() and len(request.method) < 10 else "?",
        "route": request.url_rule.rule if request.url_rule else None,
        "status": response.status_code,
        "ms": round(1000 * (time.perf_counter() - g.started), 1) if "started" in g else None,
        "person": str(visit.person.id) if visit else None,
    }
