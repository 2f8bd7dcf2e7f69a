"""Is the demo what it says: real purchases, 13 weeks of work, whole or not at all, and the same each time?"""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest
from click.testing import CliRunner, Result

from backend.cli import main
from backend.cli.demo import command, making
from backend.cli.demo.asking import FROM
from backend.cli.demo.diary import Amounts
from backend.cli.demo.hours import HOURS
from backend.cli.demo.making import make
from backend.cli.demo.people import PASSWORD
from backend.cli.demo.said import THEMES
from backend.cli.demo.till import FILE
from backend.cli.opening import opened, setting_of
from backend.config import Settings, read_settings
from backend.projections import (
    acted_on,
    actions,
    attempts,
    directory,
    enquiries,
    firm,
    library,
    people,
    power_hours,
    profiles,
    put_offs,
    queue,
    sent_items,
    voiced,
)
from backend.projections.people import Person
from backend.projections.verify import differences
from backend.retention.agenda import HoldKind
from backend.retention.follow_ups import agenda
from backend.retention.methods import methods
from backend.retention.mix import only_sold
from backend.store import Tx
from events.contacts import ContactAttempted
from events.customers import CustomerAssigned, CustomerRegistered
from events.enquiries import EnquiryReceived, OfferMade
from events.feedback import FeedbackNoted
from events.follow_ups import PromiseMade
from events.habits import HabitChangeAnswered
from events.imports import ImportFinished
from events.kernel import Recorded
from events.library import ValueKind
from events.lifecycle import CustomerGoneForGood, CustomerLost, LossReasonGiven
from events.needs import NeedMet
from events.notes import FactUndone, NoteCorrected
from events.purchases import PurchaseCorrected, PurchaseRecorded
from events.referrals import CustomerReferred
from events.relationship_plans import AFTER_A_FIRST_SALE
from events.rulebook import RulebookAdopted
from events.started_plans import RelationshipPlanStarted
from events.tags import CustomerTagged
from events.team import AbsenceNoted
from events.values import Channel, EnquirySource, FeedbackKind, Mood, Rule

AMOUNTS = Amounts(attempts=90, promises=6, enquiries=9, first_purchases=16, visits=12, visits_noted_late=4, undone=3)
NOW = datetime(2026, 11, 26, 14, 5, tzinfo=UTC)
"""A Thursday afternoon."""
LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)
MOST = 100


@dataclass
class Demo:
    settings: Settings
    facts: list[Recorded]

    @contextmanager
    def read(self) -> Iterator[tuple[Tx, dict[str, Person]]]:
        """Its projections, and its people by their accounts."""
        with opened(self.settings) as store, store.database.read() as tx:
            yield tx, {(one.email or "").partition("@")[0]: one for one in people.people(tx)}

    def bodies(self, kind: type) -> list[Recorded]:
        return [noted for noted in self.facts if isinstance(noted.body, kind)]


def extract(folder: Path) -> Path:
    """The purchases of every fourth real customer."""
    small = folder / "cdnow.csv"
    with FILE.open(newline="") as whole, small.open("w", newline="") as some:
        rows = csv.reader(whole)
        csv.writer(some).writerows(row for row in rows if not row[0].isdigit() or not int(row[0]) % 4)
    return small


def made(folder: Path) -> Demo:
    """Always at the same moment: another hour of another weekday makes another firm."""
    settings = read_settings({"ENCORE_DATABASE": f"sqlite:///{folder}/encore.db"})
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(making, "now", lambda: NOW)
        make(settings, AMOUNTS, extract(folder))
    with opened(settings) as store, store.database.read() as tx:
        return Demo(settings, store.after(tx, 0, limit=100_000))


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Demo:
    return made(tmp_path_factory.mktemp("demo"))


