"""What does gunicorn load, once in each worker? The app: its connections are made after the fork."""

from __future__ import annotations

from backend.app import create_app, keeping_of, open_house, uploads_of
from backend.config import read_settings
from backend.web import log

log.to_stderr()
settings = read_settings()
app = create_app(
    open_house(settings),
    secure=bool(settings.host),
    uploads=uploads_of(settings),
    keeping=keeping_of(settings),
    offline=settings.offline,
)
