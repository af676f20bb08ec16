"""A sheet as a picture of lines and letters, and in words: for terminals and forms."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from fractions import Fraction

from store.rendering import arranging
from store.rendering.layoutdata import Template, shown
from store.rendering.specs import SheetLayout, Slot

CELL_RATIO = 2
"""How many times as high as wide a cell of a terminal is."""

ROLL_SAMPLE = ((8, 10), (5, 7), (5, 7), (4, 6), (11, 14), (4, 6), (5, 7), (8, 10))
"""Prints that show how a roll is packed, in inches."""

_UP, _DOWN, _LEFT, _RIGHT = 1, 2, 4, 8
_LINES = {
    0: " ", _LEFT | _RIGHT: "─", _UP | _DOWN: "│", _DOWN | _RIGHT: "┌", _DOWN | _LEFT: "┐",
    _UP | _RIGHT: "└", _UP | _LEFT: "┘", _UP | _DOWN | _RIGHT: "├", _UP | _DOWN | _LEFT: "┤",
    _DOWN | _LEFT | _RIGHT: "┬", _UP | _LEFT | _RIGHT: "┴", _UP | _DOWN | _LEFT | _RIGHT: "┼",
}  # fmt: skip


def sample(template: Template) -> SheetLayout:
    """A full sheet of a template; of a roll, a piece with a few usual prints that fit on it."""
    if not template.rolls:
        return arranging.pages(template, max(1, template.wanted))[0].layout
    room = template.width - 2 * template.margin
    sizes = [
        (Fraction(w), Fraction(h)) for w, h in ROLL_SAMPLE if w <= room and h <= template.height
    ]
    if not sizes:
        sizes = [(room, min(room, template.height / 2))]
    return arranging.roll_pages(template, sizes)[0].layout


def lines(layout: SheetLayout, columns: int = 48, rows: int = 20) -> list[str]:
    """A sheet as lines of text, within so many cells; places are numbered by their picture."""
    across, down = _cells(layout, max(8, columns), max(4, rows))
    marks = [[0] * across for _ in range(down)]
    words = [[""] * across for _ in range(down)]
    _box(marks, (0, 0, across - 1, down - 1))
    for number, slot in enumerate(layout.slots):
        box = _placed(slot, layout, across, down)
        _box(marks, box)
        _label(words, box, slot, number)
    return [
        "".join(words[row][column] or _LINES[marks[row][column]] for column in range(across))
        for row in range(down)
    ]


def _cells(layout: SheetLayout, columns: int, rows: int) -> tuple[int, int]:
    """How many cells a sheet takes, in its proportions."""
    wide, high = float(layout.width), float(layout.height)
    scale = min((columns - 1) / (wide * CELL_RATIO), (rows - 1) / high)
    return max(4, round(wide * CELL_RATIO * scale) + 1), max(3, round(high * scale) + 1)


def _placed(slot: Slot, layout: SheetLayout, across: int, down: int) -> tuple[int, int, int, int]:
    def cell(inches: Fraction, whole: Fraction, cells: int) -> int:
        return min(cells - 1, max(0, round(float(inches / whole) * (cells - 1))))

    return (
        cell(slot.x, layout.width, across), cell(slot.y, layout.height, down),
        cell(slot.x + slot.width, layout.width, across),
        cell(slot.y + slot.height, layout.height, down),
    )  # fmt: skip


def _box(marks: list[list[int]], box: tuple[int, int, int, int]) -> None:
    left, top, right, bottom = box
    for y in (top, bottom):
        for x in range(left, right + 1):
            marks[y][x] |= (_LEFT if x > left else 0) | (_RIGHT if x < right else 0)
    for x in (left, right):
        for y in range(top, bottom + 1):
            marks[y][x] |= (_UP if y > top else 0) | (_DOWN if y < bottom else 0)


def _label(words: list[list[str]], box: tuple[int, int, int, int], slot: Slot, number: int) -> None:
    left, top, right, bottom = box
    picture = number if slot.picture is None else slot.picture
    room, row = right - left - 1, (top + bottom) // 2
    if not top < row < bottom:
        return
    size = f"{shown(slot.width)}×{shown(slot.height)}"
    for text in (f"{picture + 1}: {size}", str(picture + 1)):
        if len(text) <= room:
            start = left + 1 + (room - len(text)) // 2
            for place, letter in enumerate(text):
                words[row][start + place] = letter
            return


# In words ----------------------------------------------------------------------------------------


def told(template: Template) -> Iterator[str]:
    """What a layout is, in numbers."""
    if template.rolls:
        yield f"a roll {shown(template.width)} in wide, pieces at most {shown(template.height)} in"
        yield f"{shown(template.gap)} in between the pictures"
    else:
        yield f"sheet {shown(template.width)} × {shown(template.height)} in"
        yield from _places(template.slots)
        yield _pictures(template)
    for name, size in (
        ("margin", template.margin), ("bleed", template.bleed),
        ("captions", template.caption_height),
    ):  # fmt: skip
        if size:
            yield f"{name} {shown(size)} in"
    if template.marks != "none":
        yield f"{template.marks} marks"


def _places(slots: Sequence[Slot]) -> Iterator[str]:
    sizes = Counter((slot.width, slot.height) for slot in slots)
    for (width, height), count in sizes.items():
        yield f"{count} of {shown(width)} × {shown(height)} in"


def _pictures(template: Template) -> str:
    if template.repeats:
        return "one picture in every place"
    if template.flows:
        return "as many sheets as there are pictures"
    many = template.wanted
    return f"{many} different picture{'' if many == 1 else 's'}"