def test_every_purchase_is_real_but_for_its_date(demo: Demo) -> None:
    with opened(demo.settings) as store:
        told = setting_of(store).demo
    assert told is not None
    till = [noted.body for noted in demo.bodies(PurchaseRecorded) if noted.noted_by.int == 0]
    with extract(Path(demo.settings.file or "").parent).open(newline="") as real:
        sums = [round(float(row["amount"]) * 100) for row in csv.DictReader(real)]
    assert told.purchases == len(till) == len(sums)
    assert Counter(body.amount for body in till if isinstance(body, PurchaseRecorded)) == Counter(sums)


def test_the_last_purchase_was_yesterday(demo: Demo) -> None:
    with opened(demo.settings) as store:
        today = setting_of(store).today(NOW)
    bought = [noted.body.on for noted in demo.facts if isinstance(noted.body, PurchaseRecorded)]
    assert max(bought) == today - timedelta(days=1)


def test_the_till_tells_week_by_week(demo: Demo) -> None:
    imports = demo.bodies(ImportFinished)
    assert len(imports) >= AMOUNTS.weeks
    assert all(noted.recorded_at >= noted.occurred_at for noted in demo.facts)
    days = {noted.recorded_at.date() for noted in demo.facts}
    assert len(days) > 5 * AMOUNTS.weeks


def test_everything_that_a_firm_meets_happens(demo: Demo) -> None:
    attempts = [noted.body for noted in demo.facts if isinstance(noted.body, ContactAttempted)]
    assert len(attempts) >= AMOUNTS.attempts + AMOUNTS.visits
    visits = [noted for noted in demo.bodies(ContactAttempted) if getattr(noted.body, "channel", None) is Channel.VISIT]
    late = [noted for noted in visits if noted.recorded_at - noted.occurred_at > timedelta(days=1)]
    assert len(visits) >= AMOUNTS.visits
    assert len(late) == AMOUNTS.visits_noted_late
    assert len(demo.bodies(PromiseMade)) >= AMOUNTS.promises
    complaints = [noted.body for noted in demo.facts if isinstance(noted.body, FeedbackNoted)]
    assert sum(body.kind is FeedbackKind.COMPLAINT for body in complaints) == AMOUNTS.complaints
    assert len(demo.bodies(FactUndone)) == AMOUNTS.undone
    assert len(demo.bodies(NoteCorrected)) + len(demo.bodies(PurchaseCorrected)) >= 5
    assert len(demo.bodies(CustomerReferred)) > AMOUNTS.first_purchases // 3
    assert len(demo.bodies(HabitChangeAnswered)) >= 3
    plans = Counter(noted.body.name for noted in demo.facts if isinstance(noted.body, RelationshipPlanStarted))
    assert plans == {AFTER_A_FIRST_SALE: AMOUNTS.first_purchases, "We take collections in part exchange": 3 * 5}
    assert len(demo.bodies(CustomerTagged)) == 6 * 5
    assert [noted.body.name for noted in demo.facts if isinstance(noted.body, RulebookAdopted)] == ["", "Autumn"]
    once = (CustomerLost, LossReasonGiven, CustomerGoneForGood, AbsenceNoted)
    assert [len(demo.bodies(kind)) for kind in once] == [5, 1, 2, 1]


def test_somebody_given_up_was_won_back_by_a_real_purchase(demo: Demo) -> None:
    lost = {noted.stream: noted.occurred_at.date() for noted in demo.bodies(CustomerLost)}
    assert any(
        noted.stream in lost and isinstance(noted.body, PurchaseRecorded) and noted.body.on > lost[noted.stream]
        for noted in demo.facts
    )


def test_today_is_worth_a_look(demo: Demo) -> None:
    with demo.read() as (tx, staff):
        robin = staff["sales1"].id
        plan = queue.plan(tx, robin, NOW.date(), cards=20)
        assert directory.held(tx, robin, 10_000) > 0
    owed = Counter(card.rule for card in plan.owed)
    assert owed[Rule.PROMISE] >= 3
    assert owed[Rule.COMPLAINT] >= 2
    assert owed[Rule.ENQUIRY] == 3
    assert owed[Rule.CALL_BACK] >= 1
    assert owed[Rule.TELL_ENDED] == 1
    assert owed[Rule.TELL_FIXED] == 2
    planned = Counter(card.rule for card in plan.planned)
    assert planned[Rule.THANK_YOU] >= 1
    assert planned[Rule.REFERRAL_THANKS] >= 1
    assert planned[Rule.PLEASED] >= 1


