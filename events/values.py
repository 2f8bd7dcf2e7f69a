"""Which small values have a meaning here, and when are they valid?"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from zoneinfo import available_timezones

from events.kernel import Refused

LONGEST_TEXT = 4_000
LONGEST_NAME = 200
LONGEST_TAG = 40
LONGEST_THEME = 60
MOST_CHOSEN = 10
"""Themes of one thing that was said."""
LARGEST_AMOUNT = 10**12
"""In minor currency units: ten thousand million of the major unit, and exact in every database."""
FIRST_DAY = date(1900, 1, 1)
LAST_DAY = date(2099, 12, 31)
NO_PLACES = frozenset({"Factory", "localtime", "posixrules"})
"""Names of zones that are no place: what they say is another time on another machine, or none."""


class Channel(StrEnum):
    CALL = "call"
    TEXT = "text"
    EMAIL = "email"
    LETTER = "letter"
    VISIT = "visit"
    VIDEO = "video"


class Outcome(StrEnum):
    SPOKE = "spoke"
    MET = "met"
    ORDERED = "ordered"
    NO_ANSWER = "no_answer"
    VOICEMAIL = "voicemail"
    SENT = "sent"
    ANSWERED = "answered"
    SAID_NO = "said_no"
    WRONG_NUMBER = "wrong_number"
    NOT_IN = "not_in"

    @property
    def reached(self) -> bool:
        """Whether the customer and the firm really were in touch."""
        return self in _REACHED


_REACHED = frozenset({Outcome.SPOKE, Outcome.MET, Outcome.ORDERED, Outcome.ANSWERED, Outcome.SAID_NO})
_WRITTEN = frozenset({Outcome.SENT, Outcome.ANSWERED, Outcome.ORDERED, Outcome.SAID_NO, Outcome.WRONG_NUMBER})
_SPOKEN = frozenset(
    {Outcome.SPOKE, Outcome.ORDERED, Outcome.NO_ANSWER, Outcome.VOICEMAIL, Outcome.SAID_NO, Outcome.WRONG_NUMBER}
)
OUTCOMES: dict[Channel, frozenset[Outcome]] = {
    Channel.CALL: _SPOKEN,
    Channel.TEXT: _WRITTEN,
    Channel.EMAIL: _WRITTEN,
    Channel.LETTER: _WRITTEN,
    Channel.VISIT: frozenset({Outcome.MET, Outcome.SPOKE, Outcome.ORDERED, Outcome.NOT_IN, Outcome.SAID_NO}),
    Channel.VIDEO: _SPOKEN | {Outcome.MET},
}
"""Which outcomes a contact attempt by each channel can have."""


class FeedbackKind(StrEnum):
    PRAISE = "praise"
    COMPLAINT = "complaint"
    SUGGESTION = "suggestion"
    LEAVING = "leaving"
    OPINION = "opinion"


class Mood(StrEnum):
    """How they felt about it: one of three faces."""

    PLEASED = "pleased"
    SO_SO = "so_so"
    UNHAPPY = "unhappy"


class LossReason(StrEnum):
    PRICE = "price"
    SERVICE = "service"
    QUALITY = "quality"
    COMPETITOR = "competitor"
    NO_NEED = "no_need"
    MOVED = "moved"
    OTHER = "other"


class GoneReason(StrEnum):
    CLOSED = "closed"
    DIED = "died"
    DO_NOT_CONTACT = "do_not_contact"
    MOVED_AWAY = "moved_away"


class HabitAnswer(StrEnum):
    """Why a customer buys differently, in their own word."""

    MOVED = "moved"
    PRICE = "price"
    UNHAPPY = "unhappy"
    SEASONAL = "seasonal"
    COMPETITOR = "competitor"
    OTHER = "other"


class EnquirySource(StrEnum):
    """Where somebody who asks comes from."""

    PHONE = "phone"
    WALK_IN = "walk_in"
    WEB = "web"
    FAIR = "fair"
    REFERRAL = "referral"
    OTHER = "other"


class PutOffReason(StrEnum):
    NO_TIME = "no_time"
    NOT_USEFUL_NOW = "not_useful_now"
    AFRAID_TO_BOTHER = "afraid_to_bother"
    WRONG_PERSON = "wrong_person"
    THEY_ASKED = "they_asked"


class Touch(StrEnum):
    """What a contact was to the customer: something that helps them, or something that sells."""

    VALUE = "value"
    OFFER = "offer"
    NEWS = "news"
    THANKS = "thanks"
    SALES = "sales"
    SERVICE = "service"


class Role(StrEnum):
    SALESPERSON = "salesperson"
    MANAGER = "manager"
    ADMIN = "admin"


class Rule(StrEnum):
    """Why somebody is on the queue. The order here is the order of the lanes of `Lane`."""

    PROMISE = "promise"
    CALL_BACK = "call_back"
    COMPLAINT = "complaint"
    LEAVING = "leaving"
    TELL_ENDED = "tell_ended"
    TELL_FIXED = "tell_fixed"
    ENQUIRY = "enquiry"
    GONE_QUIET = "gone_quiet"
    HABIT_CHANGED = "habit_changed"
    SECOND_PURCHASE = "second_purchase"
    PLEASED = "pleased"
    THANK_YOU = "thank_you"
    REFERRAL_THANKS = "referral_thanks"
    NEXT_STEP = "next_step"
    PLAN_STEP = "plan_step"
    NOT_SEEN = "not_seen"
    GRASS_CHECK = "grass_check"
    SWEEP = "sweep"
    SHADOW = "shadow"


@dataclass(frozen=True, slots=True)
class Money:
    """An amount in minor units (pence, cents) of the firm's one currency."""

    minor: int

    def __post_init__(self) -> None:
        if not 0 <= self.minor <= LARGEST_AMOUNT:
            raise Refused("An amount is zero or more, and ten thousand million at most.")

    @classmethod
    def parse(cls, text: str) -> Money:
        """Read "45.00", "45" or "45.5". Raises Refused for anything that could be read two ways."""
        match = re.fullmatch(r"(\d{1,13})(?:\.(\d{1,2}))?", text.strip(), re.ASCII)
        if not match:
            raise Refused("Write the amount as 45.00: digits, a point, no sign and no currency.")
        return cls(int(match[1]) * 100 + int((match[2] or "0").ljust(2, "0")))


