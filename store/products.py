"""Vendor products: what a vendor calls and charges for the things that the studio sells.

A product may serve several items, also like items of several price lists, and an item may have
products at several vendors.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from store import lists, positions, productitems
from store.desk import Desk
from store.errors import Refused, did_you_mean
from store.itemproperties import key
from store.money import MOST_CENTS
from store.reading import tuples
from store.tables import Item, ProductItem, VendorProduct
from store.text import is_blank, safe, search_key

CODE_LENGTH = 60
MOST_MULTIPLIER = 10_000
MOST_LEAD_DAYS = 365

_BATCH = 10_000

Pair = tuple[int, int]
"""An item and a vendor, by id."""


# Properties --------------------------------------------------------------------------------------


def _cost(_: Desk, value: Any) -> dict[str, Any]:
    cents = int(value or 0)
    if not 0 <= cents <= MOST_CENTS:
        raise Refused("cost: it cannot be negative or that large")
    return {"cost_cents": cents}


def _multiplier(_: Desk, value: Any) -> dict[str, Any]:
    number = 1 if value is None else value
    if number != int(number):
        raise Refused(f"multiplier must be a whole number, not {number:g}")
    return {"multiplier": int(lists.number_within(number, 1, MOST_MULTIPLIER, "multiplier"))}


def _lead_days(_: Desk, value: Any) -> dict[str, Any]:
    if value is None:
        return {"lead_days": None}
    return {"lead_days": lists.number_within(float(value), 0, MOST_LEAD_DAYS, "lead days")}


def _description(_: Desk, value: Any) -> dict[str, Any]:
    return {"description": " ".join(safe(str(value or ""), 500).split())}


PROPERTIES: Mapping[str, lists.Reader] = {
    "description": _description,
    "cost_cents": _cost,
    "multiplier": _multiplier,
    "lead_days": _lead_days,
    "inactive": lists.flag("inactive"),
}
"""Property to how it is read; besides these there is ``items``."""


def clean_code(text: str) -> str:
    """Return a vendor's code; `Refused` when it is empty or too long."""
    code = " ".join(safe(text).split())
    if is_blank(code) or len(code) > CODE_LENGTH:
        raise Refused(
            f"'{safe(text, 40)}' cannot be a vendor's code; use 1 to {CODE_LENGTH} characters"
        )
    return code


# Reading -----------------------------------------------------------------------------------------


def listed(desk: Desk, vendor: str | None = None, *, inactive: bool = False) -> list[VendorProduct]:
    """The products of a vendor, or of all vendors by name, in their order."""
    query = VendorProduct.select()
    if vendor is not None:
        query = query.where(VendorProduct.vendor == any_vendor(desk, vendor))
    if not inactive:
        query = query.where(VendorProduct.inactive == False)  # noqa: E712 - an expression of SQL
    names = {row.id: search_key(row.name) for row in desk.directory.vendors.values()}
    return sorted(query, key=lambda row: (names[row.vendor_id], *_rank(row)))


def _rank(row: VendorProduct) -> tuple[int, str]:
    return row.position, key(row.code)


def any_vendor(desk: Desk, name: str) -> int:
    """The id of a vendor by name, also of an inactive one."""
    rows = desk.directory.vendors.values()
    for row in rows:
        if search_key(row.name) == search_key(name):
            return int(row.id)
    hint = did_you_mean(name, [row.name for row in rows])
    raise Refused(f"no vendor is called '{safe(name, 80)}'{hint}")


def get(desk: Desk, vendor: str, code: str) -> VendorProduct:
    """Find a product by its vendor and code, whatever its case, also an inactive one."""
    rows = listed(desk, vendor, inactive=True)
    for row in rows:
        if key(row.code) == key(code):
            return row
    hint = did_you_mean(code, [row.code for row in rows])
    name = desk.directory.vendors[any_vendor(desk, vendor)].name
    raise Refused(f"{name} has no product '{safe(code, 60)}'{hint}")


def for_pairs(pairs: Iterable[Pair]) -> dict[Pair, VendorProduct]:
    """What each item is ordered as at each vendor, where the vendor has a product for it.

    The first active one that is for the item, else one for an item of the same identifier on
    another price list. The number of statements does not grow with the number of pairs.
    """
    wanted = set(pairs)
    if not wanted:
        return {}
    exact: dict[Pair, VendorProduct] = {}
    alike: dict[tuple[str, int], VendorProduct] = {}
    for item_id, identifier, product in _made_for({vendor for _, vendor in wanted}):
        exact.setdefault((item_id, product.vendor_id), product)
        alike.setdefault((key(identifier), product.vendor_id), product)
    others = wanted - exact.keys()
    names = _identifiers({item for item, _ in others}) if alike else {}
    found = {pair: exact[pair] for pair in wanted & exact.keys()}
    for item, vendor in others:
        second = alike.get((names.get(item, ""), vendor))
        if second is not None:
            found[item, vendor] = second
    return found