def test_what_customers_said_is_sorted_and_leads_to_changes(demo: Demo) -> None:
    voices = [noted.body for noted in demo.facts if isinstance(noted.body, FeedbackNoted)]
    assert {body.mood for body in voices if body.kind is FeedbackKind.COMPLAINT} == {Mood.UNHAPPY}
    assert {theme for body in voices for theme in body.themes} == {theme.name for theme in THEMES}
    with demo.read() as (tx, staff):
        north, today = staff["manager1"].team or UUID(int=0), NOW.date()
        assert {"", "Opening hours", "Packaging"} <= {one.name for one in voiced.themes(tx, north)}
        running = actions.of_team(tx, north, actions.RUNNING, MOST)
        (done,) = actions.of_team(tx, north, actions.DONE, MOST)
        came = acted_on.came(tx, done.id)
    assert [one.late(today) for one in running] == [True, False]
    assert came.told == came.raised - 2
    assert came.back >= 1
    assert came.amount > 0


def test_who_left_is_left_in_peace_and_asked_again_later(demo: Demo) -> None:
    with demo.read() as (tx, staff):
        theirs = profiles.load(tx, directory.of_holder(tx, staff["sales1"].id))
        setting = firm.setting(tx)
    left = [profile for profile, _ in theirs.values() if profile.lost]
    assert len(left) == 2
    held = {
        hold.kind for one in left for hold in agenda(one, setting.rulebook, setting.rhythm, setting.calendar).holds
        if hold.until and hold.until >= NOW.date()
    }  # fmt: skip
    assert HoldKind.NO_PRESSURE in held
    assert any(60 <= (NOW.date() - one.lost.on).days <= 120 for one in left if one.lost)


def test_enquiries_come_from_several_sources_and_end_differently(demo: Demo) -> None:
    with demo.read() as (tx, staff):
        north = staff["manager1"].team or UUID(int=0)
        (pooled,) = enquiries.of_holder(tx, north, MOST)
        (waits,) = [one for one in enquiries.waiting(tx, north, MOST) if one.customer == pooled]
        late = enquiries.missed(tx, north, LONG_AGO, NOW, MOST)
        bought = [enquiries.bought(tx, north, source, LONG_AGO, MOST) for source in EnquirySource]
    assert waits.answer_by is not None
    assert timedelta() < waits.answer_by - NOW < timedelta(hours=1)
    assert late
    assert sum(many for _, many in bought) >= 1
    assert {noted.body.source for noted in demo.facts if isinstance(noted.body, EnquiryReceived)} >= set(FROM[:4])
    claimed = {noted.stream for noted in demo.bodies(CustomerAssigned) if noted.noted_by == staff["sales1"].id}
    assert claimed & {noted.stream for noted in demo.bodies(OfferMade)}


def test_something_worth_saying_was_sent_and_somebody_only_heard_of_sales(demo: Demo) -> None:
    with demo.read() as (tx, staff):
        shelf = library.shelf(tx)
        sent = sent_items.counts(tx, staff["manager1"].team or UUID(int=0))
        theirs = profiles.load(tx, directory.of_holder(tx, staff["sales1"].id))
    assert {one.kind for one in shelf} == set(ValueKind)
    assert {one.kind for one in shelf if one.item in sent} >= {ValueKind.THANKS, ValueKind.OFFER, ValueKind.TIP}
    assert any(counts.answered for counts in sent.values())
    assert any(only_sold(profile) for profile, _ in theirs.values())
    assert sum(bool(profile.needs) for profile, _ in theirs.values()) >= 3
    assert demo.bodies(NeedMet)


