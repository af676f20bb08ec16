"""Picturing: a plan carried out, pixels in and pixels out.

The order is what makes it cheap and faithful: the wanted part is cut and scaled in one pass,
colours are brought over on what is left, and turning comes last. Very large pictures are made a
strip at a time, so that beside the sheet only a strip is held.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from PIL import Image

from render import colours, sharpening, turning
from render.decoding import Decoder
from store.rendering.plans import STRIP_PIXELS, WHOLE_PIXELS, Box, Matrix, Plan, Size
from store.rendering.specs import Look

LINEAR_PIXELS = 1_000_000
"""Pixels of a strip; in linear light each takes several times the memory."""

PROOF_GAP = 2.0
"""How many times the wanted size proofs may be reduced to by plain averaging first."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a finished picture, and where its upper left corner stands in it."""

    picture: Image.Image
    at: tuple[int, int]


def pieces(plan: Plan, look: Look, decoder: Decoder) -> Iterator[Piece]:
    """Carry a plan out: the finished picture, in one piece or in strips from its beginning."""
    source = decoder.decoded(plan.source, plan.shrink)
    icc = decoder.profile(look.unprofiled)
    for top, bottom in _strips(plan.size, look):
        picture = _rows(source, plan, look, icc, top, bottom)
        at = _corner((0, top, plan.size[0], bottom), plan.size, plan.turning)
        yield Piece(turning.turned(picture, plan.turning), at)


def _strips(size: Size, look: Look) -> list[tuple[int, int]]:
    """The rows of each strip; a picture of usual size is one."""
    width, height = size
    if width * height <= (LINEAR_PIXELS if look.linear else WHOLE_PIXELS):
        return [(0, height)]
    rows = max(1, (LINEAR_PIXELS if look.linear else STRIP_PIXELS) // width)
    return [(top, min(height, top + rows)) for top in range(0, height, rows)]


def _rows(
    source: Image.Image, plan: Plan, look: Look, icc: bytes, top: int, bottom: int
) -> Image.Image:
    """Some rows of the picture before it is turned."""
    width, height = plan.size
    reach = sharpening.REACH if look.sharpen > 0 else 0
    above, below = min(reach, top), min(reach, height - bottom)
    box = _box(plan, top - above, bottom + below)
    size = (width, bottom - top + above + below)
    linear = look.linear and source.mode in ("RGB", "L")
    picture = _linearly(source, size, box, icc) if linear else _resized(source, size, box, look)
    picture = colours.into(picture, icc, look)
    picture = colours.toned(picture, look)
    picture = sharpening.sharpened(picture, look.sharpen)
    if above or below:
        picture = picture.crop((0, above, width, above + bottom - top))
    return picture


def _box(plan: Plan, top: int, bottom: int) -> Box:
    """Where some rows of the picture lie in the decoded source."""
    left, upper, right, lower = (edge / plan.shrink for edge in plan.box)
    scale = (lower - upper) / plan.size[1]
    last = lower if bottom == plan.size[1] else upper + bottom * scale
    return left, upper + top * scale, right, last


def _resized(source: Image.Image, size: Size, box: Box, look: Look) -> Image.Image:
    gap = None if look.final else PROOF_GAP
    return source.resize(size, Image.Resampling.LANCZOS, box, gap)


def _linearly(source: Image.Image, size: Size, box: Box, icc: bytes) -> Image.Image:
    """Resized so that light is averaged, one channel after the other, in floating point."""
    light, numbers = colours.linear(icc), colours.from_linear(icc)
    steps = len(numbers) - 1
    # The filter reaches three pixels beyond the box, of the result or of the source.
    reach = [4 + math.ceil(3 * (box[n + 2] - box[n]) / size[n]) for n in (0, 1)]
    left, top = (max(0, math.floor(box[n]) - reach[n]) for n in (0, 1))
    right, bottom = (min(source.size[n], math.ceil(box[n + 2]) + reach[n]) for n in (0, 1))
    part = source.crop((left, top, right, bottom))
    inner = (box[0] - left, box[1] - top, box[2] - left, box[3] - top)
    bands = []
    for band in part.split():
        lit = Image.fromarray(light[np.asarray(band)])
        found = np.asarray(lit.resize(size, Image.Resampling.LANCZOS, inner))
        index = (found.clip(0, 1) * steps + 0.5).astype(np.uint16)
        bands.append(Image.fromarray(numbers[index]))
    return Image.merge(source.mode, bands)


def _corner(box: tuple[int, int, int, int], size: Size, turning: Matrix) -> tuple[int, int]:
    """Where the upper left corner of a part comes to lie when the whole is turned."""
    a, b, c, d = turning
    width, height = size
    final = size if a else (height, width)
    found = []
    for x, y in ((box[0], box[1]), (box[2], box[3])):
        u, v = x - width / 2, y - height / 2
        found.append((a * u + b * v + final[0] / 2, c * u + d * v + final[1] / 2))
    return math.floor(min(x for x, _ in found)), math.floor(min(y for _, y in found))
