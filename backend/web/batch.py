"""What does a phone send at once? Some noted things, each the form that it is, with what its clock says."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from werkzeug.exceptions import BadRequest

from backend.store import Heard
from backend.web.errors import Invalid
from backend.web.forms import FUTURE, moment_in_time
from events.kernel import Refused

FORMAT = 1
BROKEN = "What was sent cannot be read. Reload the page and try again."
YEARS = range(1900, 9999)
"""Of a phone's clock: beyond them no time can be reckoned with."""
LARGEST_POSITION = 2**53
LONGEST_ID = 64


@dataclass(frozen=True, slots=True)
class Batch:
    """`skew` is what the phone's clock is behind ours; nothing while it is nearly right. `page` is the one it shows.

    `items` are as they came: what is wrong with one is no matter of the others.
    """

    person: UUID
    skew: timedelta
    heard: Heard | None
    page: str
    items: list[Any]


@dataclass(frozen=True, slots=True)
class Sent:
    """One item. `noted_at` is what the phone's clock said."""

    id: UUID
    to: str
    fields: Mapping[str, str | list[str]]
    noted_at: str


class _Twice(dict[str, Any]):
    """An object in which a name stands twice: readers differ on which counts, so neither does."""


def batch_of(body: bytes, now: datetime) -> Batch:
    """Raises BadRequest for what is no JSON, and Invalid."""
    try:
        read = json.loads(body, object_pairs_hook=_object, parse_constant=lambda _: None)
    except (ValueError, RecursionError) as error:
        raise BadRequest from error
    if not isinstance(read, dict) or isinstance(read, _Twice):
        raise BadRequest
    person, at, items = uuid_of(read.get("person")), time_of(read.get("sent_at")), read.get("items")
    understood = type(read.get("format")) is int and read["format"] == FORMAT
    if not understood or person is None or at is None or not isinstance(items, list):
        raise Invalid({"batch": BROKEN})
    skew = now - at
    page = read.get("page")
    return Batch(
        person=person,
        skew=skew if abs(skew) > FUTURE else timedelta(),
        heard=_heard(read.get("log")),
        page=page if isinstance(page, str) else "",
        items=items,
    )


def sent_of(item: Any) -> Sent | None:
    """None where something is missing or of another kind than it should be."""
    if not isinstance(item, dict) or isinstance(item, _Twice):
        return None
    item_id, to, fields, noted_at = uuid_of(item.get("id")), item.get("to"), item.get("fields"), item.get("noted_at")
    if item_id is None or not isinstance(to, str) or not isinstance(noted_at, str):
        return None
    if not isinstance(fields, dict) or isinstance(fields, _Twice) or not all(map(_is_field, fields.values())):
        return None
    return Sent(item_id, to, fields, noted_at)


def id_given(item: Any) -> str | None:
    """By which id the phone knows the answer again, whatever else is wrong."""
    given = item.get("id") if isinstance(item, dict) else None
    return given[:LONGEST_ID] if isinstance(given, str) else None


def uuid_of(given: Any) -> UUID | None:
    try:
        return UUID(given)
    except (ValueError, AttributeError, TypeError):
        return None


def time_of(given: Any) -> datetime | None:
    """A time with its zone, in UTC."""
    try:
        read = datetime.fromisoformat(given)
    except (ValueError, TypeError):
        return None
    return read.astimezone(UTC) if read.tzinfo and read.year in YEARS else None


def noted_time(noted_at: str, skew: timedelta, now: datetime) -> tuple[datetime, datetime]:
    """When it was noted, by our clock and by the phone's. Raises Refused for a time that cannot be."""
    by_phone = time_of(noted_at)
    if by_phone is None:
        raise Refused("The time of this note cannot be read. Copy its words, and note it again.")
    return moment_in_time(by_phone, now, skew), by_phone


def _heard(log: Any) -> Heard | None:
    """What the phone heard of a log; of a log that was never there it heard nothing that could be missing."""
    if log is None:
        return None
    try:
        epoch, position, chain = bytes.fromhex(log["epoch"]), log["position"], bytes.fromhex(log["chain"])
    except (ValueError, TypeError, KeyError) as error:
        raise Invalid({"log": BROKEN}) from error
    if type(position) is not int or not 0 <= position < LARGEST_POSITION:
        raise Invalid({"log": BROKEN})
    return Heard(epoch, position, chain)


def _is_field(value: Any) -> bool:
    return isinstance(value, str) or (isinstance(value, list) and all(isinstance(one, str) for one in value))


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    return found if len(found) == len(pairs) else _Twice(found)
