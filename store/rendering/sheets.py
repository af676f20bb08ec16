"""Sheets: where everything of one file stands, in whole pixels; worked out from its spec."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TypeAlias

from store.rendering import plans
from store.rendering.plans import Plan, Size
from store.rendering.specs import Look, SheetLayout, Slot, Spec


@dataclass(frozen=True, slots=True)
class Placed:
    """A picture on a sheet: its plan, and where the upper left corner of its canvas stands.

    Equal plans are carried out once and pasted as often as they stand here.
    """

    plan: Plan
    at: tuple[int, int] = (0, 0)


@dataclass(frozen=True, slots=True)
class Words:
    """Words within a box of pixels (left, top, right, bottom), as high as it and no wider."""

    text: str
    box: tuple[int, int, int, int]
    centred: bool = False


@dataclass(frozen=True, slots=True)
class Sheet:
    """A file in pixels: its size, what stands on it, and the ends of its cut marks.

    ``media`` names the paper in inches, the short side first.
    """

    size: Size
    look: Look
    placed: tuple[Placed, ...]
    words: tuple[Words, ...] = ()
    marks: tuple[tuple[int, int, int, int], ...] = ()
    background: str = "#ffffff"
    media: str = ""

    @property
    def memory_bytes(self) -> int:
        """How much memory making it takes, within a tenth."""
        most = max(placed.plan.memory_bytes for placed in self.placed)
        alone = self.placed[0].plan.canvas == self.size
        return most if alone else most + 4 * self.size[0] * self.size[1]


STAMP_SHARE = 1 / 60
"""Height of the stamp on a picture without a layout, as a share of its short side."""

CAPTION_SHARE = Fraction(7, 10)
"""How much of the room for a caption its letters take."""

MARK = Fraction(1, 8)
MARK_GAP = Fraction(1, 32)
"""Length of a cut mark, and how far it stays from the picture, in inches."""

Edges: TypeAlias = tuple[int, int, int, int]
"""Left, top, right, bottom in pixels."""


def sheet_of(spec: Spec) -> Sheet:
    """Work out the sheet of a spec; `plans.Unfit` where it cannot be made."""
    if spec.layout is not None:
        return _laid_out(spec, spec.layout)
    picture = spec.pictures[0]
    source = spec.sources[picture.source]
    plan = plans.sized(source, spec.look, picture, spec.width_in, spec.height_in)
    media = _media(spec.width_in, spec.height_in)
    return Sheet(
        plan.canvas, spec.look, (Placed(plan),), _stamp(spec.stamp, plan.canvas), media=media
    )


def _stamp(words: str, size: Size) -> tuple[Words, ...]:
    """The stamp in the lower left corner."""
    if not words:
        return ()
    high = max(8, round(min(size) * STAMP_SHARE))
    bottom = size[1] - high // 2
    return (Words(words, (high // 2, bottom - high, size[0] - high // 2, bottom)),)


def _media(width: float | Fraction | None, height: float | Fraction | None) -> str:
    if width is None or height is None:
        return ""
    short, long = sorted((float(width), float(height)))
    return f"{short:g}x{long:g}"


# Sheets of several -------------------------------------------------------------------------------


def _laid_out(spec: Spec, layout: SheetLayout) -> Sheet:
    """A sheet of places, each edge rounded by itself: neighbours neither gap nor overlap."""
    dpi = spec.look.dpi
    size = plans.checked(
        (_px(layout.width + 2 * layout.bleed, dpi), _px(layout.height + 2 * layout.bleed, dpi))
    )
    placed: list[Placed] = []
    words: list[Words] = []
    slots: list[Slot] = []
    for slot, at in _shown(spec, layout):
        picture = spec.pictures[at]
        box = _edges(slot, layout, dpi, size)
        foot = _px(layout.caption_height, dpi)
        room = (box[2] - box[0], box[3] - box[1] - foot)
        if min(room) < 1:
            raise plans.Unfit(f"layout {layout.name} leaves no room for a picture")
        turned = replace(picture, turn=(picture.turn + slot.turn) % 360)
        whole = slot.fit == "fit" or spec.look.fit == "fit"
        plan = plans.within(
            spec.sources[picture.source], spec.look, turned, room,
            whole=whole, upright=slot.fit == "fit",
        )  # fmt: skip
        placed.append(Placed(plan, box[:2]))
        slots.append(slot)
        if foot and picture.caption:
            words.append(_caption(picture.caption, box, foot))
    if not placed:
        raise plans.Unfit(f"layout {layout.name} has no place for a picture")
    words += _stamps(spec, layout, size)
    marks = _marks(layout, slots, size, dpi) if layout.marks == "cut" else ()
    media = layout.media or _media(layout.width, layout.height)
    return Sheet(size, spec.look, tuple(placed), tuple(words), marks, layout.background, media)


def pictures_of(spec: Spec) -> tuple[int, ...]:
    """Which of its pictures stand on a spec's sheet, in the order of what is placed there."""
    return (0,) if spec.layout is None else tuple(at for _, at in _shown(spec, spec.layout))


