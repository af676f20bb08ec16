"""The items on price lists: what the studio sells, and what becomes of each kind.

The lists are in ``pricelists``, what is in packages in ``packages``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from store import lists, packages, positions, pricelists
from store.changes import Act
from store.desk import Desk
from store.errors import Refused, did_you_mean
from store.itemproperties import (
    KIND_WORDS,
    KINDS,
    PROPERTIES,
    clean_identifier,
    key,
    refuse_unfit,
    usual_kind,
)
from store.packages import FIXED, UNITS
from store.pricelists import DEFAULT_LIST
from store.tables import (
    InvoiceLine,
    Item,
    OrderLine,
    PackageItem,
    PriceList,
    ProductItem,
    VendorProduct,
)
from store.text import safe

__all__ = [
    "DEFAULT_LIST", "KINDS", "KIND_WORDS", "PROPERTIES", "add", "change", "clean_identifier",
    "get", "listed", "make_price_list", "of_list", "price_list_named", "price_lists", "remove",
    "reorder", "sellable", "switch", "used_by",
]  # fmt: skip

price_lists = pricelists.listed
price_list_named = pricelists.named
make_price_list = pricelists.make


# Reading -----------------------------------------------------------------------------------------


def listed(price_list: str | None = None, *, inactive: bool = False) -> list[Item]:
    """The items of a price list (or of all, list by list), in their order."""
    query = Item.select()
    if price_list is not None:
        query = query.where(Item.price_list == pricelists.get(price_list).id)
    if not inactive:
        query = query.where(Item.inactive == False)  # noqa: E712 - an expression of SQL
    homes = {row.id: place for place, row in enumerate(pricelists.listed())}
    return sorted(query, key=lambda row: (homes[row.price_list_id], *_rank(row)))


def _rank(row: Item) -> tuple[int, str]:
    return row.position, row.identifier


def of_list(price_list: int) -> list[Item]:
    """All items of a list in their order, inactive ones included."""
    return sorted(Item.select().where(Item.price_list == price_list), key=_rank)


def get(identifier: str, price_list: str | None = None) -> Item:
    """Find an item by identifier, whatever its case, on one list or the first that has it."""
    rows = listed(price_list, inactive=True)
    wanted = key(identifier)
    for row in sorted(rows, key=lambda row: row.inactive):
        if key(row.identifier) == wanted:
            return row
    hint = did_you_mean(identifier, [row.identifier for row in rows])
    raise Refused(f"no item is called '{safe(identifier, 40)}'{hint}")


def sellable(desk: Desk, identifier: str, price_list: int | None = None) -> Item:
    """Find an item that may be sold, on one list (by id) or on any; hidden ones may by name.

    `Refused` says why an item cannot be sold, with the nearest names that can.
    """
    del desk
    homes = {row.id: row for row in pricelists.listed()}
    rows = listed(inactive=True)
    wanted = key(identifier)
    found = [row for row in rows if key(row.identifier) == wanted]
    here = [row for row in found if price_list in (None, row.price_list_id)]
    for row in here:
        if not (row.inactive or homes[row.price_list_id].inactive):
            return row
    offered = [
        row.identifier
        for row in rows
        if not (row.inactive or row.hidden or key(row.identifier) == wanted)
        and price_list in (None, row.price_list_id)
    ]
    home = homes[price_list].name if price_list in homes else ""
    reason = _unsold(identifier, found, here, homes, home)
    raise Refused(reason + did_you_mean(identifier, offered))


def _unsold(
    identifier: str,
    found: Sequence[Item],
    here: Sequence[Item],
    homes: Mapping[int, PriceList],
    home: str,
) -> str:
    """Why nothing of that name can be sold."""
    if here and here[0].inactive:
        return f"item {here[0].identifier} is inactive and sold no more"
    if here:
        return (
            f"item {here[0].identifier} is on {homes[here[0].price_list_id].name}, which is "
            "inactive"
        )
    elsewhere = sorted({homes[row.price_list_id].name for row in found if not row.inactive})
    other = f"; it is on {', '.join(elsewhere)}" if elsewhere else ""
    what = f"{home} has no item" if home else "no item is called"
    return f"{what} '{safe(identifier, 40)}'{other}"


# Changing ----------------------------------------------------------------------------------------


def add(desk: Desk, identifier: str, *, price_list: str | None = None, **given: Any) -> Item:
    """Add an item to a price list, without one to the first; ``given`` are properties."""
    summary = f"add item {safe(identifier, 40)}"
    with desk.action("add item", summary, right="set-up") as act:
        clean = clean_identifier(identifier)
        home = pricelists.home_of(act, price_list)
        present = of_list(home.id)
        if any(key(row.identifier) == key(clean) for row in present):
            raise Refused(f"{home.name} has an item '{clean}' already; change that one")
        columns = {
            "position": positions.last(present),
            **lists.read(desk, given, PROPERTIES, "item"),
        }
        columns.setdefault("kind", usual_kind(columns))
        refuse_unfit(clean, columns["kind"], columns.get("units"))
        row = act.insert_row(Item(price_list_id=home.id, identifier=clean, **columns))
    desk.forget_lists()
    return row


def change(
    desk: Desk,
    identifier: str,
    *,
    price_list: str | None = None,
    new_identifier: str | None = None,
    **given: Any,
) -> Item:
    """Change an item; orders and invoices made from it keep what they say."""
    summary = f"change item {safe(identifier, 40)}"
    with desk.action("change item", summary, right="set-up") as act:
        row = get(identifier, price_list)
        columns = lists.read(desk, given, PROPERTIES, "item")
        if new_identifier is not None:
            columns["identifier"] = clean_identifier(new_identifier)
            if any(
                key(other.identifier) == key(new_identifier) and other.id != row.id
                for other in of_list(row.price_list_id)
            ):
                raise Refused(f"there is an item '{columns['identifier']}' already")
        write(act, row, columns)
        packages.refuse_broken(row.price_list_id)
    return row


def write(act: Act, row: Item, columns: Mapping[str, Any]) -> bool:
    """Change columns of an item inside an open action; refuses a kind that does not fit."""
    before = act.update(row, **columns)
    refuse_unfit(row.identifier, row.kind, row.units)
    if "kind" in before and PackageItem.select().where(PackageItem.package == row.id).exists():
        raise Refused(
            f"{row.identifier} has parts and cannot become a {row.kind}; take its parts out first"
        )
    if "kind" in before and row.kind in (FIXED, UNITS):
        _refuse_spent_on(row)
    return bool(before)


def _refuse_spent_on(row: Item) -> None:
    """Refuse to make a package of what units can be spent on."""
    for part in PackageItem.select().where(PackageItem.item == row.id):
        package = Item.get_by_id(part.package_id)
        if package.kind == UNITS:
            raise Refused(
                f"units of {package.identifier} are spent on {row.identifier}; take it out of "
                "that package before it becomes one itself"
            )


def switch(desk: Desk, identifier: str, *, active: bool, price_list: str | None = None) -> Item:
    """Make an item inactive, so that it is sold no more, or active again."""
    return change(desk, identifier, price_list=price_list, inactive=not active)


def reorder(desk: Desk, identifier: str, place: int, price_list: str | None = None) -> list[Item]:
    """Put an item at a place of its list, from 1; returns the list in its new order."""
    summary = f"put item {safe(identifier, 40)} at place {place}"
    with desk.action("reorder items", summary, right="set-up") as act:
        row = get(identifier, price_list)
        positions.put(act, of_list(row.price_list_id), row, place)
    return of_list(row.price_list_id)


def remove(desk: Desk, identifier: str, price_list: str | None = None) -> None:
    """Remove an item that was never used; refused, with the reason, where it was."""
    summary = f"remove item {safe(identifier, 40)}"
    with desk.action("remove item", summary, right="set-up") as act:
        row = get(identifier, price_list)
        reason = used_by(row)
        if reason:
            raise Refused(
                f"{row.identifier} cannot be removed: {reason}; deactivate it instead, "
                "so that it is sold no more"
            )
        for part in list(PackageItem.select().where(PackageItem.package == row.id)):
            act.delete(part)
        act.delete(row)


def used_by(row: Item) -> str:
    """Why an item has to stay; empty where nothing refers to it."""
    if InvoiceLine.select().where(InvoiceLine.item == row.id).exists():
        return "it is on invoices"
    if OrderLine.select().where(OrderLine.item == row.id).exists():
        return "it is on orders"
    part = PackageItem.get_or_none(PackageItem.item == row.id)
    if part is not None:
        return f"it is part of package {Item.get_by_id(part.package_id).identifier}"
    link = ProductItem.get_or_none(ProductItem.item == row.id)
    if link is not None:
        return f"vendor product {VendorProduct.get_by_id(link.product_id).code} is for it"
    return ""
