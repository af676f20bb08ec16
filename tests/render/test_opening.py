"""Pictures that are opened in ways of their own: HEIC, cameras' files, turned TIFFs, limits."""

from __future__ import annotations

import importlib.util
import os
from pathlib import Path
from typing import Any

import pillow_heif
import pytest
from PIL import Image

from render import opening, rawfiles, reading
from render.opening import NotDeveloped, Unreadable
from tests.render.cameras import dng
from tests.render.conftest import Make


def heic(path: Path, size: tuple[int, int] = (64, 48), *, orientation: int = 1) -> Path:
    """A HEIC file, red on the left and blue on the right as it is stored."""
    made = Image.new("RGB", size, "red")
    made.paste("blue", (size[0] // 2, 0, *size))
    exif = Image.Exif()
    exif[0x0112] = orientation
    pillow_heif.from_pillow(made).save(path, quality=95, exif=exif.tobytes())
    return path


def is_red(colour: Any) -> bool:
    """Tell red from blue."""
    return bool(colour[0] > 150 and colour[2] < 100)


def missing(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """Let a package be none that is installed."""
    real = importlib.util.find_spec
    monkeypatch.setattr(
        importlib.util, "find_spec", lambda wanted: None if wanted == name else real(wanted)
    )


# HEIC --------------------------------------------------------------------------------------------


def test_heic(tmp_path: Path) -> None:
    """Its size, format and pixels."""
    found = reading.read(str(heic(tmp_path / "a.heic")))
    assert (found.width, found.height, found.orientation) == (64, 48, 1)
    assert (found.file_format, found.colour_mode, found.problem) == ("HEIF", "RGB", "")
    assert is_red(opening.small(tmp_path / "a.heic", 32).getpixel((4, 12)))


def test_a_turned_heic(tmp_path: Path) -> None:
    """The library turns it: told is the size it then has, and it is not turned again."""
    path = heic(tmp_path / "a.heic", orientation=6)
    found = reading.read(str(path))
    assert (found.width, found.height, found.orientation) == (48, 64, 1)
    shown = opening.small(path, 64)
    assert shown.size == (48, 64)
    assert is_red(shown.getpixel((24, 8)))


def test_a_heic_under_another_name(tmp_path: Path) -> None:
    """What it is shows inside."""
    path = heic(tmp_path / "a.heic").rename(tmp_path / "a.jpg")
    assert reading.read(str(path)).file_format == "HEIF"


def test_heic_without_its_package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is missing is named, and what to do."""
    path = heic(tmp_path / "a.heic")
    missing(monkeypatch, "pillow_heif")
    assert reading.read(str(path)).problem == (
        "HEIC files are read only where the package pillow-heif is installed; keep a JPEG or TIFF "
        "copy beside it"
    )


def test_a_truncated_heic(tmp_path: Path) -> None:
    """Is told."""
    path = heic(tmp_path / "a.heic", (300, 200))
    path.write_bytes(path.read_bytes()[:-200])
    with pytest.raises(Unreadable):
        opening.small(path, 100)


# Cameras' own files ------------------------------------------------------------------------------


@pytest.mark.parametrize(("orientation", "red"), [(1, (4, 20)), (3, (60, 20)), (6, (20, 4))])
def test_a_raw_file(tmp_path: Path, orientation: int, red: tuple[int, int]) -> None:
    """Its size as stored and how the camera was held; developed it stands upright."""
    path = dng(tmp_path / "a.DNG", orientation=orientation)
    found = reading.read(str(path))
    assert (found.width, found.height, found.orientation) == (96, 64, orientation)
    assert (found.file_format, found.profile, found.problem) == ("DNG", "sRGB", "")
    assert is_red(opening.small(path, 64).getpixel(red))


@pytest.mark.parametrize("orientation", [1, 6])
def test_the_preview_within(tmp_path: Path, orientation: int) -> None:
    """Small copies are made of the camera's own preview, if it is large enough."""
    path = dng(tmp_path / "a.dng", (960, 640), orientation=orientation, preview=(480, 320))
    green = opening.small(path, 480)
    assert green.size == ((480, 320) if orientation == 1 else (320, 480))
    assert green.getpixel((60, 160)) == pytest.approx((0, 160, 0), abs=3)
    assert is_red(opening.small(path, 600).getpixel((60, 60)))


def test_a_preview_that_lies_otherwise(tmp_path: Path) -> None:
    """Is not trusted."""
    path = dng(tmp_path / "a.dng", (960, 640), orientation=6, preview=(320, 480))
    assert is_red(opening.small(path, 300).getpixel((60, 60)))


def test_a_raw_file_without_its_package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It counts; whoever wants its pixels is told what is missing."""
    path = dng(tmp_path / "a.dng")
    missing(monkeypatch, "rawpy")
    found = reading.read(str(path))
    assert (found.file_format, found.width, found.problem) == ("DNG", None, "")
    with pytest.raises(NotDeveloped, match="the package rawpy is installed"):
        opening.small(path, 64)


def test_a_truncated_raw_file(tmp_path: Path) -> None:
    """Is told."""
    path = dng(tmp_path / "a.dng")
    path.write_bytes(path.read_bytes()[:40])
    assert reading.read(str(path)).problem == "it is damaged: it ends too early"


@pytest.mark.parametrize("name", ["a.dng", "a.heic", "a.jpg"])
def test_a_name_that_is_no_text(picture: Make, tmp_path: Path, name: str) -> None:
    """Is opened like any other."""
    made = {"a.dng": dng, "a.heic": heic}.get(name, lambda path: picture(path.name))
    path = made(tmp_path / name).rename(tmp_path / os.fsdecode(b"\xff\xfe" + name.encode()))
    assert reading.read(str(path)).problem == ""
    assert max(opening.small(path, 32).size) == 32


def test_a_jpeg_under_a_cameras_name(picture: Make, tmp_path: Path) -> None:
    """What it is shows inside."""
    path = picture("a.jpg").rename(tmp_path / "a.nef")
    assert reading.read(str(path)).file_format == "JPEG"


# The rest ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("orientation", "size", "red"), [(3, (60, 40), (50, 20)), (6, (40, 60), (20, 10))]
)
def test_a_turned_tiff(
    picture: Make, orientation: int, size: tuple[int, int], red: tuple[int, int]
) -> None:
    """The library turns it: told is the size it then has, and it is not turned again."""
    path = picture("a.tif", orientation=orientation)
    found = reading.read(str(path))
    assert ((found.width, found.height), found.orientation) == (size, 1)
    shown = opening.small(path, 60)
    assert shown.size == size
    assert is_red(shown.getpixel(red))


def test_a_limit_of_ones_own(picture: Make) -> None:
    """A studio may allow less, and more."""
    path = picture("a.png", (1_200, 1_000))
    with pytest.raises(Unreadable, match="it has 1 megapixels; at most 1 are read"):
        opening.small(path, 10, most_pixels=1_000_000)
    assert opening.small(path, 12, most_pixels=1_200_000).size == (12, 10)


def test_no_file(tmp_path: Path) -> None:
    """What would keep a reader waiting for ever is not opened."""
    os.mkfifo(tmp_path / "a.jpg")
    with pytest.raises(Unreadable, match="it is no file"):
        opening.small(tmp_path / "a.jpg", 10)
    with pytest.raises(Unreadable, match="it is no file"):
        opening.small(tmp_path, 10)


def test_the_cause_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Who sorts failures sees whether the file or the machine is to blame."""
    with pytest.raises(Unreadable) as gone:
        opening.small(tmp_path / "a.jpg", 10)
    assert isinstance(gone.value.__cause__, FileNotFoundError)
    path = dng(tmp_path / "a.dng")

    def short(*_: object, **__: object) -> None:
        raise MemoryError

    monkeypatch.setattr(rawfiles, "_developed", short)
    with pytest.raises(Unreadable, match="not enough memory") as memory:
        opening.small(path, 64)
    assert isinstance(memory.value.__cause__, MemoryError)
