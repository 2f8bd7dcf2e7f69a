"""Whom may a name mean when "the same" is said of it? Somebody on the list of the importing team, as it was asked."""

from __future__ import annotations

from uuid import UUID

from backend.importing.desk import Desk
from backend.importing.staging import Staging
from backend.projections import directory

NOBODY = b""


def settle_namesakes(desk: Desk) -> None:
    """Once a file is looked over: of who is on another team's list alone, and of whom nobody was asked, it means none.

    Names that were not asked one by one mean somebody of the team too.
    """
    if not desk.folder.staged.exists():
        return
    listed = {one["place"]: one["same"] for one in desk.folder.read("state")["told"]["asked"]}
    staging = Staging(desk.folder.staged, desk.choices.mapping.kind, anew=False)
    try:
        meant = {place: UUID(bytes=one) for place in staging.unnamed() if (one := staging.namesake(place))}
        meant |= {place: UUID(same[0]) for place, same in listed.items() if same}
        with desk.store.database.read() as tx:
            lines = directory.entries(tx, set(meant.values()))
        own = {who for who, line in lines.items() if str(line.team) == desk.about["team"]}
        staging.ask(
            (place, who.bytes if who in own and listed.get(place, True) else NOBODY) for place, who in meant.items()
        )
    finally:
        staging.close()
