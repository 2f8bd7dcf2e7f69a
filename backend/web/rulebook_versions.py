"""Which rulebooks were adopted so far, by whom, and what did each change?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from backend.web.rule_words import Told, as_json
from backend.web.session import Visit
from events.firm import FIRM
from events.rulebook import Rulebook, RulebookAdopted


@dataclass(frozen=True, slots=True)
class Version:
    """`changes` are sentences, from the version before; `by` None: set-up, or somebody who left."""

    number: int
    name: str
    at: datetime
    by: str | None
    rulebook: Rulebook
    changes: tuple[str, ...]


def versions_of(here: Visit) -> list[Version]:
    """Every rulebook that was adopted, the newest first."""
    found: list[Version] = []
    before = Rulebook()
    for noted in here.store.stream(FIRM):
        if isinstance(noted.body, RulebookAdopted):
            rulebook = noted.body.rulebook
            changes = tuple(Told(rulebook, here.setting).since(before))
            by = here.name_of(noted.noted_by)
            found.append(Version(len(found) + 1, noted.body.name, noted.occurred_at, by, rulebook, changes))
            before = rulebook
    return found[::-1]


def told(here: Visit, versions: Sequence[Version]) -> dict[str, Any]:
    """To other programs: the rulebook in force, and all of them."""
    return {
        "version": here.setting.rulebook_version,
        "name": here.setting.rulebook_name,
        "rulebook": as_json(here.setting.rulebook),
        "learned": {
            "until": until.isoformat() if (until := here.setting.learned_until) else None,
            "words": Told(here.setting.rulebook, here.setting).learned,
        },
        "versions": [_told(one) for one in versions],
    }


def _told(one: Version) -> dict[str, Any]:
    said = {"number": one.number, "name": one.name, "at": one.at.isoformat(), "by": one.by}
    return {**said, "changes": one.changes, "rulebook": as_json(one.rulebook)}
