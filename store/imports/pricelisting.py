"""Bringing a price list in: items, the lists they are on, packages, and what vendors call them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from store import items, packages, pricelists
from store.changes import Act
from store.desk import Desk
from store.errors import Refused, did_you_mean
from store.imports.cells import File
from store.imports.pricelist import Draft, columns_of
from store.imports.products import Shelf
from store.imports.report import Report
from store.imports.vendors import Vendors
from store.itemproperties import key, refuse_unfit, usual_kind
from store.packages import FIXED
from store.reading import tuples
from store.tables import Item, Layout, PriceList, ProductItem, RenderProfile
from store.text import search_key

PRODUCT_COLUMNS = {
    "description": ("vendor_description",),
    "cost_cents": ("vendor_cost", "cost"),
    "multiplier": ("multiplier",),
    "lead_days": ("lead_days",),
}
"""Column of a vendor's product to the fields that speak of it."""


def bring_in(desk: Desk, act: Act, file: File, drafts: Sequence[Draft], report: Report) -> None:
    """Insert new items with their lists and vendors; those already here take the file's values."""
    lists = _by_list(file, drafts, report)
    _find_names(file, drafts)
    file.problems.refuse()
    vendors = Vendors(desk, act, report)
    named = {search_key(draft.vendor) for draft in drafts if draft.vendor}
    if known := sum(map(vendors.has, named)):
        report.note(f"{len(named)} vendors are named, {known} of them already here")
    columns = columns_of(file)
    for drafted in lists:
        _bring_list(_Writing(act, file, vendors, columns), drafted, report)
    file.problems.refuse()


def _by_list(file: File, drafts: Sequence[Draft], report: Report) -> list[list[Draft]]:
    """The drafts of each list; an item that stands twice is one, or a fault."""
    found: dict[str, dict[str, Draft]] = {}
    first = pricelists.home()
    home = first.name if first else pricelists.DEFAULT_LIST
    for draft in drafts:
        draft.price_list = draft.price_list or home
        seen = found.setdefault(search_key(draft.price_list), {})
        before = seen.setdefault(key(draft.values["identifier"]), draft)
        if before is not draft:
            report.recognised += 1
            if before != draft:
                file.fault(
                    draft.line,
                    "identifier",
                    f"'{draft.values['identifier']}' is on line {before.line} with other values",
                )
    return [list(one.values()) for one in found.values()]


def _find_names(file: File, drafts: Sequence[Draft]) -> None:
    """Find the render profiles and layouts that are named."""
    tables: dict[str, type[RenderProfile | Layout]] = {
        "render_profile": RenderProfile,
        "layout": Layout,
    }
    for name, table in tables.items():
        active = table.select(table.id, table.name).where(table.inactive == False)  # noqa: E712 - SQL
        rows = {search_key(word): (row_id, word) for row_id, word in tuples(active)}
        for draft in drafts:
            word = getattr(draft, name)
            found = rows.get(search_key(word))
            draft.values[f"{name}_id"] = found[0] if found and word else None
            if word and not found:
                hint = did_you_mean(word, [one for _, one in rows.values()])
                what = name.replace("_", " ")
                file.fault(draft.line, name, f"no {what} in use is called '{word[:40]}'{hint}")


@dataclass(slots=True)
class _Writing:
    """What is needed to write the items of a list."""

    act: Act
    file: File
    vendors: Vendors
    columns: Sequence[str]

    def try_line(self, draft: Draft, field: str, refusal: Refused) -> None:
        """Note why something of a line cannot be."""
        for problem in refusal.problems:
            self.file.fault(draft.line, field, problem)


def _bring_list(writing: _Writing, drafts: Sequence[Draft], report: Report) -> None:
    home = _home(writing, drafts[0], report)
    created, changed = _put_items(writing, home, drafts)
    rows = {key(row.identifier): row for row in items.of_list(home.id)}
    changed |= _put_parts(writing, rows, drafts)
    changed |= _put_products(writing, rows, drafts, report)
    for broken in packages.broken(home.id):
        line, field = _whose(writing.file, drafts, rows, broken)
        writing.file.fault(line, field, broken.reason)
    report.created += len(created)
    report.updated += len(changed - created)
    report.recognised += len(drafts) - len(created | changed)


def _home(writing: _Writing, first: Draft, report: Report) -> PriceList:
    before = {row.id for row in pricelists.listed()}
    home = pricelists.make(writing.act, first.price_list)
    if home.id not in before:
        if writing.file.has("price_list"):
            report.also["price lists"] += 1
        writing.act.update(home, **first.of_list)
    return home