def valid_text(text: str | None, *, longest: int = LONGEST_TEXT) -> str | None:
    """Free words as they are kept: trimmed, None when empty. Raises Refused where they cannot be stored."""
    if text is None:
        return None
    if len(text) > longest:
        raise Refused(f"This text is too long: up to {longest:,} characters, please.")
    if "\x00" in text or _has_half_letters(text):
        raise Refused("This text has characters that cannot be kept. Please type it again.")
    return text.strip() or None


def _has_half_letters(text: str) -> bool:
    """Whether a lone surrogate stands in it: half of a letter, which no database takes."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return True
    return False


def valid_name(text: str | None) -> str | None:
    """A name, phone, e-mail or place: one line of any script. Raises Refused where it cannot be stored."""
    kept = valid_text(text, longest=LONGEST_NAME)
    return None if kept is None else " ".join(kept.split())


def valid_tag(text: str | None) -> str:
    """A tag as it is kept: one line in small letters, "" when empty. Raises Refused where it cannot be stored."""
    kept = (valid_name(text) or "").lower()
    if len(kept) > LONGEST_TAG:
        raise Refused(f"A tag has {LONGEST_TAG} characters at most. A word or two say it.")
    return kept


def valid_theme(text: str | None) -> str:
    """A theme as it is kept: one line. Raises Refused for none, and where it cannot be stored."""
    kept = " ".join((text or "").split())
    if len(kept) > LONGEST_THEME:
        raise Refused(f"A theme is one line of up to {LONGEST_THEME} characters. A word or two say it.")
    if valid_text(kept) is None:
        raise Refused("Give each theme a name, such as Delivery.")
    return kept


def valid_themes(themes: Iterable[str]) -> tuple[str, ...]:
    """Themes that were chosen, each once, however it is spelt. Raises Refused for more than can be meant."""
    kept: dict[str, str] = {}
    for named in map(valid_theme, themes):
        kept.setdefault(named.casefold(), named)
    if len(kept) > MOST_CHOSEN:
        raise Refused(f"Choose up to {MOST_CHOSEN} themes. Those that matter most say enough.")
    return tuple(kept.values())


def valid_day(day: date) -> date:
    """Raises Refused for a day that no shop can mean."""
    if not FIRST_DAY <= day <= LAST_DAY:
        raise Refused("Choose a date between 1900 and 2099.")
    return day


@cache
def time_zones() -> frozenset[str]:
    """The name of every time zone, such as Europe/London. Looked for once: it walks through thousands of files."""
    return frozenset(available_timezones()) - NO_PLACES
