"""Plans: what becomes of the pixels of one picture, worked out without opening it.

A source's facts, a look and the room for the picture go in; whole numbers come out. The pipeline
only carries them out, and preflight, previews and memory budgets read them. Frames: *stored* is the
file's own grid, *upright* is after EXIF's orientation, *final* as printed.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TypeAlias

from store.imagefacts import RAW_SUFFIXES
from store.rendering.specs import Crop, Look, Picture, Source

Matrix: TypeAlias = tuple[int, int, int, int]
"""How a frame is turned or mirrored about its centre: new x = a·x + b·y, new y = c·x + d·y."""

Box: TypeAlias = tuple[float, float, float, float]
"""Left, top, right, bottom."""

Size: TypeAlias = tuple[int, int]
Extent: TypeAlias = tuple[float, float]
"""Width and height: in whole pixels, and in parts of them."""

MM_PER_INCH = 25.4
MIB = 1024 * 1024

ORIENTATIONS: dict[int, Matrix] = {
    1: (1, 0, 0, 1), 2: (-1, 0, 0, 1), 3: (-1, 0, 0, -1), 4: (1, 0, 0, -1),
    5: (0, 1, 1, 0), 6: (0, -1, 1, 0), 7: (0, -1, -1, 0), 8: (0, 1, -1, 0),
}  # fmt: skip
"""EXIF orientation to what makes the stored picture upright (y grows downwards)."""

TURNS: dict[int, Matrix] = {
    0: (1, 0, 0, 1), 90: (0, -1, 1, 0), 180: (-1, 0, 0, -1), 270: (0, 1, -1, 0),
}  # fmt: skip
"""Degrees clockwise."""

SHRINKS = (8, 4, 2)
"""By how much a JPEG can be made smaller while it is decoded."""

PRINT_LEFT: dict[int, float] = {2: 2.0, 4: 4.0, 8: 4.0}
PROOF_LEFT: dict[int, float] = {2: 2.0, 4: 2.0, 8: 2.0}
"""How many times the wanted size must be left after it: below, it costs prints visible detail."""

WHOLE_PIXELS = 40_000_000
"""Pictures with more pixels than this are made in strips."""

STRIP_PIXELS = 8_000_000

MOST_SIDE_PX = 100_000
MOST_PIXELS = 1_000_000_000
"""Bounds of a file, whatever is asked for."""

DECODING_BYTES = {"AVIF": 10, "HEIF": 10, "JPEG2000": 20, "PSD": 9, "TIFF": 9, "WEBP": 17}
RAW_BYTES = 20
"""Bytes for each pixel while a source is decoded, where that takes more than the pixels do."""


class Unfit(Exception):
    """A picture and a wish of which nothing can be made; its text says why."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What to do: decode at 1/``shrink``, take ``box``, make it ``size``, turn, put on the canvas.

    ``box`` is in stored pixels at full size, ``size`` in pixels before turning; ``turning`` leads
    from stored to final; ``at`` is where the picture stands on the ``canvas``.
    """

    source: Source
    box: Box
    shrink: int
    size: Size
    turning: Matrix
    canvas: Size
    at: tuple[int, int]

    @property
    def final_size(self) -> Size:
        """The size of the picture on the canvas."""
        return _turned_size(self.size, self.turning)

    @property
    def source_per_print(self) -> float:
        """Pixels of the source for each of the print, along the side with fewer; < 1 enlarges."""
        left, top, right, bottom = self.box
        return min((right - left) / self.size[0], (bottom - top) / self.size[1])

    @property
    def memory_bytes(self) -> int:
        """How much memory carrying it out takes, within about a tenth (measured with Pillow 13)."""
        source, shrink = self.source, self.shrink
        decoded = 4 * math.ceil(source.width / shrink) * math.ceil(source.height / shrink)
        width, height = self.size
        rows = math.ceil((self.box[3] - self.box[1]) / shrink)
        paper = 4 * self.canvas[0] * self.canvas[1]
        if width * height > WHOLE_PIXELS:
            working = paper + 20 * STRIP_PIXELS
        else:
            # Scaled in two passes; then sharpened, for which it is held in several forms.
            working = max(4 * width * (rows + height), 12 * width * height)
            working += paper if self.canvas != self.final_size else 0
        each = RAW_BYTES if _is_raw(source) else DECODING_BYTES.get(source.file_format, 0)
        decoding = each * source.width * source.height
        if source.progressive:  # beside the pixels, all coefficients are held
            decoding = max(decoding, decoded + 6 * source.width * source.height)
        return 48 * MIB + max(decoded + working, decoding)


# Sizes -------------------------------------------------------------------------------------------


def sized(
    source: Source, look: Look, picture: Picture, width_in: float | None, height_in: float | None
) -> Plan:
    """Plan a picture of a print size in inches; without one, as the look's long side bounds it."""
    turn = _turn(look, picture)
    region, turned = _wanted(source, look, picture, turn)
    border = _pixels(look.border_mm, look)
    if width_in is None or height_in is None:
        longest = max(turned)
        wanted = min(float(look.long_side_px or longest), longest)
        area = _whole((turned[0] * wanted / longest, turned[1] * wanted / longest))
        canvas = checked((area[0] + 2 * border, area[1] + 2 * border))
        return _planned(source, look, region, turn, canvas, area, whole=True)
    across, down = width_in, height_in
    if look.rotation == "auto" and (turned[0] > turned[1]) != (across > down) and across != down:
        across, down = down, across
    # A border is white up to the edge: there is nothing to bleed.
    bleed = 0 if border else _pixels(look.bleed_mm, look)
    sheet = _whole((across * look.dpi, down * look.dpi))
    canvas = checked((sheet[0] + 2 * bleed, sheet[1] + 2 * bleed))
    area = canvas[0] - 2 * border, canvas[1] - 2 * border
    if min(area) < 1:
        raise Unfit("its border leaves no room for the picture")
    return _planned(source, look, region, turn, canvas, area, whole=look.fit == "fit")


