"""Does a customer's page say what they are worth, with a sum that adds up, and each purchase counted once?"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from html import unescape
from typing import Any
from uuid import UUID, uuid4

import pytest
from flask.testing import FlaskClient

from backend.projections import directory
from backend.projections.base import Scope
from backend.projections.rebuild import rebuild
from backend.retention.worth import Worth
from backend.web.worth import Outlook, rounded, so_far
from events.firm import FIRM
from events.kernel import SYSTEM, Asked, note
from events.lifecycle import MarkGoneForGood, MarkLost
from events.purchases import RecordPurchase, RefundPurchase
from events.referrals import CustomerReferred, GiveReferral, NoteReferral
from events.rhythm import FitRhythm, RhythmFitted
from events.rulebook import AdoptRulebook, Rulebook, Segment
from events.stated import StateHistory
from events.values import GoneReason, Money
from tests.store.histories import forget
from tests.web.firm import ALICE, BOB, NORTH, Firm, told

OFTEN = tuple(range(5, 300, 30))


def words(client: FlaskClient, customer: UUID, query: str = "") -> str:
    """The page in one line; its sign of times is an x here."""
    return " ".join(unescape(client.get(f"/customers/{customer}{query}").text).replace("\u00d7", "x").split())


def worth(client: FlaskClient, customer: UUID) -> dict[str, Any]:
    found: dict[str, Any] = told(client, f"/customers/{customer}")["worth"]
    return found


def referrals(client: FlaskClient, customer: UUID) -> dict[str, Any]:
    found: dict[str, Any] = told(client, f"/customers/{customer}")["referrals"]
    return found


def test_the_sum_is_shown_and_adds_up(firm: Firm, alice: FlaskClient) -> None:
    tom = firm.customer(bought=OFTEN)
    page = words(alice, tom)
    assert "About 7.2 orders x £45 = about £320" in page
    assert "Revenue, not profit: no margin is set." in page
    assert "Until 100 customers have come back, Encore uses the numbers of another shop." in page
    assert "Too early" not in page
    firm.do(FIRM, AdoptRulebook(rulebook=replace(Rulebook(), margin_percent=40)))
    page = words(alice, tom)
    assert "About 7.2 orders x £45 x margin 40 % = about £130" in page
    assert "Revenue" not in page
    parts = worth(alice, tom)["next_12_months"]
    assert (parts["order"], parts["margin_percent"]) == (4500, 40)
    assert parts["total"] == pytest.approx(parts["orders"] * 4500 * 0.4, rel=0.01)


def test_the_firms_own_numbers_are_used_once_there_are_enough(firm: Firm, alice: FlaskClient) -> None:
    tom = firm.customer(bought=OFTEN)
    until = worth(alice, tom)
    found = RhythmFitted(
        method="a test", as_of=firm.today, customers=500, repeaters=100, purchases=1_000, log_likelihood=-1.0,
        r=0.5, alpha=12.0, a=0.9, b=1.6, p=6.0, q=4.0, v=1_500.0, spend_correlation=0.3,
    )  # fmt: skip
    firm.do(FIRM, FitRhythm(found=found))
    page, own = words(alice, tom), worth(alice, tom)
    assert "By what your own customers bought until 2 March." in page
    assert "Customers who buy often here spend more or less on an order" in page
    assert "another shop" not in page
    assert (until["numbers_as_of"], own["numbers_as_of"]) == (None, "2026-03-02")
    assert until["next_12_months"]["order"] > own["next_12_months"]["order"] > 4_000


@pytest.mark.parametrize(
    ("orders", "order", "margin", "shown"),
    [
        (5.04, 4_512.0, 40, (5.0, 4_500, 9_000)),
        (0.26, 123_456.0, 100, (0.3, 123_000, 37_000)),
        (12.6, 712.0, 100, (13.0, 712, 9_300)),
        (0.04, 4_500.0, 100, (0.0, 4_500, 0)),
        (2.0, 0.0, 100, (2.0, 0, 0)),
        (2.0, 4_500.0, 0, (2.0, 4_500, 0)),
        (1_000.0, 99_950_000_000.0, 100, (1_000.0, 100_000_000_000, 100_000_000_000_000)),
    ],
)
def test_figures_are_rounded_so_that_reckoning_after_finds_the_same(
    orders: float, order: float, margin: int, shown: tuple[float, int, int]
) -> None:
    ahead = Worth(purchases=orders, mean_order=order, margin_percent=margin)
    found = Outlook(so_far=0, ahead=ahead, early=False, as_of=None, unsure=False)
    assert (found.orders, found.order, found.total) == shown


@pytest.mark.parametrize(
    ("minor", "digits", "found"), [(0, 2, 0), (49, 2, 0), (50, 2, 50), (999, 2, 1_000), (-5, 2, 0)]
)
def test_little_is_rounded_too(minor: int, digits: int, found: int) -> None:
    assert rounded(minor, digits) == found


def test_with_few_purchases_it_is_too_early(firm: Firm, alice: FlaskClient) -> None:
    assert "Too early to know: this is what customers like this one do." in words(alice, firm.customer(bought=(20,)))
    twice = firm.customer(bought=(20, 50))
    assert worth(alice, twice)["too_early"]
    some = Segment(name="Some", worth_from=0, changes=(("quiet_from_purchase_days", 2),))
    firm.do(FIRM, AdoptRulebook(rulebook=Rulebook(segments=(some,))))
    assert not worth(alice, twice)["too_early"], "by the numbers of their segment"
    assert "Nothing bought here yet" in words(alice, firm.customer("New"))


@pytest.mark.parametrize(
    ("command", "sentence"),
    [
        (MarkLost(), "Said that they left: nothing more is expected."),
        (MarkGoneForGood(why=GoneReason.DIED), "Gone for good: nothing more is expected."),
    ],
)
def test_of_who_left_nothing_is_expected(
    firm: Firm, alice: FlaskClient, command: MarkLost | MarkGoneForGood, sentence: str
) -> None:
    tom = firm.customer(bought=OFTEN)
    firm.do(tom, command, by=ALICE)
    assert sentence in words(alice, tom)
    assert worth(alice, tom)["next_12_months"] is None


def test_any_amounts_are_told_sensibly(firm: Firm, alice: FlaskClient) -> None:
    """Nothing paid, more given back than bought, and ten thousand a day."""
    free, back, many = firm.customer("Free"), firm.customer("Back", bought=(40,)), firm.customer("Many")
    for days_ago in (1, 1, 30):
        firm.do(free, RecordPurchase(amount=Money(0), on=firm.today - timedelta(days=days_ago)))
    firm.do(back, RefundPurchase(of=None, amount=Money(9_900), on=firm.today))
    firm.do(many, *(RecordPurchase(amount=Money(1), on=firm.today) for _ in range(900)))
    assert "Next to nothing" in words(alice, free)
    assert worth(alice, back)["so_far"] == 4_500 - 9_900
    assert worth(alice, back)["next_12_months"]["total"] > 0
    for customer in (free, back, many):
        firm.do(customer, NoteReferral(by=firm.customer("Ann")), by=ALICE)
        assert "Worth" in words(alice, customer)


def test_through_referrals_stands_on_a_line_of_its_own(firm: Firm, alice: FlaskClient) -> None:
    ann, ben, cara, dan = (firm.customer(name, bought=OFTEN) for name in ("Ann", "Ben", "Cara", "Dan"))
    alone = worth(alice, ann)
    for one, by in ((ben, ann), (cara, ann), (dan, cara)):
        firm.do(one, NoteReferral(by=by), by=ALICE)
    page = words(alice, ann)
    assert "Brought 2 customers: £900 so far, about £650 in the next 12 months" in page
    assert "The queue goes by what they buy themselves, not by whom they brought." in page
    assert worth(alice, ann) == alone, "whom they brought is no part of their own worth"
    assert referrals(alice, ann)["through"]["customers"] == 2, "one level: whom Cara brought is Cara's"
    assert referrals(alice, cara) == {
        "brought_by": str(ann),
        "through": {"customers": 1, "of_others": 0, "so_far": 45_000, "next_12_months": 32_000},
        "given": 0,
    }
    assert 'href="/customers/' + str(cara) in alice.get(f"/customers/{dan}").text
    firm.do(ann, GiveReferral(text="the bakery"), by=ALICE)
    assert "We sent them 1 person" in words(alice, ann).replace("</dt> <dd> ", " ").replace("</dt>", "")


def test_each_purchase_counts_once_in_the_whole_base(firm: Firm, alice: FlaskClient) -> None:
    people = [firm.customer(f"Customer {number}", bought=OFTEN[:number]) for number in range(6)]
    for one, by in zip(people[1:], people, strict=False):
        firm.do(one, NoteReferral(by=by), by=ALICE)
    with firm.store.database.read() as tx:
        entries = directory.by_name(tx, Scope((), NORTH), 100)
    facts = [noted.body for one in people for noted in firm.store.stream(one)]
    bought = sum(body.amount for body in facts if hasattr(body, "amount"))
    assert sum(map(so_far, entries)) == sum(worth(alice, one)["so_far"] for one in people) == bought


def test_what_others_look_after_is_counted_but_not_told(firm: Firm, alice: FlaskClient, bob: FlaskClient) -> None:
    ann, ben = firm.customer("Ann"), firm.customer("Ben", owner=BOB, bought=OFTEN)
    firm.do(ben, NoteReferral(by=ann), by=BOB)
    page = words(alice, ann)
    assert "They brought 1 customer whom you do not look after." in page
    assert "Through referrals" not in page
    assert referrals(alice, ann)["through"] == {"customers": 0, "of_others": 1, "so_far": 0, "next_12_months": 0}
    assert "A customer whom you do not look after" in words(bob, ben)


def test_a_hundred_whom_somebody_brought(firm: Firm, alice: FlaskClient) -> None:
    ann = firm.customer("Ann")
    for number in range(100):
        firm.do(firm.customer(f"Customer {number}", bought=(20,)), NoteReferral(by=ann), by=ALICE)
    gone = firm.customer("Gone", bought=OFTEN)
    firm.do(gone, NoteReferral(by=ann), MarkGoneForGood(why=GoneReason.CLOSED), by=ALICE)
    through = referrals(alice, ann)["through"]
    assert (through["customers"], through["so_far"]) == (101, 100 * 4_500 + 45_000)
    assert "Brought 101 customers: £4,950 so far" in words(alice, ann)


def test_who_is_forgotten_still_counts_and_has_no_name(firm: Firm, alice: FlaskClient) -> None:
    ann, tom = firm.customer("Ann Quillfeather"), firm.customer(bought=OFTEN)
    firm.do(tom, NoteReferral(by=ann), by=ALICE)
    forget(firm.store, tom)
    forget(firm.store, ann)
    rebuild(firm.store, processes=1)
    assert "Brought 1 customer: £450 so far, about £320" in words(alice, ann)
    page = alice.get(f"/customers/{tom}").text + alice.get(f"/customers/{tom}/history").text
    assert "Quillfeather" not in page
    assert "Brought by a forgotten customer." in page.replace("<bdi>", "").replace("</bdi>", "")


def test_a_circle_that_stands_in_the_log_all_the_same_is_shown_and_ends(firm: Firm, alice: FlaskClient) -> None:
    ann, ben = firm.customer("Ann", bought=OFTEN), firm.customer("Ben", bought=OFTEN)
    for one, by in ((ann, ben), (ben, ann), (ann, ann)):
        asked = Asked(command_id=uuid4(), stream=one, occurred_at=firm.clock(), noted_by=SYSTEM, commands=())
        firm.store.append_many(note(asked, [CustomerReferred(by=by)]), views=firm.views)
    assert referrals(alice, ann)["through"]["customers"] == 2
    assert words(alice, ben)


def test_what_was_stated_of_before_counts_where_nothing_was_bought_here(firm: Firm, alice: FlaskClient) -> None:
    tom = firm.customer()
    firm.do(tom, StateHistory(total=Money(124_000), orders=12))
    assert worth(alice, tom)["so_far"] == 124_000


def test_on_another_day_it_stands_as_it_was(firm: Firm, alice: FlaskClient) -> None:
    ann, tom = firm.customer("Ann"), firm.customer(bought=OFTEN)
    firm.do(tom, NoteReferral(by=ann), by=ALICE)
    page = words(alice, tom, f"?true_on={firm.today - timedelta(days=100)}")
    assert "In the 12 months after" in page
    assert "Brought by" not in page
    assert "Brought by" in words(alice, tom, f"?true_on={firm.today}")
