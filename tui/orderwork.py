"""Ordering from the boards: orders of invoices, receipts, reorders, payments, and their lines.

Each is a form that says beforehand what will happen, then the same store command as the shell's.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from store import (
    cards,
    invoices,
    money,
    ordering,
    orders,
    receiving,
    reordering,
    reorderreasons,
    when,
)
from store.boards import Face
from store.desk import Desk
from store.errors import Refused
from store.ordering import Ordered, Wish
from store.receiving import Delivery, outstanding
from store.reordering import Again
from store.tables import OrderLine
from tui.screens.filling import fill, said, yes
from tui.widgets.form import Check, Field, Form

if TYPE_CHECKING:
    from tui.screens.place import Place

SHOWN = 12
"""Lines of a preview."""

ORDERS = ("production", "preproduction")

_CAME = re.compile(r"(-?\d{1,7})?\s*(?:d\s*(\d{1,7}))?", re.IGNORECASE | re.ASCII)


def _chosen(screen: Place, faces: Sequence[Face], kinds: Sequence[str], what: str) -> list[Face]:
    """The cards of a kind among the chosen ones; tells where there are none."""
    found = [face for face in faces if face.kind in kinds]
    if not found:
        screen.program.tell(what)
    return found


# Orders of invoices and sessions -----------------------------------------------------------------


async def create(screen: Place, faces: Sequence[Face]) -> None:
    """Make the orders that invoices need, or proof orders of sessions."""
    sessions = [face for face in faces if face.kind == "session"]
    if sessions:
        from tui.screens import proofs

        await proofs.ask_proofs(screen, sessions)
        return
    nothing = "Orders are made of invoices, proofs of sessions; go to one of these"
    found = _chosen(screen, faces, ("invoice",), nothing)
    if found:
        screen.program.begin(_create(screen, [face.ref for face in found]), "dialog")


async def _create(screen: Place, refs: list[str]) -> None:
    program = screen.program
    asked = await program.ask(_asked, refs)
    if asked is None:
        return
    vendors, lines = asked

    def changed(values: Mapping[str, str]) -> None:
        async def again() -> None:
            words = await program.ask(_preview, refs, dict(values))
            if words is not None and form.is_attached:
                form.set_lines(words)

        program.begin(again(), "orders preview")

    named = refs[0] if len(refs) == 1 else f"{len(refs)} invoices"
    fields = [
        Field("vendor", "Vendor", "", "empty: all that are needed", vendors),
        Field("into", "Into the order", "", "an open one such as O-1043; empty: new ones"),
    ]
    if len(refs) > 1:
        fields.append(Field("together", "On one order", "no", "per vendor, of all", ("yes", "no")))
    form = Form(f"Orders of {named}", fields, lines, keys=program.ground.keys, changed=changed)
    values = await program.answer_to(form)
    if values is None:
        return
    done = await program.ask(ordering.create, refs, _wish(values))
    await program.own_news()
    if done is not None:
        await tell(screen, done)


def _wish(values: Mapping[str, str]) -> Wish:
    together = yes(values.get("together", ""), "on one order")
    return Wish(said(values["vendor"]), said(values["into"]), together)


def _asked(desk: Desk, refs: list[str]) -> tuple[tuple[str, ...], list[str]]:
    vendors = tuple(v.name for v in desk.directory.vendors.values() if not v.inactive)
    return vendors, _words(_rehearsed(desk, refs, ordering.EVERYTHING))


def _preview(desk: Desk, refs: list[str], values: dict[str, str]) -> list[str]:
    try:
        return _words(_rehearsed(desk, refs, _wish(values)))
    except Refused as refused:
        return [f"cannot: {problem}" for problem in refused.problems]


def _rehearsed(desk: Desk, refs: list[str], wish: Wish) -> Ordered:
    with desk.rehearsal():
        return ordering.create(desk, refs, wish)


def _words(found: Ordered) -> list[str]:
    lines = [
        f"{one.vendor}: {one.lines} {'line' if one.lines == 1 else 'lines'}, "
        f"{f'added to {one.ref}' if one.added else one.type}"
        for one in found.made
    ] or ["Nothing to order."]
    lines += [f"in error: {one.invoice} line {one.line} {one.item}: {spoken(one.reason)}"
              for one in found.errors]  # fmt: skip
    lines += [f"warning: {words}" for words in found.warnings]
    if len(lines) > SHOWN:
        lines = [*lines[:SHOWN], f"and {len(lines) - SHOWN} more"]
    return lines


def spoken(reason: str) -> str:
    """A reason without the shell's way to settle it: here keys do."""
    return re.sub(r" \('safelight [^)]*'\)", "", reason)


