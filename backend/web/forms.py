"""How does what was typed become commands? Schemas over form fields and JSON alike, strict, with plain sentences."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

from flask import request
from marshmallow import EXCLUDE, RAISE, Schema, ValidationError, fields, missing
from werkzeug.exceptions import BadRequest, UnsupportedMediaType

from backend.retention.days import start_of
from backend.web import item
from backend.web.errors import Invalid
from backend.web.session import visit
from events.kernel import Refused
from events.values import LONGEST_TEXT, Money, valid_day, valid_tag, valid_text, valid_themes

FUTURE = timedelta(minutes=5)
"""How far a phone's clock may be ahead before a time counts as wrong."""
FORMS = frozenset({"", "application/x-www-form-urlencoded", "multipart/form-data"})
"""What forms are sent as; a form without fields is sent as nothing."""
EARLIER, YESTERDAY = "earlier", "yesterday"
"""Earlier today, and this time yesterday: what may be said in place of a time."""
OLDEST = datetime(1970, 1, 1, tzinfo=UTC)
DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
PLAINLY = {
    "Unknown field.": "There is no field “{}” here.",
    "Missing data for required field.": "Fill in “{}”.",
    "Field may not be null.": "Fill in “{}”.",
    "Not a valid string.": "Write “{}” as words.",
    "Not a valid boolean.": "Say yes or no to “{}”.",
}
"""What is said in place of what marshmallow says; {} is the name of the field."""
TOO_MANY = 10**9
"""Whole numbers stay below it: there is nothing here to count so far, and every database takes them."""


