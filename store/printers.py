"""Printers of the studio: their queue at the system's print service, sizes and pools.

Whether such a queue exists is asked only where something is printed.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from store import lists
from store.desk import Desk
from store.errors import Refused
from store.namedlists import NamedList
from store.tables import Printer
from store.text import safe

LONGEST_QUEUE = 127
MOST_INCHES = 200
PRIORITIES = (1, 99)

_NOT_IN_QUEUES = re.compile(r"[\s/#?'\"\\]")
_SIZE = re.compile(r"(\d{1,3}(?:\.\d{1,3})?)\s*[x×]\s*(\d{1,3}(?:\.\d{1,3})?)", re.IGNORECASE)


def queue_problem(text: str) -> str:
    """Say what is wrong with the name of a print service's queue, or nothing."""
    name = text.strip()
    if not name:
        return "which queue of the print service? 'lpstat -e' lists them"
    found = _NOT_IN_QUEUES.search(name)
    if found or not name.isprintable():
        sign = "blanks" if not found or found[0].isspace() else f"'{safe(found[0])}'"
        return f"a queue's name has no {sign}; 'lpstat -e' lists the queues"
    if name.startswith("-"):
        return "a queue's name cannot begin with '-'; 'lpstat -e' lists the queues"
    return "" if len(name) <= LONGEST_QUEUE else f"it has more than {LONGEST_QUEUE} characters"


def sizes_in(text: str) -> list[tuple[float, float]]:
    """Read sizes such as ``4x6, 5x7`` in inches; `Refused` names the one that is none."""
    found: dict[tuple[float, float], None] = {}
    for word in filter(None, (part.strip() for part in text.split(","))):
        size = _SIZE.fullmatch(word)
        sides = (float(size[1]), float(size[2])) if size else (0.0, 0.0)
        if not all(0 < side <= MOST_INCHES for side in sides):
            raise Refused(
                f"sizes: '{safe(word, 40)}' is no size; write inches such as 4x6, 5x7, 8.5x11"
            )
        found[sides] = None
    return list(found)


def _queue(_: Desk, value: Any) -> dict[str, Any]:
    text = str(value or "").strip()
    wrong = queue_problem(text)
    if wrong:
        raise Refused(f"queue: {wrong}")
    return {"queue": safe(text, LONGEST_QUEUE)}


def _sizes(_: Desk, value: Any) -> dict[str, Any]:
    sides = sizes_in(str(value or ""))
    return {"sizes": ",".join(f"{width:g}x{height:g}" for width, height in sides)}


PROPERTIES: Mapping[str, lists.Reader] = {
    "queue": _queue,
    "sizes": _sizes,
    "priority": lists.whole("priority", *PRIORITIES),
    "pool": lists.text("pool", 40),
}
"""Property to how it is read; without sizes a printer takes all, lower priorities come first."""


def together(columns: Mapping[str, Any]) -> list[str]:
    """What the columns of a printer say wrong together: without a queue nothing can be printed."""
    return [] if columns["queue"] else [queue_problem("")]


KEPT = NamedList(Printer, "printer", PROPERTIES, together)
"""The list itself."""

add, change, switch = KEPT.add, KEPT.change, KEPT.switch
listed, named, reorder = KEPT.listed, KEPT.named, KEPT.reorder
