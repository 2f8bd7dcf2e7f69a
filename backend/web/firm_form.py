"""What is asked of who sets up a firm, and what is said of an answer that cannot be taken?"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from marshmallow import ValidationError, fields

from backend.founding.choices import check_currency, countries, currencies, zone_names
from backend.web.forms import Fields
from events.kernel import Refused
from events.team import valid_email
from events.values import valid_name

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
NO_DAYS = "Choose at least one working day."


class Checked(fields.String):
    """What `check` takes; what it refuses, and a field left empty, gets a sentence of its own."""

    def __init__(self, check: Callable[[str], object], empty: str) -> None:
        super().__init__(required=True, error_messages={"required": empty})
        self._check, self._empty = check, empty

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        try:
            text = valid_name(super()._deserialize(value, attr, data, **kwargs))
            if not text:
                raise ValidationError(self._empty)
            self._check(text)
        except Refused as refused:
            raise ValidationError(str(refused)) from refused
        return text


class Weekdays(fields.Field[tuple[int, ...]]):
    """The boxes that were ticked; Monday is 0."""

    def __init__(self) -> None:
        super().__init__(required=True, error_messages={"required": NO_DAYS})

    def _deserialize(self, value: Any, *_: Any, **__: Any) -> tuple[int, ...]:
        given = [str(one) for one in value] if isinstance(value, list) else [str(value)]
        known = [str(number) for number in range(len(WEEKDAYS))]
        if not given or not set(given) <= set(known):
            raise ValidationError(NO_DAYS)
        return tuple(sorted({known.index(one) for one in given}))


def _listed(values: Callable[[], Any], sentence: str) -> Callable[[str], None]:
    def check(text: str) -> None:
        if text not in values():
            raise Refused(sentence)

    return check


def _payable(text: str) -> None:
    check_currency(text)
    _listed(currencies, "Choose a currency from the list.")(text)


class FirmForm(Fields):
    firm = Checked(valid_name, "Give the firm a name.")
    country = Checked(_listed(countries, "Choose a country from the list."), "Choose the firm's country.")
    currency = Checked(_payable, "Choose the firm's currency.")
    time_zone = Checked(_listed(zone_names, "Choose a time zone from the list."), "Choose the firm's time zone.")
    working_days = Weekdays()
    name = Checked(valid_name, "Write your name.")
    email = Checked(valid_email, "Write your e-mail address: it is what you sign in with.")
    password = fields.String(required=True, error_messages={"required": "Choose a password."})
