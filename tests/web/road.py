"""What does a day at the firm look like, from signing in to handing customers over, all through the app?"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from itertools import count, product
from typing import Any
from urllib.parse import quote
from uuid import UUID

from flask.testing import FlaskClient

from backend.projections.history import PAGE, Kind
from tests.web.firm import ADMIN, ALICE, BOB, MANAGER, NORTH, SOUTH, Firm, told

PASSWORD = "four words in a row"
KIM = {"name": "Kim Sato", "email": "kim@encore.example", "roles": ["salesperson"], "team": str(NORTH)}
NAMES = (
    "Ångström",
    "apple",
    "Apfel",
    "Émile",
    "Ølaf",
    "Łódź",
    "éclair",
    "Zebra",
    "zebra",
    "#7",
    "محمد",
    "李",
    "O'Neill",
)
"""Databases sort and compare these each in a way of their own, unless they are kept from it."""
SEARCHES = (
    "zoe",
    "LUKASZ-O neill",
    "0778",
    "0131 496 0778",
    "cadiz leith",
    "cadiz",
    "ang",
    "z",
    "李",
    "zoe@ex",
    "%",
    "_",
)
JSON = {"Accept": "application/json"}


class Road:
    """Walked with the same ids on every database. Each thing noted is sent twice and answered alike."""

    def __init__(self, firm: Firm) -> None:
        self.firm = firm
        self.ids = (str(UUID(int=0xE0000 + number)) for number in count())
        self.admin, self.manager, self.bob = (firm.client(one) for one in (ADMIN, MANAGER, BOB))
        self.kim = self._let_in()
        self.person = told(self.kim, "/me")["id"]
        self.zoe = self.noted(
            self.kim,
            "/customers",
            name="Zoë Łukasz-O'Neill",
            phone="+44 131 496 0777",
            email="zoe@example.org",
            place="Málaga",
            enquiry="a price list",
        )["id"]
        self.others = [self.noted(self.kim, "/customers", name=name, place="Leith")["id"] for name in NAMES]

    def noted(self, client: FlaskClient, path: str, *, once: str = "fact_id", **fields: Any) -> dict[str, Any]:
        asked = {**fields, once: next(self.ids)}
        answers = [client.post(path, json=asked, headers=JSON) for _ in range(2)]
        assert [answer.status_code for answer in answers] == [201, 201], (path, answers[0].text, answers[1].text)
        first, second = (answer.get_json() for answer in answers)
        assert first == second, path
        answered: dict[str, Any] = first
        return answered

    def of_zoe(self, path: str, **fields: Any) -> dict[str, Any]:
        return self.noted(self.kim, f"/customers/{self.zoe}/{path}", **fields)

    def day(self, days: int) -> str:
        return (self.firm.today + timedelta(days=days)).isoformat()

    def work(self) -> None:
        """Calls, a visit, promises and purchases of one customer; more notes than a page of history holds."""
        self.of_zoe("purchases", amount="45.00", on=self.day(-40))
        bought = self.of_zoe("purchases", amount="54.00", on=self.day(-9), order_id="A1")["fact_id"]
        self.of_zoe(f"purchases/{bought}/correction", amount="55.50", on=self.day(-8))
        missed = self.of_zoe("contact-attempts", channel="call", outcome="no_answer")["fact_id"]
        self.noted(self.kim, f"/customers/{self.zoe}/undo", once="undo_id", fact_id=missed)
        self.of_zoe("contact-attempts", channel="call", outcome="spoke", note="Ask in May", occurred_at=self._ago(3))
        self.of_zoe("details", phone="+44 131 496 0778", place="Cádiz")
        self.of_zoe("consents", channel="text", answer="yes", source="in person")
        self.of_zoe("preferred-channel", channel="visit")
        late = self.of_zoe("promises", on=self.day(2), note="the autumn order")["fact_id"]
        self.of_zoe(f"promises/{late}/new-date", on=self.day(3))
        self.of_zoe("promises", on=self.day(0), note="ring about the lamp")
        _, complaint = self.of_zoe("contact-attempts", channel="visit", outcome="complaint")["facts"]
        words = self.of_zoe("notes", of=complaint, text="The box was open")["fact_id"]
        self.of_zoe("notes", of=words, correct=True, text="The box was wet")
        self.of_zoe("feedback", kind="praise", text="the wrapping")
        for number in range(PAGE):
            self.of_zoe("notes", text=f"Note {number}")
        self._with_others()
        self.of_zoe(f"complaints/{complaint}/care", owner=self.person, by=self.day(2))
        self.of_zoe(f"feedback/{complaint}/themes", themes=["Delivery"])
        self._act_on(self.of_zoe("feedback", mood="so_so", kind="suggestion", themes=["Delivery"])["fact_id"])
        self.of_zoe(f"complaints/{complaint}/resolution", text="A new one was sent", told="no")

    def _act_on(self, idea: str) -> None:
        """An action is begun for a theme and done, and one of whom it gathers is told; another runs on."""
        due: dict[str, Any] = {"owner": self.person, "by": self.day(9)}
        action = self.noted(self.kim, "/actions", what="Wrap parcels", customer=self.zoe, of=idea, **due)["id"]
        self.noted(self.kim, f"/actions/{action}/ending", text="Parcels are wrapped now")
        (news,) = told(self.kim, f"/customers/{self.zoe}")["news"]
        self.of_zoe(f"news/{news['id']}/telling")
        self.noted(self.kim, f"/actions/{action}/reopening")
        self.noted(self.kim, f"/actions/{action}/ending", text="All parcels are wrapped now")
        running = self.noted(self.manager, "/actions", what="Post on Mondays", theme="Delivery", **due)["id"]
        self.noted(self.manager, f"/actions/{running}/leaving-out", customer=self.zoe)
        self.noted(self.manager, f"/actions/{running}/gathering")

    def _with_others(self) -> None:
        first, second, third, fourth, *_ = (f"/customers/{one}" for one in self.others)
        self.noted(self.kim, f"{first}/promises", on=self.day(1))
        self.noted(self.kim, f"{first}/put-offs", until=self.day(7), why="no_time")
        self.noted(self.kim, f"{second}/loss", reason="price", text="cheaper elsewhere")
        self.noted(self.kim, f"{third}/gone", why="closed")
        self.noted(self.kim, f"{fourth}/enquiries", text="a catalogue")
        self.noted(self.kim, f"{fourth}/next-dates", next_on=self.day(4))

    def hand_over(self) -> None:
        """Some customers, a whole day, a pool, an absence, a team of its own, and somebody who leaves."""
        self.noted(self.manager, "/team/assignments", customers=self.others[4:7], to=str(BOB))
        self.noted(self.manager, "/team/assignments", customers=self.others[7:9], to=str(NORTH))
        self.noted(self.bob, f"/customers/{self.others[7]}/owner")
        away: dict[str, Any] = {"first_day": self.day(1), "last_day": self.day(3), "stand_in": str(ALICE)}
        self.noted(self.manager, f"/team/{self.person}/absences", **away)
        self.noted(self.kim, "/me/plan-size", cards=7)
        self.noted(self.admin, "/teams", name="Łódź west")
        self.noted(self.admin, f"/people/{BOB}/leave")
        succeeded = self.admin.post(f"/people/{BOB}/customers", json={"to": str(SOUTH)}, headers=JSON)
        assert succeeded.get_json() == {"moved": 4, "of": 4}

    def answers(self) -> dict[str, Any]:
        """What other programs read, by who asks and where; the history of one customer whole."""
        asked = [("kim", self.kim, path) for path in ("/queue", *self._searches(), *self._cards(), *self._days())]
        team = ("/team", "/team/week", f"/team/{self.person}/queue", f"/team/{self.person}/week/{self.day(1)}")
        asked += [
            ("manager", self.manager, path) for path in (*team, "/team/pool", "/actions", "/themes", *self._searches())
        ]
        asked += [("admin", self.admin, "/people")]
        answers: dict[str, Any] = {f"{who}: {path}": told(client, path) for who, client, path in asked}
        # Its version names the log, of which each database has its own.
        pack = told(self.kim, "/sync/pack")["customers"]
        return {**answers, "pack": pack, "history": list(self.history())}

    def _searches(self) -> Iterator[str]:
        yield from (f"/customers?q={quote(query)}" for query in SEARCHES)
        yield from (f"/customers?show={show}" for show in ("all", "unseen", "pool"))

    def _cards(self) -> Iterator[str]:
        for customer in (self.zoe, *self.others[:4]):
            yield from (f"/customers/{customer}{page}" for page in ("", "/why", "/history"))
        yield from (f"/customers/{self.zoe}/history?kind={kind}" for kind in Kind)

    def _days(self) -> Iterator[str]:
        for seen, days in product(("known_on", "true_on"), (0, -3, -9, -100)):
            yield from (f"/customers/{self.zoe}{page}?{seen}={self.day(days)}" for page in ("", "/history"))

    def history(self) -> Iterator[dict[str, Any]]:
        """Every fact of the one customer, page by page."""
        older: str | None = ""
        while older is not None:
            page = told(self.kim, f"/customers/{self.zoe}/history" + (f"?before={older}" if older else ""))
            assert len(page["facts"]) <= PAGE
            yield from page["facts"]
            older = page["older"]

    def _ago(self, days: int) -> str:
        return (self.firm.clock() - timedelta(days=days)).isoformat()

    def _let_in(self) -> FlaskClient:
        asked = {**KIM, "fact_id": next(self.ids)}
        link = self.admin.post("/people", json=asked, headers=JSON).get_json()["link"]
        assert self.firm.app.test_client().post(link, data={"password": PASSWORD}).status_code == 303
        browser = self.firm.app.test_client()
        signed_in = browser.post("/session", data={"email": KIM["email"], "password": PASSWORD})
        assert signed_in.status_code == 303
        return browser
