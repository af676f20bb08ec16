"""What is to be rendered of an order or a session, read from the tables: pieces with pictures.

Files are not looked at here, and nothing is decided about pixels.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from store import cards, images, orders, sessions
from store.desk import Desk
from store.directory import reference
from store.errors import Refused
from store.reading import tuples
from store.tables import (
    Card,
    Client,
    Image,
    Invoice,
    InvoiceLine,
    Item,
    Layout,
    LineImage,
    OrderLine,
    RenderProfile,
    Session,
)

AT_ONCE = 400

PICTURED = ("auto", "print", "sheet", "electronic")
"""Kinds of items that are nothing without a picture."""

_SIZE = re.compile(
    r"\s*(\d{1,4}(?:\.\d+)?)\s*[x×*]\s*(\d{1,4}(?:\.\d+)?)\s*(?:in|\"|″)?\s*", re.IGNORECASE
)

Inches = tuple[float, float]


@dataclass(slots=True)
class Piece:
    """Something to be rendered: a line of an order, or all of a session (``line`` 0).

    ``crop`` is the line's own, as it is written; ``code`` is what the vendor calls it, ``package``
    the one that it was sold in.
    """

    line: int
    line_id: int | None
    pictures: list[Image]
    copies: int = 1
    item: Item | None = None
    description: str = ""
    code: str = ""
    package: str = ""
    invoice: str = ""
    crop: str = ""
    size: Inches | None = None
    size_name: str = ""
    profile_id: int | None = None
    layout_id: int | None = None

    @property
    def needs_picture(self) -> bool:
        """Tell whether nothing can be made of it without a picture."""
        return self.item is None or self.item.kind in PICTURED


@dataclass(slots=True)
class Gathered:
    """All of one record: its card, its pieces in order, and the sessions of its pictures by id."""

    card: Card
    pieces: list[Piece]
    sessions: dict[int, Session] = field(default_factory=dict)
    session_refs: dict[int, str] = field(default_factory=dict)
    client: str = ""


def gather(desk: Desk, ref: str) -> Gathered:
    """Read what is to be rendered of a record; `Refused` for those that have nothing to render."""
    card = cards.get(ref)
    if card.kind == "session":
        found = Gathered(card, _of_session(card))
    elif card.kind in orders.SOURCE_OF:
        if desk.directory.statuses[card.status_id].state == "cancelled":
            raise Refused(f"{cards.ref(card)} is cancelled; nothing of it is rendered")
        found = Gathered(card, _of_order(card))
    else:
        raise Refused(
            f"{cards.ref(card)}: a {card.kind} has nothing to render; name an order such as "
            "O-1001 or P-1001, or a session"
        )
    _read_sessions(found)
    client = Client.get_or_none(Client.id == card.client_id)
    found.client = client.name if client is not None else ""
    return found


def _read_sessions(found: Gathered) -> None:
    ids = sorted({image.session_id for piece in found.pieces for image in piece.pictures})
    for part in _parts(ids):
        query = Session.select(Session, Card.kind, Card.number).join(Card)
        for row in query.where(Session.id.in_(part)):
            found.sessions[row.id] = row
            found.session_refs[row.id] = cards.ref(row.card)


def _parts(ids: Sequence[int]) -> Iterable[Sequence[int]]:
    return (ids[start : start + AT_ONCE] for start in range(0, len(ids), AT_ONCE))


# Sessions ----------------------------------------------------------------------------------------


def _of_session(card: Card) -> list[Piece]:
    rows = [row for row in images.listed(sessions.of_card(card)) if not row.rejected]
    if not rows:
        raise Refused(
            f"{cards.ref(card)} has no images that are not rejected; "
            "'safelight import images' links some"
        )
    return [Piece(0, None, [row]) for row in rows]


# Orders ------------------------------------------------------------------------------------------


def _of_order(card: Card) -> list[Piece]:
    rows = [row for row in orders.lines_of(orders.of_card(card)) if _left(row) > 0]
    items = _items(rows)
    own = _images([row.image_id for row in rows])
    several = _several([row.id for row in rows])
    sold = _sold([row.invoice_line_id for row in rows])
    pieces = []
    for row in rows:
        item = items.get(row.item_id or 0)
        picture = own.get(row.image_id or 0)
        invoice, package = sold.get(row.invoice_line_id or 0, ("", ""))
        size = read_size(row.size) or _size_of(item)
        piece = Piece(
            row.line, row.id, several.get(row.id) or ([picture] if picture else []), _left(row),
            item, row.description or (item.description if item else ""), row.vendor_code, package,
            invoice, row.crop, size, size_name(size), row.render_profile_id,
            row.layout_id or (item.layout_id if item else None),
        )  # fmt: skip
        if piece.pictures or piece.needs_picture:
            pieces.append(piece)
    return pieces


def _left(row: OrderLine) -> int:
    return row.quantity - row.backordered - row.cancelled


def _items(rows: Sequence[OrderLine]) -> dict[int, Item]:
    ids = sorted({row.item_id for row in rows if row.item_id is not None})
    return {
        item.id: item for part in _parts(ids) for item in Item.select().where(Item.id.in_(part))
    }


def _images(ids: Iterable[int | None]) -> dict[int, Image]:
    wanted = sorted({one for one in ids if one is not None})
    return {
        row.id: row for part in _parts(wanted) for row in Image.select().where(Image.id.in_(part))
    }


def _several(line_ids: Sequence[int]) -> dict[int, list[Image]]:
    """The pictures of lines that have several; those rejected since are left out."""
    hung: list[tuple[int, int]] = []
    for part in _parts(line_ids):
        query = (
            LineImage.select(LineImage.order_line, LineImage.image)
            .where(LineImage.order_line.in_(part))
            .order_by(LineImage.position, LineImage.id)
        )
        hung.extend(tuples(query))
    rows = _images([image for _, image in hung])
    found: dict[int, list[Image]] = {}
    for line_id, image_id in hung:
        if not rows[image_id].rejected:
            found.setdefault(line_id, []).append(rows[image_id])
    return found


def _sold(ids: Iterable[int | None]) -> dict[int, tuple[str, str]]:
    """Invoice line to its invoice's reference and the identifier of the package it is part of."""
    wanted = sorted({one for one in ids if one is not None})
    package = InvoiceLine.alias()
    found = {}
    for part in _parts(wanted):
        query = (
            InvoiceLine.select(InvoiceLine.id, Card.number, Item.identifier)
            .join(Invoice)
            .join(Card)
            .switch(InvoiceLine)
            .join(package, "LEFT OUTER JOIN", on=(InvoiceLine.package == package.id))
            .join(Item, "LEFT OUTER JOIN", on=(package.item == Item.id))
            .where(InvoiceLine.id.in_(part))
        )
        for line_id, number, identifier in tuples(query):
            found[line_id] = reference("invoice", number), identifier or ""
    return found


def _size_of(item: Item | None) -> Inches | None:
    if item is None or not item.width or not item.height:
        return None
    return float(item.width), float(item.height)


def read_size(text: str) -> Inches | None:
    """A size in inches such as ``8x10``; null for words that are none."""
    found = _SIZE.fullmatch(text)
    if found is None:
        return None
    width, height = round(float(found[1]), 3), round(float(found[2]), 3)
    return (width, height) if width > 0 and height > 0 else None


def size_name(size: Inches | None) -> str:
    """A size as names have it."""
    return f"{size[0]:g}x{size[1]:g}" if size else ""


# Set-up ------------------------------------------------------------------------------------------


def profiles() -> dict[int, RenderProfile]:
    """All render profiles by id, in the studio's order."""
    query = RenderProfile.select().order_by(RenderProfile.position, RenderProfile.id)
    return {row.id: row for row in query}


def layouts() -> Mapping[int, Layout]:
    """All layouts by id."""
    return {row.id: row for row in Layout.select()}
