"""Layouts: several pictures, or one repeated, on a sheet; sizes in inches.

The sheet is parted evenly: so many cells across and down, with the same gap between all. A layout
that is more than that has a definition, which says all of it (``rendering.layouttexts``).
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from store import lists
from store.desk import Desk
from store.errors import Refused
from store.namedlists import NamedList
from store.rendering import layoutdata, layouttexts, packagefiles
from store.rendering.layouttexts import Written
from store.tables import Layout
from store.text import safe, search_key

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


def _definition(_: Desk, value: Any) -> dict[str, Any]:
    text = str(value or "").strip()
    if not text:
        return {"definition": ""}
    # The sheet's size and the like are kept beside it, because lists show them.
    columns = layoutdata.columns_of(layouttexts.read(text, "definition").template)
    return {**columns, "definition": safe(text, layouttexts.LONGEST, keep_newlines=True) + "\n"}


PROPERTIES: Mapping[str, lists.Reader] = {
    "description": lists.text("description"),
    "width": _inches("width"),
    "height": _inches("height"),
    "across": lists.whole("across", 1, MOST_CELLS),
    "down": lists.whole("down", 1, MOST_CELLS),
    "gap": _inches("gap", zero=True),
    "repeats": lists.flag("repeats"),
    "definition": _definition,
}
"""Property to how it is read."""


def together(columns: Mapping[str, Any]) -> list[str]:
    """What the columns of a layout say wrong together: the cells must fit on the sheet."""
    if columns["definition"]:
        return _beside(columns)
    if columns["width"] is None or columns["height"] is None:
        return ["the sheet needs a width and a height in inches"]
    sides = cell(*(columns[name] for name in ("width", "height", "across", "down", "gap")))
    return [
        f"{columns[count]} {count} do not fit: with gaps of {columns['gap']:g} in on "
        f"{columns[side]:g} in each would be {max(size, 0):.2f} in; use fewer, or a smaller gap"
        for count, side, size in zip(("across", "down"), ("width", "height"), sides, strict=True)
        if size < LEAST_CELL
    ]


def _beside(columns: Mapping[str, Any]) -> list[str]:
    """What is said beside a definition, and otherwise than there."""
    said = layoutdata.columns_of(layouttexts.read(columns["definition"], "definition").template)
    return [
        f"{name} is {value:g} by its definition; change it there, or take the definition away"
        for name, value in said.items()
        if columns[name] is None or not math.isclose(float(columns[name]), float(value))
    ]


KEPT = NamedList(Layout, "layout", PROPERTIES, together)
"""The list itself."""

add, change, switch = KEPT.add, KEPT.change, KEPT.switch
listed, named, reorder = KEPT.listed, KEPT.named, KEPT.reorder


def written(row: Layout) -> str:
    """A layout as text, to be kept in a file and read again."""
    return layouttexts.text_of(layoutdata.template_of(row), row.description)


def bring_in(desk: Desk, found: Written, text: str, name: str = "") -> Layout:
    """Add a layout that stands in a text, or change the one of that name."""
    wanted = name.strip() or found.name
    if not wanted:
        raise Refused("the layout has no name; write one in the file, or give it (--name)")
    given: dict[str, Any] = {"definition": text}
    if found.description:
        given["description"] = found.description
    present = {search_key(row.name): row for row in listed()}
    row = present.get(search_key(wanted))
    if row is None:
        return add(desk, wanted, **given)
    if row.inactive:
        raise Refused(f"layout {row.name} is inactive; activate it first, or give another name")
    return change(desk, row.name, **given)


def read_file(text: str, name: str, dpi: int, sheet: tuple[float, float] | None) -> Written:
    """Read a layout of a file: a printer's package by its first line, TOML otherwise."""
    if packagefiles.is_package(text):
        return packagefiles.read(text, name, dpi, sheet)
    return layouttexts.read(text, name)
