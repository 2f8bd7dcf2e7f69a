"""How do new facts reach every projection, in the transaction that writes them?"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from functools import partial
from uuid import UUID

from backend.projections import actions, attempts, firm, held, library, people, power_hours, profiles, put_offs
from backend.projections.acted_on import ActedOnReasons
from backend.projections.amendments import TABLE as AMENDMENTS
from backend.projections.amendments import amendment_rows
from backend.projections.base import Customer, Question, Row, Table, customer_of
from backend.projections.details import Details, add_details
from backend.projections.directory import Directory
from backend.projections.enquiries import Enquiries
from backend.projections.habits import Habits
from backend.projections.imports import TABLE as IMPORTS_TABLE
from backend.projections.imports import import_rows
from backend.projections.matching import Matching
from backend.projections.plan_runs import PlanRuns
from backend.projections.profiles import Profiles
from backend.projections.queue import Queue
from backend.projections.referrals import Referrals
from backend.projections.search import Search
from backend.projections.sent_items import SentItems
from backend.projections.setting import Setting
from backend.projections.sweep import Sweep
from backend.projections.trials import Trials
from backend.projections.voiced import VoicedReasons
from backend.retention.fold import can_carry_on, carry_on, fold, in_order
from backend.retention.profile import Profile
from backend.store import Tx
from events.firm import FIRM
from events.imports import IMPORTS
from events.kernel import Recorded
from events.power_hours import POWER_HOURS
from events.team import TEAM

VERSION = 24
"""Of the shape of all projections: another number in the database means that they are built anew."""
QUESTIONS: tuple[Question, ...] = (Profiles(), Queue(), Directory(), Trials(), Referrals(), Habits())


def _said(profile: Profile) -> bool:
    return bool(profile.voiced or profile.acted_on)


OF_SOME: tuple[tuple[Question, Callable[[Profile], bool]], ...] = (
    (Sweep(), lambda profile: profile.first_worked_on is None),
    (PlanRuns(), lambda profile: profile.relationship_plan is not None),
    (SentItems(), lambda profile: bool(profile.sent_items)),
    (Enquiries(), lambda profile: bool(profile.asked)),
    (VoicedReasons(), _said),
    (ActedOnReasons(), _said),
)
"""What is asked of those alone of whom this holds: most rows are spared where most customers have none."""
SOMETIMES: tuple[Question, ...] = tuple(question for question, _ in OF_SOME)
RULED: tuple[Question, ...] = (
    *(question for question in QUESTIONS if not isinstance(question, Profiles | Referrals)),
    *(question for question in SOMETIMES if not isinstance(question, SentItems | VoicedReasons | ActedOnReasons)),
)
"""What changes with the rules too."""
BY_DETAILS: tuple[Question, ...] = (Search(), Matching())
"""What only changes with name, numbers, addresses and team."""
BY_FACT: tuple[tuple[Table, Callable[[Iterable[Recorded]], Iterable[Row]]], ...] = (
    (AMENDMENTS, amendment_rows),
    (put_offs.TABLE, put_offs.put_off_rows),
    (attempts.TABLE, attempts.attempt_rows),
)
"""What has a row for a fact, and never another one."""
TABLES: tuple[Table, ...] = (
    *(question.table for question in (*QUESTIONS, *SOMETIMES, *BY_DETAILS)),
    *(table for table, _ in BY_FACT),
    firm.TABLE,
    library.TABLE,
    people.TABLE,
    actions.TABLE,
    actions.GATHERED,
    IMPORTS_TABLE,
    held.TABLE,
    power_hours.TABLE,
)
_TEAM_FACTS = TEAM.facts
_HOUR_FACTS = POWER_HOURS.facts

History = Callable[[Tx, UUID], list[Recorded]]
"""Reads one stream's facts, in the order in which they happened."""


