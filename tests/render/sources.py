"""Sources made by code, and specs of them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from render import reading
from store.rendering.specs import Look, Picture, Source, Spec

Pixels = NDArray[np.uint8]


def photograph(width: int, height: int, seed: int = 1) -> Pixels:
    """Pixels like a photograph's: soft and hard, the same for the same seed."""
    chance = np.random.Generator(np.random.PCG64(seed))
    layers = np.zeros((height, width, 3), np.float32)
    for cells in (3, 9, 30, 90):
        rough = chance.standard_normal((cells, cells, 3)).astype(np.float32) * 90 / cells**0.6
        for channel in range(3):
            layer = Image.fromarray(rough[:, :, channel])
            layers[:, :, channel] += np.asarray(layer.resize((width, height), 3))
    layers += 128
    for _ in range(6):
        left, top = chance.integers(0, width), chance.integers(0, height)
        across, down = chance.integers(2, 3 + width // 3), chance.integers(2, 3 + height // 3)
        layers[top : top + down, left : left + across] = chance.integers(0, 256, 3)
    return layers.clip(0, 255).astype(np.uint8)


def noise(width: int, height: int, seed: int = 1) -> Pixels:
    """Pixels of which none is like another."""
    chance = np.random.Generator(np.random.PCG64(seed))
    return chance.integers(0, 256, (height, width, 3), dtype=np.uint8)


def saved(pixels: Pixels, path: Path, *, orientation: int = 0, **options: Any) -> Source:
    """Keep pixels as a file and read what an import would record of it."""
    if orientation:
        exif = Image.Exif()
        exif[0x0112] = orientation
        options["exif"] = exif
    Image.fromarray(pixels).save(path, **options)
    return source_of(path)


def source_of(path: Path) -> Source:
    """A file as an import records it."""
    facts = reading.read(str(path))
    assert not facts.problem
    assert facts.width is not None
    assert facts.height is not None
    return Source(
        str(path), facts.width, facts.height, facts.orientation or 1, facts.file_format,
        facts.colour_mode, facts.profile, facts.progressive, facts.sha256, facts.size_bytes,
        facts.modified_at,
    )  # fmt: skip


def spec_of(
    source: Source, picture: Picture | None = None, inches: tuple[float, float] | None = None,
    stamp: str = "", **look: Any,
) -> Spec:  # fmt: skip
    """The spec of one picture; without inches it keeps its pixels."""
    width, height = inches or (None, None)
    return Spec(Look(**look), (source,), (picture or Picture(),), width, height, stamp=stamp)
