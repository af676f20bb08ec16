"""Files carry resolution, profile and the text they were given, and nothing of their source."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from render import encoding, iccprofiles
from store.rendering.outcomes import PERSON, Failed
from store.rendering.specs import Look
from tests.render.sources import photograph

SRGB = iccprofiles.profile("sRGB")
KINDS = [
    ("JPEG", "none"), ("TIFF", "none"), ("TIFF", "lzw"), ("PNG", "none"),
]  # fmt: skip
TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=200)


def encoded(picture: Image.Image, look: Look, path: Path, inside: str = "") -> Image.Image:
    """Write a picture and open what was written."""
    with path.open("wb+") as file:
        encoding.encode(picture, look, SRGB, file, inside)
    made = Image.open(path)
    made.load()
    return made


@pytest.mark.parametrize(("kind", "compression"), KINDS)
def test_what_is_in_a_file(tmp_path: Path, kind: str, compression: str) -> None:
    """Pixels, resolution, profile and text are there; what the source said of itself is not."""
    picture = Image.fromarray(photograph(50, 30))
    picture.info = {"comment": b"secret", "icc_profile": b"other", "exif": b"Exif\0\0secret"}
    look = Look(file_format=kind, compression=compression, dpi=254)
    made = encoded(picture, look, tmp_path / "a", '{"é": "✓"}')
    assert (made.format, made.size, made.mode) == (kind, (50, 30), "RGB")
    assert [round(float(dpi), 1) for dpi in made.info["dpi"]] == [254, 254]
    assert made.info["icc_profile"] == SRGB
    assert encoding.text_inside(tmp_path / "a") == '{"é": "✓"}'
    assert b"secret" not in (tmp_path / "a").read_bytes()
    if kind != "JPEG":
        assert np.array_equal(np.asarray(made), photograph(50, 30))
    if kind == "TIFF":
        assert made.info["compression"] == ("tiff_lzw" if compression == "lzw" else "raw")
    if kind == "JPEG":
        assert {layer[1:3] for layer in made.layer} == {(1, 1)}  # type: ignore[attr-defined] # of JPEG
        assert not made.info.get("progressive")


class Numbered(io.BytesIO):
    """A file whose number nobody may ask for."""

    def fileno(self) -> int:
        """Fail: who writes by the number does not see what was cut short."""
        raise AssertionError("the encoder wrote past Python")


@pytest.mark.parametrize(("kind", "compression"), [kind for kind in KINDS if kind[1] == "none"])
def test_a_write_that_was_cut_short_is_noticed(kind: str, compression: str) -> None:
    """Encoders write through Python: by themselves they take half a write for a whole one."""
    look = Look(file_format=kind, compression=compression)
    file = Numbered()
    encoding.encode(Image.fromarray(photograph(50, 30)), look, SRGB, file)
    assert Image.open(io.BytesIO(file.getvalue())).size == (50, 30)


@given(text=TEXTS)
@settings(max_examples=40)
@pytest.mark.parametrize(("kind", "compression"), KINDS)
def test_any_text(
    tmp_path_factory: pytest.TempPathFactory, kind: str, compression: str, text: str
) -> None:
    """What was put in comes out again."""
    path = tmp_path_factory.getbasetemp() / "text"
    look = Look(file_format=kind, compression=compression)
    encoded(Image.new("RGB", (2, 2)), look, path, text).close()
    assert encoding.text_inside(path) == text


@pytest.mark.parametrize(("kind", "compression"), KINDS)
def test_much_text(tmp_path: Path, kind: str, compression: str) -> None:
    """The recipe of a large sheet is longer than one comment of a JPEG may be."""
    text = "0123456789ö" * 20_000
    look = Look(file_format=kind, compression=compression)
    encoded(Image.new("RGB", (2, 2)), look, tmp_path / "a", text)
    assert encoding.text_inside(tmp_path / "a") == text


@pytest.mark.parametrize("mode", ["L", "CMYK"])
@pytest.mark.parametrize(("kind", "compression"), KINDS)
def test_other_colours(tmp_path: Path, kind: str, compression: str, mode: str) -> None:
    """Grey and printing inks are kept as such; a PNG cannot hold inks, and says so."""
    picture = Image.new(mode, (8, 8), 77 if mode == "L" else (10, 20, 30, 40))
    look = Look(file_format=kind, compression=compression)
    if (kind, mode) == ("PNG", "CMYK"):
        with pytest.raises(Failed, match="inks"):
            encoding.encode(picture, look, SRGB, io.BytesIO())
        return
    made = encoded(picture, look, tmp_path / "a")
    assert made.mode == mode
    off = np.abs(np.asarray(made).astype(int) - np.asarray(picture))
    assert off.max() <= (2 if kind == "JPEG" else 0)


def test_too_long_for_a_jpeg() -> None:
    """It is said before anything is written."""
    file = io.BytesIO()
    with pytest.raises(Failed, match="choose TIFF") as failed:
        encoding.encode(Image.new("L", (65_501, 1)), Look(), SRGB, file)
    assert failed.value.kind == PERSON
    assert not file.getvalue()
