"""What does a phone need for days without a signal? Its own customers, whole or what changed, in one answer."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from hashlib import sha256
from typing import Any
from uuid import UUID

import msgspec
from flask import Blueprint, Response, request
from marshmallow import fields

from backend.projections import directory
from backend.projections.base import encode
from backend.projections.history import CUSTOMERS_FACTS
from backend.projections.people import standing_in_for
from backend.projections.portfolio import Portfolio, portfolio
from backend.projections.uncollected import uncollected
from backend.retention.fold import fold, in_order
from backend.store import Tx, epoch_of
from backend.web.forms import Query, load
from backend.web.hours_now import hours_to_keep
from backend.web.packing import asked_to_keep, packed, to_say
from backend.web.plans import absences, nobodys, size_of
from backend.web.session import Visit, visit
from backend.web.sweeping import sweeping
from events.kernel import shape_of
from events.power_hours import POWER_HOURS
from events.values import Role

blueprint = Blueprint("pack", __name__, url_prefix="/sync")
FORMAT = 4
MOST = 500
DAYS = 8
"""Today and a week to come: for so many days it is told how many of the sweep there are."""
LOOKED_THROUGH = 2_000
"""Facts of the firm since the phone's pack: beyond that, a whole one is no more work."""
TAKEN_AWAY = frozenset({"customer_assigned", "fact_undone"})
"""What may take a customer from whoever looked after them."""
KEPT_APART = CUSTOMERS_FACTS | {shape_of(kind).name for kind in POWER_HOURS.facts}
"""What changes nothing for other customers than its own, or none at all."""
_encoder = msgspec.json.Encoder()


class Since(Query):
    since = fields.String(load_default="")


@dataclass(frozen=True, slots=True)
class Version:
    """Of a pack: of which log, up to where, for which day; `frame` stands for all else that it depends on."""

    epoch: str
    position: int
    day: date
    frame: str

    def __str__(self) -> str:
        return f"{FORMAT}-{self.epoch}-{self.position}-{self.day:%Y%m%d}-{self.frame}"

    def continues(self, known: str) -> int | None:
        """The position after which everything is to be told to a phone that has that version; None: tell all."""
        shape = rf"{FORMAT}-{self.epoch}-(\d{{1,18}})-{self.day:%Y%m%d}-{self.frame}"
        found = re.fullmatch(shape, known, re.ASCII)
        return int(found[1]) if found and int(found[1]) <= self.position else None


@blueprint.get("/pack")
def show() -> Response:
    here, since = visit(), load(Since(), request.args)["since"]
    with here.read() as tx:
        version = _version(here, tx)
        if request.if_none_match.contains_weak(str(version)):
            response = Response(status=304)
        else:
            with uncollected():
                body = _encoder.encode(_pack(here, tx, version, since))
            response = Response(body, mimetype="application/json")
    response.set_etag(str(version))
    return response


def _pack(here: Visit, tx: Tx, version: Version, since: str) -> dict[str, Any]:
    holders, sweep = _holders(here), sweeping(here, tx)
    worked = directory.worked_today(tx, here.person.id, here.today)
    days = [here.today + timedelta(days=ahead) for ahead in range(DAYS)]
    places = [sweep.share(here.person.id, day) for day in days] if sweep else []
    if sweep:
        places[0] = sweep.places(here.person.id, worked)
    held = portfolio(tx, holders, here.today, at_most=MOST, sweeping=sweep is not None, turns=sum(places))
    delta = _changed(here, tx, version, since, held)
    changed, gone = delta or (None, ())
    asking, more = nobodys(tx, here.person)
    soon, others = ([one for one in some if changed is None or one in changed] for some in (held.soon, held.others))
    return {
        "format": FORMAT,
        "person": here.person.id,
        "version": str(version),
        "full": delta is None,
        "day": version.day,
        "made_at": here.now,
        "done": worked.customers,
        "owed": worked.owed,
        "cards": size_of(here, here.person),
        "places": places,
        "hours": hours_to_keep(here, tx),
        "to_say": to_say(tx) if delta is None else None,
        "quiet": (here.setting.rulebook.quiet_hours_from, here.setting.rulebook.quiet_hours_until),
        "customers": packed(here, tx, soon, others, absences(here, holders)),
        "gone": gone,
        "asked": asked_to_keep(here, tx, asking),
        "asked_more": more,
    }


def _version(here: Visit, tx: Tx) -> Version:
    scope = here.scope
    frame = encode((here.person, scope.holders, scope.team, here.setting))
    position = here.store.recorder.head(tx).position
    return Version(epoch_of(tx).hex(), position, here.today, sha256(frame).hexdigest()[:12])


def _holders(here: Visit) -> list[UUID]:
    """Whose customers one carries: one's own, and those of whom one stands in for today."""
    if not here.has(Role.SALESPERSON):
        return []
    return [here.person.id, *standing_in_for(here.everybody, here.person.id, here.today)]


def _changed(
    here: Visit, tx: Tx, version: Version, since: str, held: Portfolio
) -> tuple[set[UUID], Sequence[UUID]] | None:
    """Who changed since the phone's version, and who is no longer carried; None: the phone needs everything.

    Whom a limit leaves out may follow from what happened to others, so then nothing less than everything will do.
    """
    position = version.continues(since)
    if position is None or not held.whole:
        return None
    noted = here.store.noted_after(tx, position, LOOKED_THROUGH + 1)
    if len(noted) > LOOKED_THROUGH or not KEPT_APART.issuperset(name for _, name in noted):
        return None
    carried = {*held.soon, *held.others}
    away = {stream for stream, name in noted if name in TAKEN_AWAY and stream not in carried}
    return {stream for stream, _ in noted}, _were_carried(here, tx, away, position)


def _were_carried(here: Visit, tx: Tx, streams: set[UUID], position: int) -> list[UUID]:
    """Which of these the phone holds: by who looked after them then, for nobody else's are told of."""
    holders, found = set(_holders(here)), []
    for stream, facts in here.store.whole(tx, streams).items():
        before = [noted for noted in facts if noted.position <= position]
        then = fold(in_order(before), here.setting.zone)
        if then.registered and then.owner in holders:
            found.append(stream)
    return sorted(found)
