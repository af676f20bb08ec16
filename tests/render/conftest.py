"""Small real picture files."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

Make = Callable[..., Path]
"""Makes a picture file: name, size, mode, and whatever else its format is saved with."""


@pytest.fixture
def picture(tmp_path: Path) -> Make:
    """What makes a picture: red on the left, blue on the right."""

    def make(
        name: str, size: tuple[int, int] = (60, 40), mode: str = "RGB", *, orientation: int = 0,
        **saved: Any,
    ) -> Path:  # fmt: skip
        made = Image.new("RGB", size, "red")
        made.paste("blue", (size[0] // 2, 0, *size))
        if orientation:
            exif = Image.Exif()
            exif[0x0112] = orientation
            saved["exif"] = exif
        path = tmp_path / name
        made.convert(mode).save(path, **saved)
        return path

    return make
