"""What does the page of an import show at each stage, and how do its forms become choices?"""

from __future__ import annotations

import shutil
from collections.abc import Mapping as AnyMapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import Any
from uuid import UUID

from werkzeug.datastructures import FileStorage

from backend.importing.choices import NEW, Choices
from backend.importing.columns import Field, Mapping
from backend.importing.entries import Kind
from backend.importing.folder import Folder
from backend.importing.homes import Whose
from backend.importing.receive import look
from backend.importing.refused import SHOWN, read_refused
from backend.importing.state import Stage
from backend.importing.values import DateStyle, NumberStyle
from backend.projections import directory, people
from backend.projections.directory import Entry
from backend.retention.shares import End
from backend.web.errors import Invalid
from backend.web.session import Visit
from backend.web.staff import sellers
from backend.web.sweeping import effect, quiet
from backend.web.uploads import Upload
from events.kernel import Refused
from events.purchases import PurchaseRecorded
from events.values import Role, valid_name

PASTED = "pasted cells"


@dataclass(frozen=True)
class Page:
    """`visible` are the customers named on it that its reader may see. `again`: the columns are to be chosen anew.

    `quiet` customers wait for the sweep, which ends then.
    """

    visit: Visit
    upload: Upload
    visible: dict[UUID, Entry]
    again: bool = False
    quiet: int = 0
    sweep_end: End | None = None

    @property
    def id(self) -> UUID:
        return self.upload.id

    @property
    def stage(self) -> Stage:
        return self.upload.stage

    @property
    def under_way(self) -> bool:
        return self.upload.under_way

    @cached_property
    def choices(self) -> Choices:
        return Choices.of(self.upload.folder.read("choices"))

    @cached_property
    def checked(self) -> dict[str, Any]:
        """What the file would bring (`importing.preview.Preview.told`), of whom its reader may see.

        Whoever has the name of somebody on another team's list alone is new.
        """
        told: dict[str, Any] = self.upload.state.get("told", {})
        if not told:
            return {}
        asked = [
            {**one, "same": same}
            for one in told["asked"]
            if (same := [who for who in one["same"] if UUID(who) in self.visible])
        ]
        new = {one["name"] for one in told["asked"]} - {one["name"] for one in asked}
        first = [
            {**row, "state": "new"} if row["state"] == "asked" and row["person"]["name"] in new else row
            for row in told["first"]
        ]
        unasked = len(told["asked"]) - len(asked)
        return {
            **told,
            "asked": asked,
            "asked_count": told["asked_count"] - unasked,
            "new_customers": told["new_customers"] + unasked,
            "first": first,
        }

    @property
    def unasked(self) -> list[int]:
        """The places of names that are only on another team's list."""
        asked = {one["place"] for one in self.checked["asked"]}
        return [one["place"] for one in self.upload.state["told"]["asked"] if one["place"] not in asked]

    @property
    def percent(self) -> int:
        of = self.upload.state.get("of") or 0
        return min(100 * int(self.upload.state.get("done") or 0) // of, 100) if of else 0

    @property
    def columns(self) -> list[dict[str, Any]]:
        """Each column of the file with some of its cells and what it is taken for; those that say something first."""
        taken = {place: field for field, places in self.choices.mapping.columns.items() for place in places}
        names, samples = self.upload.about["columns"], self.upload.about["samples"]
        return [
            {"at": at, "name": name, "cells": samples[at], "field": taken[at].value if at in taken else ""}
            for at, name in enumerate(names)
        ]

    @property
    def homes(self) -> list[str]:
        """Whose new customers can be."""
        team = sellers(self.visit.everybody, self.visit.person.team)
        found = [Whose.MINE] if self.visit.has(Role.SALESPERSON) else []
        found += [Whose.SPREAD] if len(team) > 1 or (team and not found) else []
        found += [Whose.COLUMN] if self.choices.mapping.columns.get(Field.OWNER) else []
        return [one.value for one in (*found, Whose.POOL)]

    @property
    def home(self) -> str:
        """As it was chosen, here or the last time, where that can still be; else as a column says."""
        chosen, about = self.choices.whose.value, self.upload.about
        if Whose.COLUMN.value in self.homes and not (about.get("before") or about.get("answered")):
            return Whose.COLUMN.value
        return chosen if chosen in self.homes else self.homes[0]

    @property
    def left_out(self) -> list[tuple[str, str, str]]:
        return list(read_refused(self.upload.folder.refused, SHOWN))

    def named(self, customer: str) -> Entry | None:
        """The line of a customer, for whoever may see them."""
        return self.visible.get(UUID(customer))

    def sale(self, fact: str) -> PurchaseRecorded | None:
        """A sale that somebody noted by hand."""
        noted = self.visit.store.find(UUID(fact))
        return noted.body if noted and isinstance(noted.body, PurchaseRecorded) else None

    def day(self, text: str | None) -> date | None:
        return date.fromisoformat(text) if text else None

    def told(self) -> dict[str, Any]:
        """For other programs."""
        finished = self.upload.brought and self.upload.brought.finished
        return {
            "id": str(self.id),
            "stage": self.stage.value,
            "percent": self.percent,
            "source": self.upload.source,
            "why": self.upload.state.get("why"),
            "doubts": self.upload.state.get("doubts", []),
            "checked": {name: self.checked.get(name) for name in COUNTED if name in self.checked},
            "brought": {name: getattr(finished, name) for name in BROUGHT} if finished else None,
        }


COUNTED = (
    "rows", "refused", "new_customers", "known_customers", "changed", "new_sales", "known", "contacts", "asked_count",
    "like_count", "by_hand_count",
)  # fmt: skip
BROUGHT = (
    "rows", "new_customers", "new_purchases", "known", "refused", "changed", "contacts", "recognised", "stopped",
)  # fmt: skip


def shown(visit: Visit, upload: Upload, *, again: bool = False) -> Page:
    told = upload.state.get("told", {})
    named = {UUID(one) for asked in told.get("asked", []) for one in asked["same"]}
    named |= {UUID(one[key]) for one in told.get("like", []) for key in ("like", "customer")}
    named |= {UUID(one["customer"]) for one in told.get("by_hand", [])}
    with visit.read() as tx:
        lines = directory.entries(tx, named)
        found = quiet(visit, tx, [team.id for team in people.teams(tx)]) if upload.stage is Stage.FINISHED else None
    visible = {who: one for who, one in lines.items() if visit.scope.sees(one.owner, one.team)}
    plan = visit.setting.sweep
    end = effect(visit, found, plan.a_day) if found and plan else None
    return Page(visit, upload, visible, again, found.total if found else 0, end)


def receive(visit: Visit, folder: Folder, file: FileStorage | None, cells: str, team: UUID) -> None:
    """Keep what was sent, and look at it. What is no table leaves nothing behind. Raises Refused."""
    if not (file and file.filename) and not cells.strip():
        raise Refused("Choose a file, or paste the cells of a table.")
    folder.make()
    try:
        if file and file.filename:
            file.save(folder.upload)
            name = _file_name(file.filename)
        else:
            folder.upload.write_text(cells, encoding="utf-8", errors="surrogatepass")
            name = PASTED
        folder.upload.chmod(0o600)
        look(visit.store, folder, name=name, who=visit.person.id, team=team)
    except BaseException:
        shutil.rmtree(folder.path, ignore_errors=True)
        raise


def _file_name(given: str) -> str:
    try:
        return valid_name(given.replace("\\", "/").rpartition("/")[2][-120:]) or "file"
    except Refused:
        return "file"


def named_columns(given: AnyMapping[str, Any], prefix: str) -> dict[Field, tuple[int, ...]]:
    """What each column was said to be. Raises Invalid."""
    found: dict[Field, tuple[int, ...]] = {}
    for name, value in given.items():
        at = name.removeprefix(prefix)
        if value == "":
            continue
        if value not in list(Field) or not (at.isascii() and at.isdigit() and len(at) < 6):
            raise Invalid({"columns": "Choose for each column what it holds, or nothing."})
        field = Field(value)
        found[field] = (*found.get(field, ()), int(at))
    return found


def set_up(upload: Upload, form: AnyMapping[str, Any], columns: AnyMapping[Field, tuple[int, ...]]) -> None:
    """Keep what the columns are. Raises Refused where too little is said to read a row."""
    width = len(upload.about["columns"])
    if form["kind"] not in list(Kind) or any(at >= width for places in columns.values() for at in places):
        raise Refused("Choose what the rows are, and what each column holds.")
    before = Choices.of(upload.folder.read("choices"))
    mapping = Mapping(
        kind=Kind(form["kind"]),
        columns={field: tuple(sorted(places)) for field, places in columns.items()},
        dates=DateStyle(form["dates"]) if form["dates"] in list(DateStyle) else None,
        numbers=NumberStyle(form["numbers"]) if form["numbers"] in list(NumberStyle) else None,
    )
    if mapping.missing():
        raise Refused(MISSING[mapping.missing()[0]])
    # Orders and their peculiarities are those of the shop as long as its columns are read as they are meant.
    same = mapping.columns.get(Field.ORDER_ID) == before.mapping.columns.get(Field.ORDER_ID)
    preset = before.preset if same and mapping.kind is before.mapping.kind else None
    chosen = replace(before, source=(valid_name(form["source"]) or "").lower(), mapping=mapping, preset=preset)
    if not chosen.source:
        raise Invalid({"source": "Say where the file is from, such as the till or the web shop."})
    upload.folder.write("choices", chosen.told())


def keep_answers(page: Page, told: AnyMapping[str, Any]) -> None:
    """Keep what was said of the file that was looked over, by whoever says so: from now on it is their import."""
    folder, upload = page.upload.folder, page.upload
    names = {str(place): NEW for place in page.unasked}
    folder.write("about", {**upload.about, "who": str(page.visit.person.id), "answered": True})
    folder.write("choices", {**folder.read("choices"), **told, "names": {**told["names"], **names}})
    # Whom its owner may not see is nobody whom a name may mean.
    folder.write("state", {**upload.state, "told": page.checked})


MISSING = {
    Field.DATE: "Say which column holds the day.",
    Field.AMOUNT: "Say which column holds the amount.",
    Field.NUMBER: "Say which column tells who it is: a number, name, phone or e-mail.",
}