class Words(fields.String):
    """Free words, trimmed; an empty field is nothing said. A new line is one letter, as browsers count it."""

    def __init__(self, *, longest: int = LONGEST_TEXT, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._longest = longest

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        text: str = super()._deserialize(value, attr, data, **kwargs)
        return valid_text(text.replace("\r\n", "\n"), longest=self._longest)


class Choice(fields.Field[Any]):
    """One value of an enum, by its stored spelling; an empty field that may be left out says as much as one that is."""

    def __init__(self, kind: type[Any], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._kind = kind

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        if value in ("", None) and not self.required:
            return None if self.load_default is missing else self.load_default
        try:
            return self._kind(value)
        except ValueError as error:
            choices = ", ".join(str(one) for one in self._kind)
            raise ValidationError(f"Choose one of: {choices}.") from error


class Several(Choice):
    """Some values of an enum, each once: the boxes that were ticked. An empty one that may be left out is none."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        read = super()._deserialize
        given = value if isinstance(value, list) else [value]
        chosen = given if self.required else [one for one in given if one not in ("", None)]
        return tuple(dict.fromkeys(read(one, attr, data, **kwargs) for one in chosen))


class Themes(fields.Field[tuple[str, ...]]):
    """Names of themes, each once: the boxes that were ticked, or none."""

    def __init__(self) -> None:
        super().__init__(load_default=())

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        given = value if isinstance(value, list) else [value]
        if not all(isinstance(name, str) for name in given):
            raise ValidationError("Write each theme as a word or two.")
        return valid_themes(name for name in given if name)


class Flag(fields.Boolean):
    """Yes or no; an empty field is no, and one that is not sent is the default."""

    def __init__(self, *, default: bool = False) -> None:
        falsy = {*fields.Boolean.falsy, ""}
        super().__init__(falsy=falsy, load_default=default, error_messages={"invalid": "Say yes or no."})


class Day(fields.Field[date]):
    """A day as YYYY-MM-DD; an empty field is no day."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        if value in ("", None):
            return None
        try:
            day = date.fromisoformat(value) if isinstance(value, str) and DAY.fullmatch(value) else None
        except ValueError:
            day = None
        if day is None:
            raise ValidationError("Choose a date that exists, written as 2026-03-31.")
        return valid_day(day)


class Amount(fields.Field[Money]):
    """An amount such as "45.00"; JSON may give it as text only, for a float is not exact."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        if not isinstance(value, str):
            raise ValidationError("Write the amount as 45.00: digits, a point, no sign and no currency.")
        return Money.parse(value)


class Whole(fields.Field[int]):
    """A whole number, as a form or JSON gives it."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        if isinstance(value, int) and not isinstance(value, bool) and abs(value) < TOO_MANY:
            return value
        if isinstance(value, str) and re.fullmatch(r"\d{1,9}", value.strip(), re.ASCII):
            return int(value)
        raise ValidationError("Write a whole number, such as 20.")


class Filled(fields.Field[Any]):
    """A field that may stay empty; what is in it is read as another one."""

    def __init__(self, read: fields.Field[Any]) -> None:
        super().__init__(load_default=None, allow_none=True)
        self._read = read

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        try:
            return None if value in ("", None) else self._read.deserialize(value, attr, data, **kwargs)
        except Refused as refused:
            raise ValidationError(str(refused)) from refused


class Tag(fields.String):
    """One line, in small letters."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        return valid_tag(super()._deserialize(value, attr, data, **kwargs))


class Id(fields.Field[UUID]):
    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        if value in ("", None):
            return None
        try:
            return UUID(value)
        except (ValueError, AttributeError, TypeError) as error:
            raise ValidationError("This id is not one of ours. Reload the page and try again.") from error


class Ids(Id):
    """Some ids, each once: the rows that were ticked."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        read = super()._deserialize
        given = value if isinstance(value, list) else [value]
        return tuple(dict.fromkeys(one for text in given if (one := read(text, attr, data, **kwargs)) is not None))


class Moment(fields.Field[datetime]):
    """When it happened, with its time zone or as one of two words; an empty field is now.

    A word is meant from the moment of noting. A phone whose clock is wrong is wrong about this time, too.
    """

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        if value in ("", None):
            return None
        if value == EARLIER:
            return _earlier()
        if value == YESTERDAY:
            return visit().now - timedelta(days=1)
        try:
            moment = datetime.fromisoformat(value)
        except (ValueError, TypeError) as error:
            raise ValidationError("Write the time as 2026-03-31T14:05:00+00:00.") from error
        if moment.tzinfo is None:
            raise ValidationError("Write the time with its time zone, such as 2026-03-31T14:05:00+00:00.")
        return _put_right(moment)


def _earlier() -> datetime:
    """Halfway since midnight."""
    here = visit()
    midnight = start_of(here.today, here.setting.zone)
    return midnight + (here.now - midnight) / 2


def _put_right(moment: datetime) -> datetime:
    noted = item.current()
    try:
        return moment + noted.skew if noted else moment
    except OverflowError as error:
        raise ValidationError("That time is too far away. Choose a time that has been.") from error


class Back(fields.String):
    """The page to go back to: a path of our own, or nothing."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        text = super()._deserialize(value, attr, data, **kwargs)
        return text if re.fullmatch(r"/(?![/\\])[\w/?&=.%~-]*", text, re.ASCII) else ""


class Fields(Schema):
    """What is sent; unknown fields are refused by name."""

    class Meta:
        unknown = RAISE


class Form(Fields):
    """A form that notes something. `fact_id` makes it happen once."""

    fact_id = Id(load_default=None)
    occurred_at = Moment(load_default=None)
    back = Back(load_default="")


class Query(Schema):
    """What stands behind the ? of an address; what we do not know is passed over."""

    class Meta:
        unknown = EXCLUDE


def sent() -> dict[str, Any]:
    """The fields as they came: of a batch, from JSON or a form. Raises 400 or 415 for what is none of these."""
    noted = item.current()
    if noted is not None:
        return dict(noted.fields)
    if request.is_json:
        try:
            body = json.loads(request.get_data(), object_pairs_hook=_once_each, parse_constant=_no_number)
        except (ValueError, RecursionError) as error:
            raise BadRequest from error
        if not isinstance(body, dict):
            raise BadRequest
        return body
    if request.mimetype not in FORMS:
        raise UnsupportedMediaType
    if request.content_length and not request.form:
        # Flask reads what is no form as one without fields: that would pass for an empty one.
        raise BadRequest
    several = {name for name in request.form if len(request.form.getlist(name)) > 1}
    return {name: request.form.getlist(name) if name in several else value for name, value in request.form.items()}


def _once_each(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """JSON may say a name twice; readers differ on which counts, so neither does."""
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a name stands twice")
    return found


def _no_number(constant: str) -> None:
    raise ValueError(f"{constant} is no number")


def load(schema: Schema, given: Mapping[str, Any]) -> dict[str, Any]:
    """The checked fields. Raises Invalid with a sentence per field."""
    try:
        loaded: dict[str, Any] = schema.load(given)
    except ValidationError as error:
        messages = error.messages if isinstance(error.messages, dict) else {"form": error.messages}
        raise Invalid({name: _sentence(name, told) for name, told in messages.items()}) from error
    except (RecursionError, OverflowError) as error:
        raise BadRequest from error
    return loaded


def canonical(given: Mapping[str, Any]) -> bytes:
    """The command as it came, in one spelling: what "the same" means when it comes again."""
    kept = {name: value for name, value in sorted(given.items()) if name != "back"}
    return json.dumps(kept, sort_keys=True, default=str).encode("utf-8", "surrogatepass")


def moment_in_time(given: datetime | None, now: datetime, skew: timedelta = timedelta()) -> datetime:
    """When it happened, in UTC and shifted by `skew`. Raises Refused for a time that cannot be.

    That is the future, or before computers.
    """
    if given is None:
        return now
    try:
        at = given.astimezone(UTC) + skew
    except (OverflowError, ValueError) as error:
        raise Refused("That time is too far away. Choose a time that has been.") from error
    if at > now + FUTURE:
        raise Refused("That time is still to come. Choose a time that has been.")
    if at < OLDEST:
        raise Refused("That time is too long ago. Choose a time after 1970.")
    return min(at, now)


def _sentence(name: str, told: Any) -> str:
    first = told[0] if isinstance(told, list) and told else told
    if not isinstance(first, str):
        return f"“{_short(name)}” cannot be taken as it is."
    return PLAINLY[first].format(_short(name)) if first in PLAINLY else first


def _short(name: object) -> str:
    return "".join(letter for letter in str(name)[:40] if letter.isprintable())
