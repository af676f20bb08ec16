"""Rendered pixels are those of a floating-point reference, as near as prints and proofs need."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from render import rendering
from render.decoding import Decoder
from store.rendering import sheets
from store.rendering.plans import Plan
from store.rendering.specs import Look, Spec
from tests.render.sources import noise, photograph, saved

Floats = NDArray[np.float32]


def lanczos(length: int, start: float, end: float, wanted: int) -> Floats:
    """How much each of so many pixels counts for each of those wanted."""
    scale = (end - start) / wanted
    wide = max(scale, 1)
    centres = start + (np.arange(wanted) + 0.5) * scale
    off = (np.arange(length)[None] + 0.5 - centres[:, None]) / wide
    weights = np.where(np.abs(off) < 3, np.sinc(off) * np.sinc(off / 3), 0)
    found: Floats = (weights / weights.sum(1, keepdims=True)).astype(np.float32)
    return found


def reference(plan: Plan) -> Floats:
    """The picture of a plan before it is turned, from all pixels of its source."""
    with Image.open(plan.source.path) as opened:
        pixels = np.asarray(opened.convert("RGB"), np.float32)
    left, top, right, bottom = plan.box
    down = lanczos(pixels.shape[0], top, bottom, plan.size[1])
    across = lanczos(pixels.shape[1], left, right, plan.size[0])
    made: Floats = np.einsum("ij,jkc,lk->ilc", down, pixels, across, optimize=True).clip(0, 255)
    return made


def psnr(a: Floats, b: Floats) -> float:
    """Likeness in decibels."""
    return float(10 * np.log10(255**2 / ((a - b) ** 2).mean()))


def ssim(a: Floats, b: Floats) -> float:
    """Structural likeness of lightness, by windows of eight pixels; 1 is the same."""
    x, y = (np.lib.stride_tricks.sliding_window_view(p.mean(2), (8, 8))[::4, ::4] for p in (a, b))
    mx, my = x.mean((2, 3)), y.mean((2, 3))
    vx, vy = x.var((2, 3)), y.var((2, 3))
    both = ((x - mx[..., None, None]) * (y - my[..., None, None])).mean((2, 3))
    c1, c2 = (0.01 * 255) ** 2, (0.03 * 255) ** 2
    found = (2 * mx * my + c1) * (2 * both + c2) / ((mx**2 + my**2 + c1) * (vx + vy + c2))
    return float(found.mean())


@pytest.mark.parametrize(
    ("suffix", "inches", "look", "shrink", "floor"),
    [
        ("png", (2, 3), Look(dpi=100), 1, 50), ("png", (4, 6), Look(dpi=150), 1, 48),
        ("jpg", (2, 3), Look(dpi=100), 1, 50), ("jpg", (2, 3), Look(dpi=60), 2, 48),
        ("jpg", None, Look(final=False, long_side_px=200), 2, 45),
        ("jpg", None, Look(final=False, long_side_px=90), 4, 42),
        ("png", None, Look(final=False, long_side_px=90), 1, 42),
        ("png", (2, 3), Look(dpi=100, linear=True), 1, 30),
    ],
)  # fmt: skip
def test_as_near_as_needed(
    tmp_path: Path, suffix: str, inches: tuple[float, float] | None, look: Look, shrink: int,
    floor: float,
) -> None:  # fmt: skip
    """Prints lose nothing that the encoder keeps, proofs little; linear light differs by nature."""
    source = saved(photograph(900, 600, 3), tmp_path / f"a.{suffix}")
    spec = Spec(
        look, (source,), width_in=(inches or (None,))[0], height_in=(inches or (0, None))[1]
    )
    plan = sheets.sheet_of(spec).placed[0].plan
    assert plan.shrink == shrink
    made = np.asarray(rendering.pixels(spec, Decoder()), np.float32)
    wanted = reference(plan)
    if made.shape != wanted.shape:
        wanted = np.rot90(wanted, -1)
    found = psnr(made, np.ascontiguousarray(wanted))
    assert found >= floor
    assert ssim(made, wanted) >= (0.999 if floor >= 48 else 0.99 if floor >= 42 else 0.95)


def test_it_would_be_noticed(tmp_path: Path) -> None:
    """Half a pixel off, or a poorer filter, is below the floors."""
    grain = (noise(900, 600) // 4).astype(np.uint8)
    source = saved(photograph(900, 600, 3) // 2 + grain, tmp_path / "a.png")
    spec = Spec(Look(dpi=100), (source,), width_in=2, height_in=3)
    plan = sheets.sheet_of(spec).placed[0].plan
    wanted = reference(plan)
    with Image.open(source.path) as opened:
        left, top, right, bottom = plan.box
        off = opened.resize(plan.size, Image.Resampling.LANCZOS, (left, top + 0.5, right, bottom))
        poor = opened.resize(plan.size, Image.Resampling.BILINEAR, plan.box)
    good = np.asarray(rendering.pixels(spec, Decoder()), np.float32)
    assert psnr(np.rot90(good) if good.shape != wanted.shape else good, wanted) >= 50
    assert psnr(np.asarray(off, np.float32), wanted) < 50
    assert psnr(np.asarray(poor, np.float32), wanted) < 50
