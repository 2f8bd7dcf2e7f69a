"""Which themes are open, which actions run, and what came of those that are done; the same after a rebuild?"""

from __future__ import annotations

from datetime import date
from uuid import UUID, uuid4

from backend.projections import acted_on, actions, complaints, voiced
from backend.projections.acted_on import Came
from backend.projections.base import Scope
from backend.projections.complaints import Complaint
from backend.projections.rebuild import rebuild
from backend.projections.verify import differences
from backend.projections.voiced import About, Open
from events.actions import (
    BeginAction,
    DropAction,
    FinishAction,
    GatherFeedback,
    MoveAction,
    ReopenAction,
    TakeOutFeedback,
)
from events.customers import AssignCustomer
from events.feedback import AssignComplaint, GiveThemes, NoteFeedback, ResolveComplaint
from events.firm import FIRM
from events.lifecycle import GiveLossReason, MarkGoneForGood, MarkLost
from events.notes import UndoFact
from events.purchases import RecordPurchase, RefundPurchase
from events.rulebook import AdoptRulebook, Rulebook
from events.telling import ActOnFeedback, TellCustomer
from events.values import FeedbackKind, GoneReason, LossReason, Money
from tests.projections.book import ANN, ANNS, BEN, CARA, NORTH, SOUTH, Book

MONDAY = date(2026, 3, 2)
LATE = NoteFeedback(kind=FeedbackKind.COMPLAINT, themes=("Delivery",))


def buyer(book: Book, name: str, amount: int) -> UUID:
    customer = book.customer(name)
    book.note(customer, RecordPurchase(amount=Money(amount), on=MONDAY))
    return customer


def themes(book: Book, team: UUID = NORTH) -> list[Open]:
    with book.store.database.read() as tx:
        return voiced.themes(tx, team)


def came(book: Book, action: UUID) -> Came:
    with book.store.database.read() as tx:
        return acted_on.came(tx, [action])[action]


def known(book: Book, action: UUID) -> actions.Action:
    with book.store.database.read() as tx:
        found = actions.action(tx, action)
    assert found
    return found


def begun(book: Book, by: date = MONDAY, owner: UUID = ANN) -> UUID:
    action = uuid4()
    book.note(action, BeginAction(what="Post on Mondays", owner=owner, by=by, team=NORTH, theme="Delivery"))
    return action


def test_themes_stand_by_the_worth_of_who_speaks_of_them_each_customer_once(book: Book) -> None:
    book.on(MONDAY)
    ann, ben = buyer(book, "Ann", 5_000), buyer(book, "Ben", 2_000)
    first = book.note(ann, LATE)
    book.note(ann, LATE)
    other = book.note(ben, NoteFeedback(kind=FeedbackKind.SUGGESTION))
    book.note(ben, MarkLost(themes=("Price", "Delivery")))
    assert themes(book) == [
        Open(About("Delivery"), 2, 7_000),
        Open(About(), 1, 2_000),
        Open(About("Price"), 1, 2_000),
    ]
    assert themes(book, SOUTH) == []
    book.note(ben, GiveThemes(of=other, themes=("Price",)))
    book.note(ann, ResolveComplaint(complaint=first, text="Sent anew"))
    assert [(one.about.theme, one.customers) for one in themes(book)] == [("Delivery", 2), ("Price", 1)]
    with book.store.database.read() as tx:
        assert [one.customer for one in voiced.speaking(tx, NORTH, About("Delivery"), 9)] == [ann, ben]
        assert {one: len(said) for one, said in voiced.everything(tx, NORTH, About("Price"), 9).items()} == {ben: 2}
    book.note(ben, MarkGoneForGood(why=GoneReason.CLOSED))
    book.note(ann, AssignCustomer(owner=BEN, team=SOUTH))
    assert (themes(book), themes(book, SOUTH)) == ([], [Open(About("Delivery"), 1, 5_000)])
    assert list(differences(book.store)) == []


