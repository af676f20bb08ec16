"""Layouts in the set-up: an even grid in fields, or all of a sheet as text; their pictures."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from store import layouts
from store.desk import Desk
from store.errors import Refused
from store.rendering import layoutdata, layouttexts, sketches
from store.tables import Layout
from tui.screens import checks
from tui.screens.filling import number, whole, yes
from tui.screens.lists.entries import Values, figure
from tui.screens.lists.namedforms import flag, kept_list
from tui.widgets.form import Check, Field, Together

SKETCH = (60, 16)
"""Cells that the picture of a sheet may take."""


def _fields(_: Desk, row: Layout) -> list[Field]:
    inches = checks.number(0.01, layouts.MOST_INCHES, "inches")
    cells = checks.whole(1, layouts.MOST_CELLS)
    return [
        Field("description", "Description", row.description, check=checks.at_most(200)),
        Field("width", "Sheet width", figure(row.width), "inches",
              together=_alone("width", inches)),
        Field("height", "Sheet height", figure(row.height), "inches",
              together=_alone("height", inches)),
        Field("across", "Across", str(row.across), "pictures beside each other", check=cells,
              together=_fitting("across", "width")),
        Field("down", "Down", str(row.down), "pictures below each other", check=cells,
              together=_fitting("down", "height")),
        Field("gap", "Gap", figure(row.gap), "inches between them",
              check=checks.number(0, layouts.MOST_INCHES, "inches")),
        flag("repeats", "The same picture", row.repeats, "in every cell"),
        Field("definition", "As text", row.definition, "all of a sheet that is no even grid",
              check=checks.told(_read), lines=8, says=_told),
    ]  # fmt: skip


def _read(text: str) -> object:
    return layouttexts.read(text, "line") if text.strip() else None


def _told(values: Mapping[str, str]) -> str:
    """The sheet in numbers, as far as it is written."""
    if not values["definition"].strip():
        return ""
    try:
        return ", ".join(sketches.told(layouttexts.read(values["definition"]).template))
    except Refused:
        return ""  # what is wrong is told already


def _alone(name: str, check: Check) -> Together:
    """What is wrong with a field that says nothing where the sheet stands there as text."""
    return lambda values: None if values["definition"].strip() else check(values[name])


def _fitting(count: str, side: str) -> Callable[[Mapping[str, str]], str | None]:
    """What is wrong with how many pictures go on a side of the sheet."""

    def wrong(values: Mapping[str, str]) -> str | None:
        if values["definition"].strip():
            return None
        try:
            numbers = [float(values[name].replace(",", ".")) for name in (count, side, "gap")]
        except ValueError:
            return None
        many, room, gap = numbers
        if many < 1 or (room - gap * (many - 1)) / many >= layouts.LEAST_CELL:
            return None
        return f"{many:g} do not fit on {room:g} in with gaps of {gap:g} in"

    return wrong


def _given(values: Values) -> dict[str, Any]:
    said: dict[str, Any] = {
        "description": values["description"], "definition": values["definition"]
    }  # fmt: skip
    if values["definition"].strip():
        return said
    return {
        **said,
        "width": number(values["width"], "sheet width"),
        "height": number(values["height"], "sheet height"),
        "across": whole(values["across"], "across"),
        "down": whole(values["down"], "down"),
        "gap": number(values["gap"], "gap"),
        "repeats": yes(values["repeats"], "the same picture"),
    }


def sketch(_: Desk, name: str) -> list[str]:
    """A layout in numbers, and its sheet as a picture of lines."""
    template = layoutdata.template_of(layouts.named(name))
    return [*sketches.told(template), "", *sketches.lines(sketches.sample(template), *SKETCH)]


LAYOUTS = replace(
    kept_list(
        "layouts", layouts.KEPT, _fields, _given,
        "Several pictures, or one repeated, on a sheet that is parted evenly. Other sheets stand",
        "under 'As text'; the fields above it say nothing then.",
    ),
    shown=sketch,
)  # fmt: skip