def _made_for(vendors: set[int]) -> Iterator[tuple[int, str, VendorProduct]]:
    """Item, its identifier, and the active product for it; first those that go first."""
    rows: dict[int, VendorProduct] = {
        row.id: row
        for part in _parts(vendors)
        for row in VendorProduct.select().where(
            VendorProduct.vendor.in_(part),
            VendorProduct.inactive == False,  # noqa: E712 - an expression of SQL
        )
    }
    links = [
        (rows[product], item, identifier)
        for product, item, identifier in tuples(
            ProductItem.select(ProductItem.product, Item.id, Item.identifier).join(Item)
        )
        if product in rows
    ]
    for product, item, identifier in sorted(
        links, key=lambda link: (link[0].position, link[0].id, link[1])
    ):
        yield item, identifier, product


def _identifiers(ids: set[int]) -> dict[int, str]:
    return {
        item: key(identifier)
        for part in _parts(ids)
        for item, identifier in tuples(
            Item.select(Item.id, Item.identifier).where(Item.id.in_(part))
        )
    }


def _parts(ids: set[int]) -> Iterator[list[int]]:
    """Ids in parts that fit into one statement."""
    ordered = sorted(ids)
    for start in range(0, len(ordered), _BATCH):
        yield ordered[start : start + _BATCH]


# Changing ----------------------------------------------------------------------------------------


def add(desk: Desk, vendor: str, code: str, **given: Any) -> VendorProduct:
    """Add a product of a vendor; ``given`` are properties."""
    summary = f"add product {safe(code, 60)} of {safe(vendor, 80)}"
    with desk.action("add product", summary, right="set-up") as act:
        home = desk.directory.vendor_named(vendor)
        present = listed(desk, home.name, inactive=True)
        clean = _unused(present, code, home.name)
        made_for = productitems.named(given.pop("items", ()))
        said = lists.read(desk, given, PROPERTIES, "product")
        row = VendorProduct(vendor_id=home.id, code=clean, position=positions.last(present), **said)
        act.insert_row(row)
        productitems.link(act, row, made_for)
    return row


def change(
    desk: Desk, vendor: str, code: str, *, new_code: str | None = None, **given: Any
) -> VendorProduct:
    """Change a product; orders made with it keep what they say."""
    summary = f"change product {safe(code, 60)} of {safe(vendor, 80)}"
    with desk.action("change product", summary, right="set-up") as act:
        row = get(desk, vendor, code)
        made_for = productitems.named(given.pop("items")) if "items" in given else None
        said = lists.read(desk, given, PROPERTIES, "product")
        if new_code is not None:
            present = listed(desk, vendor, inactive=True)
            said["code"] = _unused(present, new_code, vendor, row.id)
        act.update(row, **said)
        if made_for is not None:
            productitems.link(act, row, made_for)
    return row


def switch(desk: Desk, vendor: str, code: str, *, active: bool) -> VendorProduct:
    """Make a product inactive, so that nothing new is ordered with it, or active again."""
    word = "activate" if active else "deactivate"
    summary = f"{word} product {safe(code, 60)} of {safe(vendor, 80)}"
    with desk.action(f"{word} product", summary, right="set-up") as act:
        row = get(desk, vendor, code)
        if row.inactive is not active:
            raise Refused(f"product {row.code} is {'active' if active else 'inactive'} already")
        act.update(row, inactive=not active)
    return row


def reorder(desk: Desk, vendor: str, code: str, place: int) -> list[VendorProduct]:
    """Put a product at a place among its vendor's, from 1; returns them in their new order."""
    summary = f"put product {safe(code, 60)} of {safe(vendor, 80)} at place {place}"
    with desk.action("reorder products", summary, right="set-up") as act:
        positions.put(act, listed(desk, vendor, inactive=True), get(desk, vendor, code), place)
    return listed(desk, vendor, inactive=True)


def _unused(
    present: Sequence[VendorProduct], code: str, vendor: str, own_id: int | None = None
) -> str:
    clean = clean_code(code)
    for row in present:
        if row.id != own_id and key(row.code) == key(clean):
            state = "an inactive product" if row.inactive else "a product"
            todo = "activate" if row.inactive else "change"
            raise Refused(f"{safe(vendor, 80)} has {state} '{row.code}' already; {todo} that one")
    return clean