def test_what_came_of_an_action_is_counted(book: Book) -> None:
    book.on(MONDAY)
    several = [buyer(book, name, 1_000) for name in ("Ann", "Ben", "Cara")]
    action = begun(book)
    for customer in several:
        book.note(action, GatherFeedback(customer=customer, of=book.note(customer, LATE)))
    book.on(date(2026, 3, 9))
    book.note(action, FinishAction(text="On Mondays now"))
    acting = ActOnFeedback(action=action, reasons=(), on=date(2026, 3, 9))
    facts = [book.note(customer, acting) for customer in several]
    assert came(book, action) == Came(3, 0, 0, 0)
    book.note(several[0], TellCustomer(of=facts[0]))
    book.note(several[0], RecordPurchase(amount=Money(700), on=date(2026, 3, 12)))
    book.note(several[1], RecordPurchase(amount=Money(300), on=date(2026, 3, 10)))
    book.note(several[2], UndoFact(of=facts[2]))
    assert came(book, action) == Came(2, 1, 2, 1_000)
    book.note(several[1], TellCustomer(of=facts[1]), at=book.on(date(2026, 3, 14)))
    assert came(book, action) == Came(2, 2, 2, 1_000), "it is no less that they bought before they were told"
    book.note(several[0], RefundPurchase(of=None, amount=Money(200), on=date(2026, 3, 14)))
    book.note(several[2], acting)
    book.note(several[2], MarkGoneForGood(why=GoneReason.CLOSED))
    assert came(book, action) == Came(2, 2, 2, 800)
    with book.store.database.read() as tx:
        assert known(book, action).customers == len(actions.gathered(tx, action)) == 3
        assert set(acted_on.answers(tx, action)) == set(several[:2])
    assert list(differences(book.store)) == []
    rebuild(book.store)
    assert list(differences(book.store)) == []


def test_why_they_left_is_counted_also_where_they_say_it_later(book: Book) -> None:
    book.on(MONDAY)
    ann, ben, cara = buyer(book, "Ann", 5_000), buyer(book, "Ben", 2_000), buyer(book, "Cara", 1_000)
    book.note(ann, MarkLost(reason=LossReason.SERVICE))
    lost = book.note(ben, MarkLost())
    book.note(cara, MarkLost(themes=("Price",)))
    assert themes(book) == [Open(About(), 1, 2_000), Open(About("Price"), 1, 1_000)]
    book.on(date(2026, 3, 9))
    for one, theme in ((ben, ()), (cara, ())):
        book.note(one, GiveLossReason(reason=LossReason.SERVICE, themes=theme, text="They never called back"))
    assert themes(book) == [Open(About("Price"), 1, 1_000)]
    service = About(why=LossReason.SERVICE)
    with book.store.database.read() as tx:
        assert voiced.reasons(tx, NORTH) == [Open(service, 3, 8_000)]
        assert [one.customer for one in voiced.speaking(tx, NORTH, service, 2)] == [ann, ben]
        assert list(voiced.everything(tx, NORTH, service, 2)) == [ann, ben]
        assert voiced.everything(tx, NORTH, service, 9)[ben] == [lost]
        assert voiced.reasons(tx, SOUTH) == []
    assert list(differences(book.store)) == []


def test_what_is_taken_out_is_answered_no_more_until_it_is_gathered_again(book: Book) -> None:
    book.on(MONDAY)
    ann, ben = book.customer("Ann"), book.customer("Ben")
    action, other = begun(book), begun(book)
    first, second, third = book.note(ann, LATE), book.note(ann, LATE), book.note(ben, LATE)
    book.note(action, *(GatherFeedback(customer=ann, of=one) for one in (first, second)))
    book.note(action, GatherFeedback(customer=ben, of=third))
    book.note(other, GatherFeedback(customer=ann, of=first))
    book.note(action, TakeOutFeedback(customer=ann, of=first))
    assert known(book, action).customers == 2
    book.note(action, TakeOutFeedback(customer=ann, of=second))
    assert known(book, action).customers == 1
    with book.store.database.read() as tx:
        assert actions.gathered(tx, action) == {ben: [third]}
        assert [(one.id, said) for one, said in actions.answering(tx, ann)] == [(other, first)]
        assert actions.gathered_of(tx, action, ANNS, 9) == [ben]
    book.note(action, GatherFeedback(customer=ann, of=second))
    with book.store.database.read() as tx:
        assert actions.gathered(tx, action)[ann] == [second]
    assert list(differences(book.store)) == []
    rebuild(book.store)
    assert known(book, action).customers == 2
    assert list(differences(book.store)) == []


