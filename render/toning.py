"""Tones: what black and white, and sepia, make of the greys from black to white."""

from __future__ import annotations

import math
from functools import lru_cache

from PIL import Image

from render import iccprofiles

TONES = {"black and white": (0.0, 0.0), "sepia": (6.0, 21.0)}
"""Tone to how far the middle greys go to red and to yellow, in units of Lab."""

_BEND = 216 / 24389
_SLOPE = 24389 / 27


@lru_cache(maxsize=4)
def _numbers(tone: str) -> bytes:
    red, yellow = TONES[tone]
    if not red and not yellow:
        return bytes(value for value in range(256) for _ in range(3))
    found: list[int] = []
    for value in range(256):
        lightness = _lightness(iccprofiles.srgb_curve(value / 255))
        # Black stays black and paper stays white.
        share = math.sin(math.pi * min(1.0, max(0.0, lightness / 100)))
        found += srgb_of_lab(lightness, red * share, yellow * share)
    return bytes(found)


def ramp(tone: str) -> Image.Image:
    """The colours, in sRGB, of its 256 greys; each keeps its lightness."""
    return Image.frombytes("RGB", (256, 1), _numbers(tone))


def _lightness(light: float) -> float:
    return 116 * light ** (1 / 3) - 16 if light > _BEND else light * _SLOPE


def _light(root: float) -> float:
    cube = root**3
    return cube if cube > _BEND else (116 * root - 16) / _SLOPE


def srgb_of_lab(lightness: float, red: float, yellow: float) -> tuple[int, int, int]:
    """The numbers of sRGB for a colour of Lab; what sRGB does not have is cut off."""
    middle = (lightness + 16) / 116
    roots = (middle + red / 500, middle, middle - yellow / 200)
    x, y, z = (_light(root) * white for root, white in zip(roots, iccprofiles.D50, strict=True))
    r, g, b = iccprofiles.times(_matrix(), (x, y, z))
    return _number(r), _number(g), _number(b)


@lru_cache(maxsize=1)
def _matrix() -> iccprofiles.Matrix:
    """From the connection space to the light of sRGB's primaries."""
    red, green, blue = iccprofiles.columns(iccprofiles.SPACES["sRGB"])
    rows = zip(red, green, blue, strict=True)
    first, second, third = rows
    return iccprofiles.inverse((first, second, third))


def _number(light: float) -> int:
    light = min(1.0, max(0.0, light))
    value = light * 12.92 if light <= 0.0031308 else 1.055 * light ** (1 / 2.4) - 0.055
    return round(value * 255)
