"""Layouts as data: a template says how pictures stand on sheets, in exact parts of an inch.

Four kinds: ``slots`` (places of any sizes), ``grid`` (a sheet parted evenly), ``contact`` (a grid
over as many sheets as there are pictures, with captions) and ``roll`` (a width, an open length).
How templates are written is in ``layouttexts``; which picture stands where, in ``arranging``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import combinations
from typing import Any

from store.rendering.specs import SheetLayout, Slot, Stamp
from store.tables import Layout
from store.text import safe

KINDS = ("slots", "grid", "contact", "roll")
MARKS = ("none", "cut")
FITS = ("fill", "fit")
"""A picture is cut to its place, or stands whole inside it."""

MOST_INCHES = 1000
MOST_SLOTS = 400
MOST_CELLS = 100
MOST_BLEED = 2
LEAST_SLOT = Fraction(1, 4)
"""Inches that a place must have each way, to be a picture."""

MOST_PARTS = 1_000_000
"""Parts of an inch: the largest denominator of a size."""

_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")


@dataclass(frozen=True, slots=True)
class Template:
    """How pictures stand on sheets; ``slots`` are the places of one sheet, none on a roll.

    ``repeats``: one picture in every place. On a roll ``height`` is the longest piece, ``gap``
    stands between pictures and ``margin`` along all edges. Inches from the upper left corner.
    """

    name: str
    kind: str
    width: Fraction
    height: Fraction
    slots: tuple[Slot, ...] = ()
    repeats: bool = False
    across: int = 1
    down: int = 1
    gap: Fraction = Fraction(0)
    margin: Fraction = Fraction(0)
    head: Fraction = Fraction(0)
    foot: Fraction = Fraction(0)
    bleed: Fraction = Fraction(0)
    background: str = "#ffffff"
    marks: str = "none"
    caption_height: Fraction = Fraction(0)
    stamps: tuple[Stamp, ...] = ()

    @property
    def rolls(self) -> bool:
        """Whether the pictures bring their own sizes and are packed on a roll."""
        return self.kind == "roll"

    @property
    def flows(self) -> bool:
        """Whether all pictures of an order go on as many sheets as are needed, with captions."""
        return self.kind == "contact"

    @property
    def wanted(self) -> int:
        """How many different pictures a full sheet shows; 0 on a roll, which has no bounds."""
        if self.repeats:
            return min(1, len(self.slots))
        fixed = [slot.picture for slot in self.slots if slot.picture is not None]
        return max(fixed, default=-1) + 1 + sum(slot.picture is None for slot in self.slots)

    def sheet(self, slots: Sequence[Slot]) -> SheetLayout:
        """A sheet with these places."""
        return SheetLayout(
            self.name, self.width, self.height, tuple(slots), self.bleed, self.background,
            self.marks, self.caption_height, self.stamps,
        )  # fmt: skip


def template_of(row: Layout) -> Template:
    """The template of a layout: its definition where it has one, else its even grid."""
    if row.definition:
        from store.rendering import layouttexts  # which reads into templates

        return replace(layouttexts.read(row.definition).template, name=row.name)
    return grid(
        Template(
            row.name, "grid", inches(row.width), inches(row.height), repeats=row.repeats,
            across=row.across, down=row.down, gap=inches(row.gap),
        ),
        fit="fill",
    )  # fmt: skip


def inches(value: Any) -> Fraction:
    """A size as an exact part of an inch: ``3.5``, ``"3 1/2"`` or ``"7/2"``; ValueError if none."""
    if isinstance(value, bool) or not isinstance(value, (int, float, str)):
        raise ValueError('it is no size in inches, such as 3.5 or "3 1/2"')
    words = str(value).split()
    try:
        parts = [Fraction(word) for word in words]
    except (ValueError, ZeroDivisionError):
        parts = []
    mixed = len(parts) == 2 and parts[0].denominator == 1 and 0 <= parts[1] < 1
    if not (len(parts) == 1 or mixed):
        raise ValueError(f"'{safe(str(value), 40)}' is no size in inches, such as 3.5 or '3 1/2'")
    found = sum(parts, Fraction(0))
    if found.denominator > MOST_PARTS or abs(found) > MOST_INCHES:
        raise ValueError(f"'{safe(str(value), 40)}' must have fewer digits")
    return found


def shown(size: Fraction) -> str:
    """A size as people read it: at most three digits after the point."""
    return f"{float(size):.3f}".rstrip("0").rstrip(".")


def grid(template: Template, *, fit: str, turn: int = 0) -> Template:
    """The template with its sheet parted evenly, inside its margin, head and foot."""
    across, down, gap = template.across, template.down, template.gap
    wide = (template.width - 2 * template.margin - gap * (across - 1)) / across
    room = template.height - 2 * template.margin - template.head - template.foot
    high = (room - gap * (down - 1)) / down
    left, top = template.margin, template.margin + template.head
    return replace(
        template,
        slots=tuple(
            Slot(
                left + column * (wide + gap), top + row * (high + gap), wide, high, turn, None, fit
            )
            for row in range(down)
            for column in range(across)
        ),
    )


def columns_of(template: Template) -> dict[str, Any]:
    """What the columns of a layout say of a template."""
    even = template.kind in ("grid", "contact")
    return {
        "width": float(template.width),
        "height": float(template.height),
        "across": template.across if even else 1,
        "down": template.down if even else 1,
        "gap": 0.0 if template.kind == "slots" else float(template.gap),
        "repeats": template.repeats,
    }


# What is wrong with a template -------------------------------------------------------------------


def problems(template: Template) -> Iterator[tuple[str, str]]:
    """All that is wrong with a template, each with the key that says it."""
    for key, size in (("width", template.width), ("height", template.height)):
        if not 0 < size <= MOST_INCHES:
            yield key, f"must be more than 0 and at most {MOST_INCHES} inches, not {shown(size)}"
    for key in ("gap", "margin", "head", "foot"):
        if getattr(template, key) < 0:
            yield key, "must not be below 0"
    if not 0 <= template.bleed <= MOST_BLEED:
        yield "bleed", f"must be from 0 to {MOST_BLEED} inches, not {shown(template.bleed)}"
    if not _COLOUR.fullmatch(template.background):
        yield "background", "must be a colour such as #ffffff"
    if template.marks not in MARKS:
        yield "marks", f"must be one of {', '.join(MARKS)}"
    if template.rolls:
        if template.width - 2 * template.margin < LEAST_SLOT:
            yield "margin", "leaves no room for a picture on the roll"
    else:
        yield from _slot_problems(template)
    yield from _stamp_problems(template)


def _slot_problems(template: Template) -> Iterator[tuple[str, str]]:
    slots = template.slots
    many = "slots" if template.kind == "slots" else "across"
    if not slots:
        yield many, "there is no place for a picture"
    if len(slots) > MOST_SLOTS:
        yield many, f"{len(slots):,} places are too many; at most {MOST_SLOTS}"
        return
    for slot in slots[: 1 if template.kind != "slots" else None]:
        if min(slot.width, slot.height) < LEAST_SLOT:
            yield (
                many,
                (
                    f"a place of {shown(max(slot.width, Fraction(0)))} × "
                    f"{shown(max(slot.height, Fraction(0)))} in is too small; each way at least "
                    f"{shown(LEAST_SLOT)} in"
                ),
            )
            return
    for slot in slots:
        if not (
            slot.x >= 0
            and slot.y >= 0
            and slot.x + slot.width <= template.width
            and slot.y + slot.height <= template.height
        ):
            yield many, f"the place at {_at(slot)} reaches beyond the sheet"
            return
    for one, other in combinations(slots, 2):
        if overlap(one, other):
            yield many, f"the places at {_at(one)} and {_at(other)} overlap"
            return
    least = min((slot.height for slot in slots), default=Fraction(0))
    if not 0 <= template.caption_height <= least / 2:
        yield "caption", f"must be from 0 to half a place, {shown(least / 2)} in"


def _stamp_problems(template: Template) -> Iterator[tuple[str, str]]:
    for stamp in template.stamps:
        if not 0 < stamp.height <= 5:
            yield "stamps", f"words must be more than 0 and at most 5 in high at {_at(stamp)}"
        elif not (
            0 <= stamp.x < template.width
            and stamp.height <= stamp.y
            and (template.rolls or stamp.y <= template.height)
        ):
            yield "stamps", f"the words at {_at(stamp)} reach beyond the sheet"


def overlap(one: Slot, other: Slot) -> bool:
    """Whether two places share any ground."""
    return (
        one.x < other.x + other.width
        and other.x < one.x + one.width
        and one.y < other.y + other.height
        and other.y < one.y + one.height
    )


def _at(thing: Slot | Stamp) -> str:
    return f"{shown(thing.x)}, {shown(thing.y)}"
