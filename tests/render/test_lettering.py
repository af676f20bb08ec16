"""Watermarks, stamps and captions can be read on anything, and keep within their place."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageChops

from render import lettering
from store.rendering.sheets import Words

BLACK, WHITE = (0, 0, 0), (255, 255, 255)


@pytest.mark.parametrize("size", [(300, 200), (200, 300), (1600, 100)])
@pytest.mark.parametrize("colour", ["white", "black", "grey"])
def test_the_watermark_is_everywhere(size: tuple[int, int], colour: str) -> None:
    """Every third of the picture is changed, however light or dark it is."""
    plain = Image.new("RGB", size, colour)
    made = lettering.marked(plain.copy(), "PROOF")
    changed = ImageChops.difference(plain, made).convert("L")
    for x in range(3):
        for y in range(3):
            box = (
                size[0] * x // 3,
                size[1] * y // 3,
                size[0] * (x + 1) // 3,
                size[1] * (y + 1) // 3,
            )
            _, high = changed.crop(box).getextrema()
            assert isinstance(high, int)
            assert high > 20 or size[1] == 100
    assert changed.getbbox() is not None


def test_without_words_nothing_is_drawn() -> None:
    """An empty watermark leaves the picture as it is."""
    plain = Image.new("RGB", (300, 200), "red")
    assert lettering.marked(plain.copy(), " ").tobytes() == plain.tobytes()


@pytest.mark.parametrize(
    ("words", "drawn"),
    [
        ("Larkin © 2026", "Larkin © 2026"), ("Zażółć – Øre", "Zażółć – Øre"), ("写真", "PROOF"), ("Ａb１", "Ab1"),
        ("[/]\x1b[31m", "[/][31m"), ("", ""),
    ],
)  # fmt: skip
def test_letters_that_cannot_be_drawn(words: str, drawn: str) -> None:
    """Are replaced; a watermark is never left away because of them."""
    assert lettering.drawable(words) == drawn


@pytest.mark.parametrize("whole", [(3000, 2000), (900, 700)])
def test_a_watermark_in_parts(whole: tuple[int, int]) -> None:
    """Parts of a picture are marked as the whole is, without a seam."""
    plain = Image.new("RGB", whole, "grey")
    marked = lettering.marked(plain.copy(), "PROOF")
    made = plain.copy()
    for top in range(0, whole[1], 250):
        part = plain.crop((0, top, whole[0], min(whole[1], top + 250)))
        made.paste(lettering.marked_part(part, "PROOF", (0, top), whole, BLACK, WHITE), (0, top))
    off = np.asarray(ImageChops.difference(made, marked))
    assert off.max() <= 8


@pytest.mark.parametrize("centred", [False, True])
@pytest.mark.parametrize("ground", ["white", "black", "#808080"])
@pytest.mark.parametrize("mode", ["RGB", "L"])
def test_words_stand_out(mode: str, ground: str, centred: bool) -> None:
    """Dark on light and light on dark, within their box; nothing else is touched."""
    paper = Image.new("RGB", (400, 100), ground).convert(mode)
    before = paper.copy()
    black, white = ((0, 0, 0), (255, 255, 255)) if mode == "RGB" else (0, 255)
    box = (20, 40, 380, 70)
    lettering.write(paper, Words("O-1001 · Ångström 7", box, centred), black, white)
    changed = ImageChops.difference(before, paper).convert("L")
    found = changed.getbbox()
    assert found is not None
    assert box[0] <= found[0] < found[2] <= box[2]
    assert box[1] <= found[1] < found[3] <= box[3]
    assert changed.getextrema()[1] > 100
    if centred:
        assert abs((found[0] + found[2]) / 2 - 200) < 4


def test_words_on_a_picture_have_an_edge() -> None:
    """On anything uneven both light and dark are there."""
    paper = Image.linear_gradient("L").resize((300, 60)).convert("RGB")
    lettering.write(paper, Words("O-1001", (0, 0, 300, 60)), BLACK, WHITE)
    middle = np.asarray(paper.convert("L"))[20:40]
    assert middle.min() < 20
    assert middle.max() > 235


@given(
    text=st.text(max_size=60),
    box=st.tuples(*[st.integers(-30, 150)] * 4),
    centred=st.booleans(),
)
def test_any_words_in_any_box(text: str, box: tuple[int, int, int, int], centred: bool) -> None:
    """Nothing fails, and nothing is drawn outside of the box."""
    paper = Image.new("L", (120, 80), 255)
    lettering.write(paper, Words(text, box, centred), 0, 255)
    found = ImageChops.invert(paper).getbbox()
    if found is not None:
        assert box[0] <= found[0] < found[2] <= box[2]
        assert box[1] <= found[1] < found[3] <= box[3]


def test_words_too_wide_end_with_dots() -> None:
    """They become smaller first, then their end is left away."""
    wide, size = lettering._fitted("W" * 200, 100, 20)
    assert wide.endswith("W…")
    assert 10 <= size < 17
    assert lettering._fitted("Wide words", 100, 20)[0] == "Wide words"
