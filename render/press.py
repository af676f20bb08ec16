"""What CMYK numbers without a profile most likely mean: offset print on coated paper.

The colours of the solid inks and of what they make on top of each other are the aims of ISO
12647-2; between them a picture's dots are averaged after Neugebauer, with the gain of dots on
paper and Yule and Nielsen's exponent for the light that spreads in it.
"""

from __future__ import annotations

import struct
from functools import cache

import numpy as np
from numpy.typing import NDArray

from render import iccprofiles

NODES = 11
"""Steps of each ink in the table."""

_SPREAD = 1.4
_GAIN = (0.08, 0.08, 0.08, 0.05)
"""How much larger than asked for dots of half cover are printed: cyan, magenta, yellow, black.

These and the spread come closest to the published measurements of such presses (mean ΔE of 3).
"""

_PAPER = (95.0, 0.0, -2.0)
_SOLIDS: dict[str, tuple[float, float, float]] = {
    "": _PAPER, "C": (55, -37, -50), "M": (48, 74, -3), "Y": (89, -5, 93), "CM": (24, 22, -46),
    "CY": (50, -65, 27), "MY": (47, 68, 48), "CMY": (23, 0, 0), "K": (16, 0, 0),
    "CK": (10, -8, -10), "MK": (10, 14, 1), "YK": (16, -3, 12), "CMK": (6, 4, -8),
    "CYK": (9, -9, 2), "MYK": (10, 12, 5), "CMYK": (9, 0, 2),
}  # fmt: skip
"""Inks on top of each other to the colour of their solid, in Lab."""

_BEND = 216 / 24389
_SLOPE = 24389 / 27
Numbers = NDArray[np.float64]


@cache
def profile() -> bytes:
    """The ICC profile: for reading pictures, not for making any."""
    # A table for each intent: the engine looks for the darkest ink in that of the intent alone.
    tables = dict.fromkeys((b"A2B0", b"A2B1", b"A2B2"), _table())
    return iccprofiles.assembled(
        "Offset, coated paper", iccprofiles.CMYK, tables, device="scnr", pcs="Lab"
    )


def lab_of(inks: Numbers) -> Numbers:
    """Lab, relative to the paper, of covers from 0 to 1 in cyan, magenta, yellow and black."""
    gain = np.asarray(_GAIN)
    cover = np.clip(inks + 4 * gain * inks * (1 - inks), 0, 1)
    light = np.zeros((*inks.shape[:-1], 3))
    for name, solid in _SOLIDS.items():
        share = np.ones(inks.shape[:-1])
        for at, ink in enumerate("CMYK"):
            share = share * (cover[..., at] if ink in name else 1 - cover[..., at])
        light += share[..., None] * _xyz(np.asarray(solid)) ** (1 / _SPREAD)
    return _lab(light**_SPREAD / _xyz(np.asarray(_PAPER)))


def _xyz(lab: Numbers) -> Numbers:
    """Of Lab, as shares of the white."""
    middle = (lab[..., 0] + 16) / 116
    roots = np.stack((middle + lab[..., 1] / 500, middle, middle - lab[..., 2] / 200), -1)
    cubes = roots**3
    return np.where(cubes > _BEND, cubes, (116 * roots - 16) / _SLOPE)


def _lab(shares: Numbers) -> Numbers:
    roots = np.where(shares > _BEND, np.cbrt(shares), (_SLOPE * shares + 16) / 116)
    x, y, z = roots[..., 0], roots[..., 1], roots[..., 2]
    return np.stack((116 * y - 16, 500 * (x - y), 200 * (y - z)), -1)


def _table() -> bytes:
    """Four inks to Lab as a table of 16 bits (``mft2`` of ICC.1:2001-04)."""
    steps = np.linspace(0, 1, NODES)
    inks = np.stack(np.meshgrid(steps, steps, steps, steps, indexing="ij"), -1)
    lab = lab_of(inks).reshape(-1, 3)
    numbers = np.stack((lab[:, 0] * 652.8, (lab[:, 1] + 128) * 256, (lab[:, 2] + 128) * 256), -1)
    content = np.clip(np.rint(numbers), 0, 65535).astype(">u2").tobytes()
    identity = struct.pack(">9i", *(65536 if at % 4 == 0 else 0 for at in range(9)))
    straight = struct.pack(">2H", 0, 65535)
    return (
        b"mft2" + bytes(4) + bytes((4, 3, NODES, 0)) + identity + struct.pack(">2H", 2, 2)
        + 4 * straight + content + 3 * straight
    )  # fmt: skip
