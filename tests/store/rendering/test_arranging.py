"""Which picture stands where: pages, repeats, contact sheets and rolls."""

from __future__ import annotations

import math
import random
from dataclasses import replace
from fractions import Fraction
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from store import samplelayouts
from store.rendering import arranging, layoutdata, layouttexts, nesting
from store.rendering.layoutdata import Template
from store.rendering.nesting import Place
from store.rendering.plans import Unfit

SHIPPED = {name: layouttexts.read(text).template for name, _, text in samplelayouts.LAYOUTS}
ROLL = replace(SHIPPED["Roll 24 in"], name="Roll 24 in")


def test_one_picture_in_every_place() -> None:
    """A sheet for each picture, all its places with that one."""
    found = arranging.pages(SHIPPED["8 wallets"], 3)
    assert [page.pictures for page in found] == [(0,), (1,), (2,)]
    assert all({slot.picture for slot in page.layout.slots} == {0} for page in found)
    assert len(found[0].layout.slots) == 8


def test_places_that_name_their_picture() -> None:
    """The first is large, the second small; without a second its places stay empty."""
    package = SHIPPED["5x7 + 4 wallets of another"]
    (page,) = arranging.pages(package, 2)
    assert [slot.picture for slot in page.layout.slots] == [0, 1, 1, 1, 1]
    both = arranging.pages(package, 3)
    assert [page.pictures for page in both] == [(0, 1), (2,)]
    assert len(both[1].layout.slots) == 1


def test_places_that_name_none_take_the_next() -> None:
    """After those that are named."""
    text = "sheet = [8, 10]\n" + "".join(
        f"[[slots]]\nx = {x}\ny = 0\nwidth = 1\nheight = 1\n{more}"
        for x, more in ((0, ""), (1, "picture = 1\n"), (2, ""))
    )
    template = layouttexts.read(text).template
    assert template.wanted == 3
    (page,) = arranging.pages(template, 3)
    assert [slot.picture for slot in page.layout.slots] == [1, 0, 2]


def test_contact_sheets_flow_and_are_numbered() -> None:
    """As many pages as there are pictures for; the last has only the places it needs."""
    found = arranging.pages(SHIPPED["Contact sheet"], 45)
    assert [len(page.pictures) for page in found] == [20, 20, 5]
    assert [len(page.layout.slots) for page in found] == [20, 20, 5]
    assert found[2].pictures == (40, 41, 42, 43, 44)
    assert found[2].layout.stamps[0].words == "{stamp}  3 of 3"


def test_none_and_far_too_many() -> None:
    """No pictures make no pages; a roll wants sizes, a sheet does not."""
    assert arranging.pages(SHIPPED["4 4x5"], 0) == []
    with pytest.raises(Unfit, match="too many"):
        arranging.pages(SHIPPED["4 4x5"], 10_000)
    with pytest.raises(Unfit, match="sizes of their own"):
        arranging.pages(ROLL, 3)
    with pytest.raises(Unfit, match="no roll"):
        arranging.roll_pages(SHIPPED["4 4x5"], [])
    assert arranging.roll_pages(ROLL, []) == []


def test_repeating_may_be_asked_for() -> None:
    """Whatever the template says of it."""
    even = layoutdata.grid(
        Template("", "grid", Fraction(8), Fraction(10), across=2, down=2), fit="fill"
    )
    assert len(arranging.pages(even, 4)) == 1
    assert len(arranging.pages(even, 4, repeats=True)) == 4


# Rolls -------------------------------------------------------------------------------------------

sides = st.fractions(1, 20, max_denominator=8)
sizes = st.lists(st.tuples(sides, sides), min_size=1, max_size=25)


@settings(max_examples=25)  # each of them is packed some hundred times
@given(sizes, st.fractions(0, 1, max_denominator=8))
def test_nothing_overlaps_or_leaves_the_roll(
    wanted: list[tuple[Fraction, Fraction]], gap: Fraction
) -> None:
    """Every picture stands once, in its size, with the gap around it, on a piece that is cut so."""
    roll = replace(ROLL, gap=gap)
    found = arranging.roll_pages(roll, wanted)
    assert sorted(index for page in found for index in page.pictures) == list(range(len(wanted)))
    for page in found:
        layout = page.layout
        assert layout.media == "roll 24"
        assert layout.height <= roll.height
        for slot, index in zip(layout.slots, page.pictures, strict=True):
            size = (slot.width, slot.height)
            assert size == (wanted[index] if not slot.turn else wanted[index][::-1])
            assert slot.x >= 0
            assert slot.x + slot.width <= layout.width
            assert slot.y + slot.height <= layout.height
        for one, other in combinations(layout.slots, 2):
            wider = replace(one, width=one.width + gap, height=one.height + gap)
            further = replace(other, width=other.width + gap, height=other.height + gap)
            assert not layoutdata.overlap(wider, further)


