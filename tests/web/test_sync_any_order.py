"""Two people note on one customer, offline for days: is each thing there once, and all the same in whichever order?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4, uuid5

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from backend.projections import profiles
from backend.projections.details import Details
from backend.projections.verify import differences
from backend.retention.profile import Profile
from events.values import OUTCOMES, Channel, FeedbackKind, Mood, PutOffReason
from tests.conftest import Clock, new_schema
from tests.web.firm import ALICE, BOB, MANAGER, Firm
from tests.web.phone import Phone

START = datetime(2026, 3, 2, 9, tzinfo=UTC)
DAYS = 9
OFFLINE = DAYS * 24 * 60
"""Minutes; the clock then stands well behind them."""
Fields = dict[str, Any]


@dataclass(frozen=True)
class Said:
    """One thing that somebody noted: so many minutes after START, to the rest of an address, with its fields.

    `of`: it is about the n-th thing that the same person noted before, counted round. Where the address is about a
    thing of one kind, that may be one that everybody knows, too.
    """

    minute: int
    to: str
    fields: Fields
    of: int = 0


days = st.integers(0, 60).map(lambda n: f"+{n}")
words = st.sampled_from(["", "Likes blue.", "Ask in May."])
ended, yes_or_no = st.sampled_from(["Sent anew.", "A voucher."]), st.sampled_from(["yes", "no"])
KNOWN = ("enquiries", "complaints", "news", "needs")
"""Of each kind one thing that everybody knows, so that two may answer, end, tell or meet it."""


@st.composite
def attempts(draw: st.DrawFn) -> tuple[str, Fields]:
    channel = draw(st.sampled_from(Channel))
    outcome = draw(st.sampled_from(sorted(OUTCOMES[channel])))
    next_on = draw(st.sampled_from(["", "rest", "day"]))
    fields = {"channel": channel.value, "outcome": outcome.value, "note": draw(words)}
    if outcome.reached and draw(st.booleans()):
        fields["inbound"] = "yes"
    if channel is Channel.VISIT and draw(st.booleans()):
        fields["occurred_at"] = draw(st.sampled_from(["earlier", "yesterday"]))
    if next_on:
        fields["next_on"] = draw(days) if next_on == "day" else "rest"
    return "contact-attempts", fields


things = st.one_of(
    attempts(),
    attempts(),
    st.tuples(st.just("notes"), st.fixed_dictionaries({"text": st.just("Likes blue.")})),
    st.tuples(st.just("notes"), st.fixed_dictionaries({"text": st.just("More of it."), "of": st.just("{of}")})),
    st.tuples(
        st.just("feedback"), st.fixed_dictionaries({"kind": st.sampled_from([kind.value for kind in FeedbackKind])})
    ),
    st.tuples(st.just("purchases"), st.fixed_dictionaries({"amount": st.sampled_from(["5.00", "45.00"])})),
    st.tuples(st.just("promises"), st.fixed_dictionaries({"on": days, "note": words})),
    st.tuples(st.just("next-dates"), st.fixed_dictionaries({"next_on": days | st.just("rest")})),
    st.tuples(st.just("put-offs"), st.fixed_dictionaries({"until": days, "why": st.just(PutOffReason.NO_TIME.value)})),
    st.tuples(st.just("enquiries"), st.fixed_dictionaries({"text": words})),
    st.tuples(st.just("enquiries/{of}/answer"), st.just({})),
    st.tuples(st.just("enquiries/offers"), st.fixed_dictionaries({"text": words})),
    st.tuples(st.just("complaints/{of}/resolution"), st.fixed_dictionaries({"text": ended, "told": yes_or_no})),
    st.tuples(st.just("news/{of}/telling"), st.just({})),
    st.tuples(st.just("needs"), st.just({"text": "a grinder"})),
    st.tuples(st.just("needs/{of}/met"), st.just({})),
    st.tuples(st.just("feedback"), st.fixed_dictionaries({"mood": st.sampled_from([m.value for m in Mood])})),
    st.tuples(st.just("settlements"), st.just({"rules": ["pleased", "thank_you"]})),
    st.tuples(st.just("undo"), st.just({"fact_id": "{of}"})),
    st.tuples(st.just("undo"), st.just({"fact_id": "{of}"})),
)


@st.composite
def notes_of_somebody(draw: st.DrawFn) -> list[Said]:
    minutes = sorted(draw(st.sets(st.integers(0, OFFLINE), min_size=1, max_size=9)))
    found = []
    for minute in minutes:
        to, fields = draw(things)
        found.append(Said(minute, to, fields, draw(st.integers(0, 8))))
    return found


@st.composite
def deliveries(draw: st.DrawFn, several: int) -> list[list[int]]:
    """Which batches of a phone go out: every note in order, cut anywhere, any batch once more at any time after."""
    cuts = sorted({0, several, *draw(st.lists(st.integers(0, several), max_size=4))})
    batches = [list(range(first, last)) for first, last in pairwise(cuts)]
    again = draw(st.lists(st.integers(0, len(batches) - 1), max_size=3))
    for which in again:
        at = draw(st.integers(which + 1, len(batches)))
        batches.insert(at, batches[which])
    return batches


def items_of(
    said: list[Said], customer: UUID, known: dict[str, str], off: timedelta, seconds: int
) -> list[dict[str, Any]]:
    """What a phone's outbox holds; nobody notes two things in the same moment, nor in that of somebody else."""
    made: list[dict[str, Any]] = []
    about: dict[str, str] = {}
    for one in said:
        if "{of}" in one.fields.values() and not about:
            continue
        kind = one.to.partition("/{of}")[0]
        found = [thing for thing, sort in about.items() if sort == kind] if "{of}" in one.to else list(about)
        found += [known[kind]] if "{of}" in one.to else []
        of = found[one.of % len(found)] if found else ""
        if one.to == "undo":
            del about[of]
        fields = {name: of if value == "{of}" else value for name, value in one.fields.items()}
        noted_at = START + timedelta(minutes=one.minute, seconds=seconds) + off
        item_id = str(uuid4())
        if one.to != "undo":
            about[item_id] = kind_of(one)
        made.append({
            "id": item_id, "to": f"/customers/{customer}/{one.to}".replace("{of}", of), "fields": fields,
            "noted_at": noted_at.isoformat(),
        })  # fmt: skip
    return made


