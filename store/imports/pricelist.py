"""Price items: drafts out of a file's rows, and bringing them in with the vendors they name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from store import items
from store.changes import Act
from store.desk import Desk
from store.imports import values
from store.imports.cells import MIDDLING, Cells, File
from store.imports.report import Report
from store.imports.vendors import Vendors, vendor_name
from store.items import IDENTIFIER_LENGTH
from store.tables import Item
from store.text import search_key


@dataclass(slots=True)
class Draft:
    """An item as a row of a file has it."""

    line: int
    price_list: str
    vendor: str
    values: dict[str, Any]


def read(file: File) -> list[Draft]:
    """Read all rows into drafts; what is wrong with them stands in the file's problems."""
    file.learn_money(("price", "cost"))
    return [_draft(cells) for cells in file]


def _draft(cells: Cells) -> Draft:
    identifier = cells.need("identifier", _identifier, "")
    width, height = _size(cells)
    found: dict[str, Any] = {
        "identifier": identifier,
        "description": cells.text("description", name=True, limit=MIDDLING) or identifier,
        "group": cells.text("group"),
        "price_cents": cells.need("price", cells.money, None) or 0,
        "cost_cents": cells.read("cost", cells.money, 0),
        "width": width,
        "height": height,
        "hidden": cells.read("hidden", values.yes_or_no, missing=False),
        "inactive": cells.read("inactive", values.yes_or_no, missing=False)
        or not cells.read("active", values.yes_or_no, missing=True),
    }
    for field in ("price", "cost"):
        if found[f"{field}_cents"] < 0:
            cells.fault(field, f"'{cells.text(field)}' is below 0")
    vendor = cells.read("vendor", vendor_name, "")
    return Draft(cells.line, cells.text("price_list", name=True), vendor, found)


def _identifier(text: str) -> str:
    if len(text) > IDENTIFIER_LENGTH:
        raise ValueError(f"'{text[:40]}' is longer than {IDENTIFIER_LENGTH} characters")
    return text


def _size(cells: Cells) -> tuple[float | None, float | None]:
    width = cells.read("width", values.inches, None)
    height = cells.read("height", values.inches, None)
    if width is None and height is None:
        return cells.read("size", values.size, None) or (None, None)
    return width, height


def bring_in(desk: Desk, act: Act, file: File, drafts: Sequence[Draft], report: Report) -> None:
    """Insert new items with their lists and vendors; those already here take the file's values."""
    lists: dict[str, dict[str, Draft]] = {}
    home = _home_list()
    for draft in drafts:
        draft.price_list = draft.price_list or home
        seen = lists.setdefault(search_key(draft.price_list), {})
        before = seen.setdefault(draft.values["identifier"].casefold(), draft)
        if before is not draft:
            report.recognised += 1
            if (before.values, before.vendor) != (draft.values, draft.vendor):
                file.fault(
                    draft.line,
                    "identifier",
                    f"'{draft.values['identifier']}' is on line {before.line} with other values",
                )
    file.problems.refuse()
    vendors = Vendors(desk, act, report)
    named = {search_key(draft.vendor) for draft in drafts if draft.vendor}
    if known := sum(map(vendors.has, named)):
        report.note(f"{len(named)} vendors are named, {known} of them already here")
    columns = _columns(file)
    for drafted in map(list, map(dict.values, lists.values())):
        rows = [_row(draft, columns, vendors) for draft in drafted]
        created, changed = _put(act, drafted[0].price_list, rows)
        report.created += created
        report.updated += changed
        report.recognised += len(rows) - created - changed


def _home_list() -> str:
    """The list that items go to when the file names none: the studio's first."""
    first = next((row for row in items.price_lists() if not row.inactive), None)
    return first.name if first else items.DEFAULT_LIST


def _row(draft: Draft, columns: Sequence[str], vendors: Vendors) -> dict[str, Any]:
    said = {**draft.values, "vendor_id": vendors.id_of(draft.vendor)}
    return {name: said[name] for name in ("identifier", *columns)}


def _put(act: Act, name: str, rows: Sequence[dict[str, Any]]) -> tuple[int, int]:
    """Add items to a list, or change those that are there; returns how many of each."""
    home = items.make_price_list(act, name)
    present = {
        row.identifier.casefold(): row for row in Item.select().where(Item.price_list == home.id)
    }
    fresh = []
    changed = 0
    for row in rows:
        known = present.get(row["identifier"].casefold())
        if known is None:
            fresh.append({"price_list_id": home.id, **row})
        else:
            changed += bool(act.update(known, **row | {"identifier": known.identifier}))
    act.insert_many(Item, fresh)
    return len(fresh), changed


def _columns(file: File) -> list[str]:
    """The columns of an item that the file speaks of: it leaves others as they are."""
    sources = {
        "description": ("description",),
        "group": ("group",),
        "price_cents": ("price",),
        "cost_cents": ("cost",),
        "width": ("width", "size"),
        "height": ("height", "size"),
        "hidden": ("hidden",),
        "inactive": ("inactive", "active"),
        "vendor_id": ("vendor",),
    }
    return [name for name, fields in sources.items() if any(map(file.has, fields))]
