"""The lines of proof orders: what an item comes to for some pictures, and what is ordered already.

A print is a line for each picture; sheets and electronic proofs are one line with all of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from store.desk import Desk
from store.directory import reference
from store.orders import NewLine
from store.reading import tuples
from store.tables import (
    Card,
    Image,
    Item,
    LineImage,
    Order,
    OrderLine,
    OrderSource,
    Vendor,
    VendorProduct,
)

KINDS = ("print", "sheet", "electronic")
"""Kinds of items that proofs can be."""

ELECTRONIC = "Electronic proofs"
"""What a line without an item is called."""

AT_ONCE = 400

Key = tuple[int | None, frozenset[int]]
"""What a line orders: an item, and the pictures of it."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line to be ordered, with the pictures on it and where it goes."""

    new: NewLine
    image_ids: tuple[int, ...]
    item: str
    vendor_id: int | None
    type_id: int | None

    @property
    def key(self) -> Key:
        """What it orders."""
        return self.new.item_id, frozenset(self.image_ids)


@dataclass(frozen=True, slots=True)
class Maker:
    """Makes the lines of one item, or of electronic proofs without one."""

    item: Item | None
    vendor: Vendor | None
    type_id: int | None
    product: VendorProduct | None
    profile_id: int | None
    size: str

    def lines(self, pictures: Sequence[Image]) -> list[Line]:
        """The lines for some pictures."""
        if self.item is not None and self.item.kind == "print":
            return [self._line([one], one) for one in pictures]
        return [self._line(pictures, None)]

    def _line(self, pictures: Sequence[Image], own: Image | None) -> Line:
        item, product = self.item, self.product
        cost = product.cost_cents if product else item.cost_cents if item else 0
        new = NewLine(
            (item.description or item.identifier) if item else ELECTRONIC,
            item.id if item else None,
            image_id=own.id if own is not None else None,
            pose=own.number if own is not None else "",
            crop=own.crop if own is not None else "",
            vendor_code=product.code if product else "",
            quantity=product.multiplier if product else 1,
            cost_cents=cost,
            size=self.size,
            render_profile_id=self.profile_id,
            layout_id=item.layout_id if item else None,
        )
        return Line(
            new,
            tuple(one.id for one in pictures),
            item.identifier if item else ELECTRONIC,
            self.vendor.id if self.vendor else None,
            self.type_id,
        )


def ordered(desk: Desk, session_cards: Sequence[int]) -> dict[Key, str]:
    """What is on the proof orders of sessions, with the order; cancelled ones do not count."""
    called_off = [s.id for s in desk.directory.statuses.values() if s.state == "cancelled"]
    found: dict[Key, str] = {}
    for start in range(0, len(session_cards), AT_ONCE):
        query = (
            OrderLine.select(OrderLine.id, OrderLine.item, OrderLine.image, Card.number)
            .join(Order)
            .join(Card, on=(Card.id == Order.card))
            .join(OrderSource, on=(OrderSource.order == Order.id))
            .where(
                OrderSource.card.in_(session_cards[start : start + AT_ONCE]),
                Card.kind == "preproduction",
                Card.status.not_in(called_off),
                OrderLine.cancelled < OrderLine.quantity,
            )
            .distinct()
        )
        rows = tuples(query)
        several = _images_of([line for line, _, image, _ in rows if image is None])
        for line_id, item_id, image_id, number in rows:
            pictures = several.get(line_id, ()) if image_id is None else (image_id,)
            found.setdefault((item_id, frozenset(pictures)), reference("preproduction", number))
    return found


def _images_of(line_ids: Sequence[int]) -> dict[int, list[int]]:
    found: dict[int, list[int]] = {}
    for start in range(0, len(line_ids), AT_ONCE):
        query = LineImage.select(LineImage.order_line, LineImage.image).where(
            LineImage.order_line.in_(line_ids[start : start + AT_ONCE])
        )
        for line_id, image_id in tuples(query):
            found.setdefault(line_id, []).append(image_id)
    return found