def test_an_action_that_is_opened_again_runs_and_says_how_often(book: Book) -> None:
    book.on(MONDAY)
    action = begun(book)
    customer = book.customer("Ann")
    book.note(action, GatherFeedback(customer=customer, of=book.note(customer, LATE)))
    for ending in (FinishAction(text="On Mondays now"), DropAction(text="Too dear")):
        book.note(action, ending)
        assert known(book, action).ending
        book.note(action, ReopenAction())
    now = known(book, action)
    assert (now.state, now.ending, now.reopened, now.customers) == (actions.RUNNING, None, 2, 1)
    assert list(differences(book.store)) == []


def test_open_complaints_stand_by_their_day_with_whoever_looks_after_them(book: Book) -> None:
    book.on(MONDAY)
    ann, ben = book.customer("Ann"), book.customer("Ben", owner=BEN)
    first, second = book.note(ann, LATE), book.note(ben, LATE, by=BEN)
    book.note(ann, NoteFeedback(kind=FeedbackKind.LEAVING))
    book.note(ann, AssignComplaint(complaint=first, owner=CARA, by=date(2026, 3, 9)))
    tuesday = date(2026, 3, 3)
    with book.store.database.read() as tx:
        assert complaints.of_team(tx, NORTH, 9) == [
            Complaint(ben, second, BEN, tuesday),
            Complaint(ann, first, CARA, date(2026, 3, 9)),
        ]
        assert complaints.of_team(tx, NORTH, 1) == complaints.of_owner(tx, BEN, 9)
        assert complaints.of_team(tx, SOUTH, 9) == complaints.of_owner(tx, ANN, 9) == []
    book.note(FIRM, AdoptRulebook(rulebook=Rulebook(complaint_within=2)))
    with book.store.database.read() as tx:
        assert [one.by for one in complaints.of_owner(tx, BEN, 9)] == [date(2026, 3, 4)]
    assert list(differences(book.store)) == []
    book.note(ben, ResolveComplaint(complaint=second, text="Sent anew"))
    book.note(ann, MarkGoneForGood(why=GoneReason.CLOSED))
    with book.store.database.read() as tx:
        assert complaints.of_team(tx, NORTH, 9) == []
    assert list(differences(book.store)) == []
    rebuild(book.store)
    assert list(differences(book.store)) == []


def test_actions_stand_in_the_order_of_their_days_with_whoever_sees_to_them(book: Book) -> None:
    book.on(MONDAY)
    later, sooner = begun(book, date(2026, 3, 20)), begun(book, date(2026, 3, 9), BEN)
    book.note(later, MoveAction(owner=BEN, by=date(2026, 3, 5)))
    dropped = begun(book)
    book.note(dropped, DropAction(text="Too dear"))
    customer = book.customer("Ann")
    book.note(sooner, GatherFeedback(customer=customer, of=book.note(customer, LATE)))
    with book.store.database.read() as tx:
        running = actions.of_team(tx, NORTH, actions.RUNNING, 9)
        assert [one.id for one in running] == [later, sooner]
        assert [one.id for one in actions.of_owner(tx, BEN, actions.RUNNING, 1)] == [later]
        assert actions.of_owner(tx, ANN, actions.RUNNING, 9) == []
        (over,) = actions.of_team(tx, NORTH, actions.DROPPED, 9)
        assert (over.id, over.ending, over.what) == (dropped, "Too dear", "Post on Mondays")
        assert [running[0].late(date(2026, 3, on)) for on in (5, 6)] == [False, True]
        assert [actions.gathers_of(tx, one, ANNS) for one in (sooner, later)] == [True, False]
        assert [one.id for one in actions.for_customers(tx, NORTH, ANNS, 9)] == [sooner]
        assert actions.for_customers(tx, SOUTH, ANNS, 9) == actions.for_customers(tx, NORTH, Scope((BEN,)), 9) == []
        assert actions.action(tx, uuid4()) is None
    assert list(differences(book.store)) == []
    rebuild(book.store)
    assert list(differences(book.store)) == []
