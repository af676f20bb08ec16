"""The lines of invoices as splitting sees them, and what vendors are asked for because of them.

Everything is read a few hundred rows at a time, so that a month of invoices is split as one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from peewee import JOIN

from store import cards, packages, products
from store.desk import Desk
from store.directory import reference
from store.errors import Refused
from store.orders import NewLine
from store.reading import tuples
from store.splitting import Sold, Supplier
from store.tables import (
    Card,
    Invoice,
    InvoiceLine,
    Item,
    Order,
    OrderLine,
    Status,
    VendorProduct,
)

AT_ONCE = 400


def suppliers(desk: Desk) -> dict[int, Supplier]:
    """The studio's vendors as splitting sees them."""
    types = desk.directory.types
    usual = [t for t in types.values() if t.kind == "production" and not t.inactive]
    found = {}
    for row in desk.directory.vendors.values():
        kind = types.get(row.type_id or 0) or (usual[0] if len(usual) == 1 else None)
        problem = ""
        if kind is None:
            problem = (
                f"vendor {row.name} has no order type: give it one "
                f"('safelight vendors change \"{row.name}\" --type TYPE')"
            )
        elif kind.inactive:
            problem = f"the order type {kind.name} of vendor {row.name} is inactive"
        found[row.id] = Supplier(
            row.id,
            row.name,
            kind.id if kind else None,
            prints=bool(kind and kind.prints),
            inactive=row.inactive,
            problem=problem,
        )
    return found


@dataclass(slots=True)
class Lines:
    """The lines of some invoices: as splitting sees them, as stored, and vendors' products."""

    sold: list[Sold] = field(default_factory=list)
    rows: dict[int, InvoiceLine] = field(default_factory=dict)
    items: dict[int, Item] = field(default_factory=dict)
    products: dict[tuple[int, int], VendorProduct] = field(default_factory=dict)
    warnings: list[str] = field(default_factory=list)

    @classmethod
    def read(cls, invoices: Sequence[Card]) -> Lines:
        """Read all lines of the invoices with what they need to be ordered."""
        found = cls()
        refs = {card.id: cards.ref(card) for card in invoices}
        ids = list(refs)
        homes: dict[int, int] = {}
        rows: list[InvoiceLine] = []
        for start in range(0, len(ids), AT_ONCE):
            batch = ids[start : start + AT_ONCE]
            query = Invoice.select(Invoice.id, Invoice.card).where(Invoice.card.in_(batch))
            homes.update(tuples(query))
        invoice_ids = list(homes)
        for start in range(0, len(invoice_ids), AT_ONCE):
            batch = invoice_ids[start : start + AT_ONCE]
            rows.extend(InvoiceLine.select().where(InvoiceLine.invoice.in_(batch)))
        place = {card_id: at for at, card_id in enumerate(ids)}
        rows.sort(key=lambda row: (place[homes[row.invoice_id]], row.line))
        found._take(rows, {one: refs[card] for one, card in homes.items()})
        return found

    def _take(self, rows: Sequence[InvoiceLine], refs: Mapping[int, str]) -> None:
        self.rows = {row.id: row for row in rows}
        self.items = items_by_id([row.item_id for row in rows])
        vendor_of = {row.id: self._vendor(row) for row in rows}
        pairs = {(row.item_id, vendor_of[row.id]) for row in rows}
        self.products = products.for_pairs((i, v) for i, v in pairs if i and v)
        parts: dict[int, int] = {}
        for row in rows:
            if row.package_id is not None:
                parts[row.package_id] = parts.get(row.package_id, 0) + 1
        placed = on_orders([row.id for row in rows])
        for row in rows:
            item = self.items.get(row.item_id or 0)
            product = self.products.get((row.item_id or 0, vendor_of[row.id] or 0))
            self.sold.append(
                Sold(
                    row.id, row.invoice_id, refs[row.invoice_id], row.line,
                    item.identifier if item else "", item.kind if item else "",
                    row.description, row.quantity, vendor_of[row.id],
                    row.pose or ("image" if row.image_id else ""), row.settled,
                    *placed.get(row.id, ("", False)), parts.get(row.id, 0),
                    product.multiplier if product else 1,
                )
            )  # fmt: skip
        self.warnings = spending(self.sold, self.rows, self.items)

    def _vendor(self, row: InvoiceLine) -> int | None:
        item = self.items.get(row.item_id or 0)
        return row.vendor_id or (item.vendor_id if item else None)

    def to_order(self, sold: Sold) -> NewLine:
        """An invoice's line as the vendor is asked for it."""
        row, item = self.rows[sold.id], self.items.get(self.rows[sold.id].item_id or 0)
        product = self.products.get((row.item_id or 0, sold.vendor_id or 0))
        cost = product.cost_cents if product else item.cost_cents if item else 0
        return NewLine(
            row.description or (item.description if item else "") or sold.item,
            row.item_id,
            row.id,
            image_id=row.image_id,
            pose=row.pose,
            vendor_code=product.code if product else "",
            quantity=sold.quantity * sold.multiplier,
            cost_cents=cost,
            size=size_of(item),
            options=row.options,
            enhancement=row.enhancement,
            crop=row.crop,
            note=row.note,
            render_profile_id=item.render_profile_id if item else None,
            layout_id=item.layout_id if item else None,
        )