def test_power_hours_were_worked_day_after_day_and_some_are_shared(demo: Demo) -> None:
    with demo.read() as (tx, staff):
        robin, zone = staff["sales1"].id, firm.setting(tx).zone
        hours = power_hours.of_person(tx, robin, LONG_AGO, MOST)
        tried = attempts.of_person(tx, robin)
        skipped = [skip for one in hours for skip in put_offs.of_hour(tx, one.hour)]
    assert [one.at.date().day for one in hours[:4]] == [25, 24, 23, 20]
    assert {one.shared for one in hours[:4]} == {True, False}
    assert len(hours) == sum(one.account == "sales1" for one in HOURS)
    assert min(sum(one.reached for one in hours), sum(one.yes for one in hours), sum(one.no for one in hours)) >= 2
    assert skipped
    found = methods(tried, zone)
    assert Channel.CALL in found.ways
    assert len(found.hours) >= 4


def test_everybody_signs_in_with_the_password_that_is_told(demo: Demo) -> None:
    with opened(demo.settings) as store:
        for account in ("admin", "manager2", "sales6"):
            assert store.sign_in.check_password(f"{account}@encore.example", PASSWORD, "here", NOW)


def test_projections_follow_from_the_log(demo: Demo) -> None:
    with opened(demo.settings) as store:
        assert not list(differences(store))


def test_the_same_firm_comes_about_each_time(demo: Demo, tmp_path: Path) -> None:
    again = made(tmp_path)
    assert [noted.body for noted in again.facts] == [noted.body for noted in demo.facts]
    assert len(demo.bodies(CustomerRegistered)) > 500


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    return {"ENCORE_DATABASE": f"sqlite:///{tmp_path}/encore.db", "ENCORE_PORT": "8977"}


@pytest.fixture
def run(environment: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    """The command on a small shop, but for the serving."""
    small = extract(tmp_path)
    monkeypatch.setattr(command, "serve", lambda _: None)
    monkeypatch.setattr("backend.cli.demo.making.make", lambda settings: make(settings, AMOUNTS, small))
    return lambda *words: CliRunner().invoke(main, ["demo", *words], env=environment)


def test_the_second_start_makes_nothing(run: Callable[..., Result], environment: dict[str, str]) -> None:
    first = run()
    assert first.exit_code == 0, first.output
    assert "Playing 13 weeks" in first.output
    second = run()
    assert "Playing" not in second.output
    assert "sales1@encore.example     salesperson, North\n" in second.output
    assert PASSWORD in second.output
    assert "moved by" in second.output


def test_what_was_interrupted_starts_over(
    run: Callable[..., Result], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for draft in (".demo-encore.db", ".demo-encore-keys.db"):
        (tmp_path / draft).write_bytes(b"half a database")
    assert run().exit_code == 0
    assert not list(tmp_path.glob(".demo-*"))


def test_old_data_says_so(run: Callable[..., Result], monkeypatch: pytest.MonkeyPatch) -> None:
    run()
    assert "make fresh" not in run().output
    monkeypatch.setattr(command, "now", lambda: datetime.now(UTC) + timedelta(days=8))
    assert "make fresh" in run().output


def test_a_real_firm_is_left_alone(run: Callable[..., Result], environment: dict[str, str]) -> None:
    found = ["invite", "ann@example.com", "--name", "Ann", "--firm", "A shop"]
    assert CliRunner().invoke(main, found, env=environment).exit_code == 0
    for words in ((), ("--fresh",)):
        result = run(*words)
        assert result.exit_code == 1
        assert "belongs to A shop" in result.output
    settings = read_settings(environment)
    with opened(settings) as store:
        assert setting_of(store).founded


def test_the_keys_of_a_database_elsewhere_are_left_alone(
    run: Callable[..., Result], environment: dict[str, str], tmp_path: Path
) -> None:
    foreign = tmp_path / "firm-keys.db"
    foreign.write_bytes(b"the only keys of a firm")
    environment["ENCORE_KEYS"] = f"sqlite:///{foreign}"
    for words in ((), ("--fresh",)):
        result = run(*words)
        assert result.exit_code == 1
        assert "leaves them alone" in result.output
    assert foreign.read_bytes() == b"the only keys of a firm"
