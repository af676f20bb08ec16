"""An item together with what its preferred vendor calls and charges for it, saved at once.

A vendor's product may be for several items; here it is seen from one of them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from store import items, lists, positions, productitems, products
from store.changes import Act
from store.desk import Desk
from store.errors import Refused
from store.itemproperties import key
from store.reading import first_column
from store.tables import Item, ProductItem, VendorProduct, database
from store.text import safe


@dataclass(frozen=True, slots=True)
class Bought:
    """What the vendor calls an item and takes for one, and how many are ordered for one sold."""

    code: str
    cost_cents: int = 0
    multiplier: int = 1


def product_of(row: Item) -> VendorProduct | None:
    """What an item is ordered as at its preferred vendor."""
    if row.id is None or row.vendor_id is None:
        return None
    pair = (row.id, row.vendor_id)
    return products.for_pairs([pair]).get(pair)


def save(
    desk: Desk,
    price_list: str | None,
    identifier: str | None,
    new_identifier: str,
    given: Mapping[str, Any],
    bought: Bought | None,
) -> Item:
    """Add an item, or change the named one, with its product; all of it or nothing."""
    with database.atomic():
        if identifier is None:
            row = items.add(desk, new_identifier, price_list=price_list, **given)
        else:
            row = items.change(
                desk, identifier, price_list=price_list, new_identifier=new_identifier, **given
            )
        present = product_of(row)
        same = present is not None and bought is not None and _is(present, bought)
        if not same and (bought is not None or _is_for(present, row)):
            summary = f"set what {safe(row.identifier, 40)} is ordered as"
            with desk.action("set product of item", summary, right="set-up") as act:
                _put(desk, act, row, present, bought)
    return row


def _is(product: VendorProduct, bought: Bought) -> bool:
    found = Bought(product.code, product.cost_cents, product.multiplier)
    return found == bought


def _is_for(product: VendorProduct | None, row: Item) -> bool:
    return product is not None and row.id in _items_of(product)


def _items_of(product: VendorProduct) -> list[int]:
    return first_column(ProductItem.select(ProductItem.item).where(ProductItem.product == product))


def _put(
    desk: Desk, act: Act, row: Item, present: VendorProduct | None, bought: Bought | None
) -> None:
    """Link the item to the product of that code, which is changed or made; to no other."""
    target = None if bought is None else _target(desk, act, row, present, bought)
    if present is not None and (target is None or target.id != present.id):
        productitems.link(act, present, [one for one in _items_of(present) if one != row.id])
    if target is not None:
        productitems.link(act, target, [*_items_of(target), row.id])


def _target(
    desk: Desk, act: Act, row: Item, present: VendorProduct | None, bought: Bought
) -> VendorProduct:
    if row.vendor_id is None:
        raise Refused(f"{row.identifier}: whose code is {safe(bought.code, 60)}? name the vendor")
    code = products.clean_code(bought.code)
    said = {"cost_cents": bought.cost_cents, "multiplier": bought.multiplier}
    columns = lists.read(desk, said, products.PROPERTIES, "product")
    vendor = desk.directory.vendors[row.vendor_id].name
    there = products.listed(desk, vendor, inactive=True)
    named = next((one for one in there if key(one.code) == key(code)), None)
    alone = present is not None and _items_of(present) == [row.id]
    if named is None and alone:
        named = present
    if named is not None:
        act.update(named, code=code, inactive=False, **columns)
        return named
    place = positions.last(there)
    made = VendorProduct(vendor_id=row.vendor_id, code=code, position=place, **columns)
    return act.insert_row(made)
