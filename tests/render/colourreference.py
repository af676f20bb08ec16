"""Colours worked out without any colour engine: profiles' own matrices and curves in floats.

What this says is what the engine's eight bits are held against.
"""

from __future__ import annotations

import struct

import numpy as np
from numpy.typing import NDArray

from render import iccprofiles

Floats = NDArray[np.float64]


def tag(icc: bytes, name: bytes) -> bytes:
    """The content of a tag of a profile."""
    (count,) = struct.unpack_from(">I", icc, 128)
    for found, place, length in struct.iter_unpack(">4sII", icc[132 : 132 + 12 * count]):
        if found == name:
            return icc[place : place + length]
    raise LookupError(name)


def matrix(icc: bytes) -> Floats:
    """Linear light to the connection space."""
    columns = [struct.unpack(">3i", tag(icc, name)[8:20]) for name in (b"rXYZ", b"gXYZ", b"bXYZ")]
    return np.array(columns, np.float64).T / 65536


def _curves(icc: bytes) -> Floats:
    found = iccprofiles.curve_of(icc)
    assert found is not None
    return np.array(found)


def xyz(numbers: NDArray[np.uint8], icc: bytes) -> Floats:
    """Colours of a profile in the connection space."""
    return _curves(icc)[numbers] @ matrix(icc).T


def numbers(light: Floats, icc: bytes) -> Floats:
    """The numbers of a profile, not rounded, for colours of the connection space."""
    linear = np.clip(light @ np.linalg.inv(matrix(icc)).T, 0, 1)
    return np.interp(linear, _curves(icc), np.arange(256.0))


def lab(light: Floats) -> Floats:
    """Lab of colours of the connection space."""
    shares = light / np.array(iccprofiles.D50)
    roots = np.where(shares > 216 / 24389, np.cbrt(shares), (24389 / 27 * shares + 16) / 116)
    x, y, z = roots[..., 0], roots[..., 1], roots[..., 2]
    return np.stack((116 * y - 16, 500 * (x - y), 200 * (y - z)), -1)


def lab_of_rgb(values: Floats, icc: bytes) -> Floats:
    """Lab of numbers of a profile that need not be whole."""
    table = _curves(icc)
    return lab(np.interp(values, np.arange(256.0), table) @ matrix(icc).T)


def delta_e(first: Floats, second: Floats) -> Floats:
    """How different colours look: CIEDE2000 with all weights 1."""
    l1, a1, b1 = np.moveaxis(first, -1, 0)
    l2, a2, b2 = np.moveaxis(second, -1, 0)
    mean = (np.hypot(a1, b1) + np.hypot(a2, b2)) / 2
    g = 0.5 * (1 - np.sqrt(mean**7 / (mean**7 + 25.0**7)))
    a1, a2 = a1 * (1 + g), a2 * (1 + g)
    c1, c2 = np.hypot(a1, b1), np.hypot(a2, b2)
    h1, h2 = np.degrees(np.arctan2(b1, a1)) % 360, np.degrees(np.arctan2(b2, a2)) % 360
    grey = c1 * c2 == 0
    turn = h2 - h1
    turn = np.where(turn > 180, turn - 360, np.where(turn < -180, turn + 360, turn))
    turn = np.where(grey, 0, turn)
    dh = 2 * np.sqrt(c1 * c2) * np.sin(np.radians(turn) / 2)
    total = h1 + h2
    far = np.abs(h1 - h2) > 180
    h = np.where(far, np.where(total < 360, total + 360, total - 360), total) / 2
    h = np.where(grey, total, h)
    l, c = (l1 + l2) / 2, (c1 + c2) / 2  # noqa: E741 - its name in the formula
    t = (
        1 - 0.17 * np.cos(np.radians(h - 30)) + 0.24 * np.cos(np.radians(2 * h))
        + 0.32 * np.cos(np.radians(3 * h + 6)) - 0.20 * np.cos(np.radians(4 * h - 63))
    )  # fmt: skip
    sl = 1 + 0.015 * (l - 50) ** 2 / np.sqrt(20 + (l - 50) ** 2)
    sc, sh = 1 + 0.045 * c, 1 + 0.015 * c * t
    rotation = 2 * np.sqrt(c**7 / (c**7 + 25.0**7))
    rt = -rotation * np.sin(np.radians(60 * np.exp(-(((h - 275) / 25) ** 2))))
    dl, dc, dh = (l2 - l1) / sl, (c2 - c1) / sc, dh / sh
    return np.asarray(np.sqrt(dl**2 + dc**2 + dh**2 + rt * dc * dh))


def photograph(side: int = 96, seed: int = 7) -> NDArray[np.uint8]:
    """A small picture in colours of all kinds, the same each time."""
    chance = np.random.Generator(np.random.PCG64(seed))
    ramp = np.linspace(0, 1, side)
    x, y = np.meshgrid(ramp, ramp)
    hue = np.stack((x, y, 1 - (x + y) / 2), -1)
    noise = chance.normal(0, 0.08, (side, side, 3))
    return np.asarray(np.rint(np.clip(hue + noise, 0, 1) * 255), np.uint8)


def swapped(icc: bytes) -> bytes:
    """A profile with red and green changed places: what obeys it cannot be mistaken."""
    return icc.replace(b"rXYZ", b"xXYZ").replace(b"gXYZ", b"rXYZ").replace(b"xXYZ", b"gXYZ")
