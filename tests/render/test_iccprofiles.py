"""The profiles of the working spaces: the numbers of their definitions, always the same bytes."""

from __future__ import annotations

import hashlib
import io
import struct

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageCms

from render import iccprofiles, linearlight, press, transforms
from tests.render import colourreference as reference

SPACES = list(iccprofiles.SPACES)

CHECKSUMS = {
    "sRGB": "5280a29d6891f3e282530ba9ab889ca8f8f49b68b72cd9551877b9b54577393a",
    "Adobe RGB": "01bcfb1ee82de5553dd28d8117e2de97194e475629cdbadf8062e430477e192c",
    "Display P3": "52abde67610b51b3dcd0d20a9f95e6711e41bbfac3a4c8da4c1c62a6912634f3",
}


@pytest.mark.parametrize("name", SPACES)
def test_frozen(name: str) -> None:
    """Every byte stays what it is: files made years apart are equal."""
    icc = iccprofiles.profile(name)
    assert hashlib.sha256(icc).hexdigest() == CHECKSUMS[name]


@pytest.mark.parametrize("name", SPACES)
def test_well_formed(name: str) -> None:
    """The engine reads them: a matrix and curves, version 2, under its own name."""
    icc = iccprofiles.profile(name)
    found = ImageCms.ImageCmsProfile(io.BytesIO(icc)).profile
    assert iccprofiles.damage(icc) == ""
    assert (iccprofiles.kind_of(icc), iccprofiles.class_of(icc)) == ("RGB", "mntr")
    assert found.is_matrix_shaper
    assert round(found.version, 1) == 2.4
    assert found.profile_description == iccprofiles.SPACES[name].name


@pytest.mark.parametrize(
    ("name", "red", "green"),
    [
        ("sRGB", (0.4360, 0.2225, 0.0139), (0.3851, 0.7169, 0.0971)),
        ("Adobe RGB", (0.6097, 0.3111, 0.0195), (0.2053, 0.6257, 0.0609)),
        ("Display P3", (0.5151, 0.2412, -0.0010), (0.2920, 0.6922, 0.0419)),
    ],
)
def test_primaries(name: str, red: tuple[float, ...], green: tuple[float, ...]) -> None:
    """The adapted primaries are the published ones; together they make the white of D50."""
    columns = reference.matrix(iccprofiles.profile(name)).T
    assert columns[0] == pytest.approx(red, abs=0.0006)
    assert columns[1] == pytest.approx(green, abs=0.0006)
    assert columns.sum(axis=0) == pytest.approx(iccprofiles.D50, abs=0.0001)


def test_the_engines_own_srgb() -> None:
    """Our sRGB is that of the colour engine, Adobe RGB is another."""
    theirs = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    for name, same in (("sRGB", True), ("Adobe RGB", False), ("Display P3", False)):
        ours = iccprofiles.profile(name)
        assert transforms.alike(theirs, ours, "RGB", "relative", True) is same


def test_curves() -> None:
    """Tables, powers and formulas give the light of each number; the middle of sRGB is a fifth."""
    srgb = iccprofiles.curve_of(iccprofiles.profile("sRGB"))
    adobe = iccprofiles.curve_of(iccprofiles.profile("Adobe RGB"))
    assert srgb is not None
    assert adobe is not None
    assert srgb[0] == 0
    assert srgb[255] == 1
    assert srgb[128] == pytest.approx(0.21586, abs=1e-4)
    assert adobe[128] == pytest.approx((128 / 255) ** (563 / 256))
    assert iccprofiles.curve_of(press.profile()) is None
    assert iccprofiles.curve_of(b"") is None