def _shown(spec: Spec, layout: SheetLayout) -> Iterator[tuple[Slot, int]]:
    """The places that have a picture, with its number; one that names none takes the next."""
    upcoming = 0
    for slot in layout.slots:
        number = upcoming if slot.picture is None else slot.picture
        upcoming += slot.picture is None
        if number < len(spec.pictures):
            yield slot, number


def _px(inches: Fraction, dpi: int) -> int:
    # Halves go up, so that the same edge is the same pixel from either side.
    return math.floor(inches * dpi + Fraction(1, 2))


def _edges(slot: Slot, layout: SheetLayout, dpi: int, size: Size) -> Edges:
    """Where a place stands; one that touches the edge of the sheet goes on into the bleed."""
    right, bottom = slot.x + slot.width, slot.y + slot.height
    return (
        0 if slot.x <= 0 else _px(slot.x + layout.bleed, dpi),
        0 if slot.y <= 0 else _px(slot.y + layout.bleed, dpi),
        size[0] if right >= layout.width else _px(right + layout.bleed, dpi),
        size[1] if bottom >= layout.height else _px(bottom + layout.bleed, dpi),
    )


def _caption(text: str, box: Edges, foot: int) -> Words:
    high = max(6, round(foot * CAPTION_SHARE))
    top = box[3] - foot + (foot - high) // 2
    return Words(text, (box[0], top, box[2], top + high), centred=True)


def _stamps(spec: Spec, layout: SheetLayout, size: Size) -> list[Words]:
    if not layout.stamps:
        return list(_stamp(spec.stamp, size))
    dpi = spec.look.dpi
    found = []
    for stamp in layout.stamps:
        text = (stamp.words or "{stamp}").replace("{stamp}", spec.stamp).strip()
        left = _px(stamp.x + layout.bleed, dpi)
        bottom = _px(stamp.y + layout.bleed, dpi)
        high = max(6, _px(stamp.height, dpi))
        if text:
            found.append(Words(text, (left, bottom - high, size[0], bottom)))
    return found


def _marks(layout: SheetLayout, slots: Sequence[Slot], size: Size, dpi: int) -> tuple[Edges, ...]:
    """Short lines outward from the corners of places, as long as there is room beside others."""
    edges = [_cut(slot, layout, dpi) for slot in slots]
    long, gap = _px(MARK, dpi), _px(MARK_GAP, dpi)
    found: dict[Edges, None] = {}
    for left, top, right, bottom in edges:
        for x in (left, right):
            _mark(found, [(x, top - gap - n, x, top - gap) for n in _lengths(long)], edges, size)
            _mark(
                found, [(x, bottom + gap, x, bottom + gap + n) for n in _lengths(long)], edges, size
            )
        for y in (top, bottom):
            _mark(found, [(left - gap - n, y, left - gap, y) for n in _lengths(long)], edges, size)
            _mark(
                found, [(right + gap, y, right + gap + n, y) for n in _lengths(long)], edges, size
            )
    return tuple(found)


def _cut(slot: Slot, layout: SheetLayout, dpi: int) -> Edges:
    """Where a place is cut out, without what it has of the bleed."""
    x, y = slot.x + layout.bleed, slot.y + layout.bleed
    return _px(x, dpi), _px(y, dpi), _px(x + slot.width, dpi), _px(y + slot.height, dpi)


def _lengths(long: int) -> tuple[int, ...]:
    return long, long // 2, long // 4


def _mark(
    found: dict[Edges, None], lines: Sequence[Edges], edges: Sequence[Edges], size: Size
) -> None:
    """Add the first of some lines, longest first, that lies on the sheet and over no picture."""
    for line in lines:
        inside = _clipped(line, size)
        if inside is not None and not _crosses(inside, edges):
            found[inside] = None
            return


def _clipped(line: Edges, size: Size) -> Edges | None:
    """The part of a line that lies on the sheet."""
    left, top = max(0, line[0]), max(0, line[1])
    right, bottom = min(size[0] - 1, line[2]), min(size[1] - 1, line[3])
    return (left, top, right, bottom) if left <= right and top <= bottom else None


def _crosses(line: Edges, edges: Sequence[Edges]) -> bool:
    """Tell whether a line runs over a picture."""
    return any(
        line[0] < right and line[2] >= left and line[1] < bottom and line[3] >= top
        for left, top, right, bottom in edges
    )
