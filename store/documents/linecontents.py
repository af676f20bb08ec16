"""Reading the lines of orders and invoices as they are printed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from store import receiving
from store.documents import pictures
from store.documents.values import Line, Pairs
from store.tables import (
    Image,
    Invoice,
    InvoiceLine,
    Item,
    Layout,
    LineImage,
    Order,
    OrderLine,
    RenderProfile,
)

ROWS_AT_ONCE = 400


def of_order(order: Order) -> Iterator[Line]:
    """The lines of an order; of each what is left after back-orders and cancellations."""
    rows = list(OrderLine.select().where(OrderLine.order == order.id).order_by(OrderLine.line))
    items, images = _by_id(Item, rows, "item_id"), _by_id(Image, rows, "image_id")
    profiles = _by_id(RenderProfile, rows, "render_profile_id")
    layouts = _by_id(Layout, rows, "layout_id")
    many = _sheets(rows)
    for row in rows:
        image = images.get(row.image_id)
        sheet = many.get(row.id, [])
        item = items.get(row.item_id)
        yield Line(
            number=row.line,
            item=item.identifier if item else "",
            description=row.description or (item.description if item else ""),
            wanted=row.quantity - row.backordered - row.cancelled,
            outstanding=receiving.outstanding(row),
            code=row.vendor_code,
            size=row.size or _size(item),
            image=image.number if image else (row.pose or _count(sheet)),
            picture=pictures.shown(image or (sheet[0] if sheet else None)),
            price_cents=row.cost_cents,
            details=(
                *_details(row),
                ("Images", ", ".join(one.number for one in sheet)),
                ("Layout", _name(layouts.get(row.layout_id))),
                ("Profile", _name(profiles.get(row.render_profile_id))),
                ("Back-ordered", str(row.backordered or "")),
                ("Cancelled", str(row.cancelled or "")),
            ),
        )


def of_invoice(invoice: Invoice) -> Iterator[Line]:
    """The lines of an invoice, parts of packages below theirs."""
    query = InvoiceLine.select().where(InvoiceLine.invoice == invoice.id)
    rows = list(query.order_by(InvoiceLine.line))
    items, images = _by_id(Item, rows, "item_id"), _by_id(Image, rows, "image_id")
    for row in rows:
        image, item = images.get(row.image_id), items.get(row.item_id)
        yield Line(
            number=row.line,
            item=item.identifier if item else "",
            description=row.description or (item.description if item else ""),
            wanted=row.quantity,
            outstanding=0,
            image=image.number if image else row.pose,
            price_cents=row.price_cents,
            details=(("Options", row.options), ("Enhancement", row.enhancement)),
            part=row.package_id is not None,
        )


def _details(row: OrderLine) -> Pairs:
    return (
        ("Options", row.options),
        ("Enhancement", row.enhancement),
        ("Crop", pictures.crop_words(row.crop)),
        ("Note", row.note),
    )


def _size(item: Item | None) -> str:
    if item is None or not item.width or not item.height:
        return ""
    return f"{item.width:g} × {item.height:g} in"


def _count(sheet: list[Image]) -> str:
    return f"{len(sheet)} images" if sheet else ""


def _name(row: Any) -> str:
    return row.name if row is not None else ""


def _by_id(table: Any, rows: Iterable[Any], column: str) -> dict[Any, Any]:
    ids = sorted({getattr(row, column) for row in rows} - {None})
    found: dict[Any, Any] = {}
    for start in range(0, len(ids), ROWS_AT_ONCE):
        part = ids[start : start + ROWS_AT_ONCE]
        found.update((row.id, row) for row in table.select().where(table.id.in_(part)))
    return found


def _sheets(rows: list[OrderLine]) -> dict[int, list[Image]]:
    """Id of a line to the pictures on it, for lines that have several."""
    found: dict[int, list[Image]] = {}
    ids = [row.id for row in rows]
    for start in range(0, len(ids), ROWS_AT_ONCE):
        query = (
            LineImage.select(LineImage, Image)
            .join(Image)
            .where(LineImage.order_line.in_(ids[start : start + ROWS_AT_ONCE]))
            .order_by(LineImage.position, LineImage.id)
        )
        for one in query:
            found.setdefault(one.order_line_id, []).append(one.image)
    return found
