"""Nesting: rectangles of many sizes packed tightly on a roll, so that straight cuts part them.

Every packing tried can be cut with a guillotine: each cut goes through a whole piece. The same
sizes are packed the same way, always.
"""

from __future__ import annotations

import math
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TypeAlias

import rectpack
from rectpack import guillotine

UNITS = 1_440
"""Steps of an inch on which pictures are placed: halves to thirty-seconds, thirds, fifths."""

WORK = 14_000
"""How many pictures are placed in all tries together, which bounds the time."""

LEAST_TRIES, MOST_TRIES = 8, 400

MOST_GUILLOTINE = 80
"""Up to so many pictures the packing library is tried as well: it takes the square of them."""

_SORTS = (rectpack.SORT_LSIDE, rectpack.SORT_AREA, rectpack.SORT_SSIDE)

_Size: TypeAlias = tuple[int, int]
_Spot: TypeAlias = tuple[int, int, int, int, int]
"""Index, left, top, width, height, in steps, with the gap."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a rectangle came to stand, in inches; ``turned`` where it lies on its side."""

    index: int
    x: Fraction
    y: Fraction
    width: Fraction
    height: Fraction
    turned: bool = False


def pack(
    sizes: Sequence[tuple[Fraction, Fraction]], width: Fraction, gap: Fraction, longest: Fraction
) -> list[Place]:
    """Pack rectangles on a roll of this width, as short as is found; in the order given.

    Each fits across the width in one way at least, and by itself within the longest length.
    """
    if not sizes:
        return []
    space = math.ceil(gap * UNITS)
    rects = [(math.ceil(w * UNITS) + space, math.ceil(h * UNITS) + space) for w, h in sizes]
    across = math.floor(width * UNITS) + space
    most = math.floor(longest * UNITS) + space
    spots = min(_packings(rects, across, most), key=_length)
    return [_place(spot, sizes) for spot in sorted(spots)]


def _place(spot: _Spot, sizes: Sequence[tuple[Fraction, Fraction]]) -> Place:
    index, left, top, across, down = spot
    wide, high = sizes[index]
    turned = (across > down) != (wide > high) and wide != high
    if turned:
        wide, high = high, wide
    return Place(index, Fraction(left, UNITS), Fraction(top, UNITS), wide, high, turned)


def _length(spots: Sequence[_Spot]) -> int:
    return max(top + down for _, _, top, _, down in spots)


def _packings(rects: Sequence[_Size], across: int, most: int) -> Iterator[list[_Spot]]:
    """Packings that hold every rectangle; those that dropped any are left out."""
    for spots in _tried(rects, across, most):
        if len(spots) == len(rects):
            yield spots


def _tried(rects: Sequence[_Size], across: int, most: int) -> Iterator[list[_Spot]]:
    chance = random.Random(len(rects))  # noqa: S311 - the same numbers every time
    tries = min(MOST_TRIES, max(LEAST_TRIES, WORK // len(rects)))
    for number in range(tries):
        yield _shelved(rects, across, most, chance, number)
    for sort in _SORTS if len(rects) <= MOST_GUILLOTINE else ():
        packer = rectpack.newPacker(
            rectpack.PackingMode.Offline, rectpack.PackingBin.Global,
            pack_algo=guillotine.GuillotineBssfSas, sort_algo=sort, rotation=True,
        )  # fmt: skip
        for index, (wide, high) in enumerate(rects):
            packer.add_rect(wide, high, rid=index)
        packer.add_bin(across, max(across, sum(max(rect) for rect in rects)))
        packer.pack()
        yield [(index, x, y, w, h) for _, x, y, w, h, index in packer.rect_list()]


# Shelves -----------------------------------------------------------------------------------------


def _shelved(
    rects: Sequence[_Size], across: int, most: int, chance: random.Random, number: int
) -> list[_Spot]:
    """Shelves across the roll, each as high as its first picture, the rest of it filled up."""
    # The first tries take the largest first; the others shuffle a little.
    loose = 0.0 if number < 4 else 0.1 + 0.4 * chance.random()
    lying, large = number % 2 == 0, number % 4 > 1
    order = sorted(
        range(len(rects)), key=lambda i: -max(rects[i]) * (1 + loose * (chance.random() - 0.5))
    )
    left = {index: rects[index] for index in order}
    spots: list[_Spot] = []
    top = 0
    while left:
        index = next(iter(left))
        wide, high = _standing(left.pop(index), across, most, lying=lying)
        if loose and chance.random() < 0.2:
            lying = not lying
        spots.append((index, 0, top, wide, high))
        _fill(spots, left, (wide, top, across - wide, high), large=large)
        top += high
    return spots


def _standing(rect: _Size, across: int, most: int, *, lying: bool) -> _Size:
    """The way a shelf's first picture stands: lying where that is wanted, or the only one."""
    short, long = sorted(rect)
    lies = long <= across and (lying or long > most)
    return (long, short) if lies else (short, long)


def _fill(
    spots: list[_Spot], left: dict[int, _Size], room: tuple[int, int, int, int], *, large: bool
) -> None:
    """Fill a room with what fits best, and what is left of the room in the same way."""
    rooms = [room]
    while rooms and left:
        x, y, wide, high = rooms.pop()
        found = _best(left, wide, high, large=large)
        if found is None:
            continue
        index, (across, down) = found
        del left[index]
        spots.append((index, x, y, across, down))
        # Cut along the side that leaves the larger piece whole.
        if (wide - across) * high >= wide * (high - down):
            rooms += [(x, y + down, across, high - down), (x + across, y, wide - across, high)]
        else:
            rooms += [(x + across, y, wide - across, down), (x, y + down, wide, high - down)]


def _best(left: dict[int, _Size], wide: int, high: int, *, large: bool) -> tuple[int, _Size] | None:
    """What leaves the least beside or below it, or is largest; among equals the earliest."""
    best: tuple[int, _Size] | None = None
    least: tuple[int, int] | None = None
    seen: set[_Size] = set()
    for index, rect in left.items():
        if rect in seen:
            continue
        seen.add(rect)
        for across, down in (rect, rect[::-1]):
            if across <= wide and down <= high:
                over = min(wide - across, high - down)
                score = (-across * down, over) if large else (over, -across * down)
                if least is None or score < least:
                    least, best = score, (index, (across, down))
    return best
