"""Is word given of every pass over a file, so that nobody takes the worker for dead while it reads?"""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from backend.importing.check import check_file
from backend.importing.choices import Choices
from backend.importing.desk import Desk
from backend.importing.folder import Folder
from backend.importing.sheets import open_sheet
from backend.importing.state import Stage, Stopped, Teller
from tests.importing.files import guessed, workbook
from tests.importing.firm import TEAM, Shop

HEADER = ["Customer ID", "Date", "Amount"]


class Heard(Teller):
    """Keeps every word, however soon after the last."""

    words: list[tuple[Stage, int, int]]

    def on(self, stage: Stage, done: int, of: int) -> None:
        self.words.append((stage, done, of))
        super().on(stage, done, of)


def desk_of(shop: Shop, path: Path) -> tuple[Desk, Heard]:
    folder = Folder(shop.folder / "imports", uuid4())
    folder.make()
    folder.write("about", {"who": str(UUID(int=1)), "team": str(TEAM)})
    folder.write("choices", Choices(source="till", mapping=guessed(open_sheet(path)).mapping).told())
    path.rename(folder.upload)
    heard = Heard(folder, shop.clock)
    heard.words = []
    return Desk(shop.tools, folder, tell=heard), heard


@pytest.mark.parametrize("rows", [[[7, "2025-01-03", "12.50"]] * 2_500, [[7, "04/05/2025", "12.50"]] * 2_500])
def test_each_pass_over_a_file_tells_how_far_it_is(rows: list[list[object]], tmp_path: Path) -> None:
    shop = Shop(tmp_path)
    try:
        desk, heard = desk_of(shop, workbook(tmp_path, [HEADER, *rows]))
        size = open_sheet(desk.folder.upload).size
        check_file(desk)
    finally:
        shop.store.close()
    passes = 1 if desk.folder.read("state")["stage"] == Stage.ASKING else 2
    of_file = [(stage, done) for stage, done, of in heard.words if of == size]
    assert of_file.count((Stage.READING, size)) >= passes
    assert len(of_file) == 3 * passes


def test_the_first_pass_stops_where_it_is_asked_to(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shop = Shop(tmp_path)
    try:
        desk, _ = desk_of(shop, workbook(tmp_path, [HEADER, *[[7, "2025-01-03", "12.50"]] * 2_500]))
        monkeypatch.setattr("backend.importing.state.EVERY", timedelta(0))
        monkeypatch.setattr("backend.importing.check._rows", lambda *_: pytest.fail("The second pass was begun."))
        monkeypatch.setattr("backend.importing.folder.Folder.go_on", lambda _: None)
        desk.folder.ask_to_stop()
        with pytest.raises(Stopped):
            check_file(desk)
    finally:
        shop.store.close()