@settings(max_examples=25)
@given(sizes)
def test_straight_cuts_part_every_piece(wanted: list[tuple[Fraction, Fraction]]) -> None:
    """A guillotine is enough: there is always a cut through the whole that meets no picture."""
    places = nesting.pack(wanted, Fraction(24), Fraction(1, 8), Fraction(10_000))
    assert len(places) == len(wanted)
    assert parted(places)


@given(sizes, st.integers(0, 5))
def test_every_try_is_a_good_one(wanted: list[tuple[Fraction, Fraction]], number: int) -> None:
    """Also those that are not taken hold all, keep within the roll and are cut straight."""
    rects = [(math.ceil(w * nesting.UNITS), math.ceil(h * nesting.UNITS)) for w, h in wanted]
    across = 24 * nesting.UNITS
    for sort in (nesting._shelved, nesting._columned):
        spots = sort(rects, across, 100 * across, random.Random(number), number)
        assert sorted(index for index, *_ in spots) == list(range(len(rects)))
        assert all(x >= 0 and x + wide <= across for _, x, _, wide, _ in spots)
        assert all(sorted(spot[3:]) == sorted(rects[spot[0]]) for spot in spots)
        assert parted([Place(spot[0], *map(Fraction, spot[1:])) for spot in spots])


def parted(places: list[Place]) -> bool:
    """Whether straight cuts leave one picture on each piece."""
    if len(places) < 2:
        return True
    for begin, size in (("x", "width"), ("y", "height")):
        for place in places:
            cut = getattr(place, begin)
            before = [p for p in places if getattr(p, begin) + getattr(p, size) <= cut]
            after = [p for p in places if getattr(p, begin) >= cut]
            if before and len(before) + len(after) == len(places):
                return parted(before) and parted(after)
    return False


def test_a_cross_that_no_cut_parts_is_told_apart() -> None:
    """The check above can fail: four around a fifth have no straight cut."""
    wheel = [(0, 0, 2, 1), (2, 0, 1, 2), (1, 2, 2, 1), (0, 1, 1, 2), (1, 1, 1, 1)]
    assert not parted([Place(i, *map(Fraction, spot)) for i, spot in enumerate(wheel)])


def test_a_picture_that_is_too_wide_is_refused() -> None:
    """By its size and the roll's; one that fits only lying lies."""
    with pytest.raises(Unfit, match="30 × 40 in does not fit on Roll 24 in, which is 24 in wide"):
        arranging.roll_pages(ROLL, [(Fraction(30), Fraction(40))])
    with pytest.raises(Unfit, match="needs a width"):
        arranging.roll_pages(ROLL, [(Fraction(0), Fraction(4))])
    (page,) = arranging.roll_pages(ROLL, [(Fraction(40), Fraction(20))])
    assert (page.layout.slots[0].width, page.layout.slots[0].turn) == (20, 90)


def test_no_piece_is_longer_than_the_longest() -> None:
    """What is too much for one goes on several, all of it."""
    short = replace(ROLL, height=Fraction(30))
    found = arranging.roll_pages(short, [(Fraction(16), Fraction(20))] * 5)
    assert len(found) > 1
    assert all(page.layout.height <= 30 for page in found)
    assert sorted(index for page in found for index in page.pictures) == [0, 1, 2, 3, 4]


MIX = [(4, 6)] * 4 + [(5, 7)] * 6 + [(8, 10)] * 5 + [(11, 14)] * 2 + [(16, 20)]


@pytest.mark.parametrize(("width", "count", "most"), [(24, 40, 1.12), (44, 40, 1.10),
                                                      (44, 150, 1.06)])  # fmt: skip
def test_little_paper_is_lost(width: int, count: int, most: float) -> None:
    """A usual mix takes little more of the roll than its area, in the middle of five orders."""
    gap = Fraction(1, 8)
    ratios = []
    for seed in range(5):
        chosen = random.Random(seed).choices(MIX, k=count)
        wanted = [(Fraction(w), Fraction(h)) for w, h in chosen]
        places = nesting.pack(wanted, Fraction(width), gap, Fraction(10_000))
        length = max(place.y + place.height for place in places) + gap
        area = sum((w + gap) * (h + gap) for w, h in wanted) / (width + gap)
        ratios.append(float(length / area))
    assert min(ratios) >= 1
    assert sum(ratios) / len(ratios) <= most
    assert max(ratios) <= most + 0.02


def test_the_same_prints_are_packed_the_same_way() -> None:
    """Chance has no say in it."""
    wanted = [(Fraction(w), Fraction(h)) for w, h in MIX]
    once, again = (
        nesting.pack(wanted, Fraction(44), Fraction(1, 8), Fraction(100)) for _ in range(2)
    )
    assert once == again
