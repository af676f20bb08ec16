"""Sheets of several pictures in whole pixels: edges that meet, bleed, marks, words."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store import samplelayouts
from store.rendering import arranging, layoutdata, layouttexts, sheets
from store.rendering.layoutdata import Template
from store.rendering.sheets import Placed, Sheet
from store.rendering.specs import Look, Picture, SheetLayout, Slot, Source, Spec, Stamp

SOURCE = Source("a.jpg", 6000, 4000)
SHIPPED = {name: layouttexts.read(text).template for name, _, text in samplelayouts.LAYOUTS}


def sheet(layout: SheetLayout, count: int = 1, dpi: int = 300, **more: str) -> Sheet:
    """The sheet of a layout, with pictures of one source."""
    pictures = tuple(Picture(0, caption=f"IMG {n}") for n in range(count))
    return sheets.sheet_of(Spec(Look(dpi=dpi), (SOURCE,), pictures, layout=layout, **more))


def box(placed: Placed) -> tuple[int, int, int, int]:
    """Left, top, right, bottom of a picture's canvas."""
    (left, top), (wide, high) = placed.at, placed.plan.canvas
    return left, top, left + wide, top + high


@pytest.mark.parametrize("name", SHIPPED)
def test_shipped_layouts_become_sheets(name: str) -> None:
    """Every place has its picture, on the paper its name says, equal places with equal plans."""
    template = SHIPPED[name]
    if template.rolls:
        (page,) = arranging.roll_pages(template, [(Fraction(8), Fraction(10))] * 3)
    else:
        page = arranging.pages(template, template.wanted)[0]
    found = sheet(page.layout, len(page.pictures), stamp="O-1001")
    assert len(found.placed) == len(page.layout.slots)
    assert len({one.plan for one in found.placed}) <= 3 or template.flows
    assert found.media == (f"roll {float(template.width):g}" if template.rolls
                           else sheets._media(template.width, template.height))  # fmt: skip
    assert any(words.text.startswith("O-1001") for words in found.words)


@given(
    st.integers(30, 1200), st.integers(1, 7), st.integers(1, 7),
    st.fractions(1, 9, max_denominator=64), st.fractions(1, 9, max_denominator=64),
    st.sampled_from((Fraction(0), Fraction(1, 7), Fraction(1, 8))),
)  # fmt: skip
def test_neighbours_meet_and_never_overlap(
    dpi: int, across: int, down: int, wide: Fraction, high: Fraction, bleed: Fraction
) -> None:
    """Without gaps the places cover the sheet exactly, pixel for pixel, at any resolution."""
    template = layoutdata.grid(
        Template(
            "", "grid", wide * across / 2, high * down / 2, repeats=True, across=across,
            down=down, bleed=bleed,
        ),
        fit="fill",
    )  # fmt: skip
    (page,) = arranging.pages(template, 1)
    found = sheet(page.layout, dpi=dpi)
    boxes = [box(placed) for placed in found.placed]
    area = sum((right - left) * (bottom - top) for left, top, right, bottom in boxes)
    assert area == found.size[0] * found.size[1]
    for one, other in combinations(boxes, 2):
        assert one[2] <= other[0] or other[2] <= one[0] or one[3] <= other[1] or other[3] <= one[1]


def test_places_at_the_edge_reach_into_the_bleed() -> None:
    """The file is larger by the bleed all round, and nothing white is left at the edge."""
    layout = SheetLayout("", Fraction(8), Fraction(10), (
        Slot(Fraction(0), Fraction(0), Fraction(8), Fraction(4)),
        Slot(Fraction(2), Fraction(5), Fraction(2), Fraction(2)),
    ), bleed=Fraction(1, 8))  # fmt: skip
    found = sheet(layout, 2, dpi=80)
    assert found.size == (660, 820)
    assert box(found.placed[0]) == (0, 0, 660, 330)
    assert box(found.placed[1]) == (170, 410, 330, 570)


def test_cut_marks_stand_beside_pictures_only() -> None:
    """On the lines where it is cut, on the sheet, over no picture, also in narrow gaps."""
    slots = tuple(
        Slot(1 + x * Fraction(17, 8), Fraction(1), Fraction(2), Fraction(3)) for x in range(3)
    )
    layout = SheetLayout("", Fraction(8), Fraction(5), slots, marks="cut")
    found = sheet(layout, 3, dpi=300)
    assert found.marks
    boxes = [box(placed) for placed in found.placed]
    for left, top, right, bottom in found.marks:
        assert 0 <= left <= right < found.size[0]
        assert 0 <= top <= bottom < found.size[1]
        assert left == right or top == bottom
        assert not any(left < b[2] and right >= b[0] and top < b[3] and bottom >= b[1]
                       for b in boxes)  # fmt: skip
    assert any(line[0] == line[2] == 300 for line in found.marks)
    assert sheet(replace(layout, marks="none"), 3).marks == ()


def test_cut_marks_in_the_bleed() -> None:
    """A picture that fills the sheet is cut at the sheet's edge, not at the file's."""
    whole = (Slot(Fraction(0), Fraction(0), Fraction(4), Fraction(5)),)
    layout = SheetLayout("", Fraction(4), Fraction(5), whole, bleed=Fraction(1, 4), marks="cut")
    found = sheet(layout, dpi=100)
    assert {line[0] for line in found.marks if line[0] == line[2]} == {25, 425}
    assert {line[1] for line in found.marks if line[1] == line[3]} == {25, 525}


def test_captions_have_room_of_their_own() -> None:
    """Below each picture, inside its place; what has no words leaves the room empty."""
    page = arranging.pages(SHIPPED["Contact sheet"], 2)[0]
    found = sheet(page.layout, 2, dpi=100)
    captions = [words for words in found.words if words.centred]
    assert [words.text for words in captions] == ["IMG 0", "IMG 1"]
    for words, placed in zip(captions, found.placed, strict=True):
        left, _, right, bottom = box(placed)
        assert words.box[0] >= left
        assert words.box[2] <= right
        assert words.box[1] >= bottom


def test_stamps_say_what_the_profile_stamps() -> None:
    """Where nothing else is written, and where it is named; literal words stay."""
    words = ("", "{stamp} p. 2", "Proofs")
    layout = SheetLayout(
        "", Fraction(8), Fraction(10),
        (Slot(Fraction(1), Fraction(2), Fraction(2), Fraction(2)),),
        stamps=tuple(Stamp(Fraction(0), Fraction(1), Fraction(1, 4), one) for one in words),
    )  # fmt: skip
    found = sheet(layout, stamp="O-7 [/]")
    assert [one.text for one in found.words] == ["O-7 [/]", "O-7 [/] p. 2", "Proofs"]
    assert [one.text for one in sheet(layout).words] == ["p. 2", "Proofs"]


def test_pictures_lie_as_their_places_do() -> None:
    """Cut to a place they are turned, also by a profile that fits; on contact sheets they stand."""
    tall = (Slot(Fraction(0), Fraction(0), Fraction(2), Fraction(3)),)
    layout = SheetLayout("", Fraction(2), Fraction(3), tall)
    for fit in ("crop", "fit"):
        spec = Spec(Look(fit=fit), (SOURCE,), layout=layout)
        (placed,) = sheets.sheet_of(spec).placed
        assert placed.plan.turning[0] == 0
    upright = replace(layout, slots=(replace(tall[0], fit="fit"),))
    (placed,) = sheet(upright).placed
    assert placed.plan.turning == (1, 0, 0, 1)
