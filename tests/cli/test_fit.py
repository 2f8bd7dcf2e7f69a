"""Is the rhythm fitted when an import ends, by command, and by whoever keeps the house?"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import Result

from backend import keeping
from backend.cli.opening import opened, setting_of
from backend.config import read_settings
from backend.keeping import fit_the_rhythm
from backend.projections.setting import Setting, in_force
from backend.retention.rhythm import UNTIL_FITTED
from events.firm import FIRM

Encore = Callable[..., Result]
SAMPLE = Path(__file__).parents[2] / "backend/cli/demo/cdnow.csv"
FEW, ENOUGH = 200, 1_500
"""Rows of the sample's beginning: too few customers came back in them, and enough."""


def first_rows(folder: Path, rows: int) -> Path:
    file = folder / "cdnow.csv"
    file.write_text("".join(SAMPLE.read_text().splitlines(keepends=True)[: rows + 1]))
    return file


@pytest.fixture
def few(tmp_path: Path) -> Path:
    return first_rows(tmp_path, FEW)


@pytest.fixture
def enough(tmp_path: Path) -> Path:
    return first_rows(tmp_path, ENOUGH)


def setting(environment: dict[str, str]) -> Setting:
    with opened(read_settings(environment)) as store:
        return setting_of(store)


def test_an_import_of_real_purchases_fits_their_rhythm(shop: Encore, environment: dict[str, str], enough: Path) -> None:
    assert shop("import", enough).exit_code == 0
    with opened(read_settings(environment)) as store:
        now = setting_of(store)
        facts = store.stream(FIRM)
    assert now.fitted
    assert (now.fitted.customers, now.fitted.purchases, now.fitted.as_of) == (502, ENOUGH, date(1998, 6, 30))
    assert now.rhythm.r == now.fitted.r
    assert now.spend
    before = in_force(noted for noted in facts if noted.recorded_at < facts[-1].recorded_at)
    assert (before.rhythm, before.fitted) == (UNTIL_FITTED, None), "as it stood before"
    assert shop("verify").exit_code == 0
    said = shop("fit").output
    assert "Fitted to 1,500 purchases of 502 customers, 241 of whom came back" in said
    assert "Of those who come back, a quarter are back after" in said
    assert f"A silence is fresh for {now.fitted.shelf_life} days, unless the rulebook ends it before." in said


def test_too_few_customers_leave_the_numbers_of_other_shops(
    shop: Encore, environment: dict[str, str], few: Path
) -> None:
    assert "Below 100 the numbers of other shops are used." in shop("fit").output
    shop("import", few)
    assert setting(environment).fitted is None
    said = shop("fit").output
    assert "customers came back so far. Below 100" in said
    assert not said.startswith("0 ")


def test_where_no_firm_lives_there_is_nothing_to_fit(encore: Encore) -> None:
    assert "No firm lives in this database yet." in encore("fit").output


def test_who_keeps_the_house_fits_it_once_a_day(
    shop: Encore, environment: dict[str, str], few: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shop("import", few)
    chosen, now = read_settings(environment), datetime.now(UTC)
    monkeypatch.setattr("backend.retention.fitted.ENOUGH", 20)
    assert fit_the_rhythm(chosen, now)
    fitted = setting(environment).fitted
    assert fitted
    assert fit_the_rhythm(chosen, now + timedelta(days=1))
    assert setting(environment).fitted == fitted, "not before purchases grew"
    assert ("fitting the rhythm", fit_the_rhythm) in keeping.CHORES


def test_where_nothing_is_kept_yet_no_file_is_made(environment: dict[str, str]) -> None:
    chosen = read_settings(environment)
    assert not fit_the_rhythm(chosen, datetime.now(UTC))
    assert chosen.file
    assert not chosen.file.exists()
