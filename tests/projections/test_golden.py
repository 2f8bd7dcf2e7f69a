"""Does this program still read, fold and check a firm that an earlier release left behind, with every kind of fact?

Each release leaves `tests/golden/firm_<number>.db` and its keys, written by `python -m tests.projections.test_golden`.
"""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from uuid import UUID, uuid5

import pytest

from backend.commands import carry_out
from backend.projections import directory, people, queue
from backend.projections.rebuild import ensure, rebuild
from backend.projections.verify import differences
from backend.projections.views import Views
from backend.store import Store, open_store
from events.actions import (
    BeginAction,
    DropAction,
    FinishAction,
    GatherFeedback,
    MoveAction,
    ReopenAction,
    TakeOutFeedback,
)
from events.clocks import CorrectClock
from events.consent import GiveConsent, WithdrawConsent
from events.contact_basis import ContactBasis, StateContactBasis
from events.contacts import LogContactAttempt
from events.customers import (
    AssignCustomer,
    CorrectContactDetails,
    GiveCustomerNumber,
    RegisterCustomer,
    StatePreferredChannel,
)
from events.enquiries import MakeOffer, ReceiveEnquiry
from events.feedback import AssignComplaint, GiveThemes, NoteFeedback, ResolveComplaint
from events.firm import FIRM, FoundFirm, NoteDemoData, NoteExport, NoteLoad
from events.follow_ups import AnswerEnquiry, KeepPromise, MakePromise, MovePromise, PutOff, SetNextDate, SettleReason
from events.habits import AnswerHabitChange
from events.held import HoldNote, LeaveHeldNote, TakeHeldNote
from events.imports import IMPORTS, FinishImport, SaltImports, StartImport, UndoImport
from events.kernel import REGISTER, Asked, Command, Fact, note, shape_of
from events.library import KeepValueItem, RetireValueItem, ValueKind
from events.lifecycle import GiveLossReason, MarkGoneForGood, MarkLost
from events.needs import MeetNeed, NoteNeed
from events.notes import AddNote, CorrectNote, UndoFact
from events.power_hours import EndPowerHour, PausePowerHour, PlanPowerHour, ResumePowerHour, SharePowerHour
from events.purchases import CorrectPurchase, PurchaseRefunded, RecordPurchase, RefundPurchase, VoidPurchase, recognise
from events.referrals import GiveReferral, NoteReferral, ReceiveReferral
from events.relationship_plans import AFTER_A_FIRST_SALE, READY_MADE, RetireRelationshipPlan, WriteRelationshipPlan
from events.rhythm import FitRhythm, RhythmFitted
from events.rulebook import AdoptRulebook, Rulebook, Segment
from events.started_plans import NotePlanStep, PlanStopReason, StartRelationshipPlan, StopRelationshipPlan
from events.stated import StateHistory
from events.sweep import AdoptSweepPlan
from events.tags import TagCustomer, UntagCustomer
from events.team import FormTeam, GiveRoles, InvitePerson, Join, Leave, NoteAbsence, SetPlanSize
from events.telling import ActOnFeedback, TellCustomer
from events.themes import KeepThemes, Theme
from events.time_zones import StateTimeZone
from events.values import (
    Channel,
    EnquirySource,
    FeedbackKind,
    GoneReason,
    HabitAnswer,
    LossReason,
    Money,
    Mood,
    Outcome,
    PutOffReason,
    Role,
    Rule,
)

