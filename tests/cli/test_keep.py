"""Is a backup taken each day, once, whoever runs, and is a failing one seen while everything goes on?"""

from __future__ import annotations

import logging
import os
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from multiprocessing import get_context
from pathlib import Path

import pytest
from click.testing import Result

from backend import keeping
from backend.config import Settings, read_settings
from backend.keeping import Daily, backups_of, daily_backup
from backend.store import log_copy, open_store
from tests.cli.test_serve import answers
from tests.servers import free_port

Encore = Callable[..., Result]
NIGHT = datetime(2026, 11, 26, 3, 10, tzinfo=UTC)
PROGRAM = [sys.executable, "-c", "from backend.cli import main; main()"]


@pytest.fixture
def chosen(shop: Encore, environment: dict[str, str]) -> Settings:
    """The settings of a shop that has a backup to take."""
    return read_settings(environment)


def test_one_is_taken_each_day_and_the_newest_fourteen_stay(chosen: Settings) -> None:
    backups = backups_of(chosen)
    for day in range(20):
        for hour in (0, 5, 20):
            assert daily_backup(chosen, NIGHT.replace(hour=hour) + timedelta(days=day))
    names = sorted(file.name for file in backups.folder.glob("*.db"))
    assert names == [f"encore-{NIGHT + timedelta(days=day):%Y%m%d}T001000Z.db" for day in range(6, 20)]
    keys = sorted(file.name for file in (backups.folder / "keys").glob("*.db"))
    assert keys == [name.replace("encore-", "encore-keys-") for name in names]
    for file in backups.folder.glob("*.db"):
        assert log_copy(file).head.position == 4


def test_a_missed_day_is_made_up_at_the_next_start(chosen: Settings) -> None:
    assert daily_backup(chosen, NIGHT)
    Daily(chosen).run(NIGHT + timedelta(days=3, hours=7))
    assert backups_of(chosen).newest(NIGHT + timedelta(days=9)) == NIGHT + timedelta(days=3, hours=7)


def test_where_nothing_happened_yet_nothing_is_taken_and_it_is_asked_again(
    encore: Encore, environment: dict[str, str]
) -> None:
    chosen = read_settings(environment)
    assert not daily_backup(chosen, NIGHT), "no file is made by looking"
    assert chosen.file
    assert not chosen.file.exists()
    assert encore("verify").exit_code == 0
    daily = Daily(chosen)
    daily.run(NIGHT)
    assert backups_of(chosen).newest(NIGHT + timedelta(days=9)) is None
    assert encore("invite", "ann@example.com", "--name", "Ann", "--firm", "A shop").exit_code == 0
    daily.run(NIGHT + timedelta(minutes=5))
    assert backups_of(chosen).newest(NIGHT + timedelta(days=9)) == NIGHT + timedelta(minutes=5)


def _keep_at_once(chosen: Settings) -> None:
    daily_backup(chosen, datetime.now(UTC))


def test_of_many_processes_one_takes_it(chosen: Settings) -> None:
    ways = get_context("spawn")
    running = [ways.Process(target=_keep_at_once, args=(chosen,)) for _ in range(4)]
    for process in running:
        process.start()
    for process in running:
        process.join()
        assert process.exitcode == 0
    assert len(list(backups_of(chosen).folder.glob("*.db"))) == 1


