"""The ledger of triggers: one row per trigger, visit and occurrence, whatever is running.

Rows are planned when a card enters a status, moved with its due date, and cancelled when it leaves.
The clock settles what is due; the unique row is what makes it happen once.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import timedelta
from typing import Any

from store.changes import Act
from store.desk import Desk
from store.tables import Card, Firing, Trigger, Visit

MS_PER_HOUR = 3_600_000

RULES = ("orders", "proofs", "complete")
"""Actions of automatic rules: once their moment has come, they hold wherever the card goes."""

OPEN_STATES = ("pending", "held")
"""States in which a firing can still be cancelled, skipped or processed."""


NOTHING: Mapping[int, Collection[int]] = {}

NO_DUE_DATE = "the due date was taken away"


def moment_of(desk: Desk, trigger: Trigger, entered_at: int, due_at: int | None) -> int | None:
    """When a trigger's moment comes for a visit; null when it hangs on a due date there is not."""
    base = entered_at if trigger.moment == "entering" else due_at
    if base is None:
        return None
    days, hours = trigger.offset_days, trigger.offset_hours
    calendar = desk.calendar()
    if trigger.count == "business" and days:
        base = calendar.shift(base, days)
    elif days:
        local = calendar.local(base)
        base = calendar.moment(local.date() + timedelta(days=int(days)), local.time())
        hours += (days - int(days)) * 24
    return base + round(hours * MS_PER_HOUR)


def triggers_of(desk: Desk, status_ids: Iterable[int]) -> dict[int, list[Trigger]]:
    """Status id to the triggers that are switched on there."""
    found: dict[int, list[Trigger]] = {}
    query = Trigger.select().where(
        Trigger.status.in_(list(set(status_ids))),
        Trigger.inactive == False,  # noqa: E712 - an expression of SQL
    )
    for trigger in query:
        found.setdefault(trigger.status_id or 0, []).append(trigger)
    return found


def planned_rows(
    desk: Desk, triggers: Iterable[Trigger], card: Card, visit: Visit
) -> list[dict[str, Any]]:
    """The ledger rows that a new visit brings."""
    rows = []
    for trigger in triggers:
        moment = moment_of(desk, trigger, visit.entered_at, visit.due_at)
        if moment is not None:
            rows.append(
                {
                    "trigger_id": trigger.id,
                    "card_id": card.id,
                    "visit_id": visit.id,
                    "occurrence": 0,
                    "moment": moment,
                    "state": "pending",
                    "reason": "",
                }
            )
    return rows


def plan(
    desk: Desk,
    act: Act,
    pairs: Sequence[tuple[Card, Visit]],
    without: Mapping[int, Collection[int]] = NOTHING,
) -> None:
    """Write what the triggers of the statuses just entered will do.

    ``without`` has, by card id, the triggers that must not: those that brought the card about.
    """
    by_status = triggers_of(desk, (visit.status_id for _, visit in pairs))
    if not by_status:
        return
    rows: list[dict[str, Any]] = []
    for card, visit in pairs:
        spared = without.get(card.id, ())
        armed = [t for t in by_status.get(visit.status_id, ()) if t.id not in spared]
        rows.extend(planned_rows(desk, armed, card, visit))
    act.insert_many(Firing, rows)


def cancel_for_visits(act: Act, visit_ids: list[int], reason: str) -> None:
    """Take back what is pending for visits that ended; automatic rules hold on."""
    bound = Trigger.select(Trigger.id).where(
        Trigger.status.is_null(False), Trigger.action.not_in(list(RULES))
    )
    open_rows = Firing.select().where(
        Firing.visit.in_(visit_ids), Firing.state.in_(list(OPEN_STATES)), Firing.trigger.in_(bound)
    )
    for firing in open_rows:
        act.update(firing, state="cancelled", reason=reason, settled_at=act.at)


def _may_come_yet(row: Firing, moment: int, now: int) -> bool:
    """Tell whether a firing that never was comes after all, now that the due date is elsewhere."""
    if row.state == "past":
        return moment > now
    return row.state == "cancelled" and row.reason == NO_DUE_DATE


def move_with_due(desk: Desk, act: Act, card: Card) -> None:
    """Move pending firings that hang on a card's due date to where it is now."""
    visit = Visit.get_by_id(card.visit)
    by_status = triggers_of(desk, [card.status_id])
    hanging = {t.id: t for t in by_status.get(card.status_id, ()) if t.moment == "due"}
    if not hanging:
        return
    rows = {row.trigger_id: row for row in Firing.select().where(Firing.visit == visit.id)}
    fresh = []
    for trigger in hanging.values():
        row = rows.get(trigger.id)
        moment = moment_of(desk, trigger, visit.entered_at, visit.due_at)
        if row is None:
            fresh.extend(planned_rows(desk, [trigger], card, visit))
        elif row.state in OPEN_STATES and moment is None:
            act.update(row, state="cancelled", reason=NO_DUE_DATE, settled_at=act.at)
        elif row.state in OPEN_STATES:
            act.update(row, moment=moment)
        elif moment is not None and _may_come_yet(row, moment, act.at):
            act.update(row, state="pending", reason="", moment=moment, settled_at=None)
    act.insert_many(Firing, fresh)
