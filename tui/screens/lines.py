"""The lines of an invoice or an order, each changed by a form."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from textual.widget import Widget

from store import cards, invoicelines, items, lineitems, money, orders, receiving
from store.changes import Feed
from store.desk import Desk
from store.invoices import NewLine
from store.lineitems import LineItem
from store.tables import Card
from tui import orderwork
from tui.cli import linewords
from tui.screens.filling import fill, required, said, whole
from tui.screens.sheet import Sheet, own
from tui.widgets.dialog import Ask, Confirm
from tui.widgets.form import Field
from tui.widgets.table import Column, Row, Table

SEEN = frozenset(
    {"invoice_line", "order_line", "studio_order", "invoice", "image", "item", "receipt"}
)
"""Tables whose changes show here."""

COLUMNS = (
    Column("", right=True, least=2), Column("Item", least=6), Column("Description", least=10),
    Column("Qty", right=True, least=3), Column("Left", right=True, least=3),
    Column("Price", right=True, least=6), Column("Pose", least=4), Column("Vendor", least=6),
    Column("State", least=5), Column("Order", least=6), Column("Says", least=6, most=60),
)  # fmt: skip


class LinesScreen(Sheet):
    """The lines of one record as a table."""

    can_narrow = True
    local = (
        own("edit", "e", "change", "Change the line under the cursor."),
        own("take_off", "X", "remove", "Remove the line under the cursor."),
        own("part", "+", "part", "Add a part to the package under the cursor."),
        own("settle", "s", "settle", "Say why nothing is ordered for it, or call off its rest."),
        own("order", "O", "orders", "Make the orders that the invoice needs."),
        own("preview", "v", "preview", "Show the line's files: numbers, crop and sheet."),
    )

    def __init__(self, ref: str) -> None:
        super().__init__()
        self.ref = ref
        self.card: Card | None = None
        self._lines: list[LineItem] = []

    def body(self) -> Sequence[Widget]:
        """Return the lines as a table."""
        return (Table(self.program.look),)

    async def on_mount(self) -> None:
        """Read the lines."""
        await self.reload()

    async def reload(self) -> None:
        """Read the lines again."""
        found = await self.program.ask(read, self.ref)
        if found is None:
            self.say((f" {self.ref}", "strong"), ("  it cannot be read now", "plain"))
            return
        self.card, self._lines, words = found
        self.say((f" {self.ref} lines", "strong"), (f"  {words}", "plain"))
        self.refill()

    async def changed(self, feed: Feed) -> None:
        """Read again when lines were changed."""
        if not feed.complete or feed.others & SEEN:
            await self.reload()

    def refill(self) -> None:
        """Show the lines that have the typed words."""
        currency = self.program.ground.start.config.studio.currency
        rows = [_row(one, self.ref, currency) for one in self._lines]
        words = self.narrowed.casefold().split()
        shown = [
            row for row in rows if all(word in " ".join(row.cells).casefold() for word in words)
        ]
        self.query_one(Table).set_table(COLUMNS, shown, "There are no lines yet; n adds one.")

    @property
    def line(self) -> LineItem | None:
        """The line under the cursor."""
        key = self.query_one(Table).key
        return next((one for one in self._lines if one.line == key), None)

    def _is_invoice(self) -> bool:
        return self.card is not None and self.card.kind == "invoice"

    async def open_key(self, key: Any) -> None:
        """Change a line."""
        self.program.begin(self._form(int(key)), "dialog")

    def do_new(self) -> None:
        """Add a line."""
        self.program.begin(self._form(None), "dialog")

    def do_edit(self) -> None:
        """Change the line under the cursor."""
        if self.line is not None:
            self.program.begin(self._form(self.line.line), "dialog")

    def do_part(self) -> None:
        """Add a part to the package under the cursor."""
        if self.line is not None and self._is_invoice():
            self.program.begin(self._form(None, part_of=self.line.line), "dialog")

    async def _form(self, number: int | None, part_of: int | None = None) -> None:
        invoice = self._is_invoice()
        fields = await self.program.ask(fields_of, self.ref, number, invoice=invoice)
        if fields is None:
            return
        where = self.ref if part_of is None else f"{self.ref} line {part_of}"
        title = f"New line of {where}" if number is None else f"{self.ref} line {number}"

        def save(desk: Desk, values: dict[str, str]) -> bool:
            save_line(desk, self.ref, number, values, invoice=invoice, part_of=part_of)
            return True

        if await fill(self, title, fields, save):
            await self.reload()

    def do_take_off(self) -> None:
        """Remove the line under the cursor, after asking."""
        if self.line is not None:
            self.program.begin(self._take_off(self.line), "dialog")

    async def _take_off(self, one: LineItem) -> None:
        words = one.description or one.item or ""
        dialog = Confirm(
            f"Remove line {one.line} of {self.ref}?", (words,), keys=self.program.ground.keys
        )
        if await self.program.answer_to(dialog):
            take = invoicelines.remove if self._is_invoice() else orders.remove_line
            await self.program.ask(take, self.ref, one.line)
            await self.program.own_news()
            await self.reload()

    def do_settle(self) -> None:
        """Say why nothing is ordered for a line, or call off what is outstanding of it."""
        if self.line is not None:
            self.program.begin(self._settle(self.line), "dialog")

    async def _settle(self, one: LineItem) -> None:
        invoice = self._is_invoice()
        title = "Nothing is ordered for" if invoice else "Call off what is outstanding of"
        hint = "why; empty: it is ordered after all" if invoice else "why"
        dialog = Ask(
            f"{title} line {one.line}", (one.description,), text=one.settled, hint=hint,
            keys=self.program.ground.keys,
        )  # fmt: skip
        reason = await self.program.answer_to(dialog)
        if reason is None:
            return
        if invoice:
            await self.program.ask(invoicelines.settle, self.ref, [one.line], reason)
        else:
            await self.program.ask(receiving.cancel, self.ref, {one.line: None}, reason)
        await self.program.own_news()
        await self.reload()

    async def do_preview(self) -> None:
        """Show what would be rendered of the line under the cursor."""
        from tui.screens import preview

        if self._is_invoice():
            self.program.tell("Orders are rendered: enter on a line's order shows them")
        elif self.line is not None:
            await preview.show_line(self, self.ref, self.line.line)

    async def do_order(self) -> None:
        """Make the orders that the invoice needs."""
        face = await self.program.ask(face_of, self.ref)
        if face is not None:
            await orderwork.create(self, [face])


# On the store thread ------------------------------------------------------------------------------


def read(desk: Desk, ref: str) -> tuple[Card, list[LineItem], str]:
    """The card, its lines, and what they come to in words."""
    with desk.reading():
        card = cards.get(ref)
        lines = lineitems.of_card(desk, card)
    total = sum(one.quantity * one.price_cents for one in lines)
    return card, lines, f"{len(lines)} · {money.shown(total, desk.settings.studio.currency)}"


def face_of(desk: Desk, ref: str) -> Any:
    """The card of a record as screens have it."""
    from store import boards

    return boards.faces(desk, [cards.get(ref).id])[0]


def _row(one: LineItem, ref: str, currency: str) -> Row:
    says = " · ".join(
        part for part in (one.options, one.enhancement, one.crop, one.note, one.settled) if part
    )
    state = one.state or ("settled" if one.settled else "")
    order = one.order if one.order and one.order != ref else ""
    indent = "· " if one.package is not None else ""
    left = "" if one.outstanding is None else f"{one.outstanding:,}"
    look = "late" if one.damaged else "muted" if one.settled else "plain"
    return Row(
        (
            str(one.line), indent + (one.item or ""), one.description, f"{one.quantity:,}", left,
            money.shown(one.price_cents, currency), one.image or "", one.vendor or "", state,
            order, says,
        ),
        one.line,
        look,
    )  # fmt: skip


def fields_of(desk: Desk, ref: str, number: int | None, *, invoice: bool) -> list[Field]:
    """The fields of a new line, or of the numbered one as it is."""
    lines = lineitems.of_card(desk, cards.get(ref))
    one = next((line for line in lines if line.line == number), None)
    sold = tuple(row.identifier for row in items.listed() if not row.hidden)
    labs = tuple(v.name for v in desk.directory.vendors.values() if not v.inactive)
    price = money.decimal(one.price_cents) if one else ""
    found = [
        Field("item", "Item", one.item or "" if one else "", "of the price list", sold,
              check=_item_check(desk)),
        Field("description", "Description", one.description if one else "", "empty: the item's"),
        Field("qty", "Quantity", str(one.quantity) if one else "1", check=_quantity_check),
        Field("price", "Price of one" if invoice else "Cost of one", price, "empty: the item's"),
        Field("pose", "Pose", one.image or "" if one else "", "the picture's number"),
        Field("options", "Options", one.options if one else ""),
        Field("enhancement", "Enhancement", one.enhancement if one else ""),
        Field("crop", "Crop", one.crop if one else ""),
        Field("note", "Note", one.note if one else ""),
    ]  # fmt: skip
    if invoice:
        override = _override(ref, number) if one else ""
        found.insert(5, Field("vendor", "Vendor", override, "empty: the item's", labs))
    else:
        found.insert(5, Field("code", "Vendor's code", one.vendor_code or "" if one else ""))
    return found


def _override(ref: str, number: int | None) -> str:
    """The vendor that an invoice's line names itself."""
    from store import invoices

    rows = invoices.lines_of(invoices.of_card(cards.get(ref)))
    row = next((row for row in rows if row.line == number), None)
    return str(row.vendor.name) if row is not None and row.vendor is not None else ""


