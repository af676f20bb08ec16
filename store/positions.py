"""The order that a studio gives its lists by hand: one rule for all of them.

A row's ``position`` is 0 until somebody has ordered its list; such rows stand by name. Which rows
make a list, and who may order it, is known to each list.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Protocol, TypeVar

from store.changes import Act
from store.errors import Refused
from store.text import search_key

T = TypeVar("T")


class Placed(Protocol):
    """Anything with an id, a name and a place in its list."""

    id: Any
    name: Any
    position: Any
    inactive: Any


Row = TypeVar("Row", bound=Placed)


def moved(order: Sequence[T], entry: T, place: int) -> list[T]:
    """Return the order with one entry at a place, from 1; `Refused` where there is no such place.

    The others keep their order among themselves.
    """
    if not 1 <= place <= len(order):
        there = "one place" if len(order) == 1 else f"places 1 to {len(order)}"
        raise Refused(f"place {place}: there {'is' if len(order) == 1 else 'are'} {there}")
    others = [other for other in order if other != entry]
    others.insert(place - 1, entry)
    return others


def ordered(rows: Iterable[Row]) -> list[Row]:
    """Return rows in the studio's order, those used no more last."""
    return sorted(rows, key=lambda row: (bool(row.inactive), row.position, search_key(row.name)))


def is_used_no_more(row: Any) -> bool:
    """Tell whether a row was made inactive; lists that cannot do that have no such rows."""
    return bool(getattr(row, "inactive", False))


def last(rows: Iterable[Any]) -> int:
    """Return the position of a new row: behind those ordered by hand, or none of its own."""
    highest = max((int(row.position) for row in rows), default=0)
    return highest + 1 if highest else 0


def put(act: Act, rows: Iterable[Any], row: Any, place: int) -> None:
    """Put a row at a place among rows given in their order; entries used no more do not count."""
    used = not is_used_no_more(row)
    order = [other for other in rows if used is not is_used_no_more(other)]
    present = next((other for other in order if other.id == row.id), row)
    for position, other in enumerate(moved(order, present, place), start=1):
        act.update(other, position=position)
