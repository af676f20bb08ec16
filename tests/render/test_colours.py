"""Colours come out as profiles say they must, whatever a picture is made of."""

from __future__ import annotations

import errno
import hashlib
import io
import os
import random
import shutil
import subprocess
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from render import colours, iccprofiles, plainpixels, press, toning, transforms
from store.rendering.outcomes import INPUT, PERSON, TRANSIENT, Failed
from store.rendering.specs import Look
from tests.render import colourreference as reference

SPACES = ("sRGB", "Adobe RGB", "Display P3")
SRGB = iccprofiles.profile("sRGB")


def picture_of(array: np.ndarray) -> Image.Image:
    """A picture of an array of numbers."""
    return Image.fromarray(array)


def saved(picture: Image.Image, kind: str = "PNG", **more: object) -> Image.Image:
    """The picture as it comes out of a file, its pixels not yet decoded."""
    content = io.BytesIO()
    picture.save(content, kind, **more)
    return Image.open(io.BytesIO(content.getvalue()))


def dot(*numbers: int, mode: str = "RGB") -> Image.Image:
    """A picture of one colour."""
    return Image.new(mode, (4, 4), numbers if len(numbers) > 1 else numbers[0])


def colour(picture: Image.Image) -> tuple[int, ...]:
    """The colour of the first pixel."""
    return tuple(picture.crop((0, 0, 1, 1)).tobytes())


def icc_file(folder: Path, content: bytes, name: str = "lab.icc") -> Look:
    """A look whose colours are those of a file."""
    path = folder / name
    path.write_bytes(content)
    checksum = hashlib.sha256(content).hexdigest()
    return Look(colour_space=str(path), icc_sha256=checksum)


# Against a calculation in floats -----------------------------------------------------------------


@pytest.mark.parametrize("source", SPACES)
@pytest.mark.parametrize("target", SPACES)
def test_the_same_as_in_floats(source: str, target: str) -> None:
    """Between any two working spaces no colour is visibly other than calculated exactly."""
    before = reference.photograph()
    there, here = iccprofiles.profile(source), iccprofiles.profile(target)
    made = colours.into(picture_of(before.copy()), there, Look(colour_space=target))
    wanted = reference.numbers(reference.xyz(before, there), here)
    found = np.asarray(made, np.float64)
    off = reference.delta_e(reference.lab_of_rgb(found, here), reference.lab_of_rgb(wanted, here))
    assert off.mean() <= 0.35
    assert np.percentile(off, 99) <= 1.2


def test_the_reference_itself() -> None:
    """The formula gives what its authors published for three pairs of colours."""
    rows = [
        ((50.0, 2.6772, -79.7751), (50.0, 0.0, -82.7485), 2.0425),
        ((50.0, 2.5, 0.0), (73.0, 25.0, -18.0), 27.1492),
        ((2.0776, 0.0795, -1.135), (0.9033, -0.0636, -0.5514), 0.9082),
    ]
    for first, second, wanted in rows:
        found = reference.delta_e(np.array([first]), np.array([second]))
        assert found[0] == pytest.approx(wanted, abs=1e-4)


@pytest.mark.parametrize("name", SPACES)
def test_nothing_is_changed_within_a_space(name: str) -> None:
    """A picture that is in the right colours already keeps every number."""
    before = reference.photograph()
    look = Look(colour_space=name)
    made = colours.into(picture_of(before.copy()), iccprofiles.profile(name), look)
    assert made.tobytes() == before.tobytes()
    assert made.info["icc_profile"] == colours.output_icc(look)


def test_a_profile_is_applied_at_all() -> None:
    """With red and green changed places in the profile, red pictures come out green."""
    made = colours.into(dot(255, 0, 0), reference.swapped(SRGB), Look())
    assert colour(made)[1] > 250
    assert max(colour(made)[0], colour(made)[2]) < 5


def test_the_files_profile_is_applied(tmp_path: Path) -> None:
    """A laboratory's profile decides the numbers of the file, and is what belongs into it."""
    content = reference.swapped(SRGB)
    look = icc_file(tmp_path, content)
    made = colours.into(dot(255, 0, 0), SRGB, look)
    assert colour(made)[1] > 250
    assert colours.output_icc(look) == content


