"""Grounds: why a firing has nothing to do any more, asked when it fires and when it goes out.

One rule for both: the clock asks it of what is due, the gates of every message that was made.
"""

from __future__ import annotations

from peewee import Expression

from store import boards, dated, firings, papervalues, triggeractions, views
from store.desk import Desk
from store.tables import Card, Client, Firing, Invoice, Trigger, Visit

LEFT = "the card has left the status"
CANCELLED = "the record is cancelled"
DATE_PASSED = "the date itself has passed"
ALL_PAID = "nothing is open any more"
NO_CALLS = "wants no calls"
NOT_MET = "the trigger's condition is not met"

OF_DATES = (DATE_PASSED, dated.NO_DATE)
"""Reasons that go when the record gets another date: the firing then comes after all."""

HELD = {
    "hand": "this trigger waits for a person",
    "brake": "it would send very many at once: a person lets them go",
}
"""Why what a firing makes is held for a person, by cause."""

Conditions = dict[int, Expression | None]
"""Trigger id to its condition, which is the same for all its firings at one moment."""


def no_longer_true(
    desk: Desk,
    trigger: Trigger,
    card: Card,
    row: Firing,
    conditions: Conditions | None = None,
) -> str:
    """Why a firing has nothing to do any more; empty while it has.

    ``conditions`` keeps what was read for other firings of the same moment.
    """
    if trigger.action in firings.RULES:
        return _condition(desk, trigger, card, conditions)
    return (
        (
            _stay(desk, trigger, card, row)
            if firings.hangs_on_visit(trigger)
            else _date(desk, trigger, card)
        )
        or spared(trigger, card)
        or _condition(desk, trigger, card, conditions)
    )


def _stay(desk: Desk, trigger: Trigger, card: Card, row: Firing) -> str:
    if card.visit != row.visit_id:
        return LEFT
    if trigger.moment == "due" and is_before(trigger):
        due = Visit.get_by_id(row.visit_id).due_at
        if due is None:
            return firings.NO_DUE_DATE
        # Work stays to be done where a step is late; a message that warns of it comes to nothing.
        return DATE_PASSED if due < desk.now() and firings.is_outward(trigger) else ""
    return ""


def _date(desk: Desk, trigger: Trigger, card: Card) -> str:
    if desk.directory.statuses[card.status_id].state == "cancelled":
        return CANCELLED
    date = dated.date_of(desk, trigger, card.id)
    if date is None:
        return dated.NO_DATE
    if is_before(trigger) and date < desk.now():
        return DATE_PASSED
    if trigger.moment == "payment due":
        invoice = Invoice.get_or_none(Invoice.card == card.id)
        if invoice is not None and invoice.paid_cents >= invoice.total_cents:
            return ALL_PAID
    return ""


def is_before(trigger: Trigger) -> bool:
    """Tell whether a trigger acts before the date that it hangs on."""
    return bool(trigger.offset_days or trigger.offset_hours) and (
        trigger.offset_days + trigger.offset_hours / 24 < 0
    )


def spared(trigger: Trigger, card: Card) -> str:
    """Whether the trigger leaves the client out; where a call is the last resort, only that is."""
    calls_at_last = triggeractions.steps(trigger.action)[1:] == ("call",)
    no_call = trigger.spare_no_call and not calls_at_last
    if not (trigger.spare_no_market or no_call) or card.client_id is None:
        return ""
    client = Client.get_by_id(card.client_id)
    if trigger.spare_no_market and client.do_not_market:
        return f"{papervalues.addressed(client.name)} wants no marketing"
    if no_call and client.do_not_call:
        return f"{papervalues.addressed(client.name)} {NO_CALLS}"
    return ""


def _condition(desk: Desk, trigger: Trigger, card: Card, known: Conditions | None) -> str:
    if not trigger.filter:
        return ""
    found = known if known is not None else {}
    if trigger.id not in found:
        text = views.meaning(desk, f"{card.kind}s", trigger.filter)
        found[trigger.id] = boards.compiled(desk, text)
    condition = found[trigger.id]
    here = Card.id == card.id
    if condition is not None and not Card.select().where(here & condition).exists():
        return NOT_MET
    return ""
