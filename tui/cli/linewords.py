"""Lines of invoices and orders in words, as commands and forms take them."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from typing import Any

from store import invoicelines, items, money
from store.desk import Desk
from store.errors import Refused, did_you_mean
from store.invoiceparts import NewLine
from store.orders import NewLine as OrderedLine
from store.tables import Session
from store.text import safe

LINE = (
    "ITEM[,qty=N][,price=P][,pose=IMAGE][,vendor=NAME][,options=…][,note=…]; "
    "or description=… instead of an item"
)
LINE_KEYS = (
    "item", "description", "qty", "price", "pose", "vendor", "options", "enhancement", "crop",
    "note", "code", "size", "settled",
)  # fmt: skip


def read_line(text: str) -> dict[str, str]:
    """Read ``8x10,qty=2,pose=103``: an item's identifier, then values by name."""
    parts = next(csv.reader([safe(text)], skipinitialspace=True), [])
    found: dict[str, str] = {}
    for place, part in enumerate(parts):
        name, equals, value = part.partition("=")
        key = name.strip().casefold()
        if not equals:
            if place:
                raise Refused(f"--line: '{safe(part, 60)}' says nothing; write NAME=VALUE")
            key, value = "item", part
        elif key not in LINE_KEYS:
            hint = did_you_mean(key, LINE_KEYS)
            raise Refused(f"--line: a line has no '{safe(key, 40)}'{hint}")
        found[key] = value.strip()
    return found


def quantity(found: Mapping[str, str]) -> int:
    """The quantity that was said; one where nothing was."""
    text = found.get("qty", "1")
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise Refused(f"--line: '{safe(text, 40)}' is no quantity; give a whole number")
    return int(text)


def cents(found: Mapping[str, str]) -> int | None:
    """The price that was said, in cents."""
    if "price" not in found:
        return None
    try:
        return money.parse_money(found["price"])
    except ValueError as error:
        raise Refused(f"--line: {error}") from None


def _texts(found: Mapping[str, str], names: Iterable[str]) -> dict[str, Any]:
    return {name: found[name] for name in names if name in found}


def invoice_line(desk: Desk, text: str, session: Session | None = None) -> NewLine:
    """Read a line of an invoice; the session's images are found by the pose."""
    found = read_line(text)
    _refuse(found, ("code", "size"), "an invoice")
    return invoicelines.named(
        desk,
        found.get("item"),
        vendor=found.get("vendor"),
        session=session,
        quantity=quantity(found),
        price_cents=cents(found),
        **_texts(
            found, ("description", "pose", "options", "enhancement", "crop", "note", "settled")
        ),
    )


def order_line(text: str) -> OrderedLine:
    """Read a line of an order; the item gives what is not said."""
    found = read_line(text)
    _refuse(found, ("vendor", "settled"), "an order")
    line = OrderedLine(
        quantity=quantity(found),
        **_texts(found, ("description", "size", "pose", "options", "enhancement", "crop", "note")),
    )
    line.vendor_code = found.get("code", "")
    price = cents(found)
    if found.get("item"):
        item = items.get(found["item"])
        line.item_id = item.id
        line.description = line.description or item.description
        line.cost_cents = item.cost_cents
    if price is not None:
        line.cost_cents = price
    return line


def _refuse(found: Mapping[str, str], names: Iterable[str], what: str) -> None:
    wrong = [name for name in names if name in found]
    if wrong:
        raise Refused(f"--line: a line of {what} has no {', '.join(wrong)}")
