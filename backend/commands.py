"""How is a command carried out: read the past, decide, append; and decide again when beaten to it? No rule in it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from backend.store import Appended, Conflict, Store, View
from events.consent import CONSENT
from events.contact_basis import CONTACT_BASIS
from events.contacts import CONTACTS
from events.customers import CUSTOMERS
from events.enquiries import ENQUIRIES
from events.feedback import FEEDBACK
from events.firm import FIRM_RULES
from events.follow_ups import FOLLOW_UPS
from events.imports import IMPORT_RULES
from events.kernel import Asked, Command, Decider, Fact, Noted, Recorded, note
from events.lifecycle import LIFECYCLE
from events.notes import NOTES, FactUndone
from events.purchases import PURCHASES
from events.rulebook import RULEBOOK
from events.stated import STATED
from events.team import TEAM

TRIES = 10

AnyDecider = Decider[Any, Any, Any]
DECIDERS: tuple[AnyDecider, ...] = (
    CUSTOMERS, PURCHASES, STATED, CONTACTS, FEEDBACK, ENQUIRIES, CONSENT, NOTES, FOLLOW_UPS, LIFECYCLE,
    FIRM_RULES, CONTACT_BASIS, RULEBOOK, TEAM, IMPORT_RULES,
)  # fmt: skip
_DECIDER_OF: dict[type[Command], AnyDecider] = {asked: decider for decider in DECIDERS for asked in decider.commands}
_REPORTS = frozenset(asked for decider in DECIDERS for asked in decider.reports)


def carry_out(store: Store, asked: Asked, *, views: Sequence[View], sent: bytes = b"") -> Appended:
    """Append what `asked` leads to, all of it or nothing. `sent` is the command as it came, to know it again.

    Raises Refused, IdReused when the id was given to something else, and Busy.
    """
    if all(type(one) in _REPORTS for one in asked.commands):
        return store.append(note(asked, _decide(asked.commands, ())), sent=sent, views=views)
    for _ in range(TRIES):
        past = store.stream(asked.stream)
        # Asked after the past was read: a double tap that came in between is known, not refused by its own fact.
        known = store.answered(asked.command_id, asked.stream, sent)
        if known is not None:
            return known
        facts = note(asked, _decide(asked.commands, _standing(past)))
        version = max((noted.version for noted in past), default=0)
        try:
            return store.append(facts, sent=sent, expected=version, views=views)
        except Conflict:
            continue
    raise Conflict("others kept changing the same customer")


def _decide(commands: Iterable[Command], past: Sequence[Noted]) -> list[Fact]:
    """The facts of each command, in turn; each is decided on the past alone."""
    return [
        fact
        for one in commands
        for decider in (_DECIDER_OF[type(one)],)
        for fact in decider.decide(decider.fold(past), one)
    ]


def _standing(past: Sequence[Recorded]) -> list[Recorded]:
    """What was undone counts for no decision."""
    undone = {noted.body.of for noted in past if isinstance(noted.body, FactUndone)}
    return [noted for noted in past if noted.fact_id not in undone]
