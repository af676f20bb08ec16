"""Which picture stands where: pages of pictures on a template. No pixels, no files.

Places for which there is no picture stay empty: a page has only the places that are used.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from store.rendering import nesting
from store.rendering.layoutdata import Template
from store.rendering.plans import Unfit
from store.rendering.specs import SheetLayout, Slot

MOST_PAGES = 2_000


@dataclass(frozen=True, slots=True)
class Page:
    """A sheet, and which of the given pictures stand on it.

    The ``picture`` of each of the layout's slots counts in ``pictures``: a spec that has just these
    pictures, in this order, shows them in their places.
    """

    layout: SheetLayout
    pictures: tuple[int, ...]


def pages(template: Template, count: int, *, repeats: bool | None = None) -> list[Page]:
    """The pages of so many pictures, in order; one picture fills all places where it ``repeats``.

    `plans.Unfit` on a roll: there the pictures have sizes of their own (``roll_pages``).
    """
    if template.rolls:
        raise Unfit(f"{template.name} is a roll: its pictures need sizes of their own")
    again = template.repeats if repeats is None else repeats
    each = 1 if again else template.wanted
    if count > MOST_PAGES * max(1, each):
        raise Unfit(f"{count:,} pictures are too many for one layout")
    slots = (
        [replace(slot, picture=0) for slot in template.slots] if again else list(_named(template))
    )
    parts = [range(first, min(first + each, count)) for first in range(0, count, each or 1)]
    return [
        _page(template, slots, tuple(part), number, len(parts))
        for number, part in enumerate(parts, 1)
    ]


def _named(template: Template) -> Iterator[Slot]:
    """The places with the number of the picture in each; those that name none take the next."""
    following = template.wanted - sum(slot.picture is None for slot in template.slots)
    for slot in template.slots:
        if slot.picture is None:
            yield replace(slot, picture=following)
            following += 1
        else:
            yield slot


def _page(
    template: Template, slots: Sequence[Slot], pictures: tuple[int, ...], number: int, many: int
) -> Page:
    used = [slot for slot in slots if (slot.picture or 0) < len(pictures)]
    return _numbered(Page(template.sheet(used), pictures), number, many)


def _numbered(page: Page, number: int, many: int) -> Page:
    """The page with its number in the words that have a place for it."""
    stamps = tuple(
        replace(
            stamp, words=stamp.words.replace("{page}", str(number)).replace("{pages}", str(many))
        )
        for stamp in page.layout.stamps
    )
    return replace(page, layout=replace(page.layout, stamps=stamps))


# Rolls -------------------------------------------------------------------------------------------


def roll_pages(template: Template, sizes: Sequence[tuple[Fraction, Fraction]]) -> list[Page]:
    """The pieces of a roll on which pictures of these sizes stand, each once; tightly packed.

    Width and height are in inches. A picture may lie on its side. `plans.Unfit` where one is too
    large for the roll.
    """
    if not template.rolls:
        raise Unfit(f"{template.name} is no roll: its places have sizes of their own")
    edge, gap = template.margin, template.gap
    room = (template.width - 2 * edge, template.height - 2 * edge - template.head - template.foot)
    for size in sizes:
        _check(template, size, room)
    pieces = [piece for piece in _pieces(list(range(len(sizes))), sizes, room, gap) if piece]
    found = []
    for number, piece in enumerate(pieces, 1):
        length = max(place.y + place.height for place in piece)
        slots = [
            Slot(edge + place.x, edge + template.head + place.y, place.width, place.height,
                 90 if place.turned else 0, picture)
            for picture, place in enumerate(piece)
        ]  # fmt: skip
        high = length + 2 * edge + template.head + template.foot
        layout = replace(
            template.sheet(slots), height=high, media=f"roll {float(template.width):g}"
        )
        page = Page(layout, tuple(place.index for place in piece))
        found.append(_numbered(page, number, len(pieces)))
    return found


def _check(
    template: Template, size: tuple[Fraction, Fraction], room: tuple[Fraction, Fraction]
) -> None:
    short, long = sorted(size)
    if short <= 0:
        raise Unfit("a picture on a roll needs a width and a height")
    stands = short <= room[0] and long <= room[1]
    lies = long <= room[0] and short <= room[1]
    if not (stands or lies):
        raise _too_large(template, size)


def _too_large(template: Template, size: tuple[Fraction, Fraction]) -> Unfit:
    return Unfit(
        f"{float(size[0]):g} × {float(size[1]):g} in does not fit on {template.name}, which is "
        f"{float(template.width):g} in wide; choose a wider roll"
    )


def _pieces(
    indices: list[int],
    sizes: Sequence[tuple[Fraction, Fraction]],
    room: tuple[Fraction, Fraction],
    gap: Fraction,
) -> Iterator[list[nesting.Place]]:
    """Pack all on one piece, or on several of the longest length."""
    if not indices:
        return
    packed = nesting.pack([sizes[index] for index in indices], room[0], gap, room[1])
    length = max(place.y + place.height for place in packed)
    if length <= room[1] or len(indices) == 1:
        yield [replace(place, index=indices[place.index]) for place in packed]
        return
    parts = -(-length // room[1])
    each = max(1, -(-len(indices) // parts))
    if each >= len(indices):
        each = (len(indices) + 1) // 2
    for first in range(0, len(indices), each):
        yield from _pieces(indices[first : first + each], sizes, room, gap)