class Views:
    """The inline projections. Every row of a customer derives from their one stored state."""

    def __init__(self, history: History) -> None:
        self._history = history

    def apply(self, tx: Tx, recorded: Sequence[Recorded]) -> None:
        customers: dict[UUID, list[Recorded]] = {}
        hours = set[UUID]()
        acted: dict[UUID, list[Recorded]] = {}
        last, facts = None, list[Recorded]()
        for noted in recorded:
            if noted.stream is last:
                # More of the same customer, without another look: those of an import come together.
                facts.append(noted)
            elif noted.stream == FIRM:
                self._apply_firm(tx)
            elif noted.stream == IMPORTS:
                tx.insert(IMPORTS_TABLE.name, IMPORTS_TABLE.names, list(import_rows([noted])))
            elif isinstance(noted.body, _TEAM_FACTS):
                people.replace_stream(tx, self._history(tx, noted.stream))
            elif isinstance(noted.body, _HOUR_FACTS) or noted.stream in hours:
                hours.add(noted.stream)  # with what a wrong clock said, which stands beside its facts
                power_hours.replace_stream(tx, self._history(tx, noted.stream))
            elif isinstance(noted.body, actions.KINDS):
                acted.setdefault(noted.stream, []).append(noted)
            else:
                last, facts = noted.stream, customers.setdefault(noted.stream, [])
                facts.append(noted)
        for action, new in acted.items():
            actions.take_in(tx, new, partial(self._history, tx, action))
        if customers:
            self._apply_customers(tx, customers)

    def _apply_firm(self, tx: Tx) -> None:
        before = firm.setting(tx)
        facts = self._history(tx, FIRM)
        firm.replace_firm(tx, facts)
        library.replace_library(tx, facts)
        if firm.setting(tx).rules != before.rules:
            self.rerule(tx, before)

    def rerule(self, tx: Tx, before: Setting) -> None:  # noqa: ARG002
        """Other rules are in force than `before`. Whoever can prepares it: see backend/projections/reruling.py."""
        self.derive_all(tx)

    def _apply_customers(self, tx: Tx, new: Mapping[UUID, list[Recorded]]) -> None:
        setting = firm.setting(tx)
        known = {customer for customer, facts in new.items() if facts[0].version > 1}
        stored = profiles.load(tx, known)
        states, renamed = list[Customer](), list[Customer]()
        of_some: list[list[Customer]] = [[] for _ in OF_SOME]
        for customer, facts in new.items():
            before = stored.get(customer)
            # Carrying on changes what stood there.
            shown = _search_key(*before) if before else None
            held_of = [before is not None and holds(before[0]) for _, holds in OF_SOME]
            state = self._state(tx, customer, facts, before, setting)
            states.append(state)
            for concerned, had, (_, holds) in zip(of_some, held_of, OF_SOME, strict=True):
                if had or holds(state.profile):
                    concerned.append(state)
            if shown is None or shown != _search_key(state.profile, state.details):
                renamed.append(state)
        write(tx, states, QUESTIONS, known)
        for concerned, question in zip(of_some, SOMETIMES, strict=True):
            write(tx, concerned, (question,), known)
        write(tx, renamed, BY_DETAILS, known)
        for table, rows_of_facts in BY_FACT:
            tx.insert(table.name, table.names, [row for facts in new.values() for row in rows_of_facts(facts)])
        for customer, facts in new.items():
            if any(isinstance(noted.body, held.KINDS) for noted in facts):
                held.replace_stream(tx, self._history(tx, customer))

    def _state(
        self,
        tx: Tx,
        customer: UUID,
        facts: list[Recorded],
        before: tuple[Profile, Details] | None,
        setting: Setting,
    ) -> Customer:
        """Carry on from what is stored, or fold anew when a fact came late or changes earlier ones."""
        if before is None and facts[0].version == 1:
            return state_of(in_order(facts), setting)
        if before is None or not can_carry_on(before[0], facts):
            return state_of(self._history(tx, customer), setting)
        profile = carry_on(before[0], facts, setting.zone)
        return customer_of(customer, profile, add_details(before[1], facts, profile), setting)

    def derive_all(self, tx: Tx) -> None:
        """Derive every customer's rows anew from their stored state: what is in force has changed."""
        self.derive(tx, list(profiles.everybody(tx)))

    def derive(self, tx: Tx, customers: Iterable[UUID]) -> None:
        """The same for some; who is no customer is passed over."""
        setting = firm.setting(tx)
        for batch in profiles.in_batches(customers):
            states = [
                customer_of(customer, profile, details, setting)
                for customer, (profile, details) in profiles.load(tx, batch).items()
            ]
            write(tx, states, RULED, set(batch))


def _search_key(profile: Profile, details: Details) -> tuple[object, ...]:
    known = details.name, details.phone, details.email, details.place, tuple(details.numbers)
    return profile.registered, profile.team, *known


def state_of(facts: Sequence[Recorded], setting: Setting) -> Customer:
    """A customer's state from all their facts, which are in order."""
    profile = fold(facts, setting.zone)
    return customer_of(facts[0].stream, profile, add_details(Details(), facts, profile), setting)


def write(tx: Tx, states: Sequence[Customer], questions: Iterable[Question], known: Collection[UUID]) -> None:
    """Put what each question derives in place of what stood there; of those not `known` nothing did."""
    keys = [state.id.bytes for state in states if state.id in known]
    for question in questions:
        question.table.replace(tx, keys, [row for state in states for row in question.rows(state)])


def rows_of(facts: Sequence[Recorded], setting: Setting) -> Iterator[tuple[Table, Iterable[Row]]]:
    """Every row that follows from one whole stream: what a rebuild writes, and what ought to stand there."""
    match of_stream(facts):
        case "firm":
            yield firm.TABLE, firm.firm_rows(facts)
            yield library.TABLE, library.library_rows(facts)
        case "imports":
            yield IMPORTS_TABLE, import_rows(facts)
        case "action":
            yield actions.TABLE, actions.action_rows(facts)
            yield actions.GATHERED, actions.gathered_rows(facts)
        case "team":
            yield people.TABLE, people.people_rows(facts)
        case "hour":
            yield power_hours.TABLE, power_hours.power_hour_rows(facts)
        case _:
            state = state_of(facts, setting)
            yield from ((question.table, question.rows(state)) for question in (*QUESTIONS, *SOMETIMES, *BY_DETAILS))
            yield from ((table, rows_of_facts(facts)) for table, rows_of_facts in BY_FACT)
            yield held.TABLE, held.held_rows(facts)


def of_stream(facts: Sequence[Recorded]) -> str:
    """Which kind of stream this is, by its first fact: firm, imports, action, team, hour or customer."""
    if facts[0].stream in (FIRM, IMPORTS):
        return "firm" if facts[0].stream == FIRM else "imports"
    if isinstance(facts[0].body, actions.KINDS):
        return "action"
    if isinstance(facts[0].body, _HOUR_FACTS):
        return "hour"
    return "team" if isinstance(facts[0].body, _TEAM_FACTS) else "customer"