def kind_of(one: Said) -> str:
    """As what of those that are answered, ended, told or met it counts."""
    complaint = one.fields.get("kind") in ("complaint", "leaving") or one.fields.get("mood") == "unhappy"
    return "complaints" if one.to == "feedback" and complaint else one.to if one.to in KNOWN else ""


def known_of(customer: UUID) -> dict[str, UUID]:
    return {name: uuid5(customer, name) for name in KNOWN}


def begin(phone: Phone, customer: UUID) -> None:
    """What everybody knows is noted before anything else."""
    at, to, ids = START.isoformat(), f"/customers/{customer}", known_of(customer)
    ended = uuid5(customer, "ended")
    items = [
        phone.note(f"{to}/enquiries", ids["enquiries"], at, text="a catalogue"),
        phone.note(f"{to}/feedback", ids["complaints"], at, kind="complaint"),
        phone.note(f"{to}/feedback", ended, at, kind="complaint"),
        phone.note(f"{to}/complaints/{ended}/resolution", ids["news"], at, text="Sent anew.", told="no"),
        phone.note(f"{to}/needs", ids["needs"], at, text="a mill"),
    ]
    assert {one["status"] for one in phone.send(*items)} == {"accepted"}


def profile_of(firm: Firm, customer: UUID) -> tuple[Profile, Details]:
    """What is known of them, but for where in the log that lies."""
    with firm.store.database.read() as tx:
        profile, details = profiles.load(tx, [customer])[customer]
    return replace(profile, last_position=0), details


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def firms(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[list[Firm]]:
    """Two, which are told the same in another order."""
    made, clock = [], Clock()
    clock.now = START + timedelta(days=DAYS + 1)
    for name in ("one", "other"):
        (tmp_path / name).mkdir()
        place = new_schema(request.getfixturevalue("postgres")) if request.param == "postgres" else ""
        made.append(Firm(tmp_path / name, clock, place))
    yield made
    for firm in made:
        firm.store.close()


def test_all_is_there_once_and_the_same_in_every_order(firms: list[Firm]) -> None:
    postgres = firms[0].store.database.bytes_type == "BYTEA"
    phones = [{who: Phone(firm, who) for who in (ALICE, BOB, MANAGER)} for firm in firms]
    noted = 0

    @settings(max_examples=3 if postgres else 8, deadline=None, suppress_health_check=list(HealthCheck))
    @given(st.data(), notes_of_somebody(), notes_of_somebody(), st.sampled_from([0, 0, 8 * 365, -17 * 365]))
    def told(data: st.DataObject, alices: list[Said], bobs: list[Said], off: int) -> None:
        nonlocal noted
        new = uuid4()
        customer = uuid5(new, "customer")
        known = {name: str(thing) for name, thing in known_of(customer).items()}
        items = {
            ALICE: items_of(alices, customer, known, timedelta(), 0),
            BOB: items_of(bobs, customer, known, timedelta(days=off), 20),
        }
        outboxes = {who: data.draw(deliveries(len(some))) if some else [] for who, some in items.items()}
        for mine in phones:
            mine[BOB].off = timedelta(days=off)
            registered = mine[MANAGER].note("/customers", new, at=START.isoformat(), name="Tom Brennan")
            assert mine[MANAGER].send(registered)[0]["status"] == "accepted"
            begin(mine[MANAGER], customer)
        for who, mine_all in items.items():
            for item in mine_all:
                assert phones[0][who].send(item)[0]["status"] == "accepted", item
        while any(outboxes.values()):
            who = data.draw(st.sampled_from([who for who in outboxes if outboxes[who]]))
            sent = [items[who][n] for n in outboxes[who].pop(0)]
            assert {one["status"] for one in phones[1][who].send(*sent)} <= {"accepted", "known"}, sent
        facts = [{noted.fact_id: noted.body for noted in firm.store.stream(customer)} for firm in firms]
        assert facts[0].keys() == facts[1].keys()
        assert facts[0] == facts[1], "nobody's note reads otherwise because of who came first"
        assert len(firms[1].store.stream(customer)) == len(facts[1])
        assert profile_of(firms[0], customer) == profile_of(firms[1], customer)
        noted += len(facts[0])

    told()
    assert noted > (5 if postgres else 30)
    for firm in firms:
        assert list(differences(firm.store)) == []
        assert list(firm.store.check_chain()) == []
