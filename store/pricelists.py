"""Price lists: named lists of what the studio sells, which types of session sell from them, groups.

The items themselves are in ``items``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from store import lists, packages, positions
from store.changes import Act, columns
from store.desk import Desk
from store.errors import Refused, did_you_mean
from store.reading import tuples
from store.tables import Item, PackageItem, PriceList, ProductItem, Type
from store.text import safe, search_key

DEFAULT_LIST = "Price list"
"""The name of the list that is made where there is none."""

PROPERTIES: Mapping[str, lists.Reader] = {"hidden": lists.flag("hidden")}
"""Property to how it is read; besides these there is ``new_name``."""


# Reading -----------------------------------------------------------------------------------------


def listed(*, inactive: bool = True) -> list[PriceList]:
    """All price lists in the studio's order, the oldest first where it has none."""
    rows = list(PriceList.select().order_by(PriceList.position, PriceList.id))
    return [row for row in rows if inactive or not row.inactive]


def counts() -> dict[int, int]:
    """Price list to how many active items it has."""
    found: dict[int, int] = {}
    active = Item.select(Item.price_list).where(Item.inactive == False)  # noqa: E712 - SQL
    for (home,) in tuples(active):
        found[home] = found.get(home, 0) + 1
    return found


def named(word: str) -> PriceList:
    """Find an active price list by name."""
    row = get(word)
    if row.inactive:
        raise Refused(f"price list {row.name} is inactive; choose another")
    return row


def get(word: str) -> PriceList:
    """Find a price list by name, also an inactive one."""
    rows = listed()
    for row in rows:
        if search_key(row.name) == search_key(word):
            return row
    hint = did_you_mean(word, [row.name for row in rows])
    raise Refused(f"no price list is called '{safe(word, 80)}'{hint}")


def home() -> PriceList | None:
    """The list that is meant where none is named: the first one in use."""
    rows = listed(inactive=False)
    return next((row for row in rows if not row.hidden), rows[0] if rows else None)


def for_type(desk: Desk, type_id: int | None) -> PriceList | None:
    """The list that a session of a type sells from; the studio's first where it has none."""
    of_type = desk.directory.types.get(type_id or 0)
    if of_type is not None and of_type.price_list_id is not None:
        row: PriceList | None = PriceList.get_or_none(
            PriceList.id == of_type.price_list_id,
            PriceList.inactive == False,  # noqa: E712 - an expression of SQL
        )
        if row is not None:
            return row
    return home()


def types_of(desk: Desk) -> dict[int, list[Type]]:
    """Price list to the active types of session that sell from it."""
    found: dict[int, list[Type]] = {}
    for row in desk.directory.types.values():
        if row.price_list_id is not None and not row.inactive:
            found.setdefault(row.price_list_id, []).append(row)
    return found


# Changing ----------------------------------------------------------------------------------------


def make(act: Act, name: str = DEFAULT_LIST, *, hidden: bool = False) -> PriceList:
    """Find a price list by name, or make it, inside an open action."""
    clean = lists.clean_name(name, "price list")
    rows = listed()
    for row in rows:
        if search_key(row.name) == search_key(clean):
            return row
    return act.insert_row(PriceList(name=clean, hidden=hidden, position=positions.last(rows)))


def home_of(act: Act, name: str | None) -> PriceList:
    """The list of that name, made if need be; without a name the first one in use."""
    present = home() if name is None else None
    return present or make(act, name or DEFAULT_LIST)


def add(desk: Desk, name: str, *, hidden: bool = False) -> PriceList:
    """Add an empty price list."""
    with lists.changing(desk, "add price list", f"add price list {name}") as act:
        lists.refuse_double(listed(), lists.clean_name(name, "price list"), "price list")
        return make(act, name, hidden=hidden)


def change(desk: Desk, name: str, **given: Any) -> PriceList:
    """Change a price list: ``new_name``, ``hidden``."""
    with lists.changing(desk, "change price list", f"change price list {name}") as act:
        row = get(name)
        new_name = given.pop("new_name", None)
        said = lists.read(desk, given, PROPERTIES, "price list")
        if new_name is not None:
            said["name"] = lists.clean_name(new_name, "price list")
            lists.refuse_double(listed(), said["name"], "price list", row.id)
        act.update(row, **said)
    return row


def switch(desk: Desk, name: str, *, active: bool) -> PriceList:
    """Make a price list inactive, so that nothing is sold from it, or active again."""
    word = "activate" if active else "deactivate"
    with lists.changing(desk, f"{word} price list", f"{word} price list {name}") as act:
        row = lists.inactive_named(listed(), name, "price list") if active else named(name)
        if not active:
            _refuse_in_use(desk, row)
        act.update(row, inactive=not active)
    return row


