"""Vendors, their products, price lists, items and packages as entries of set-up lists."""

from __future__ import annotations

from typing import Any

from store import (
    items,
    layouts,
    packages,
    pricelists,
    productitems,
    products,
    renderprofiles,
    vendors,
)
from store.desk import Desk
from store.positions import moved
from store.setuplists import Entry, Key, name_of, state_of
from store.tables import Item


def vendors_in(desk: Desk) -> list[Entry]:
    """All vendors."""
    return [
        Entry(
            (row.name,),
            (
                row.number, row.name, name_of(desk.directory.types, row.type_id), row.protocol,
                row.turnaround_days, row.contact, row.email, row.phone, row.account, row.address,
                row.work_week, row.own_numbers, row.name_length, row.name_characters, row.copies,
                row.notes,
            ),
            row.inactive, state_of(row), row,
        )
        for row in vendors.listed(desk)
    ]  # fmt: skip


def products_in(desk: Desk) -> list[Entry]:
    """The products of all vendors."""
    rows = products.listed(desk, inactive=True)
    made_for = productitems.written(rows)
    return [
        Entry(
            (name_of(desk.directory.vendors, row.vendor_id), row.code),
            (
                name_of(desk.directory.vendors, row.vendor_id), row.code, row.description,
                row.cost_cents, row.multiplier, row.lead_days, made_for.get(row.id, ""),
            ),
            row.inactive, state_of(row), row,
        )
        for row in sorted(rows, key=lambda row: row.inactive)
    ]  # fmt: skip


def place_product(desk: Desk, key: Key, place: int) -> object:
    """Put a product at a place among its vendor's."""
    return products.reorder(desk, key[0], key[1], place)


def price_lists_in(desk: Desk) -> list[Entry]:
    """All price lists."""
    counts = pricelists.counts()
    users = pricelists.types_of(desk)
    return [
        Entry(
            (row.name,),
            (row.name, counts.get(row.id, 0), ", ".join(t.name for t in users.get(row.id, ())),
             row.hidden),
            row.inactive, state_of(row), row,
        )
        for row in sorted(pricelists.listed(), key=lambda row: row.inactive)
    ]  # fmt: skip


def items_in(desk: Desk) -> list[Entry]:
    """The items of all price lists, with what their vendors call and charge for them."""
    rows = sorted(items.listed(inactive=True), key=lambda row: row.inactive)
    homes = {row.id: row for row in pricelists.listed()}
    places = {home: place for place, home in enumerate(homes)}
    rows.sort(key=lambda row: places[row.price_list_id])
    bought = products.for_pairs(
        (row.id, row.vendor_id) for row in rows if row.vendor_id is not None
    )
    profiles = {row.id: row for row in renderprofiles.listed()}
    sheets = {row.id: row for row in layouts.listed()}
    found = []
    for row in rows:
        product = bought.get((row.id, row.vendor_id or 0))
        home = homes[row.price_list_id].name
        values = (
            home, row.identifier, row.kind, row.description, row.group, row.price_cents,
            row.cost_cents, row.width, row.height, row.units,
            name_of(desk.directory.vendors, row.vendor_id), product.code if product else "",
            product.cost_cents if product else None, product.multiplier if product else None,
            name_of(profiles, row.render_profile_id), name_of(sheets, row.layout_id), row.hidden,
        )  # fmt: skip
        found.append(Entry((home, row.identifier), values, row.inactive, state_of(row), row))
    return found


def place_item(desk: Desk, key: Key, place: int) -> object:
    """Put an item at a place of its list."""
    return items.reorder(desk, key[1], place, key[0])


def packages_in(desk: Desk) -> list[Entry]:
    """The parts of all packages."""
    homes = {row.id: row.name for row in pricelists.listed()}
    found = [row for row in items.listed(inactive=True) if row.kind in PACKAGES]
    parts = packages.parts_of(row.id for row in found)
    return [
        Entry(
            (homes[row.price_list_id], row.identifier, part.item.identifier),
            (homes[row.price_list_id], row.identifier, part.item.identifier,
             part.item.description, part.quantity, _units(row, part)),
            row.inactive, state_of(row), row,
        )
        for row in found
        for part in parts.get(row.id, ())
    ]  # fmt: skip


PACKAGES = (packages.FIXED, packages.UNITS)


def _units(package: Item, part: Any) -> int | None:
    return (part.units or part.item.units) if package.kind == packages.UNITS else None


def place_part(desk: Desk, key: Key, place: int) -> object:
    """Put a part at a place in its package."""
    home, package, item = key
    parts = packages.parts_of([items.get(package, home).id]).popitem()[1]
    part = next(part for part in parts if part.item.identifier == item)
    return packages.set_parts(desk, package, packages.written(moved(parts, part, place)), home)