@pytest.mark.parametrize(
    ("sort", "numbers", "middle"),
    [
        (0, (2.0,), 0.25), (1, (2.0, 1.0, 0.0), 0.25), (2, (2.0, 1.0, 0.0, 0.1), 0.35),
        (3, (2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045), 0.21404),
        (4, (2.0, 1.0, 0.0, 1.0, 0.0, 0.0, 0.0), 0.25),
    ],
)  # fmt: skip
def test_formulas(sort: int, numbers: tuple[float, ...], middle: float) -> None:
    """All five kinds of formulas of version 4."""
    content = b"para" + bytes(4) + struct.pack(">HH", sort, 0)
    content += b"".join(struct.pack(">i", round(number * 65536)) for number in numbers)
    icc = iccprofiles.assembled("formula", "GRAY", {b"kTRC": content})
    found = iccprofiles.curve_of(icc)
    assert found is not None
    assert np.interp(0.5, np.linspace(0, 1, 256), found) == pytest.approx(middle, abs=0.001)


@pytest.mark.parametrize("name", SPACES)
def test_linear_light_and_back(name: str) -> None:
    """Every number comes back from linear light, and none is out of order."""
    icc = iccprofiles.profile(name)
    light = linearlight.linear(icc)
    back = linearlight.from_linear(icc)[np.rint(light * 65535).astype(int)]
    assert np.abs(back.astype(int) - np.arange(256)).max() <= (1 if name == "Adobe RGB" else 0)
    assert (np.diff(light) >= 0).all()
    assert linearlight.linear(press.profile())[128] == pytest.approx(0.2158, abs=1e-3)


def test_what_is_wrong_with_bytes() -> None:
    """Empty, foreign, cut off, lying about its size or its contents: said in words."""
    good = iccprofiles.profile("sRGB")
    assert iccprofiles.damage(b"") == "it is empty"
    assert iccprofiles.damage(b"no profile" * 40) == "it is no ICC profile"
    assert iccprofiles.damage(good[:-300]) == "it is cut off: 2,212 of 2,512 bytes"
    small, large = struct.pack(">I", 12), struct.pack(">I", 2**31)
    assert "says that it has 12 bytes" in iccprofiles.damage(small + good[4:])
    assert "it is cut off" in iccprofiles.damage(large + good[4:])
    many = good[:128] + struct.pack(">I", 2**30) + good[132:]
    assert "table of contents reaches" in iccprofiles.damage(many)
    far = good[:136] + struct.pack(">I", 2**30) + good[140:]
    assert "lies beyond its end" in iccprofiles.damage(far)
    assert iccprofiles.damage(good + bytes(100)) == ""


@given(st.integers(0, 2511), st.binary(min_size=1, max_size=8), st.integers(0, 2512))
def test_mutations(place: int, content: bytes, length: int) -> None:
    """Whatever the bytes, they are judged, and their curve is read or it is not."""
    good = iccprofiles.profile("sRGB")
    icc = (good[:place] + content + good[place + len(content) :])[:length]
    assert isinstance(iccprofiles.damage(icc), str)
    found = iccprofiles.curve_of(icc)
    assert found is None or len(found) == 256


def test_the_press() -> None:
    """Offset on coated paper: no ink is white, four inks are nearly black, solids have their hue."""
    icc = press.profile()
    assert iccprofiles.damage(icc) == ""
    srgb = iccprofiles.profile("sRGB")

    def seen(*inks: int) -> tuple[int, ...]:
        dot = Image.new("CMYK", (1, 1), inks)
        return tuple(transforms.applied(dot, icc, srgb, "RGB").tobytes())

    assert seen(0, 0, 0, 0) == (255, 255, 255)
    assert max(seen(255, 255, 255, 255)) < 40
    assert seen(0, 255, 255, 0)[0] > 200
    assert max(seen(0, 255, 255, 0)[1:]) < 60
    greys = [seen(0, 0, 0, black)[1] for black in range(0, 256, 15)]
    assert greys == sorted(greys, reverse=True)


def test_the_press_in_numbers() -> None:
    """Relative to its paper, the model gives the aims of the standard where it has them."""
    inks = np.array([[0, 0, 0, 0], [1, 0, 0, 0], [0, 1, 1, 0], [0, 0, 0, 1.0]])
    paper, cyan, red, black = press.lab_of(inks)
    assert paper == pytest.approx((100, 0, 0), abs=1e-6)
    assert cyan == pytest.approx((57.4, -38, -51), abs=3)
    assert red == pytest.approx((49.2, 70.5, 49.5), abs=4)
    assert black[0] == pytest.approx(17, abs=1.5)
