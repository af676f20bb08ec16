"""Values as letters and papers write them: dates in words, names as people write them.

Screens have shorter ways (``when``); what is printed is read by people outside of the studio too.
"""

from __future__ import annotations

from datetime import date

from store import when
from store.desk import Desk


def written(day_: date) -> str:
    """A day as people write it: ``24 November 2026``."""
    return f"{day_.day} {day_:%B %Y}"


def day(desk: Desk, moment: int | None) -> str:
    """The day of a moment in the studio, or nothing."""
    return "" if moment is None else written(when.local_day(moment, desk.zone))


def iso_day(text: str) -> str:
    """A day that is kept as ISO text; other text stays as it is."""
    try:
        return written(date.fromisoformat(text))
    except ValueError:
        return text


def custom(sort: str, value: str) -> str:
    """The value of a field of the studio's own."""
    return iso_day(value) if sort == "date" else value


def addressed(name: str) -> str:
    """A client's name as it is written on a letter: ``Ada Okafor`` for ``Okafor, Ada``."""
    last, comma, first = name.partition(",")
    if not comma or "," in first or not first.strip():
        return name
    return f"{first.strip()} {last.strip()}"


def first_name(name: str) -> str:
    """How a client is addressed among friends: ``Ada`` for ``Okafor, Ada`` and ``Ada Okafor``.

    People who are filed together, such as ``Okafor, Ada & Ben``, stay together.
    """
    _, comma, first = name.partition(",")
    if comma and first.strip() and "," not in first:
        return first.strip()
    words = name.replace(",", " ").split()
    return words[0] if words else name
