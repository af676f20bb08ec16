"""Price lists, their items, and what is in packages, in the set-up."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from store import (
    contents,
    itembuying,
    items,
    layouts,
    money,
    packages,
    pricelists,
    products,
    renderprofiles,
)
from store.contents import Named
from store.desk import Desk
from store.errors import Refused
from store.itemproperties import IDENTIFIER_LENGTH, KINDS, MOST_INCHES, MOST_UNITS
from store.itemproperties import key as as_compared
from store.setuplists import Key
from store.tables import Item, PackageItem
from tui.screens import checks
from tui.screens.filling import cents, number, said, whole, yes, yes_no
from tui.screens.lists.entries import SetupList, Values, figure, names_of
from tui.widgets.form import Check, Field, Together

# Price lists --------------------------------------------------------------------------------------


def _list_fields(desk: Desk, key: Key | None) -> list[Field]:
    row = pricelists.get(key[0]) if key else None
    taken = [one.name for one in pricelists.listed()]
    fields = [
        Field("name", "Name", row.name if row else "", check=checks.every(
            checks.required("a price list needs a name"), checks.at_most(80),
            checks.new_among(taken, "a price list", row.name if row else ""),
        )),
        Field("hidden", "Not offered", yes_no(row.hidden if row else False), "",
              checks.YES_NO, checks.yes_no),
    ]  # fmt: skip
    if key is None:
        source = Field("copy", "Copy of", "", "empty: begins without items", tuple(taken),
                       checks.optional(checks.one_of(taken, "price list")))  # fmt: skip
        return [*fields, source]
    return fields


def _save_list(desk: Desk, key: Key | None, values: Values) -> object:
    hidden = yes(values["hidden"], "not offered")
    if key is not None:
        return pricelists.change(desk, key[0], new_name=values["name"], hidden=hidden)
    source = said(values["copy"])
    if source is None:
        return pricelists.add(desk, values["name"], hidden=hidden)
    return pricelists.copy(desk, source, values["name"])


def _switch_list(desk: Desk, key: Key, active: bool) -> object:
    return pricelists.switch(desk, key[0], active=active)


PRICE_LISTS = SetupList(
    "pricelists", _list_fields, _save_list, _switch_list,
    lines=("Types of session say which list they sell from; others use the first.",),
)  # fmt: skip


# Items --------------------------------------------------------------------------------------------


def _item_fields(desk: Desk, key: Key | None) -> list[Field]:
    row = items.get(key[1], key[0]) if key else Item(kind="print", price_cents=0, cost_cents=0)
    homes = names_of(desk, "pricelists")
    fields = [
        Field("identifier", "Identifier", row.identifier or "", "such as P8X10", check=checks.every(
            checks.required("an item needs an identifier"), checks.at_most(IDENTIFIER_LENGTH),
        ), together=_new_item(key)),
        Field("kind", "Kind", row.kind, "", KINDS, checks.one_of(KINDS, "kind")),
        Field("description", "Description", row.description or ""),
        Field("group", "Group", row.group or "", "", _groups()),
        Field("price", "Price", money.decimal(row.price_cents),
              check=checks.optional(checks.amount)),
        Field("cost", "Cost", money.decimal(row.cost_cents), check=checks.optional(checks.amount)),
        *_size_fields(row),
        *_made_fields(desk, row),
        *_bought_fields(row),
        Field("hidden", "Not offered", yes_no(row.hidden), "", checks.YES_NO, checks.yes_no),
    ]  # fmt: skip
    if key is None:
        start = homes[0] if homes else pricelists.DEFAULT_LIST
        home = Field("list", "Price list", start, "a new name makes one", homes,
                     checks.at_most(80))  # fmt: skip
        return [home, *fields]
    return fields


def _new_item(key: Key | None) -> Together:
    """What is wrong with an identifier that another item of the list has."""
    homes = {row.id: row.name.casefold() for row in pricelists.listed()}
    taken = {
        (homes[row.price_list_id], as_compared(row.identifier))
        for row in items.listed(inactive=True)
    }
    own = as_compared(key[1]) if key else ""

    def wrong(values: Mapping[str, str]) -> str | None:
        home = key[0] if key else values["list"].strip()
        wanted = as_compared(values["identifier"])
        if wanted != own and (home.casefold(), wanted) in taken:
            return "there is an item with this identifier already"
        return None

    return wrong


def _groups() -> tuple[str, ...]:
    return tuple(sorted({row.group for row in items.listed() if row.group}))


def _size_fields(row: Item) -> list[Field]:
    inches = checks.optional(checks.number(0.001, MOST_INCHES, "inches"))
    return [
        Field("width", "Width", figure(row.width), "inches", check=inches),
        Field("height", "Height", figure(row.height), "inches", check=inches),
        Field("units", "Units", figure(row.units), "of a unit package, or that one spends",
              check=checks.optional(checks.whole(1, MOST_UNITS)), together=_units_needed),
    ]  # fmt: skip


def _units_needed(values: Mapping[str, str]) -> str | None:
    needed = values["kind"].strip().casefold() == packages.UNITS and not values["units"].strip()
    return "how many units does the package have to spend?" if needed else None


def _made_fields(desk: Desk, row: Item) -> list[Field]:
    """Who makes it, and how its pictures become files."""
    vendor = desk.directory.vendors.get(row.vendor_id or 0)
    profiles = {one.id: one.name for one in renderprofiles.listed()}
    sheets = {one.id: one.name for one in layouts.listed()}

    def choice(name: str, label: str, value: str, listed: str, what: str) -> Field:
        words = names_of(desk, listed)
        return Field(name, label, value, "", words, checks.optional(checks.one_of(words, what)))

    return [
        choice("vendor", "Made by", vendor.name if vendor else "", "vendors", "vendor"),
        choice("render_profile", "Render profile", profiles.get(row.render_profile_id or 0, ""),
               "profiles", "render profile"),
        choice("layout", "Layout", sheets.get(row.layout_id or 0, ""), "layouts", "layout"),
    ]  # fmt: skip


def _bought_fields(row: Item) -> list[Field]:
    """What its vendor calls and charges for it: the product of the preferred vendor."""
    product = itembuying.product_of(row)
    return [
        Field("code", "Vendor's code", product.code if product else "", "of whom it is made by",
              check=checks.at_most(products.CODE_LENGTH), together=_vendor_needed),
        Field("vendor_cost", "Vendor's cost", money.decimal(product.cost_cents) if product else "",
              check=checks.optional(checks.amount)),
        Field("multiplier", "Multiplier", str(product.multiplier) if product else "",
              "ordered for one that is sold; empty: 1",
              check=checks.optional(checks.whole(1, products.MOST_MULTIPLIER))),
    ]  # fmt: skip


def _vendor_needed(values: Mapping[str, str]) -> str | None:
    needed = values["code"].strip() and not said(values["vendor"])
    return "whose code is it? say who makes the item" if needed else None


def _save_item(desk: Desk, key: Key | None, values: Values) -> object:
    given: dict[str, Any] = {
        "kind": values["kind"],
        "description": values["description"],
        "group": values["group"],
        "price_cents": cents(values["price"], "price"),
        "cost_cents": cents(values["cost"], "cost"),
        "width": number(values["width"], "width"),
        "height": number(values["height"], "height"),
        "units": whole(values["units"], "units"),
        "vendor": said(values["vendor"]),
        "render_profile": said(values["render_profile"]),
        "layout": said(values["layout"]),
        "hidden": yes(values["hidden"], "not offered"),
    }
    bought = None
    if said(values["code"]) is not None:
        bought = itembuying.Bought(
            values["code"],
            cents(values["vendor_cost"], "vendor's cost"),
            whole(values["multiplier"], "multiplier") or 1,
        )
    home = key[0] if key else values["list"].strip() or None
    return itembuying.save(desk, home, key[1] if key else None, values["identifier"], given, bought)


def _switch_item(desk: Desk, key: Key, active: bool) -> object:
    return items.switch(desk, key[1], active=active, price_list=key[0])


ITEMS = SetupList(
    "items", _item_fields, _save_item, _switch_item,
    lines=("A whole list comes in with: import pricelist FILE",),
)  # fmt: skip


# Packages -----------------------------------------------------------------------------------------


def _part_fields(desk: Desk, key: Key | None) -> list[Field]:
    part = _part(*key) if key else PackageItem(quantity=1)
    quantity = Field("quantity", "Quantity", str(part.quantity), "of a fixed package",
                     check=checks.whole(1, contents.MOST_QUANTITY))  # fmt: skip
    units = Field("units", "Units", figure(part.units), "that one costs; empty: as its item says",
                  check=checks.optional(checks.whole(1, MOST_UNITS)))  # fmt: skip
    if key is not None:
        return [quantity, units]
    homes = names_of(desk, "pricelists")
    rows = items.listed()
    boxes = tuple(row.identifier for row in rows if row.kind in _BOXES)
    inside = tuple(dict.fromkeys(row.identifier for row in rows))
    return [
        Field("list", "Price list", homes[0] if homes else "", "", homes,
              checks.one_of(homes, "price list")),
        Field("package", "Package", boxes[0] if len(boxes) == 1 else "", "", boxes,
              checks.one_of(boxes, "package")),
        Field("item", "Item", "", "", inside, _item_check(inside), _not_itself),
        quantity,
        units,
    ]  # fmt: skip


_BOXES = (packages.FIXED, packages.UNITS)


def _item_check(inside: tuple[str, ...]) -> Check:
    return checks.every(checks.required("which item?"), checks.one_of(inside, "item"))


def _not_itself(values: Mapping[str, str]) -> str | None:
    same = as_compared(values["item"]) == as_compared(values["package"])
    return "a package cannot be in itself" if same and values["item"].strip() else None


def _parts(home: str, package: str) -> list[PackageItem]:
    box = items.get(package, home)
    return packages.parts_of([box.id]).get(box.id, [])


def _part(home: str, package: str, item: str) -> PackageItem:
    for part in _parts(home, package):
        if part.item.identifier == item:
            return part
    raise Refused(f"{package} has no {item} in it any more")


def _save_part(desk: Desk, key: Key | None, values: Values) -> object:
    quantity = whole(values["quantity"], "quantity") or 1
    units = whole(values["units"], "units")
    home, package, item = key or tuple(values[name].strip() for name in ("list", "package", "item"))
    present = _parts(home, package)
    others = [part for part in present if as_compared(part.item.identifier) != as_compared(item)]
    if key is None and len(others) < len(present):
        raise Refused(f"{item} is in {package} already; change it there")
    entries = [
        Named(item, quantity, units)
        if as_compared(part.item.identifier) == as_compared(item)
        else Named(part.item.identifier, part.quantity, part.units)
        for part in present
    ]
    if key is None:
        entries.append(Named(item, quantity, units))
    return packages.set_parts(desk, package, contents.write(entries), home)


def _remove_part(desk: Desk, key: Key) -> object:
    home, package, item = key
    rest = [part for part in _parts(home, package) if part.item.identifier != item]
    return packages.set_parts(desk, package, packages.written(rest), home)


PACKAGES = SetupList(
    "packages", _part_fields, _save_part, remove=_remove_part,
    lines=("A fixed package has its parts; the units of a unit package are spent on its.",),
)  # fmt: skip
