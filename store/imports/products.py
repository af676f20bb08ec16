"""Vendor products: drafts out of a file's rows, and bringing them in, linked to their items."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from store import contents, positions, productitems
from store.changes import Act
from store.contents import Named
from store.desk import Desk
from store.errors import Refused
from store.imports import values
from store.imports.cells import MIDDLING, Cells, File
from store.imports.report import Report
from store.imports.vendors import Vendors, vendor_name
from store.itemproperties import key
from store.products import CODE_LENGTH, MOST_LEAD_DAYS, MOST_MULTIPLIER
from store.tables import VendorProduct
from store.text import is_blank, search_key

LISTED = 30_000
"""How many characters the items in one cell may have."""


@dataclass(slots=True)
class Draft:
    """A product as a row of a file has it; more rows of the same may name more items."""

    line: int = field(compare=False)
    vendor: str
    values: dict[str, Any]
    items: list[Named] = field(compare=False)


def read(file: File) -> list[Draft]:
    """Read all rows into drafts; what is wrong with them stand in the file's problems."""
    file.learn_money(("cost",))
    return [_draft(cells) for cells in file]


def _draft(cells: Cells) -> Draft:
    found = {
        "code": cells.need("code", code, ""),
        "description": cells.text("description", name=True, limit=MIDDLING),
        "cost_cents": cost(cells, "cost") or 0,
        "multiplier": cells.number("multiplier", multiplier, 1),
        "lead_days": cells.number("lead_days", lead_days, None),
        "position": cells.number("position", values.quantity, 0),
        "inactive": cells.read("inactive", values.yes_or_no, missing=False),
    }
    vendor = cells.need("vendor", vendor_name, "")
    return Draft(cells.line, vendor, found, named(cells, "items"))


def code(text: str) -> str:
    """Read a vendor's code."""
    if is_blank(text):
        raise ValueError("holds nothing that can be seen")
    if len(text) > CODE_LENGTH:
        raise ValueError(f"'{text[:40]}' is longer than {CODE_LENGTH} characters")
    return text


def multiplier(text: str) -> int:
    """Read how many are ordered for one sold."""
    return values.quantity(text, MOST_MULTIPLIER)


def lead_days(text: str) -> float:
    """Read how many days a vendor needs."""
    days = values.days(text)
    if days > MOST_LEAD_DAYS:
        raise ValueError(f"'{text}' is more than {MOST_LEAD_DAYS} days")
    return days


def cost(cells: Cells, name: str) -> int | None:
    """Read an amount that cannot be below 0."""
    cents = cells.number(name, cells.money, None)
    if cents is not None and cents < 0:
        cells.fault(name, f"'{cells.text(name)}' is below 0")
    return cents


def named(cells: Cells, name: str) -> list[Named]:
    """Read the items that a cell names."""
    text = cells.text(name, keep_lines=True, limit=LISTED)
    try:
        return contents.read(text)
    except Refused as refusal:
        cells.fault(name, str(refusal))
        return []


def bring_in(desk: Desk, act: Act, file: File, drafts: Sequence[Draft], report: Report) -> None:
    """Insert the products that are not here; the others take what the file says of them."""
    firsts = _merged(file, drafts, report)
    finder = productitems.Finder()
    linked: dict[int, list[int]] = {}
    for draft in drafts:
        try:
            linked[draft.line] = finder.all(draft.items)
        except Refused as refusal:
            for problem in refusal.problems:
                file.fault(draft.line, "items", problem)
    file.problems.refuse()
    vendors, shelf = Vendors(desk, act, report), Shelf(act)
    columns = [name for name, source in _SOURCES.items() if file.has(source)]
    for first, same in firsts:
        said = {name: first.values[name] for name in columns}
        row, made, changed = shelf.put(
            vendors.id_of(first.vendor) or 0, first.values["code"], said, first.values
        )
        if file.has("items"):
            ids = {item for draft in same for item in linked[draft.line]}
            changed |= productitems.link(act, row, ids)
        report.created += made
        report.updated += changed and not made
        report.recognised += not (made or changed)


_SOURCES = {
    "description": "description",
    "cost_cents": "cost",
    "multiplier": "multiplier",
    "lead_days": "lead_days",
    "position": "position",
    "inactive": "inactive",
}


def _merged(file: File, drafts: Sequence[Draft], report: Report) -> list[tuple[Draft, list[Draft]]]:
    """Each product's first row with all rows of the same; rows that contradict it are faults."""
    found: dict[tuple[str, str], list[Draft]] = {}
    for draft in drafts:
        same = found.setdefault((search_key(draft.vendor), key(draft.values["code"])), [])
        same.append(draft)
        if same[0] is not draft:
            report.recognised += 1
            if {**draft.values, "code": ""} != {**same[0].values, "code": ""}:
                file.fault(
                    draft.line,
                    "code",
                    f"'{draft.values['code']}' is on line {same[0].line} with other values",
                )
    return [(same[0], same) for same in found.values()]


class Shelf:
    """The vendors' products by vendor and code, made and changed as a file says."""

    def __init__(self, act: Act) -> None:
        """Read those there are."""
        self._act = act
        self._rows = {(row.vendor_id, key(row.code)): row for row in VendorProduct.select()}
        self._ranked: dict[int, list[int]] = {}
        self._places: dict[int, int] = {}

    def of_vendor(self, vendor: int) -> list[int]:
        """The ids of a vendor's active products, those that go first in front."""
        ranked = self._ranked.get(vendor)
        if ranked is None:
            rows = [row for row in self._rows.values() if row.vendor_id == vendor]
            rows.sort(key=lambda row: (row.position, row.id))
            ranked = self._ranked[vendor] = [row.id for row in rows if not row.inactive]
        return ranked

    def put(
        self, vendor: int, code: str, said: Mapping[str, Any], fresh: Mapping[str, Any]
    ) -> tuple[VendorProduct, bool, bool]:
        """Change a product as `said`, or make it with the values of a `fresh` one.

        Returns it, whether it was made, and whether it was changed.
        """
        row = self._rows.get((vendor, key(code)))
        if row is not None:
            return row, False, bool(self._act.update(row, **said))
        values = {"position": self._place(vendor), **fresh, "vendor_id": vendor, "code": code}
        made = self._rows[vendor, key(code)] = self._act.insert_row(VendorProduct(**values))
        if vendor in self._ranked:
            self._ranked[vendor].append(made.id)
        return made, True, False

    def _place(self, vendor: int) -> int:
        """The place of a new product of a vendor."""
        if vendor not in self._places:
            rows = [row for row in self._rows.values() if row.vendor_id == vendor]
            self._places[vendor] = positions.last(rows)
        place = self._places[vendor]
        self._places[vendor] += bool(place)
        return place
