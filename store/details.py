"""Everything known of one record, as ``show`` and the boards' details pane tell it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from peewee import JOIN

from store import (
    boards,
    cards,
    firingfaces,
    history,
    hushes,
    lineitems,
    messages,
    notes,
    orders,
    reading,
    reasons,
    recordfields,
    schedule,
    timers,
)
from store.boards import Face
from store.desk import Desk
from store.directory import reference
from store.firingfaces import FiringFace
from store.history import LogLine
from store.lineitems import LineItem
from store.messages import MessageFace
from store.notes import Written
from store.recordfields import Entry
from store.tables import (
    Card,
    Firing,
    Order,
    OrderLine,
    OrderSource,
    Receipt,
    Trigger,
    User,
    Visit,
)
from store.timers import Booking

LOG_LINES = 200
"""How much of a record's history its details carry."""


@dataclass(frozen=True, slots=True)
class Stay:
    """One visit: times in milliseconds, ``by`` the login of whoever moved the card in."""

    status: str
    entered_at: int
    due_at: int | None
    left_at: int | None
    completed_at: int | None
    complete: bool | None
    by: str | None
    user: str | None
    department: str | None
    minutes: float
    cause: str
    reason: str
    note: str


@dataclass(frozen=True, slots=True)
class Came:
    """What came at once of one line of an order; ``by`` is a login."""

    at: int
    line: int
    description: str
    quantity: int
    damaged: int
    by: str | None
    note: str


@dataclass(frozen=True, slots=True)
class Detail:
    """One record; baseline and projection are pairs of status and due moment.

    ``paused`` says until when no trigger acts about it, and why; empty when they do.
    """

    face: Face
    due_because: str
    notes_text: str
    created_at: int
    about: str | None
    trigger: str | None
    baseline: tuple[tuple[str, int], ...]
    projection: tuple[tuple[str, int], ...]
    visits: tuple[Stay, ...]
    line_items: tuple[LineItem, ...]
    fields: tuple[Entry, ...]
    errands: tuple[Face, ...]
    related: tuple[Face, ...]
    notes: tuple[Written, ...]
    timers: tuple[Booking, ...]
    firings: tuple[FiringFace, ...]
    files: tuple[Mapping[str, object], ...]
    receipts: tuple[Came, ...]
    messages: tuple[MessageFace, ...]
    paused: str
    log: tuple[LogLine, ...]


def detail(desk: Desk, ref: str) -> Detail:
    """Read one record; `Refused` where there is none of that reference."""
    card = cards.get(ref)
    face = boards.faces(desk, [card.id])[0]
    visits = list(Visit.select().where(Visit.card == card.id).order_by(Visit.number))
    about, trigger = origins([card.id]).get(card.id, (None, None))
    return Detail(
        face=face,
        due_because=reasons.why(desk, card, visits),
        notes_text=card.notes,
        created_at=card.created_at,
        about=about,
        trigger=trigger,
        baseline=_named(desk, card, schedule.read_baseline(card.id)),
        projection=() if card.done else _named(desk, card, schedule.projection(desk, card)),
        visits=tuple(_stays(desk, card, visits)),
        line_items=tuple(lineitems.of_card(desk, card)),
        fields=tuple(recordfields.of_card(card)),
        errands=tuple(_errands(desk, card)),
        related=tuple(_related(desk, card)),
        notes=tuple(notes.listed(card)),
        timers=tuple(timers.listed(desk, face.ref)),
        firings=tuple(firingfaces.of_card(desk, card.id)),
        files=tuple(recordfields.files(card)),
        receipts=tuple(_receipts(card)) if card.kind in orders.SOURCE_OF else (),
        messages=tuple(messages.listed(card_id=card.id)),
        paused=hushes.reasons(desk, [card.id], desk.now()).get(card.id, ""),
        log=tuple(history.log(desk, card_id=card.id, limit=LOG_LINES)),
    )


def _receipts(card: Card) -> list[Came]:
    query = (
        Receipt.select(Receipt, OrderLine, User)
        .join(OrderLine)
        .join(Order)
        .switch(Receipt)
        .join(User, JOIN.LEFT_OUTER)
        .where(Order.card == card.id)
        .order_by(Receipt.id)
    )
    rows: list[Any] = list(query)
    return [
        Came(
            row.received_at, row.order_line.line, row.order_line.description, row.quantity,
            row.damaged, row.by.login if row.by_id else None, row.note,
        )
        for row in rows
    ]  # fmt: skip


def origins(card_ids: Sequence[int]) -> dict[int, tuple[str | None, str | None]]:
    """Card id to the reference it is about and the name of the trigger that made it."""
    found: dict[int, tuple[str | None, str | None]] = {}
    for start in range(0, len(card_ids), 400):
        part = list(card_ids[start : start + 400])
        rows = list(Card.select(Card.id, Card.about).where(Card.id.in_(part)))
        about = [row.about_id for row in rows if row.about_id is not None]
        named = Card.select(Card.id, Card.kind, Card.number).where(Card.id.in_(about))
        refs = {row.id: reference(row.kind, row.number) for row in named}
        fired = (
            Firing.select(Firing.made, Trigger.name)
            .join(Trigger)
            .where(Firing.card.in_(about), Firing.made.in_(part))
        )
        makers: dict[int, str] = dict(reading.tuples(fired))
        found.update((row.id, (refs.get(row.about_id), makers.get(row.id))) for row in rows)
    return found


def _named(desk: Desk, card: Card, dues: Mapping[int, int]) -> tuple[tuple[str, int], ...]:
    """Due moments by status, in the order of the track."""
    return tuple(
        (status.name, dues[status.id])
        for status in desk.directory.statuses_of_track[card.track_id]
        if status.id in dues
    )


def _stays(desk: Desk, card: Card, visits: Sequence[Visit]) -> list[Stay]:
    names = desk.directory
    minutes = timers.minutes_by_visit(card.id, desk.now())
    return [
        Stay(
            status=names.statuses[visit.status_id].name,
            entered_at=visit.entered_at,
            due_at=visit.due_at,
            left_at=visit.left_at,
            completed_at=visit.completed_at,
            complete=visit.complete,
            by=names.users[visit.by_id].login if visit.by_id in names.users else None,
            user=names.users[visit.user_id].login if visit.user_id in names.users else None,
            department=(
                names.departments[visit.department_id].name
                if visit.department_id in names.departments
                else None
            ),
            minutes=minutes.get(visit.id, 0.0),
            cause=visit.cause,
            reason=visit.reason,
            note=visit.note,
        )
        for visit in visits
    ]


def _errands(desk: Desk, card: Card) -> list[Face]:
    """Tasks and calls about the record, open ones first."""
    query = Card.select(Card.id).where(Card.about == card.id).order_by(Card.sort_at, Card.id)
    return boards.faces(desk, [row.id for row in query])


def _related(desk: Desk, card: Card) -> list[Face]:
    """What an order was made from, or the orders that were made from the record."""
    made = (
        OrderSource.select(Order.card)
        .join(Order, on=(Order.id == OrderSource.order))
        .where(OrderSource.card == card.id)
    )
    sources = (
        OrderSource.select(OrderSource.card)
        .join(Order, on=(Order.id == OrderSource.order))
        .where(Order.card == card.id)
    )
    return boards.faces(desk, [*reading.first_column(sources), *reading.first_column(made)])
