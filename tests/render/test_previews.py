"""Previews stand as the print will: crop, turning, place on the sheet; nothing but thumbnails."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image

from render import previews
from render.opening import Unreadable
from render.previews import Raster
from store.rendering import plans, sheets
from store.rendering.sheets import Placed, Sheet, Words
from store.rendering.specs import Look, Picture, Source, Spec
from tests.render.conftest import Make

RED, BLUE = (255, 0, 0), (0, 0, 255)


def colour(raster: Raster, x: float, y: float) -> str:
    """The colour at a place given in shares, by its name."""
    column, row = int(x * (raster.width - 1)), int(y * (raster.height - 1))
    at = 3 * (row * raster.width + column)
    red, green, blue = raster.pixels[at : at + 3]
    if max(red, green, blue) - min(red, green, blue) < 60:
        return "white" if red > 200 else "grey" if red > 90 else "black"
    return "red" if red > blue else "blue"


def spec(orientation: int = 1, **changes: object) -> Spec:
    """One picture of 600 × 400 stored pixels on 6 × 4 inches, unless changed."""
    source = Source("/p/a.jpg", 600, 400, orientation, sha256="a")
    values = {"look": Look(dpi=100), "pictures": (Picture(),), "width_in": 6.0, "height_in": 4.0}
    return Spec(sources=(source,), **{**values, **changes})  # type: ignore[arg-type]  # by name


@pytest.fixture
def thumbnail(picture: Make) -> Path:
    """A thumbnail: red on the left, blue on the right."""
    return picture("t.png", (60, 40))


def test_the_whole_sheet(thumbnail: Path) -> None:
    """Fitted into the room, with the picture where it stands: inside its white border."""
    look = Look(dpi=100, border_mm=12.7)
    sheet = sheets.sheet_of(spec(look=look))
    made = previews.of_sheet(sheet, {"/p/a.jpg": thumbnail}, (120, 120))
    assert (made.width, made.height) == (120, 80)
    assert len(made.pixels) == 120 * 80 * 3
    assert colour(made, 0.02, 0.5) == "white"
    assert colour(made, 0.25, 0.5) == "red"
    assert colour(made, 0.75, 0.5) == "blue"


def test_a_crop_is_cut_out(thumbnail: Path) -> None:
    """Of the right half alone nothing red is left on the sheet."""
    sheet = sheets.sheet_of(spec(pictures=(Picture(crop=(0.5, 0, 0.5, 1)),)))
    made = previews.of_sheet(sheet, {"/p/a.jpg": thumbnail}, (100, 100))
    assert {colour(made, x, 0.5) for x in (0.1, 0.5, 0.9)} == {"blue"}


@pytest.mark.parametrize(("turn", "upper", "lower"), [(90, "red", "blue"), (270, "blue", "red")])
def test_turned_clockwise(thumbnail: Path, turn: int, upper: str, lower: str) -> None:
    """Turned by a person, what was left is above, or below."""
    sheet = sheets.sheet_of(spec(pictures=(Picture(turn=turn),), width_in=4.0, height_in=6.0))
    made = previews.of_sheet(sheet, {"/p/a.jpg": thumbnail}, (100, 100))
    assert made.height > made.width
    assert (colour(made, 0.5, 0.1), colour(made, 0.5, 0.9)) == (upper, lower)


@pytest.mark.parametrize("orientation", range(1, 9))
def test_orientation_counts_once(picture: Make, orientation: int) -> None:
    """A thumbnail is upright already, whatever the file's own grid is."""
    size = (60, 40) if orientation < 5 else (40, 60)
    upright = picture("u.png", size)
    width, height = (6.0, 4.0) if orientation < 5 else (4.0, 6.0)
    sheet = sheets.sheet_of(spec(orientation, width_in=width, height_in=height))
    made = previews.of_sheet(sheet, {"/p/a.jpg": upright}, (100, 100))
    assert (colour(made, 0.1, 0.5), colour(made, 0.9, 0.5)) == ("red", "blue")
    plan = sheet.placed[0].plan
    assert plans.upright_shares(plan) == pytest.approx((0, 0, 1, 1), abs=0.01)


def test_without_a_thumbnail_its_place_is_grey(thumbnail: Path) -> None:
    """Others on the sheet are shown; one that is damaged is told."""
    sheet = sheets.sheet_of(spec())
    assert colour(previews.of_sheet(sheet, {}, (50, 50)), 0.5, 0.5) == "grey"
    thumbnail.write_bytes(b"no picture")
    with pytest.raises(Unreadable):
        previews.of_sheet(sheet, {"/p/a.jpg": thumbnail}, (50, 50))


def test_what_is_cut_off_is_dark(thumbnail: Path) -> None:
    """The whole picture is there; a line stands around what is kept."""
    plan = sheets.sheet_of(spec(pictures=(Picture(crop=(0.5, 0, 0.5, 1)),))).placed[0].plan
    made = previews.of_crop(plan, thumbnail, (120, 80))
    assert (made.width, made.height) == (120, 80)
    at = 3 * (40 * 120 + 10)
    assert made.pixels[at] < 120
    assert colour(made, 0.75, 0.5) == "blue"
    whole = sheets.sheet_of(spec()).placed[0].plan
    bright = previews.of_crop(whole, thumbnail, (120, 80))
    assert bright.pixels[at] > 200


@pytest.mark.parametrize("tone", ["black and white", "sepia"])
def test_tones(thumbnail: Path, tone: str) -> None:
    """A picture in black and white, or sepia, is shown so."""
    sheet = sheets.sheet_of(spec(look=Look(dpi=100, tone=tone)))
    made = previews.of_sheet(sheet, {"/p/a.jpg": thumbnail}, (30, 30))
    assert colour(made, 0.9, 0.5) != "blue"


def test_words_and_marks_of_many(thumbnail: Path) -> None:
    """Each place of a sheet has its picture; words and cut marks are drawn."""
    plan = sheets.sheet_of(spec()).placed[0].plan
    sheet = Sheet(
        (1400, 1000), Look(dpi=100), (Placed(plan, (50, 50)), Placed(plan, (750, 50))),
        (Words("O-1043 and more", (50, 600, 650, 660), centred=True),), ((700, 0, 700, 40),),
    )  # fmt: skip
    made = previews.of_sheet(sheet, {"/p/a.jpg": thumbnail}, (140, 100))
    assert colour(made, 0.1, 0.2) == colour(made, 0.6, 0.2) == "red"
    assert colour(made, 70.5 / 139, 0.02) == "black"
    assert colour(made, 0.25, 63.2 / 99) == "grey"


def test_fitted() -> None:
    """Proportions stay; as it is already, it is the same one."""
    raster = Raster(4, 2, bytes(24))
    assert (fit := previews.fitted(raster, (10, 20))).width == 10
    assert fit.height == 5
    assert previews.fitted(raster, (4, 2)) is raster
    assert len(previews.fitted(Raster(400, 2, bytes(2400)), (10, 10)).pixels) == 30


def test_a_picture_of_one_pixel(tmp_path: Path) -> None:
    """However small thumbnail and room are, there is something to show."""
    path = tmp_path / "one.png"
    Image.new("RGB", (1, 1), RED).save(path)
    plan = sheets.sheet_of(spec(pictures=(Picture(crop=(0.9, 0.9, 0.05, 0.05)),))).placed[0].plan
    assert previews.of_crop(plan, path, (1, 1)).pixels
