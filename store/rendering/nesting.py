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

SHELF_WORK, COLUMN_WORK = 5_000, 9_000
"""How many pictures are placed in all tries of a sort together, which bounds the time."""

LEAST_TRIES, MOST_TRIES = 6, 120

STEPS = 400
"""Columns are chosen in so many steps across, where the sizes do not agree on fewer."""

MOST_GUILLOTINE = 80
"""Up to so many pictures the packing library is tried as well: it takes the square of them."""

_SORTS = (rectpack.SORT_LSIDE, rectpack.SORT_AREA, rectpack.SORT_SSIDE)

_Size: TypeAlias = tuple[int, int]
_Room: TypeAlias = tuple[int, int, int, int]
"""Left, top, width, height."""
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
    for number in range(_tries(SHELF_WORK, len(rects))):
        yield _shelved(rects, across, most, chance, number)
    for number in range(_tries(COLUMN_WORK, len(rects))):
        yield _columned(rects, across, most, chance, number)
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


def _tries(work: int, count: int) -> int:
    return min(MOST_TRIES, max(LEAST_TRIES, work // count))


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


def _fill(spots: list[_Spot], left: dict[int, _Size], room: _Room, *, large: bool) -> None:
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


# Columns -----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Column:
    """Equal pictures below each other on a shelf; ``most`` is how many such there may be."""

    size: _Size
    wide: int
    high: int
    count: int
    most: int

    @property
    def area(self) -> int:
        return self.count * self.wide * self.high


def _columned(
    rects: Sequence[_Size], across: int, most: int, chance: random.Random, number: int
) -> list[_Spot]:
    """Shelves as above, but beside the first picture those columns that fill the width best."""
    # The first two tries take the largest first; the others shuffle and weigh a little.
    loose = 0.0 if number < 2 else 0.02 + 0.1 * chance.random()
    shuffle = 0.3 if number > 1 else 0.0
    grain = max(math.gcd(across, *(side for rect in rects for side in rect)), across // STEPS, 1)
    lying = number % 2 == 0
    order = sorted(
        range(len(rects)), key=lambda i: -max(rects[i]) * (1 + shuffle * (chance.random() - 0.5))
    )
    left = {index: rects[index] for index in order}
    spots: list[_Spot] = []
    top = 0
    while left:
        index = next(iter(left))
        wide, high = _standing(left.pop(index), across, most, lying=lying)
        if loose and chance.random() < 0.3:
            lying = not lying
        spots.append((index, 0, top, wide, high))
        columns = [
            (column, column.area * (1 + loose * (chance.random() - 0.5)))
            for column in _columns(left, high)
        ]
        chosen = _chosen(columns, across - wide, grain)
        for room in _stood(spots, left, chosen, (wide, top, across - wide, high)):
            _fill(spots, left, room, large=True)
        top += high
    return spots


def _grouped(left: dict[int, _Size]) -> dict[_Size, list[int]]:
    groups: dict[_Size, list[int]] = {}
    for index, (wide, high) in left.items():
        groups.setdefault((min(wide, high), max(wide, high)), []).append(index)
    return groups


def _columns(left: dict[int, _Size], high: int) -> Iterator[_Column]:
    """Each size in each way it fits below the height."""
    for size, indexes in _grouped(left).items():
        for wide, down in dict.fromkeys((size, size[::-1])):
            count = min(high // down, len(indexes))
            if count:
                yield _Column(size, wide, down, count, len(indexes) // count)


def _chosen(columns: Sequence[tuple[_Column, float]], wide: int, grain: int) -> list[_Column]:
    """Those worth the most together within the width, highest stacks first."""
    steps = wide // grain
    best = [0.0] * (steps + 1)
    taken: list[tuple[_Column, ...]] = [()] * (steps + 1)
    for column, worth in columns:
        takes = -(-column.wide // grain)
        for _ in range(min(column.most, steps // takes)):
            for step in range(steps, takes - 1, -1):
                sum_ = best[step - takes] + worth
                if sum_ > best[step]:
                    best[step] = sum_
                    taken[step] = (*taken[step - takes], column)
    return sorted(taken[steps], key=lambda one: (-one.count * one.high, -one.wide))


def _stood(
    spots: list[_Spot], left: dict[int, _Size], columns: Sequence[_Column], room: _Room
) -> list[_Room]:
    """Put columns beside each other; the rooms that stay free below and after them.

    Below columns of one height it is one room: they are cut off together.
    """
    x, top, wide, high = room
    groups = _grouped(left)
    end = x + wide
    rooms: list[_Room] = []
    for column in columns:
        y = top
        # Both ways of one size may have been chosen: the second has what the first left.
        for index in groups[column.size][: column.count]:
            del left[index]
            spots.append((index, x, y, column.wide, column.high))
            y += column.high
        del groups[column.size][: column.count]
        last = rooms[-1] if rooms else None
        if last is not None and last[1] == y and last[0] + last[2] == x:
            rooms[-1] = (last[0], y, last[2] + column.wide, last[3])
        else:
            rooms.append((x, y, column.wide, top + high - y))
        x += column.wide
    return [*(one for one in rooms if one[3]), (x, top, end - x, high)]