GOLDEN = Path(__file__).parent.parent / "golden"
NUMBERS = sorted(int(file.stem.split("_")[1]) for file in GOLDEN.glob("firm_[0-9]*.db") if "keys" not in file.name)
SECRET = b"a secret for the golden firm"
BEGUN = datetime(2026, 3, 2, 9, tzinfo=UTC)
TEAM, ANN, BO, TOM, ROSA, HOUR, ACTION, DROPPED = (UUID(int=number) for number in range(1, 9))
STREAMS = (FIRM, IMPORTS, TEAM, ANN, BO, TOM, ROSA, HOUR, ACTION, DROPPED)
SELLER = (Role.SALESPERSON,)
RHYTHM = RhythmFitted(
    method="golden", as_of=date(2026, 3, 2), customers=250, repeaters=120, purchases=700, log_likelihood=-990.5,
    r=0.5, alpha=6.0, a=0.9, b=1.6, p=6.25, q=3.75, v=1544.0, spend_correlation=0.1,
    back_quarter=14, back_half=40, back_three_quarters=120, shelf_life=84,
)  # fmt: skip
BIG = Segment(name="Big", tag="wholesale", worth_from=100_000, changes=(("quiet_after", 7),))
STORY: tuple[tuple[UUID, Command], ...] = (
    (FIRM, FoundFirm(name="Golden", currency="GBP", time_zone="Europe/London")),
    (FIRM, AdoptRulebook(rulebook=Rulebook())),
    (FIRM, NoteDemoData(purchases=2, customers=2, moved_by_days=0)),
    (TEAM, FormTeam(name="North")),
    (ANN, InvitePerson(name="Ann Żak", email="ann@example.com", roles=SELLER, team=TEAM)),
    (ANN, Join()),
    (ANN, SetPlanSize(cards=12)),
    (BO, InvitePerson(name="Bo", email="bo@example.com", roles=SELLER, team=TEAM)),
    (BO, GiveRoles(roles=(Role.MANAGER,), team=TEAM)),
    (ANN, NoteAbsence(first_day=date(2026, 4, 1), last_day=date(2026, 4, 3), stand_in=BO)),
    (BO, Leave()),
    (IMPORTS, FinishImport(source="till", rows=2, new_customers=2, new_purchases=2, known=0, refused=0)),
    (TOM, RegisterCustomer(name="Tom Brénnan", phone="+44 7700 900123", email="tom@example.com", team=TEAM)),
    (TOM, AssignCustomer(owner=ANN, team=TEAM)),
    (TOM, CorrectContactDetails(place="Leith")),
    (TOM, StatePreferredChannel(channel=Channel.TEXT)),
    (TOM, GiveConsent(channel=Channel.TEXT, source="asked on a call", wording="May we write?")),
    (TOM, WithdrawConsent(channel=Channel.EMAIL, source="said so")),
    (TOM, RecordPurchase(amount=Money(4_500), on=date(2026, 2, 2), order_id="1182")),
    (TOM, LogContactAttempt(channel=Channel.CALL, outcome=Outcome.SPOKE, note="Too busy", next_on=date(2026, 3, 30))),
    (TOM, NoteFeedback(kind=FeedbackKind.COMPLAINT, text="The lid was cracked")),
    (TOM, ReceiveEnquiry(text="Do you deliver?")),
    (TOM, MakePromise(on=date(2026, 6, 2), note="the autumn order")),
    (TOM, SetNextDate(next_on=date(2026, 4, 7))),
    (TOM, PutOff(until=date(2026, 4, 8), why=PutOffReason.NO_TIME)),
    (TOM, SettleReason(rules=(Rule.SECOND_PURCHASE,))),
    (TOM, AddNote(text="Likes seasonal blends")),
    (ROSA, RegisterCustomer(name="Rosa", owner=ANN, team=TEAM)),
    (ROSA, MarkLost(text="Found it cheaper")),
    (ROSA, GiveLossReason(reason=LossReason.PRICE, text="next door")),
    (ROSA, MarkGoneForGood(why=GoneReason.MOVED_AWAY)),
    (FIRM, WriteRelationshipPlan(plan=BO, name=AFTER_A_FIRST_SALE, steps=READY_MADE)),
    (TOM, StartRelationshipPlan(plan=BO, name=AFTER_A_FIRST_SALE, steps=READY_MADE, on=date(2026, 3, 2))),
)


def fact_id(number: int) -> UUID:
    return uuid5(FIRM, f"golden {number}")


def number_of(kind: type[Command]) -> UUID:
    return fact_id(next(number for number, (_, asked) in enumerate(STORY) if isinstance(asked, kind)))


def later() -> tuple[tuple[UUID, Command], ...]:
    """What refers to the facts of the story."""
    return (
        (TOM, CorrectPurchase(of=number_of(RecordPurchase), amount=Money(5_400), on=date(2026, 2, 3))),
        (TOM, ResolveComplaint(complaint=number_of(NoteFeedback), text="A new lid was sent")),
        (TOM, AnswerEnquiry(enquiry=number_of(ReceiveEnquiry))),
        (TOM, MovePromise(promise=number_of(MakePromise), on=date(2026, 6, 9))),
        (TOM, KeepPromise(promise=number_of(MakePromise))),
        (TOM, CorrectNote(of=number_of(LogContactAttempt), text="Too busy before Easter")),
        (TOM, UndoFact(of=number_of(PutOff))),
    )


