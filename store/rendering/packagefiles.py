"""Packages as printer drivers keep them: places in pixels, one a line, below a short head."""

from __future__ import annotations

import re
from fractions import Fraction

from store.errors import Refused
from store.rendering import layoutdata
from store.rendering.layoutdata import MOST_SLOTS, Template
from store.rendering.layouttexts import Written
from store.rendering.specs import Slot
from store.text import safe

SUFFIX = ".kpg"
HEAD = ("Type: KPKG", "Version: 1.0")

_HEAD = re.compile(r"\s*Type\s*:\s*KPKG\b", re.IGNORECASE)
_FIELD = re.compile(r"[A-Za-z][A-Za-z ]*:.*")
_PLACE = re.compile(r"(\d{1,6})\s*,\s*(\d{1,6})\s*,\s*(\d{1,6})\s*,\s*(\d{1,6})")


def is_package(text: str) -> bool:
    """Whether a text says of itself that it is such a package."""
    return _HEAD.match(text.removeprefix("\ufeff")) is not None


def read(text: str, name: str, dpi: int, sheet: tuple[float, float] | None = None) -> Written:
    """Read a package printed at so many dots an inch; without a sheet, one that just holds it.

    One picture stands in every place. `Refused` tells all that is wrong, with ``name`` and line.
    """
    slots: list[Slot] = []
    problems: list[str] = []
    where = safe(name, 200)
    for number, line in enumerate(text.splitlines(), 1):
        words = line.strip().lstrip("\ufeff")
        if not words or _FIELD.fullmatch(words):
            continue
        found = _PLACE.fullmatch(words)
        if found is None:
            problems.append(
                f"{where}:{number}: '{safe(words, 40)}' is no place; it has left, top, width and "
                "height in pixels"
            )
            continue
        x, y, width, height = (Fraction(int(part), dpi) for part in found.groups())
        slots.append(Slot(x, y, width, height))
        if len(slots) > MOST_SLOTS:
            problems.append(f"{where}:{number}: more than {MOST_SLOTS} places are too many")
            break
    if not slots and not problems:
        problems.append(f"{where}: it has no places")
    if problems:
        raise Refused(problems)
    wide, high = (
        (layoutdata.inches(sheet[0]), layoutdata.inches(sheet[1])) if sheet is not None
        else (max(one.x + one.width for one in slots), max(one.y + one.height for one in slots))
    )  # fmt: skip
    template = Template("", "slots", wide, high, tuple(slots), repeats=True)
    wrong = [f"{where}: {key}: {problem}" for key, problem in layoutdata.problems(template)]
    if wrong:
        raise Refused(wrong)
    return Written(template)


def text_of(template: Template, dpi: int) -> str:
    """The places of a template as such a package; `Refused` on a roll, which has none."""
    if not template.slots:
        raise Refused(f"{template.name} is a roll: it has no fixed places to write")
    return "\n".join([*HEAD, *(_line(slot, dpi) for slot in template.slots), ""])


def _line(slot: Slot, dpi: int) -> str:
    left, top = round(slot.x * dpi), round(slot.y * dpi)
    right, bottom = round((slot.x + slot.width) * dpi), round((slot.y + slot.height) * dpi)
    return f"{left}, {top}, {right - left}, {bottom - top}"
