"""How does a test lose a phone? It is signed out from elsewhere, and hands over what was noted on it."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from tests.conftest import Clock
from tests.web.firm import ALICE, Firm
from tests.web.phone import Phone, statuses


class Lost:
    """Alice's phone, which was signed out; what it hands over is held, two hours after it was noted."""

    def __init__(self, firm: Firm, clock: Clock, off: timedelta = timedelta()) -> None:
        self.firm, self.clock = firm, clock
        self.phone = Phone(firm, ALICE, off)
        firm.store.sign_in.end_sessions(ALICE, clock.now)

    def hand_over(self, to: str, **fields: str) -> UUID:
        """The id of what was noted."""
        item = self.phone.note(to, None, None, **fields)
        self.clock.move(timedelta(hours=2))
        assert statuses(self.phone.post(item).get_json()["results"]) == ["accepted"]
        return UUID(item["id"])

    def spoke(self, customer: UUID, **fields: str) -> UUID:
        return self.hand_over(
            f"/customers/{customer}/contact-attempts", channel="call", outcome="spoke", note="Ask in May.", **fields
        )
