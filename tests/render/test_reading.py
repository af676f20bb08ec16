"""What is read of picture files, honest and hostile ones."""

from __future__ import annotations

import hashlib
import os
import re
import struct
import zlib
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image, ImageCms, ImageFile

from render import opening, reading
from tests.render.conftest import Make


def png_header(width: int, height: int) -> bytes:
    """The beginning of a picture that says it is this large."""
    body = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    check = struct.pack(">I", zlib.crc32(b"IHDR" + body))
    head = b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + b"IHDR" + body + check
    return head + struct.pack(">I", 9_999) + b"IDAT"


def test_a_photograph(picture: Make) -> None:
    """Size as stored, orientation, colours, profile's name, format, bytes, time and checksum."""
    icc = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    path = picture("a.jpg", orientation=6, icc_profile=icc)
    os.utime(path, (1_700_000_000, 1_700_000_000))
    found = reading.read(str(path))
    assert (found.width, found.height, found.orientation) == (60, 40, 6)
    assert (found.colour_mode, found.file_format) == ("RGB", "JPEG")
    assert "sRGB" in found.profile
    assert found.size_bytes == path.stat().st_size
    assert found.modified_at == 1_700_000_000_000
    assert found.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
    assert found.problem == ""


@pytest.mark.parametrize(
    ("name", "mode", "form"),
    [
        ("a.jpg", "CMYK", "JPEG"), ("a.png", "RGBA", "PNG"), ("a.png", "I;16", "PNG"),
        ("a.tif", "LAB", "TIFF"), ("a.tif", "CMYK", "TIFF"), ("a.webp", "RGB", "WEBP"),
        ("a.bmp", "L", "BMP"), ("a.jp2", "RGB", "JPEG2000"),
    ],
)  # fmt: skip
def test_other_kinds(picture: Make, name: str, mode: str, form: str) -> None:
    """Format and colours are those of the file."""
    found = reading.read(str(picture(name, mode=mode)))
    assert (found.problem, found.file_format, found.colour_mode) == ("", form, mode)


def test_a_name_may_lie(picture: Make) -> None:
    """A PNG that is called JPEG is read as what it is."""
    path = picture("a.png").rename(picture("b.png").with_name("c.jpg"))
    assert reading.read(str(path)).file_format == "PNG"


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("a.jpg", b"", "empty"),
        ("a.jpg", b"Dear Ada, the pictures follow.", "no picture"),
        ("a.heic", b"\0\0\0\x18ftypheic", "its beginning is damaged"),
        ("a.gif", b"GIF89a\1\0\1\0\0\0\0;", "GIF files are not read"),
        ("a.jpg", b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n", "no picture"),
        ("a.png", png_header(30_000, 20_000), "it has 600 megapixels; at most 400"),
        ("a.png", png_header(60_000, 60_000), "it has 3,600 megapixels"),
        ("a.png", png_header(100_000, 90_000), "it has 8,000 megapixels"),
        ("a.jpg", b"\xff\xd8\xff\xe0\x00", "damaged|no picture"),
        ("a.tif", b"II*\0\xff\xff\xff\x7f", "damaged|no picture"),
    ],
)
def test_what_cannot_be_read(tmp_path: Path, name: str, content: bytes, words: str) -> None:
    """Is said in words; the checksum is known all the same."""
    path = tmp_path / name
    path.write_bytes(content)
    found = reading.read(str(path))
    assert found.width is None
    assert found.sha256 == hashlib.sha256(content).hexdigest()
    assert re.search(words, found.problem), found.problem


def test_no_such_file(tmp_path: Path) -> None:
    """A file that went away meanwhile."""
    assert reading.read(str(tmp_path / "a.jpg")).problem == "No such file or directory"


def test_a_cameras_own_file_that_nobody_knows(tmp_path: Path) -> None:
    """It counts, and has a checksum."""
    path = tmp_path / "a.CR3"
    path.write_bytes(b"camera" * 1_000)
    found = reading.read(str(path))
    assert (found.file_format, found.width, found.problem) == ("CR3", None, "")


@pytest.mark.parametrize("name", ["a.jpg", "a.png", "a.tif", "a.webp", "a.bmp", "a.jp2"])
def test_pixels_are_not_decoded(picture: Make, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """However large a picture is, only its header is looked at."""
    path = picture(name)

    def decoding(*_: object) -> None:
        raise AssertionError("decoded")

    monkeypatch.setattr(ImageFile.ImageFile, "load", decoding)
    assert reading.read(str(path)).problem == ""


@given(content=st.binary(max_size=300))
@settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture])
@pytest.mark.parametrize(
    "head", [b"", b"\xff\xd8\xff\xe1", b"II*\0", png_header(9, 9), b"8BPS\0\1"]
)
def test_any_bytes_are_answered(tmp_path: Path, head: bytes, content: bytes) -> None:
    """Nothing is raised, whatever the file holds."""
    path = tmp_path / "x.jpg"
    path.write_bytes(head + content)
    assert reading.read(str(path)).sha256


@given(data=st.data())
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_damage_is_answered(picture: Make, data: st.DataObject) -> None:
    """A photograph with some bytes changed is read, or said to be damaged."""
    path = picture("a.jpg", orientation=3)
    content = bytearray(path.read_bytes())
    for _ in range(5):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    path.write_bytes(content)
    assert isinstance(reading.read(str(path)).problem, str)


def test_a_hostile_profile_name(picture: Make) -> None:
    """The name of a profile is data, and a profile that is none harms nothing."""
    assert opening.profile_name(b"no profile") == "unreadable profile"
    found = reading.read(str(picture("a.jpg", icc_profile=b"no profile")))
    assert (found.problem, found.profile) == ("", "unreadable profile")


def test_an_odd_orientation(picture: Make) -> None:
    """What is no orientation counts as upright."""
    assert reading.read(str(picture("a.jpg", orientation=99))).orientation == 1
    assert reading.read(str(picture("a.png", orientation=8))).orientation == 8


def test_the_limit_is_ours() -> None:
    """The imaging library refuses nothing that a studio may allow, and no less than we ask for."""
    assert Image.MAX_IMAGE_PIXELS == opening.LARGEST == 1_000_000 * 4_000
