"""Contact sheets as JPEG: in the places they belong, the same each time, also without pictures."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from PIL import Image

from render import contactsheets
from render.contactsheets import Shown
from tests.render.sources import photograph, saved

LETTER = (8.5, 11.0)


def jpeg(colour: tuple[int, int, int]) -> bytes:
    """A plain picture."""
    file = io.BytesIO()
    Image.new("RGB", (90, 60), colour).save(file, "JPEG", quality=95)
    return file.getvalue()


def test_pictures_stand_in_their_places() -> None:
    """In rows from the upper left; the sheet is the paper, at its resolution."""
    colours = [(250, 10, 10), (10, 250, 10), (10, 10, 250), (250, 250, 10), (10, 250, 250)]
    (data,) = contactsheets.pages(
        "Title", [Shown(jpeg(colour), "x") for colour in colours], LETTER, 4
    )
    with Image.open(io.BytesIO(data)) as picture:
        assert (picture.size, picture.info["dpi"]) == ((1275, 1650), (150, 150))
        slots = contactsheets.template(LETTER, 4).slots
        for slot, colour in zip(slots, colours, strict=False):
            at = (
                round((slot.x + slot.width / 2) * 150),
                round((slot.y + slot.height * 2 / 5) * 150),
            )
            found = picture.convert("RGB").getpixel(at)
            assert isinstance(found, tuple)
            assert all(abs(a - b) < 12 for a, b in zip(found, colour, strict=True))


def test_pages_are_counted_beforehand() -> None:
    """As many as are made, the same each time."""
    shown = [Shown(jpeg((n, 90, 90)), str(n)) for n in range(47)]
    made = list(contactsheets.pages("T", shown, LETTER, 4))
    assert len(made) == contactsheets.page_count(47, LETTER, 4) > 1
    assert made == list(contactsheets.pages("T", shown, LETTER, 4))
    assert contactsheets.page_count(0, LETTER, 4) == 0


@pytest.mark.parametrize("data", [None, b"", b"\xff\xd8\xff\x00", jpeg((9, 9, 9))[:200]])
def test_a_picture_that_cannot_be_shown_has_a_tile(data: bytes | None) -> None:
    """The others are there, and it says that there is none."""
    (made,) = contactsheets.pages("[/] \x1b]0;x", [Shown(data, "a"), Shown(jpeg((1, 2, 3)), "b")],
                                  LETTER, 2)  # fmt: skip
    with Image.open(io.BytesIO(made)) as picture:
        slot = contactsheets.template(LETTER, 2).slots[0]
        at = (round((slot.x + slot.width / 2) * 150), round((slot.y + slot.height * 2 / 5) * 150))
        found = picture.convert("RGB").getpixel(at)
        assert isinstance(found, tuple)
        assert min(found) > 220


def test_small_copies(tmp_path: Path) -> None:
    """Upright and no larger than wanted; none of what is no picture."""
    source = saved(photograph(300, 200), tmp_path / "a.jpg", orientation=6)
    data = contactsheets.small(source.path, 90)
    assert data is not None
    with Image.open(io.BytesIO(data)) as picture:
        assert picture.size == (60, 90)
    (tmp_path / "b.jpg").write_bytes(b"x")
    assert contactsheets.small(str(tmp_path / "b.jpg"), 90) is None
    assert contactsheets.small(str(tmp_path / "none.jpg"), 90) is None
