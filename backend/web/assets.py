"""Which styles and scripts does a page get, under which name? One of each, named by its content."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from hashlib import sha256
from pathlib import Path
from typing import cast

from flask import Blueprint, Flask, Response, current_app, request, url_for

from backend.web.assembling import assemble, lean
from backend.web.compression import keep_small
from backend.web.errors import not_here

NAME = "encore.assets"
STYLES = (
    "tokens", "reset", "base", "page", "topbar", "tabs", "lane", "card", "button", "chip", "sheet", "outcome", "bar",
    "hour", "number", "rhythm", "spans", "story", "clock", "field", "table", "week", "notice", "code", "portrait",
    "rulebook", "utilities",
)  # fmt: skip
"""In this order: later ones win."""
HTMX = "vendor/htmx-4.0.1.min.js"
AT_THE_BEGINNING = "set_up.js"
"""Of the one page on which a firm begins."""
BESIDE_APP = {"share.js": "share", "clock.js": "clock", "install.js": "install"}
"""Of sheets with words to send, of a past day and of Me, beside that of every page."""
NOT_KEPT = (AT_THE_BEGINNING, "clock.js", "install.js")
"""By phones."""
SCRIPTS = {"app.js": "app", "offline.js": "offline", "hour.js": "hour", AT_THE_BEGINNING: "set_up"}
"""Which module each begins with. The second is of the one page that stands for all others without a signal, the third
of the pages of a power hour alone: nobody fetches it with Today."""
KINDS = {"app.css": "text/css", **dict.fromkeys((*SCRIPTS, *BESIDE_APP), "text/javascript")}
BESIDE = ("manifest.webmanifest", "icons/icon.svg")
"""What a phone keeps of the files that are served as they lie there."""
FOR_EVER = "public, max-age=31536000, immutable"
ASK_AGAIN = "no-cache"

blueprint = Blueprint("assets", __name__)


@dataclass(frozen=True)
class Assets:
    """Put together once, at start. `worker_script`: without what it is told of this version."""

    contents: Mapping[str, bytes]
    worker_script: str
    version: str
    """Another one as soon as anything that phones keep is another: a style, a script, a template, the manifest."""

    @cached_property
    def hashes(self) -> dict[str, str]:
        return {name: digest([content]) for name, content in self.contents.items()}

    def address(self, name: str) -> str:
        return url_for("assets.show", version=self.hashes[name], name=name)

    @property
    def worker(self) -> str:
        """The service worker's script. Any other version is to browsers another script, which they then take."""
        return f"const VERSION={json.dumps(self.version)},SHELL={json.dumps(self.shell)};\n{self.worker_script}"

    @property
    def shell(self) -> list[str]:
        """Addresses of what every page needs."""
        return [
            *(self.address(name) for name in self.contents if name not in NOT_KEPT),
            *(url_for("static", filename=name) for name in BESIDE),
        ]


def assets() -> Assets:
    return cast(Assets, current_app.extensions[NAME])


def init_app(app: Flask, pwa: Path, *, offline: bool) -> None:
    """Raises NotUnderstood when a module is written in a way that cannot be put together."""
    found = put_together(pwa, offline=offline)
    app.extensions[NAME] = found
    app.jinja_env.globals["assets"] = found
    app.register_blueprint(blueprint)


@lru_cache(maxsize=2)
def put_together(pwa: Path, *, offline: bool = True) -> Assets:
    static = pwa / "static"
    styles = "".join(lean((static / "css" / f"{name}.css").read_text(encoding="utf-8")) for name in STYLES)
    htmx = (static / HTMX).read_text(encoding="utf-8") + ";\n"
    scripts = {name: (htmx + assemble(static / "js", entry)).encode() for name, entry in SCRIPTS.items()}
    beside = {name: assemble(static / "js", entry).encode() for name, entry in BESIDE_APP.items()}
    contents = {"app.css": styles.encode(), **scripts, **beside}
    worker = assemble(static / "js", "sw" if offline else "sw_off")
    kept = [*(static / name for name in BESIDE), *sorted((pwa / "templates").rglob("*.html"))]
    version = digest([*contents.values(), worker.encode(), *(file.read_bytes() for file in kept)])
    return Assets(contents, worker, version)


def digest(parts: Iterable[bytes]) -> str:
    whole = sha256()
    for part in parts:
        whole.update(sha256(part).digest())
    return whole.hexdigest()[:16]


@blueprint.get("/assets/<version>/<name>")
def show(version: str, name: str) -> Response:
    """Under its own hash for ever. A page of another version gets the present content: better than no script at all."""
    here = assets()
    if name not in here.contents:
        raise not_here()
    keep = FOR_EVER if version == here.hashes[name] else ASK_AGAIN
    return _answer(here.contents[name], KINDS[name], keep)


@blueprint.get("/sw.js")
def worker() -> Response:
    """Also for who is signed out, and asked for again each time: a phone with a broken worker must get the next one."""
    return _answer(assets().worker.encode(), "text/javascript", ASK_AGAIN)


def _answer(content: bytes, kind: str, keep: str) -> Response:
    answer = Response(content, content_type=f"{kind}; charset=utf-8", headers={"Cache-Control": keep})
    answer.set_etag(digest([content]), weak=True)
    keep_small(answer, content)
    answer.make_conditional(request)
    return answer
