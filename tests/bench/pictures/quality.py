"""Quality: what was rendered against a reference in floating point, before sharpening.

The reference decodes in full, turns, crops, resamples with Lanczos (three lobes, widened when made
smaller) and converts colours by the formulas of the colour spaces; it shares nothing with ours.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from tests.bench.pictures.peers import Values, bounded, cut, lying

Grid = np.ndarray[tuple[int, ...], np.dtype[np.float32]]

SRGB = np.array(
    [[0.4360747, 0.3850649, 0.1430804], [0.2225045, 0.7168786, 0.0606169],
     [0.0139322, 0.0971045, 0.7141733]]
)  # fmt: skip
ADOBE = np.array(
    [[0.6097559, 0.2052401, 0.1492240], [0.3111242, 0.6256560, 0.0632197],
     [0.0194811, 0.0608902, 0.7448387]]
)  # fmt: skip
P3 = np.array(
    [[0.5151187, 0.2919778, 0.1571035], [0.2411892, 0.6922441, 0.0665668],
     [-0.0010505, 0.0418791, 0.7840713]]
)  # fmt: skip
"""Colorants adapted to D50, as published for each space."""


@dataclass(frozen=True, slots=True)
class Likeness:
    """How like the reference a picture is: decibels, structure, and differences of colour."""

    psnr: float
    ssim: float
    mean: float
    p99: float


def reference(job: Values, output: Values) -> Grid:
    """What the file of one picture should be, in sRGB from 0 to 255."""
    with Image.open(job["sources"][0]) as opened:
        pixels = np.asarray(opened.convert("RGB"))
    if job["orientation"] == 6:
        pixels = np.rot90(pixels, 3)
    high, wide = pixels.shape[:2]
    if output["kind"] in ("proof", "thumb"):
        size = bounded(wide, high, max(output["width"], output["height"]))
        box: tuple[float, ...] = (0.0, 0.0, float(wide), float(high))
    else:
        size = (output["width"], output["height"])
        box = cut(wide, high, output, size)
        size = lying(box, size)
    down = _weights(high, box[1], box[3], size[1])
    across = _weights(wide, box[0], box[2], size[0])
    made = np.empty((size[1], size[0], 3), np.float32)
    for channel in range(3):
        plane = pixels[..., channel].astype(np.float32)
        made[..., channel] = _resampled(_resampled(plane, down).T, across).T
    return _to_srgb(np.clip(made, 0, 255), job["space"])


def _weights(length: int, low: float, high: float, count: int) -> list[tuple[int, Any]]:
    """For each place: the first of the source's pixels that count, and how much each does."""
    scale = (high - low) / count
    reach = 3.0 * max(scale, 1.0)
    rows = []
    for place in range(count):
        centre = low + (place + 0.5) * scale
        first = max(0, int(np.floor(centre - reach)))
        last = min(length, int(np.ceil(centre + reach)))
        x = (np.arange(first, last) + 0.5 - centre) / max(scale, 1.0)
        weight = np.where(np.abs(x) < 3, np.sinc(x) * np.sinc(x / 3), 0.0)
        rows.append((first, (weight / weight.sum()).astype(np.float32)))
    return rows


def _resampled(plane: Grid, weights: list[tuple[int, Any]]) -> Grid:
    made = np.empty((len(weights), plane.shape[1]), np.float32)
    for place, (first, weight) in enumerate(weights):
        made[place] = weight @ plane[first : first + len(weight)]
    return made


def _to_srgb(picture: Grid, space: str) -> Grid:
    if space == "sRGB":
        return picture
    share = picture / np.float32(255)
    light = share ** np.float32(563 / 256) if space == "Adobe RGB" else _srgb_light(share)
    matrix = np.linalg.inv(SRGB) @ (ADOBE if space == "Adobe RGB" else P3)
    light = np.clip(light @ matrix.T.astype(np.float32), 0, 1)
    return np.where(light <= 0.0031308, light * 12.92, 1.055 * light ** (1 / 2.4) - 0.055) * 255


def _srgb_light(share: Grid) -> Grid:
    return np.where(share <= 0.04045, share / 12.92, ((share + 0.055) / 1.055) ** 2.4)


