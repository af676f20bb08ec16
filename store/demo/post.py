"""What the demo has said to people: messages in every state, made as the clock makes them.

A few firings of each trigger happen at their moments, however large the studio is; what came of the
messages is then written as a sender would have. Nothing is sent.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import count, cycle
from typing import Any

from store import dated, errands, firings, following, hushes, occasions, optouts, settling, when
from store.demo.bulk import Sheet
from store.desk import Clock, Desk, copy_for
from store.directory import reference
from store.reading import first_column, tuples
from store.tables import FAR, Card, Client, Firing, Invoice, Message, Trigger
from store.when import DAY_MS

FEW = 3
"""How many firings of a trigger have said something."""

MANY = {"Payment is due": 8, "How did you like it": 6}
"""The same of some."""

BRAKED = frozenset({"How did you like it"})
"""Triggers of which so many came at once that they wait for a person."""

LATELY_DAYS = 12
"""How long ago what hangs on dates of records may have happened."""

LOOKED_THROUGH = 400
"""How many such records are looked through for some that fit."""

OUTCOMES = {
    "email": ("done", "done", "failed", "done", "unknown", "retry", "done", "pending"),
    "sms": ("done", "unknown", "done", "failed", "pending"),
    "letter": ("pending", "done"),
}
"""By channel what comes of its messages, one after the other."""

ANSWERS: dict[tuple[str, str], str] = {
    ("email", "done"): "250 2.0.0 Ok: queued as 4WX0{0}",
    ("email", "failed"): "550 5.1.1 there is no such mailbox here",
    ("email", "retry"): "451 4.7.1 greylisted, please try again later",
    ("sms", "done"): "queued",
    ("sms", "failed"): "the number cannot get SMS",
}
"""What the other side said, by channel and what came of it."""

DOUBTFUL = "the program ended while it was handed over; it may have arrived or not"
AGAIN_MS = 12 * when.MINUTE_MS


# What is to come ----------------------------------------------------------------------------------


def plan_dates(desk: Desk) -> None:
    """Write what triggers on dates of records plan for the records there are."""
    ledger = Sheet(Firing, "trigger_id card_id visit_id occurrence moment state reason")
    now = desk.now()
    for trigger in dated.armed():
        # No trigger of the demo acts later than a month after its date.
        for row in _dated_rows(desk, trigger, now - 31 * DAY_MS, FAR):
            if row["moment"] > now:
                ledger.add(*(row[name] for name in ledger.columns))
    ledger.flush()


def _dated_rows(desk: Desk, trigger: Trigger, low: int, high: int) -> Iterator[dict[str, Any]]:
    """What a trigger does about records that have their date between two moments."""
    dates = dated.dates_between(desk, trigger, low, high)
    visits = occasions.first_visits(sorted(dates))
    called_off = _called_off(desk, trigger.kind)
    for card_id, date in sorted(dates.items()):
        moment = firings.moment_of(desk, trigger, date)
        if moment is not None and card_id not in called_off:
            yield firings.row_of(trigger, card_id, visits[card_id], moment)


def _called_off(desk: Desk, kind: str) -> set[int]:
    lists = desk.directory
    lanes = [s.lane for s in lists.statuses.values() if s.state == "cancelled"]
    query = Card.select(Card.id).where(Card.kind == kind, Card.lane.in_(lanes))
    return set(first_column(query))


# What was said ------------------------------------------------------------------------------------


def write(desk: Desk) -> None:
    """Let a few firings of each trigger have happened; then somebody asked for silence."""
    outcomes = {channel: cycle(states) for channel, states in OUTCOMES.items()}
    numbers = count(1)
    for trigger in Trigger.select().where(Trigger.inactive == False).order_by(Trigger.id):  # noqa: E712 - SQL
        if not firings.is_outward(trigger):
            continue
        for row in _happened(desk, trigger):
            _fire(desk, trigger, row)
            for message in Message.select().where(Message.firing == row.id).order_by(Message.id):
                if message.state == "pending":
                    _end(desk, message, next(outcomes[message.channel]), next(numbers))
    _hush(desk)


def _happened(desk: Desk, trigger: Trigger) -> list[Firing]:
    """The firings of a trigger that have come, the latest of them."""
    most = MANY.get(trigger.name, FEW)
    if not firings.hangs_on_visit(trigger):
        return _happened_by_date(desk, trigger, most)
    past = Firing.select().where(Firing.trigger == trigger.id, Firing.state == "past")
    return list(past.order_by(Firing.moment.desc(), Firing.id.desc()).limit(most))


def _happened_by_date(desk: Desk, trigger: Trigger, most: int) -> list[Firing]:
    now = desk.now()
    shift = round(trigger.offset_days * DAY_MS)
    rows = [
        row
        for row in _dated_rows(desk, trigger, now - shift - LATELY_DAYS * DAY_MS, now - shift)
        if row["moment"] <= now
    ]
    latest = sorted(rows, key=lambda row: (-row["moment"], row["card_id"]))[:LOOKED_THROUGH]
    if trigger.moment == "payment due":
        latest = _unpaid(latest)
    return [Firing.create(**row) for row in latest[:most]]


def _unpaid(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Those about invoices with something open; of clients whom only a letter reaches first."""
    query = (
        Invoice.select(Invoice.card, Client.email)
        .join(Card)
        .join(Client)
        .where(
            Invoice.card.in_([row["card_id"] for row in rows]),
            Invoice.paid_cents < Invoice.total_cents,
        )
    )
    emails: dict[int, str] = dict(tuples(query))
    fitting = [row for row in rows if row["card_id"] in emails]
    by_letter = [row for row in fitting if not emails[row["card_id"]]][:FEW]
    return by_letter + [row for row in fitting if row not in by_letter]