def test_grey_with_a_gamma() -> None:
    """Grey numbers under a power of 1.8 become those of sRGB with the same light."""
    made = colours.into(dot(128, mode="L"), iccprofiles.grey(1.8), Look())
    light = (128 / 255) ** (round(1.8 * 256) / 256)
    wanted = (1.055 * light ** (1 / 2.4) - 0.055) * 255
    assert made.mode == "RGB"
    assert all(abs(number - wanted) <= 1 for number in colour(made))


def test_a_grey_picture_under_a_profile_for_colours() -> None:
    """Three equal numbers are meant."""
    adobe = iccprofiles.profile("Adobe RGB")
    picture = saved(dot(100, mode="L"), icc_profile=adobe)
    icc, notes = colours.source_profile(picture, "refuse")
    assert (icc, notes) == (adobe, ())
    found = colour(colours.into(colours.normal(picture), icc, Look()))
    assert len(set(found)) == 1
    assert found == colour(colours.into(dot(100, 100, 100), adobe, Look()))


def test_a_grey_file(tmp_path: Path) -> None:
    """A profile for grey makes grey files."""
    look = icc_file(tmp_path, iccprofiles.grey(2.2))
    assert colours.mode_of(look) == "L"
    made = colours.into(dot(255, 0, 0), SRGB, look)
    light = 0.2225
    assert made.mode == "L"
    assert abs(colour(made)[0] - 255 * light ** (1 / 2.2)) <= 2
    assert colours.ink(look, "#ffffff") == 255
    assert colours.ink(look, "#000000") == 0


# Against another program -------------------------------------------------------------------------


def tool(name: str) -> str:
    """A program of the colour engine's own, built by others than the imaging library's."""
    found = shutil.which(name)
    if found is None:
        if os.environ.get("SAFELIGHT_REQUIRE_SERVERS"):
            pytest.fail(f"{name} is not installed (liblcms2-utils)")
        pytest.skip(f"{name} is not installed (liblcms2-utils)")
    return found


@pytest.mark.parametrize("target", ["Adobe RGB", "Display P3"])
@pytest.mark.parametrize("source", ["sRGB", "swapped", "press", "grey"])
def test_the_same_as_tificc(tmp_path: Path, source: str, target: str) -> None:
    """The command-line program makes the same picture of the same file."""
    program = tool("tificc")
    before = picture_of(reference.photograph())
    icc, mode = {
        "sRGB": (SRGB, "RGB"), "swapped": (reference.swapped(SRGB), "RGB"),
        "press": (press.profile(), "CMYK"), "grey": (iccprofiles.grey(1.8), "L"),
    }[source]  # fmt: skip
    before = before.convert(mode)
    before.save(tmp_path / "a.tif", icc_profile=icc)
    (tmp_path / "out.icc").write_bytes(iccprofiles.profile(target))
    (tmp_path / "in.icc").write_bytes(icc)
    subprocess.run(
        [program, "-t1", "-b", "-iin.icc", "-oout.icc", "a.tif", "b.tif"],
        cwd=tmp_path, check=True, capture_output=True, timeout=60,
    )  # fmt: skip
    with Image.open(tmp_path / "b.tif") as theirs:
        wanted = np.asarray(theirs.convert("RGB"), np.float64)
    made = np.asarray(colours.into(before, icc, Look(colour_space=target)), np.float64)
    here = iccprofiles.profile(target)
    off = reference.delta_e(reference.lab_of_rgb(made, here), reference.lab_of_rgb(wanted, here))
    # Tables of four inks are rounded in steps of their own in each version of the engine.
    assert off.mean() <= (0.35 if mode == "CMYK" else 0.1)
    assert np.percentile(off, 99) <= 1


