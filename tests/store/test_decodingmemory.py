"""How much memory a source takes while it is decoded is planned by its format."""

from __future__ import annotations

import pytest

from store.rendering import plans
from store.rendering.specs import Look, Picture, Source


def planned(file_format: str, **facts: bool) -> int:
    """What a small print of a photograph of twelve megapixels takes."""
    source = Source("a", 4_000, 3_000, file_format=file_format, **facts)
    return plans.sized(source, Look(), Picture(), 2, 1.5).memory_bytes


@pytest.mark.parametrize(
    ("file_format", "measured_mib"),
    [("HEIF", 143), ("DNG", 229), ("CR3", 229), ("TIFF", 126), ("WEBP", 221), ("JPEG2000", 256),
     ("AVIF", 144), ("PNG", 79)],
)  # fmt: skip
def test_at_least_what_was_measured(file_format: str, measured_mib: int) -> None:
    """And not half as much again."""
    assert measured_mib <= planned(file_format) / plans.MIB <= 1.5 * measured_mib


def test_a_jpeg_takes_least() -> None:
    """It is made smaller while it is decoded; in several passes it takes more."""
    assert planned("JPEG") < planned("PNG") < planned("TIFF")
    assert planned("JPEG") + 40 * plans.MIB < planned("JPEG", progressive=True)
