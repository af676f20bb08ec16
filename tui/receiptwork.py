"""What comes back from vendors, on the boards: receipts line by line, and what is made again."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from store import cards, money, orders, receiving, reordering, reorderreasons
from store.boards import Face
from store.desk import Desk
from store.errors import Refused
from store.receiving import Delivery, outstanding
from store.reordering import Again
from store.tables import OrderLine
from tui.orderwork import ORDERS, chosen, money_check
from tui.screens.filling import fill, said, yes
from tui.widgets.form import Check, Field

if TYPE_CHECKING:
    from tui.screens.place import Place

_CAME = re.compile(r"(-?\d{1,7})?\s*(?:d\s*(\d{1,7}))?", re.IGNORECASE | re.ASCII)


# Receiving ---------------------------------------------------------------------------------------


async def receive(screen: Place, faces: Sequence[Face]) -> None:
    """Note what came of an order, line by line."""
    found = chosen(screen, faces, ORDERS, "Only orders are received; go to one")
    if found:
        screen.program.begin(_receive(screen, found[0].ref), "dialog")


async def _receive(screen: Place, ref: str) -> None:
    fields = await screen.program.ask(_receipt_fields, ref)
    if fields is None:
        return
    lines = ("How many pieces came; 3 d1 is three well and one damaged; -1 corrects.",)
    found = await fill(
        screen, f"Receive {ref}", fields, lambda desk, values: _save_receipt(desk, ref, values),
        lines,
    )  # fmt: skip
    if found is not None:
        back = f"; {found.back_order} waits for the rest" if found.back_order else ""
        left = f"{found.outstanding} outstanding" if found.outstanding else "all is there"
        screen.program.tell(f"{ref}: {left}{back}")


def _receipt_fields(desk: Desk, ref: str) -> list[Field]:
    card = cards.get(ref)
    order = orders.of_card(card)
    rows = orders.lines_of(order)
    statuses = [s.name for s in desk.directory.statuses_of_track[card.track_id] if not s.inactive]
    amount = order.vendor_amount_cents
    return [
        *(_line_field(row) for row in rows),
        Field("back_order", "Rest: back-order", "no", "moves what is missing", ("yes", "no")),
        Field("to", "Then move to", "", "empty: it stays; next: the next status",
              ("next", *statuses)),
        Field("vendor_invoice", "Vendor's invoice", order.vendor_invoice),
        Field("amount", "Vendor's amount", "" if amount is None else money.decimal(amount), "",
              check=money_check),
        Field("carrier", "Carrier", order.carrier),
        Field("tracking", "Tracking number", order.tracking),
        Field("note", "Note"),
    ]  # fmt: skip


def _line_field(row: OrderLine) -> Field:
    left = outstanding(row)
    return Field(
        f"line {row.line}",
        f"{row.line} {row.description}"[:18],
        str(left) if left else "",
        f"{left} of {row.quantity} outstanding" if left else f"all {row.quantity} accounted for",
        check=lambda text: _came_problem(row, text),
    )


def _came_problem(row: OrderLine, text: str) -> str | None:
    try:
        came, damaged = came_of(text)
    except ValueError as error:
        return str(error)
    return receiving.checked(row, came, damaged) or None if came or damaged else None


def came_of(text: str) -> tuple[int, int]:
    """Read ``3``, ``3 d1`` or ``d1`` as pieces well and damaged; ValueError for what is neither."""
    found = _CAME.fullmatch(text.strip())
    if found is None:
        raise ValueError("write how many, such as 3, or 3 d1 with one damaged")
    return int(found[1] or 0), int(found[2] or 0)


def _save_receipt(desk: Desk, ref: str, values: Mapping[str, str]) -> receiving.Received:
    well: dict[int, int | None] = {}
    damaged: dict[int, int] = {}
    for name, text in values.items():
        word, _, number = name.partition(" ")
        if word != "line":
            continue
        try:
            came, broken = came_of(text)
        except ValueError as error:
            raise Refused(f"line {number}: {error}") from None
        if came or broken:
            well[int(number)] = came
        if broken:
            damaged[int(number)] = broken
    order = orders.of_card(cards.get(ref))
    amount = money.parse_money(values["amount"]) if said(values["amount"]) else None
    to = said(values["to"])
    return receiving.receive(
        desk, ref,
        Delivery(
            well, damaged, yes(values["back_order"], "rest: back-order"),
            advance=to == "next", to=None if to == "next" else to,
            vendor_invoice=_changed(values["vendor_invoice"], order.vendor_invoice),
            vendor_amount_cents=None if amount == order.vendor_amount_cents else amount,
            carrier=_changed(values["carrier"], order.carrier),
            tracking=_changed(values["tracking"], order.tracking), note=values["note"],
        ),
    )  # fmt: skip


def _changed(text: str, before: str) -> str | None:
    return None if text == before else text


# Reordering --------------------------------------------------------------------------------------


async def reorder(screen: Place, faces: Sequence[Face]) -> None:
    """Order lines again, with a reason."""
    found = chosen(screen, faces, ORDERS, "Only orders are ordered again; go to one")
    if found:
        screen.program.begin(_reorder(screen, found[0].ref), "dialog")


async def _reorder(screen: Place, ref: str) -> None:
    fields = await screen.program.ask(_reorder_fields, ref)
    if fields is None:
        return
    made = await fill(
        screen, f"Order again from {ref}", fields,
        lambda desk, values: _save_reorder(desk, ref, values),
        ("How many pieces of each line; empty lines are left out.",),
    )  # fmt: skip
    if made is not None:
        screen.program.tell(f"{made} is made, from {ref}")


def _reorder_fields(desk: Desk, ref: str) -> list[Field]:
    rows = orders.lines_of(orders.of_card(cards.get(ref)))
    reasons = [row.name for row in reorderreasons.listed() if not row.inactive]
    vendors = tuple(v.name for v in desk.directory.vendors.values() if not v.inactive)
    broken = [row for row in rows if row.damaged > row.reordered]
    return [
        Field("reason", "Reason", reasons[0] if len(reasons) == 1 else "",
              "" if reasons else "add reasons in the set-up (8) first", tuple(reasons),
              check=lambda text: None if text.strip() else "why?"),
        *(
            Field(
                f"line {row.line}", f"{row.line} {row.description}"[:18],
                str(row.damaged - row.reordered) if row in broken else "",
                f"up to {reordering.may_reorder(row)}",
                check=_pieces_check(reordering.may_reorder(row)),
            )
            for row in rows
        ),
        Field("chargeable", "Chargeable", "", "empty: as the reason says", ("yes", "no")),
        Field("vendor", "Vendor", "", "empty: the same", vendors),
        Field("note", "Studio notes"),
    ]  # fmt: skip


def _pieces_check(most: int) -> Check:
    def check(text: str) -> str | None:
        word = text.strip()
        if not word:
            return None
        if not (word.isascii() and word.isdigit()):
            return "give a whole number"
        return None if 0 < int(word[:9]) <= most else f"from 1 to {most}"

    return check


def _save_reorder(desk: Desk, ref: str, values: Mapping[str, str]) -> str:
    lines: dict[int, int | None] = {}
    for name, text in values.items():
        word, _, number = name.partition(" ")
        if word == "line" and text.strip():
            lines[int(number)] = int(text)
    chargeable = said(values["chargeable"])
    again = Again(
        lines, values["reason"], None if chargeable is None else yes(chargeable, "chargeable"),
        said(values["vendor"]), values["note"],
    )  # fmt: skip
    return cards.ref(reordering.reorder(desk, ref, again))
