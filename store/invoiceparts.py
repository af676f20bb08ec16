"""Lines to be bought, and the parts of packages among them: values in, values out.

A part stands below the line of its package at no price of its own, with its own picture and vendor.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from store import packages
from store.tables import Item


@dataclass(slots=True)
class NewLine:
    """A line to be bought; what is null or empty follows from the item."""

    item_id: int | None = None
    description: str = ""
    quantity: int = 1
    price_cents: int | None = None
    pose: str = ""
    image_id: int | None = None
    options: str = ""
    enhancement: str = ""
    crop: str = ""
    note: str = ""
    vendor_id: int | None = None
    settled: str = ""


def completed(
    lines: Sequence[NewLine], items: Mapping[int | None, Item]
) -> list[tuple[NewLine, int | None]]:
    """Lines in order, each with the place of its package's line where it is a part of one.

    Lines without a price that follow their package are its parts; missing parts are added.
    """
    kinds = {row_id: item.kind for row_id, item in items.items()}
    if not {packages.FIXED, packages.UNITS}.intersection(kinds.values()):
        return [(line, None) for line in lines]
    found: list[tuple[NewLine, int | None]] = []
    home: int | None = None
    wanted: dict[int, int] = {}
    spendable: set[int] = set()
    for line in lines:
        item = items.get(line.item_id)
        if item is not None and item.kind in (packages.FIXED, packages.UNITS):
            _add_missing(found, home, wanted)
            home = len(found)
            found.append((line, None))
            wanted, spendable = _contents(item, line.quantity)
            continue
        free = line.price_cents == 0 and line.item_id is not None
        if home is not None and free and line.quantity <= wanted.get(line.item_id or 0, 0):
            wanted[line.item_id or 0] -= line.quantity
            found.append((line, home))
        elif home is not None and free and line.item_id in spendable:
            found.append((line, home))
        else:
            found.append((line, None))
    _add_missing(found, home, wanted)
    return found


def _contents(package: Item, quantity: int) -> tuple[dict[int, int], set[int]]:
    """What a package still needs, by item; and what its units may be spent on."""
    if package.kind == packages.FIXED:
        return {item.id: count for item, count in packages.components(package, quantity)}, set()
    return {}, set(packages.prices(package))


def _add_missing(
    found: list[tuple[NewLine, int | None]], home: int | None, wanted: dict[int, int]
) -> None:
    """Add the parts that no line has, right below those that are there."""
    if home is None:
        return
    last = max((place for place, (_, of) in enumerate(found) if of == home), default=home)
    missing = [parts_line(item, count) for item, count in wanted.items() if count]
    if last + 1 < len(found) and missing:
        # Lines that follow are of other packages or none: what refers to them does not move.
        last = len(found) - 1
    found[last + 1 : last + 1] = [(line, home) for line in missing]
    wanted.clear()


def parts_line(item_id: int, quantity: int) -> NewLine:
    """A part of a package, at no price of its own."""
    return NewLine(item_id=item_id, quantity=quantity, price_cents=0)
