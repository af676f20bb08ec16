"""Sharpening: unsharp masking of lightness alone, so that no edge gets a coloured fringe.

Whole numbers throughout, a strip of rows at a time: the same on every machine.
"""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray
from PIL import Image

REACH = 2
"""How many pixels away a pixel still counts: (1 4 6 4 1)/16, close to a radius of one."""

ROWS = 96
"""Rows of a strip: what is worked on stays in the processor's cache."""

Bytes: TypeAlias = NDArray[np.uint8]
Shorts: TypeAlias = NDArray[np.int16]


def sharpened(picture: Image.Image, percent: int) -> Image.Image:
    """The picture sharpened by so much; the same picture for nothing."""
    if percent <= 0:
        return picture
    light = np.asarray(picture if picture.mode == "L" else picture.convert("L"))
    channels = len(picture.getbands())
    # Ink is darker where there is more of it.
    sign = -1 if picture.mode == "CMYK" else 1
    pixels: Bytes = np.array(picture).reshape(picture.height, picture.width * channels)
    factor, shift = _factor(percent)
    for top in range(0, picture.height, ROWS):
        bottom = min(picture.height, top + ROWS)
        change = _detail(light, top, bottom)
        change *= factor * sign
        change += (1 << shift) >> 1
        change >>= shift
        if channels > 1:
            change = np.repeat(change, channels, axis=1)
        change += pixels[top:bottom]
        np.clip(change, 0, 255, out=change)
        pixels[top:bottom] = change
    return Image.frombytes(picture.mode, picture.size, pixels)


def _factor(percent: int) -> tuple[int, int]:
    """How much as a whole number and a shift, as fine as sixteen bits allow."""
    for shift in range(7, -1, -1):
        factor = round(percent * (1 << shift) / 100)
        if 255 * factor + (1 << shift) <= 32_000:
            return factor, shift
    return 125, 0


def _detail(light: Bytes, top: int, bottom: int) -> Shorts:
    """How much lighter each pixel of some rows is than what surrounds it."""
    height = light.shape[0]
    above, below = min(REACH, top), min(REACH, height - bottom)
    rows = light[top - above : bottom + below]
    missing = ((REACH - above, REACH - below), (REACH, REACH))
    blurred = np.pad(rows, missing, mode="edge").astype(np.uint16)
    for _ in range(2 * REACH):
        blurred = blurred[:, 1:] + blurred[:, :-1]
    for _ in range(2 * REACH):
        blurred = blurred[1:] + blurred[:-1]
    blurred += 128
    blurred >>= 8
    return light[top:bottom].astype(np.int16) - blurred.view(np.int16)