@pytest.mark.parametrize("intent", ["perceptual", "relative", "saturation", "absolute"])
def test_the_same_as_transicc(tmp_path: Path, intent: str) -> None:
    """Colour by colour, for each rendering intent, from CMYK that has a table."""
    program = tool("transicc")
    (tmp_path / "in.icc").write_bytes(press.profile())
    (tmp_path / "out.icc").write_bytes(SRGB)
    inks = [(0, 0, 0, 0), (100, 60, 50, 0), (40, 120, 130, 40), (90, 70, 60, 180)]
    number = ["perceptual", "relative", "saturation", "absolute"].index(intent)
    lines = "".join(f"{' '.join(str(ink / 2.55) for ink in row)}\n" for row in inks)
    told = subprocess.run(
        [program, "-n", f"-t{number}", "-iin.icc", "-oout.icc"],
        cwd=tmp_path, input=lines, check=True, capture_output=True, timeout=60, text=True,
    )  # fmt: skip
    wanted = [
        [float(word) for word in line.split()[:3]]
        for line in told.stdout.splitlines()
        if line.strip()
    ]
    look = Look(intent=intent, black_point=False)
    for row, numbers in zip(inks, wanted, strict=True):
        found = colour(colours.into(dot(*row, mode="CMYK"), press.profile(), look))
        assert found == pytest.approx(numbers, abs=2)


# What a picture's numbers mean -------------------------------------------------------------------


def test_a_profile_of_its_own_is_honoured() -> None:
    """Whatever is done with pictures that have none; nothing is remarked."""
    adobe = iccprofiles.profile("Adobe RGB")
    for unprofiled in ("assume", "refuse"):
        picture = saved(dot(9, 8, 7), icc_profile=adobe)
        assert colours.source_profile(picture, unprofiled) == (adobe, ())


@pytest.mark.parametrize(
    ("mode", "icc", "words"),
    [
        ("RGB", SRGB, "it names no colour profile; sRGB is assumed"),
        ("L", iccprofiles.grey(), "it names no colour profile; the curve of sRGB is assumed"),
        (
            "CMYK",
            press.profile(),
            "it names no colour profile; offset print on coated paper is assumed",
        ),
    ],
)
def test_without_a_profile(mode: str, icc: bytes, words: str) -> None:
    """The usual one is assumed and said, or a person is asked."""
    picture = saved(Image.new(mode, (4, 4)), "JPEG")
    assert colours.source_profile(picture, "assume") == (icc, (words,))
    with pytest.raises(Failed, match="it names no colour profile; give the picture") as told:
        colours.source_profile(picture, "refuse")
    assert told.value.kind == PERSON


def broken(how: str) -> bytes:
    """A profile that cannot be used for RGB."""
    adobe = iccprofiles.profile("Adobe RGB")
    if how == "lying":
        return (10**6).to_bytes(4, "big") + adobe[4:]
    if how == "without curves":
        return adobe.replace(b"TRC", b"XXX")
    if how == "link":
        return adobe[:12] + b"link" + adobe[16:]
    return {
        "empty": b"\0", "garbage": b"no profile at all" * 50, "cut off": adobe[:-40],
        "grey": iccprofiles.grey(), "cmyk": press.profile(),
    }[how]  # fmt: skip


@pytest.mark.parametrize(
    ("how", "why"),
    [
        ("empty", "no ICC profile"), ("garbage", "no ICC profile"), ("cut off", "cut off"),
        ("lying", "cut off: 492 of 1,000,000 bytes"), ("grey", "it is for grey pictures"),
        ("cmyk", "it is for CMYK pictures"), ("without curves", "the colour engine cannot read it"),
        ("link", "no profile of a device"),
    ],
)  # fmt: skip
def test_broken_profiles(how: str, why: str) -> None:
    """They are not followed anywhere: sRGB is assumed and the reason is said, or it is refused."""
    picture = saved(dot(200, 30, 40), icc_profile=broken(how))
    icc, notes = colours.source_profile(picture, "assume")
    assert icc == SRGB
    assert len(notes) == 1
    assert why in notes[0]
    assert notes[0].endswith("; sRGB is assumed")
    assert colour(colours.into(colours.normal(picture), icc, Look())) == (200, 30, 40)
    again = saved(dot(200, 30, 40), icc_profile=broken(how))
    with pytest.raises(Failed, match="its colour profile cannot be used"):
        colours.source_profile(again, "refuse")


