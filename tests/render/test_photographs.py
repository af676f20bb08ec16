"""The demo's photographs: real JPEG files, the same for the same number."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image

from render.photographs import photograph


@pytest.mark.parametrize("long_side", [1200, 400])
def test_a_picture(tmp_path: Path, long_side: int) -> None:
    """A picture has the size that is said, three to two, and is more than one colour."""
    path = tmp_path / "a.jpg"
    size = photograph(path, 5, long_side)
    with Image.open(path) as picture:
        assert picture.format == "JPEG"
        assert picture.size == size == (long_side, long_side * 2 // 3)
        assert len(set(picture.resize((30, 20)).tobytes())) > 80


def test_same_number_same_picture(tmp_path: Path) -> None:
    """A number always gives the same bytes, another number another picture."""
    for name, seed in (("a", 1), ("b", 1), ("c", 2)):
        photograph(tmp_path / name, seed, 300)
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()
    assert (tmp_path / "a").read_bytes() != (tmp_path / "c").read_bytes()


def test_many_kinds(tmp_path: Path) -> None:
    """Every number can be painted, whoever stands where in it."""
    for seed in range(24):
        assert photograph(tmp_path / "p.jpg", seed, 120) == (120, 80)
