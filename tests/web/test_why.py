"""Does the page say in one sentence how a customer stands, today and on a past day, and open the whole chain?"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, timedelta
from html import unescape
from uuid import UUID

import pytest
from flask.testing import FlaskClient

from events.consent import WithdrawConsent
from events.contacts import LogContactAttempt
from events.feedback import NoteFeedback
from events.firm import FIRM
from events.follow_ups import PutOff, SetNextDate
from events.kernel import Command
from events.lifecycle import MarkGoneForGood, MarkLost
from events.purchases import RecordPurchase
from events.rhythm import FitRhythm, RhythmFitted
from events.rulebook import AdoptRulebook, Rulebook, Segment
from events.tags import TagCustomer
from events.team import GiveRoles, NoteAbsence, SetPlanSize
from events.values import Channel, FeedbackKind, GoneReason, Money, Outcome, PutOffReason, Role
from tests.conftest import Clock
from tests.web.firm import ADMIN, ALICE, BOB, MANAGER, NORTH, Firm, told

QUIET = (61, 93, 125, 157)


def page(client: FlaskClient, customer: UUID, query: str = "") -> str:
    answer = client.get(f"/customers/{customer}/why{query}")
    assert answer.status_code == 200
    return " ".join(unescape(re.sub(r"<[^>]+>", "", answer.text)).split())


def call(outcome: Outcome, **more: object) -> LogContactAttempt:
    return LogContactAttempt(channel=Channel.CALL, outcome=outcome, **more)  # type: ignore[arg-type]


def refused() -> tuple[Command, ...]:
    return tuple(WithdrawConsent(channel=channel) for channel in (Channel.CALL, Channel.TEXT, Channel.EMAIL))


Way = tuple[Sequence[Command], int, str, str]
WAYS: list[Way] = [
    ([], 0, "due", "Due today, on your plan."),
    (
        [PutOff(until=date(2026, 4, 1), why=PutOffReason.NO_TIME)],
        0,
        "waiting",
        "Not now by you until 1 April: no time. Next on Wed 1 April.",
    ),
    (
        [PutOff(until=None, why=PutOffReason.THEY_ASKED)],
        3,
        "resting",
        "Rests by choice since 27 February, by you, until somebody picks a date.",
    ),
    ([SetNextDate(next_on=date(2026, 4, 1))], 3, "waiting", "1 April was chosen by you 3 days ago."),
    ([call(Outcome.SPOKE, next_on=date(2026, 3, 21))], 9, "waiting", "Spoke 9 days ago: not before 23 March."),
    ([call(Outcome.SPOKE)], 9, "waiting", "Spoke 9 days ago: not before 7 March."),
    ([call(Outcome.ORDERED)], 9, "waiting", "Ordered 9 days ago: not before 7 March."),
    ([call(Outcome.NO_ANSWER)] * 3, 2, "waiting", "3 contacts within 14 days, the cap: not before 14 March."),
    ([NoteFeedback(kind=FeedbackKind.COMPLAINT)], 3, "due", "Complaint open since 27 February: no selling."),
    ([MarkLost(door_open=True)], 3, "waiting", "Lost since 27 February: only the shadow portfolio looks"),
    ([MarkLost(door_open=False)], 3, "withheld", "Lost since 27 February, and asked for no more contact."),
    (refused(), 3, "withheld", "No e-mail: consent withdrawn 27 February."),
    ([MarkGoneForGood(why=GoneReason.CLOSED)], 3, "gone", "Gone for good since 27 February: the business has closed."),
]


@pytest.mark.parametrize(("commands", "days_ago", "stand", "sentence"), WAYS, ids=[way[3][:30] for way in WAYS])
def test_the_first_line_says_how_they_stand(
    firm: Firm, alice: FlaskClient, commands: Sequence[Command], days_ago: int, stand: str, sentence: str
) -> None:
    customer = firm.customer(bought=QUIET, email="rosa@example.org")
    for command in commands:
        firm.do(customer, command, by=ALICE, days_ago=days_ago)
    assert sentence in page(alice, customer)
    assert told(alice, f"/customers/{customer}/why")["standing"]["stand"] == stand


def test_the_cap_of_a_month_is_named_as_such(firm: Firm, alice: FlaskClient) -> None:
    firm.do(FIRM, AdoptRulebook(rulebook=Rulebook(contacts_a_month=2)), by=MANAGER)
    customer = firm.customer(bought=QUIET)
    for _ in range(2):
        firm.do(customer, call(Outcome.NO_ANSWER), by=ALICE)
    assert "2 contacts this month, the cap: not before 1 April." in page(alice, customer)


def test_a_turn_of_the_shadow_portfolio_says_since_when_they_wait(firm: Firm, alice: FlaskClient) -> None:
    firm.do(FIRM, AdoptRulebook(rulebook=Rulebook(shadow_spread=0)), by=MANAGER)
    customer = firm.customer(bought=(186, 223, 253))
    rank = told(alice, f"/customers/{customer}/why")["reasons"][0]["rank"]
    assert rank["rank"] == rank["turns"] * 100_000 + rank["earned"]
    assert "The longest wait first" in page(alice, customer)


def test_one_way_that_is_withheld_is_named_while_the_others_stay(firm: Firm, alice: FlaskClient) -> None:
    customer = firm.customer(bought=QUIET, email="rosa@example.org")
    firm.do(customer, WithdrawConsent(channel=Channel.EMAIL), by=ALICE, days_ago=1)
    shown = page(alice, customer)
    for words in (
        "Due today",
        "Ways that are withheld",
        "No e-mail: consent withdrawn 1 March.",
        "No text to sell: not",
    ):
        assert words in shown
    ways = told(alice, f"/customers/{customer}/why")["ways"]
    assert {"channel": "email", "state": "consent_no", "on": "2026-03-01"} in ways


def test_past_its_time_the_shadow_portfolio_says_its_day(firm: Firm, alice: FlaskClient) -> None:
    firm.do(FIRM, AdoptRulebook(rulebook=Rulebook(shadow_spread=0)), by=MANAGER)
    customer = firm.customer(bought=(193, 223, 253))
    shown = page(alice, customer)
    assert "Past its time: shadow portfolio, next on" in shown
    assert "State: past its time (gone quiet or left; we keep in touch, slowly)." in shown
    assert told(alice, f"/customers/{customer}/why")["state"] == "past_time"
    assert told(alice, f"/customers/{customer}")["state"] == "past_time"
    seen = alice.get(f"/customers/{customer}").text
    assert "State: past its time (gone quiet or left; we keep in touch, slowly)" in seen


def test_beyond_the_plan_of_the_day_says_at_which_place(firm: Firm, alice: FlaskClient) -> None:
    customers = [firm.customer(f"Customer {number}", bought=QUIET) for number in range(4)]
    firm.do(ALICE, SetPlanSize(cards=2))
    found = [told(alice, f"/customers/{customer}/why")["place"] for customer in customers]
    assert sorted((one["nth"], one["many"], one["at"], one["beyond"]) for one in found) == [
        (1, 4, 1, False), (2, 4, 2, False), (3, 4, 3, True), (4, 4, 4, True),
    ]  # fmt: skip
    last = next(who for who, one in zip(customers, found, strict=True) if one["nth"] == 4)
    assert "Due, but beyond today's 2: place 4 on your plan." in page(alice, last)
    assert "4th of 4 in Gone quiet today." in page(alice, last)
    assert "place 4 on the plan of Alice Adams." in page(firm.client(MANAGER), last)
    for one in customers:
        if one != last:
            firm.do(one, call(Outcome.SPOKE), by=ALICE)
    assert "Due, but beyond today's 2: place 4 on your plan." in page(alice, last)


def test_what_is_owed_is_always_on_the_plan(firm: Firm, alice: FlaskClient) -> None:
    firm.do(ALICE, SetPlanSize(cards=1))
    customers = [firm.customer(f"Customer {number}", bought=QUIET) for number in range(2)]
    for customer in customers:
        firm.do(customer, NoteFeedback(kind=FeedbackKind.COMPLAINT), by=ALICE, days_ago=1)
        assert "Due today, on your plan." in page(alice, customer)
        assert told(alice, f"/customers/{customer}/why")["reasons"][0]["rank"] == {
            "rank": -date(2026, 3, 1).toordinal() * 24 * 60, "since": "2026-03-01",
        }  # fmt: skip


def test_who_is_away_has_a_stand_in_for_what_is_owed_alone(firm: Firm, manager: FlaskClient) -> None:
    quiet, owed = firm.customer(bought=QUIET), firm.customer(bought=QUIET)
    firm.do(owed, NoteFeedback(kind=FeedbackKind.COMPLAINT), by=ALICE, days_ago=1)
    firm.do(ALICE, NoteAbsence(first_day=firm.today, last_day=date(2026, 3, 6), stand_in=BOB))
    assert "Due, but Alice Adams is away until 6 March: it waits until then." in page(manager, quiet)
    assert "is away until 6 March: on the plan of Bob Brown, who stands in." in page(manager, owed)


def test_in_the_pool_it_is_on_nobodys_plan(firm: Firm, alice: FlaskClient) -> None:
    customer = firm.customer(bought=QUIET, owner=None)
    assert "Due, but in the pool of team North: on nobody's plan." in page(alice, customer)
    assert told(alice, f"/customers/{customer}/why")["place"] is None


def test_with_somebody_who_sells_no_more_it_is_on_nobodys_plan(firm: Firm, manager: FlaskClient) -> None:
    customer = firm.customer(bought=QUIET, owner=BOB)
    firm.do(BOB, GiveRoles(roles=(Role.MANAGER,), team=NORTH), by=ADMIN)
    assert "Due, but Bob Brown sells no more: on nobody's plan." in page(manager, customer)


def test_the_rank_is_shown_in_its_parts(firm: Firm, alice: FlaskClient) -> None:
    customer = firm.customer(bought=QUIET)
    rank = told(alice, f"/customers/{customer}/why")["reasons"][0]["rank"]
    assert rank["rank"] == rank["earned"] + 10**7
    assert rank["worth_so_far"] == 18_000
    assert rank["earned"] == rank["points"] - rank["less_for_active"] - rank["less_for_young"]
    shown = page(alice, customer)
    for words in (
        "Gone quiet, 2 of 9",
        "Spent a week £",
        "the more likely, the more it takes off",
        "within: before all older ones",
    ):
        assert words in shown
    assert "%" not in shown


def test_what_comes_next_is_another_reason_and_not_another_band(firm: Firm, alice: FlaskClient) -> None:
    customer = firm.customer(bought=(40, 56, 72, 88, 104, 120))
    why = told(alice, f"/customers/{customer}/why")
    assert [one["rule"] for one in why["reasons"]] == ["gone_quiet"]
    assert "gone_quiet" not in [one["rule"] for one in why["coming"]]
    assert "due after 28 days of silence, the fewest that the rulebook lets pass." in page(alice, customer)
    seldom = firm.customer(bought=(150, 300, 450))
    assert re.search(r"due after \d\d\d days of silence, by how often they and others buy", page(alice, seldom))
    assert why["reasons"][0]["until"] == (firm.today + timedelta(days=84 - 40)).isoformat()


def test_whose_rhythm_it_is_worked_out_by_is_said(firm: Firm, alice: FlaskClient) -> None:
    customer = firm.customer(bought=QUIET)
    assert "Until 100 customers have come back, Encore uses the numbers of another shop." in page(alice, customer)
    found = RhythmFitted(
        method="a test", as_of=firm.today, customers=500, repeaters=100, purchases=1_000, log_likelihood=-1.0,
        r=0.5, alpha=6.0, a=0.9, b=1.6,
    )  # fmt: skip
    firm.do(FIRM, FitRhythm(found=found))
    assert "By what your own customers bought until 2 March." in page(alice, customer)
    assert told(alice, f"/customers/{customer}/why")["rhythm_learned_until"] == "2026-03-02"


def test_the_rulebook_is_named_by_its_number_and_day(firm: Firm, alice: FlaskClient, clock: Clock) -> None:
    customer = firm.customer(bought=QUIET)
    assert "The rulebook that Encore brings along." in page(alice, customer)
    firm.do(FIRM, AdoptRulebook(rulebook=Rulebook(quiet_after=20)), by=MANAGER)
    assert "Rulebook 1, since 2 March." in page(alice, customer)
    clock.move(timedelta(days=3))
    firm.do(FIRM, AdoptRulebook(rulebook=Rulebook(quiet_after=25)), by=MANAGER)
    assert "Rulebook 2, since 5 March." in page(alice, customer)
    assert told(alice, f"/customers/{customer}/why?known_on=2026-03-03")["rulebook"]["version"] == 1


def test_the_segment_whose_numbers_count_is_named(firm: Firm, alice: FlaskClient) -> None:
    customer, other = firm.customer(bought=QUIET), firm.customer(bought=QUIET)
    trade = Segment(name="Trade", tag="trade", changes=(("quiet_after", 20),))
    firm.do(FIRM, AdoptRulebook(rulebook=Rulebook(segments=(trade,))), by=MANAGER)
    firm.do(customer, TagCustomer(tag="trade"), by=ALICE)
    assert "since 2 March, with the numbers for “Trade”." in page(alice, customer)
    assert "since 2 March." in page(alice, other)
    segments = [told(alice, f"/customers/{one}/why")["rulebook"]["segment"] for one in (customer, other)]
    assert segments == ["Trade", None]


def test_a_later_rulebook_changes_no_earlier_answer(firm: Firm, alice: FlaskClient, clock: Clock) -> None:
    customers = [firm.customer(bought=bought) for bought in (QUIET, (34,), (193, 223, 253), ())]
    asked = [f"/customers/{customer}/why?known_on={firm.today}" for customer in customers]
    clock.move(timedelta(days=2))
    before = [told(alice, path) for path in asked]
    firm.do(FIRM, AdoptRulebook(rulebook=Rulebook(quiet_after=300, second_after=80, shadow_every=14)), by=MANAGER)
    assert [told(alice, path) for path in asked] == before
    assert [told(alice, path.partition("?")[0])["standing"] for path in asked] != [one["standing"] for one in before]


def test_each_fact_leads_to_its_own_place_in_the_history(firm: Firm, alice: FlaskClient) -> None:
    customer = firm.customer(bought=(*QUIET, *range(200, 260)))
    fact = told(alice, f"/customers/{customer}/why")["reasons"][0]["because"][0]
    link = re.search(rf'href="([^"]+)#fact-{fact}"', alice.get(f"/customers/{customer}/why").text)
    assert link
    found = alice.get(unescape(link[1])).text
    assert found.count(f'id="fact-{fact}"') == 1
    assert found.index(f'id="fact-{fact}"') == found.index('id="fact-')


def test_the_same_page_answers_for_a_past_day(firm: Firm, alice: FlaskClient, clock: Clock) -> None:
    customer = firm.customer(bought=QUIET)
    clock.move(timedelta(days=1))
    firm.do(customer, PutOff(until=date(2026, 4, 1), why=PutOffReason.AFRAID_TO_BOTHER), by=BOB)
    clock.move(timedelta(days=9))
    firm.do(customer, RecordPurchase(amount=Money(4_500), on=firm.today), by=ALICE)
    before, then = "?known_on=2026-03-02", "?known_on=2026-03-04"
    assert "Why Tom Brennan on 2 March?" in page(alice, customer, before)
    assert "Due on Mon 2 March." in page(alice, customer, before)
    shown = page(alice, customer, then)
    assert "Why not Tom Brennan on 4 March?" in shown
    assert "Not now by Bob Brown until 1 April: not to be a bother. Next on Wed 1 April." in shown
    assert told(alice, f"/customers/{customer}/why{then}")["place"] is None
    assert "Why not on 4 March?" in unescape(alice.get(f"/customers/{customer}{then}").text)
    assert "Why on 2 March?" in unescape(alice.get(f"/customers/{customer}{before}").text)


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("?known_on=2026-04-01", "That day is still to come."),
        ("?true_on=1999-01-01", "Nobody knew them yet on 1 January 1999."),
        ("?known_on=2026-03-01&true_on=2026-03-01", "Choose one day"),
        ("?known_on=yesterday", ""),
    ],
)
def test_a_day_of_which_nothing_can_be_said_is_refused_in_a_sentence(
    firm: Firm, alice: FlaskClient, query: str, sentence: str
) -> None:
    answer = alice.get(f"/customers/{firm.customer(bought=QUIET)}/why{query}")
    assert answer.status_code == 422
    assert sentence in answer.text


@pytest.mark.parametrize(
    ("bought", "words"), [((34,), "Bought once, 34 days ago:"), ((64, 34), "Bought twice, last 34")]
)
def test_with_few_purchases_the_card_says_what_others_do(
    firm: Firm, alice: FlaskClient, bought: tuple[int, ...], words: str
) -> None:
    customer = firm.customer(bought=bought)
    shown = page(alice, customer)
    assert words in shown
    assert "too early to know their rhythm. Half of those like them who come back do so within 60 days." in shown
    assert "too early to know their rhythm" in alice.get("/queue").text


@pytest.mark.parametrize("amount", [0, 1, 10**12])
def test_odd_amounts_have_sensible_words(firm: Firm, alice: FlaskClient, amount: int) -> None:
    customer = firm.customer(bought=())
    for days in (0, 0, 1, 30, 45_000):
        firm.do(customer, RecordPurchase(amount=Money(amount), on=date(1902, 1, 1) + timedelta(days=days)), by=ALICE)
    assert "shadow portfolio" in page(alice, customer)
    assert alice.get(f"/customers/{customer}").status_code == 200
