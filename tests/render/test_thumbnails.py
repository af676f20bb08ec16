"""Thumbnails are small, upright, in sRGB, and made once."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image, ImageCms

from render import opening, thumbnails
from render.opening import Unreadable
from render.thumbnails import Job
from tests.render.conftest import Make

SHA = "ab" + "0" * 62


def colour_at(path: Path, x: float, y: float) -> tuple[int, ...]:
    """The colour at a place of a picture, given in shares of its sides."""
    with Image.open(path) as picture:
        found = picture.convert("RGB").getpixel(
            (round(x * (picture.width - 1)), round(y * (picture.height - 1)))
        )
    assert isinstance(found, tuple)
    return found


def is_red(colour: tuple[int, ...]) -> bool:
    """Tell red from blue."""
    return colour[0] > 150 and colour[2] < 100


def test_where_it_is(tmp_path: Path) -> None:
    """By checksum; nothing else gets into a path."""
    assert thumbnails.path_of(tmp_path, SHA) == tmp_path / "thumbnails" / "ab" / f"{SHA}.jpg"
    for wrong in ("", "../../etc/passwd", SHA.upper(), SHA[:-1], f"{SHA}\n"):
        with pytest.raises(ValueError, match="no SHA-256"):
            thumbnails.path_of(tmp_path, wrong)


def test_small_and_once(picture: Make, tmp_path: Path) -> None:
    """At most 480 pixels long, a JPEG; a second time nothing is done, nothing is left behind."""
    source, target = picture("a.jpg", (1200, 800)), tmp_path / "t" / "x.jpg"
    assert thumbnails.make(source, target)
    with Image.open(target) as made:
        assert (made.format, made.size, made.mode) == ("JPEG", (480, 320), "RGB")
    before = target.stat()
    assert not thumbnails.make(source, target)
    assert target.stat().st_mtime_ns == before.st_mtime_ns
    assert [path.name for path in target.parent.iterdir()] == ["x.jpg"]


def test_never_enlarged(picture: Make, tmp_path: Path) -> None:
    """A small picture stays small."""
    thumbnails.make(picture("a.png"), tmp_path / "x.jpg")
    with Image.open(tmp_path / "x.jpg") as made:
        assert made.size == (60, 40)


@pytest.mark.parametrize(
    ("orientation", "size", "red"),
    [
        (1, (60, 40), (0.1, 0.5)), (2, (60, 40), (0.9, 0.5)), (3, (60, 40), (0.9, 0.5)),
        (4, (60, 40), (0.1, 0.5)), (5, (40, 60), (0.5, 0.1)), (6, (40, 60), (0.5, 0.1)),
        (7, (40, 60), (0.5, 0.9)), (8, (40, 60), (0.5, 0.9)),
    ],
)  # fmt: skip
def test_upright(
    picture: Make, tmp_path: Path, orientation: int, size: tuple[int, int],
    red: tuple[float, float],
) -> None:  # fmt: skip
    """Whichever way the camera was held."""
    thumbnails.make(picture("a.jpg", orientation=orientation, quality=95), tmp_path / "x.jpg")
    with Image.open(tmp_path / "x.jpg") as made:
        assert made.size == size
        assert made.getexif().get(0x0112) is None
    assert is_red(colour_at(tmp_path / "x.jpg", *red))


@pytest.mark.parametrize(
    ("name", "mode"),
    [("a.jpg", "CMYK"), ("a.tif", "CMYK"), ("a.png", "P"), ("a.png", "RGBA"), ("a.tif", "LAB")],
)
def test_colours_are_kept(picture: Make, tmp_path: Path, name: str, mode: str) -> None:
    """Red stays red, however it is written down."""
    thumbnails.make(picture(name, mode=mode), tmp_path / "x.jpg")
    assert is_red(colour_at(tmp_path / "x.jpg", 0.1, 0.5))


@pytest.mark.parametrize("mode", ["1", "L", "LA", "I", "I;16"])
def test_grey_pictures(tmp_path: Path, mode: str) -> None:
    """With one bit, eight or sixteen: light stays light, dark stays dark."""
    full = {"I": 65535, "I;16": 65535, "1": 1}.get(mode, 255)
    made = Image.new(mode, (40, 40), 0 if mode != "LA" else (0, 255))
    made.paste(full if mode != "LA" else (full, 255), (20, 0, 40, 40))
    name = "a.tif" if mode == "I" else "a.png"
    made.save(tmp_path / name)
    thumbnails.make(tmp_path / name, tmp_path / "x.jpg")
    assert colour_at(tmp_path / "x.jpg", 0.1, 0.5)[0] < 10
    assert colour_at(tmp_path / "x.jpg", 0.9, 0.5)[0] > 245


def test_a_profile_is_obeyed(tmp_path: Path) -> None:
    """Numbers of another colour space are turned into those of sRGB."""
    icc = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    swapped = icc.replace(b"rXYZ", b"xXYZ").replace(b"bXYZ", b"rXYZ").replace(b"xXYZ", b"bXYZ")
    Image.new("RGB", (30, 30), (255, 0, 0)).save(tmp_path / "a.png", icc_profile=swapped)
    found = opening.small(tmp_path / "a.png", 30).getpixel((5, 5))
    assert isinstance(found, tuple)
    assert found[2] > 240
    assert found[0] < 15


def test_a_profile_that_does_not_fit(tmp_path: Path) -> None:
    """Grey numbers under a profile for colours stay as they are."""
    icc = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    Image.new("L", (30, 30), 90).save(tmp_path / "a.png", icc_profile=icc)
    assert opening.small(tmp_path / "a.png", 30).getpixel((5, 5)) == (90, 90, 90)


def test_transparency_becomes_white(tmp_path: Path) -> None:
    """A thumbnail has no transparency."""
    Image.new("RGBA", (20, 20), (255, 0, 0, 0)).save(tmp_path / "a.png")
    assert opening.small(tmp_path / "a.png", 20).getpixel((5, 5)) == (255, 255, 255)


def test_a_truncated_picture(picture: Make, tmp_path: Path) -> None:
    """Is told, and leaves no half thumbnail."""
    source = picture("a.jpg", (600, 400))
    source.write_bytes(source.read_bytes()[:-900])
    with pytest.raises(Unreadable, match="damaged: image file is truncated"):
        thumbnails.make(source, tmp_path / "t" / "x.jpg")
    assert not (tmp_path / "t").exists()


def test_what_came_of_a_job(picture: Make, tmp_path: Path) -> None:
    """Nothing when it was made, else the reason: changed, gone, or not to be written."""
    source = picture("a.jpg")
    told = source.stat()
    job = Job(str(source), str(tmp_path / "t" / "x.jpg"), told.st_size, told.st_mtime_ns // 10**6)
    assert thumbnails.work(job) == ""
    assert "changed since" in thumbnails.work(Job(job.source, job.target + "2", 1, 2))
    assert "No such file" in thumbnails.work(Job(str(tmp_path / "none.jpg"), job.target))
    assert "exists" in thumbnails.work(Job(job.source, str(source / "below.jpg")))


def test_the_same_bytes_each_time(picture: Make, tmp_path: Path) -> None:
    """A thumbnail depends on the picture alone."""
    source = picture("a.jpg", (900, 700), orientation=5)
    for name in "xy":
        thumbnails.make(source, tmp_path / name)
    assert (tmp_path / "x").read_bytes() == (tmp_path / "y").read_bytes()