def test_a_failing_backup_is_an_alarm_keeps_the_older_ones_and_is_tried_again(
    chosen: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    assert daily_backup(chosen, NIGHT)
    spoil(chosen, "another")
    others = list[datetime]()

    def other(_: Settings, now: datetime) -> bool:
        others.append(now)
        return True

    daily = Daily(chosen, (*keeping.CHORES, ("another", other)))
    tomorrow = NIGHT + timedelta(days=1)
    with caplog.at_level(logging.CRITICAL):
        daily.run(tomorrow)
    assert "the daily backup failed: Fact 1 is not what was written." in caplog.text
    assert backups_of(chosen).newest(NIGHT + timedelta(days=9)) == NIGHT
    assert backups_of(chosen).failure == "Fact 1 is not what was written."
    assert others == [tomorrow], "what else is to be done daily is done"
    spoil(chosen, "")
    daily.run(tomorrow + timedelta(minutes=5))
    assert backups_of(chosen).newest(NIGHT + timedelta(days=9)) == NIGHT
    daily.run(tomorrow + timedelta(hours=1))
    assert backups_of(chosen).newest(NIGHT + timedelta(days=9)) == tomorrow + timedelta(hours=1)
    assert backups_of(chosen).failure is None
    assert others == [tomorrow]


def spoil(chosen: Settings, device: str) -> None:
    with closing(open_store(chosen.database, chosen.keys, chosen.secret)) as store, store.database.write() as tx:
        tx.execute("UPDATE log SET device = ? WHERE position = 1", (device,))


def test_a_full_disk_is_told_by_its_own_words(
    chosen: Settings, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device", "backups")

    monkeypatch.setattr("backend.keeping.take_backup", full)
    Daily(chosen).run(NIGHT)
    assert backups_of(chosen).failure == "No space left on device: backups"
    assert "No space left on device" in caplog.text


def test_what_may_hold_a_name_is_not_told(chosen: Settings) -> None:
    assert keeping.why(ValueError("Ann Example")) == "ValueError"


def test_chores_are_done_once_a_day_each_by_the_clock_of_everybody(chosen: Settings) -> None:
    done = list[datetime]()

    def chore(_: Settings, now: datetime) -> bool:
        done.append(now)
        return True

    daily = Daily(chosen, (("a chore", chore),))
    for minutes in range(0, 3 * 24 * 60, 5):
        daily.run(NIGHT + timedelta(minutes=minutes))
    assert done == [NIGHT, *(datetime(2026, 11, day, tzinfo=UTC) for day in (27, 28, 29))]


def test_it_keeps_by_itself_until_it_is_stopped(chosen: Settings, environment: dict[str, str]) -> None:
    running = subprocess.Popen([*PROGRAM, "keep"], env={**os.environ, **environment}, stderr=subprocess.PIPE)
    try:
        assert running.stderr
        assert any(b"backup of 4 facts taken" in line for line in running.stderr)
        assert backups_of(chosen).newest(datetime.now(UTC))
    finally:
        running.send_signal(signal.SIGTERM)
        running.communicate(timeout=30)
    assert running.returncode == 0


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGKILL])
def test_what_serve_starts_beside_itself_ends_with_it(shop: Encore, environment: dict[str, str], how: int) -> None:
    port = free_port()
    running = subprocess.Popen([*PROGRAM, "serve"], env={**os.environ, **environment, "ENCORE_PORT": str(port)})
    try:
        assert answers(f"http://127.0.0.1:{port}/healthz")
        (keeper,) = [pid for pid in children(running.pid) if "--beside" in command_of(pid)]
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=5) as ready:
            told = ready.read().decode()
        assert '"backup_age_hours":null' in told
        assert '"disk_free_percent":' in told
    finally:
        running.send_signal(how)
        running.wait(timeout=40)
    assert soon(lambda: "--beside" not in command_of(keeper))


def children(pid: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def command_of(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_text()
    except OSError:
        return ""


def soon(asked: Callable[[], object]) -> bool:
    for _ in range(300):
        if asked():
            return True
        time.sleep(0.1)
    return False


def test_backups_lie_where_they_are_told_to(shop: Encore, environment: dict[str, str], tmp_path: Path) -> None:
    environment["ENCORE_BACKUPS"] = str(tmp_path / "elsewhere")
    said = shop("backup").output
    (log,) = (tmp_path / "elsewhere").glob("encore-*.db")
    (keys,) = (tmp_path / "elsewhere" / "keys").glob("encore-keys-*.db")
    assert f"4 facts, names sealed: {log}" in said
    assert f"The keys that open them: {keys}" in said
    assert "The secret is not copied" in said


def test_there_is_nothing_to_back_up_before_the_first_fact(encore: Encore, tmp_path: Path) -> None:
    for _ in range(2):
        result = encore("backup")
        assert (result.exit_code, "nothing to back up yet" in result.output) == (1, True)
        assert encore("verify").exit_code == 0