def _refuse_in_use(desk: Desk, row: PriceList) -> None:
    users = types_of(desk).get(row.id, [])
    if users:
        names = ", ".join(one.name for one in users[:5])
        more = f" and {len(users) - 5} more" if len(users) > 5 else ""
        raise Refused(
            f"price list {row.name} cannot be made inactive: sessions of type {names}{more} sell "
            "from it; give them another list first (pricelists for-type TYPE LIST)"
        )
    if len(listed(inactive=False)) == 1:
        raise Refused(
            f"price list {row.name} cannot be made inactive: it is the only one in use; "
            "add or activate another first"
        )


def reorder(desk: Desk, name: str, place: int) -> list[PriceList]:
    """Put a price list at a place, from 1; returns them in their new order."""
    summary = f"put price list {name} at place {place}"
    with lists.changing(desk, "reorder price lists", summary) as act:
        positions.put(act, listed(), get(name), place)
    return listed()


def set_for_type(desk: Desk, type_name: str, name: str | None) -> Type:
    """Say from which list sessions of a type sell; without a name from the studio's first."""
    with lists.changing(desk, "set price list", f"set price list of {type_name}") as act:
        row = desk.directory.type_named("session", type_name)
        act.update(row, price_list_id=named(name).id if name else None)
    return row


def copy(desk: Desk, name: str, new_name: str) -> PriceList:
    """Copy a list: its items, what is in its packages, and what vendors call them."""
    with lists.changing(desk, "copy price list", f"copy price list {name} to {new_name}") as act:
        source = get(name)
        clean = lists.clean_name(new_name, "price list")
        lists.refuse_double(listed(), clean, "price list")
        made = make(act, clean, hidden=source.hidden)
        rows = list(Item.select().where(Item.price_list == source.id).order_by(Item.id))
        twins = dict(
            zip(
                [row.id for row in rows],
                act.insert_many(Item, [_with(row, price_list_id=made.id) for row in rows]),
                strict=True,
            )
        )
        of_list = Item.select(Item.id).where(Item.price_list == source.id)
        parts = PackageItem.select().where(PackageItem.package.in_(of_list))
        act.insert_many(
            PackageItem,
            [
                _with(part, package_id=twins[part.package_id], item_id=twins[part.item_id])
                for part in parts.order_by(PackageItem.id)
            ],
        )
        links = ProductItem.select().where(ProductItem.item.in_(of_list)).order_by(ProductItem.id)
        act.insert_many(ProductItem, [_with(link, item_id=twins[link.item_id]) for link in links])
    return made


def _with(row: Item | PackageItem | ProductItem, **other: Any) -> dict[str, Any]:
    """The columns of a row's copy, with some of them different."""
    return {name: value for name, value in columns(row).items() if name != "id"} | other


# Groups ------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Group:
    """Items of a list that go together; how many of them, in use, not offered."""

    name: str
    items: int
    active: int
    hidden: int


def groups(name: str | None = None) -> list[Group]:
    """The groups of a list by name; items without a group stand under an empty one, last."""
    row = get(name) if name is not None else home()
    found: dict[str, list[Item]] = {}
    for item in Item.select().where(Item.price_list == (row.id if row else 0)).order_by(Item.id):
        found.setdefault(search_key(item.group), []).append(item)
    return [
        Group(
            members[0].group,
            len(members),
            sum(not item.inactive for item in members),
            sum(item.hidden for item in members),
        )
        for _, members in sorted(found.items(), key=lambda one: (not one[0], one[0]))
    ]


def change_group(desk: Desk, name: str | None, group: str, **given: Any) -> Group:
    """Change all items of a group: ``new_name``, ``hidden``, ``inactive``."""
    with desk.action("change group", f"change group {safe(group, 80)}", right="set-up") as act:
        row = get(name) if name is not None else home()
        wanted = search_key(group)
        here = Item.select().where(Item.price_list == (row.id if row else 0))
        members = [item for item in here if search_key(item.group) == wanted]
        if not members:
            hint = did_you_mean(group, {item.group for item in here if item.group})
            raise Refused(f"there is no group '{safe(group, 80)}' on that price list{hint}")
        said: dict[str, Any] = {
            key: bool(given[key]) for key in ("hidden", "inactive") if key in given
        }
        if given.get("new_name") is not None:
            said |= lists.read(desk, {"group": given["new_name"]}, _GROUP, "group")
        for item in members:
            act.update(item, **said)
        packages.refuse_broken(members[0].price_list_id)
        now = search_key(members[0].group)
    return next(one for one in groups(row.name if row else None) if search_key(one.name) == now)


_GROUP: Mapping[str, lists.Reader] = {
    "group": lambda _, value: {"group": " ".join(safe(str(value or ""), 200).split())}
}
