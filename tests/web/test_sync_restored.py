"""After a restore from a backup, do the phones bring back all that was noted since, each thing once?"""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4, uuid5

import pytest

from backend.app import create_app
from backend.projections.rebuild import ensure
from backend.projections.verify import differences
from backend.store import Backups, Copied, Store, log_copy, open_store
from backend.web.house import Keeping
from tests.conftest import Clock, new_schema
from tests.web.firm import ALICE, BOB, Firm
from tests.web.phone import Phone, statuses

MORE = 50


def kept(firm: Firm, folder: Path) -> Firm:
    """The same firm with its backups told to phones."""
    keeping = Keeping(Backups(folder / "backups", "encore"), lambda: None)
    firm.app = create_app(firm.store, secure=False, clock=firm.clock, keeping=keeping)
    return firm


def restored(firm: Firm, copied: Copied, place: str, folder: Path) -> Store:
    """The firm goes on with another database, made of its backup."""
    store = open_store(place, f"sqlite:///{folder}/keys.db", b"a secret for tests alone", clock=firm.clock)
    store.restore(log_copy(copied.log))
    ensure(store)
    firm.store.close()
    firm.store = store
    kept(firm, folder)
    return store


def worked(phones: dict[Phone, list[UUID]], many: int) -> list[tuple[Phone, dict[str, Any]]]:
    """What they note, in turns, each a few kinds of things, and tell at once; every thing was told to be stored."""
    found: list[tuple[Phone, dict[str, Any]]] = []
    for n in range(many):
        phone, customers = list(phones.items())[n % len(phones)]
        at = f"/customers/{customers[n % len(customers)]}"
        item = [
            phone.note(f"{at}/contact-attempts", channel="call", outcome="spoke", next_on=f"+{n % 9}"),
            phone.note(f"{at}/notes", text=f"Note {n}"),
            phone.note(f"{at}/purchases", amount=f"{n}.00", on=""),
            phone.note("/customers", name=f"New {uuid4()}", ask="true"),
            phone.note(f"{at}/feedback", kind="complaint", text=f"Complaint {n}"),
        ][n % 5]
        if item["to"] == "/customers":
            customers.append(uuid5(UUID(item["id"]), "customer"))
        assert statuses(phone.send(item)) == ["accepted"], item
        found.append((phone, item))
        if n % 10 == 6:
            undo = phone.note(f"{at}/undo", fact_id=item["id"])
            assert statuses(phone.send(undo)) == ["accepted"]
            found.append((phone, undo))
    return found


@pytest.mark.parametrize("kind", ["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def test_what_was_noted_since_the_backup_comes_back_once(
    kind: str, tmp_path: Path, clock: Clock, request: pytest.FixtureRequest
) -> None:
    places = [new_schema(request.getfixturevalue("postgres")) if kind == "postgres" else "" for _ in range(2)]
    firm = kept(Firm(tmp_path, clock, places[0]), tmp_path)
    request.addfinalizer(firm.store.close)
    phones = {Phone(firm, who): [firm.customer(f"Ann {n}", owner=who) for n in range(2)] for who in (ALICE, BOB)}
    before = worked(phones, 10)
    copied = firm.store.back_up(Backups(tmp_path / "backups", "encore"), clock())
    since = worked(phones, MORE)
    told = [phone.log for phone in phones]
    assert all(log and log["backed_up_through"] == copied.facts and not log["rewound"] for log in told)
    all_facts = firm.store.head().position
    acknowledged = sum(firm.store.find(UUID(item["id"])) is not None for _, item in [*before, *since])

    with closing(restored(firm, copied, places[1] or f"sqlite:///{tmp_path}/restored.db", tmp_path)) as store:
        missing = sum(store.find(UUID(item["id"])) is None for _, item in since)
        assert missing == len(since) > MORE, "without the phones, all of these are lost"
        for phone, heard in zip(phones, told, strict=True):
            phone.client = firm.app.test_client()
            phone.client.set_cookie("encore", store.sign_in.open_session(phone.person, "Test, Browser", clock()))
            phone.log = heard
            phone.send()
            assert phone.log is not None
            assert heard is not None
            assert phone.log["rewound"]
            assert phone.log["epoch"] != heard["epoch"]
        found = []
        for phone in phones:
            items = [item for whose, item in [*before, *since] if whose is phone]
            for first in range(0, len(items), 20):
                found += phone.send(*items[first : first + 20])
        assert statuses(found).count("known") == len(before)
        assert statuses(found).count("accepted") == len(since)
        assert sum(store.find(UUID(item["id"])) is not None for _, item in [*before, *since]) == acknowledged
        assert store.head().position == all_facts, "nothing is missing, nothing is there twice"
        for phone in phones:
            again = [item for whose, item in since if whose is phone][:20]
            assert set(statuses(phone.send(*again))) == {"known"}
            assert phone.log is not None
            assert not phone.log["rewound"]
        assert store.head().position == all_facts
        assert list(store.check_chain()) == []
        assert list(differences(store)) == []
