"""Occasions: what happens to a record as a whole, and the firings that triggers plan for it.

A trigger without a status waits for an occasion: an invoice is first saved, money is received,
every order of an invoice (or proof order of a session) is final, or the time of a batch has come.
The firings are rows of the same ledger, once per trigger and record; the clock settles them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import time, timedelta
from typing import Any

from peewee import JOIN, SQL, fn

from store.changes import Act
from store.desk import Desk
from store.reading import first_column, tuples
from store.splitting import PACKAGES
from store.tables import (
    Card,
    Firing,
    Invoice,
    InvoiceLine,
    Item,
    Order,
    OrderLine,
    OrderSource,
    Trigger,
    Visit,
    is_open,
)

SAVED, FIRST_PAYMENT, PAID, BATCH, FINISHED = (
    "saved", "first payment", "paid", "batch", "finished",
)  # fmt: skip
OCCASIONS: Mapping[str, str] = {
    SAVED: "an invoice is first saved",
    FIRST_PAYMENT: "the first payment for an invoice is noted",
    PAID: "so many percent of an invoice are paid",
    BATCH: "at set times, for invoices that match a filter",
    FINISHED: "every order made from a record is final",
}
"""Occasion to what it is, in words."""

AT_ONCE = 400
MS_PER_MINUTE = 60_000


# When they come ----------------------------------------------------------------------------------


def crossed(before_cents: int, after_cents: int, total_cents: int, percent: float) -> bool:
    """Tell whether a payment brought an invoice from below a share of its total to it or above.

    An invoice that comes to nothing has no share: nothing is crossed.
    """
    if total_cents <= 0:
        return False
    wanted = total_cents * percent / 100
    return before_cents < wanted <= after_cents


def next_time(desk: Desk, times: Sequence[time], after: int) -> int | None:
    """The next of some times of day after a moment, in the studio's zone; null where none."""
    calendar = desk.calendar()
    day = calendar.local(after).date()
    found = [
        moment
        for ahead in range(3)
        for at in times
        if (moment := calendar.moment(day + timedelta(days=ahead), at)) > after
    ]
    return min(found, default=None)


def times_of(text: str) -> list[time]:
    """Read times of day such as ``07:00, 13:30``; ValueError for what is none."""
    return sorted(time.fromisoformat(part.strip()) for part in text.split(",") if part.strip())


# Planning ----------------------------------------------------------------------------------------


def armed(moments: Iterable[str], kind: str) -> list[Trigger]:
    """The triggers that are switched on and wait for an occasion of a kind of record."""
    query = Trigger.select().where(
        Trigger.status.is_null(),
        Trigger.inactive == False,  # noqa: E712 - an expression of SQL
        Trigger.moment.in_(list(moments)),
        Trigger.kind == kind,
    )
    return list(query.order_by(Trigger.id))


def saved(act: Act, card_ids: Sequence[int]) -> None:
    """Plan what happens because invoices were first saved."""
    triggers = armed([SAVED], "invoice") if card_ids else []
    if triggers:
        plan(act, [(trigger, card_id) for trigger in triggers for card_id in card_ids])


def paid(act: Act, payments: Sequence[tuple[Invoice, int, bool]]) -> None:
    """Plan what happens because invoices were paid: invoice, cents before, first payment or not."""
    triggers = armed([FIRST_PAYMENT, PAID], "invoice")
    if not triggers:
        return
    pairs = []
    for invoice, before, first in payments:
        for trigger in triggers:
            if trigger.moment == FIRST_PAYMENT:
                comes = first and invoice.paid_cents > 0
            else:
                comes = crossed(
                    before, invoice.paid_cents, invoice.total_cents, trigger.percent or 100
                )
            if comes:
                pairs.append((trigger, invoice.card_id))
    plan(act, pairs)


def finished(desk: Desk, act: Act, moved: Sequence[Card]) -> None:
    """Plan what happens because orders have come to their end: some were just moved there."""
    for kind, source in (("production", "invoice"), ("preproduction", "session")):
        ended = [card.id for card in moved if card.kind == kind and card.done]
        triggers = armed([FINISHED], source) if ended else []
        if not triggers:
            continue
        cards = _sources_all_final(desk, ended)
        pairs = [(trigger, card.id) for trigger in triggers for card in cards]
        plan(act, pairs, {card.id: card.visit for card in cards})


def _sources_all_final(desk: Desk, order_cards: Sequence[int]) -> list[Card]:
    """What orders were made from, where every order is final and at least one was not cancelled."""
    ids: list[int] = []
    for start in range(0, len(order_cards), AT_ONCE):
        query = (
            OrderSource.select(OrderSource.card)
            .join(Order)
            .where(Order.card.in_(list(order_cards[start : start + AT_ONCE])))
            .distinct()
        )
        ids.extend(first_column(query))
    final = {s.id for s in desk.directory.statuses.values() if s.final}
    called_off = {s.id for s in desk.directory.statuses.values() if s.state == "cancelled"}
    found: list[Card] = []
    for card in Card.select().where(Card.id.in_(sorted(set(ids)))):
        states = statuses_of_orders(card.id)
        if set(states) <= final | called_off and final.intersection(states):
            found.append(card)
    return found


