"""How does a test send what a phone noted? A batch, as the outbox of a browser sends it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.web.firm import Firm

SYNC = {"X-Encore": "sync"}


class Phone:
    """One person's phone. `off`: how far its clock is ahead of the firm's. `log` is what it heard of the log last."""

    def __init__(self, firm: Firm, person: UUID, off: timedelta = timedelta()) -> None:
        self.person, self.off = person, off
        self.client: FlaskClient = firm.client(person)
        self.log: dict[str, Any] | None = None
        self._clock: Callable[[], datetime] = firm.clock

    @property
    def now(self) -> str:
        return (self._clock() + self.off).isoformat()

    def note(
        self, to: str, item: UUID | None = None, at: str | None = None, **fields: str | list[str]
    ) -> dict[str, Any]:
        """What the outbox holds once something was noted on this phone."""
        return {"id": str(item or uuid4()), "to": to, "fields": fields, "noted_at": at or self.now}

    def batch(self, *items: Any, **more: Any) -> dict[str, Any]:
        said = {"format": 1, "person": str(self.person), "sent_at": self.now, "log": self.log, "items": list(items)}
        return said | more

    def post(self, *items: Any, **more: Any) -> TestResponse:
        return self.client.post("/sync", json=self.batch(*items, **more), headers=SYNC)

    def send(self, *items: Any, **more: Any) -> list[dict[str, Any]]:
        """What became of each item."""
        answer = self.post(*items, **more)
        assert answer.status_code == 200, answer.text
        told = answer.get_json()
        self.log = told["log"]
        assert [one["id"] for one in told["results"]] == [one.get("id") for one in items]
        results: list[dict[str, Any]] = told["results"]
        return results


def statuses(results: list[dict[str, Any]]) -> list[str]:
    return [one["status"] for one in results]
