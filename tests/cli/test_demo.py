"""Is the demo what it says: real purchases, 13 weeks of work, whole or not at all, and the same each time?"""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from backend.cli import main
from backend.cli.demo import command
from backend.cli.demo.diary import Amounts
from backend.cli.demo.making import make
from backend.cli.demo.people import PASSWORD
from backend.cli.demo.till import FILE
from backend.cli.opening import now, opened, setting_of
from backend.config import Settings, read_settings
from backend.projections import directory, people, queue
from backend.projections.verify import differences
from events.contacts import ContactAttempted
from events.customers import CustomerRegistered
from events.feedback import FeedbackNoted
from events.follow_ups import PromiseMade
from events.habits import HabitChangeAnswered
from events.imports import ImportFinished
from events.kernel import Recorded
from events.lifecycle import CustomerGoneForGood, CustomerLost, LossReasonGiven
from events.notes import FactUndone, NoteCorrected
from events.purchases import PurchaseCorrected, PurchaseRecorded
from events.referrals import CustomerReferred, ReferralReceived
from events.rulebook import RulebookAdopted
from events.started_plans import RelationshipPlanStarted
from events.tags import CustomerTagged
from events.team import AbsenceNoted
from events.values import Channel, FeedbackKind, Rule

AMOUNTS = Amounts(attempts=90, promises=6, enquiries=9, first_purchases=16, visits=12, visits_noted_late=4, undone=3)


@dataclass
class Demo:
    settings: Settings
    facts: list[Recorded]

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
    settings = read_settings({"ENCORE_DATABASE": f"sqlite:///{folder}/encore.db"})
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
        today = setting_of(store).today(now())
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
    assert len(demo.bodies(ReferralReceived)) == len(demo.bodies(CustomerReferred))
    sent = [
        (noted.stream, noted.body.item)
        for noted in demo.facts
        if isinstance(noted.body, ContactAttempted) and noted.body.item
    ]
    assert len(sent) == len(set(sent)) >= 3
    assert len(demo.bodies(HabitChangeAnswered)) >= 3
    assert len(demo.bodies(RelationshipPlanStarted)) == AMOUNTS.first_purchases
    assert len(demo.bodies(CustomerTagged)) == 6 * 5
    assert [noted.body.name for noted in demo.facts if isinstance(noted.body, RulebookAdopted)] == ["", "Autumn"]
    once = (CustomerLost, LossReasonGiven, CustomerGoneForGood, AbsenceNoted)
    assert [len(demo.bodies(kind)) for kind in once] == [3, 1, 2, 1]


def test_somebody_given_up_was_won_back_by_a_real_purchase(demo: Demo) -> None:
    lost = {noted.stream: noted.occurred_at.date() for noted in demo.bodies(CustomerLost)}
    assert any(
        noted.stream in lost and isinstance(noted.body, PurchaseRecorded) and noted.body.on > lost[noted.stream]
        for noted in demo.facts
    )


def test_today_is_worth_a_look(demo: Demo) -> None:
    with opened(demo.settings) as store, store.database.read() as tx:
        robin = next(one for one in people.people(tx) if one.email == "sales1@encore.example")
        today = setting_of(store).today(now())
        plan = queue.plan(tx, robin.id, today, cards=20)
        assert directory.held(tx, robin.id, 10_000) > 0
    owed = Counter(card.rule for card in plan.owed)
    assert owed[Rule.PROMISE] >= 3
    assert owed[Rule.COMPLAINT] >= 2
    assert owed[Rule.ENQUIRY] == 3
    assert owed[Rule.CALL_BACK] >= 1
    assert {card.lane for card in plan.planned}


def test_everybody_signs_in_with_the_password_that_is_told(demo: Demo) -> None:
    with opened(demo.settings) as store:
        for account in ("admin", "manager2", "sales6"):
            assert store.sign_in.check_password(f"{account}@encore.example", PASSWORD, "here", now())


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
    monkeypatch.setattr(command, "now", lambda: now() + timedelta(days=8))
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