def statuses_of_orders(card_id: int) -> list[int]:
    """The statuses of all orders that were made from a record."""
    other = Card.alias()
    query = (
        OrderSource.select(other.status)
        .join(Order)
        .join(other, on=(other.id == Order.card))
        .where(OrderSource.card == card_id)
    )
    return first_column(query)


def plan(
    act: Act,
    pairs: Sequence[tuple[Trigger, int]],
    visits: Mapping[int, int] | None = None,
    occurrence: int = 0,
    moment: int | None = None,
) -> int:
    """Write firings of triggers for cards, each once; returns how many are new.

    They hang on the card's first visit, which it has for ever, unless ``visits`` names another.
    """
    stays = dict(visits or first_visits([card_id for _, card_id in pairs]))
    there = _present([stays[card_id] for _, card_id in pairs], occurrence)
    rows: list[dict[str, Any]] = []
    for trigger, card_id in pairs:
        key = (trigger.id, stays[card_id])
        if key in there:
            continue
        there.add(key)
        rows.append(
            {
                "trigger_id": trigger.id,
                "card_id": card_id,
                "visit_id": stays[card_id],
                "occurrence": occurrence,
                "moment": act.at if moment is None else moment,
                "state": "pending",
                "reason": "",
            }
        )
    act.insert_many(Firing, rows)
    return len(rows)


def first_visits(card_ids: Sequence[int]) -> dict[int, int]:
    """Card id to the visit that it has for ever."""
    found: dict[int, int] = {}
    for start in range(0, len(card_ids), AT_ONCE):
        query = (
            Visit.select(Visit.card, fn.min(Visit.id))
            .where(Visit.card.in_(list(card_ids[start : start + AT_ONCE])))
            .group_by(Visit.card)
        )
        found.update(tuples(query))
    return found


def _present(visits: Sequence[int], occurrence: int) -> set[tuple[int, int]]:
    found: set[tuple[int, int]] = set()
    wanted = sorted(set(visits))
    for start in range(0, len(wanted), AT_ONCE):
        query = Firing.select(Firing.trigger, Firing.visit).where(
            Firing.visit.in_(wanted[start : start + AT_ONCE]), Firing.occurrence == occurrence
        )
        found.update(tuples(query))
    return found


# Batches -----------------------------------------------------------------------------------------


def batches_due(now: int) -> list[Trigger]:
    """The triggers whose batch has come."""
    query = Trigger.select().where(Trigger.next_at.is_null(False), Trigger.next_at <= now)
    return list(query.order_by(Trigger.next_at, Trigger.id))


def run_batch(desk: Desk, act: Act, trigger: Trigger, card_ids: Sequence[int]) -> int:
    """Plan a batch for the invoices it found, and when it comes next; missed ones collapse."""
    slot = int(trigger.next_at or act.at)
    following = next_time(desk, times_of(trigger.times), act.at)
    act.update(trigger, next_at=following)
    waiting = _tried_again(act, trigger, set(card_ids), slot)
    pairs = [(trigger, card_id) for card_id in card_ids if card_id not in waiting]
    return len(waiting) + plan(act, pairs, occurrence=slot // MS_PER_MINUTE, moment=slot)


def _tried_again(act: Act, trigger: Trigger, card_ids: set[int], slot: int) -> set[int]:
    """Have what an earlier batch left to a person tried again: it stands in the queue once."""
    query = Firing.select().where(
        Firing.trigger == trigger.id, Firing.state.in_(["pending", "held"])
    )
    found = {row.card_id: row for row in query if row.card_id in card_ids}
    for row in found.values():
        act.update(row, state="pending", moment=slot)
    return set(found)


def with_lines_to_order(condition: Any = None) -> list[int]:
    """Cards of open invoices with a line that is on no order and needs one."""
    on_order = OrderLine.select(SQL("1")).where(OrderLine.invoice_line == InvoiceLine.id)
    free = (
        InvoiceLine.select(SQL("1"))
        .join(Item, JOIN.LEFT_OUTER)
        .where(
            InvoiceLine.invoice == Invoice.id,
            InvoiceLine.settled == "",
            Item.kind.is_null() | Item.kind.not_in(["service", *PACKAGES]),
            ~fn.EXISTS(on_order),
        )
    )
    query = (
        Card.select(Card.id)
        .join(Invoice, on=(Invoice.card == Card.id))
        .where(Card.kind == "invoice", is_open(), fn.EXISTS(free))
    )
    if condition is not None:
        query = query.where(condition)
    found: list[int] = first_column(query.order_by(Card.id))
    return found