def _item_check(desk: Desk) -> Any:
    known = {row.identifier.casefold() for row in items.listed(inactive=True)}
    del desk

    def check(text: str) -> str | None:
        word = text.strip().casefold()
        return None if not word or word in known else "no item is called so on the price lists"

    return check


_quantity_check = required("how many?")


def save_line(
    desk: Desk,
    ref: str,
    number: int | None,
    values: dict[str, str],
    *,
    invoice: bool,
    part_of: int | None = None,
) -> None:
    """Add a line, or change the numbered one."""
    if number is None:
        _add(desk, ref, values, invoice=invoice, part_of=part_of)
        return
    columns = _columns(desk, values, invoice=invoice)
    if invoice:
        invoicelines.change(desk, ref, number, **columns)
    else:
        orders.change_line(desk, ref, number, **columns)


def _columns(desk: Desk, values: dict[str, str], *, invoice: bool) -> dict[str, Any]:
    item = said(values["item"])
    columns: dict[str, Any] = {
        "item_id": items.get(item).id if item else None,
        "description": values["description"],
        "quantity": whole(values["qty"], "quantity") or 0,
        "pose": values["pose"],
        **{name: values[name] for name in ("options", "enhancement", "crop", "note")},
    }
    price = linewords.cents({"price": values["price"]}) if said(values["price"]) else None
    if invoice:
        vendor = said(values["vendor"])
        columns["vendor_id"] = desk.directory.vendor_named(vendor).id if vendor else None
        columns["price_cents"] = price
    else:
        columns["vendor_code"] = values["code"]
        columns["cost_cents"] = price or 0
    return columns


def _add(
    desk: Desk, ref: str, values: dict[str, str], *, invoice: bool, part_of: int | None
) -> None:
    columns = _columns(desk, values, invoice=invoice)
    if not invoice:
        item = items.get(values["item"]) if said(values["item"]) else None
        columns["description"] = columns["description"] or (item.description if item else "")
        if said(values["price"]) is None and item is not None:
            columns["cost_cents"] = item.cost_cents
        orders.add_line(desk, ref, orders.NewLine(**columns))
    elif part_of is not None:
        invoicelines.add_part(desk, ref, part_of, NewLine(**columns))
    else:
        invoicelines.add(desk, ref, NewLine(**columns))