def within(
    source: Source,
    look: Look,
    picture: Picture,
    area: Size,
    *,
    whole: bool = False,
    upright: bool = False,
) -> Plan:
    """Plan a picture for a place of so many pixels: cut to it, or ``whole`` inside it.

    Where it is to stay ``upright`` it is not turned to lie as the place does.
    """
    turn = _turn(look, picture)
    region, turned = _wanted(source, look, picture, turn)
    lies = (turned[0] > turned[1]) != (area[0] > area[1])
    if look.rotation == "auto" and lies and area[0] != area[1] and not upright:
        turn = _after(TURNS[90], turn)
    return _planned(source, look, region, turn, checked(area), area, whole=whole)


def _is_raw(source: Source) -> bool:
    return f".{source.file_format.casefold()}" in RAW_SUFFIXES


def _turn(look: Look, picture: Picture) -> Matrix:
    turn = TURNS[picture.turn % 360]
    return (
        _after(TURNS[int(look.rotation)], turn) if look.rotation in ("90", "180", "270") else turn
    )


def _wanted(source: Source, look: Look, picture: Picture, turn: Matrix) -> tuple[Box, Extent]:
    """The part of the upright picture that is wanted, in its pixels; its size once turned."""
    if source.width < 1 or source.height < 1:
        raise Unfit("it has no pixels")
    whole = upright_size(source)
    crop = None if look.fit == "fill" else picture.crop
    region = _region(whole, crop)
    return region, _turned_extent((region[2] - region[0], region[3] - region[1]), turn)


def _planned(
    source: Source, look: Look, region: Box, turn: Matrix, canvas: Size, area: Size, *, whole: bool
) -> Plan:
    upright = ORIENTATIONS.get(source.orientation, ORIENTATIONS[1])
    turned = _turned_extent((region[2] - region[0], region[3] - region[1]), turn)
    final, cut = (_inside(turned, area), turned) if whole else (area, _trimmed(turned, area))
    region = _centred(region, _turned_extent(cut, _inverse(turn)))
    turning = _after(turn, upright)
    size = _turned_size(final, _inverse(turning))
    stored = (source.width, source.height)
    box = _to_stored(region, upright_size(source), upright, stored)
    at = ((canvas[0] - final[0]) // 2, (canvas[1] - final[1]) // 2)
    return Plan(source, box, _shrink(source, look, box, size), size, turning, canvas, at)


def upright_size(source: Source) -> Size:
    """The size of a picture once EXIF's orientation is followed."""
    upright = ORIENTATIONS.get(source.orientation, ORIENTATIONS[1])
    return _turned_size((source.width, source.height), upright)


def upright_shares(plan: Plan) -> Box:
    """The part of the upright picture that a plan shows, in shares of its sides."""
    source = plan.source
    a, b, c, d = ORIENTATIONS.get(source.orientation, ORIENTATIONS[1])
    corners = []
    for x, y in ((plan.box[0], plan.box[1]), (plan.box[2], plan.box[3])):
        u, v = x / source.width - 0.5, y / source.height - 0.5
        corners.append((a * u + b * v + 0.5, c * u + d * v + 0.5))
    (x0, y0), (x1, y1) = corners
    return min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)


