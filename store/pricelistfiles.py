"""Price lists and vendor products as tables that ``imports`` reads back into the same lists."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from store import items, packages, pricelists, productitems, products, sheetfiles
from store.desk import Desk
from store.errors import Refused
from store.reading import tuples
from store.sheetfiles import Cell, money_cell
from store.tables import Item, Layout, PriceList, ProductItem, RenderProfile, VendorProduct

ITEM_COLUMNS = (
    "Price list", "Identifier", "Kind", "Description", "Group", "Price", "Cost", "Width", "Height",
    "Units", "Components", "Vendor", "Vendor code", "Vendor description", "Vendor cost",
    "Multiplier", "Lead days", "Render profile", "Layout", "Position", "Hidden", "Inactive",
    "List hidden", "List inactive",
)  # fmt: skip

PRODUCT_COLUMNS = (
    "Vendor", "Code", "Description", "Items", "Cost", "Multiplier", "Lead days", "Position",
    "Inactive",
)  # fmt: skip


def export_lists(
    desk: Desk, names: Sequence[str], path: Path, *, dry_run: bool = False
) -> dict[str, int]:
    """Write price lists, without names all of them, to a file; returns items by list."""
    desk.who.require("work", "exporting price lists")
    sheetfiles.suffix_of(path)
    with desk.reading():
        homes = [pricelists.get(name) for name in dict.fromkeys(names)] or pricelists.listed()
        ids = {row.id for row in homes}
        sold = [row for row in items.listed(inactive=True) if row.price_list_id in ids]
        rows = list(_item_rows(desk, {row.id: row for row in homes}, sold))
    if not rows:
        raise Refused("there are no items on these price lists: there is nothing to write")
    if not dry_run:
        sheetfiles.write(path, "Price lists", ITEM_COLUMNS, rows)
    return {home.name: sum(row.price_list_id == home.id for row in sold) for home in homes}


@dataclass(frozen=True, slots=True)
class _Named:
    """The names of what items refer to by number."""

    vendors: dict[int, str]
    profiles: dict[int, str]
    layouts: dict[int, str]


def _item_rows(
    desk: Desk, homes: dict[int, PriceList], sold: Sequence[Item]
) -> Iterator[list[Cell]]:
    named = _Named(
        {row.id: row.name for row in desk.directory.vendors.values()},
        {row.id: row.name for row in RenderProfile.select()},
        {row.id: row.name for row in Layout.select()},
    )
    parts = packages.parts_of(row.id for row in sold)
    bought = _first_products()
    for row in sold:
        home = homes[row.price_list_id]
        vendor = named.vendors.get(row.vendor_id or 0)
        yield [
            home.name,
            row.identifier,
            row.kind,
            row.description,
            row.group or None,
            money_cell(row.price_cents),
            money_cell(row.cost_cents),
            row.width,
            row.height,
            row.units,
            packages.written(parts.get(row.id, [])) or None,
            vendor,
            *_product_cells(bought.get((row.id, row.vendor_id or 0))),
            named.profiles.get(row.render_profile_id or 0),
            named.layouts.get(row.layout_id or 0),
            row.position or None,
            _yes(row.hidden),
            _yes(row.inactive),
            _yes(home.hidden),
            _yes(home.inactive),
        ]


def _first_products() -> dict[tuple[int, int], VendorProduct]:
    """Item and vendor to the vendor's product that is for that very item."""
    active = VendorProduct.select().where(VendorProduct.inactive == False)  # noqa: E712 - SQL
    rows = {row.id: row for row in active}
    found: dict[tuple[int, int], VendorProduct] = {}
    links = [
        (rows[product], item)
        for product, item in tuples(ProductItem.select(ProductItem.product, ProductItem.item))
        if product in rows
    ]
    for product, item in sorted(links, key=lambda link: (link[0].position, link[0].id)):
        found.setdefault((item, product.vendor_id), product)
    return found


def _product_cells(product: VendorProduct | None) -> list[Cell]:
    if product is None:
        return [None] * 5
    return [
        product.code,
        product.description or None,
        money_cell(product.cost_cents),
        product.multiplier,
        product.lead_days,
    ]


def export_products(
    desk: Desk, path: Path, vendor: str | None = None, *, dry_run: bool = False
) -> int:
    """Write vendor products, of one vendor or of all, to a file; returns how many."""
    desk.who.require("work", "exporting vendor products")
    sheetfiles.suffix_of(path)
    with desk.reading():
        listed = products.listed(desk, vendor, inactive=True)
        made_for = productitems.written(listed)
        names = {row.id: row.name for row in desk.directory.vendors.values()}
    if not listed:
        raise Refused("there are no vendor products: there is nothing to write")
    rows: list[list[Cell]] = [
        [
            names[row.vendor_id],
            row.code,
            row.description or None,
            made_for[row.id] or None,
            money_cell(row.cost_cents),
            row.multiplier,
            row.lead_days,
            row.position or None,
            _yes(row.inactive),
        ]
        for row in listed
    ]
    if not dry_run:
        sheetfiles.write(path, "Vendor products", PRODUCT_COLUMNS, rows)
    return len(rows)


def _yes(value: bool) -> str | None:
    return "yes" if value else None
