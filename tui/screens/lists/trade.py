"""Vendors, their products and their closed days in the set-up."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from store import contents, money, productitems, products, vendors, when
from store.calendars import DAYS
from store.desk import Desk
from store.errors import Refused
from store.itemproperties import key as as_compared
from store.rendering import names
from store.setuplists import Key
from store.setuprows import STUDIO
from store.tables import Vendor, VendorProduct
from tui.screens import checks
from tui.screens.filling import cents, number, said, yes, yes_no
from tui.screens.lists.entries import SetupList, Values, figure, names_of
from tui.widgets.form import Check, Field

VENDOR_TEXTS = ("account", "contact", "email", "phone", "address", "work_week", "notes")


# Vendors ------------------------------------------------------------------------------------------


def _type_of(desk: Desk, row: Vendor) -> str:
    found = desk.directory.types.get(row.type_id or 0)
    return found.name if found else ""


def _characters(text: str) -> str | None:
    return names.characters_problem(text.strip()) or None


def _vendor_fields(desk: Desk, key: Key | None) -> list[Field]:
    row = Vendor(name="", protocol="none", own_numbers=False)
    if key is not None:
        row = desk.directory.vendor_named(key[0])
    types = tuple(t.name for t in desk.directory.types.values()
                  if t.kind == "production" and not t.inactive)  # fmt: skip
    taken = [one.name for one in vendors.listed(desk)]
    return [
        Field("name", "Name", row.name, check=checks.every(
            checks.required("a vendor needs a name"), checks.at_most(80),
            checks.new_among(taken, "a vendor", row.name),
        )),
        Field("type", "Usual type", _type_of(desk, row), "of orders there", types,
              checks.optional(checks.one_of(types, "order type"))),
        Field("account", "Our account", row.account),
        Field("contact", "Contact", row.contact),
        Field("email", "Email", row.email, check=checks.optional(checks.email)),
        Field("phone", "Phone", row.phone),
        Field("address", "Address", row.address),
        Field("turnaround_days", "Turnaround days", figure(row.turnaround_days),
              check=checks.optional(checks.number(0, vendors.MOST_DAYS, "days"))),
        Field("work_week", "Work week", row.work_week, "such as mon,tue,wed; empty: as ours",
              DAYS, checks.each_of(DAYS, "day")),
        Field("own_numbers", "Own order numbers", yes_no(row.own_numbers), "", checks.YES_NO,
              checks.yes_no),
        Field("protocol", "Files go by", row.protocol, "", vendors.PROTOCOLS,
              checks.one_of(vendors.PROTOCOLS, "protocol")),
        Field("name_length", "Longest file name", figure(row.name_length),
              "characters, with the ending; empty: any",
              check=checks.optional(checks.whole(vendors.LEAST_NAME, vendors.MOST_NAME))),
        Field("name_characters", "Names are of", row.name_characters,
              "such as A-Z0-9_; empty: any characters", check=_characters),
        Field("copies", "Copies", row.copies, "of one file: how more than one is asked for",
              names.COPIES, checks.one_of(names.COPIES, "way")),
        Field("notes", "Notes", row.notes, lines=3),
    ]  # fmt: skip


def _save_vendor(desk: Desk, key: Key | None, values: Values) -> object:
    given: dict[str, Any] = {name: values[name] for name in VENDOR_TEXTS}
    given["type"] = said(values["type"])
    given["protocol"] = values["protocol"].strip() or "none"
    given["name_length"] = number(values["name_length"], "longest file name")
    given["name_characters"] = values["name_characters"]
    given["copies"] = values["copies"].strip() or names.COPIES[0]
    given["turnaround_days"] = number(values["turnaround_days"], "turnaround days")
    given["own_numbers"] = yes(values["own_numbers"], "own order numbers")
    if key is None:
        return vendors.add(desk, values["name"], **given)
    return vendors.change(desk, key[0], new_name=values["name"], **given)


def _switch_vendor(desk: Desk, key: Key, active: bool) -> object:
    return vendors.switch(desk, key[0], active=active)


VENDORS = SetupList(
    "vendors", _vendor_fields, _save_vendor, _switch_vendor,
    lines=("Labs, other suppliers, and departments of ours that fulfil orders.",),
)  # fmt: skip


# Products -----------------------------------------------------------------------------------------


def _product_fields(desk: Desk, key: Key | None) -> list[Field]:
    row = products.get(desk, *key) if key else VendorProduct(code="", multiplier=1, cost_cents=0)
    made_for = productitems.written([row])[row.id] if key else ""
    labs, sold = names_of(desk, "vendors"), names_of(desk, "items")
    taken = {
        (one.vendor_id, as_compared(one.code)): one.code
        for one in products.listed(desk, inactive=True)
        if one.id != row.id
    }
    ids = {one.name.casefold(): one.id for one in desk.directory.vendors.values()}

    def wrong(values: Mapping[str, str]) -> str | None:
        home = row.vendor_id if key else ids.get(values["vendor"].strip().casefold())
        found = taken.get((home or 0, as_compared(values["code"])))
        return f"this vendor has a product '{found}' already" if found else None

    fields = [
        Field("code", "Vendor's code", row.code, "as the vendor writes it", check=checks.every(
            checks.required("what does the vendor call it?"), checks.at_most(products.CODE_LENGTH),
        ), together=wrong),
        Field("description", "Description", row.description),
        Field("cost", "Unit cost", money.decimal(row.cost_cents),
              check=checks.optional(checks.amount)),
        Field("multiplier", "Multiplier", str(row.multiplier), "ordered for one that is sold",
              check=checks.whole(1, products.MOST_MULTIPLIER)),
        Field("lead_days", "Lead days", figure(row.lead_days), "empty: as the vendor",
              check=checks.optional(checks.number(0, products.MOST_LEAD_DAYS, "days"))),
        Field("items", "For items", made_for, "such as P8X10; P5X7", sold, _items_check(sold)),
    ]  # fmt: skip
    if key is None:
        start = labs[0] if len(labs) == 1 else ""
        home = Field("vendor", "Vendor", start, "", labs, checks.one_of(labs, "vendor"))
        return [home, *fields]
    return fields


def _items_check(sold: tuple[str, ...]) -> Check:
    """A check of items named in one line: each must be sold somewhere."""
    known = checks.one_of(sold, "item")

    def check(text: str) -> str | None:
        try:
            found = [entry.identifier for entry in contents.read(text)]
        except Refused as refusal:
            return refusal.problems[0]
        return next(filter(None, map(known, found)), None)

    return check


def _save_product(desk: Desk, key: Key | None, values: Values) -> object:
    given: dict[str, Any] = {
        "description": values["description"],
        "cost_cents": cents(values["cost"], "unit cost"),
        "multiplier": number(values["multiplier"], "multiplier"),
        "lead_days": number(values["lead_days"], "lead days"),
        "items": values["items"],
    }
    if key is None:
        return products.add(desk, values["vendor"].strip(), values["code"], **given)
    return products.change(desk, key[0], key[1], new_code=values["code"], **given)


def _switch_product(desk: Desk, key: Key, active: bool) -> object:
    return products.switch(desk, *key, active=active)


PRODUCTS = SetupList(
    "products", _product_fields, _save_product, _switch_product,
    lines=("What a vendor calls and charges for what you sell; ordered = sold × multiplier.",),
)  # fmt: skip


# Closed days --------------------------------------------------------------------------------------


def _holiday_fields(desk: Desk, key: Key | None) -> list[Field]:
    whose = (STUDIO, *names_of(desk, "vendors"))
    now, zone = desk.now(), desk.zone

    def day(text: str) -> str | None:
        try:
            when.parse_moment(text, now, zone)
        except ValueError as error:
            return str(error)
        return None

    name = ""
    if key is not None:
        held = vendors.holidays(desk, None if key[0] == STUDIO else key[0])
        name = next(row.name for row in held if row.date == key[1])
    return [
        Field("whose", "Whose", key[0] if key else STUDIO, "", whose,
              checks.one_of(whose, "calendar")),
        Field("date", "Day", key[1] if key else "", "such as 2026-12-24",
              check=checks.every(checks.required("which day?"), day)),
        Field("name", "Name", name, "such as Christmas Eve",
              check=checks.every(checks.required("why is it closed?"), checks.at_most(80))),
    ]  # fmt: skip


def _save_holiday(desk: Desk, key: Key | None, values: Values) -> object:
    try:
        at = when.parse_moment(values["date"], desk.now(), desk.zone)
    except ValueError as error:
        raise Refused(f"day: {error}") from None
    day, whose = when.local_day(at, desk.zone), _whose(values["whose"])
    if key is None:
        vendors.add_holiday(desk, whose, day, values["name"])
        return day
    before = _whose(key[0]), date.fromisoformat(key[1])
    vendors.move_holiday(desk, before, (whose, day), values["name"])
    return day


def _whose(text: str) -> str | None:
    word = text.strip()
    return None if word.casefold() in ("", STUDIO) else word


def _remove_holiday(desk: Desk, key: Key) -> object:
    vendors.remove_holiday(desk, _whose(key[0]), date.fromisoformat(key[1]))
    return key


HOLIDAYS = SetupList(
    "holidays", _holiday_fields, _save_holiday, remove=_remove_holiday,
    lines=("Due dates follow. Public holidays come with the country in studio.toml.",),
)  # fmt: skip
