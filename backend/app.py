"""Where do the parts meet? The only place that makes the app and registers its screens."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from flask import Flask
from jinja2 import StrictUndefined
from werkzeug.middleware.proxy_fix import ProxyFix

from backend.config import Settings
from backend.importing.steps import beside, here
from backend.keeping import backups_of
from backend.projections.rebuild import ensure
from backend.projections.views import Views
from backend.store import Store, open_store
from backend.web import (
    acting,
    actions,
    asked,
    assets,
    backtest,
    changes,
    compression,
    contact_basis,
    contacts,
    control_group,
    customer_plans,
    customers,
    details,
    done,
    enquiries,
    errors,
    feedback,
    formats,
    guard,
    habits,
    health,
    held,
    history,
    htmx,
    imports,
    invitations,
    library,
    library_writing,
    lifecycle,
    log,
    me,
    needs,
    news,
    next_dates,
    notes,
    pack,
    people,
    plainly,
    plan_starts,
    plan_writing,
    pool,
    power_hours,
    promises,
    purchases,
    queue,
    reasons,
    referrals,
    relationship_plans,
    rooms,
    rulebook,
    saved,
    set_up,
    sign_in,
    staffing,
    sweep,
    sync,
    tags,
    team,
    themes,
    undo,
    value_items,
    waiting,
    week,
)
from backend.web.house import NAME, House, Keeping, Redraw
from backend.web.tools import tools_of
from backend.web.uploads import NAME as UPLOADS
from backend.web.uploads import Uploads

IMPORTS = Path("var/imports")
"""Where uploads lie for an app that is told nothing else."""
PWA = Path(__file__).parent.parent / "pwa"
LARGEST_BODY = 256 * 1024
"""Bytes of a request: far above the longest note, far below what would hurt."""
SCREENS = (
    health, set_up, sign_in, invitations, me, contact_basis, people, staffing, team, held, week, sweep, rulebook,
    control_group, backtest, changes, asked, acting, actions, themes, relationship_plans, plan_writing, plan_starts,
    library, library_writing, queue, power_hours, pool, contacts, next_dates, promises, done, feedback, news, habits,
    enquiries, needs, purchases, notes, undo, customers, customer_plans, value_items, details, tags, lifecycle,
    referrals, reasons, history, imports, pack, sync, waiting,
)  # fmt: skip
FIRST_PAGE = "/imports/new"
"""Where the first person goes on to once the firm is set up."""
REDRAWS: dict[str, Redraw] = {
    "queue.index": queue.redraw,
    "customers.show": customers.redraw,
    "history.index": history.redraw,
    "week.day": week.redraw,
    "power_hours.show": power_hours.redraw,
}


def clock() -> datetime:
    return datetime.now(UTC)


def open_house(settings: Settings) -> Store:
    """The firm's store with every projection in this program's shape."""
    store = open_store(settings.database, settings.keys, settings.secret)
    ensure(store)
    return store


def uploads_of(settings: Settings) -> Uploads:
    """Imports of these settings, each worked at in a process of its own."""
    return Uploads(settings.imports, beside(settings.imports, settings.environment, clock))


def keeping_of(settings: Settings) -> Keeping:
    """What can be told of the backups and the disk of a firm."""
    return Keeping(backups_of(settings), partial(disk_free, settings.folder))


def disk_free(folder: Path) -> int | None:
    """Whole percent of the disk on which a folder lies."""
    try:
        total, _, free = shutil.disk_usage(folder)
    except OSError:
        return None
    return 100 * free // total if total else None


def create_app(
    store: Store,
    *,
    secure: bool,
    clock: Callable[[], datetime] = clock,
    uploads: Uploads | None = None,
    keeping: Keeping | None = None,
    offline: bool = True,
) -> Flask:
    """The web app over an open store. Raises guard.Unlisted when a route has no policy."""
    app = Flask("encore", template_folder=str(PWA / "templates"), static_folder=str(PWA / "static"))
    app.config.update(MAX_CONTENT_LENGTH=LARGEST_BODY, MAX_FORM_MEMORY_SIZE=LARGEST_BODY, MAX_FORM_PARTS=200)
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    views = (Views(lambda tx, stream: store.stream(stream, tx=tx)),)
    app.extensions[NAME] = House(store, views, clock, secure, REDRAWS, FIRST_PAGE, keeping)
    app.extensions[UPLOADS] = uploads or Uploads(IMPORTS, here(tools_of(store, views, clock), IMPORTS))
    if secure:
        # Exactly one proxy stands before us and says who asks, and that it was over HTTPS.
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=1, x_proto=1)  # type: ignore[method-assign]
    compression.init_app(app)
    log.init_app(app)
    htmx.init_app(app)
    errors.init_app(app)
    formats.init_app(app)
    plainly.init_app(app)
    rooms.init_app(app)
    saved.init_app(app)
    assets.init_app(app, PWA, offline=offline)
    guard.init_app(app, secure=secure)
    for screen in SCREENS:
        app.register_blueprint(screen.blueprint)
    guard.check_policy(app)
    return app
