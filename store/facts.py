"""What the history noted, as people read it: names for rows, dates for moments, money for cents."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from store import money, when
from store.cards import PRIORITIES
from store.desk import Desk
from store.directory import reference
from store.tables import Card, Client, Item, Layout, PriceList, RenderProfile, VendorProduct

_LISTS: Mapping[str, str] = {
    "status": "statuses",
    "track": "tracks",
    "type": "types",
    "vendor": "vendors",
    "department": "departments",
    "user": "users",
    "by": "users",
    "entered_by": "users",
    "completed_by": "users",
}
"""Column to the list of the directory that its numbers belong to."""


_RENAMED: Mapping[str, str] = {"studio_order": "order"}


def field_name(column: str) -> str:
    """A column under the name that people and scripts use for the field."""
    return _RENAMED.get(column, column.removesuffix("_at").removesuffix("_cents"))


def plain(desk: Desk, column: str, value: Any) -> Any:
    """A noted value with names, ISO dates and decimal money in place of numbers."""
    if value is None or isinstance(value, bool | str):
        return value
    if column.endswith("_at") or column == "carried_due":
        return when.iso(int(value), desk.zone) if isinstance(value, int) else value
    if column.endswith("_cents"):
        return money.decimal(int(value))
    if column == "priority" and isinstance(value, int) and 0 <= value < len(PRIORITIES):
        return PRIORITIES[value]
    listed = _LISTS.get(column)
    if listed is not None:
        row = getattr(desk.directory, listed).get(value)
        if row is None:
            return value
        return row.login if listed == "users" else row.name
    finder = _ROWS.get(column)
    return finder(int(value)) if finder is not None else value


def shown(desk: Desk, column: str, value: Any) -> str:
    """A noted value as one line of text."""
    found = plain(desk, column, value)
    if found is None or found == "":
        return "–"
    if isinstance(found, bool):
        return "yes" if found else "no"
    if column.endswith("_at") and isinstance(value, int):
        return when.day_and_clock(value, desk.zone)
    return f"{found:g}" if isinstance(found, float) else str(found)


def _card(row_id: int) -> Any:
    row = Card.get_or_none(Card.id == row_id)
    return row_id if row is None else reference(row.kind, row.number)


def _client(row_id: int) -> Any:
    row = Client.get_or_none(Client.id == row_id)
    return row_id if row is None else row.name


def _item(row_id: int) -> Any:
    row = Item.get_or_none(Item.id == row_id)
    return row_id if row is None else row.identifier


def _name_in(table: type[PriceList | RenderProfile | Layout]) -> Callable[[int], Any]:
    """What finds the name of a row of a list."""

    def find(row_id: int) -> Any:
        row: Any = table.get_or_none(table.id == row_id)
        return row_id if row is None else row.name

    return find


def _product(row_id: int) -> Any:
    row = VendorProduct.get_or_none(VendorProduct.id == row_id)
    return row_id if row is None else row.code


_ROWS: Mapping[str, Callable[[int], Any]] = {
    "card": _card,
    "about": _card,
    "made": _card,
    "client": _client,
    "item": _item,
    "price_list": _name_in(PriceList),
    "render_profile": _name_in(RenderProfile),
    "layout": _name_in(Layout),
    "product": _product,
}
"""Column to how the row that its number belongs to is named."""
