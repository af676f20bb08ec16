"""Invoices: lines of a file put together by invoice number.

What is looked up and written is in ``invoicing``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from store.imports import values
from store.imports.cells import LONG, MIDDLING, Cells, File
from store.imports.report import Report
from store.money import decimal

_POSE_LENGTH = 80
_TEXTS = ("options", "enhancement", "crop")
_SAME_FOR_ALL = ("client_number", "client", "email", "session", "date", "payment_due", "delivery")


@dataclass(slots=True)
class Line:
    """One line of an invoice as a row of a file has it; `item` is what the file calls it."""

    cells: Cells
    item: str
    vendor: str
    values: dict[str, Any]

    @property
    def line(self) -> int:
        """The line of the file."""
        return self.cells.line


@dataclass(slots=True)
class Draft:
    """An invoice: the row it begins on, dates, and its lines."""

    number: int
    head: Cells
    dates: dict[str, date | None]
    lines: list[Line] = field(default_factory=list)


def read(file: File, report: Report) -> list[Draft]:
    """Read all rows and put them together; what is wrong stands in the file's problems."""
    file.learn_money(("price", "extension"))
    drafts: dict[int, Draft] = {}
    last: Draft | None = None
    for cells in file:
        draft = _draft_of(cells, drafts, last)
        line = _line(cells, report)
        if draft is not None:
            draft.lines.append(line)
        last = draft or last
    return list(drafts.values())


def _draft_of(cells: Cells, drafts: dict[int, Draft], last: Draft | None) -> Draft | None:
    """The invoice a row belongs to: a row without number or client goes on with the last one."""
    named = any(cells.text(one, name=True) for one in ("number", "client_number", "client"))
    if last is not None and not named:
        return last
    number = cells.need("number", values.record_number, 0)
    if not number:
        return None
    dates = {one: cells.read(one, cells.day, None) for one in ("date", "payment_due", "delivery")}
    draft = drafts.get(number)
    if draft is None:
        draft = drafts[number] = Draft(number, cells, dates)
    else:
        _check_same(draft, cells)
    return draft


def _check_same(draft: Draft, cells: Cells) -> None:
    for one in _SAME_FOR_ALL:
        said, before = cells.text(one, name=True), draft.head.text(one, name=True)
        if said and before and said != before:
            reason = f"'{said}' is not the '{before}' of line {draft.head.line}"
            cells.fault(one, f"{reason}; an invoice has only one")


def _line(cells: Cells, report: Report) -> Line:
    quantity = cells.need("quantity", values.quantity, 0) if cells.file.has("quantity") else 1
    found = {
        "description": cells.text("description", name=True, limit=MIDDLING),
        "pose": values.pose(cells.text("pose", limit=_POSE_LENGTH)),
        "quantity": quantity,
        "price_cents": _price(cells, quantity, report),
        "note": cells.text("note", keep_lines=True, limit=LONG),
        **{one: cells.text(one) for one in _TEXTS},
    }
    item = cells.text("item", name=True)
    if not item and not found["description"]:
        cells.fault("item" if cells.file.has("item") else "description", "is missing")
    return Line(cells, item, cells.text("vendor", name=True), found)


def _price(cells: Cells, quantity: int, report: Report) -> int:
    """The price of one; what the file says of the line's total is checked against it."""
    price: int | None = cells.number("price", cells.money, None)
    total: int | None = cells.number("extension", cells.money, None)
    if price is not None:
        if total is not None and quantity and price * quantity != total:
            report.note_line(
                cells.line,
                "other totals",
                f"{quantity} x {decimal(price)} is {decimal(price * quantity)}, "
                f"not {decimal(total)}; quantity and price were taken",
            )
        return price
    if total is not None:
        if quantity and total % quantity:
            cells.fault("extension", f"{decimal(total)} cannot be divided by {quantity}")
        return total // (quantity or 1)
    if not cells.text("price") and not cells.text("extension"):
        cells.fault("price" if cells.file.has("price") else "extension", "is missing")
    return 0


def line_values(lines: Sequence[Line]) -> list[tuple[str, int, int]]:
    """What tells whether two invoices are one: pose, quantity and price of each line."""
    return [
        (one.values["pose"], one.values["quantity"], one.values["price_cents"]) for one in lines
    ]
