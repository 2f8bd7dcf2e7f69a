"""What does one reader do with the files that atheris makes up? `python -m tests.fuzz.target csv corpus`"""

from __future__ import annotations

import resource
import sys
import time
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

import atheris

with atheris.instrument_imports(include=["backend.importing", "vobject", "openpyxl"]):
    from backend.importing.csv_sheet import CsvSheet
    from backend.importing.lines import Sheet
    from backend.importing.vcard_sheet import VcardSheet
    from backend.importing.xlsx_sheet import XlsxSheet
    from tests.fuzz.reading import read_through

READERS: dict[str, Callable[[Path], Sheet]] = {"csv": CsvSheet, "xlsx": XlsxSheet, "vcard": VcardSheet}
MB = 1024 * 1024
MOST_MEMORY = 64 * MB
"""By which the process may grow once it is warm."""
MOST_SECONDS = 1
"""Of CPU, for each MB that is read or begun."""
WARM = 500
"""Files read before memory is watched: the names of months, and what else is made once."""


class Target:
    def __init__(self, reader: str, folder: Path) -> None:
        self._open = READERS[reader]
        self._path = folder / "file"
        self._runs = self._before = 0

    def __call__(self, content: bytes) -> None:
        self._path.write_bytes(content)
        began = time.process_time()
        read_through(self._path, self._open)
        took = time.process_time() - began
        assert took <= MOST_SECONDS * max(1, len(content) / MB), f"{len(content)} bytes took {took:.1f} s"
        self._runs += 1
        now = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
        if self._runs <= WARM:
            self._before = now
        assert now - self._before <= MOST_MEMORY, f"{(now - self._before) // MB} MB more after {self._runs} files"


if __name__ == "__main__":
    with TemporaryDirectory() as made:
        atheris.Setup([sys.argv[0], *sys.argv[2:]], Target(sys.argv[1], Path(made)))
        atheris.Fuzz()
