"""Proof orders: what is made from sessions before the client buys.

``plan`` says what would be ordered and writes nothing; ``create`` orders it inside an open action.
A line that is on a proof order already is not ordered again unless that is asked for, so running it
twice changes nothing. Rejected pictures are never in it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from store import cards, orders
from store.changes import Act
from store.desk import Desk
from store.directory import reference
from store.intake import NewCard
from store.orders import NewOrder
from store.proofplans import KIND, Choice, Planned, Told, plan
from store.reading import tuples
from store.tables import Card, LineImage, Order, OrderLine
from store.text import safe

__all__ = [
    "Choice", "Created", "Made", "Told", "create", "foretold", "order", "plan",
]  # fmt: skip

AT_ONCE = 400


@dataclass(frozen=True, slots=True)
class Made:
    """An order that was made, or would be (then without a reference)."""

    vendor: str | None
    type: str | None
    lines: int
    images: int
    sessions: tuple[str, ...]
    ref: str = ""
    card_id: int = 0


@dataclass(slots=True)
class Created:
    """What came of it: orders, what is wrong, and what was ordered before."""

    made: list[Made] = field(default_factory=list)
    errors: list[Told] = field(default_factory=list)
    present: list[Told] = field(default_factory=list)


# Ordering ----------------------------------------------------------------------------------------


def order(desk: Desk, references: Sequence[str], choice: Choice) -> Created:
    """Make the proof orders of sessions; what is wrong with some is told, the rest is ordered."""
    named = safe(" ".join(references[:3]), 60) + (" …" if references[3:] else "")
    with desk.action("proof orders", f"make proof orders of {named}") as act:
        return create(desk, act, cards.get_many(references), choice)


def create(desk: Desk, act: Act, sessions: Sequence[Card], choice: Choice) -> Created:
    """The same inside an open action; what is refused is refused before anything is written."""
    planned = plan(desk, sessions, choice)
    ready = [_new_order(one, choice) for one in planned.orders]
    ids = orders.make_many(desk, act, KIND, ready)
    _hang_images(act, ids, planned.orders)
    numbers: dict[int, int] = {}
    for start in range(0, len(ids), AT_ONCE):
        batch = ids[start : start + AT_ONCE]
        numbers.update(tuples(Card.select(Card.id, Card.number).where(Card.id.in_(batch))))
    made = [
        _made(desk, one, reference(KIND, numbers[card_id]), card_id)
        for one, card_id in zip(planned.orders, ids, strict=True)
    ]
    return Created(made, planned.errors, planned.present)


def foretold(desk: Desk, references: Sequence[str], choice: Choice) -> Created:
    """What ``order`` would make now; nothing is written."""
    with desk.reading():
        planned = plan(desk, cards.get_many(references), choice)
        return Created(
            [_made(desk, one) for one in planned.orders], planned.errors, planned.present
        )


def _made(desk: Desk, one: Planned, ref: str = "", card_id: int = 0) -> Made:
    kind = desk.directory.types.get(one.type_id or 0)
    return Made(
        one.vendor.name if one.vendor else None,
        kind.name if kind else None,
        len(one.lines),
        len({image for line in one.lines for image in line.image_ids}),
        tuple(cards.ref(card) for card in one.sessions),
        ref,
        card_id,
    )


def _new_order(one: Planned, choice: Choice) -> NewOrder:
    clients = {card.client_id for card in one.sessions}
    promised = [card.promised_at for card in one.sessions if card.promised_at is not None]
    refs = [cards.ref(card) for card in one.sessions]
    more = " …" if refs[12:] else ""
    made = NewCard(
        client_id=clients.pop() if len(clients) == 1 else None,
        type_id=one.type_id,
        vendor_id=one.vendor.id if one.vendor else None,
        promised_at=min(promised, default=None),
        subject=f"Proofs of {', '.join(refs[:12])}{more}" if len(refs) > 1 else "",
    )
    rating = f", rated {choice.min_rating} or more" if choice.min_rating else ""
    said = safe(choice.images.strip() or "all", 400) + rating
    lines = [line.new for line in one.lines]
    return NewOrder(made, lines, [card.id for card in one.sessions], again={"images": said})


def _hang_images(act: Act, card_ids: Sequence[int], planned: Sequence[Planned]) -> None:
    """Put the pictures on lines that have several."""
    rows = []
    for card_id, one in zip(card_ids, planned, strict=True):
        if all(line.new.image_id is not None for line in one.lines):
            continue
        query = OrderLine.select(OrderLine.line, OrderLine.id).join(Order)
        line_ids: dict[int, int] = dict(tuples(query.where(Order.card == card_id)))
        rows += [
            {"order_line_id": line_ids[number], "image_id": image_id, "position": place}
            for number, line in enumerate(one.lines, start=1)
            if line.new.image_id is None
            for place, image_id in enumerate(line.image_ids, start=1)
        ]
    act.insert_many(LineImage, rows)
