"""Which laws hold for every file: order does not matter, twice is once, what is taken back never came?"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from backend.importing.entries import Entry, Person, Sale
from backend.projections import profiles
from tests.importing.firm import DAY, shop

LIMITS = settings(max_examples=12, deadline=None, phases=(Phase.explicit, Phase.generate))
"""Each example makes a firm or two, so a failing one is not made smaller."""
NAMES = ("Rosa Marin", "Marin, Rosa", "R. Marin", "Tom Brennan", "Ann Brennan", "")
PHONES = ("0131 496 0101", "+44 131 496 0101", "07700 900123", None)
people = (
    st.tuples(
        st.sampled_from(("1", "2", "3", None, None)),
        st.sampled_from(NAMES).map(lambda name: name or None),
        st.sampled_from(PHONES),
        st.sampled_from(("rosa@example.com", "ROSA@example.com", "tom@example.com", None, None)),
    )
    .filter(any)
    .map(lambda said: Person(*said))
)
sales = st.tuples(st.integers(0, 3), st.sampled_from((0, 500, 1000))).map(
    lambda said: Sale(on=DAY + timedelta(days=said[0]), amount=said[1])
)
rows = st.lists(st.tuples(people, sales), min_size=1, max_size=12)


def entries(given: Sequence[tuple[Person, Sale]]) -> list[Entry]:
    return [Entry(line, person, sale, text=str(line)) for line, (person, sale) in enumerate(given, 2)]


@LIMITS
@given(rows)
def test_twice_is_once(given: list[tuple[Person, Sale]]) -> None:
    with shop() as firm:
        firm.bring(entries(given))
        once = firm.book()
        firm.bring(entries(given))
        assert firm.book() == once
        assert (firm.finished.new_customers, firm.finished.new_purchases) == (0, 0)
        firm.sound()


@LIMITS
@given(rows, st.randoms())
def test_the_order_of_the_rows_does_not_matter(given: list[tuple[Person, Sale]], chance: object) -> None:
    other = list(given)
    chance.shuffle(other)  # type: ignore[attr-defined]
    with shop() as one, shop() as another:
        one.bring(entries(given))
        another.bring(entries(other))
        assert sum(one.book().values()) == sum(another.book().values())
        assert sorted(key[-3:] for key in one.book().elements()) == sorted(
            key[-3:] for key in another.book().elements()
        )
        one.bring(entries(other))
        assert (one.finished.new_customers, one.finished.new_purchases) == (0, 0)


@LIMITS
@given(rows)
def test_no_sale_is_lost_or_doubled(given: list[tuple[Person, Sale]]) -> None:
    with shop() as firm:
        firm.bring(entries(given))
        with firm.store.database.read() as tx:
            folds = profiles.load(tx, profiles.everybody(tx))
        assert sum(fold.orders for fold, _ in folds.values()) == len(given)
        assert sum(fold.total for fold, _ in folds.values()) == sum(sale.amount for _, sale in given)


@LIMITS
@given(rows, rows)
def test_what_is_taken_back_never_came(first: list[tuple[Person, Sale]], second: list[tuple[Person, Sale]]) -> None:
    with shop() as firm:
        firm.bring(entries(first))
        before = firm.book()
        import_id = firm.bring(entries(second), source="web shop")
        with_it = firm.book()
        firm.take_back(import_id)
        assert firm.book() == before
        firm.sound()
        firm.bring(entries(second), source="web shop")
        assert firm.book() == with_it
        firm.sound()


@LIMITS
@given(rows, st.integers(0, 12))
def test_a_longer_export_adds_only_what_is_new(given: list[tuple[Person, Sale]], cut: int) -> None:
    numbered = [(person._replace(number=person.number or "9"), sale) for person, sale in given]
    with shop() as one, shop() as another:
        one.bring(entries(numbered))
        another.bring(entries(numbered[:cut] or numbered[:1]))
        another.bring(entries(numbered))
        assert sorted(key[-3:] for key in one.book().elements()) == sorted(
            key[-3:] for key in another.book().elements()
        )


def test_days_are_those_of_the_file() -> None:
    with shop() as firm:
        firm.bring(entries([(Person(number="1"), Sale(on=date(2025, 1, 3), amount=100))]))
        ((*_, days, total, orders),) = firm.book()
        assert (days, total, orders) == (((date(2025, 1, 3).toordinal(), 100),), 100, 1)
