"""What did the owner of a file say of it: what its columns are, where it is from, whose the customers are?"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from backend.importing.columns import Mapping
from backend.importing.homes import Whose

SAME, NEW, OUT = "same", "new", "out"
"""What to do with rows that give only a name that is on the list already: they are it, they are not, leave them out."""


@dataclass(frozen=True)
class Choices:
    """`names` answers by the place of a name in the file; `other_names` for all that are not answered one by one."""

    source: str
    mapping: Mapping
    preset: str | None = None
    whose: Whose = Whose.MINE
    names: dict[int, str] = field(default_factory=dict)
    other_names: str = OUT
    same_sales: bool = True

    @classmethod
    def of(cls, told: dict[str, Any]) -> Choices:
        return cls(
            source=told["source"],
            mapping=Mapping.of_plain(told["mapping"]),
            preset=told.get("preset"),
            whose=Whose(told.get("whose", Whose.MINE)),
            names={int(place): answer for place, answer in told.get("names", {}).items()},
            other_names=told.get("other_names", OUT),
            same_sales=told.get("same_sales", True),
        )

    def told(self) -> dict[str, Any]:
        return {
            "source": self.source,
            "mapping": self.mapping.as_plain(),
            "preset": self.preset,
            "whose": self.whose.value,
            "names": {str(place): answer for place, answer in self.names.items()},
            "other_names": self.other_names,
            "same_sales": self.same_sales,
        }

    def answer(self, place: int) -> str:
        return self.names.get(place, self.other_names)