def likeness(file: Path, wanted: Grid) -> Likeness:
    """Hold a file against its reference; it may lie where that stands."""
    with Image.open(file) as opened:
        found = np.asarray(opened.convert("RGB"), dtype=np.float32)
    if found.shape != wanted.shape:
        raise ValueError(f"{file.name} is {found.shape}, not {wanted.shape}")
    error = float(np.mean((found - wanted) ** 2))
    differences = _delta_e(_lab(found), _lab(wanted))
    return Likeness(
        10 * float(np.log10(255**2 / max(error, 1e-9))),
        _ssim(found @ _LUMA, wanted.astype(np.float32) @ _LUMA),
        float(differences.mean()),
        float(np.percentile(differences, 99)),
    )


_LUMA = np.array([0.299, 0.587, 0.114], np.float32)


def _ssim(one: Grid, other: Grid) -> float:
    """Mean structural similarity over windows of eight pixels."""

    def mean(grid: Grid) -> Grid:
        high, wide = (side // 8 * 8 for side in grid.shape)
        part = grid[:high, :wide].reshape(high // 8, 8, wide // 8, 8)
        return part.mean(axis=(1, 3))

    first, second = mean(one), mean(other)
    spread = mean(one * one) - first**2, mean(other * other) - second**2
    together = mean(one * other) - first * second
    low, high = (0.01 * 255) ** 2, (0.03 * 255) ** 2
    found = ((2 * first * second + low) * (2 * together + high)) / (
        (first**2 + second**2 + low) * (spread[0] + spread[1] + high)
    )
    return float(found.mean())


def _lab(picture: Grid) -> Grid:
    # Every third pixel each way: as many as a photograph has, they say the same.
    light = _srgb_light(picture[::3, ::3].astype(np.float64) / 255)
    xyz = light @ SRGB.T / np.array([0.9642, 1.0, 0.8249])
    root = np.where(xyz > 216 / 24389, np.cbrt(xyz), (24389 / 27 * xyz + 16) / 116)
    return np.stack(
        [116 * root[..., 1] - 16, 500 * (root[..., 0] - root[..., 1]),
         200 * (root[..., 1] - root[..., 2])], axis=-1,
    )  # fmt: skip


def _delta_e(one: Any, other: Any) -> Any:
    """CIEDE2000, by Sharma, Wu and Dalal (2005)."""
    l1, a1, b1 = np.moveaxis(one, -1, 0)
    l2, a2, b2 = np.moveaxis(other, -1, 0)
    mean_c7 = ((np.hypot(a1, b1) + np.hypot(a2, b2)) / 2) ** 7
    g = 0.5 * (1 - np.sqrt(mean_c7 / (mean_c7 + 25**7)))
    a1, a2 = a1 * (1 + g), a2 * (1 + g)
    c1, c2 = np.hypot(a1, b1), np.hypot(a2, b2)
    h1, h2 = np.degrees(np.arctan2(b1, a1)) % 360, np.degrees(np.arctan2(b2, a2)) % 360
    turn = (h2 - h1 + 180) % 360 - 180
    turn = np.where(c1 * c2 == 0, 0, turn)
    big_h = 2 * np.sqrt(c1 * c2) * np.sin(np.radians(turn) / 2)
    mean_l, mean_c = (l1 + l2) / 2, (c1 + c2) / 2
    mean_h = np.where(c1 * c2 == 0, h1 + h2, (h1 + turn / 2) % 360)
    t = (1 - 0.17 * np.cos(np.radians(mean_h - 30)) + 0.24 * np.cos(np.radians(2 * mean_h))
         + 0.32 * np.cos(np.radians(3 * mean_h + 6)) - 0.20 * np.cos(np.radians(4 * mean_h - 63)))  # fmt: skip
    s_l = 1 + 0.015 * (mean_l - 50) ** 2 / np.sqrt(20 + (mean_l - 50) ** 2)
    s_c, s_h = 1 + 0.045 * mean_c, 1 + 0.015 * mean_c * t
    c7 = mean_c**7
    r_t = (
        -2
        * np.sqrt(c7 / (c7 + 25**7))
        * np.sin(np.radians(60 * np.exp(-(((mean_h - 275) / 25) ** 2))))
    )
    l_part, c_part, h_part = (l2 - l1) / s_l, (c2 - c1) / s_c, big_h / s_h
    return np.sqrt(l_part**2 + c_part**2 + h_part**2 + r_t * c_part * h_part)