async def tell(screen: Place, done: Ordered) -> None:
    """Tell what was made; lines in error get a screen of their own, to be settled from there."""
    made = ", ".join(one.ref for one in done.made[:8]) + (" …" if done.made[8:] else "")
    program = screen.program
    if done.errors:
        from tui.screens.told import ToldScreen

        await program.push_screen(ToldScreen(done, made))
    else:
        program.tell(f"{made}: made" if made else "There was nothing to order")


# Receiving ---------------------------------------------------------------------------------------


async def receive(screen: Place, faces: Sequence[Face]) -> None:
    """Note what came of an order, line by line."""
    found = _chosen(screen, faces, ORDERS, "Only orders are received; go to one")
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
              check=_money_check),
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


def _money_check(text: str) -> str | None:
    if said(text) is None:
        return None
    try:
        money.parse_money(text)
    except ValueError as error:
        return str(error)
    return None


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
    found = _chosen(screen, faces, ORDERS, "Only orders are ordered again; go to one")
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


# Payments and lines ------------------------------------------------------------------------------


async def pay(screen: Place, faces: Sequence[Face]) -> None:
    """Note money received for an invoice."""
    found = _chosen(screen, faces, ("invoice",), "Only invoices are paid; go to one")
    if found:
        screen.program.begin(_pay(screen, found[0].ref), "dialog")


async def _pay(screen: Place, ref: str) -> None:
    asked = await screen.program.ask(_pay_fields, ref)
    if asked is None:
        return
    fields, lines = asked
    done = await fill(
        screen, f"Payment for {ref}", fields, lambda desk, values: _save_payment(desk, ref, values),
        lines,
    )  # fmt: skip
    if done is not None:
        currency = screen.program.ground.start.config.studio.currency
        screen.program.tell(f"{ref}: {money.shown(done.open_cents, currency)} open")


def _pay_fields(desk: Desk, ref: str) -> tuple[list[Field], list[str]]:
    found = invoices.balance(invoices.of_card(cards.get(ref)))
    currency = desk.settings.studio.currency
    owed = max(0, found.open_cents)
    lines = [
        f"{money.shown(found.paid_cents, currency)} of "
        f"{money.shown(found.total_cents, currency)} paid, {money.shown(owed, currency)} open"
    ]
    fields = [
        Field("amount", "Amount", money.decimal(owed), "negative: given back", check=_money_check),
        Field("on", "On", "today", "a date", check=_day_check(desk)),
        Field("method", "Method", "", "cash, card, transfer …", ("cash", "card", "transfer")),
        Field("note", "Note"),
    ]
    return fields, lines


def _day_check(desk: Desk) -> Check:
    now, zone = desk.now(), desk.zone

    def check(text: str) -> str | None:
        try:
            when.parse_moment(text or "today", now, zone)
        except ValueError as error:
            return str(error)
        return None

    return check


def _save_payment(desk: Desk, ref: str, values: Mapping[str, str]) -> invoices.Balance:
    try:
        cents = money.parse_money(values["amount"])
        moment = when.parse_moment(values["on"] or "today", desk.now(), desk.zone)
    except ValueError as error:
        raise Refused(str(error)) from None
    return invoices.pay(
        desk, ref, cents, paid_on=when.local_day(moment, desk.zone), method=values["method"],
        note=values["note"],
    )  # fmt: skip


async def lines(screen: Place, faces: Sequence[Face]) -> None:
    """Show and change the lines of an invoice or an order."""
    kinds = ("invoice", *ORDERS)
    found = _chosen(screen, faces, kinds, "Invoices and orders have lines; go to one")
    if found:
        from tui.screens.lines import LinesScreen

        await screen.program.push_screen(LinesScreen(found[0].ref))