def since() -> tuple[tuple[UUID, Command | Fact], ...]:
    """What came after the first golden firm; a fact where an import makes it without a command."""
    first, second = number_of(RecordPurchase), fact_id(len(STORY) + len(later()))
    return (
        (TOM, RecordPurchase(amount=Money(900), on=date(2026, 2, 20))),
        (TOM, recognise(second, "till", "1183")),
        (TOM, RefundPurchase(of=first, amount=Money(400), on=date(2026, 2, 9))),
        (TOM, VoidPurchase(of=second, on=date(2026, 2, 21))),
        (TOM, StateHistory(last_order=date(2025, 5, 3), total=Money(124_000), orders=12)),
        (TOM, GiveCustomerNumber(source="till", number="77")),
        (IMPORTS, SaltImports(salt="golden")),
        (IMPORTS, StartImport(source="till", kind="purchases", headers="a1", mapping="{}", file="march.csv")),
        (IMPORTS, UndoImport(import_id=fact_id(len(STORY) + len(later()) + 7), customers=1, facts=2, kept=0)),
        (FIRM, StateContactBasis(basis=ContactBasis.EXISTING_CUSTOMERS, source="order form", wording="We may ring.")),
        (FIRM, NoteExport(through=3)),
        (FIRM, NoteLoad(through=3)),
        (FIRM, AdoptSweepPlan(a_day=20, since=date(2026, 3, 2))),
        *((TOM, HoldNote(command=one, to="/notes", said_at=BEGUN, team=TEAM, fields="{}")) for one in (ANN, BO)),
        (TOM, TakeHeldNote(of=fact_id(len(STORY) + len(later()) + 13))),
        (TOM, LeaveHeldNote(of=fact_id(len(STORY) + len(later()) + 14))),
        (TOM, CorrectClock(phone_at=BEGUN)),
        (TOM, NoteReferral(by=ROSA)),
        (TOM, GiveReferral(text="the bakery next door")),
        (FIRM, FitRhythm(found=RHYTHM)),
        (TOM, StateTimeZone(zone="Asia/Tokyo")),
        (TOM, TagCustomer(tag="wholesale")),
        (TOM, TagCustomer(tag="abroad")),
        (TOM, UntagCustomer(tag="abroad")),
        (FIRM, AdoptRulebook(rulebook=Rulebook(segments=(BIG,)), name="Autumn")),
        (TOM, AnswerHabitChange(answer=HabitAnswer.PRICE, text="Dearer than last year")),
        (FIRM, RetireRelationshipPlan(plan=BO)),
        (ROSA, ReceiveReferral(customer=TOM)),
        (FIRM, KeepValueItem(item=BO, kind=ValueKind.TIP, title="A tip", words="Dear {name}", needs=("wholesale",))),
        (FIRM, RetireValueItem(item=BO)),
        (TOM, NotePlanStep(of=number_of(StartRelationshipPlan), step=0)),
        (TOM, StopRelationshipPlan(of=number_of(StartRelationshipPlan), why=PlanStopReason.OTHERWISE)),
        (TOM, ReceiveEnquiry(text="And on Sundays?", source=EnquirySource.FAIR)),
        (TOM, MakeOffer(text="Sundays for 5.00 more")),
        (TOM, NoteNeed(text="A grinder that is quiet")),
        (TOM, MeetNeed(need=fact_id(len(STORY) + len(later()) + 35))),
        (HOUR, PlanPowerHour(cards=10, minutes=45, ways=(Channel.CALL,), goal="Two orders")),
        (TOM, LogContactAttempt(channel=Channel.CALL, outcome=Outcome.NO_ANSWER, hour=HOUR)),
        *((HOUR, one) for one in (PausePowerHour(), ResumePowerHour(), EndPowerHour(), SharePowerHour())),
        (FIRM, KeepThemes(themes=(Theme(name="Delivery", words=("late",)),))),
        (TOM, NoteFeedback(kind=FeedbackKind.COMPLAINT, text="Late", mood=Mood.UNHAPPY, themes=("Delivery",))),
        (TOM, AssignComplaint(complaint=fact_id(LATEST + 1), owner=ANN, by=date(2026, 3, 9))),
        (TOM, GiveThemes(of=fact_id(LATEST + 1), themes=("Delivery", "Post"))),
        (ACTION, BeginAction(what="Post on Mondays", owner=ANN, by=date(2026, 3, 20), team=TEAM, theme="Delivery")),
        (ACTION, GatherFeedback(customer=TOM, of=fact_id(LATEST + 1))),
        (ACTION, MoveAction(owner=BO, by=date(2026, 3, 27))),
        (ACTION, FinishAction(text="We post on Mondays now")),
        (DROPPED, BeginAction(what="Ask the courier", owner=ANN, by=date(2026, 3, 20), team=TEAM)),
        (DROPPED, DropAction(text="They do not listen")),
        (TOM, ActOnFeedback(action=ACTION, reasons=(fact_id(LATEST + 1),), on=date(2026, 3, 3), text="On Mondays now")),
        (TOM, TellCustomer(of=fact_id(LATEST + 10))),
        (DROPPED, ReopenAction()),
        (DROPPED, TakeOutFeedback(customer=TOM, of=fact_id(LATEST + 1))),
    )


