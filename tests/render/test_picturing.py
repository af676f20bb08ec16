"""Plans are carried out to the pixel: every orientation, turn and crop, in one piece or in strips."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageOps

from render import picturing, rendering
from render.decoding import Decoder
from store.rendering.specs import Look, Picture, Spec
from tests.render.sources import noise, photograph, saved, source_of, spec_of

ORIENTATIONS = range(1, 9)
TURNS = (0, 90, 180, 270)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with one noisy picture for each orientation."""
    made = tmp_path_factory.mktemp("sources")
    for orientation in ORIENTATIONS:
        saved(noise(23, 17, orientation), made / f"{orientation}.png", orientation=orientation)
    return made


@given(data=st.data())
def test_not_a_pixel_off(folder: Path, data: st.DataObject) -> None:
    """What is cut out of the upright picture and turned is what stands in the file."""
    orientation = data.draw(st.sampled_from(ORIENTATIONS))
    turn = data.draw(st.sampled_from(TURNS))
    upright, spec = _upright(folder / f"{orientation}.png")
    left = data.draw(st.integers(0, upright.width - 1))
    top = data.draw(st.integers(0, upright.height - 1))
    right = data.draw(st.integers(left + 1, upright.width))
    bottom = data.draw(st.integers(top + 1, upright.height))
    crop = (
        left / upright.width, top / upright.height,
        (right - left) / upright.width, (bottom - top) / upright.height,
    )  # fmt: skip
    wanted = upright.crop((left, top, right, bottom)).rotate(-turn, expand=True)
    spec = Spec(Look(fit="crop"), spec.sources, (Picture(0, crop, turn),))
    made = rendering.pixels(spec, Decoder())
    assert made.size == wanted.size
    assert np.array_equal(np.asarray(made), np.asarray(wanted))


def _upright(path: Path) -> tuple[Image.Image, Spec]:
    with Image.open(path) as opened:
        return ImageOps.exif_transpose(opened), spec_of(source_of(path))


@pytest.mark.parametrize("turn", TURNS)
@pytest.mark.parametrize("orientation", ORIENTATIONS)
@pytest.mark.parametrize("suffix", ["jpg", "tif", "webp"])
def test_corners_of_prints(tmp_path: Path, suffix: str, orientation: int, turn: int) -> None:
    """Each corner of a print has the colour of that corner of the upright, turned picture."""
    pixels = np.zeros((160, 240, 3), np.uint8)
    corners = {(0, 0): (200, 30, 30), (1, 0): (30, 200, 30), (0, 1): (30, 30, 200)}
    for (x, y), colour in corners.items():
        pixels[y * 80 : y * 80 + 80, x * 120 : x * 120 + 120] = colour
    source = saved(pixels, tmp_path / f"a.{suffix}", orientation=orientation)
    with Image.open(source.path) as opened:
        wanted = ImageOps.exif_transpose(opened).convert("RGB").rotate(-turn, expand=True)
    long = wanted.width > wanted.height
    spec = spec_of(source, Picture(turn=turn), (0.3, 0.2) if long else (0.2, 0.3), dpi=300)
    made = rendering.pixels(spec, Decoder())
    assert made.size == ((90, 60) if long else (60, 90))
    for x in (0.2, 0.8):
        for y in (0.2, 0.8):
            found, meant = (
                picture.getpixel((int(x * picture.width), int(y * picture.height)))
                for picture in (made, wanted)
            )
            assert isinstance(found, tuple)
            assert isinstance(meant, tuple)
            assert max(abs(a - b) for a, b in zip(found, meant, strict=True)) < 12


