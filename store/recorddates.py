"""Dates of records that triggers hang on: what they are now, and which records have one when.

Reads only; what follows from a date is in ``dated``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from store.desk import Desk
from store.reading import first_column, tuples
from store.tables import FAR, Card, Invoice, Order, OrderSource, Session, Task, Visit
from store.when import DAY_MS

AT_ONCE = 400

Found = dict[int, int | None]
"""Card id to its date."""

COLUMNS: Mapping[str, tuple[str, ...]] = {
    "session": ("held_at",),
    "payment due": ("payment_due_at",),
    "promised": ("promised_at",),
    "delivered": ("delivered_at",),
    "start": ("start_at",),
    "completed": ("done",),
}
"""Moment to the columns by whose change it moves."""

BEHIND = ("held_at", "session_id", "order_id")
"""Columns by whose change another session, or another day of it, stands behind orders."""

_OWN: Mapping[str, tuple[Any, Any]] = {
    "session": (Session, Session.held_at),
    "payment due": (Invoice, Invoice.payment_due_at),
    "delivered": (Invoice, Invoice.delivered_at),
    "start": (Task, Task.start_at),
}
"""Moment to the table of a record that has it, and the column."""


def parted(ids: Iterable[int]) -> Iterable[list[int]]:
    """Ids, a few hundred at a time."""
    wanted = sorted(set(ids))
    for start in range(0, len(wanted), AT_ONCE):
        yield wanted[start : start + AT_ONCE]


# Of records --------------------------------------------------------------------------------------


def dates(desk: Desk, kind: str, moment: str, card_ids: Iterable[int]) -> Found:
    """The dates of cards of a kind; null where a record has none."""
    read = _reader(kind, moment)
    found: Found = {}
    for part in parted(card_ids):
        found.update(dict.fromkeys(part))
        for card_id, at in read(desk, part):
            if found.get(card_id) is None or (at is not None and at < (found[card_id] or at)):
                found[card_id] = at  # of several sessions behind an order the first
    return found


def _reader(kind: str, moment: str) -> Callable[[Desk, Sequence[int]], list[tuple[Any, ...]]]:
    if moment == "promised":
        return _promised
    if moment == "completed":
        return _completed
    if moment == "session" and kind != "session":
        return _sessions_behind
    table, column = _OWN[moment]
    return lambda _, ids: tuples(table.select(table.card, column).where(table.card.in_(list(ids))))


def _promised(_: Desk, ids: Sequence[int]) -> list[tuple[Any, ...]]:
    return tuples(Card.select(Card.id, Card.promised_at).where(Card.id.in_(list(ids))))


def _completed(desk: Desk, ids: Sequence[int]) -> list[tuple[Any, ...]]:
    """When the last step was really completed; nothing for what was called off."""
    query = (
        Card.select(Card.id, Visit.basis_at)
        .join(Visit, on=(Visit.id == Card.visit))
        .where(Card.id.in_(list(ids)), Card.status.in_(sorted(statuses(desk, "done"))))
    )
    return tuples(query)


def statuses(desk: Desk, state: str, kind: str | None = None) -> frozenset[int]:
    """The statuses of a state, of all kinds or of one."""
    names = desk.directory
    return frozenset(
        status.id
        for status in names.statuses.values()
        if status.state == state and kind in (None, names.tracks[status.track_id].kind)
    )


def _sessions_behind(_: Desk, ids: Sequence[int]) -> list[tuple[Any, ...]]:
    return [
        row
        for query in _behind()
        for row in tuples(
            query.select(Order.card, Session.held_at).where(Order.card.in_(list(ids)))
        )
    ]


def _behind() -> tuple[Any, Any]:
    """Orders made from sessions, and from invoices that name one."""
    direct = OrderSource.select().join(Order).join(Session, on=(Session.card == OrderSource.card))
    invoiced = (
        OrderSource.select()
        .join(Order)
        .join(Invoice, on=(Invoice.card == OrderSource.card))
        .join(Session, on=(Session.id == Invoice.session))
    )
    return direct, invoiced


def orders_behind(card_ids: Iterable[int]) -> list[int]:
    """Cards of the orders that have one of some sessions or invoices behind them."""
    found: set[int] = set()
    for part in parted(card_ids):
        made = OrderSource.select(Order.card).join(Order).where(OrderSource.card.in_(part))
        invoiced = _behind()[1].select(Order.card).where(Session.card.in_(part))
        found.update(first_column(made), first_column(invoiced))
    return sorted(found)


# Between -----------------------------------------------------------------------------------------


class Dated(NamedTuple):
    """A record with its date, when it was made, and the status it is in."""

    card_id: int
    date: int
    made_at: int
    status_id: int


def between(
    desk: Desk, kind: str, moment: str, low: int, high: int | None = None
) -> dict[int, Dated]:
    """Card id to the records of a kind that have a date from one moment to another.

    Read in one go: very many may be there. Of completed ones a few more may be among them.
    """
    found: dict[int, Dated] = {}
    for query, column in _between(desk, kind, moment, low):
        near = column >= low if high is None else column.between(low, high)
        chosen = query.select(Card.id, column, Card.created_at, Card.status)
        for row in tuples(chosen.where(Card.kind == kind, near)):
            one = Dated(*row)
            if one.card_id not in found or one.date < found[one.card_id].date:
                found[one.card_id] = one
    return found


def _between(desk: Desk, kind: str, moment: str, low: int) -> list[tuple[Any, Any]]:
    """Queries over cards of a kind with their dates, each with the column of the date."""
    if moment == "promised":
        return [(Card.select(), Card.promised_at)]
    if moment == "completed":
        ended = Card.select().join(Visit, on=(Visit.id == Card.visit))
        return [
            (
                # Many are there, and the latest stand first.
                ended.where(
                    Card.lane == desk.directory.statuses[status_id].lane,
                    Card.status == status_id,
                    Card.sort_at <= 2 * FAR - low + DAY_MS,
                ),
                Visit.basis_at,
            )
            for status_id in sorted(statuses(desk, "done", kind))
        ]
    if moment == "session" and kind != "session":
        return [
            (query.join(Card, on=(Card.id == Order.card)), Session.held_at) for query in _behind()
        ]
    table, column = _OWN[moment]
    return [(table.select().join(Card), column)]