def test_profiles_larger_than_pictures() -> None:
    """What is too large for any profile is not even looked at."""
    picture = dot(1, 2, 3)
    picture.info["icc_profile"] = SRGB + bytes(17 * 1024 * 1024)
    icc, notes = colours.source_profile(picture, "assume")
    assert icc == SRGB
    assert "it has 17," in notes[0]


def test_hostile_names_of_kinds() -> None:
    """What a profile writes where its kind stands reaches nobody's terminal as it is."""
    icc = SRGB[:16] + b"\x1b[2J" + SRGB[20:]
    _, notes = colours.source_profile(saved(dot(1, 2, 3), icc_profile=icc), "assume")
    assert "\x1b" not in notes[0]


def test_cameras_say_it_in_exif() -> None:
    """By the number of sRGB, or Adobe RGB by the index of the standard for cameras."""
    for space, index, icc in ((1, "R98", SRGB), (0xFFFF, "R03", iccprofiles.profile("Adobe RGB"))):
        exif = Image.Exif()
        exif.get_ifd(0x8769)[0xA001] = space
        exif.get_ifd(0x8769)[0xA005] = {1: index}
        picture = saved(dot(1, 2, 3), "JPEG", exif=exif)
        assert colours.source_profile(picture, "refuse") == (icc, ())


@pytest.mark.parametrize(("number", "name"), [(1, "sRGB"), (12, "Display P3"), (9, "")])
def test_heic_files_say_it_as_films_do(number: int, name: str) -> None:
    """By the number of their primaries, where they are ones that we know."""
    picture = dot(1, 2, 3)
    picture.info["nclx_profile"] = {"color_primaries": number}
    icc, notes = colours.source_profile(picture, "assume")
    assert icc == iccprofiles.profile(name or "sRGB")
    assert bool(notes) is not bool(name)


def test_png_files_say_it_in_chunks() -> None:
    """A gamma that is not sRGB's is followed."""
    picture = saved(dot(128, 128, 128))
    picture.info["gamma"] = 1.0
    icc, notes = colours.source_profile(picture, "refuse")
    assert notes == ()
    assert colour(colours.into(colours.normal(picture), icc, Look()))[0] == pytest.approx(
        188, abs=1
    )
    picture.info["gamma"] = 0.45455
    assert colours.source_profile(picture, "refuse") == (SRGB, ())
    picture.info["srgb"] = 0
    assert colours.source_profile(picture, "refuse") == (SRGB, ())


# CMYK, Lab and their blacks ----------------------------------------------------------------------


def test_cmyk_with_a_profile() -> None:
    """CMYK is turned by its own profile, not by subtraction."""
    picture = saved(dot(0, 255, 255, 0, mode="CMYK"), "TIFF", icc_profile=press.profile())
    icc, notes = colours.source_profile(picture, "refuse")
    assert notes == ()
    red = colour(colours.into(colours.normal(picture), icc, Look()))
    assert red[0] > 200
    assert 10 < red[2] < 80


def test_black_points() -> None:
    """With compensation the darkest ink is black, without it it stays as grey as it prints."""
    full = dot(255, 255, 255, 255, mode="CMYK")
    icc = press.profile()
    with_it = colour(colours.into(full.copy(), icc, Look(black_point=True)))
    without = colour(colours.into(full.copy(), icc, Look(black_point=False)))
    assert max(with_it) < max(without)


def test_lab_pictures() -> None:
    """Lab is turned into the look's colours by its definition."""
    picture = Image.new("LAB", (4, 4), (round(53.24 * 2.55), 128 + 80, 128 + 67))
    icc, notes = colours.source_profile(picture, "refuse")
    assert notes == ()
    found = colour(colours.into(colours.normal(picture), icc, Look()))
    assert found[0] > 240
    assert max(found[1:]) < 20


# Plain pixels ------------------------------------------------------------------------------------