def items_by_id(ids: Sequence[int | None]) -> dict[int, Item]:
    """Items by id, read a few hundred at a time."""
    wanted = sorted({row_id for row_id in ids if row_id is not None})
    found: dict[int, Item] = {}
    for start in range(0, len(wanted), AT_ONCE):
        rows = Item.select().where(Item.id.in_(wanted[start : start + AT_ONCE]))
        found.update((row.id, row) for row in rows)
    return found


def on_orders(line_ids: Sequence[int]) -> dict[int, tuple[str, bool]]:
    """Invoice line to the order that it is on, in words, and whether it was called off.

    Of several orders the first counts that was not cancelled.
    """
    found: dict[int, tuple[str, bool]] = {}
    for start in range(0, len(line_ids), AT_ONCE):
        query = (
            OrderLine.select(
                OrderLine.invoice_line, Card.kind, Card.number, Status.state, OrderLine.line
            )
            .join(Order)
            .join(Card, JOIN.INNER, on=(Card.id == Order.card))
            .join(Status, JOIN.INNER, on=(Status.id == Card.status))
            .where(OrderLine.invoice_line.in_(line_ids[start : start + AT_ONCE]))
            .order_by(OrderLine.id)
        )
        for line_id, kind, number, state, line in tuples(query):
            ref = reference(kind, number)
            if state != "cancelled":
                if found.get(line_id, ("", True))[1]:
                    found[line_id] = ref, False
                continue
            words = (
                f"{ref}, which is cancelled: to order it after all, take it off there "
                f"('safelight lines remove {ref} {line}')"
            )
            found.setdefault(line_id, (words, True))
    return found


def spending(
    sold: Sequence[Sold], rows: Mapping[int, InvoiceLine], items: Mapping[int, Item]
) -> list[str]:
    """Warnings about packages whose units are not spent, or of which too many are."""
    chosen: dict[int, list[tuple[int, int]]] = {}
    for line in sold:
        row = rows[line.id]
        if row.package_id is not None and row.item_id is not None:
            chosen.setdefault(row.package_id, []).append((row.item_id, line.quantity))
    found = []
    for line in sold:
        item = items.get(rows[line.id].item_id or 0)
        if item is None or line.kind != packages.UNITS:
            continue
        try:
            words = packages.spent(item, chosen.get(line.id, ()), line.quantity).warning
        except Refused as refusal:
            words = str(refusal)
        if words:
            found.append(f"{line.invoice} line {line.line} ({line.item}): {words}")
    return found


def size_of(item: Item | None) -> str:
    """An item's size in inches as orders have it, such as ``8x10``."""
    if item is None or item.width is None or item.height is None:
        return ""
    return f"{item.width:g}x{item.height:g}"
