"""What is written when a firm begins? Its setting, its numbers, a first team and a first account: all or nothing."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from backend.commands import carry_out_together
from backend.founding.choices import check_currency
from backend.store import Store, View
from events.firm import FIRM, FoundFirm
from events.kernel import SYSTEM, Asked, Command
from events.rulebook import AdoptRulebook, Rulebook
from events.team import FormTeam, InvitePerson
from events.values import Role

FIRST_TEAM = "Sales"


@dataclass(frozen=True, kw_only=True)
class Beginning:
    """Whose firm it is to be. Every command exists, and so is valid, before the first one is carried out."""

    firm: FoundFirm
    name: str
    email: str
    team: str = FIRST_TEAM


def begin(
    store: Store,
    asked: Beginning,
    *,
    views: Sequence[View],
    new_id: Callable[[], UUID],
    now: datetime,
    also: Callable[[UUID], object] = lambda _: None,
) -> UUID:
    """Found the firm and return its first person, who holds all roles. Raises Refused where a firm lives already.

    `also` gets that person and writes in the same transaction: what it raises undoes all.
    """
    check_currency(asked.firm.currency)
    team, person = new_id(), new_id()
    # The numbers in force are a fact from the first day, so that another program's defaults change no replay.
    commands: list[tuple[UUID, tuple[Command, ...]]] = [
        (FIRM, (asked.firm, AdoptRulebook(rulebook=Rulebook()))),
        (team, (FormTeam(name=asked.team),)),
        (person, (InvitePerson(name=asked.name, email=asked.email, roles=tuple(Role), team=team),)),
    ]
    several = [
        Asked(command_id=new_id(), stream=stream, occurred_at=now, noted_by=SYSTEM, commands=some)
        for stream, some in commands
    ]
    carry_out_together(store, several, views=views, also=lambda *_: also(person))
    return person
