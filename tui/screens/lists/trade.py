"""Vendors and the items of the price lists in the set-up."""

from __future__ import annotations

from typing import Any

from store import items, money, vendors
from store.desk import Desk
from store.errors import Refused
from store.tables import Item, Vendor
from tui.screens.filling import number, required, said, yes, yes_no
from tui.screens.lists.entries import SetupList, Values, figure, look, state
from tui.widgets.form import Field
from tui.widgets.table import Column, Row

VENDOR_TEXTS = ("account", "contact", "email", "phone", "address", "work_week", "notes")


def _vendors(desk: Desk) -> list[Row]:
    return [
        Row(
            (
                str(row.number), row.name, _type_of(desk, row), row.protocol,
                figure(row.turnaround_days), row.contact, row.email, row.phone,
                state(row.inactive),
            ),
            row.name,
            look(row.inactive),
        )
        for row in vendors.listed(desk)
    ]  # fmt: skip


def _type_of(desk: Desk, row: Vendor) -> str:
    found = desk.directory.types.get(row.type_id or 0)
    return found.name if found else ""


def _vendor_fields(desk: Desk, name: str | None) -> list[Field]:
    row = Vendor(name="", protocol="none", own_numbers=False)
    if name is not None:
        row = desk.directory.vendor_named(name)
    types = [t.name for t in desk.directory.types.values()
             if t.kind == "production" and not t.inactive]  # fmt: skip
    return [
        Field("name", "Name", row.name, check=required("a vendor needs a name")),
        Field("type", "Usual type", _type_of(desk, row), "of orders there", tuple(types)),
        Field("account", "Our account", row.account),
        Field("contact", "Contact", row.contact),
        Field("email", "Email", row.email),
        Field("phone", "Phone", row.phone),
        Field("address", "Address", row.address),
        Field("turnaround_days", "Turnaround days", figure(row.turnaround_days)),
        Field("work_week", "Work week", row.work_week, "such as mon,tue,wed; empty: as ours"),
        Field("own_numbers", "Own order numbers", yes_no(row.own_numbers), "", ("yes", "no")),
        Field("protocol", "Files go by", row.protocol, "", vendors.PROTOCOLS),
        Field("notes", "Notes", row.notes),
    ]


def _save_vendor(desk: Desk, name: str | None, values: Values) -> object:
    given: dict[str, Any] = {key: values[key] for key in VENDOR_TEXTS}
    given["type"] = said(values["type"])
    given["protocol"] = values["protocol"].strip() or "none"
    given["turnaround_days"] = number(values["turnaround_days"], "turnaround days")
    given["own_numbers"] = yes(values["own_numbers"], "own order numbers")
    if name is None:
        return vendors.add(desk, values["name"], **given)
    return vendors.change(desk, name, new_name=values["name"], **given)


def _switch_vendor(desk: Desk, name: str, active: bool) -> object:
    return vendors.switch(desk, name, active=active)


VENDORS = SetupList(
    "vendors", "Vendors", "vendor",
    (
        Column("No", right=True, least=2), Column("Name", least=10), Column("Type"),
        Column("Files by", least=6), Column("Days", right=True, least=4), Column("Contact"),
        Column("Email"), Column("Phone"), Column("", least=6),
    ),
    _vendors, _vendor_fields, _save_vendor, _switch_vendor,
    lines=("Labs, other suppliers, and departments of ours that fulfil orders.",),
)  # fmt: skip


# Items --------------------------------------------------------------------------------------------

ItemKey = tuple[str, str]
"""Price list, identifier."""


def _items(desk: Desk) -> list[Row]:
    named = {row.id: row.name for row in items.price_lists()}
    currency = desk.settings.studio.currency
    several = len(named) > 1
    return [
        Row(
            (
                row.identifier, row.description, row.group,
                money.shown(row.price_cents, currency), money.shown(row.cost_cents, currency),
                size_of(row), _vendor_of(desk, row), named[row.price_list_id] if several else "",
                state(row.inactive) or ("hidden" if row.hidden else ""),
            ),
            (named[row.price_list_id], row.identifier),
            look(row.inactive or row.hidden),
        )
        for row in items.listed(inactive=True)
    ]  # fmt: skip


def size_of(row: Item) -> str:
    """An item's size in inches."""
    if row.width is None or row.height is None:
        return figure(row.width if row.height is None else row.height)
    return f"{row.width:g} × {row.height:g}"


def _vendor_of(desk: Desk, row: Item) -> str:
    found = desk.directory.vendors.get(row.vendor_id or 0)
    return found.name if found else ""


def _item_fields(desk: Desk, key: ItemKey | None) -> list[Field]:
    row = Item(identifier="", description="", price_cents=0, cost_cents=0, hidden=False)
    if key is not None:
        row = items.get(key[1], key[0])
    labs = tuple(v.name for v in desk.directory.vendors.values() if not v.inactive)
    named = tuple(one.name for one in items.price_lists() if not one.inactive)
    fields = [
        Field("identifier", "Identifier", row.identifier, "at most 12 characters",
              check=required("an item needs an identifier")),
        Field("description", "Description", row.description),
        Field("group", "Group", row.group),
        Field("price", "Price", money.decimal(row.price_cents)),
        Field("cost", "Cost", money.decimal(row.cost_cents)),
        Field("width", "Width in inches", figure(row.width)),
        Field("height", "Height in inches", figure(row.height)),
        Field("vendor", "Preferred vendor", _vendor_of(desk, row), "", labs),
        Field("hidden", "Hidden", yes_no(row.hidden), "", ("yes", "no")),
    ]  # fmt: skip
    if key is None:
        home = Field("price_list", "Price list", items.DEFAULT_LIST, "a new name makes one", named)
        fields.append(home)
    return fields


def _save_item(desk: Desk, key: ItemKey | None, values: Values) -> object:
    given: dict[str, Any] = {
        "description": values["description"],
        "group": values["group"],
        "price_cents": _cents(values["price"], "price"),
        "cost_cents": _cents(values["cost"], "cost"),
        "width": number(values["width"], "width"),
        "height": number(values["height"], "height"),
        "vendor": said(values["vendor"]),
        "hidden": yes(values["hidden"], "hidden"),
    }
    if key is None:
        home = values["price_list"].strip() or items.DEFAULT_LIST
        return items.add(desk, values["identifier"], price_list=home, **given)
    return items.change(
        desk, key[1], price_list=key[0], new_identifier=values["identifier"], **given
    )


def _cents(text: str, what: str) -> int:
    if said(text) is None:
        return 0
    try:
        return money.parse_money(text)
    except ValueError as error:
        raise Refused(f"{what}: {error}") from None


def _switch_item(desk: Desk, key: ItemKey, active: bool) -> object:
    return items.change(desk, key[1], price_list=key[0], inactive=not active)


ITEMS = SetupList(
    "items", "Price list", "item",
    (
        Column("Item", least=8), Column("Description", least=12), Column("Group"),
        Column("Price", right=True, least=7), Column("Cost", right=True, least=7),
        Column("Inches", least=7), Column("Vendor"), Column("List"), Column("", least=6),
    ),
    _items, _item_fields, _save_item, _switch_item,
    lines=("A whole list comes in with: import pricelist FILE",),
)  # fmt: skip
