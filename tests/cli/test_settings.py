"""Does each setting say in one sentence what is wrong with it, and is the secret made once and kept to itself?"""

from __future__ import annotations

import stat
import threading
from pathlib import Path

import pytest

from backend.config import BadSetting, read_address, read_settings


def test_what_nobody_sets_has_its_usual_value(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    settings = read_settings({})
    assert settings.database == "sqlite:///var/encore.db"
    assert settings.keys == "sqlite:///var/encore-keys.db"
    assert (settings.port, settings.host, settings.bind) == (8000, "", "127.0.0.1")


def test_the_keys_lie_beside_the_database(tmp_path: Path) -> None:
    settings = read_settings({"ENCORE_DATABASE": f"sqlite:///{tmp_path}/shop/log.db"})
    assert settings.keys == f"sqlite:///{tmp_path}/shop/log-keys.db"


def test_two_firms_in_one_folder_have_keys_of_their_own(tmp_path: Path) -> None:
    demo, firm = (read_settings({"ENCORE_DATABASE": f"sqlite:///{tmp_path}/{name}.db"}) for name in ("encore", "firm"))
    assert demo.keys != firm.keys


def test_the_keys_of_a_postgresql_lie_in_the_usual_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert (
        read_settings({"ENCORE_DATABASE": "postgresql://firm@host/encore"}).keys == "sqlite:///var/postgresql-keys.db"
    )


@pytest.mark.parametrize(
    ("database", "name"),
    [
        ("sqlite:///shop/firm.db", "firm"),
        ("postgresql://encore:pass@host:5432/sales", "sales"),
        ("postgresql://encore:pass@host", "encore"),
        ("postgresql:///sales?host=/tmp/../x", "sales"),
        ("sqlite:///shop/my firm.v2.db", "my_firm_v2"),
    ],
)
def test_backups_are_called_by_the_database_and_hold_no_password(
    database: str, name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    settings = read_settings({"ENCORE_DATABASE": database})
    assert settings.name == name
    assert settings.backups == (Path("shop/backups") if "sqlite" in database else Path("var/backups"))
    assert read_settings({"ENCORE_BACKUPS": " /mnt/disk "}).backups == Path("/mnt/disk")


def test_the_secret_is_made_once_and_nobody_else_may_read_it(tmp_path: Path) -> None:
    given = {"ENCORE_DATABASE": f"sqlite:///{tmp_path}/encore.db"}
    first = read_settings(given).secret
    assert read_settings(given).secret == first
    assert stat.S_IMODE((tmp_path / "encore-secret").stat().st_mode) == 0o600
    assert first.decode() not in repr(read_settings(given))


def test_workers_that_start_at_once_take_the_same_secret(tmp_path: Path) -> None:
    given = {"ENCORE_DATABASE": f"sqlite:///{tmp_path}/encore.db"}
    found: list[bytes] = []
    workers = [threading.Thread(target=lambda: found.append(read_settings(given).secret)) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert len(found) == 2
    assert len(set(found)) == 1


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("ENCORE_PORT", "eighty"),
        ("ENCORE_PORT", "0"),
        ("ENCORE_PORT", "9" * 400),
        ("ENCORE_HOST", "https://crm.example.org/"),
        ("ENCORE_BIND", "everywhere"),
        ("ENCORE_BIND", "0.0.0.0:8000"),
        ("ENCORE_BIND", "256.1.1.1"),
        ("ENCORE_OFFLINE", "no"),
        ("ENCORE_SECRET", "short"),
        ("ENCORE_DATABASE", "mysql://somewhere"),
        ("ENCORE_DATABASE", "sqlite:///"),
        ("ENCORE_KEYS", "encore.db"),
    ],
)
def test_a_bad_setting_is_named(name: str, value: str, tmp_path: Path) -> None:
    with pytest.raises(BadSetting, match=name):
        read_settings({"ENCORE_DATABASE": f"sqlite:///{tmp_path}/encore.db", name: value})


@pytest.mark.parametrize(("given", "offline"), [("", True), (" ON ", True), ("Off", False)])
def test_phones_keep_pages_unless_that_is_off(given: str, offline: bool, tmp_path: Path) -> None:
    told = {"ENCORE_DATABASE": f"sqlite:///{tmp_path}/encore.db", **({"ENCORE_OFFLINE": given} if given else {})}
    settings = read_settings(told)
    assert settings.offline == offline
    assert read_settings(settings.environment).offline == offline


def test_the_address_is_known_without_making_a_secret(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert read_address({}) == "http://127.0.0.1:8000"
    assert read_address({"ENCORE_PORT": "9000"}) == "http://127.0.0.1:9000"
    assert read_address({"ENCORE_HOST": "crm.example.org"}) == "https://crm.example.org"
    assert list(tmp_path.iterdir()) == []


def test_log_and_keys_never_share_a_place(tmp_path: Path) -> None:
    place = f"sqlite:///{tmp_path}/encore.db"
    with pytest.raises(BadSetting, match="ENCORE_KEYS"):
        read_settings({"ENCORE_DATABASE": place, "ENCORE_KEYS": place})


def test_keys_in_a_postgresql_need_a_secret_that_is_set(tmp_path: Path) -> None:
    given = {"ENCORE_DATABASE": f"sqlite:///{tmp_path}/encore.db", "ENCORE_KEYS": "postgresql://firm@host/keys"}
    with pytest.raises(BadSetting, match="ENCORE_SECRET"):
        read_settings(given)
    assert read_settings({**given, "ENCORE_SECRET": "long enough to be a secret"}).secret.startswith(b"long enough")