def _at(desk: Desk, moment: int) -> Desk:
    """The clock at a moment."""
    return settling.clock_desk(copy_for(desk, Clock.standing_at(moment)))


def _fire(desk: Desk, trigger: Trigger, row: Firing) -> None:
    acting = _at(desk, row.moment)
    braked = frozenset({trigger.id}) if trigger.name in BRAKED else frozenset()
    with acting.action("fire triggers", "triggers fired", undoable=False) as act:
        act.update(row, state="pending", reason="", settled_at=None)
        errands.fire(acting, act, [row], by_person=False, braked=braked)


def _end(desk: Desk, message: Message, state: str, number: int) -> None:
    """Write what came of handing a message over."""
    settled = message.created_at + (1 + number % 7) * 1000
    answer = ANSWERS.get((message.channel, state), "").format(number)
    columns: dict[str, Any] = {"state": state, "attempts": 1, "answer": answer}
    if state == "pending":
        columns = {"next_at": desk.now()}
    elif state == "retry":
        columns |= {
            "state": "pending", "cause": "retry", "reason": answer, "attempts": 2,
            "next_at": desk.now() + AGAIN_MS,
        }  # fmt: skip
    else:
        reason = {"failed": answer, "unknown": DOUBTFUL}.get(state, "")
        columns |= {"reason": reason, "settled_at": settled}
    acting = _at(desk, settled)
    with acting.action("send messages", f"{message.channel} messages", undoable=False) as act:
        act.update(message, **columns)
        following.follow(act, [message.firing_id])


def _hush(desk: Desk) -> None:
    """A client wants no SMS, and nobody is to be reminded of one order for a week."""
    reached = Client.select().where(Client.mobile != "").order_by(Client.id.desc()).first()
    if reached is not None:
        optouts.add(desk, [reached.mobile])
    paused = _ready(desk).first()
    if paused is not None:
        ref = reference(paused.kind, paused.number)
        hushes.pause(desk, [ref], desk.now() + 7 * DAY_MS, "on holiday, asked us to wait")


def _ready(desk: Desk) -> Any:
    lists = desk.directory
    waiting: Iterable[int] = (
        status.id for status in lists.statuses.values() if status.name == "Ready"
    )
    cards = Card.select().where(Card.kind == "production", Card.status.in_(list(waiting)))
    return cards.order_by(Card.id.desc())
