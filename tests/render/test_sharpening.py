"""Sharpening touches lightness alone, in whole numbers, and shows no strips."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image

from render import sharpening
from tests.render.sources import photograph


def reference(pixels: np.ndarray, percent: int) -> np.ndarray:
    """The same worked out in floating point, on the whole picture at once."""
    light = np.asarray(Image.fromarray(pixels).convert("L")).astype(float)
    soft = np.pad(light, 2, mode="edge")
    for axis in (0, 1):
        soft = np.apply_along_axis(
            lambda row: np.convolve(row, [1 / 16, 4 / 16, 6 / 16, 4 / 16, 1 / 16], "valid"),
            axis, soft,
        )  # fmt: skip
    change = (light - soft) * percent / 100
    return (pixels + change[:, :, None]).clip(0, 255)


@pytest.mark.parametrize("percent", [1, 60, 100, 250, 500])
@pytest.mark.parametrize("size", [(130, 250), (97, 96), (3, 1), (1, 200)])
def test_as_in_floating_point(percent: int, size: tuple[int, int]) -> None:
    """Whole numbers are off by no more than rounding makes of it, at the seams of strips too."""
    pixels = photograph(*size)
    made = np.asarray(sharpening.sharpened(Image.fromarray(pixels), percent)).astype(float)
    assert made.shape == pixels.shape
    assert np.abs(made - reference(pixels, percent)).max() <= 1 + 0.51 * percent / 100


def test_no_coloured_fringes() -> None:
    """The differences between a pixel's colours stay, where nothing is cut off."""
    pixels = (photograph(60, 50) // 3 + 80).astype(np.uint8)
    made = np.asarray(sharpening.sharpened(Image.fromarray(pixels), 80)).astype(int)
    assert (made != pixels).any()
    assert np.array_equal(made - made[:, :, :1], pixels.astype(int) - pixels[:, :, :1].astype(int))


@pytest.mark.parametrize("mode", ["RGB", "L", "CMYK"])
def test_modes(mode: str) -> None:
    """Edges become harder in grey and in printing inks as well; even areas stay."""
    picture = Image.new("RGB", (40, 20), "#606060")
    picture.paste("#a0a0a0", (20, 0, 40, 20))
    made = sharpening.sharpened(picture.convert(mode), 100)
    assert (made.mode, made.size) == (mode, picture.size)
    light = np.asarray(made.convert("L")).astype(int)
    plain = np.asarray(picture.convert(mode).convert("L")).astype(int)
    assert light[10, 20] > plain[10, 20]
    assert light[10, 19] < plain[10, 19]
    assert np.array_equal(light[:, :10], plain[:, :10])


def test_nothing_to_do() -> None:
    """Without sharpening the picture itself comes back."""
    picture = Image.new("RGB", (4, 4))
    assert sharpening.sharpened(picture, 0) is picture
