"""By which channels can this customer be reached now, which one first, and why not by the others?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import assert_never

from backend.retention.profile import Profile
from events.rulebook import Rulebook
from events.values import Channel

_USUAL = (Channel.CALL, Channel.TEXT, Channel.EMAIL, Channel.VISIT, Channel.LETTER)
_ASKED_FIRST = frozenset({Channel.TEXT, Channel.EMAIL})
"""Selling by these needs a yes."""
_ENOUGH_REPLIES = 2
_ENOUGH_TRIES = 3
_DISTURBS = frozenset({Channel.CALL, Channel.TEXT, Channel.VIDEO, Channel.VISIT})
"""What rings or stands at the door: it waits for the end of quiet hours, where another way is open."""


class WayState(StrEnum):
    USABLE = "usable"
    MISSING = "missing"
    WRONG = "wrong"
    CONSENT_NO = "consent_no"
    ASK_FIRST = "ask_first"


@dataclass(frozen=True, slots=True)
class Way:
    channel: Channel
    state: WayState

    @property
    def usable(self) -> bool:
        return self.state is WayState.USABLE


def ways(profile: Profile, *, selling: bool, quiet: bool = False) -> list[Way]:
    """Every usual way, the first usable one being the main button: preferred, then what they answer to, then a call.

    `quiet`: it is too early or too late where they live; then what makes no noise goes first.
    """
    known = (_way(profile, channel, selling) for channel in _order(profile))
    return sorted(known, key=lambda way: (not way.usable, quiet and way.channel in _DISTURBS))


def quiet_until(rulebook: Rulebook, there: datetime) -> int | None:
    """The hour at which quiet hours end, where it is `there` by the customer's own clock; None outside of them.

    They may go over midnight; from an hour until the same one there are none.
    """
    begins, ends, hour = rulebook.quiet_hours_from, rulebook.quiet_hours_until, there.hour
    quiet = begins <= hour < ends if begins <= ends else hour >= begins or hour < ends
    return ends if quiet else None


def suggested(profile: Profile) -> Channel | None:
    """The channel that this customer answers most often, from two replies on."""
    return next(iter(_answered(profile)), None)


def _answered(profile: Profile) -> list[Channel]:
    """By what they answered twice or more, the most often answered first."""
    answered = [channel for channel, replies in profile.replies.items() if replies >= _ENOUGH_REPLIES]
    return sorted(answered, key=lambda channel: -profile.replies[channel] / max(profile.tries.get(channel, 0), 1))


def unanswered(profile: Profile) -> list[Channel]:
    """By what they were tried three times or more and never answered, while they do answer something else."""
    if suggested(profile) is None:
        return []
    return [
        channel
        for channel in Channel
        if profile.tries.get(channel, 0) >= _ENOUGH_TRIES and not profile.replies.get(channel, 0)
    ]


def _order(profile: Profile) -> list[Channel]:
    """As they wish, then by what has worked; what was tried in vain, while they do answer something else, is last."""
    vain = unanswered(profile)
    usual = sorted(_USUAL, key=lambda channel: channel in vain)
    wanted = (profile.preferred, *_answered(profile), *usual)
    return list(dict.fromkeys(channel for channel in wanted if channel is not None))


def _way(profile: Profile, channel: Channel, selling: bool) -> Way:
    consent = profile.consent.get(channel)
    if consent is not None and not consent.given:
        return Way(channel, WayState.CONSENT_NO)
    there, wrong = _address(profile, channel)
    if not there or wrong:
        return Way(channel, WayState.WRONG if wrong else WayState.MISSING)
    if selling and channel in _ASKED_FIRST and consent is None:
        return Way(channel, WayState.ASK_FIRST)
    return Way(channel, WayState.USABLE)


def _address(profile: Profile, channel: Channel) -> tuple[bool, bool]:
    """Whether there is a number or address for a channel, and whether it turned out to be wrong."""
    match channel:
        case Channel.CALL | Channel.TEXT:
            return profile.has_phone, profile.wrong_phone
        case Channel.EMAIL:
            return profile.has_email, profile.wrong_email
        case Channel.LETTER | Channel.VISIT:
            return profile.has_place, profile.wrong_place
        case Channel.VIDEO:
            return profile.has_phone or profile.has_email, False
        case _:
            assert_never(channel)


def refused_every_way(profile: Profile) -> bool:
    """Whether there are ways to reach this customer, and a no to each of them."""
    there = [channel for channel in _USUAL if _address(profile, channel)[0]]
    consents = [profile.consent.get(channel) for channel in there]
    return bool(there) and all(consent is not None and not consent.given for consent in consents)
