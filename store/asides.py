"""Cards that stand aside of their main line: where they came from, and what they go on with.

A card is aside while it waits without a duration, is blocked or was called off. Moves and
projections both ask here, so that what is foretold is what happens.
"""

from __future__ import annotations

from dataclasses import dataclass

from store.calendar import Calendar
from store.desk import Desk
from store.tables import Card, Status, Visit

FARTHEST = 20
"""How many stays are looked through for the main line."""


def on_line(status: Status) -> bool:
    """Tell whether cards pass a status when nothing goes wrong."""
    if status.final:
        return True
    if status.state == "waiting":
        return status.days is not None
    return status.state not in ("blocked", "cancelled")


@dataclass(frozen=True, slots=True)
class Aside:
    """The step of the main line that a card left last, the stay there, and whether it was done."""

    origin: Status
    visit: Visit
    complete: bool


def of_card(desk: Desk, card: Card, visit: Visit) -> Aside | None:
    """Where a card came from before its present visit; moves taken back do not count."""
    earlier = (
        Visit.select()
        .where(Visit.card == card.id, Visit.number < visit.number, Visit.complete.is_null(False))
        .order_by(Visit.number.desc())
        .limit(FARTHEST)
    )
    for past in earlier:
        status = desk.directory.statuses[past.status_id]
        if on_line(status) and not status.final:
            return Aside(status, past, past.complete is not False)
    return None


def due_again(calendar: Calendar, aside: Aside, visit: Visit, now: int) -> int | None:
    """When an interrupted step is due if it goes on now: later by the business time in between."""
    if aside.complete or aside.visit.due_at is None:
        return None
    left = aside.visit.left_at if aside.visit.left_at is not None else visit.entered_at
    return calendar.shift(aside.visit.due_at, max(0.0, calendar.business_days_between(left, now)))
