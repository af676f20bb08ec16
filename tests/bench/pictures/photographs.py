"""Photographs to measure with: painted from a seed, as demanding as a camera's, the same anywhere.

Light falls off as in nature (noise of 1/f), with hard edges, fine gratings and a sensor's grain, so
that codecs and filters work as hard as on real ones.
"""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image

from render import iccprofiles
from tests.bench import studios

Pixels = np.ndarray[tuple[int, ...], np.dtype[np.uint8]]

ORIENTATION = 0x0112


@dataclass(frozen=True, slots=True)
class Kind:
    """One sort of photograph: size in pixels, colour space, orientation, JPEG subsampling."""

    name: str
    width: int
    height: int
    space: str = "sRGB"
    orientation: int = 1
    subsampling: str = "4:2:2"
    progressive: bool = False


KINDS = {
    kind.name: kind
    for kind in (
        Kind("8", 3456, 2304, "Adobe RGB", 6),
        Kind("24", 6000, 4000, "Adobe RGB", 6),
        Kind("24s", 6000, 4000),
        Kind("45", 8256, 5504, "Display P3", 1, "4:4:4"),
        Kind("96", 12000, 8000, "Adobe RGB"),
    )
}
"""Megapixels to what such a photograph is like."""

QUALITY = 92


def photograph(kind: Kind, seed: int = 0) -> Path:
    """The file of a seed, made now unless it is there."""
    path = studios.place() / "photographs" / f"{kind.name}-{seed}.jpg"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        part = path.with_suffix(f".{os.getpid()}")
        exif = Image.Exif()
        exif[ORIENTATION] = kind.orientation
        Image.fromarray(painted(kind.width, kind.height, seed)).save(
            part, "JPEG", quality=QUALITY, subsampling=kind.subsampling, exif=exif,
            icc_profile=iccprofiles.profile(kind.space), progressive=kind.progressive,
        )  # fmt: skip
        part.replace(path)
    return path


def checksum(path: Path) -> str:
    """The first digits of what the pixels of a file come to: figures compare only if these do."""
    with Image.open(path) as picture:
        return hashlib.sha256(picture.tobytes()).hexdigest()[:12]


def painted(width: int, height: int, seed: int) -> Pixels:
    """The pixels of a seed."""
    chance = np.random.Generator(np.random.PCG64(seed))
    tile = 2048
    light = _fractal(chance, tile, 1.25) * 46 + 118
    tints = [_fractal(chance, tile, 2.2) * 22 for _ in range(2)]
    rows, columns = np.arange(height), np.arange(width)
    # Mirrored tiles have no seams.
    down, across = _mirrored(rows, tile), _mirrored(columns, tile)
    luma = light[np.ix_(down, across)].astype(np.float32)
    _gratings(luma)
    _shapes(luma, chance)
    luma += chance.standard_normal(luma.shape, dtype=np.float32) * 2.2
    red, blue = (tint[np.ix_(down, across)].astype(np.float32) for tint in tints)
    picture = np.empty((height, width, 3), np.uint8)
    for channel, part in enumerate((luma + red, luma - 0.3 * (red + blue), luma + blue)):
        picture[..., channel] = np.clip(np.rint(part), 0, 255)
    return picture


def _fractal(chance: np.random.Generator, side: int, power: float) -> Pixels:
    """Noise whose waves are weaker the shorter they are, with mean 0 and spread 1."""
    waves = np.fft.rfft2(chance.standard_normal((side, side)))
    down = np.fft.fftfreq(side)[:, None]
    across = np.fft.rfftfreq(side)[None, :]
    length = np.hypot(down, across)
    length[0, 0] = 1
    field = np.fft.irfft2(waves / length**power)
    return (field - field.mean()) / field.std()


def _mirrored(places: np.ndarray, side: int) -> np.ndarray:
    folded = places % (2 * side)
    return np.where(folded < side, folded, 2 * side - 1 - folded)


def _gratings(luma: np.ndarray) -> None:
    """Fabric and bricks: stripes from two pixels on."""
    high, wide = luma.shape
    for place, period in enumerate((2.5, 4.0, 7.0, 12.0)):
        top, left = high * (place + 1) // 6, wide * (place + 1) // 7
        part = luma[top : top + high // 10, left : left + wide // 9]
        part += 30 * np.sin(np.arange(part.shape[1]) * 2 * np.pi / period)


def _shapes(luma: np.ndarray, chance: np.random.Generator) -> None:
    """Hard edges, at every slant, in every size."""
    high, wide = luma.shape
    for _ in range(260):
        radius = int(chance.integers(6, max(8, high // 16)))
        top = int(chance.integers(0, high - 2 * radius))
        left = int(chance.integers(0, wide - 2 * radius))
        part = luma[top : top + 2 * radius, left : left + 2 * radius]
        y, x = np.ogrid[-radius:radius, -radius:radius]
        slant = chance.uniform(0, np.pi)
        inside = (x * x + y * y < radius * radius) & (
            x * np.cos(slant) + y * np.sin(slant) < chance.uniform(-0.6, 1) * radius
        )
        part[inside] = part[inside] * 0.5 + chance.uniform(0, 255) * 0.5