def test_palettes_with_transparency() -> None:
    """What is clear in a palette is paper white, the other colours are its own."""
    picture = Image.new("P", (2, 1))
    picture.putpalette([255, 0, 0, 0, 255, 0])
    picture.putpixel((1, 0), 1)
    again = saved(picture, transparency=0)
    made = colours.normal(again)
    assert made.mode == "RGB"
    assert made.tobytes() == bytes((255, 255, 255, 0, 255, 0))


@pytest.mark.parametrize(
    ("mode", "numbers", "wanted"),
    [
        ("RGBA", (200, 0, 0, 0), (255, 255, 255)), ("RGBA", (200, 0, 0, 255), (200, 0, 0)),
        ("RGBA", (0, 0, 0, 128), (127, 127, 127)), ("LA", (90, 0), (255,)),
        ("LA", (90, 255), (90,)), ("LA", (0, 128), (127,)),
    ],
)  # fmt: skip
def test_transparency_is_paper_white(
    mode: str, numbers: tuple[int, ...], wanted: tuple[int, ...]
) -> None:
    """No hidden colour comes to light."""
    assert colour(colours.normal(saved(dot(*numbers, mode=mode)))) == wanted


def test_one_colour_that_is_clear() -> None:
    """PNG files name a colour that is clear: it is white, though it stands in no palette."""
    picture = saved(dot(10, 20, 30), transparency=(10, 20, 30))
    assert colour(colours.normal(picture)) == (255, 255, 255)
    picture = saved(dot(10, mode="L"), transparency=10)
    assert colour(colours.normal(picture)) == (255,)


def test_sixteen_bits_of_grey() -> None:
    """All levels keep their place; nothing above 255 is cut off."""
    values = np.array([[0, 64 * 257, 128 * 257, 192 * 257, 65535]], np.uint16)
    picture = saved(Image.fromarray(values))
    assert picture.mode == "I;16"
    assert colours.normal(picture).tobytes() == bytes((0, 64, 128, 192, 255))
    assert colours.source_profile(picture, "assume")[1] == (
        "it names no colour profile; the curve of sRGB is assumed",
    )


def test_floats_and_wide_integers() -> None:
    """From 0 to 1 or larger, without number and without end: it stays within black and white."""
    one = Image.fromarray(np.array([[0, 0.5, 1, np.nan, -3, np.inf]], np.float32))
    assert colours.normal(one).tobytes() == bytes((0, 128, 255, 0, 0, 0))
    wide = Image.fromarray(np.array([[0, 2**30, 2**31 - 1]], np.int32))
    assert colours.normal(wide).tobytes() == bytes((0, 128, 255))
    assert colours.normal(Image.new("1", (1, 1), 1)).tobytes() == b"\xff"


def test_sixteen_bits_of_colour_are_remarked(tmp_path: Path) -> None:
    """The library reads eight of them: a person is told."""
    path = tmp_path / "deep.png"
    path.write_bytes(deep_png())
    with Image.open(path) as picture:
        _, notes = colours.source_profile(picture, "assume")
        assert notes[0] == "its 16 bits a channel are rendered as 8"
        assert colour(colours.normal(picture)) == (18, 171, 255)
    with saved(dot(1, 2, 3), "TIFF") as picture:
        assert len(colours.source_profile(picture, "assume")[1]) == 1


def deep_png() -> bytes:
    """A PNG of one pixel with sixteen bits a channel."""
    import struct
    import zlib

    def chunk(name: bytes, content: bytes) -> bytes:
        check = struct.pack(">I", zlib.crc32(name + content))
        return struct.pack(">I", len(content)) + name + content + check

    header = struct.pack(">2I5B", 1, 1, 16, 2, 0, 0, 0)
    pixel = b"\0" + struct.pack(">3H", 0x1234, 0xABCD, 0xFFFF)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(pixel))
        + chunk(b"IEND", b"")
    )  # fmt: skip


def test_plain_pictures_are_left_alone() -> None:
    """What is plain already is not copied."""
    for mode in ("RGB", "L", "CMYK", "LAB"):
        picture = Image.new(mode, (3, 3))
        assert plainpixels.normal(picture) is picture


# Files of laboratories ---------------------------------------------------------------------------


