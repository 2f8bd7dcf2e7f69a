"""Is this process alive, and can it serve?"""

from __future__ import annotations

from flask import Blueprint, Response, jsonify

from backend.web.house import house

blueprint = Blueprint("health", __name__)


@blueprint.get("/healthz")
def live() -> Response:
    return jsonify(status="ok")


@blueprint.get("/readyz")
def ready() -> Response:
    """Reads the head of the log: the database answers."""
    return jsonify(status="ok", position=house().store.head().position)
