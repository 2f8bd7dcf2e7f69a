"""What happens when somebody gets in: is a firm here, a session on this device, and the first time noted?"""

from __future__ import annotations

from uuid import UUID

from flask import Response, make_response, redirect, request

from backend.commands import carry_out
from backend.projections import firm, people
from backend.projections.people import Person
from backend.web.house import house
from backend.web.ids import new_id
from backend.web.session import cookie_name, device, sign_in
from events.firm import FirmFounded
from events.kernel import Asked
from events.team import Join


def founded() -> FirmFounded | None:
    """The firm that lives here; None in an empty database."""
    with house().store.database.read() as tx:
        return firm.setting(tx).founded


def works_here(person: UUID) -> Person | None:
    """None for somebody who left: a password that still fits opens nothing."""
    with house().store.database.read() as tx:
        found = people.person(tx, person)
    return found if found and not found.left else None


def arrive(person: Person, to: str) -> Response:
    """Go on to `to`, signed in by a token of this moment: one that somebody planted before is worth nothing."""
    here = house()
    now = here.clock()
    here.store.sign_in.end_session(request.cookies.get(cookie_name(), ""))
    if not person.joined:
        asked = Asked(
            command_id=new_id(now),
            stream=person.id,
            occurred_at=now,
            noted_by=person.id,
            device=device(),
            commands=(Join(),),
        )
        carry_out(here.store, asked, views=here.views)
    token = here.store.sign_in.open_session(person.id, device(), now)
    return sign_in(make_response(redirect(to, 303)), token)
