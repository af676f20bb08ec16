"""Electronic proofs as files: which pictures of which orders are to be made, and noting them made.

How a picture becomes a file is in ``render``.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from store import cards, images, orders
from store.desk import Desk
from store.errors import Refused
from store.reading import first_column, tuples
from store.tables import Card, Image, Item, LineImage, OrderLine, RenderProfile, Session

WATERMARK = "PROOF"
LONG_SIDE = 1600

RENDERED = "rendered"

AT_ONCE = 400


@dataclass(frozen=True, slots=True)
class Proof:
    """A picture of an order to be made a file; ``path`` is its source, empty where it has none."""

    ref: str
    line_id: int
    line: int
    session: str
    number: str
    path: str
    long_side: int
    watermark: str


@dataclass(slots=True)
class Wanted:
    """The files of some orders; ``left_out`` says which pictures are not made, and why."""

    proofs: list[Proof] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)


def wanted(desk: Desk, references: Sequence[str]) -> Wanted:
    """The pictures of the electronic proofs of orders; `Refused` for orders that have none."""
    found = Wanted()
    problems = []
    with desk.reading():
        profiles = {row.id: row for row in RenderProfile.select()}
        for card in cards.get_many(references):
            problem = _of_order(desk, card, profiles, found)
            if problem:
                problems.append(f"{cards.ref(card)}: {problem}")
    if problems:
        raise Refused(problems)
    return found


def _of_order(desk: Desk, card: Card, profiles: dict[int, RenderProfile], found: Wanted) -> str:
    if card.kind != "preproduction":
        return "that is no proof order; name one such as P-1001"
    if desk.directory.statuses[card.status_id].state == "cancelled":
        return "it is cancelled"
    lines = _electronic(orders.lines_of(orders.of_card(card)))
    if not lines:
        return "it has no electronic proofs"
    for line in lines:
        profile = profiles.get(line.render_profile_id or 0)
        for image in _images(line):
            session: Session = image.session
            if image.rejected:
                found.left_out.append(
                    f"{cards.ref(card)} line {line.line}: image {image.number} was rejected since"
                )
                continue
            path = images.shown_file(image)
            found.proofs.append(
                Proof(
                    cards.ref(card), line.id, line.line, cards.ref(session.card), image.number,
                    str(images.file_of(desk, session, path)) if path else "",
                    (profile.long_side_px if profile else None) or LONG_SIDE,
                    (profile.watermark if profile else "") or WATERMARK,
                )
            )  # fmt: skip
    return ""


def _electronic(lines: Iterable[OrderLine]) -> list[OrderLine]:
    """The lines that stand for files: items of that kind, or lines without an item."""
    rows = [line for line in lines if line.cancelled < line.quantity]
    ids = [line.item_id for line in rows if line.item_id is not None]
    kinds: dict[int, str] = dict(tuples(Item.select(Item.id, Item.kind).where(Item.id.in_(ids))))
    hung = LineImage.select(LineImage.order_line).where(
        LineImage.order_line.in_([line.id for line in rows])
    )
    several = set(first_column(hung.distinct()))
    return [
        line
        for line in rows
        if line.id in several and (not line.item_id or kinds[line.item_id] == "electronic")
    ]


def _images(line: OrderLine) -> list[Image]:
    query = (
        Image.select(Image, Session, Card)
        .join(LineImage, on=(LineImage.image == Image.id))
        .switch(Image)
        .join(Session)
        .join(Card)
        .where(LineImage.order_line == line.id)
        .order_by(LineImage.position, LineImage.id)
    )
    return list(query)


def note_rendered(desk: Desk, line_ids: Sequence[int]) -> int:
    """Note lines all of whose files were made; returns how many that is news of."""
    noted = 0
    with desk.action("electronic proofs", f"made the files of {len(line_ids)} lines") as act:
        for start in range(0, len(line_ids), AT_ONCE):
            batch = list(line_ids[start : start + AT_ONCE])
            for line in OrderLine.select().where(OrderLine.id.in_(batch)):
                if line.state == "open":
                    noted += bool(act.update(line, state=RENDERED))
                    card: Card = line.order.card
                    act.update(card, version=card.version + 1)
    return noted