def test_a_profile_that_has_changed(tmp_path: Path) -> None:
    """Another file under the same name is refused until a person looks."""
    look = icc_file(tmp_path, SRGB)
    assert colours.output_icc(look) == SRGB
    (tmp_path / "lab.icc").write_bytes(iccprofiles.profile("Adobe RGB"))
    with pytest.raises(Failed, match="lab.icc has changed since this was queued") as told:
        colours.output_icc(look)
    assert told.value.kind == PERSON
    assert "queue it again" in told.value.remedy


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "it is empty"), (b"hello" * 99, "it is no ICC profile"), (SRGB[:-9], "it is cut off"),
        (SRGB[:16] + b"Lab " + SRGB[20:], "it is for none of RGB, grey and CMYK"),
        (press.profile(), "the colour engine cannot read it"),
    ],
)  # fmt: skip
def test_files_nothing_can_be_made_for(tmp_path: Path, content: bytes, why: str) -> None:
    """Broken profiles, and those that only read: a person has to choose another."""
    with pytest.raises(Failed, match=why) as told:
        colours.output_icc(icc_file(tmp_path, content))
    assert told.value.kind == PERSON
    assert told.value.remedy == "choose another in the render profile"


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    """Gone, a folder, or of a name that no file has: a person is asked, nothing breaks."""
    for space in (tmp_path / "none.icc", tmp_path, tmp_path / "a\0b.icc"):
        with pytest.raises(Failed, match="the colour profile") as told:
            colours.output_icc(Look(colour_space=str(space)))
        assert told.value.kind == PERSON


def test_a_picture_the_engine_cannot_turn() -> None:
    """It is to blame on the picture, in words."""
    with pytest.raises(Failed, match="its colours cannot be turned into sRGB") as told:
        colours.into(dot(1, 2, 3), iccprofiles.grey(), Look())
    assert told.value.kind == INPUT


def test_cmyk_and_png(tmp_path: Path) -> None:
    """PNG files cannot hold CMYK, whatever the profile: said before anything is made."""
    found = icc_file(tmp_path, press.profile())
    look = Look(colour_space=found.colour_space, file_format="PNG")
    with pytest.raises(Failed, match="which PNG files cannot hold"):
        colours.output_icc(look)


