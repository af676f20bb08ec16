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
    when,
)
from store.boards import Face
from store.desk import Desk
from store.errors import Refused
from store.ordering import Ordered, Wish
from tui.screens.filling import fill, said, yes
from tui.widgets.form import Check, Field, Form

if TYPE_CHECKING:
    from tui.screens.place import Place

SHOWN = 12
"""Lines of a preview."""

ORDERS = ("production", "preproduction")


def chosen(screen: Place, faces: Sequence[Face], kinds: Sequence[str], what: str) -> list[Face]:
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
    found = chosen(screen, faces, ("invoice",), nothing)
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


# Payments and lines ------------------------------------------------------------------------------


async def pay(screen: Place, faces: Sequence[Face]) -> None:
    """Note money received for an invoice."""
    found = chosen(screen, faces, ("invoice",), "Only invoices are paid; go to one")
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
        Field("amount", "Amount", money.decimal(owed), "negative: given back", check=money_check),
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


def money_check(text: str) -> str | None:
    """Say what is wrong with an amount; none is fine."""
    if said(text) is None:
        return None
    try:
        money.parse_money(text)
    except ValueError as error:
        return str(error)
    return None


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
    found = chosen(screen, faces, kinds, "Invoices and orders have lines; go to one")
    if found:
        from tui.screens.lines import LinesScreen

        await screen.program.push_screen(LinesScreen(found[0].ref))
