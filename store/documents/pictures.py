"""Reading the pictures of records as they are printed, with what has to be known of each."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from store import cards, images
from store.desk import Desk
from store.documents.values import Picture
from store.errors import Refused
from store.tables import (
    Card,
    Image,
    Invoice,
    InvoiceLine,
    Job,
    LineImage,
    Order,
    OrderLine,
    Session,
    Sheet,
)

ROWS_AT_ONCE = 400


def of_card(card: Card) -> list[Picture]:
    """The pictures of a session in the order of their numbers, or those of a record's lines."""
    found = _rows(card)
    ordered = _ordered([row.id for row in found])
    return [_picture(row, ordered.get(row.id, ())) for row in found]


def to_look_at(desk: Desk, card: Card) -> list[Picture]:
    """The same with the files they are shown from, the rejected ones left out."""
    return [
        replace(_picture(row, ()), path=_path(desk, row, images.shown_file(row)))
        for row in _rows(card)
        if not row.rejected
    ]


def before_and_after(desk: Desk, card: Card) -> list[Picture]:
    """Those that were rendered for the record or retouched, each twice: before, and made of it.

    Before is the hi-res file, or else the preview; after what was rendered last, or else the
    retouched file. The first has the id negated: it is another picture than the image's thumbnail.
    """
    found = []
    rendered = _rendered(card)
    for row in _rows(card):
        before = row.hires or row.preview
        made = rendered.get(row.id, "")
        if before and (made or row.retouched):
            after = made or _path(desk, row, row.retouched)
            words = "after, rendered" if made else "after"
            found += [
                Picture(-row.id, "", row.number, "before", path=_path(desk, row, before)),
                Picture(row.id, "", row.number, words, path=after),
            ]
    return found


def _rendered(card: Card) -> dict[int, str]:
    """Image to the file that was made of it alone, the newest, of what still lies there."""
    rows = (
        Sheet.select(Sheet.id, Sheet.image, Sheet.path)
        .join(Job)
        .where(Job.card == card.id, Sheet.state == "done", Sheet.image.is_null(False))
        .order_by(Sheet.id)
    )
    return {row.image_id or 0: row.path for row in rows if Path(row.path).is_file()}


def _path(desk: Desk, row: Image, recorded: str) -> str:
    """The full path of a picture's file; empty where what is recorded leads elsewhere."""
    try:
        return str(images.file_of(desk, row.session, recorded)) if recorded else ""
    except Refused:
        return ""


def _rows(card: Card) -> list[Image]:
    if card.kind == "session":
        row = Session.get_or_none(Session.card == card.id)
        found = images.listed(row) if row is not None else []
    elif card.kind in ("invoice", "production", "preproduction"):
        found = sorted(
            _on_lines(card), key=lambda row: (row.session_id, images.natural(row.number))
        )
    else:
        raise Refused(
            f"{cards.ref(card)} is a {card.kind}; image details are of a session, an invoice or "
            "an order"
        )
    return found


def shown(row: Image | None) -> Picture | None:
    """A picture as the line of an order shows it."""
    return None if row is None else Picture(row.id, row.sha256, row.number)


def crop_words(crop: str) -> str:
    """A crop in words; what is none stays as it is."""
    try:
        left, top, wide, high = (float(part) * 100 for part in crop.split(","))
    except ValueError:
        return crop
    return f"{wide:.0f} % × {high:.0f} % of it, from {left:.0f} % left and {top:.0f} % top"


def _picture(row: Image, ordered: Iterable[str]) -> Picture:
    pixels = f"{row.width:,} × {row.height:,} pixels" if row.width and row.height else ""
    stars = "rejected" if row.rejected else "picked" if row.picked else ""
    rating = f"{row.rating} of 5" if row.rating else ""
    return Picture(
        row.id, row.sha256, row.number, "  ·  ".join(filter(None, (rating, stars))),
        (
            ("Size", pixels),
            ("Crop", crop_words(row.crop)),
            ("Turned", f"{row.rotation}°" if row.rotation else ""),
            ("Colour", row.colour_mode),
            ("Retouch", row.retouch_note),
            ("File", images.shown_file(row) or row.raw),
            ("Problem", row.problem or row.doubt),
        ),
        tuple(ordered),
    )  # fmt: skip


def _on_lines(card: Card) -> list[Image]:
    """The pictures on the lines of an order or an invoice."""
    if card.kind == "invoice":
        bought = InvoiceLine.select(InvoiceLine.image).join(Invoice).where(Invoice.card == card.id)
        return list(Image.select().where(Image.id.in_(bought)))
    lines = OrderLine.select(OrderLine.id).join(Order).where(Order.card == card.id)
    single = OrderLine.select(OrderLine.image).join(Order).where(Order.card == card.id)
    several = LineImage.select(LineImage.image).where(LineImage.order_line.in_(lines))
    return list(Image.select().where(Image.id.in_(single) | Image.id.in_(several)))


def _ordered(image_ids: list[int]) -> dict[int, tuple[str, ...]]:
    """Id of an image to where it is ordered: reference, line, how many of what."""
    found: dict[int, dict[str, None]] = {}
    for start in range(0, len(image_ids), ROWS_AT_ONCE):
        part = image_ids[start : start + ROWS_AT_ONCE]
        single = (
            OrderLine.select(OrderLine, Order, Card)
            .join(Order).join(Card)
            .where(OrderLine.image.in_(part)).order_by(OrderLine.id)
        )  # fmt: skip
        for line in single:
            found.setdefault(line.image_id or 0, {})[_place(line)] = None
        several = (
            LineImage.select(LineImage, OrderLine, Order, Card)
            .join(OrderLine).join(Order).join(Card)
            .where(LineImage.image.in_(part)).order_by(LineImage.id)
        )  # fmt: skip
        for one in several:
            found.setdefault(one.image_id, {})[_place(one.order_line)] = None
    return {image: tuple(places) for image, places in found.items()}


def _place(line: OrderLine) -> str:
    what = line.description or (line.item.identifier if line.item is not None else "")
    return f"{cards.ref(line.order.card)} line {line.line}: {line.quantity} × {what}".rstrip(" ×")
