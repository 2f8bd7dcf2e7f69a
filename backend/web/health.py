"""Is this process alive, and can it serve?"""

from __future__ import annotations

from datetime import timedelta

from flask import Blueprint, Response, jsonify

from backend.web.house import house
from backend.web.keeping import standing

blueprint = Blueprint("health", __name__)


@blueprint.get("/healthz")
def live() -> Response:
    return jsonify(status="ok")


@blueprint.get("/readyz")
def ready() -> Response:
    """Reads the head of the log: the database answers. How it is kept is told, and keeps nobody from being served."""
    here = house()
    kept = standing(here, here.clock())
    age = round(kept.age / timedelta(hours=1), 1) if kept and kept.age is not None else None
    position = here.store.head().position
    return jsonify(
        status="ok", position=position, backup_age_hours=age, disk_free_percent=kept.disk_free if kept else None
    )