def _put_items(
    writing: _Writing, home: PriceList, drafts: Sequence[Draft]
) -> tuple[set[str], set[str]]:
    """Add items to a list, or change those that are there; returns which, by their keys."""
    present = {key(row.identifier): row for row in items.of_list(home.id)}
    fresh: dict[str, dict[str, Any]] = {}
    changed = set()
    for draft in drafts:
        name = key(draft.values["identifier"])
        said = {**draft.values, "vendor_id": writing.vendors.id_of(draft.vendor)}
        columns = {column: said[column] for column in writing.columns}
        known = present.get(name)
        try:
            if known is None:
                usual = FIXED if draft.components else usual_kind(said)
                kind = draft.kind or usual
                refuse_unfit(draft.values["identifier"], kind, said["units"])
                identifier = draft.values["identifier"]
                fresh[name] = {"identifier": identifier, "kind": kind, **columns}
            else:
                columns |= {"kind": draft.kind} if draft.kind else {}
                if items.write(writing.act, known, columns):
                    changed.add(name)
        except Refused as refusal:
            writing.try_line(draft, "units" if writing.file.has("units") else "kind", refusal)
    rows = [{"price_list_id": home.id, **row} for row in fresh.values()]
    writing.act.insert_many(Item, rows)
    return set(fresh), changed


def _put_parts(writing: _Writing, rows: dict[str, Item], drafts: Sequence[Draft]) -> set[str]:
    """Write what is in packages, where the file speaks of it; returns which were changed."""
    changed: set[str] = set()
    if not writing.file.has("components"):
        return changed
    present = packages.parts_of(row.id for row in rows.values())
    for draft in drafts:
        name = key(draft.values["identifier"])
        package = rows.get(name)
        if package is None:
            continue
        try:
            parts = packages.found(package, draft.components, rows)
            if packages.write_parts(writing.act, package, parts, present.get(package.id, [])):
                changed.add(name)
        except Refused as refusal:
            writing.try_line(draft, "components", refusal)
    return changed


def _put_products(
    writing: _Writing, rows: dict[str, Item], drafts: Sequence[Draft], report: Report
) -> set[str]:
    """Write what vendors call the items; returns those for which something changed."""
    changed = set()
    shelf, links = Shelf(writing.act), _Links(writing.act)
    seen: dict[tuple[int, str], Draft] = {}
    columns = [c for c, fields in PRODUCT_COLUMNS.items() if any(map(writing.file.has, fields))]
    for draft in drafts:
        name = key(draft.values["identifier"])
        vendor = writing.vendors.id_of(draft.vendor)
        if not draft.product or vendor is None or name not in rows:
            continue
        code = draft.product["code"]
        before = seen.setdefault((vendor, key(code)), draft)
        if {**before.product, "code": ""} != {**draft.product, "code": ""}:
            where = f"'{code}' of {draft.vendor} is on line {before.line} with other values"
            writing.file.fault(draft.line, "vendor_code", where)
            continue
        said = {column: draft.product[column] for column in columns}
        row, made, altered = shelf.put(vendor, code, said, draft.product)
        if made:
            report.also["vendor products"] += 1
        if links.set(rows[name].id, row.id, shelf.of_vendor(vendor)) or made or altered:
            changed.add(name)
    return changed


class _Links:
    """Which products serve which items."""

    def __init__(self, act: Act) -> None:
        """Read those there are."""
        self._act = act
        self._rows: dict[int, dict[int, ProductItem]] = {}
        for row in ProductItem.select():
            self._rows.setdefault(row.item_id, {})[row.product_id] = row

    def set(self, item: int, product: int, of_vendor: Sequence[int]) -> bool:
        """Have an item ordered as a product, out of its vendor's, ranked; tells of a change."""
        held = self._rows.setdefault(item, {})
        first = next((one for one in of_vendor if one in held), None)
        if first == product:
            return False
        for other in of_vendor:
            if other in held and other != product:
                self._act.delete(held.pop(other))
        if product not in held:
            link = ProductItem(product_id=product, item_id=item)
            held[product] = self._act.insert_row(link)
        return True


def _whose(
    file: File, drafts: Sequence[Draft], rows: dict[str, Item], broken: packages.Broken
) -> tuple[int, str]:
    """The line of the file that a broken package comes from, and the field to blame."""
    lines = dict(_lines(drafts, rows))
    line = next((lines[item] for item in broken.items if item in lines), drafts[0].line)
    return line, "components" if file.has("components") else ""


def _lines(drafts: Sequence[Draft], rows: dict[str, Item]) -> Iterator[tuple[int, int]]:
    for draft in drafts:
        row = rows.get(key(draft.values["identifier"]))
        if row is not None:
            yield row.id, draft.line
