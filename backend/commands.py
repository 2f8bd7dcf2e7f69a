"""How is a command carried out: read the past, decide, append; and decide again when beaten to it? No rule in it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from backend.store import Appended, Conflict, Store, Tx, View
from events.actions import ACTIONS
from events.clocks import CLOCKS, CorrectClock
from events.consent import CONSENT
from events.contact_basis import CONTACT_BASIS
from events.contacts import CONTACTS
from events.customers import CUSTOMERS
from events.enquiries import ENQUIRIES
from events.feedback import FEEDBACK
from events.firm import FIRM_RULES
from events.follow_ups import FOLLOW_UPS
from events.habits import HABITS
from events.held import HELD
from events.imports import IMPORT_RULES
from events.kernel import Asked, Command, Decider, Fact, Noted, Recorded, note
from events.library import LIBRARY
from events.lifecycle import LIFECYCLE
from events.needs import NEEDS
from events.notes import NOTES, FactUndone
from events.power_hours import POWER_HOURS
from events.purchases import PURCHASES
from events.referrals import REFERRALS
from events.relationship_plans import RELATIONSHIP_PLANS
from events.rhythm import RHYTHM
from events.rulebook import RULEBOOK
from events.started_plans import STARTED_PLANS
from events.stated import STATED
from events.sweep import SWEEP
from events.tags import TAGS
from events.team import TEAM
from events.telling import TELLING
from events.themes import THEMES
from events.time_zones import TIME_ZONES

TRIES = 10

AnyDecider = Decider[Any, Any, Any]
Also = Callable[[Tx, Sequence[Recorded]], object]
"""What else is done, or has to hold, in the transaction of the facts, once views show them: raising undoes all."""
DECIDERS: tuple[AnyDecider, ...] = (
    CUSTOMERS, TAGS, TIME_ZONES, REFERRALS, PURCHASES, STATED, CONTACTS, FEEDBACK, ENQUIRIES, CONSENT, NOTES,
    FOLLOW_UPS, LIFECYCLE, CLOCKS, HELD, FIRM_RULES, CONTACT_BASIS, RULEBOOK, RHYTHM, SWEEP, TEAM, IMPORT_RULES,
    HABITS, STARTED_PLANS, RELATIONSHIP_PLANS, LIBRARY, NEEDS, POWER_HOURS, TELLING, THEMES, ACTIONS,
)  # fmt: skip
_DECIDER_OF: dict[type[Command], AnyDecider] = {asked: decider for decider in DECIDERS for asked in decider.commands}
_REPORTS = frozenset(asked for decider in DECIDERS for asked in decider.reports)


def carry_out(
    store: Store, asked: Asked, *, views: Sequence[View], sent: bytes = b"", also: Also | None = None
) -> Appended:
    """Append what `asked` leads to, all of it or nothing. `sent` is the command as it came, to know it again.

    Raises Refused, IdReused when the id was given to something else, and Busy.
    """
    views = _with(views, also)
    if _reports(asked):
        return store.append(_noted(asked, ()), sent=sent, views=views)
    for _ in range(TRIES):
        past = store.stream(asked.stream)
        # Asked after the past was read: a double tap that came in between is known, not refused by its own fact.
        known = store.answered(asked.command_id, asked.stream, sent)
        if known is not None:
            return known
        facts = _noted(asked, _standing(past))
        version = max((noted.version for noted in past), default=0)
        try:
            return store.append(facts, sent=sent, expected=version, views=views)
        except Conflict:
            continue
    raise Conflict("others kept changing the same customer")


def carry_out_together(
    store: Store, several: Sequence[Asked], *, views: Sequence[View], also: Also | None = None
) -> None:
    """Append what commands on several streams lead to: all of it, in one transaction, or nothing. Raises Refused, Busy.

    Each stream is named once. What only reports needs no past, and is left out where its id is known.
    """
    for _ in range(TRIES):
        pasts = {asked.stream: store.stream(asked.stream) for asked in several if not _reports(asked)}
        facts = [fact for asked in several for fact in _noted(asked, _standing(pasts.get(asked.stream, ())))]
        expected = {stream: max((noted.version for noted in past), default=0) for stream, past in pasts.items()}
        try:
            store.append_many(facts, expected=expected, views=_with(views, also))
        except Conflict:
            continue
        return
    raise Conflict("others kept changing the same streams")


def _reports(asked: Asked) -> bool:
    return all(type(one) in _REPORTS for one in asked.commands)


class _Then:
    """Comes after the views."""

    def __init__(self, also: Also) -> None:
        self._also = also

    def apply(self, tx: Tx, recorded: Sequence[Recorded]) -> None:
        self._also(tx, recorded)


def _with(views: Sequence[View], also: Also | None) -> Sequence[View]:
    return (*views, _Then(also)) if also else views


def _noted(asked: Asked, past: Sequence[Noted]) -> list[Noted]:
    """What was decided, in its envelopes; what a wrong clock said is kept beside it."""
    facts = _decide(asked.commands, past)
    if facts and asked.phone_at is not None:
        facts += _decide((CorrectClock(phone_at=asked.phone_at),), past)
    return note(asked, facts)


def _decide(commands: Iterable[Command], past: Sequence[Noted]) -> list[Fact]:
    """The facts of each command, in turn; each is decided on the past alone."""
    return [
        fact
        for one in commands
        for decider in (_DECIDER_OF[type(one)],)
        for fact in decider.decide(decider.fold(past), one)
    ]


def _standing(past: Iterable[Recorded]) -> list[Recorded]:
    """What was undone counts for no decision."""
    undone = {noted.body.of for noted in past if isinstance(noted.body, FactUndone)}
    return [noted for noted in past if noted.fact_id not in undone]