def test_a_disk_that_fails(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What a disk or a share may do again is tried again."""
    look = icc_file(tmp_path, SRGB)

    def fail(_: Path) -> bytes:
        raise OSError(errno.EIO, "Input/output error")

    monkeypatch.setattr(Path, "read_bytes", fail)
    with pytest.raises(Failed, match="lab.icc: Input/output error") as told:
        colours.output_icc(look)
    assert told.value.kind == TRANSIENT


def test_pixels_of_others_are_not_written_over() -> None:
    """A picture whose pixels lie elsewhere, as in a mapped file, is turned in a copy."""
    content = bytes(range(256))
    picture = Image.frombuffer("L", (256, 1), content, "raw", "L", 0, 1)
    made = transforms.applied(picture, iccprofiles.grey(), iccprofiles.grey(1.8), "L")
    assert made.tobytes() != content
    assert content == bytes(range(256)) == picture.tobytes()


# Ink and tones -----------------------------------------------------------------------------------


def test_ink() -> None:
    """White is bare paper, black is black, colours are those of sRGB."""
    for name in SPACES:
        look = Look(colour_space=name)
        assert colours.ink(look, "#ffffff") == (255, 255, 255)
        assert colours.ink(look, "#000000") == (0, 0, 0)
    red = colours.ink(Look(colour_space="Display P3"), "#ff0000")
    assert red == pytest.approx((234, 51, 35), abs=2)


@pytest.mark.parametrize("name", SPACES)
def test_black_and_white(name: str) -> None:
    """Every colour becomes a grey of its own lightness, in each working space."""
    icc = iccprofiles.profile(name)
    before = reference.photograph()
    look = Look(colour_space=name, tone="black and white")
    made = np.asarray(colours.toned(picture_of(before.copy()), look))
    assert (made[..., 0] == made[..., 1]).all()
    assert (made[..., 1] == made[..., 2]).all()
    wanted = reference.lab(reference.xyz(before, icc))[..., 0]
    found = reference.lab(reference.xyz(made, icc))[..., 0]
    assert np.abs(found - wanted).mean() < 0.3
    assert np.abs(found - wanted).max() < 1.5


@pytest.mark.parametrize("name", SPACES)
def test_sepia(name: str) -> None:
    """Warm between black and white, which stay as they are; the lightness is the picture's."""
    look = Look(colour_space=name, tone="sepia")
    ramp = picture_of(np.repeat(np.arange(256, dtype=np.uint8)[None, :, None], 3, axis=2))
    made = np.asarray(colours.toned(ramp, look))[0].astype(int)
    assert made[0].tolist() == [0, 0, 0]
    assert made[255].tolist() == [255, 255, 255]
    assert (made[60:200, 0] > made[60:200, 1]).all()
    assert (made[60:200, 1] > made[60:200, 2]).all()
    icc = iccprofiles.profile(name)
    lightness = reference.lab(reference.xyz(made.astype(np.uint8), icc))[:, 0]
    assert (np.diff(lightness) > -0.3).all()


def test_sepia_of_sepia() -> None:
    """Toning twice is toning once: it depends on lightness alone."""
    look = Look(tone="sepia")
    once = np.asarray(colours.toned(dot(90, 140, 60), look)).astype(int)
    twice = np.asarray(colours.toned(colours.toned(dot(90, 140, 60), look), look)).astype(int)
    assert np.abs(once - twice).max() <= 2


def test_tones_in_a_files_colours(tmp_path: Path) -> None:
    """Black and white is neutral in the light of a laboratory's profile, not in its numbers."""
    gamma = icc_file(tmp_path, iccprofiles.of_gamma(1.8))
    look = Look(colour_space=gamma.colour_space, tone="black and white")
    made = colours.toned(colours.into(dot(200, 60, 60), SRGB, look), look)
    back = colours.into(made, colours.output_icc(look), Look())
    found = reference.lab(reference.xyz(np.asarray(back), SRGB))[0, 0]
    wanted = reference.lab(reference.xyz(np.array([200, 60, 60], np.uint8), SRGB))[0]
    assert found[0] == pytest.approx(wanted, abs=1)
    assert abs(found[1:]).max() < 1


def test_no_tone() -> None:
    """Pictures in colour are not touched, nor are grey ones."""
    assert set(toning.TONES) == {"black and white", "sepia"}
    picture = dot(1, 2, 3)
    assert colours.toned(picture, Look()) is picture
    grey = dot(7, mode="L")
    assert colours.toned(grey, Look(tone="sepia")) is grey


def test_the_same_bytes_each_time() -> None:
    """The same picture, the same look, the same pixels; also with transforms built anew."""
    look = Look(colour_space="Adobe RGB", tone="sepia")

    def once() -> bytes:
        picture = picture_of(reference.photograph(seed=3))
        return colours.toned(colours.into(picture, SRGB, look), look).tobytes()

    first = once()
    transforms.transform.cache_clear()
    assert once() == first


@pytest.mark.parametrize("mode", ["RGB", "L", "CMYK"])
def test_mauled_profiles(mode: str) -> None:
    """Whatever a picture's profile has become, the picture is made, by it or by an assumed one."""
    chance = random.Random(mode)
    whole = {"RGB": SRGB, "L": iccprofiles.grey(), "CMYK": press.profile()}[mode]
    for _ in range(60):
        content = bytearray(whole)
        for _ in range(chance.randint(1, 12)):
            # Where the header and the table of contents are, most of the damage is done.
            end = 300 if chance.random() < 0.7 else len(content)
            content[chance.randrange(end)] = chance.randrange(256)
        picture = Image.new(mode, (3, 3))
        picture.info["icc_profile"] = bytes(content)
        icc, _ = colours.source_profile(picture, "assume")
        made = colours.into(colours.normal(picture), icc, Look())
        assert (made.mode, made.size) == ("RGB", (3, 3))
