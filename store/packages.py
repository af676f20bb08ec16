"""Packages: fixed ones with their components, and unit packages with units to spend on items.

What follows from the contents is in ``expanding``; here it is read and changed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from store import contents
from store.changes import Act
from store.contents import MOST_QUANTITY, Named
from store.desk import Desk
from store.errors import Refused, did_you_mean
from store.expanding import MOST_PIECES, Circle, Spent, expand, opened, spending
from store.itemproperties import key
from store.tables import Item, PackageItem, PriceList
from store.text import safe

__all__ = [
    "FIXED", "MOST_PIECES", "UNITS", "Broken", "Circle", "Spent", "broken", "components",
    "contents_of", "expand", "found", "opened", "parts_of", "prices", "refuse_broken", "set_parts",
    "spending", "spent", "write_parts", "written",
]  # fmt: skip

FIXED, UNITS = "package", "units"
"""The kinds of item that are packages."""

# Reading -----------------------------------------------------------------------------------------


def parts_of(packages: Iterable[int]) -> dict[int, list[PackageItem]]:
    """Package to its parts in order, each with its ``item``."""
    ids = list(packages)
    found: dict[int, list[PackageItem]] = {}
    for start in range(0, len(ids), MOST_QUANTITY):
        query = (
            PackageItem.select(PackageItem, Item)
            .join(Item, on=(Item.id == PackageItem.item))
            .where(PackageItem.package.in_(ids[start : start + MOST_QUANTITY]))
            .order_by(PackageItem.position, PackageItem.id)
        )
        for row in query:
            found.setdefault(row.package_id, []).append(row)
    return found


def contents_of(price_list: int) -> dict[int, list[tuple[int, int]]]:
    """The fixed packages of a list with what is in each."""
    query = Item.select(Item.id).where(Item.price_list == price_list, Item.kind == FIXED)
    ids = [row.id for row in query]
    parts = parts_of(ids)
    return {one: [(row.item_id, row.quantity) for row in parts.get(one, ())] for one in ids}


def components(package: Item, quantity: int = 1) -> list[tuple[Item, int]]:
    """The items that so many of a fixed package consist of, with their quantities."""
    if package.kind != FIXED:
        return []
    pieces = expand(contents_of(package.price_list_id), package.id, quantity)
    rows = {row.id: row for row in Item.select().where(Item.price_list == package.price_list_id)}
    return [(rows[item], each) for item, each in pieces]


def prices(package: Item) -> dict[int, int]:
    """What the units of a package may be spent on: item to the units that one of it costs.

    Those named with the package; where none is, every active item of its list that costs units.
    """
    named = parts_of([package.id]).get(package.id, [])
    if named:
        return {row.item_id: row.units or row.item.units or 1 for row in named}
    query = Item.select().where(
        Item.price_list == package.price_list_id,
        Item.units.is_null(False),
        Item.kind.not_in((FIXED, UNITS)),
        Item.inactive == False,  # noqa: E712 - an expression of SQL
    )
    return {row.id: row.units or 1 for row in query}


def spent(package: Item, chosen: Iterable[tuple[int, int]], quantity: int = 1) -> Spent:
    """How the units of so many packages are spent on items (id and quantity) that were chosen.

    `Refused` names what cannot be had for units of this package.
    """
    costs = prices(package)
    picked = list(chosen)
    strange = {item for item, _ in picked} - costs.keys()
    if strange:
        names = [row.identifier for row in Item.select().where(Item.id.in_(strange))]
        raise Refused(
            f"{', '.join(sorted(names))} cannot be had for units of {package.identifier}; "
            "sell it for its price, or add it to what the units may be spent on"
        )
    return spending((package.units or 0) * quantity, [(costs[item], n) for item, n in picked])


def written(parts: Sequence[PackageItem]) -> str:
    """Parts as a line that ``contents`` reads."""
    return contents.write(Named(row.item.identifier, row.quantity, row.units) for row in parts)


# Changing ----------------------------------------------------------------------------------------


def set_parts(
    desk: Desk, identifier: str, parts: str | Iterable[str], price_list: str | None = None
) -> Item:
    """Say what is in a package, or what its units may be spent on; nothing takes all out."""
    from store import items  # it reads packages, which are items

    summary = f"set what is in {safe(identifier, 40)}"
    with desk.action("set package", summary, right="set-up") as act:
        row = items.get(identifier, price_list)
        lines = [parts] if isinstance(parts, str) else list(parts)
        wanted = [one for line in lines for one in contents.read(line)]
        home = {key(other.identifier): other for other in items.of_list(row.price_list_id)}
        write_parts(act, row, found(row, wanted, home), parts_of([row.id]).get(row.id, []))
        refuse_broken(row.price_list_id)
    return row


def write_parts(
    act: Act, package: Item, parts: Mapping[int, Mapping[str, Any]], present: Sequence[PackageItem]
) -> bool:
    """Write a package's parts inside an open action; tells whether that changed anything.

    Call ``refuse_broken`` when all packages of the list are written.
    """
    rows = {part.item_id: part for part in present}
    changed = False
    for item, part in rows.items():
        if item not in parts:
            act.delete(part)
            changed = True
    for place, (item, values) in enumerate(parts.items(), start=1):
        columns = {**values, "position": place}
        if item in rows:
            changed |= bool(act.update(rows[item], **columns))
        else:
            act.insert(PackageItem, package_id=package.id, item_id=item, **columns)
            changed = True
    return changed


def found(
    package: Item, wanted: Sequence[Named], rows: Mapping[str, Item]
) -> dict[int, dict[str, Any]]:
    """Item to its columns as a part, in order, out of the rows of the list by their keys.

    `Refused` names all that cannot be a part.
    """
    if wanted and package.kind not in (FIXED, UNITS):
        raise Refused(
            f"{package.identifier} is of the kind {package.kind}, not a package; "
            "change its kind to package or units first"
        )
    parts: dict[int, dict[str, Any]] = {}
    problems = []
    for part in wanted:
        row = rows.get(key(part.identifier))
        reason = _wrong(package, part, row)
        if row is not None and row.id in parts:
            reason = f"{row.identifier} is named twice; say once how many"
        if row is None:
            names = [one.identifier for one in rows.values() if one.id != package.id]
            reason += did_you_mean(part.identifier, names)
        if reason:
            problems.append(f"{package.identifier}: {reason}")
        elif row is not None:
            parts[row.id] = {"quantity": part.quantity, "units": part.units}
    if problems:
        raise Refused(problems)
    return parts


def _wrong(package: Item, part: Named, row: Item | None) -> str:
    """Why an item cannot be a part of a package; empty if it can."""
    if part.price_list:
        return f"{safe(part.identifier, 40)}: what is in a package is on the package's own list"
    if row is None:
        return f"no item '{safe(part.identifier, 40)}' is on the package's price list"
    if row.id == package.id:
        return "a package cannot be in itself"
    if package.kind == FIXED and part.units is not None:
        return f"{row.identifier}: only what units are spent on costs units"
    if package.kind == UNITS and part.quantity != 1:
        return f"{row.identifier}: units are spent on as many as wanted; leave the quantity out"
    if package.kind == UNITS and row.kind in (FIXED, UNITS):
        return f"{row.identifier}: units cannot be spent on a package"
    return ""


@dataclass(frozen=True, slots=True)
class Broken:
    """Why a package cannot be; the items it is about, the package first."""

    items: tuple[int, ...]
    reason: str


def refuse_broken(price_list: int) -> None:
    """Refuse packages that are in themselves, too large, or of things that are sold no more."""
    problems = [one.reason for one in broken(price_list)]
    if problems:
        raise Refused(problems)


def broken(price_list: int) -> list[Broken]:
    """The packages of a list that cannot be."""
    parts = contents_of(price_list)
    if not parts:
        return []
    rows = {row.id: row for row in Item.select().where(Item.price_list == price_list)}
    try:
        flat = opened(parts)
    except Circle as circle:
        names = {one: row.identifier for one, row in rows.items()}
        return [Broken(tuple(circle.ring), str(Circle(circle.ring, names)))]
    home = PriceList.get_by_id(price_list).name
    found = []
    for package, inside in parts.items():
        name = rows[package].identifier
        if sum(flat[package].values()) > MOST_PIECES:
            reason = f"{name} comes to more than {MOST_PIECES:,} pieces, too many"
            found.append(Broken((package,), reason))
        gone = [rows[item] for item, _ in inside if rows[item].inactive]
        found.extend(
            Broken(
                (package, item.id),
                f"{item.identifier} is part of package {name} on {home} and cannot be inactive "
                "while that is sold; take it out, or deactivate the package first",
            )
            for item in gone
            if not rows[package].inactive
        )
    return found
