"""Which days does one choose with one tap, and which day was chosen?"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from datetime import date, timedelta
from typing import Any

from marshmallow import ValidationError

from backend.web.errors import Invalid
from backend.web.forms import Day
from backend.web.nobody import is_for_nobody
from backend.web.session import Visit, visit
from events.kernel import Refused

REST = "rest"
"""What a form sends where no day is wanted."""
LONGEST = timedelta(days=5 * 366)
AFTER = {"tomorrow": 1, "week": 7, "fortnight": 14, "month": 28}
"""Days from today. A month is four weeks, so that it ends on the same day of the week."""


class DayAhead(Day):
    """A day, or +7: so many whole days from the day of noting, moved to a working day."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        if isinstance(value, str) and re.fullmatch(r"\+\d{1,4}", value, re.ASCII):
            return days_ahead(visit(), int(value))
        return super()._deserialize(value, attr, data, **kwargs)


class DayOrRest(DayAhead):
    """A day that somebody picked; None for a rest."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        if value == REST:
            return None
        day = super()._deserialize(value, attr, data, **kwargs)
        if day is None:
            raise ValidationError("Choose a date, or a rest.")
        return day


def chips(visit: Visit, names: Collection[str], chosen: date | None = None) -> list[dict[str, Any]]:
    """Days from today; `name` is a key of _days.html, `value` what is sent: it means the same on an old page.

    A sheet for nobody in particular is kept for days: no `day` stands on it.
    """
    found = []
    for name in names:
        day = None if name == REST else days_ahead(visit, AFTER[name])
        value = REST if day is None else f"+{AFTER[name]}"
        day = None if is_for_nobody() else day
        found.append({"name": name, "value": value, "day": day, "on": day is not None and day == chosen})
    return found


def days_ahead(visit: Visit, days: int) -> date:
    """So many days from today, moved to a working day."""
    return visit.setting.calendar.on_or_after(visit.today + timedelta(days=days))


def picked(form: Mapping[str, Any], name: str) -> date | None:
    """The day of a tapped chip, else that of the date field beside the chips; None for a rest. Raises Invalid."""
    if name in form:
        chosen: date | None = form[name]
        return chosen
    if form["day"] is None:
        raise Invalid({name: "Choose a date."})
    day: date = form["day"]
    return day


def to_come(day: date, since: date) -> date:
    """Raises Refused for a next day that lies before what it follows, or further off than anybody plans."""
    if day < since:
        raise Refused("That day has passed. Choose today or a later day.")
    if day - since > LONGEST:
        raise Refused("That day is too far away. Choose one within five years.")
    return day
