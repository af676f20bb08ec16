"""Vendors: drafts out of a file's rows, and bringing them in by name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import store.vendors
from store.changes import Act
from store.desk import Desk
from store.errors import did_you_mean
from store.imports import values
from store.imports.cells import LONG, MIDDLING, File
from store.imports.report import Report
from store.tables import Vendor
from store.text import is_blank, search_key

_NAME_LENGTH = 80


@dataclass(slots=True)
class Draft:
    """A vendor as a row of a file has it."""

    line: int
    number: int | None
    values: dict[str, Any]


def read(file: File) -> list[Draft]:
    """Read all rows into drafts; what is wrong with them stands in the file's problems."""
    drafts = []
    for cells in file:
        name = cells.need("name", vendor_name, "")
        place = (cells.text("postcode"), cells.text("city", name=True), cells.text("region"))
        parts = (cells.text("address", limit=MIDDLING), " ".join(filter(None, place)))
        number = cells.read("number", values.record_number, None)
        found = {
            "name": name,
            "account": cells.text("account"),
            "contact": cells.text("contact", name=True),
            "email": cells.read("email", values.email, ""),
            "phone": cells.read("phone", values.phone, ""),
            "address": ", ".join(filter(None, parts)),
            "turnaround_days": cells.number("turnaround_days", values.days, None),
            "notes": cells.text("notes", keep_lines=True, limit=LONG),
        }
        drafts.append(Draft(cells.line, number, found))
    return drafts


def vendor_name(text: str) -> str:
    """Return a vendor's name if it can be seen, and is short enough to be one."""
    if is_blank(text):
        raise ValueError("holds nothing that can be seen")
    if len(text) > _NAME_LENGTH:
        raise ValueError(f"is longer than {_NAME_LENGTH} characters, too long for a name")
    return text


def bring_in(desk: Desk, act: Act, file: File, drafts: Sequence[Draft], report: Report) -> None:
    """Insert the vendors that are not here; what the file says of others is taken over."""
    known = {search_key(row.name): row for row in Vendor.select()}
    taken = {int(row.number) for row in known.values()}
    fresh: dict[str, Draft] = {}
    for draft in drafts:
        key = search_key(draft.values["name"])
        row = known.get(key)
        if key in fresh:
            if fresh[key].values != draft.values:
                file.fault(draft.line, "name", f"is on line {fresh[key].line} already")
            report.recognised += 1
        elif row is None:
            if draft.number in taken:
                file.fault(draft.line, "number", f"vendor {draft.number} is already another one")
            if draft.number is not None:
                taken.add(draft.number)
            fresh[key] = draft
        else:
            said = {name: value for name, value in draft.values.items() if value not in ("", None)}
            changed = act.update(row, **said | {"name": row.name})
            report.updated += bool(changed)
            report.recognised += not changed
    file.problems.refuse()
    rows = [{"number": draft.number, **draft.values} for draft in fresh.values()]
    store.vendors.make(desk, act, sorted(rows, key=lambda row: row["number"] is None))
    report.created = len(fresh)


class Vendors:
    """The vendors by name, made where a file names new ones."""

    def __init__(self, desk: Desk, act: Act, report: Report) -> None:
        """Read those there are."""
        self._desk = desk
        self._act = act
        self._report = report
        self._ids = {search_key(row.name): (int(row.id), row.name) for row in Vendor.select()}

    def has(self, key: str) -> bool:
        """Tell whether there is a vendor of that name, given as its search key."""
        return key in self._ids

    def id_of(self, name: str) -> int | None:
        """Return a vendor's id, of a new one if need be; None without a name."""
        if not name:
            return None
        key = search_key(name)
        if key not in self._ids:
            hint = did_you_mean(name, [known for _, known in self._ids.values()])
            if hint:
                self._report.note(f"made the vendor {name}{hint}")
            made = store.vendors.make(self._desk, self._act, [{"name": name}])
            self._ids[key] = (made[0], name)
            self._report.also["vendors"] += 1
        return self._ids[key][0]
