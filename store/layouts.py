"""Layouts: several pictures, or one repeated, on a sheet; sizes in inches.

The sheet is parted evenly: so many cells across and down, with the same gap between all.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from store import lists
from store.desk import Desk
from store.errors import Refused
from store.namedlists import NamedList
from store.tables import Layout

MOST_INCHES = 1000
MOST_CELLS = 100
LEAST_CELL = 0.25
"""Inches that a cell must have each way, to be a picture."""


def cell(width: float, height: float, across: int, down: int, gap: float) -> tuple[float, float]:
    """Return the width and height of each cell of a sheet; not above 0 where they do not fit."""
    return (width - gap * (across - 1)) / across, (height - gap * (down - 1)) / down


def _inches(column: str, *, zero: bool = False) -> lists.Reader:
    def read(_: Desk, value: Any) -> dict[str, Any]:
        size = float(value or 0)
        enough = size >= 0 if zero else size > 0
        if not (math.isfinite(size) and enough and size <= MOST_INCHES):
            least = "0" if zero else "more than 0"
            raise Refused(f"{column} must be from {least} to {MOST_INCHES} inches, not {size:g}")
        return {column: size}

    return read


PROPERTIES: Mapping[str, lists.Reader] = {
    "description": lists.text("description"),
    "width": _inches("width"),
    "height": _inches("height"),
    "across": lists.whole("across", 1, MOST_CELLS),
    "down": lists.whole("down", 1, MOST_CELLS),
    "gap": _inches("gap", zero=True),
    "repeats": lists.flag("repeats"),
}
"""Property to how it is read."""


def together(columns: Mapping[str, Any]) -> list[str]:
    """What the columns of a layout say wrong together: the cells must fit on the sheet."""
    if columns["width"] is None or columns["height"] is None:
        return ["the sheet needs a width and a height in inches"]
    sides = cell(*(columns[name] for name in ("width", "height", "across", "down", "gap")))
    return [
        f"{columns[count]} {count} do not fit: with gaps of {columns['gap']:g} in on "
        f"{columns[side]:g} in each would be {max(size, 0):.2f} in; use fewer, or a smaller gap"
        for count, side, size in zip(("across", "down"), ("width", "height"), sides, strict=True)
        if size < LEAST_CELL
    ]


KEPT = NamedList(Layout, "layout", PROPERTIES, together)
"""The list itself."""

add, change, switch = KEPT.add, KEPT.change, KEPT.switch
listed, named, reorder = KEPT.listed, KEPT.named, KEPT.reorder