LATEST = 83
"""The number of the first fact of feedback that comes back."""


def opened(folder: Path, number: int, now: list[datetime]) -> tuple[Store, tuple[Views, ...]]:
    database, keys = (f"sqlite:///{folder}/firm_{number}{end}.db" for end in ("", "_keys"))
    store = open_store(database, keys, SECRET, clock=lambda: now[0])
    ensure(store)
    return store, (Views(lambda tx, stream: store.stream(stream, tx=tx)),)


def write(number: int, folder: Path) -> None:
    now = [BEGUN]
    store, views = opened(folder, number, now)
    for count, (stream, told) in enumerate((*STORY, *later(), *since())):
        now[0] += timedelta(minutes=1)
        asked = Asked(command_id=fact_id(count), stream=stream, occurred_at=now[0], noted_by=ANN, commands=())
        if isinstance(told, Fact):
            store.append_many(note(asked, [told]), views=views)
        else:
            carry_out(store, replace(asked, commands=(told,)), views=views, sent=repr(told).encode())
    store.close()


@pytest.fixture(params=NUMBERS)
def golden(request: pytest.FixtureRequest, tmp_path: Path) -> Store:
    for file in GOLDEN.glob(f"firm_{request.param}*.db"):
        shutil.copy(file, tmp_path)
    return opened(tmp_path, request.param, [BEGUN + timedelta(days=1)])[0]


def test_every_fact_reads_as_it_was_written(golden: Store) -> None:
    told = [fact for stream in STREAMS for fact in golden.stream(stream)]
    assert len(told) == golden.head().position
    assert golden.set_aside() == []
    assert list(golden.check_chain()) == []


def test_the_projections_still_follow_from_it(golden: Store) -> None:
    rebuild(golden)
    assert list(differences(golden)) == []
    with golden.database.read() as tx:
        tom = directory.entries(tx, [TOM])[TOM]
        assert (tom.name, tom.place, tom.owner) == ("Tom Brénnan", "Leith", ANN)
        assert tom.total == 5_400 - sum(refunds_of_tom(golden))
        assert [one.name for one in people.people(tx)] == ["Ann Żak", "Bo"]
        assert [one.customer for one in queue.due(tx, ANN, date(2026, 4, 7))] == [TOM]


def refunds_of_tom(golden: Store) -> list[int]:
    """The first firm is from before there were any."""
    return [noted.body.amount for noted in golden.stream(TOM) if isinstance(noted.body, PurchaseRefunded)]


def test_the_newest_golden_firm_holds_every_kind_of_fact(tmp_path: Path) -> None:
    write(99, tmp_path)
    store, _ = opened(tmp_path, 99, [BEGUN + timedelta(days=1)])
    assert {shape_of(fact.body).name for one in STREAMS for fact in store.stream(one)} == {
        name for name, shape in REGISTER.items() if shape.body.__module__.startswith("events.")
    }


def test_there_is_a_golden_firm() -> None:
    assert NUMBERS


if __name__ == "__main__":
    write(max(NUMBERS, default=0) + 1, GOLDEN)