def _region(whole: Size, crop: Crop | None) -> Box:
    width, height = whole
    if crop is None:
        return 0.0, 0.0, float(width), float(height)
    left, top, across, down = crop
    if not (left >= 0 and top >= 0 and across > 0 and down > 0):
        raise Unfit("its crop has no area")
    if left + across > 1.000_001 or top + down > 1.000_001:
        raise Unfit("its crop reaches beyond the picture")
    right, bottom = min(1.0, left + across), min(1.0, top + down)
    return left * width, top * height, right * width, bottom * height


def _pixels(millimetres: float, look: Look) -> int:
    return round(millimetres / MM_PER_INCH * look.dpi)


def checked(canvas: Size) -> Size:
    """The size of a file; `Unfit` where it is too large for any."""
    if max(canvas) > MOST_SIDE_PX or canvas[0] * canvas[1] > MOST_PIXELS:
        raise Unfit(
            f"it would be {canvas[0]:,} × {canvas[1]:,} pixels; choose a lower dpi or a smaller "
            "size"
        )
    return canvas


def _inside(shown: Extent, area: Size) -> Size:
    """As large as fits within an area, with the same proportions."""
    scale = min(area[0] / shown[0], area[1] / shown[1])
    width, height = _whole((shown[0] * scale, shown[1] * scale))
    return min(width, area[0]), min(height, area[1])


def _trimmed(shown: Extent, area: Size) -> Extent:
    """What is left when the proportions of an area are cut out of the middle."""
    wanted = area[0] / area[1]
    width, height = shown
    if width / height > wanted:
        return height * wanted, height
    return width, width / wanted


def _centred(region: Box, size: Extent) -> Box:
    left, top, right, bottom = region
    across, down = (right - left - size[0]) / 2, (bottom - top - size[1]) / 2
    return left + across, top + down, right - across, bottom - down


def _whole(size: Extent) -> Size:
    return max(1, round(size[0])), max(1, round(size[1]))


def _shrink(source: Source, look: Look, box: Box, size: Size) -> int:
    """By how much the picture may be made smaller while it is decoded."""
    if source.file_format not in ("JPEG", "MPO"):
        return 1
    left = PRINT_LEFT if look.final else PROOF_LEFT
    ratio = min((box[2] - box[0]) / size[0], (box[3] - box[1]) / size[1])
    return next((s for s in SHRINKS if ratio / s >= left[s]), 1)


# Turning -----------------------------------------------------------------------------------------


def _after(second: Matrix, first: Matrix) -> Matrix:
    a, b, c, d = second
    e, f, g, h = first
    return a * e + b * g, a * f + b * h, c * e + d * g, c * f + d * h


def _inverse(matrix: Matrix) -> Matrix:
    a, b, c, d = matrix
    return a, c, b, d  # of turns and mirrors the inverse is the transpose


def _turned_size(size: Size, matrix: Matrix) -> Size:
    return size if matrix[0] else (size[1], size[0])


def _turned_extent(size: Extent, matrix: Matrix) -> Extent:
    return size if matrix[0] else (size[1], size[0])


def _to_stored(region: Box, whole: Size, upright: Matrix, stored: Size) -> Box:
    """A region of the upright picture in the pixels of the file."""
    a, b, c, d = _inverse(upright)
    corners = []
    for x, y in ((region[0], region[1]), (region[2], region[3])):
        u, v = x / whole[0] - 0.5, y / whole[1] - 0.5
        corners.append(((a * u + b * v + 0.5) * stored[0], (c * u + d * v + 0.5) * stored[1]))
    (x0, y0), (x1, y1) = corners
    left, right = sorted((x0, x1))
    top, bottom = sorted((y0, y1))
    return (
        max(0.0, left),
        max(0.0, top),
        min(float(stored[0]), right),
        min(float(stored[1]), bottom),
    )