@pytest.mark.parametrize("orientation", ORIENTATIONS)
@pytest.mark.parametrize("look", [Look(), Look(sharpen=90), Look(sharpen=40, watermark="PROOF")])
def test_strips(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, orientation: int, look: Look
) -> None:
    """A picture made in strips is the one made whole, but for rounding: no seam can be seen."""
    source = saved(photograph(90, 70), tmp_path / "a.png", orientation=orientation)
    spec = Spec(look, (source,), width_in=0.7, height_in=0.9)
    whole = np.asarray(rendering.pixels(spec, Decoder())).astype(int)
    monkeypatch.setattr(picturing, "WHOLE_PIXELS", 0)
    monkeypatch.setattr(picturing, "STRIP_PIXELS", 4000)
    strips = np.asarray(rendering.pixels(spec, Decoder())).astype(int)
    assert strips.shape == whole.shape
    off = np.abs(strips - whole)
    assert off.max() <= 12
    assert (off**2).mean() < 0.5  # 51 dB
    assert (off > 2).mean() < 0.005


@pytest.mark.parametrize("mode", ["RGB", "L"])
def test_linear_light(tmp_path: Path, mode: str) -> None:
    """Fine black and white lines become the grey that gives as much light, not the middle number."""
    lines = Image.new("L", (200, 200))
    lines.paste(255, (0, 0, 1, 200))
    for x in range(0, 200, 2):
        lines.paste(255, (x, 0, x + 1, 200))
    path = tmp_path / "a.png"
    lines.convert(mode).save(path)
    source = source_of(path)
    plain, lit = (
        rendering.pixels(spec_of(source, None, (0.2, 0.2), dpi=100, linear=linear), Decoder())
        .convert("L").getpixel((10, 10))
        for linear in (False, True)
    )  # fmt: skip
    assert plain in range(125, 131)
    assert lit in range(186, 191)


def test_linear_light_in_strips(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It makes no seams either, and where nothing is scaled nothing changes."""
    source = saved(photograph(90, 70), tmp_path / "a.png")
    same = rendering.pixels(spec_of(source, linear=True), Decoder())
    assert np.array_equal(np.asarray(same), photograph(90, 70))
    spec = spec_of(source, None, (0.5, 0.4), linear=True)
    whole = np.asarray(rendering.pixels(spec, Decoder())).astype(int)
    monkeypatch.setattr(picturing, "LINEAR_PIXELS", 1500)
    strips = np.asarray(rendering.pixels(spec, Decoder())).astype(int)
    assert np.abs(strips - whole).max() <= 2


def test_strips_are_many(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """They cover the picture without gaps, and none is larger than it should be."""
    source = saved(photograph(90, 70), tmp_path / "a.png", orientation=6)
    spec = Spec(Look(sharpen=50), (source,), width_in=0.7, height_in=0.9)
    monkeypatch.setattr(picturing, "WHOLE_PIXELS", 0)
    monkeypatch.setattr(picturing, "STRIP_PIXELS", 4000)
    plan = rendering.sheets.sheet_of(spec).placed[0].plan
    covered = np.zeros((plan.final_size[1], plan.final_size[0]), int)
    count = 0
    for piece in picturing.pieces(plan, spec.look, Decoder()):
        assert piece.picture.width * piece.picture.height <= 4000
        left, top = piece.at
        covered[top : top + piece.picture.height, left : left + piece.picture.width] += 1
        count += 1
    assert count > 5
    assert (covered == 1).all()


def test_border_and_bleed(tmp_path: Path) -> None:
    """A border is white all around the picture; a bleed makes the file larger."""
    source = saved(np.full((80, 120, 3), 40, np.uint8), tmp_path / "a.png")
    bordered = rendering.pixels(spec_of(source, None, (3, 2), dpi=100, border_mm=5.08), Decoder())
    assert bordered.size == (300, 200)
    dark = np.asarray(bordered.convert("L")) < 128
    assert dark[20:180, 20:280].all()
    assert dark.sum() == 160 * 260
    bled = rendering.pixels(spec_of(source, None, (3, 2), dpi=100, bleed_mm=2.54), Decoder())
    assert bled.size == (320, 220)
    whole = rendering.pixels(spec_of(source, None, (3, 3), dpi=100, fit="fit"), Decoder())
    assert whole.size == (300, 300)
    assert (np.asarray(whole.convert("L")) < 128).sum() == 300 * 200
