"""Price lists and the items on them; one list is there from the start."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

from store import lists
from store.changes import Act
from store.desk import Desk
from store.errors import Refused, did_you_mean
from store.money import MOST_CENTS
from store.tables import Item, PriceList
from store.text import safe, search_key

DEFAULT_LIST = "Price list"
"""The name of the list that items are on unless another is named."""

IDENTIFIER_LENGTH = 12
MOST_INCHES = 1_000


def _cents(column: str) -> lists.Reader:
    def read(_: Desk, value: Any) -> dict[str, Any]:
        cents = int(value or 0)
        if not 0 <= cents <= MOST_CENTS:
            raise Refused(f"{column.removesuffix('_cents')}: it cannot be negative or that large")
        return {column: cents}

    return read


def _inches(column: str) -> lists.Reader:
    def read(_: Desk, value: Any) -> dict[str, Any]:
        if value is None:
            return {column: None}
        size = float(value)
        if not math.isfinite(size) or not 0 < size <= MOST_INCHES:
            raise Refused(f"{column} must be more than 0 and at most {MOST_INCHES} inches")
        return {column: size}

    return read


def _vendor(desk: Desk, value: Any) -> dict[str, Any]:
    return {"vendor_id": desk.directory.vendor_named(value).id if value else None}


PROPERTIES: Mapping[str, lists.Reader] = {
    "description": lists.text("description", 500),
    "group": lists.text("group"),
    "price_cents": _cents("price_cents"),
    "cost_cents": _cents("cost_cents"),
    "width": _inches("width"),
    "height": _inches("height"),
    "vendor": _vendor,
    "hidden": lists.flag("hidden"),
    "inactive": lists.flag("inactive"),
}
"""Property to how it is read; widths and heights are inches."""


# Price lists -------------------------------------------------------------------------------------


def price_lists() -> list[PriceList]:
    """All price lists, the oldest first."""
    return list(PriceList.select().order_by(PriceList.id))


def price_list_named(word: str) -> PriceList:
    """Find an active price list by name."""
    rows = price_lists()
    for row in rows:
        if search_key(row.name) == search_key(word):
            if row.inactive:
                raise Refused(f"price list {row.name} is inactive; choose another")
            return row
    hint = did_you_mean(word, [row.name for row in rows])
    raise Refused(f"no price list is called '{safe(word, 80)}'{hint}")


def make_price_list(act: Act, name: str = DEFAULT_LIST) -> PriceList:
    """Find a price list by name, or make it, inside an open action."""
    clean = lists.clean_name(name, "price list")
    for row in price_lists():
        if search_key(row.name) == search_key(clean):
            return row
    return act.insert_row(PriceList(name=clean))


# Items -------------------------------------------------------------------------------------------


def listed(price_list: str | None = None, *, inactive: bool = False) -> list[Item]:
    """The items of a price list (or of all) by identifier."""
    query = Item.select().order_by(Item.price_list, Item.identifier)
    if price_list is not None:
        query = query.where(Item.price_list == price_list_named(price_list).id)
    if not inactive:
        query = query.where(Item.inactive == False)  # noqa: E712 - an expression of SQL
    return list(query)


def get(identifier: str, price_list: str | None = None) -> Item:
    """Find an item by identifier, whatever its case, on one list or the first that has it."""
    rows = listed(price_list, inactive=True)
    wanted = _key(identifier)
    found = [row for row in rows if _key(row.identifier) == wanted]
    if not found:
        hint = did_you_mean(identifier, [row.identifier for row in rows])
        raise Refused(f"no item is called '{safe(identifier, 40)}'{hint}")
    return min(found, key=lambda row: (row.inactive, row.price_list_id))


def clean_identifier(text: str) -> str:
    """Return an item's identifier; `Refused` when it is empty or longer than 12 characters."""
    clean = " ".join(safe(text).split())
    if not clean or len(clean) > IDENTIFIER_LENGTH:
        raise Refused(
            f"'{safe(text, 40)}' cannot be an item's identifier; use 1 to "
            f"{IDENTIFIER_LENGTH} characters"
        )
    return clean


def add(desk: Desk, identifier: str, *, price_list: str = DEFAULT_LIST, **given: Any) -> Item:
    """Add an item to a price list; ``given`` are properties."""
    summary = f"add item {safe(identifier, 40)}"
    with desk.action("add item", summary, right="set-up") as act:
        clean = clean_identifier(identifier)
        home = make_price_list(act, price_list)
        present = Item.select().where(Item.price_list == home.id)
        if any(_key(row.identifier) == _key(clean) for row in present):
            raise Refused(f"{home.name} has an item '{clean}' already; change that one")
        columns = lists.read(desk, given, PROPERTIES, "item")
        return act.insert_row(Item(price_list_id=home.id, identifier=clean, **columns))


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
            present = Item.select().where(Item.price_list == row.price_list_id, Item.id != row.id)
            if any(_key(other.identifier) == _key(new_identifier) for other in present):
                raise Refused(f"there is an item '{columns['identifier']}' already")
        act.update(row, **columns)
    return row


def put_many(
    desk: Desk, act: Act, rows: Sequence[Mapping[str, Any]], price_list: str = DEFAULT_LIST
) -> tuple[int, int]:
    """Add items inside an open action, or change those that are there; returns how many of each.

    Rows have an ``identifier`` and properties.
    """
    home = make_price_list(act, price_list)
    present = {_key(row.identifier): row for row in Item.select().where(Item.price_list == home.id)}
    fresh: dict[str, dict[str, Any]] = {}
    changed = 0
    for row in rows:
        given = {name: value for name, value in row.items() if name != "identifier"}
        columns = lists.read(desk, given, PROPERTIES, "item")
        identifier = clean_identifier(str(row["identifier"]))
        known = present.get(_key(identifier))
        if known is not None:
            changed += bool(act.update(known, **columns))
        else:
            made = fresh.setdefault(
                _key(identifier), {"price_list_id": home.id, "identifier": identifier}
            )
            made.update(columns)
    act.insert_many(Item, list(fresh.values()))
    return len(fresh), changed


def _key(identifier: str) -> str:
    return " ".join(identifier.split()).casefold()
