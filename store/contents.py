"""Items named in one line of text: what is in a package, what a vendor's product is for.

``P8X10 x2; P5X7 x4`` are quantities, ``P8X10 = 3`` is what one costs in units, and
``Schools 2026: P8X10`` is an item of one price list. A name with any of these signs in it stands in
double quotes, and a double quote in it is written twice.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from store.errors import Refused
from store.text import safe

MOST_QUANTITY = 10_000
"""How many of one item a package may have."""

MOST_UNITS = 1_000_000

_NAME = r'(?:"(?:[^"]|"")*"|[^";:=]*?)'
_ENTRY = re.compile(
    rf"\s*(?:(?P<list>{_NAME})\s*:)?\s*(?P<name>{_NAME})"
    r"(?:\s+[x×*]\s?(?P<quantity>-?\d{1,18}))?(?:\s*=\s*(?P<units>-?\d{1,18}))?\s*",
    re.IGNORECASE | re.ASCII,
)
_PART = re.compile(r'(?:"(?:[^"]|"")*"|[^";])+')
_SIGNS = re.compile(r'[";:=]|(?:^|\s)[x×*]\s?-?\d+$', re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Named:
    """An item as it was named; ``price_list`` empty: whichever has it."""

    identifier: str
    quantity: int = 1
    units: int | None = None
    price_list: str = ""


def read(text: str) -> list[Named]:
    """Read a line of named items; `Refused` says which of them cannot be read."""
    return list(_entries(" ".join(text.replace("\n", ";").split())))


def _entries(text: str) -> Iterator[Named]:
    if text.count('"') % 2:
        raise Refused(f"'{safe(text, 60)}' has a double quote that is not closed")
    for part in _PART.findall(text):
        if not part.strip():
            continue
        found = _ENTRY.fullmatch(part)
        name = _bare(found["name"]) if found else ""
        if found is None or not name:
            raise Refused(
                f"'{safe(part.strip(), 60)}' is no item of a package; write P8X10 x2; P5X7 x4"
            )
        quantity, units = int(found["quantity"] or 1), found["units"]
        _within(name, quantity, MOST_QUANTITY, "pieces")
        if units is not None:
            _within(name, int(units), MOST_UNITS, "units")
        yield Named(name, quantity, None if units is None else int(units), _bare(found["list"]))


def _within(name: str, number: int, most: int, what: str) -> None:
    if not 1 <= number <= most:
        raise Refused(f"{safe(name, 40)}: {number:,} {what}; there can be 1 to {most:,}")


def _bare(name: str | None) -> str:
    text = (name or "").strip()
    if text.startswith('"'):
        text = text[1:-1].replace('""', '"')
    return text.strip()


def write(entries: Iterable[Named]) -> str:
    """Write named items as ``read`` takes them."""
    return "; ".join(map(_written, entries))


def _written(entry: Named) -> str:
    home = f"{_quoted(entry.price_list)}: " if entry.price_list else ""
    quantity = f" x{entry.quantity}" if entry.quantity != 1 else ""
    units = f" = {entry.units}" if entry.units is not None else ""
    return f"{home}{_quoted(entry.identifier)}{quantity}{units}"


def _quoted(name: str) -> str:
    if not _SIGNS.search(name):
        return name
    doubled = name.replace('"', '""')
    return f'"{doubled}"'
